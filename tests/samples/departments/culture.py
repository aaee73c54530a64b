"""青石区文化和旅游局 2024: numbered tables repeated over page breaks, remaining columns on later pages; tab-separated."""
from budget import *

ISSUER, YEAR = "青石区文化和旅游局", 2024
UNITS = [("046001", "青石区文化和旅游局本级"), ("046002", "青石区图书馆")]
BOOKS, NIGHT, TRUCK, STAGE = "图书购置费", "夜间延时开放补助（保运转）", "流动图书车更新", "乡镇戏台修缮"
LEAVES = [
    leaf("2070101", "318.64", "42.18"),
    leaf("2070114", "0.00", "0.00", project(STAGE, "96.40", content="修缮八座乡镇戏台的屋面和台口，按每座12.05万元安排。"),
         project("群众歌会活动费", "38.00", content="1. 场地和音响租赁23万元；2. 评委劳务费6万元；3. 宣传印刷9万元。")),
    leaf("2080501", "2.15", "0.40"),
    leaf("2080505", "39.80"),
    leaf("2101101", "18.22"),
    leaf("2210201", "41.36"),
    leaf("2070104", "196.53", "27.90",
         project(BOOKS, "180.00", content="采购纸质图书6万册（按每册28元）和电子资源包。"),
         project(NIGHT, "24.60", content="周五至周日延时开放至21时，安排保安、保洁和值班补助。"),
         project(TRUCK, "52.00", economic="310", content="更新一辆流动图书车，服务十二个行政村。"), unit=1),
    leaf("2080502", "1.08", unit=1),
    leaf("2080505", "24.70", unit=1),
    leaf("2101102", "11.36", unit=1),
    leaf("2210201", "25.94", unit=1),
]


def some(amount):
    return amount or None


def tables():
    def make(kind, title, columns, number, **more):
        return Table(kind, title, columns, number=f"表{number}", organization=ISSUER, **more)

    def side(kind, title, number, left_lines, right_lines):
        out = []
        for name, lines, which in (("收入", left_lines, "revenue"), ("支出", right_lines, "expenditure")):
            t = make(kind, title, [f"{name}/项目:name", f"{name}/预算数"], number, side=which)
            for label, amount in lines:
                t.add(label, amount, total=label.endswith(("合计", "总计")))
            out.append(t)
        return out

    total = whole(LEAVES)
    classes = [(name, whole(ls)) for code, name, ls in tree(LEAVES) if len(code) == 3]
    out = side("revenue_expenditure_summary", "收支预算总表", 1, [
        ("一、一般公共预算拨款收入", total), ("二、政府性基金预算拨款收入", None), ("三、国有资本经营预算拨款收入", None), ("四、财政专户管理资金收入", None),
        ("五、单位资金收入", None), ("（一）事业收入", None), ("（二）事业单位经营收入", None), ("（三）上级补助收入", None), ("（四）附属单位上缴收入", None),
        ("（五）其他收入", None), ("本年收入合计", total), ("上年结转结余", None), ("收入总计", total)],
        [(f"{chinese(n)}、{name}", amount) for n, (name, amount) in enumerate(classes, 1)]
        + [("本年支出合计", total), ("年终结转结余", None), ("支出总计", total)])

    def functional(kind, title, number, top):
        names = ["合计", "基本支出/小计", "基本支出/人员经费", "基本支出/公用经费", "项目支出"]
        t = make(kind, title, ["科目编码:code", "科目名称:name", *[top + n for n in names]], number)
        for code, name, ls in [(None, "合计", LEAVES)] + tree(LEAVES):
            t.add(name, *map(some, (whole(ls), basic(ls), staff(ls), running(ls), projects(ls))), code=code, total=code is None)
        return t

    out.append(functional("expenditure", "支出预算总表", 3, ""))
    out += side("appropriation_summary", "财政拨款收支预算总表", 4, [
        ("一、本年收入", total), ("（一）一般公共预算拨款收入", total), ("（二）政府性基金预算拨款收入", None), ("（三）国有资本经营预算拨款收入", None),
        ("二、上年结转", None), ("收入总计", total)], [("一、本年支出", total)]
        + [(f"（{chinese(n)}）{name}", amount) for n, (name, amount) in enumerate(classes, 1)] + [("二、年终结转结余", None), ("支出总计", total)])
    out.append(functional("general_public_expenditure", "一般公共预算支出表", 5, "本年一般公共预算支出/"))

    t = make("general_public_basic", "一般公共预算基本支出表", ["部门预算支出经济分类科目/科目编码:code", "部门预算支出经济分类科目/科目名称:name",
             "本年一般公共预算基本支出/合计", "本年一般公共预算基本支出/人员经费", "本年一般公共预算基本支出/公用经费"], 6)
    by_item = economic(LEAVES)
    for code, name, amount in [(None, "合计", basic(LEAVES))] + economic_tree(by_item):
        people = sum((a for c, a in by_item.items() if is_staff(c) and c.startswith(code or "")), ZERO)
        t.add(name, amount, some(people), some(amount - people), code=code, total=code is None)
    out.append(t)

    car, meals = by_item["30231"], by_item["30217"]
    t = make("three_public", "财政拨款预算“三公”经费支出表", ["“三公”经费合计", "因公出国（境）费", "公务用车购置及运行费/小计",
             "公务用车购置及运行费/公务用车购置费", "公务用车购置及运行费/公务用车运行费", "公务接待费"], 7)
    out.append(t.add("", car + meals, None, car, None, car, meals))
    t = make("government_fund", "政府性基金预算支出表", ["科目编码:code", "科目名称:name", *[f"本年政府性基金预算支出/{n}" for n in ("合计", "基本支出", "项目支出")]],
             8, notes=["备注：本表为空，即本部门没有政府性基金预算安排的支出。"], empty=True)
    out.append(t.add("合计", None, None, None, total=True))

    funds = ["一般公共预算", "政府性基金预算", "国有资本经营预算", "财政专户管理资金", "单位资金"]
    t = make("project_expenditure", "项目支出预算表", ["单位名称:org_name", "项目名称:name", "项目内容:text", "总计", "本年收入/合计",
             *[f"本年收入/{f}" for f in funds], "上年结转结余/合计", *[f"上年结转结余/{f}" for f in funds]], 9)

    def line(label, content, amount, **more):
        t.add(label, content, amount, amount, amount, *[None] * 10, **more)

    line("合计", None, projects(LEAVES), total=True)
    t.rows[-1]["cells"][:2] = ["合计", None]
    for at, (_, name) in enumerate(UNITS):
        mine = [x for x in LEAVES if x.unit == at]
        line(name, None, projects(mine), org_name=name)
        t.rows[-1]["cells"][1] = None
        for p in (p for x in mine for p in x.projects):
            line(p.name, p.content, p.amount, org_name=name)
    out.append(t)
    fund = make("special_fund", "部门管理专项资金预算表", ["项目:name", "总计", "已分配数", "未分配数"], 18, empty=True)
    return out, fund.add("合计", None, None, None, total=True)


MARKS = {">=": ">=", "<=": "<=", "=": "="}


def goal(level1, level2, level3, operator, value, unit=None, text=None):
    return indicator(level1, level2, level3, operator, value, unit, text, signs=MARKS, deadline="2024-12")


def forms():
    """整体绩效目标表 of both units, then the forms of three projects."""
    department = []
    for at, (code, name) in enumerate(UNITS):
        mine = [x for x in LEAVES if x.unit == at]
        t = Table("department_performance", "部门（单位）整体绩效目标表", ["年度主要任务/对应项目:name", "年度主要任务/预算资金情况"], number="表16")
        t.fields = [("部门（单位）名称", f"{code}{name}-350299000"),
                    ("年度绩效目标", ["统筹全区公共文化服务，办好四季群众歌会。", "馆藏更新及时，全年开馆不少于340天。"][at])]
        t.add("基本支出人员经费（保工资）", staff(mine)).add("基本支出公用经费（保运转）", running(mine))
        t.indicators = [
            goal("履职效能", "重点工作履行情况", ["群众歌会场次", "全年开馆天数"][at], ">=", ["16", "340"][at], ["场", "天"][at]),
            goal("履职效能", "整体工作完成情况", "工作完成及时率", "=", "100", "%"),
            goal("履职效能", "整体工作完成情况", "年度任务完成率", ">=", "95", "%"),
            goal("预算执行", "预算执行效率", "结转结余变动率", "<=", "0", "%"),
            goal("管理效率", "财务管理", "内控制度有效性", None, None, text="健全有效"),
            goal("社会效应", "服务对象满意度", ["观众满意度", "读者满意度"][at], ">=", ["90", "93.5"][at], "%"),
        ]
        department.append(t)
    plans = {
        BOOKS: (1, "充实馆藏，方便读者借阅。", [
            ("产出指标", "数量指标", "新增纸质图书", ">=", "6", "万册"), ("产出指标", "质量指标", "图书编目差错率", "<=", "0.5", "%"),
            ("效益指标", "社会效益指标", "年外借册次", ">=", "42", "万册次"), ("满意度指标", "服务对象满意度指", "读者满意度", ">=", "90", "%")]),  # cut by a narrow column, as printed
        TRUCK: (1, "流动图书车按月到村，服务不便到馆的读者。", [
            ("产出指标", "数量指标", "购置流动图书车", "=", "1", "辆"), ("产出指标", "时效指标", "车辆交付时间", None, None, None, "6月底前"),
            ("效益指标", "社会效益指标", "服务行政村", ">=", "12", "个"), ("效益指标", "可持续影响指标", "乡村阅读氛围", None, None, None, "逐步形成"),
            ("满意度指标", "服务对象满意度指标", "村民满意度", ">=", "88", "%")]),
        STAGE: (0, "消除戏台安全隐患，保留传统样式。", [
            ("产出指标", "数量指标", "修缮乡镇戏台", "=", "8", "座"), ("产出指标", "质量指标", "工程验收合格率", "=", "100", "%"),
            ("效益指标", "社会效益指标", "戏台年演出场次", ">=", "64", "场"), ("满意度指标", "社会公众满意度指标", "村民满意度", ">=", "90", "%")]),
    }
    project_forms = []
    for name, (at, aim, rows) in plans.items():
        amount = next(p.amount for x in LEAVES for p in x.projects if p.name == name)
        t = Table("project_performance", "部门预算项目（政策）绩效目标表", number="表17")
        t.fields = [("项目(政策)名称", name), ("主管部门", ISSUER), ("实施单位", UNITS[at][1]), ("预算资金情况", amount), ("总体目标", aim)]
        t.indicators = [goal(*r) for r in rows]
        project_forms.append(t)
    return department, project_forms


def indicator_lines(rows, width):
    """Indicators with operator, value and unit in columns of their own, `width` blank columns before them."""
    lines, before = [], (None, None)
    for i in rows:
        one = "" if i["level1"] == before[0] else i["level1"]
        two = "" if (i["level1"], i["level2"]) == before else i["level2"]
        value = i["target"] if i["value"] is None else str(i["value"])
        lines.append("\t".join([""] * width + [one, two, i["level3"], i["operator"] or "", value, i["unit"] or "", i["deadline"]]))
        before = (i["level1"], i["level2"])
    return lines


HEAD = "绩效指标\t一级指标\t二级指标\t三级指标\t运算符号\t指标值\t度量单位\t完成时限"


def spaced(text):
    """Two-character headers are printed with a blank between the characters."""
    return text.replace("收入\t\t支出\t", "收 入\t\t支 出\t").replace("项目\t预算数", "项 目\t预算数").replace("收入总计", "收 入 总 计").replace(
        "支出总计", "支 出 总 计")


def document():
    budget, fund = tables()
    department, project_forms = forms()
    text = ["", f"{YEAR}年{ISSUER}部门预算批复表", ""]

    def head(t, unit=True):
        return [t.title, "", t.number, ""] + ([f"部门名称：{t.organization}", ""] if t.organization else []) + (["单位：万元", ""] if unit else [])

    done = set()
    for t in budget:
        if t.title in done:
            continue
        done.add(t.title)
        same = [u for u in budget if u.title == t.title]
        if len(same) > 1:
            text += head(t) + [spaced(tsv(beside(*same, tail=3 if t.number == "表1" else None))), ""]
            continue
        lines = tsv(grid(t)).split("\n")
        depth = len(header(t.columns))
        if t.number == "表6":  # a code misprinted with a leading zero
            lines = [x.replace("30239\t", "030239\t") for x in lines]
        if t.number in ("表3", "表5", "表6"):  # caption, unit and header again on the next page
            cut = depth + 11
            text += head(t) + lines[:cut] + [""] + head(t) + lines[:depth] + lines[cut:] + [""]
        elif t.number == "表9":  # the last four columns stand on pages of their own; caption and unit are cut in two
            cells = [x.split("\t") for x in lines]
            for x in cells:  # the unit stands once, merged over its projects
                x[0] = "" if x[1] and x[0] != "单位名称" else x[0]
            left, right = [x[:12] for x in cells], [x[12:] for x in cells]
            cut = depth + 4
            for part in (left[depth:cut], left[cut:]):
                text += head(t, unit=False) + ["单位：万", "", *["\t".join(x) for x in left[:depth] + part], ""]
            right[0][0] = "上年结转结余"
            for _ in range(2):
                text += ["项目支出预", "", "单位：万元", "", *["\t".join(x) for x in right[:depth]], ""]
        else:
            text += head(t) + lines + [""] + [y for x in t.notes for y in (x, "")]
    # Both units stand in one grid under one caption; a page break cuts the second.
    lines = []
    for t in department:
        f = dict(t.fields)
        lines += [f"部门（单位）名称\t{f['部门（单位）名称']}\t\t\t\t\t\t", "年度主要任务\t对应项目\t\t\t\t预算资金情况\t\t"]
        lines += [f"\t{r['label']}\t\t\t\t{comma(r['cells'][1])}\t\t" for r in t.rows]
        lines += [f"年度绩效目标\t{f['年度绩效目标']}\t\t\t\t\t\t", HEAD.replace("绩效指标", "年度绩效指标"), *indicator_lines(t.indicators, 1)]
    cut = len(lines) // 2 + 3
    caption = [department[0].title, "", "表16", "", "单位：万元", ""]
    lines[cut] = "年度主要任务" + lines[cut]
    text += caption + lines[:cut] + [""] + caption + lines[cut:] + [""]
    for n, t in enumerate(project_forms):
        f = dict(t.fields)
        lines = [f"项目(政策)名称\t{f['项目(政策)名称']}\t\t\t\t\t\t", f"主管部门\t{ISSUER}\t\t\t实施单位\t{f['实施单位']}\t\t",
                 f"预算资金情况\t{comma(f['预算资金情况'])}\t\t\t\t\t\t", f"总体目标\t{f['总体目标']}\t\t\t\t\t\t", HEAD, *indicator_lines(t.indicators, 1)]
        caption = [t.title, "", t.number, "", "单位：万元", ""]
        if n == 1:  # empty slots of the form, and a page break before its last rows
            at = next(k for k, x in enumerate(lines) if "社会效益" in x)
            lines.insert(at, "\t\t成本指标\t\t\t\t\t")
            lines.insert(at + 1, "\t效益指标\t经济效益指标\t\t\t\t\t")
            lines[at + 2] = lines[at + 2].replace("\t效益指标\t", "\t\t")
            lines[at + 4] = "绩效指标" + lines[at + 4]
            text += caption + lines[:at + 4] + [""] + caption + lines[at + 4:] + ["\t\t社会公众满意度指标\t\t\t\t\t", ""]
        else:
            text += caption + lines + [""]
    text += caption + [fund.title, "", fund.number, "", f"部门名称：{ISSUER}", "", "单位：万元", "", "项 目\t总计\t已分配数\t未分配数", "合 计\t\t\t", ""]
    data = "\r\n".join("\n".join(text).split("\n")).encode("utf-8-sig")  # CRLF with a byte order mark
    return data, "budget", YEAR, ISSUER, [*budget, *department, *project_forms, fund]
