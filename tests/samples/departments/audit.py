"""松涛市审计局 2024: forms of a western province in yuan, codes over three columns; HTML tables within Markdown."""
from budget import *

ISSUER, YEAR, CODE = "松涛市审计局", 2024, "331301"
RURAL, DATA, BUILD = "乡村建设资金审计", "审计数据分析平台运维", "政府投资项目审计购买服务"
LEAVES = [
    leaf("2010801", "3862415.36", "528640.00"),
    leaf("2010804", "0.00", "0.00", project(RURAL, "460000.00"), project(DATA, "385200.00"), project(BUILD, "1250000.00")),
    leaf("2080501", "61380.00", "4200.00"),
    leaf("2080505", "493277.12"),
    leaf("2101101", "231223.65"),
    leaf("2101103", "46244.73"),
    leaf("2210201", "462447.30"),
]


def some(amount):
    return amount or None


def tables():
    def make(kind, number, title, columns, **more):
        return Table(kind, title, columns, number=f"表{number}", organization=ISSUER, unit="元", **more)

    total = whole(LEAVES)
    classes = {name: whole(ls) for code, name, ls in tree(LEAVES) if len(code) == 3}

    def spread(amount, columns):
        """All of it is general public budget."""
        return [amount] if len(columns) == 1 else [amount, amount, None, None]

    def summary(kind, number, title, left, both):
        a = make(kind, number, title, ["收入/项目:name", "收入/预算数"], side="revenue")
        b = make(kind, number, title, ["支出/项目:name", *both], side="expenditure")
        for name, amount in left:
            a.add(name, amount, total=name.endswith(("合计", "总计")))
        for n, name in enumerate([*CATEGORIES[:9], "住房保障支出"], 1):
            b.add(f"{chinese(n)}、{name}", *spread(classes.get(name), both))
        b.add("支出总计", *spread(total, both), total=True)
        return [a, b]

    out = summary("revenue_expenditure_summary", "1", "部门收支总表", [
        ("一、一般公共预算拨款收入", total), ("二、政府性基金预算拨款收入", None), ("三、国有资本经营预算拨款收入", None), ("四、事业收入", None), ("五、事业单位经营收入", None),
        ("六、其他收入", None), ("本年收入合计", total), ("七、用事业基金弥补收支差额", None), ("八、上年结转", None), ("收入总计", total)], ["支出/预算数"])
    t = make("revenue", "1-1", "部门收入总表", ["项目/单位代码:org_code", "项目/单位名称（科目）:org_name", "合计", "上年结转", "一般公共预算拨款收入", "政府性基金预算拨款收入",
             "国有资本经营预算拨款收入", "事业收入", "其他收入"])
    t.add("合计", total, None, total, None, None, None, None, org_name="合计", total=True)
    t.rows[-1]["org_name"] = None
    out.append(t.add(ISSUER, total, None, total, None, None, None, None, org_code=CODE, org_name=ISSUER))

    def by_unit(kind, number, title, columns, line, leaves):
        """合计, the unit, then its items with 类, 款 and 项 in columns of their own."""
        t = make(kind, number, title, ["项目/科目编码:code", "项目/单位代码:org_code", "项目/单位名称（科目）:name", *columns])
        t.add("合计", *line(leaves), total=True)
        unit = {"org_code": CODE, "org_name": ISSUER}
        t.add(ISSUER, *line(leaves), **unit)
        for code, name, ls in items(leaves):
            t.add(name, *line(ls), code=code, **unit)
        return t

    out.append(by_unit("expenditure", "1-2", "部门支出总表", ["合计", "基本支出", "项目支出", "上缴上级支出", "对附属单位补助支出"],
                       lambda ls: (whole(ls), some(basic(ls)), some(projects(ls)), None, None), LEAVES))
    out += summary("appropriation_summary", "2", "财政拨款收支预算总表", [
        ("一、本年收入", total), ("一般公共预算拨款收入", total), ("政府性基金预算拨款收入", None), ("国有资本经营预算拨款收入", None), ("二、上年结转", None),
        ("收入总计", total)], [f"支出/{x}" for x in ("合计", "一般公共预算", "政府性基金预算", "国有资本经营预算")])
    out.append(by_unit("general_public_expenditure", "3", "一般公共预算支出预算表", ["合计", "当年财政拨款安排", "上年结转安排"],
                       lambda ls: (whole(ls), whole(ls), None), LEAVES))
    by_item = economic(LEAVES)
    t = make("general_public_basic", "3-1", "一般公共预算基本支出预算表", ["项目/科目编码:code", "项目/单位代码:org_code", "项目/单位名称（科目）:name", "基本支出/合计",
             "基本支出/人员经费", "基本支出/公用经费"])
    for code, name, amount in [(None, "合计", basic(LEAVES))] + economic_tree(by_item):
        people = sum((a for c, a in by_item.items() if is_staff(c) and c.startswith(code or "")), ZERO)
        unit = {"org_code": CODE, "org_name": ISSUER} if code else {}
        t.add(name, amount, some(people), some(amount - people), code=code, total=code is None, **unit)
    out.append(t)
    t = make("project_expenditure", "3-2", "一般公共预算项目支出预算表", ["科目编码:code", "单位代码:org_code", "单位名称（科目、项目）:name", "金额"])
    t.add("合计", projects(LEAVES), total=True)
    for p in (p for x in LEAVES for p in x.projects):
        t.add(p.name, p.amount, code="2010804", org_code=CODE, org_name=ISSUER)
    out.append(t)
    meals, car = by_item["30217"], by_item["30231"]
    parts = ["合计", "因公出国（境）费用", "公务用车购置及运行费/小计", "公务用车购置及运行费/公务用车购置费", "公务用车购置及运行费/公务用车运行费", "公务接待费"]
    t = make("three_public", "3-3", "一般公共预算“三公”经费支出预算表", ["单位编码:org_code", "单位名称（科目）:org_name", *[f"当年财政拨款预算安排/{p}" for p in parts]])
    t.add("合计", car + meals, None, car, None, car, meals, org_name="合计", total=True)
    t.rows[-1]["org_name"] = None
    out.append(t.add(ISSUER, car + meals, None, car, None, car, meals, org_code=CODE, org_name=ISSUER))
    for kind, number, title in (("government_fund", "4", "政府性基金支出预算表"), ("state_capital", "5", "国有资本经营预算支出预算表")):
        top = {"4": "本年政府性基金预算支出", "5": "本年国有资本经营预算支出"}[number]
        t = make(kind, number, title, ["项目/科目编码:code", "项目/单位代码:org_code", "项目/单位名称（科目）:name", *[f"{top}/{x}" for x in ("合计", "基本支出", "项目支出")]],
                 empty=True, notes=["注：此表无数据。"])
        out.append(t.add("合计", None, None, None, total=True))
    return out + forms()


PLANS = {
    RURAL: ("查清三十个村的建设资金去向，推动整改。", [
        ("产出指标", "数量指标", "审计村数", ">=", "30", "个", None), ("产出指标", "质量指标", "审计查出问题整改率", ">=", "90", "%", None),
        ("效益指标", "社会效益指标", "村务公开程度", None, None, None, "明显提高"), ("成本指标", "经济成本指标", "单村审计成本", "<=", "15300", "元", None)]),
    DATA: ("平台全年稳定运行，数据按月更新。", [
        ("产出指标", "时效指标", "故障恢复时间", "<=", "4", "小时", None), ("产出指标", "数量指标", "分析模型数量", "=", "26", "个", None),
        ("满意度指标", "服务对象满意度指标", "审计人员满意度", ">=", "92", "%", None)]),
}


def forms():
    out = []
    for name, (aim, rows) in PLANS.items():
        amount = next(p.amount for x in LEAVES for p in x.projects if p.name == name)
        t = Table("project_performance", "部门预算项目支出绩效目标表", number="表6", organization=ISSUER, unit="元")
        t.fields = [("单位名称", ISSUER), ("项目名称", name), ("预算数", amount), ("年度目标", aim)]
        t.indicators = [indicator(a, b, c, op, value, unit, text, direction="negative" if op == "<=" else "positive") for a, b, c, op, value, unit, text in rows]
        out.append(t)
    return out


def forms_grid(forms):
    names = ["单位名称", "项目名称", "预算数", "年度目标", "一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "指标方向性"]
    rows = header([((n,), "text") for n in names])
    for t in forms:
        before = (None, None)
        for n, i in enumerate(t.indicators):
            row = [Cell(comma(v), len(t.indicators)) for _, v in t.fields] if n == 0 else [None] * 4
            same1 = sum(j["level1"] == i["level1"] for j in t.indicators)
            same2 = sum((j["level1"], j["level2"]) == (i["level1"], i["level2"]) for j in t.indicators)
            row.append(Cell(i["level1"], same1) if i["level1"] != before[0] else None)
            row.append(Cell(i["level2"], same2) if (i["level1"], i["level2"]) != before else None)
            # What others call the direction is called 指标方向性 here; 指标性质 holds the operator, or says that there is none.
            row += [Cell(x) for x in (i["level3"], SIGNS.get(i["operator"], "定性"), plain(i["value"]) if i["value"] is not None else i["target"],
                                      i["unit"] or "", {"positive": "正向指标", "negative": "反向指标"}[i["direction"]])]
            rows.append(row)
            before = (i["level1"], i["level2"])
    return rows


def print_grid(t, show=comma):
    """A table whose code column is printed as 类, 款 and 项 (or 类 and 款)."""
    if t.columns[0][1] != "code":
        return grid(t, show)
    names = ["类", "款", "项"][: 2 if t.number == "表3-1" else 3]
    wide = [((*t.columns[0][0], n), "code") for n in names] + t.columns[1:]
    rows = header(wide)
    for r in t.rows:
        c = r["code"] or ""
        rows.append([Cell(x) for x in (c[:3], c[3:5], c[5:])[:len(names)]] + [Cell(show(v)) for v in r["cells"][1:]])
    return rows


def document():
    budget = tables()
    text = [f"# {YEAR}年{ISSUER}部门预算", "", "## 目录", "", "第一部分 部门概况", "", f"第二部分 {YEAR}年部门预算情况说明", "", f"第三部分 {YEAR}年部门预算表", "",
            "# 第一部分 部门概况", "", "依法审计财政收支、国有企业和政府投资项目。", "", f"# 第二部分 {YEAR}年部门预算情况说明", "",
            f"{YEAR}年部门收支总预算{(whole(LEAVES) / 10000).quantize(CENT)}万元，基本支出{(basic(LEAVES) / 10000).quantize(CENT)}万元，占"
            f"{(basic(LEAVES) * 100 / whole(LEAVES)).quantize(CENT)}%；项目支出{(projects(LEAVES) / 10000).quantize(CENT)}万元，占"
            f"{(projects(LEAVES) * 100 / whole(LEAVES)).quantize(CENT)}%。", "", f"# 第三部分 {YEAR}年部门预算表", ""]
    done = set()
    for t in budget:
        if t.title in done:
            continue
        done.add(t.title)
        same = [u for u in budget if u.title == t.title]
        if t.kind == "project_performance":
            rows = forms_grid(same)
        else:
            rows = beside(*same) if len(same) > 1 else print_grid(t)
        text += [t.number, "", f"## {t.title}", "", f"单位：{ISSUER}    金额单位：元", "", html_table(rows), "", *[x for n in t.notes for x in (n, "")]]
    return "\n".join(text).encode("utf-8"), "budget", YEAR, ISSUER, budget
