"""临江县水务局 2020: rows grouped by budget unit, blanks for zeros, wrapped captions and units; Markdown with pipe tables."""
from budget import *

ISSUER, YEAR = "临江县水务局", 2020
UNITS = [("318001", "临江县水务局", "财政全额核拨", 46, 42), ("318002", "临江县河道管理所", "财政全额核拨", 30, 27),
         ("318003", "临江县水文监测站", "财政定额补助", 12, 9)]
PATROL, SILT, FLOOD, PIPES, GAUGES = "河湖巡查保洁", "清淤疏浚养护", "防汛物资储备更新", "农村供水管网延伸", "自动雨量站改造"
LEAVES = [
    leaf("2130301", "486.20", "71.35"),
    leaf("2130314", "0.00", "0.00", project(FLOOD, "128.00")),
    leaf("2120804", "0.00", "0.00", project(PIPES, "860.00", "fund")),
    leaf("2080501", "9.84", "0.66"),
    leaf("2080505", "58.12"),
    leaf("2101101", "27.40"),
    leaf("2210201", "66.95"),
    leaf("2130306", "247.63", "18.90", project(PATROL, "315.00"), project(SILT, "1,240.00".replace(",", ""), "other"), unit=1),
    leaf("2080505", "31.77", unit=1),
    leaf("2101102", "14.05", unit=1),
    leaf("2210201", "29.36", unit=1),
    leaf("2210202", "3.18", unit=1),
    leaf("2130310", "88.41", "6.25", project(GAUGES, "42.50", economic="310"), unit=2),
    leaf("2080505", "11.02", unit=2),
    leaf("2210201", "10.64", unit=2),
]
GENERAL, FUND = from_source(LEAVES, "general"), from_source(LEAVES, "fund")
APPROPRIATED = GENERAL + FUND
BEFORE = Decimal("3412.66")


def some(amount):
    """Zeros are left blank in this document."""
    return amount or None


def parts(leaves):
    """(人员支出, 对个人和家庭的补助, 公用支出, 项目支出) of leaves."""
    home = sum((x.staff for x in leaves if x.code in ("2080501", "2210201", "2210202")), ZERO)
    return staff(leaves) - home, home, running(leaves), projects(leaves)


def tables():
    organized = {"organization": ISSUER}
    units = Table("units", "部门预算单位构成", ["单位名称:name", "经费性质:text", "人员编制数:count", "在职人数:count"], unit=None)
    for _, name, funding, posts, people in UNITS:
        units.add(name, funding, posts, people)

    def summary(kind, title, left_lines, leaves):
        left = Table(kind, title, ["收入/项目:name", "收入/预算数"], side="revenue", **organized)
        right = Table(kind, title, ["支出/项目:name", "支出/预算数"], side="expenditure", **organized)
        for name, amount in left_lines:
            left.add(name, some(amount))
        left.add("收入总计", whole(leaves), total=True)
        people, home, office, work = parts(leaves)
        for name, amount in [("一、人员经费", people + home), ("1、人员支出", people), ("2、对个人和家庭补助支出", home),
                             ("二、公用支出", office), ("三、项目支出", work)]:
            right.add(name, some(amount))
        right.add("支出总计", whole(leaves), total=True)
        return [left, right]

    out = [units] + summary("revenue_expenditure_summary", "部门收支预算总表", [
        ("一、一般公共预算拨款", whole(GENERAL)), ("1、一般公共预算", whole(GENERAL)), ("2、纳入预算管理的行政事业性收费", ZERO),
        ("3、纳入预算管理的罚没收入", ZERO), ("二、基金预算拨款", whole(FUND)), ("三、财政专户拨款", ZERO), ("四、单位经营服务收入", ZERO),
        ("五、单位结转结余资金", ZERO), ("六、其他收入", ZERO), ("七、上级补助收入", whole(LEAVES, "other"))], LEAVES)

    sources = ["资金来源/总计", "资金来源/一般公共预算拨款/小计", "资金来源/一般公共预算拨款/一般公共预算",
               "资金来源/一般公共预算拨款/纳入预算管理的行政事业性收费、罚没等", "资金来源/基金预算拨款", "资金来源/财政专户、经营服务收入拨款",
               "资金来源/其他资金/小计", "资金来源/其他资金/其中：单位结转结余资金"]
    revenue = Table("revenue", "部门收入预算总表", ["单位代码:org_code", "单位名称:org_name", *sources], **organized)
    expenditure = Table("expenditure", "部门支出预算总表", [
        "功能科目代码:code", "单位代码:org_code", "单位名称(科目):name", "人员支出", "对个人和家庭的补助", "公用支出", "项目支出",
        "资金来源/总计", "资金来源/一般公共预算拨款", "资金来源/基金预算拨款", "资金来源/财政专户、经营服务收入拨款", "资金来源/其他资金/小计",
        "资金来源/其他资金/其中：单位结转结余资金"], **organized)

    def income(label, ls, **at):
        general, fund, other = (some(whole(ls, s)) for s in ("general", "fund", "other"))
        revenue.add(label, whole(ls), general, general, None, fund, None, other, None, **at)

    def spent(label, ls, **at):
        general, fund, other = (some(whole(ls, s)) for s in ("general", "fund", "other"))
        expenditure.add(label, *map(some, parts(ls)), whole(ls), general, fund, None, other, None, **at)

    income("合计", LEAVES, org_name="合计", total=True)
    revenue.rows[-1]["org_name"] = None  # the word stands in the unit's column, but is none
    spent("合计", LEAVES, total=True)
    for at, (code, name, *_) in enumerate(UNITS):
        mine = [x for x in LEAVES if x.unit == at]
        unit = {"org_code": code, "org_name": name}
        income(name, mine, **unit)
        spent(name, mine, **unit)
        for item, label, ls in items(mine):
            spent(label, ls, code=item, **unit)
    out += [revenue, expenditure]
    out += summary("appropriation_summary", "部门财政拨款收支预算总表",
                   [("一、一般公共预算拨款", whole(GENERAL)), ("二、基金预算拨款", whole(FUND))], APPROPRIATED)

    def split(kind, title, leaves, **more):
        t = Table(kind, title, ["科目编码:code", "科目名称:name", "基本支出", "项目支出"], **more)
        t.add("合计", some(basic(leaves)), some(projects(leaves)), total=True)
        for code, name, ls in tree(leaves):
            t.add(name, some(basic(ls)), some(projects(ls)), code=code)
        return t

    out.append(split("general_public_expenditure", "部门一般公共预算拨款支出预算表", GENERAL, **organized))
    out.append(split("government_fund", "部门政府性基金拨款支出预算表", FUND))

    by_item = economic(GENERAL)
    columns = ["项目/经济分类科目编码:code", "项目/科目名称:name", "预算数"]
    classes = Table("general_public_economic", "部门一般公共预算支出经济分类情况表", columns, **organized)
    by_class = {c: sum((a for k, a in by_item.items() if k[:3] == c), ZERO) for c in ("301", "302", "303", "310")}
    for p in (p for x in GENERAL for p in x.projects):
        by_class[p.economic] += p.amount
    classes.add("合计", sum(by_class.values()), total=True)
    for code, amount in by_class.items():
        classes.add(ECONOMIC[code], amount, code=code)
    detail = Table("general_public_basic", "部门一般公共预算基本支出经济分类情况表", columns, **organized)
    detail.add("合计", basic(GENERAL), total=True)
    for code, name, amount in economic_tree(by_item):
        detail.add(name, amount, code=code)
    meals, car = by_item["30217"], by_item["30231"]
    three = Table("three_public", "部门一般公共预算“三公”经费支出预算表", ["项目:name", "本年预算数"], **organized)
    three.add("合计", meals + car, total=True).add("1、因公出国(境)费用", None).add("2、公务接待费", meals)
    three.add("3、公务用车费", car).add("其中：（1）公务用车运行维护费", car).add("（2）公务用车购置费", None)
    return out + [classes, detail, three]


GOALS = {  # (unit, project): goal and indicators (level 1, level 2, level 3, detail, nature, operator, value, unit)
    (1, PATROL): ("全县三十二条河道每日有人巡查，水面无成片漂浮物。", [
        ("产出指标", "数量指标", "巡查河道长度", "按河长名录核定的河道长度计算", "positive", ">=", "418.5", "公里"),
        ("产出指标", "数量指标", "清理水面漂浮物", None, "positive", ">=", "2600", "吨"),
        ("产出指标", "时效指标", "投诉处置时限", "自接到投诉之时起算", "negative", "<=", "24", "小时"),
        ("效益指标", "生态效益指标", "县控断面水质达标比例", None, "positive", ">=", "95.00", "%"),
        ("满意度指标", "服务对象满意度指标", "沿河居民满意度", None, "positive", ">=", "88", "%")]),
    (0, FLOOD): ("汛前补足编织袋、冲锋舟等物资，仓库账实相符。", [
        ("产出指标", "数量指标", "更新防汛物资品种", None, "positive", "=", "14", "种"),
        ("产出指标", "质量指标", "物资验收合格率", None, "positive", "=", "100.00", "%"),
        ("效益指标", "社会效益指标", "因物资短缺造成的险情", None, "negative", "=", "0", "起")]),
}


def forms():
    out = []
    for (unit, name), (goal, rows) in GOALS.items():
        amount = next(p.amount for x in LEAVES for p in x.projects if p.name == name)
        t = Table("project_performance", "财政支出项目绩效目标表", organization="县水务局")
        t.fields = [("单位编码", UNITS[unit][0]), ("单位名称", UNITS[unit][1]), ("项目名称", name),
                    (f"{YEAR}年预算安排资金", amount), ("项目总体绩效目标", goal)]
        t.indicators = [indicator(a, b, c, op, value, unit_, signs=WORDS, detail=detail, direction=nature)
                        for a, b, c, detail, nature, op, value, unit_ in rows]
        out.append(t)
    return out


def forms_grid(tables):
    """All projects in one grid, their heads merged over their indicators."""
    heads = [k for k, _ in tables[0].fields]
    year = "项目年度绩效目标"
    names = ["一级指标", "二级指标", "三级指标", "指标明细说明", "指标性质", "方向", "绩效目标值", "计量单位"]
    rows = header([((h,), "text") for h in heads] + [((year, n), "text") for n in names])
    for t in tables:
        before = (None, None)
        for n, i in enumerate(t.indicators):
            high = sum(j["level1"] == i["level1"] for j in t.indicators)
            low = sum((j["level1"], j["level2"]) == (i["level1"], i["level2"]) for j in t.indicators)
            row = [Cell(comma(v), len(t.indicators)) for _, v in t.fields] if n == 0 else [None] * len(heads)
            row.append(Cell(i["level1"], high) if i["level1"] != before[0] else None)
            row.append(Cell(i["level2"], low) if (i["level1"], i["level2"]) != before else None)
            nature = {"positive": "正向指标", "negative": "反向指标"}[i["direction"]]
            row += [Cell(x or "") for x in (i["level3"], i["detail"], nature, WORDS[i["operator"]], str(i["value"]), i["unit"])]
            rows.append(row)
            before = (i["level1"], i["level2"])
    return rows


def document():
    units, *budget = tables()
    captions = list(dict.fromkeys(t.title for t in budget))
    total, growth = whole(LEAVES), whole(LEAVES) - BEFORE
    by_item = economic(GENERAL)
    text = [f"{YEAR} 年度", "", "临江县水务局部  \n门预算", "", "# 目录", "", "(注:页码以正式文本为准)", "", "<b>第一部分部门概况</b> .....\t1",
            "二、部门预算单位构成.....\t2", f"<b>第二部分{YEAR}年度部门预算表</b> .....\t3"]
    text += [f"{chinese(n)}、{c.removeprefix('部门')}·····\t{n + 2}" for n, c in enumerate(captions, 1)]
    text += [f"<b>第三部分 {YEAR} 年度部门预算情况说明</b> .....\t13", "", "## 第一部分部门概况", "", "### 一、部门主要职责", "",
             "统筹全县水资源管理、河道保洁、防汛排涝与农村供水。", "", "### 二、部门预算单位构成", "",
             f"{ISSUER}部门预算包括局机关和 {len(UNITS) - 1} 个下属单位，编制与在职人数如下：", "", pipes(grid(units)), "",
             f"## 第二部分{YEAR}年度部门预算表", ""]
    for n, caption in enumerate(captions, 1):
        pair = [t for t in budget if t.title == caption]
        rows = beside(*pair) if len(pair) > 1 else grid(pair[0], counted=pair[0].kind in ("revenue", "expenditure"))
        # Captions and units are wrapped as the reading engine leaves them; "##" appears and disappears.
        wrapped = caption.replace("“三公”经费支出", "“三公”经费  \n支出")
        unit = {2: "单位：万  \n元(保留  \n两位小  \n数)", 3: "单位：万元  \n(保留两位小  \n数)", 5: "单位：万元（保留两位小"}.get(n, "单位：万元")
        owner = [f"单位名称：{ISSUER}", ""] if pair[0].organization else []
        printed = pipes(rows)
        if n == 2:  # header words cut by blanks in a narrow column
            printed = printed.replace("单位代码", "单位 代码").replace("基金预算拨款", "基金 预算 拨款").replace("纳入预算管理的行政事业性收费、罚没等", "纳入预 算管理 的行政 事业性 收费、罚 没等")
        if n == 3:  # the table goes on after a page break, and a wrapped name keeps its blank
            lines = printed.replace("机关事业单位基本养老保险缴费支出", "机关事业单位基 本养老保险缴费支出").split("\n")
            printed = "\n".join(lines[:14]) + "\n\n" + "\n".join(lines[14:])
        text += [f"### {chinese(n)}、{caption.removeprefix('部门')}" if n % 3 else f"{chinese(n)}、{caption.removeprefix('部门')}", "",
                 ("## " if n % 2 else "") + wrapped, ""]
        text += ([unit, ""] + owner + (["数）", ""] if n == 5 else [])) if n in (2, 3, 5) else owner + [unit, ""]
        text += [printed, ""]
    meals, car = by_item["30217"], by_item["30231"]
    text += [f"## 第三部分{YEAR}年度部门预算情况说明", "", "### 一、预算收支总体情况", "",
             f"{YEAR}年，{ISSUER}收入预算为{total}万元，比上年增加{growth}万元，主要原因是农村供水管网开工。其中：一般公共预算拨款{whole(GENERAL)}万元，"
             f"基金预算拨款{whole(FUND)}万元，上级补助收入{whole(LEAVES, 'other')}万元。", "", "### 二、政府性基金预算拨款支出情况", "",
             f"{YEAR}年度政府性基金支出{whole(FUND)}万元，全部用于 2120804（农村基础设施建设支出）。", "", "### 三、一般公共预算“三公”经费支出情况", "",
             f"公务接待费预算安排{meals}万元；公车运行费{car}万元，公车购置费0万元。", "", "### 四、预算绩效目标情况", "",
             "#### 财政支出项目绩效目标表", "", "单位名称：县水务局", "", "单位：万元", "",
             # The grid of all projects is an HTML table within the Markdown; its cells are not closed.
             html_table(forms_grid(forms()), " border=1", close="", newline="\n"), "", "### 五、其他重要事项说明", "",
             f"机关运行经费支出{LEAVES[0].running}万元。", ""]
    return "\n".join(text).encode("utf-8"), "budget", YEAR, ISSUER, [units, *budget, *forms()]
