"""Invented budgets: figures that add up, the tables made from them, and the truth about each document.

A department is a list of leaves (functional code, personnel, running costs, projects); every printed sum is
computed from them. A `Table` is both what a document prints and what the output contract expects of it, so the
truth does not depend on the program under test. Plain Python 3, standard library only.
"""
import html
import json
from dataclasses import dataclass, field
from decimal import Decimal

FUNCTIONAL = dict(line.split() for line in """
201 一般公共服务支出
20108 审计事务
2010801 行政运行
2010804 审计业务
20126 档案事务
2012601 行政运行
2012602 一般行政管理事务
2012604 档案馆
207 文化旅游体育与传媒支出
20701 文化和旅游
2070101 行政运行
2070104 图书馆
2070109 群众文化
2070114 文化和旅游管理事务
208 社会保障和就业支出
20802 民政管理事务
2080201 行政运行
2080207 行政区划和地名管理
20805 行政事业单位养老支出
2080501 行政单位离退休
2080502 事业单位离退休
2080505 机关事业单位基本养老保险缴费支出
2080506 机关事业单位职业年金缴费支出
20810 社会福利
2081002 老年福利
210 卫生健康支出
21011 行政事业单位医疗
2101101 行政单位医疗
2101102 事业单位医疗
2101103 公务员医疗补助
212 城乡社区支出
21208 国有土地使用权出让收入安排的支出
2120804 农村基础设施建设支出
213 农林水支出
21303 水利
2130301 行政运行
2130306 水利工程运行与维护
2130310 水土保持
2130314 防汛
221 住房保障支出
22102 住房改革支出
2210201 住房公积金
2210202 提租补贴
229 其他支出
22960 彩票公益金安排的支出
2296002 用于社会福利的彩票公益金支出
""".split("\n") if line)

ECONOMIC = dict(line.split() for line in """
301 工资福利支出
30101 基本工资
30102 津贴补贴
30103 奖金
30107 绩效工资
30108 机关事业单位基本养老保险缴费
30109 职业年金缴费
30110 职工基本医疗保险缴费
30111 公务员医疗补助缴费
30112 其他社会保障缴费
30113 住房公积金
30199 其他工资福利支出
302 商品和服务支出
30201 办公费
30202 印刷费
30205 水费
30206 电费
30207 邮电费
30211 差旅费
30213 维修（护）费
30215 会议费
30216 培训费
30217 公务接待费
30226 劳务费
30228 工会经费
30229 福利费
30231 公务用车运行维护费
30239 其他交通费用
30299 其他商品和服务支出
303 对个人和家庭的补助
30302 退休费
310 资本性支出
31002 办公设备购置
""".split("\n") if line)

# The 26 categories of the general budget, in the order in which the forms print them.
CATEGORIES = """一般公共服务支出 外交支出 国防支出 公共安全支出 教育支出 科学技术支出 文化旅游体育与传媒支出
社会保障和就业支出 卫生健康支出 节能环保支出 城乡社区支出 农林水支出 交通运输支出 资源勘探工业信息等支出
商业服务业等支出 金融支出 援助其他地区支出 自然资源海洋气象等支出 住房保障支出 粮油物资储备支出
国有资本经营预算支出 灾害防治及应急管理支出 其他支出 债务还本支出 债务付息支出 债务发行费用支出""".split()

# How wages and running costs spread over the economic classification, in hundredths; the last item takes the rest.
WAGES = [("30101", 34), ("30102", 29), ("30103", 17), ("30107", 12), ("30112", 1), ("30199", None)]
RUNNING = [("30201", 20), ("30202", 4), ("30205", 2), ("30206", 6), ("30207", 5), ("30211", 11), ("30213", 4),
           ("30215", 3), ("30216", 4), ("30217", 3), ("30226", 7), ("30228", 8), ("30229", 6), ("30231", 5),
           ("30239", 6), ("31002", 3), ("30299", None)]
# Functional items that are one economic item.
DIRECT = {"2080501": "30302", "2080502": "30302", "2080505": "30108", "2080506": "30109", "2101101": "30110",
          "2101102": "30110", "2101103": "30111", "2210201": "30113", "2210202": "30102"}

CENT = Decimal("0.01")
NUMERALS = "〇一二三四五六七八九十"


def chinese(n):
    """A number below 100 in Chinese numerals."""
    tens, ones = divmod(n, 10)
    return ("" if tens == 0 else "十" if tens == 1 else NUMERALS[tens] + "十") + (NUMERALS[ones] if ones else "")


# --- figures ---------------------------------------------------------------------------------------------------

@dataclass
class Project:
    name: str
    amount: Decimal
    source: str = "general"  # general | fund | other
    economic: str = "302"
    content: str = ""


@dataclass
class Leaf:
    code: str
    staff: Decimal = Decimal("0.00")
    running: Decimal = Decimal("0.00")
    projects: list = field(default_factory=list)
    unit: int = 0  # index of the budget unit


def leaf(code, staff="0.00", running="0.00", *projects, unit=0):
    return Leaf(code, Decimal(staff), Decimal(running), list(projects), unit)


def project(name, amount, source="general", economic="302", content=""):
    return Project(name, Decimal(amount), source, economic, content)


ZERO = Decimal("0.00")


def staff(leaves):
    return sum((x.staff for x in leaves), ZERO)


def running(leaves):
    return sum((x.running for x in leaves), ZERO)


def basic(leaves):
    return staff(leaves) + running(leaves)


def projects(leaves, source=None):
    return sum((p.amount for x in leaves for p in x.projects if source in (None, p.source)), ZERO)


def whole(leaves, source=None):
    return projects(leaves, source) + (basic(leaves) if source in (None, "general") else ZERO)


def from_source(leaves, *sources):
    """The leaves with only what these sources pay for."""
    kept = []
    for x in leaves:
        mine = [p for p in x.projects if p.source in sources]
        own = "general" in sources
        one = Leaf(x.code, x.staff if own else ZERO, x.running if own else ZERO, mine, x.unit)
        if whole([one]):
            kept.append(one)
    return kept


def tree(leaves):
    """Every 类, 款 and 项 the leaves stand under as (code, name, leaves), sorted by code."""
    codes = sorted({c for x in leaves for c in (x.code[:3], x.code[:5], x.code)})
    return [(c, FUNCTIONAL[c], [x for x in leaves if x.code.startswith(c)]) for c in codes]


def items(leaves):
    """Only the 项."""
    return [x for x in tree(leaves) if len(x[0]) == 7]


def economic(leaves):
    """Basic expenditure by economic 款: {code: amount}, sorted."""
    out = {}

    def spread(amount, weights):
        rest = amount
        for code, weight in weights:
            part = rest if weight is None else (amount * weight / 100).quantize(CENT)
            out[code] = out.get(code, ZERO) + part
            rest -= part

    for x in leaves:
        spread(x.staff, [(DIRECT[x.code], None)] if x.code in DIRECT else WAGES)
        spread(x.running, RUNNING)
    return {c: out[c] for c in sorted(out) if out[c]}


def economic_tree(amounts):
    """Economic 类 and 款 as (code, name, amount), sorted."""
    codes = sorted({c for x in amounts for c in (x[:3], x)})
    return [(c, ECONOMIC[c], sum((v for k, v in amounts.items() if k.startswith(c)), ZERO)) for c in codes]


def is_staff(code):
    """Whether an economic code is personnel expenditure (301, 303)."""
    return code[:3] in ("301", "303")


# --- tables ----------------------------------------------------------------------------------------------------

class Any:
    """A cell on which the contract leaves the choice to the program; it is printed, but not scored."""

    def __init__(self, text):
        self.text = text


@dataclass
class Table:
    """A printed table and what the contract makes of it. Columns are `header/sub-header:role`, role amount if left out."""
    kind: str
    title: str
    columns: list = field(default_factory=list)
    side: str = None
    number: str = None
    organization: str = None
    unit: str = "万元"
    notes: list = field(default_factory=list)
    empty: bool = False
    rows: list = field(default_factory=list)
    fields: list = field(default_factory=list)
    indicators: list = field(default_factory=list)
    also: list = field(default_factory=list)  # another header path that is as good for the last column

    def __post_init__(self):
        split = [c.rpartition(":") if ":" in c else (c, ":", "amount") for c in self.columns]
        self.columns = [(tuple(path.split("/")), role) for path, _, role in split]

    def add(self, label, *values, code=None, org_code=None, org_name=None, total=False, group=None):
        """A row; `values` fill the columns that are neither code, name nor unit, in order."""
        values = list(values)
        given = {"code": code, "name": label, "org_code": org_code, "org_name": org_name, "group": group}
        cells = [given[role] if role in given else values.pop(0) for _, role in self.columns]
        assert not values, (self.title, label, values)
        self.rows.append({"label": label, "code": code, "org_code": org_code, "org_name": org_name,
                          "total": total, "cells": cells})
        return self

    def gold(self):
        plain = {k: getattr(self, k) for k in ("kind", "side", "title", "number", "organization", "unit", "empty", "notes")}
        columns = [{"path": list(path), "role": role} for path, role in self.columns]
        if self.also:
            columns[-1]["also"] = [self.also]
        rows = [dict(r, cells=[{"any": True} if isinstance(v, Any) else v for v in r["cells"]]) for r in self.rows]
        fields = [{"label": k, "value": v} for k, v in self.fields]
        return plain | {"fields": fields, "columns": columns, "rows": rows, "indicators": self.indicators}


WORDS = {">=": "大于等于", "<=": "小于等于", "=": "等于", ">": "大于", "<": "小于"}
SIGNS = {">=": "≥", "<=": "≤", "=": "=", ">": "＞", "<": "＜"}


def indicator(level1, level2, level3, operator=None, value=None, unit=None, text=None, signs=SIGNS, **more):
    """An indicator; `text` makes it qualitative, `signs` says how its operator is printed."""
    known = {"detail": None, "direction": None, "deadline": None, "basis": None} | more
    number = None if value is None else Decimal(value)
    target = text if text is not None else None if value is None else f"{signs.get(operator, '')}{value}{unit or ''}"
    return {"level1": level1, "level2": level2, "level3": level3, "target": target, "operator": operator,
            "value": number, "unit": unit} | known


def dump(value, depth=0):
    """JSON with amounts as exact numbers, one line per row, column, field and indicator."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (list, tuple)):
        if depth >= 4 or not value or not isinstance(value[0], dict):
            return "[" + ", ".join(dump(v, 9) for v in value) + "]"
        pad = "\n" + " " * depth
        return "[" + ",".join(pad + " " + dump(v, depth + 1) for v in value) + pad + "]"
    if isinstance(value, dict):
        wide = depth in (0, 2)
        pad = "\n" + " " * depth if wide else ""
        pairs = [f"{json.dumps(k, ensure_ascii=False)}: {dump(v, depth + 1)}" for k, v in value.items()]
        return "{" + ("," if wide else ", ").join((pad + " " if wide else "") + p for p in pairs) + pad + "}"
    return json.dumps(value, ensure_ascii=False)


def truth(kind, year, issuer, tables):
    """The expected document."""
    return dump({"document": {"kind": kind, "fiscal_year": year, "issuer": {"name": issuer}},
                 "tables": [t.gold() for t in tables]}) + "\n"


# --- print -----------------------------------------------------------------------------------------------------

@dataclass
class Cell:
    text: str
    down: int = 1
    across: int = 1


def comma(value):
    """What a cell prints: amounts with thousands separators."""
    if isinstance(value, Any):
        return value.text
    return "" if value is None else f"{value:,}" if isinstance(value, Decimal) else str(value)


def plain(value):
    """What a cell prints: amounts without separators."""
    return str(value) if isinstance(value, Decimal) else comma(value)


def header(columns):
    """The header as rows of cells, `None` where a merged cell covers the place."""
    paths = [path for path, _ in columns]
    depth = max(map(len, paths))
    rows = [[None] * len(paths) for _ in range(depth)]

    def fill(first, last, level):
        while first < last:
            end, path = first + 1, paths[first]
            lowest = len(path) == level + 1
            while not lowest and end < last and len(paths[end]) > level + 1 and paths[end][level] == path[level]:
                end += 1
            rows[level][first] = Cell(path[level], depth - level if lowest else 1, end - first)
            if not lowest:
                fill(first, end, level + 1)
            first = end

    fill(0, len(paths), 0)
    return rows


def body(table, show=comma):
    return [[Cell(show(v)) for v in row["cells"]] for row in table.rows]


def numbers(count):
    """The row that counts the columns."""
    return [[Cell(str(n + 1)) for n in range(count)]]


def grid(table, show=comma, counted=False):
    """A table as rows of cells."""
    return header(table.columns) + (numbers(len(table.columns)) if counted else []) + body(table, show)


def beside(*tables, show=comma, tail=None):
    """Tables side by side, one header; their last `tail` rows (default: their last totals) stand on the same lines."""
    heads = [header(t.columns) for t in tables]
    depth = max(map(len, heads))
    for head in heads:
        while len(head) < depth:
            head[-1] = [c and Cell(c.text, c.down + 1, c.across) for c in head[-1]]
            head.append([None] * len(head[0]))
    bodies = [body(t, show) for t in tables]
    height = max(map(len, bodies))
    for t, rows in zip(tables, bodies):
        last = tail or next(n for n, r in enumerate(t.rows[::-1] + [{"total": False}]) if not r["total"])
        at = len(rows) - last
        rows[at:at] = [[Cell("") for _ in t.columns] for _ in range(height - len(rows))]
    return [sum(parts, []) for rows in (zip(*heads), zip(*bodies)) for parts in rows]


def flat(rows):
    """Cells as text, blank where a merged cell covers the place."""
    return [[c.text if c else "" for c in row] for row in rows]


def tsv(rows):
    return "\n".join("\t".join(row) for row in flat(rows))


def pipes(rows):
    lines = ["| " + " | ".join(t.replace("|", "\\|").replace("\n", "<br>") for t in row) + " |" for row in flat(rows)]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0])] + lines[1:])


def html_table(rows, attributes="", close="</td>", newline=""):
    """An HTML table; `close=""` leaves its cells unclosed, as OCR engines and old editors do."""
    out = [f"<table{attributes}>"]
    for row in rows:
        cells = (f"<td{f' rowspan={chr(34)}{c.down}{chr(34)}' if c.down > 1 else ''}"
                 f"{f' colspan={chr(34)}{c.across}{chr(34)}' if c.across > 1 else ''}>"
                 f"{html.escape(c.text, quote=False)}{close}" for c in row if c)
        out.append("<tr>" + "".join(cells) + "</tr>")
    return newline.join(out + ["</table>"])
