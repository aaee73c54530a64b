"""白鹭市林业局 2021 and 沧浪市民政局 2019: performance texts, one with one cell per line, one with prose and two grids."""
from budget import *

GRADES = "≥{0}优{0}%以上、良80%-{0}%、中70%-80%、差70%以下"


def fund_form(title, owner, code, name_label, name, amount, purpose, plan, goal, rows):
    t = Table("project_performance", title, organization=owner)
    t.fields = [("项目编码", code), (name_label, name), ("预算数", amount), ("其中：财政资金", amount), ("其他资金", None),
                ("预算规模及资金用途", purpose), ("绩效目标", goal)]
    if any(plan):
        t.columns = [(("资金支出计划（%）", month), "percent") for month in ("3月底", "6月底", "10月底", "12月底")]
        t.rows = [{"label": "资金支出计划（%）", "code": None, "org_code": None, "org_name": None, "total": False, "cells": plan}]
    t.indicators = rows
    return t


def graded(level1, level2, level3, detail, value, basis):
    """A graded target: its head is the target, its grades are no unit."""
    return indicator(level1, level2, level3, ">=", value, text=GRADES.format(value), detail=detail, basis=basis)


def forestry_forms():
    return [
        fund_form("天然林管护绩效目标表", None, "000-8888-LYJ-7K2Q", "专项资金名称", "天然林管护", Decimal("146.00"),
                  "预算数146万元，其中：财政资金146万元。用于护林员劳务和林区防火道维护。", [None, None, Decimal("65.00"), Decimal("100.00")],
                  "1、天然林面积不减少，蓄积量稳中有升。\n2、护林员持证上岗，巡护记录完整。", [
                      graded("产出指标", "数量指标", "管护面积完成率", "实际管护面积与任务面积之比", "90", "按年度管护任务书"),
                      graded("产出指标", "质量指标", "巡护记录完整率", "有照片和轨迹的巡护记录所占比例", "92", "按年度管护任务书"),
                      graded("效果指标", "生态效益指标", "森林火灾受害率控制", "受害面积控制在千分之一以内的完成情况", "95", "按年度管护任务书"),
                      indicator("满意度指标", "服务对象满意度指标", "护林员满意度", ">=", "85", text="≥85满意比例", detail="对劳务补助发放的满意程度",
                                basis="问卷调查")]),
        fund_form("古树名木保护绩效目标表", "白鹭市林业局", "523-0101-JBN-M3XA", "项目名称", "古树名木保护", Decimal("38.50"),
                  "预算数38.5万元，其中：财政资金38.5万元。用于古树复壮和树牌更换。", [Decimal("25.00"), Decimal("50.00"), Decimal("85.00"), Decimal("100.00")],
                  "1、完成六十四株一级古树体检。\n\n2、对衰弱古树逐株复壮。", [
                      graded("产出指标", "数量指标", "古树体检株数完成率", "已体检株数与计划株数之比", "96", "古树名录"),
                      indicator("效果指标", "可持续影响指标", "古树长势", None, "100", text="100优", detail="复壮后长势好转的古树比例", basis="古树名录"),
                      indicator("满意度指标", "服务对象满意度指标", "村民满意度", ">", "90", text=">90优", detail="古树所在村村民的满意程度", basis="问卷调查")]),
        fund_form("林业有害生物监测绩效目标表", "白鹭市林业有害生物防治站", "523-0102-JBN-R9TC", "项目名称", "林业有害生物监测", Decimal("52.00"),
                  "预算数52万元，其中：财政资金52万元。用于诱捕器布设和无人机普查。", [None, None, None, None], "1、疫情小班普查全覆盖。\n2、诱捕器按期换芯。", [
                      graded("产出指标", "数量指标", "诱捕器布设完成率", "已布设数量与计划数量之比", "90", "监测方案"),
                      graded("效果指标", "社会效益指标", "疫情处置及时率", "发现后十日内处置的小班比例", "95", "监测方案"),
                      indicator("满意度指标", "服务对象满意度指标", "林农满意度", ">", "88", text=">88优", detail="林农对防治服务的满意程度", basis="问卷调查")])]


def cells(form):
    """A form with one cell per line: a row's cells are indented lines, rows are parted by a blank line."""
    f = dict(form.fields)
    owner = "523001白鹭市林业局" if form.organization == "白鹭市林业局" else f"523002{form.organization}" if form.organization else ""
    name_label = next(k for k in f if k.endswith("名称"))
    plan = [comma(v) for v in form.rows[0]["cells"]] if form.rows else [""] * 4
    rows = [[owner, "单位：万元"], ["项目编码", f["项目编码"], name_label, f[name_label]],
            ["预算规模及资金用途", "预算数", comma(f["预算数"]), "其中：财政资金", comma(f["其中：财政资金"]), "其他资金", ""],
            ["", f["预算规模及资金用途"]], ["资金支出计划（%）", "3月底", "6月底", "10月底", "12月底"], ["", *plan], ["绩效目标", f["绩效目标"] + "\n\n"],
            ["一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据"]]
    before = None
    for n, i in enumerate(form.indicators):
        # Some cells carry the blank lines of their own paragraph.
        tail = "\n\n" if n == 1 else ""
        rows.append(["" if i["level1"] == before else i["level1"], i["level2"], i["level3"] + tail, i["detail"], i["target"] + tail, i["basis"]])
        before = i["level1"]
    return "\n\n".join("\n".join("\t" + c for c in row) for row in rows)


def forestry():
    issuer, year = "白鹭市林业局", 2021
    forms = forestry_forms()
    text = [issuer, f"{year}年部门预算绩效文本", f"{issuer}编制", "白鹭市财政局审核", " 第一部分", "", "部门整体绩效目标", "一、总体绩效目标",
            "守住森林面积和蓄积两条底线，让林农从绿水青山中得到实惠。", "", "二、分项绩效目标", "（一）森林资源管护", "",
            "职责目标：管护天然林和公益林。", "", "绩效目标：1.火灾受害率不超过千分之一；2.违法占用林地案件当年查结。", "",
            "绩效指标：案件查结率达到95%以上为优；巡护到位率90%以上为优。", "", "三、工作保障措施", "（一）压实林长责任。市县乡村四级林长按月巡林，问题清单按月销号。", "",
            "第二部分 ", "专项资金绩效目标", "1、" + forms[0].title, cells(forms[0]), "", "", "第三部分 ", "预算项目绩效目标"]
    for n, t in enumerate(forms[1:], 1):
        text += [f"{n}、{t.title}", cells(t), "", ""]
    return "\n".join(text + ["2", ""]).encode("gb18030"), "performance", year, issuer, forms


def welfare():
    """沧浪市民政局: a simple grid without second levels, then the department's form with an inner grid; UTF-16 with a byte order mark."""
    issuer, year = "沧浪市民政局", 2019
    units = Table("units", "部门预算单位构成", ["单位名称:name", "经费性质:text", "人员编制数:count", "在职人数:count"], unit=None)
    for row in [(issuer, "财政拨款", 38, 35), ("沧浪市社会福利院", "财政拨款", 64, 58), ("沧浪市救助管理站", "财政拨款", 18, 15)]:
        units.add(*row)
    elders, rescue, survey = Decimal("286.40"), Decimal("73.20"), Decimal("41.00")
    work, base = elders + rescue + survey, Decimal("918.75")
    simple = Table("project_performance", "部门业务费绩效目标表", unit=None)
    simple.fields = [("项目名称", "部门业务费"), ("总体目标", f"{year}年安排业务费{work}万元，均为一般公共预算拨款，用于社区助餐、街面救助和地名普查。")]
    simple.indicators = [indicator("投入", None, "资金按季拨付率", None, "100", "%"), indicator("投入", None, "助餐点单点补助", "<=", "4.5", "万元"),
                         indicator("产出", None, "新建社区助餐点", None, "36", "个"), indicator("产出", None, "街面巡查覆盖街道数", None, "21", "个"),
                         indicator("产出", None, "地名普查成果", text="通过验收"), indicator("效益", None, "助餐老人满意度", None, "88", "%")]
    full = Table("department_performance", "部门整体支出绩效目标表", [f"年度履职目标/{x}" for x in (
        "部门职能:text", "年度目标任务:text", "支出项目名称:name", "预算金额(万元)")])
    full.fields = [("部门(单位)名称", issuer), ("部门预算编码", "427301"), ("资金总额", work + base), ("项目支出", work), ("基本支出", base),
                   ("年度总体目标", "1. 让城区老人步行十五分钟内有助餐点。 2. 街面流浪人员随见随救。 3. 完成全市地名普查。")]
    for duty, task, name, amount in [("统筹养老服务体系建设", "新建社区助餐点三十六个", "社区助餐点建设", elders),
                                     ("负责生活无着人员救助", "街面巡查全年不断档", "流浪乞讨人员救助", rescue),
                                     ("负责行政区划和地名管理", "普查成果入库", "地名普查", survey)]:
        full.add(name, duty, task, amount)
    full.indicators = [
        indicator("产出指标", "数量指标", "新建社区助餐点", None, "36", "个", detail="当年挂牌营业的助餐点"),
        indicator("产出指标", "数量指标", "救助人次", ">=", "1500", "人次", detail="含站内救助和街面劝返"),
        indicator("产出指标", "质量指标", "助餐食品抽检合格率", ">=", "98", "%", detail="每季度抽检一次"),
        indicator("产出指标", "时效指标", "接警到达时间", "<=", "30", "分钟", detail="城区范围"),
        indicator("效益指标", "社会效益指标", "老人就餐便利程度", text="明显改善", detail="以入户访谈评价"),
        indicator("满意度指标", "服务对象满意度指标", "助餐老人满意度", None, "88", "%", detail="第三方电话调查")]
    full.notes = ["注：1. 三级指标应当可以量化。2. 指标解释写明口径和数据来源。"]
    f = dict(full.fields)

    lines = [f"总体目标\t{simple.fields[1][1]}\t\t", "绩效目标\t指标\t绩效内容\t全年绩效目标值"]
    before = None
    for i in simple.indicators[:-1]:
        lines.append(f"\t{'' if i['level1'] == before else i['level1']}\t{i['level3']}\t{i['target']}")
        before = i["level1"]
    lines.append(f"效益\t{simple.indicators[-1]['level3']}\t{simple.indicators[-1]['target']}")  # the first column is lost
    grid_lines = [f"部门(单位)名称\t\t{issuer}\t\t部门预算编码\t427301", f"年度 预算 安排 (万 元)\t资金总额\t\t{f['资金总额']}\t\t", f"\t项目支出\t\t{work}\t\t",
                  f"\t基本支出\t\t{base}\t\t", f"年度 总体 目标\t\t{f['年度总体目标']}\t\t\t", "年度 履职 目标\t部门职能\t年度目标任务\t支出项目名称\t预算金额(万元)\t"]
    grid_lines += ["\t" + "\t".join(comma(v) for v in r["cells"]) + "\t" for r in full.rows]
    grid_lines += ["年度 绩效 指标\t一级指标\t二级指标\t三级指标\t指标解释\t目标值"]
    tail = []
    before = (None, None)
    for i in full.indicators:
        one = "" if i["level1"] == before[0] else i["level1"]
        two = "" if (i["level1"], i["level2"]) == before else i["level2"]
        tail.append("\t".join(["", one, two, i["level3"], i["detail"], i["target"]]))
        before = (i["level1"], i["level2"])
    tail[2] = tail[2].lstrip("\t")  # a row that lost its blank columns: its second level stands in the first column
    tail[4:] = ["", *(x[1:] for x in tail[4:])]  # rows after a page break, one column short
    text = ["", "", f"**{year} 年度**", "", "**沧浪市民政局部门预算  \n绩效管理信息公开**", "", "## 目录", "", "第一部分 部门概况\t1", "一、部门主要职责\t1", "二、部门预算单位构成\t1",
            "第二部分 部门整体支出绩效目标情况说明\t2", "", "## 第一部 分部门概况", "", "### 一、部门主要职责", "", "指导全市养老服务、社会救助、区划地名和殡葬管理。", "",
            "### 二、部门预算单位构成", "", f"{issuer}{year}年预算由机关和 2 个直属单位组成：", "", tsv(grid(units)), "", "## 第二部分 部门整体支出绩效目标情况说明", "",
            "### 一、绩效目标设置情况", "", f"{year}年{issuer}设置 3 个项目绩效目标，涉及财政拨款资金{work}万元。", "", "### 二、绩效目标表及说明", "",
            "#### 1. 部门业务费绩效目标表", "", *lines, "", "## 2. 有关情况说明", "", f"助餐点年内建成36个，每个补助不超过4.5万元。", "", "## 部门整体支出绩效目标表", "",
            f"({year}年度)", "", *grid_lines, *tail, "", full.notes[0], ""]
    return ("\ufeff" + "\n".join(text)).encode("utf-16-le"), "performance", year, issuer, [units, simple, full]
