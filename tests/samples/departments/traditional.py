"""翠湖縣圖書館 2020: a small budget in traditional characters, Big5, tab-separated."""
from budget import *

ISSUER, YEAR = "翠湖縣圖書館", 2020
LEAVES = [leaf("2070104", "182.46", "25.30", project("古籍數位典藏", "68.00")), leaf("2080505", "22.81"), leaf("2210201", "19.57")]
NAMES = {"207": "文化旅遊體育與傳媒支出", "20701": "文化和旅遊", "2070104": "圖書館", "208": "社會保障和就業支出", "20805": "行政事業單位養老支出",
         "2080505": "機關事業單位基本養老保險繳費支出", "221": "住房保障支出", "22102": "住房改革支出", "2210201": "住房公積金"}


def document():
    total = whole(LEAVES)
    title = f"{YEAR}年度收支預算總表"
    left = Table("revenue_expenditure_summary", title, ["收入/項目:name", "收入/預算數"], side="revenue")
    right = Table("revenue_expenditure_summary", title, ["支出/項目:name", "支出/預算數"], side="expenditure")
    left.add("一、一般公共預算撥款收入", total).add("二、其他收入", None).add("收入合計", total, total=True)
    classes = [(NAMES[code], whole(ls)) for code, _, ls in tree(LEAVES) if len(code) == 3]
    for n, (name, amount) in enumerate(classes, 1):
        right.add(f"{chinese(n)}、{name}", amount)
    right.add("支出合計", total, total=True)
    spent = Table("expenditure", f"{YEAR}年度支出預算總表", ["科目編碼:code", "科目名稱:name", "合計", "基本支出", "項目支出"])
    spent.add("合計", total, basic(LEAVES), projects(LEAVES), total=True)
    for code, _, ls in tree(LEAVES):
        spent.add(NAMES[code], whole(ls), basic(ls), projects(ls), code=code)
    text = [f"{YEAR}年度", ISSUER, "部門預算", "", "一、收支預算總表", "", title, "", "單位：萬元", "", tsv(beside(left, right)), "", "二、支出預算總表", "", spent.title, "",
            "單位：萬元", "", tsv(grid(spent)), "", "三、預算情況說明", "", f"{YEAR}年收入預算{total}萬元，支出預算{total}萬元，全館編制十八人。", ""]
    return "\r\n".join("\n".join(text).split("\n")).encode("big5"), "budget", YEAR, ISSUER, [left, right, spent]
