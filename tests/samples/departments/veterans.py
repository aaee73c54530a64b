"""柳泉县退役军人事务局 2023: numbers inside captions, funds beside expenditure, two classifications side by side; dialects mixed."""
from budget import *

ISSUER, YEAR = "柳泉县退役军人事务局", 2023
FUNCTIONAL.update({"20809": "退役安置", "2080905": "军队转业干部安置", "20828": "退役军人管理事务", "2082801": "行政运行", "2082804": "拥军优属"})
JOBS, VISITS = "退役军人适应性培训", "烈士纪念设施修缮"
LEAVES = [
    leaf("2082801", "228.64", "31.20"),
    leaf("2082804", "0.00", "0.00", project(VISITS, "88.60", economic="310")),
    leaf("2080905", "0.00", "0.00", project(JOBS, "45.00")),
    leaf("2080505", "27.36"),
    leaf("2101101", "13.12"),
    leaf("2210201", "29.18"),
]
CARRIED = Decimal("12.60")  # of the projects, paid from what was left last year
# The government's own economic classification of a department item (政府预算经济分类).
GOVERNMENT = {"30101": ("50101", "工资奖金津补贴"), "30102": ("50101", "工资奖金津补贴"), "30103": ("50101", "工资奖金津补贴"),
              "30108": ("50102", "社会保障缴费"), "30110": ("50102", "社会保障缴费"), "30112": ("50102", "社会保障缴费"), "30113": ("50103", "住房公积金"),
              "30201": ("50201", "办公经费"), "30207": ("50201", "办公经费"), "30211": ("50201", "办公经费"), "30215": ("50202", "会议费"),
              "30216": ("50203", "培训费"), "30217": ("50206", "公务接待费"), "30231": ("50208", "公务用车运行维护费"), "31002": ("50306", "设备购置")}

OTHERWISE = {"301": ("50199", "其他工资福利支出"), "302": ("50299", "其他商品和服务支出")}


def some(amount):
    return amount or None


def tables():
    def make(kind, number, title, columns, **more):
        return Table(kind, f"{YEAR}年{title}", columns, number=f"公开{number:02}表", organization=ISSUER, **more)

    total, fresh = whole(LEAVES), whole(LEAVES) - CARRIED
    left = make("revenue_expenditure_summary", 1, "部门收支总体情况表", ["收入/项目:name", "收入/金额"], side="revenue")
    right = make("revenue_expenditure_summary", 1, "部门收支总体情况表", ["支出/项目:name", "支出/合计", "支出/本年一般公共预算/小计",
                 "支出/本年一般公共预算/其中：财政拨款", "支出/政府性基金", "支出/上年结转结余"], side="expenditure")
    for name, amount in [("一、一般公共预算", fresh), ("其中：财政拨款", fresh), ("二、政府性基金预算", None), ("三、国有资本经营预算", None), ("四、单位资金", None)]:
        left.add(name, amount)
    left.add("本年收入合计", fresh, total=True).add("上年结转结余", CARRIED).add("收入总计", total, total=True)
    for name, amount, old in [("一、基本支出", basic(LEAVES), ZERO), ("1、工资福利支出和对个人家庭的补助", staff(LEAVES), ZERO), ("2、商品和服务支出", running(LEAVES), ZERO),
                              ("二、项目支出", projects(LEAVES), CARRIED)]:
        right.add(name, amount, amount - old, amount - old, None, some(old))
    right.add("支出总计", total, fresh, fresh, None, CARRIED, total=True)

    spent = make("expenditure", 3, "部门支出总体情况表", ["科目编码:code", "科目名称:name", "合计", "基本支出/小计", "基本支出/工资福利支出", "基本支出/商品服务支出",
                 "基本支出/对个人和家庭的补助", "项目支出"])
    general = make("general_public_expenditure", 5, "一般公共预算支出情况表", ["科目编码:code", "科目名称:name", "合计", "基本支出", "项目支出"])
    for code, name, ls in [(None, "合计", LEAVES)] + tree(LEAVES):
        end = {"code": code, "total": code is None}
        spent.add(name, whole(ls), some(basic(ls)), some(staff(ls)), some(running(ls)), None, some(projects(ls)), **end)
        general.add(name, whole(ls), some(basic(ls)), some(projects(ls)), **end)

    by_item = economic(LEAVES)
    both = make("general_public_basic", 6, "一般公共预算基本支出情况表", ["部门预算经济分类/科目编码:code", "部门预算经济分类/科目名称:name", "政府预算经济分类/科目编码:text",
                "政府预算经济分类/科目名称:text", "合计", "人员经费", "公用经费"])
    for code, name, amount in [(None, "合计", basic(LEAVES))] + economic_tree(by_item):
        people = sum((a for c, a in by_item.items() if is_staff(c) and c.startswith(code or "")), ZERO)
        # A second classification has no column role of its own in the contract; its cells are not scored.
        second = [Any(x) for x in GOVERNMENT.get(code) or OTHERWISE.get(code and code[:3] if len(code or "") == 5 else None, ("", ""))]
        both.add(name, *second, amount, some(people), some(amount - people), code=code, total=code is None)
    meals, car = by_item["30217"], by_item["30231"]
    three = make("three_public", 7, "一般公共预算“三公”经费支出情况表", ["单位名称:org_name", "“三公”经费合计", "因公出国（境）费", "公务用车购置及运行费/小计",
                 "公务用车购置及运行费/公务用车购置费", "公务用车购置及运行费/公务用车运行费", "公务接待费"])
    three.add(ISSUER, meals + car, None, car, None, car, meals, org_name=ISSUER)
    buy = make("procurement", 12, "政府采购预算表", ["采购项目名称:name", "采购品目:text", "数量:count", "单位:text", "采购预算金额"])
    buy.add("合计", None, None, None, Decimal("94.10"), total=True)
    buy.add(VISITS, "修缮工程", 1, "项", Decimal("88.60")).add("办公设备购置", "台式计算机", 10, "台", Decimal("5.50"))
    return [left, right, spent, general, both, three, buy]


def forms():
    plans = {
        JOBS: ("当年接收的退役士兵全部参加适应性培训，帮助就业。", [
            ("产出指标", "数量指标", "培训人数", ">=", "180", "人"), ("产出指标", "质量指标", "培训结业率", ">=", "98", "%"),
            ("产出指标", "时效指标", "开班时间", None, None, None, "9月底前"), ("效益指标", "社会效益指标", "参训人员就业率", ">", "85", "%"),
            ("满意度指标", "服务对象满意度指标", "参训人员满意度", ">=", "95", "%")]),
        VISITS: ("修缮县烈士陵园纪念碑和英名墙。", [
            ("成本指标", "经济成本指标", "修缮总成本", "<=", "88.6", "万元"), ("产出指标", "数量指标", "修缮纪念设施", "=", "2", "处"),
            ("产出指标", "质量指标", "竣工验收合格率", "=", "100", "%"), ("效益指标", "可持续影响指标", "红色教育作用", None, None, None, "长期发挥"),
            ("满意度指标", "服务对象满意度指标", "祭扫群众满意度", ">=", "90", "%")]),
    }
    out = []
    for name, (aim, rows) in plans.items():
        amount = next(p.amount for x in LEAVES for p in x.projects if p.name == name)
        old = CARRIED if name == VISITS else ZERO
        t = Table("project_performance", f"{YEAR}年部门预算项目绩效目标表", number="公开14表")
        t.fields = [("项目名称", name), ("主管部门", ISSUER), ("实施单位", ISSUER), ("年度资金总额", amount), ("其中：财政拨款", amount - old), ("其他资金", old), ("年度总体目标", aim)]
        t.indicators = [indicator(*r[:6], text=r[6] if len(r) > 6 else None) for r in rows]
        out.append(t)
    return out


def form_rows(form):
    f = dict(form.fields)
    rows = [[Cell("项目名称"), Cell(f["项目名称"], 1, 3), None, None], [Cell("主管部门"), Cell(ISSUER), Cell("实施单位"), Cell(ISSUER)]]
    for n, label in enumerate(("年度资金总额", "其中：财政拨款", "其他资金")):
        rows.append([Cell("项目资金（万元）", 3) if n == 0 else None, Cell(label), Cell(comma(f[label]), 1, 2), None])
    rows.append([Cell("年度总体目标"), Cell(f["年度总体目标"], 1, 3), None, None])
    rows.append([Cell(x) for x in ("一级指标", "二级指标", "三级指标", "指标值")])
    before = (None, None)
    for i in form.indicators:
        pair = (i["level1"], i["level2"])
        high = sum(j["level1"] == pair[0] for j in form.indicators)
        low = sum((j["level1"], j["level2"]) == pair for j in form.indicators)
        rows.append([Cell(pair[0], high) if pair[0] != before[0] else None, Cell(pair[1], low) if pair != before else None, Cell(i["level3"]), Cell(i["target"])])
        before = pair
    return rows


def document():
    budget, projects_ = tables(), forms()
    text = [f"{ISSUER}{YEAR}年部门预算", "", "目    录", "", "第一部分    部门概况 / 3", "第二部分    部门预算情况说明 / 5", f"第三部分    {YEAR}年部门预算表 / 9", "",
            "第一部分    部门概况", "", "负责退役军人安置、就业创业、优待抚恤和烈士褒扬。", "", "第二部分    部门预算情况说明", "",
            f"{YEAR}年收入总计{whole(LEAVES)}万元，支出总计{whole(LEAVES)}万元；基本支出{basic(LEAVES)}万元，占{(basic(LEAVES) * 100 / whole(LEAVES)).quantize(CENT)}%，"
            f"项目支出{projects(LEAVES)}万元，占{(projects(LEAVES) * 100 / whole(LEAVES)).quantize(CENT)}%。", "", f"第三部分    {YEAR}年部门预算表", ""]
    done = set()
    for n, t in enumerate(budget):
        if t.title in done:
            continue
        done.add(t.title)
        same = [u for u in budget if u.title == t.title]
        rows = beside(*same, tail=1) if len(same) > 1 else grid(t)
        # The number stands inside the caption; dialects take turns.
        write = {2: pipes, 3: html_table}.get(n % 4, tsv)
        text += [f"{t.number}：{t.title}", "", f"部门名称：{ISSUER}\t\t单位：万元", "", write(rows), ""]
    for t in projects_:
        text += [t.number, t.title, "", html_table(form_rows(t)) if t is projects_[0] else tsv(form_rows(t)), ""]
    return "\n".join(text).encode("utf-8"), "budget", YEAR, ISSUER, [*budget, *projects_]
