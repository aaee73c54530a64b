"""云溪市档案局 2023: ten tables with printed zeros, prose, performance forms; tab-separated OCR text."""
from budget import *

ISSUER, YEAR = "云溪市档案局", 2023
SCAN, REPAIR, CLIMATE, COPIES = "馆藏档案数字化加工", "破损档案抢救修复", "库房恒温恒湿设备更新", "档案查阅复制服务"
LEAVES = [
    leaf("2012601", "412.36", "58.20"),
    leaf("2012602", "0.00", "0.00", project(SCAN, "186.00"), project(REPAIR, "74.50")),
    leaf("2012604", "205.18", "21.46", project(CLIMATE, "63.80", economic="310"), project(COPIES, "12.00", "other")),
    leaf("2080501", "18.72", "1.35"),
    leaf("2080505", "64.90"),
    leaf("2080506", "32.45"),
    leaf("2101101", "21.06"),
    leaf("2101102", "10.53"),
    leaf("2101103", "12.88"),
    leaf("2210201", "61.75"),
]
GENERAL = from_source(LEAVES, "general")
BEFORE = Decimal("1183.29")  # last year's total, for the growth that the prose tells
UNITS = [("云溪市档案局", "财政核拨", 28), ("云溪市档案馆", "财政核拨", 17)]


def categories(leaves, table):
    for n, name in enumerate(CATEGORIES, 1):
        amount = sum((whole(ls) for code, title, ls in tree(leaves) if len(code) == 3 and title == name), ZERO)
        table.add(f"{chinese(n)}、{name}", amount)
    return table.add("支出合计", whole(leaves), total=True)


def tables():
    """The ten tables of the department budget, in print order."""
    y = f"{YEAR}年度"
    out = [Table("units", "部门预算单位构成", ["单位名称:name", "经费性质:text", "在职人数:count"], unit=None)]
    for name, funding, people in UNITS:
        out[0].add(name, funding, people)

    income = [("一般公共预算拨款收入", whole(GENERAL)), ("政府性基金预算拨款收入", ZERO), ("国有资本经营预算拨款收入", ZERO),
              ("财政专户管理资金收入", ZERO), ("事业收入", ZERO), ("事业单位经营收入", ZERO), ("上级补助收入", ZERO),
              ("附属单位上缴收入", ZERO), ("其他收入", whole(LEAVES, "other")), ("上年结转结余", ZERO)]

    def summary(kind, title, lines, leaves):
        left = Table(kind, title, ["收入/项目:name", "收入/预算数"], side="revenue")
        for n, (name, amount) in enumerate(lines, 1):
            left.add(f"{chinese(n)}、{name}", amount)
        left.add("收入合计", sum((a for _, a in lines), ZERO), total=True)
        return [left, categories(leaves, Table(kind, title, ["支出/项目:name", "支出/预算数"], side="expenditure"))]

    out += summary("revenue_expenditure_summary", y + "收支预算总表", income, LEAVES)

    revenue = Table("revenue", y + "收入预算总表", ["科目编码:code", "科目名称:name", "总计", *[name for name, _ in income]])
    expenditure = Table("expenditure", y + "支出预算总表",
                        ["科目编码:code", "科目名称:name", "合计", "基本支出", "项目支出", "事业单位经营支出", "上缴上级支出", "对附属单位补助支出"])
    for code, name, ls in [(None, "合计", LEAVES)] + items(LEAVES):
        end = {"code": code, "total": code is None}
        other = whole(ls, "other")
        revenue.add(name, whole(ls), whole(ls) - other, *[ZERO] * 7, other, ZERO, **end)
        expenditure.add(name, whole(ls), basic(ls), projects(ls), ZERO, ZERO, ZERO, **end)
    out += [revenue, expenditure]
    out += summary("appropriation_summary", y + "财政拨款收支预算总表", income[:1] + [(n, ZERO) for n, _ in income[1:3]], GENERAL)

    def split(kind, title, leaves, **more):
        t = Table(kind, title, ["科目编码:code", "科目名称:name", "合计", "其中/基本支出", "其中/项目支出"], **more)
        t.add("合计", whole(leaves), basic(leaves), projects(leaves), total=True)
        for code, name, ls in items(leaves):
            t.add(name, whole(ls), basic(ls), projects(ls), code=code)
        return t

    out.append(split("general_public_expenditure", y + "一般公共预算拨款支出预算表", GENERAL))
    out.append(split("government_fund", y + "政府性基金预算拨款支出预算表", [],
                     notes=[f"备注：{ISSUER}{YEAR}年未安排政府性基金预算拨款支出。"]))
    out.append(split("state_capital", y + "国有资本经营预算拨款支出预算表", [],
                     notes=[f"备注：{ISSUER}{YEAR}年未安排国有资本经营预算拨款支出。"]))

    classes = Table("general_public_economic", y + "一般公共预算支出经济分类情况表", ["科目编码:code", "科目名称:name", "预算数"])
    detail = Table("general_public_basic", y + "一般公共预算基本支出经济分类情况表", ["科目编码:code", "科目名称:name", "预算数"])
    by_item = economic(GENERAL)
    by_class = {c: ZERO for c in ("301", "302", "303", "310")}
    for code, amount in by_item.items():
        by_class[code[:3]] += amount
    for p in (p for x in GENERAL for p in x.projects):
        by_class[p.economic] += p.amount
    classes.add("合计", sum(by_class.values()), total=True)
    for code, amount in by_class.items():
        classes.add(ECONOMIC[code], amount, code=code)
    detail.add("合计", basic(GENERAL), total=True)
    for code, name, amount in economic_tree(by_item):
        detail.add(name, amount, code=code)
    out += [classes, detail]

    meals, car = by_item["30217"], by_item["30231"]
    three = Table("three_public", y + "一般公共预算“三公”经费支出预算表", ["项目:name", "预算数"])
    three.add("合计", meals + car, total=True).add("1、因公出国（境）费用", ZERO).add("2、公务接待费", meals)
    three.add("3、公务用车购置及运行费", car).add("其中：（1）公务用车购置费", ZERO).add("（2）公务用车运行费", car)
    return out + [three]


def forms():
    """The performance forms of the projects."""
    plans = {
        SCAN: ("《云溪市档案事业发展规划（2021—2025年）》（云政发〔2021〕12号）", "馆藏民国档案和声像档案利用频繁，亟需以数字副本代替原件。",
               "目标1：完成民国档案120万页扫描著录；目标2：数字副本异地备份；目标3：利用大厅调阅原件次数逐年减少。", [
                   ("成本指标", "经济成本指标", "数字化加工总成本", "<=", "186", "万元"),
                   ("产出指标", "时效指标", "加工完成时限", "<=", "11", "个月"),
                   ("产出指标", "数量指标", "扫描著录页数", ">=", "120", "万页"),
                   ("产出指标", "数量指标", "异地备份份数", ">=", "2", "份"),
                   ("产出指标", "质量指标", "目录著录差错率", "<=", "0.3", "%"),
                   ("产出指标", "质量指标", "图像验收合格率", "=", "100", "%"),
                   ("效益指标", "社会效益指标", "数字副本替代调阅比例", ">=", "75", "%"),
                   ("效益指标", "可持续影响指标", "原件保存状况", None, None, None, "得到改善"),
                   ("满意度指标", "服务对象满意度指标", "查档群众满意度", ">=", "92", "%")]),
        REPAIR: ("《纸质档案抢救与修复规范》", "库存清代鱼鳞图册霉变脆化，不修复将无法展阅。",
                 "修复清代鱼鳞图册及地契，建立修复档案，培养本地修复技术人员。", [
                     ("成本指标", "经济成本指标", "单页修复成本", "<=", "35.5", "元"),
                     ("产出指标", "数量指标", "修复档案页数", ">=", "20900", "页"),
                     ("产出指标", "数量指标", "培训修复人员", ">=", "6", "人次"),
                     ("产出指标", "质量指标", "修复后可展阅率", "=", "100", "%"),
                     ("效益指标", "社会效益指标", "举办修复成果展", ">=", "1", "场"),
                     ("满意度指标", "服务对象满意度指标", "参观群众满意度", ">=", "90", "%")]),
    }
    out = []
    for name, (why, sound, goal, rows) in plans.items():
        amount = next(p.amount for x in LEAVES for p in x.projects if p.name == name)
        t = Table("project_performance", name + "项目绩效目标表")
        t.fields = [("项目名称", name), ("项目立项的依据", why), ("项目申报的可行性", sound), ("资金总额", amount),
                    ("财政拨款", amount), ("其他资金", ZERO), ("项目实施期目标", goal)]
        t.indicators = [indicator(*r[:6], text=r[6] if len(r) > 6 else None) for r in rows]
        out.append(t)
    return out


def form_lines(form):
    """A form as tab-separated lines: heading row, fields, indicators with their merged names blank."""
    f = dict(form.fields)
    lines = [f"项目立项情况\t项目立项的依据\t{f['项目立项的依据']}\t\t", f"\t项目申报的可行性\t{f['项目申报的可行性']}\t\t",
             f"专项资金情况（万元）\t资金总额：\t{f['资金总额']}\t\t", f"\t财政拨款：\t{f['财政拨款']}\t\t", f"\t其他资金：\t{f['其他资金']}\t\t",
             f"项目实施期目标\t{f['项目实施期目标']}\t\t\t", "绩效目标指标\t一级指标\t二级指标\t三级指标\t目标值"]
    before = (None, None)
    for i in form.indicators:
        one = "" if i["level1"] == before[0] else i["level1"]
        two = "" if (i["level1"], i["level2"]) == before else i["level2"]
        lines.append(f"\t{one}\t{two}\t{i['level3']}\t{i['target']}")
        before = (i["level1"], i["level2"])
    return lines


def document():
    units, *budget = tables()
    pairs = {t.title: [u for u in budget if u.title == t.title] for t in budget}
    scan, repair = forms()
    by_item = economic(GENERAL)
    total, growth = whole(LEAVES), whole(LEAVES) - BEFORE
    rate = (growth * 100 / BEFORE).quantize(CENT)
    short = [title.removeprefix(f"{YEAR}年度") for title in pairs]
    text = ["", f"{YEAR} 年度", "", ISSUER, "", "部门预算", "", "目 录", "", "第一部分 部门概况.....\t1", "一、部门主要职责.....\t2",
            "二、部门预算单位构成.....\t2", f"第二部分 {YEAR} 年度部门预算表.....\t3"]
    text += [f"{chinese(n)}、{title}.....\t{n + 3}" for n, title in enumerate(short, 1)]
    text += [f"第三部分 {YEAR} 年度部门预算情况说明.....\t14", "第四部分 名词解释.....\t21", "", "第一部分", "", "部门概况", "", "一、部门主要职责", "",
             "集中保管全市机关团体的永久、长期档案，指导镇街和企事业单位建档，向社会开放到期档案。", "", "二、部门预算单位构成", "",
             f"纳入{YEAR}年预算编制的单位有 {len(UNITS)} 个，见下表：", ""]
    # The header of this table is cut off its rows by a page break and followed by a line of dashes.
    first, *rest = tsv(grid(units)).split("\n")
    text += [first, "------\t------\t------", "", *rest, "", "第二部分", "", f"{YEAR} 年度部门预算表", ""]
    for n, (title, parts) in enumerate(pairs.items(), 1):
        rows = beside(*parts, show=plain) if len(parts) > 1 else grid(parts[0], show=plain)
        text += [f"{chinese(n)}、{title.removeprefix(f'{YEAR}年度')}", "", title.replace("年度", " 年度" if n % 2 else "年度"), "",
                 "单位：万元", "", tsv(rows).replace("\t其中\t", "\t其中：\t"), "", *[x.replace(str(YEAR), f" {YEAR} ") for x in parts[0].notes], ""]
    text += ["第三部分", "", f"{YEAR} 年度部门预算情况说明", "", "一、预算收支总体情况", "",
             f"{YEAR}年，{ISSUER}收入预算为{total:,}万元，比上年增加{growth:,}万元，增长{rate}%，主要是档案数字化任务加重。其中：一般公共预算拨款收"
             f"入{whole(GENERAL):,}万元、其他收入{whole(LEAVES, 'other')}万元。", "",
             f"相应安排支出预算{total:,}万元，其中：基本支出{basic(LEAVES):,}万元、项目支出{projects(LEAVES):,}万元。", "",
             "二、一般公共预算拨款支出情况", "", f"{YEAR}年度一般公共预算拨款支出{whole(GENERAL):,}万元，按项级科目分列如下：", ""]
    for n, (code, name, ls) in enumerate(items(GENERAL), 1):
        # The reading engine breaks a line inside a sentence of prose.
        text.append(f"（{chinese(n)}）{code}-{name} {whole(ls):,} 万元，用于档\n\n案保管利用和在职退休人员开支。" if n == 3 else
                    f"（{chinese(n)}）{code}-{name} {whole(ls):,} 万元，用于档案保管利用和在职退休人员开支。")
        text.append("")
    people = sum((a for c, a in by_item.items() if is_staff(c)), ZERO)
    meals, car = by_item["30217"], by_item["30231"]
    text += ["三、一般公共预算拨款基本支出情况", "",
             f"{YEAR}年度一般公共预算拨款基本支出 {basic(GENERAL):,} 万元，其中：人员经费 {people:,} 万元，公用经费 {basic(GENERAL) - people:,} 万元。", "",
             "四、一般公共预算“三公”经费支出情况", "", f"公务接待费预算安排{meals}万元，公务用车购置及运行费预算安排{car}万元，"
             f"其中：公务用车运行费{car}万元、公务用车购置费0.00万元；没有因公出国（境）安排。", "", "五、预算绩效目标情况", "",
             f"{YEAR}年{ISSUER}共设置{len(forms())}个项目绩效目标。", "", "1. 项目支出绩效目标表", ""]
    # First form: the caption is wrapped, the header words are cut by blanks, two indicator names run together while the
    # target of the second is left alone on the next row, and the last rows stand after a page break without their first column.
    lines = [x.replace("专项资金情况（万元）", "专项资金情\u00a0况（万元）".replace("\u00a0", " ")) for x in form_lines(scan)]
    at = next(n for n, x in enumerate(lines) if "目录著录差错率" in x)
    lines[at:at + 2] = ["\t质量指标\t目录著录差错率 图像验收合格率\t\t≤0.3%", "\t\t\t\t=100%"]
    cut = next(n for n, x in enumerate(lines) if x.startswith("\t效益指标"))
    tail = [x[1:] for x in lines[cut:]]
    tail[0] = tail[0].replace("≥75%", "$\\geq 75\\%$")
    text += [f"{SCAN}项目绩效目\n标表", "", *lines[:cut], "", *tail, ""]
    # Second form: a level-two name printed in the column of level one.
    lines = form_lines(repair)
    at = next(n for n, x in enumerate(lines) if "\t质量指标\t" in x)
    lines[at] = lines[at].replace("\t\t质量指标\t", "\t质量指标\t\t")
    text += [repair.title, "", *lines, "", "2. 有关情况说明", "", "无其他需要说明的绩效情况。", "", "六、其他重要事项说明", "", "（一）机关运行经费", "",
             f"{YEAR}年{ISSUER}安排机关运行经费{LEAVES[0].running}万元。", "", "第四部分", "", "名词解释", "",
             "基本支出：维持机构日常运转的人员和公用开支。", ""]
    data = "\n".join(text).encode("utf-8")
    return data, "budget", YEAR, ISSUER, [units, *budget, scan, repair]
