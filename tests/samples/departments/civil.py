"""望湖县民政局 2025: the national forms as a southern province prints them (…总体情况表), a whole HTML page in GB18030."""
import re

from budget import *

ISSUER, YEAR = "望湖县民政局", 2025
CANTEEN, MAPS, HOME = "长者饭堂运营补贴", "行政区划图册编印", "敬老院消防改造"
LEAVES = [
    leaf("2080201", "356.48", "48.75"),
    leaf("2080207", "0.00", "0.00", project(MAPS, "26.50")),
    leaf("2080501", "12.36", "0.90"),
    leaf("2080505", "41.93"),
    leaf("2080506", "20.97"),
    leaf("2081002", "0.00", "0.00", project(CANTEEN, "324.00", economic="303")),
    leaf("2101101", "19.88"),
    leaf("2210201", "44.72"),
    leaf("2296002", "0.00", "0.00", project(HOME, "158.00", "fund", "310")),
]
GENERAL, FUND = from_source(LEAVES, "general"), from_source(LEAVES, "fund")
LAST = {"meals": Decimal("1.85"), "car": Decimal("2.60")}  # last year's “三公” budget


def some(amount):
    return amount or None


def tables():
    def make(kind, number, title, columns, **more):
        return Table(kind, title, columns, number=f"表{number}", organization=ISSUER, **more)

    def summary(kind, number, title, left, leaves):
        a = make(kind, number, title, ["收入/项目:name", f"收入/{YEAR}年预算"], side="revenue")
        b = make(kind, number, title, ["支出/项目:name", f"支出/{YEAR}年预算"], side="expenditure")
        for name, amount in left:
            a.add(name, some(amount))
        for name, amount in [("一、基本支出", basic(leaves)), ("工资福利支出和对个人和家庭的补助", staff(leaves)), ("商品和服务支出及资本性支出", running(leaves)),
                             ("二、项目支出", projects(leaves)), ("三、事业单位经营支出", ZERO)]:
            b.add(name, some(amount))
        for t, names in ((a, ("本年收入合计", "上年结余结转", "收入总计")), (b, ("本年支出合计", "结转下年", "支出总计"))):
            t.add(names[0], whole(leaves), total=True).add(names[1], None).add(names[2], whole(leaves), total=True)
        return [a, b]

    out = summary("revenue_expenditure_summary", 1, "部门收支总体情况表", [
        ("一、财政拨款", whole(LEAVES)), ("一般公共预算拨款", whole(GENERAL)), ("政府性基金预算拨款", whole(FUND)), ("国有资本经营预算拨款", ZERO),
        ("二、财政专户拨款", ZERO), ("三、其他资金", ZERO)], LEAVES)
    t = make("revenue", 2, "部门收入总体情况表", ["科目编码:code", "科目名称:name", "合计", "财政拨款/小计", "财政拨款/一般公共预算拨款",
             "财政拨款/政府性基金预算拨款", "财政拨款/国有资本经营预算拨款", "财政专户拨款", "事业收入", "其他收入"])
    u = make("expenditure", 3, "部门支出总体情况表", ["科目编码:code", "科目名称:name", "合计", "基本支出", "项目支出", "上缴上级支出", "事业单位经营支出",
             "对附属单位补助支出"])
    for code, name, ls in [(None, "合计", LEAVES)] + tree(LEAVES):
        end = {"code": code, "total": code is None}
        t.add(name, whole(ls), whole(ls), some(whole(ls, "general")), some(whole(ls, "fund")), None, None, None, None, **end)
        u.add(name, whole(ls), some(basic(ls)), some(projects(ls)), None, None, None, **end)
    out += [t, u]
    a = make("appropriation_summary", 4, "财政拨款收支总体情况表", ["收入/项目:name", f"收入/{YEAR}年预算"], side="revenue")
    b = make("appropriation_summary", 4, "财政拨款收支总体情况表", ["支出/项目:name", f"支出/{YEAR}年预算"], side="expenditure")
    for name, amount in [("一、一般公共预算", whole(GENERAL)), ("二、政府性基金预算", whole(FUND)), ("三、国有资本经营预算", ZERO)]:
        a.add(name, some(amount))
    for n, (name, amount) in enumerate([(name, whole(ls)) for code, name, ls in tree(LEAVES) if len(code) == 3], 1):
        b.add(f"{chinese(n)}、{name}", amount)
    out += [a.add("收入总计", whole(LEAVES), total=True), b.add("支出总计", whole(LEAVES), total=True)]

    def functional(kind, number, title, leaves, **more):
        t = make(kind, number, title, ["功能科目/编码:code", "功能科目/名称:name", "合计", "其中/基本支出", "其中/项目支出"], **more)
        for code, name, ls in ([(None, "合计", leaves)] + tree(leaves) if leaves else []):
            t.add(name, whole(ls), some(basic(ls)), some(projects(ls)), code=code, total=code is None)
        return t

    out.append(functional("general_public_expenditure", 5, "一般公共预算支出情况表（按功能分类科目）", GENERAL))
    t = make("general_public_basic", 6, "一般公共预算基本支出情况表（按支出经济分类科目）", ["支出经济分类科目/编码:code", "支出经济分类科目/名称:name", "合计"])
    by_item = economic(GENERAL)
    for code, name, amount in [(None, "合计", basic(GENERAL))] + economic_tree(by_item):
        t.add(name, amount, code=code, total=code is None)
    out.append(t)
    meals, car = by_item["30217"], by_item["30231"]
    t = make("three_public", 7, "财政拨款安排的“三公”经费支出情况表", ["项目:name", "上年预算数", "本年预算数", "增减额"])
    before = LAST["meals"] + LAST["car"]
    for name, a, b in [("“三公”经费合计", before, meals + car), ("（一）因公出国（境）支出", ZERO, ZERO), ("（二）公务用车购置及运行维护支出", LAST["car"], car),
                       ("1.公务用车购置", ZERO, ZERO), ("2.公务用车运行维护费", LAST["car"], car), ("（三）公务接待费支出", LAST["meals"], meals)]:
        t.add(name, some(a), some(b), some(b - a), total=name.endswith("合计"))
    out.append(t)
    out.append(functional("government_fund", 8, "政府性基金预算支出情况表", FUND))
    out.append(functional("state_capital", 9, "国有资本经营预算支出情况表", [], empty=True, notes=["注：本表无数据。"]))

    t = make("project_expenditure", 10, "项目支出预算表", ["项目名称:name", "合计", "一般公共预算", "政府性基金预算", "其他资金"])
    t.add("合计", projects(LEAVES), projects(LEAVES, "general"), projects(LEAVES, "fund"), None, total=True)
    for p in (p for x in LEAVES for p in x.projects):
        t.add(p.name, p.amount, p.amount if p.source == "general" else None, p.amount if p.source == "fund" else None, None)
    out.append(t)
    t = make("procurement", 11, "政府采购预算表", ["采购项目:name", "采购目录:text", "数量:count", "金额"])
    buy = [("印刷服务", "C23090199", 1, Decimal("26.50")), ("消防工程", "B07029900", 1, Decimal("158.00")), ("便携式计算机", "A02010108", 4, Decimal("2.40"))]
    t.add("合计", None, None, sum(b[3] for b in buy), total=True)
    for name, catalogue, count, amount in buy:
        t.add(name, catalogue, count, amount)
    out.append(t)
    t = make("other", 12, "政府购买服务预算表", ["购买服务项目:name", "服务领域:text", "承接主体类别:text", "金额"])
    t.add("合计", None, None, Decimal("350.50"), total=True)
    t.add(CANTEEN, "社会福利服务", "社会组织", Decimal("324.00")).add(MAPS, "技术性服务", "企业", Decimal("26.50"))
    out.append(t)
    t = make("operating_funds", 13, "机关运行经费预算表", ["科目编码:code", "科目名称:name", "预算数"])
    office = {c: a for c, a in by_item.items() if not is_staff(c)}
    for code, name, amount in [(None, "合计", running(GENERAL))] + economic_tree(office):
        t.add(name, amount, code=code, total=code is None)
    out.append(t)
    return out


WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


def document():
    budget = tables()
    done, out = set(), []
    for t in budget:
        if t.title in done:
            continue
        done.add(t.title)
        same = [u for u in budget if u.title == t.title]
        rows = beside(*same, tail=3 if t.number == "表1" else 1) if len(same) > 1 else grid(t)
        if t.number == "表4":  # full-width figures
            rows = [[c and Cell(c.text.translate(WIDE) if c.text[:1].isdigit() and "." in c.text else c.text, c.down, c.across) for c in r] for r in rows]
        if t.number == "表7":  # accountants' negatives, dashes for nothing
            rows = [[c and Cell(f"（{c.text[1:]}）" if c.text.startswith("-") else c.text or "—", c.down, c.across) for c in r] for r in rows]
        caption = f"<p>{t.number}</p>\n<h3 align=center>{t.title.replace('（', '<br>（')}</h3>\n<p>单位名称：{ISSUER}&nbsp;&nbsp;&nbsp;&nbsp;单位：万元</p>\n"
        if t.number == "表8":  # caption, unit and all stand in merged rows of the table itself
            width = len(t.columns)
            rows = [[Cell(t.number, 1, width)] + [None] * (width - 1), [Cell(t.title, 1, width)] + [None] * (width - 1),
                    [Cell(f"单位名称：{ISSUER}", 1, 2), None, Cell("单位：万元", 1, width - 2)] + [None] * (width - 3)] + rows
            caption = ""
        body = html_table(rows, ' border="1" cellspacing="0"', close="" if t.number == "表2" else "</td>", newline="\n")
        if t.number == "表1":  # old editors wrap every cell in a paragraph and a font
            body = re.sub("<td>(.*?)</td>", r'<td style="mso-number-format:General"><p><font face="宋体">\1</font></p></td>', body)
            body = body.replace("></font>", ">&nbsp;</font>")
        body = body.replace("“", "&ldquo;").replace("”", "&rdquo;")
        out.append(caption.replace("“", "&ldquo;").replace("”", "&rdquo;") + body + "".join(f"\n<p>{n}</p>" for n in t.notes))
    by_item = economic(GENERAL)
    three = by_item["30217"] + by_item["30231"]
    page = f"""<!DOCTYPE html>
<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>{YEAR}年{ISSUER}部门预算 - 望湖县人民政府</title>
<style>td {{ border: 1px solid #000 }} /* 表99 */</style><script>var caption = "表98 收支总表";</script></head>
<body><div class="nav"><a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; 预决算</div>
<h1>{YEAR}年{ISSUER}部门预算</h1>
<h2>第一部分 部门概况</h2>
<p>统筹全县养老服务、区划地名和社会组织登记。</p>
<h2>第二部分 {YEAR}年部门预算表</h2>
""" + "\n".join(out) + f"""
<h2>第三部分 {YEAR}年部门预算情况说明</h2>
<p>{YEAR}年收入预算{whole(LEAVES):,}万元，其中一般公共预算拨款{whole(GENERAL):,}万元，政府性基金预算拨款{whole(FUND):,}万元。支出预算{whole(LEAVES):,}万元，其中基本支出{basic(LEAVES):,}万元，项目支出{projects(LEAVES):,}万元。</p>
<p>&ldquo;三公&rdquo;经费预算{three}万元，比上年减少{LAST['meals'] + LAST['car'] - three}万元。</p>
<p>机关运行经费{running(GENERAL)}万元；政府采购预算186.90万元。</p>
<div class="foot">主办：望湖县人民政府办公室</div></body></html>
"""
    return page.encode("gb18030"), "budget", YEAR, ISSUER, budget
