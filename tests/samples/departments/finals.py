"""金滩县文化馆 2022 final accounts: 公开01–09表 with line and column numbers, carry-over, three halves; form feeds."""
from budget import *

ISSUER, YEAR = "金滩县文化馆", 2022
LEAVES = [
    leaf("2070109", "263.18", "34.62", project("非遗传习点建设", "85.40"), project("“送戏下乡”演出", "62.00"),
         project("少儿艺术培训", "18.30", "other")),
    leaf("2080502", "6.72"),
    leaf("2080505", "32.96"),
    leaf("2101102", "15.24"),
    leaf("2210201", "29.85"),
    leaf("2296002", "0.00", "0.00", project("老年艺术团扶持", "20.00", "fund")),
]
GENERAL, FUND = from_source(LEAVES, "general"), from_source(LEAVES, "fund")
CARRIED = {"general": (Decimal("14.50"), Decimal("9.10")), "fund": (Decimal("0.00"), Decimal("5.00"))}  # start, end of the year
MADE, FEES = Decimal("21.60"), Decimal("3.30")  # income from activities; what is left of it


def income(leaves, *sources):
    """What had to come in for this to be spent, after what was carried over."""
    return whole(leaves) - sum(CARRIED[s][0] - CARRIED[s][1] for s in sources)


def some(amount):
    return amount or None


def lined(t, labels, first):
    """Rows with a line number (行次) between name and amounts; whether it is kept is left to the program."""
    for n, (label, amounts, total) in enumerate(labels, first):
        t.add(label, Any(str(n)), *amounts, total=total)
    return t


CODES = ["项目/功能分类科目编码:code", "项目/科目名称:name"]


def tables():
    start, end = (sum(v[k] for v in CARRIED.values()) for k in (0, 1))
    general, fund = income(GENERAL, "general"), income(FUND, "fund")
    year = general + fund + MADE
    spent = whole(LEAVES)
    note = "注：本表反映本年度的总收支和年末结转结余情况。"
    line = {"notes": [note]}
    title = "收入支出决算总表"
    left = Table("revenue_expenditure_summary", title, ["收入/项目:name", "收入/行次:text", "收入/金额"], side="revenue", number="公开01表",
                 organization=ISSUER, **line)
    right = Table("revenue_expenditure_summary", title, ["支出/项目:name", "支出/行次:text", "支出/金额"], side="expenditure", number="公开01表",
                  organization=ISSUER, **line)
    lined(left, [(f"{chinese(n)}、{name}", [some(a)], False) for n, (name, a) in enumerate([
        ("一般公共预算财政拨款收入", general), ("政府性基金预算财政拨款收入", fund), ("国有资本经营预算财政拨款收入", ZERO), ("上级补助收入", ZERO),
        ("事业收入", MADE), ("经营收入", ZERO), ("附属单位上缴收入", ZERO), ("其他收入", ZERO)], 1)], 1)
    classes = [(name, whole(ls)) for code, name, ls in tree(LEAVES) if len(code) == 3]
    every = dict(classes)
    lined(right, [(f"{chinese(n)}、{name}", [some(every.get(name, ZERO))], False) for n, name in enumerate(CATEGORIES[:23], 1)], 31)
    lined(left, [("本年收入合计", [year], True), ("使用非财政拨款结余", [None], False), ("年初结转和结余", [start], False), ("总计", [year + start], True)], 27)
    lined(right, [("本年支出合计", [spent], True), ("结余分配", [FEES], False), ("年末结转和结余", [end], False), ("总计", [spent + FEES + end], True)], 57)
    assert year + start == spent + FEES + end
    out = [left, right]

    kinds = ["财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入"]
    revenue = Table("revenue", "收入决算表", [*CODES, "本年收入合计", *kinds], number="公开02表", organization=ISSUER)
    expenditure = Table("expenditure", "支出决算表", [*CODES, "本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出"],
                        number="公开03表", organization=ISSUER)
    for code, name, ls in [(None, "合计", LEAVES)] + tree(LEAVES):
        # The income of an item is its expenditure, but for what 群众文化 carried over and earned, and 彩票公益金 kept back.
        has_culture, has_lottery = (any(x.code == c for x in ls) for c in ("2070109", "2296002"))
        grants = whole([x for x in GENERAL if any(x.code == y.code for y in ls)]) + whole([x for x in FUND if has_lottery])
        grants -= (CARRIED["general"][0] - CARRIED["general"][1] if has_culture else ZERO) + (CARRIED["fund"][0] - CARRIED["fund"][1] if has_lottery else ZERO)
        earned = MADE if has_culture else ZERO
        end_of = {"code": code, "total": code is None}
        revenue.add(name, grants + earned, grants, None, some(earned), None, None, None, **end_of)
        expenditure.add(name, whole(ls), some(basic(ls)), some(projects(ls)), None, None, None, **end_of)
    assert revenue.rows[0]["cells"][2] == year
    out += [revenue, expenditure]

    title = "财政拨款收入支出决算总表"
    left = Table("appropriation_summary", title, ["收入/项目:name", "收入/行次:text", "收入/金额"], side="revenue", number="公开04表", organization=ISSUER)
    money = ["合计", "一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"]
    right = Table("appropriation_summary", title, ["支出/项目:name", "支出/行次:text", *[f"支出/{m}" for m in money]], side="expenditure",
                  number="公开04表", organization=ISSUER)
    sources = ["一、一般公共预算财政拨款", "二、政府性基金预算财政拨款", "三、国有资本经营预算财政拨款"]
    lined(left, list(zip(sources, [[general], [fund], [None]], [False] * 3)), 1)
    lined(left, [("本年收入合计", [general + fund], True), ("年初财政拨款结转和结余", [start], False)], 24)
    lined(left, [(s, [some(a)], False) for s, a in zip(sources, (CARRIED["general"][0], CARRIED["fund"][0], ZERO))], 26)
    lined(left, [("总计", [general + fund + start], True)], 29)

    def columns(a, b):
        return [some(a + b), some(a), some(b), None]

    rows = []
    for n, name in enumerate(CATEGORIES[:23], 1):
        a, b = (sum((whole(ls) for code, title_, ls in tree(leaves) if len(code) == 3 and title_ == name), ZERO) for leaves in (GENERAL, FUND))
        rows.append((f"{chinese(n)}、{name}", columns(a, b), False))
    lined(right, rows, 31)
    a, b = whole(GENERAL), whole(FUND)
    lined(right, [("本年支出合计", columns(a, b), True), ("年末财政拨款结转和结余", columns(CARRIED["general"][1], CARRIED["fund"][1]), False),
                  ("总计", columns(a + CARRIED["general"][1], b + CARRIED["fund"][1]), True)], 54)
    out += [left, right]

    t = Table("general_public_expenditure", "一般公共预算财政拨款支出决算表", [*CODES, *[f"本年支出/{n}" for n in ("合计", "基本支出", "项目支出")]],
              number="公开05表", organization=ISSUER, notes=["注：本表反映本年度一般公共预算财政拨款支出情况。"])
    for code, name, ls in [(None, "合计", GENERAL)] + tree(GENERAL):
        t.add(name, whole(ls), some(basic(ls)), some(projects(ls)), code=code, total=code is None)
    out.append(t)

    t = Table("general_public_basic", "一般公共预算财政拨款基本支出决算表", ["经济分类科目编码:code", "科目名称:name", "决算数"], number="公开06表", organization=ISSUER,
              also=["人员经费", "决算数"])
    for code, name, amount in halves()[0]:
        t.add(name, amount, code=code)
    by_item = economic(GENERAL)
    people = sum((v for c, v in by_item.items() if is_staff(c)), ZERO)
    t.add("人员经费合计", people, total=True)
    for part in halves()[1:]:
        for code, name, amount in part:
            t.add(name, amount, code=code)
    t.add("公用经费合计", basic(GENERAL) - people, total=True)
    out.append(t)

    car, meals = by_item["30231"], by_item["30217"]
    plan_car, plan_meals = car + Decimal("0.40"), meals + Decimal("0.35")
    parts = ["合计", "因公出国（境）费", "公务用车购置及运行维护费/小计", "公务用车购置及运行维护费/公务用车购置费",
             "公务用车购置及运行维护费/公务用车运行维护费", "公务接待费"]
    t = Table("three_public", "财政拨款“三公”经费支出决算表", [f"{which}/{p}" for which in ("预算数", "决算数") for p in parts], number="公开07表",
              organization=ISSUER, notes=["注：预算数为全年预算数，决算数是当年财政拨款安排的实际支出。"])
    out.append(t.add("", plan_car + plan_meals, ZERO, plan_car, ZERO, plan_car, plan_meals, car + meals, ZERO, car, ZERO, car, meals))

    t = Table("government_fund", "政府性基金预算财政拨款收入支出决算表", [*CODES, "年初结转和结余", "本年收入", "本年支出/合计", "本年支出/基本支出",
              "本年支出/项目支出", "年末结转和结余"], number="公开08表", organization=ISSUER)
    for code, name, ls in [(None, "合计", FUND)] + tree(FUND):
        t.add(name, None, fund, whole(ls), None, projects(ls), CARRIED["fund"][1], code=code, total=code is None)
    out.append(t)
    out.append(Table("state_capital", "国有资本经营预算财政拨款支出决算表", [*CODES, *[f"本年支出/{n}" for n in ("合计", "基本支出", "项目支出")]],
                     number="公开09表", organization=ISSUER, empty=True, notes=[f"注：{ISSUER}{YEAR}年度无国有资本经营预算财政拨款支出，故本表无数据。"]))
    return out


def halves():
    """Basic expenditure in three halves that stand side by side: personnel, goods, the rest of goods and capital."""
    rows = economic_tree(economic(GENERAL))
    people = [r for r in rows if is_staff(r[0])]
    office = [r for r in rows if not is_staff(r[0])]
    return people, office[:len(people)], office[len(people):]


def document():
    budget = tables()
    text = [ISSUER, f"{YEAR}年度部门决算", "", "目  录", "第一部分  单位概况" + "." * 20 + "1", "第二部分  决算公开表" + "." * 20 + "2",
            "第三部分  决算情况说明" + "." * 20 + "12", "\f第一部分  单位概况", "", "一、主要职能", "组织群众文艺创作、辅导与演出，保护非物质文化遗产。", "",
            f"- 1 -\n\f第二部分  {YEAR}年度决算公开表"]
    done, page = set(), 2
    for t in budget:
        if t.title in done:
            continue
        done.add(t.title)
        same = [u for u in budget if u.title == t.title]
        head = [t.title, t.number, f"部门：{ISSUER}\t{'' if t.number == '公开07表' else f'{YEAR}年度'}\t金额单位：万元"]
        if len(same) > 1:
            rows = flat(beside(*same, tail=4 if t.number == "公开01表" else 1))
            rows.insert(2, ["栏次", "", "1", "栏次", "", *map(str, range(2, len(rows[0]) - 3))])
        elif t.number == "公开06表":
            rows = [["人员经费", "", "", "公用经费", "", "", "", "", ""], ["经济分类科目编码", "科目名称", "决算数"] * 3]
            left, middle, right = [[[c, n, comma(a)] for c, n, a in part] for part in halves()]
            for n in range(len(left)):
                rows.append(sum((part[n] if n < len(part) else [""] * 3 for part in (left, middle, right)), []))
            totals = {r["label"]: comma(r["cells"][2]) for r in t.rows if r["total"]}
            rows.append(["人员经费合计", "", totals["人员经费合计"], "公用经费合计", "", "", "", "", totals["公用经费合计"]])
        elif t.number == "公开07表":
            rows = flat(grid(t, counted=True))
        else:
            # 类, 款 and 项 share one header cell; the code is printed over the three columns, or split over them.
            depth = len(header(t.columns)) + 1
            rows = [[row[0], "", "", *row[1:]] for row in flat(header(t.columns))]
            rows.append(["类", "款", "项", "栏次", *map(str, range(1, len(t.columns) - 1))])
            for r in t.rows:
                code = r["code"] or ""
                split = [code[:3], code[3:5], code[5:]] if t.number in ("公开05表", "公开08表") else [code, "", ""]
                rows.append([*split, *map(comma, r["cells"][1:])])
            if t.number == "公开03表":  # a form feed cuts the table; the header is printed again
                rows[depth + 6:depth + 6] = [["\f"]] + rows[:depth]
        lines = ["\t".join(r) for r in rows]
        at = next((n for n, x in enumerate(lines) if x == "\f"), None)
        if at is not None:
            lines[at:at + 1] = [f"- {page} -", "\f" + head[0], *head[1:]]
            page += 1
        text += [*head, *lines, *t.notes, f"- {page} -\n\f"]
        page += 1
    three = next(t for t in budget if t.kind == "three_public").rows[0]["cells"]
    total = next(t for t in budget if t.number == "公开01表").rows[-1]["cells"][2]
    text[-1] += "第三部分  决算情况说明"
    text += ["", "一、收入支出决算总体情况说明", f"{YEAR}年度收入总计、支出总计均为{total}万元。", "二、支出决算情况说明",
             f"本年支出合计{whole(LEAVES)}万元，其中：基本支出{basic(LEAVES)}万元，占{(basic(LEAVES) * 100 / whole(LEAVES)).quantize(CENT)}%；"
             f"项目支出{projects(LEAVES)}万元，占{(projects(LEAVES) * 100 / whole(LEAVES)).quantize(CENT)}%。", "三、“三公”经费决算情况说明",
             f"“三公”经费支出预算为{three[0]}万元，支出决算为{three[6]}万元，完成预算的{(three[6] * 100 / three[0]).quantize(CENT)}%，其中：公务用车运行维护费支出"
             f"{three[10]}万元，公务接待费支出{three[11]}万元。", ""]
    return "\r\n".join("\n".join(text).split("\n")).encode("utf-8"), "final_accounts", YEAR, ISSUER, budget
