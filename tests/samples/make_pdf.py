#!/usr/bin/env python3
"""Write the PDF samples to samples and their truths to tests/documents: `python3 tests/samples/make_pdf.py`.

Needs `pip install weasyprint pikepdf pymupdf pillow` and `apt-get install fonts-noto-cjk fonts-wqy-zenhei` (embedded as subsets).
The departments are those of the text samples; the tables, and so the truths, are the same objects.
"""
import html
import io
import os
import re
import sys
import tempfile
import zlib
from copy import copy
from pathlib import Path

sys.dont_write_bytecode = True
os.environ["SOURCE_DATE_EPOCH"] = "0"  # the same bytes on every run

import pikepdf  # noqa: E402
import weasyprint  # noqa: E402
from fontTools import subset  # noqa: E402

import charts  # noqa: E402
from budget import *  # noqa: E402,F403
from departments import archives, audit, civil, culture, finals, waterworks  # noqa: E402
from scanner import breadth, scanned  # noqa: E402

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parents[1] / "samples"
TRUTHS = HERE.parent / "documents"
NUMBER = re.compile(r"^[-（]?[\d,]+(\.\d+)?）?$")

STYLES = {
    "ruled": "td, th { border: 0.6pt solid #000 }",
    "threeline": "table { border-top: 1.2pt solid #000; border-bottom: 1.2pt solid #000 } thead tr:last-child th { border-bottom: 0.7pt solid #000 }",
    "borderless": "",
    "shaded": "th { background: #c9d5ea } tbody tr:nth-child(even) td { background: #eef2f9 }",
}


# --- HTML for weasyprint ---------------------------------------------------------------------------------------

def table_html(rows, depth, row_height=None):
    """A table whose first `depth` rows are its header, repeated on every page it goes over."""
    out = ["<table>"]
    for n, row in enumerate(rows):
        tag = "th" if n < depth else "td"
        out.append("<thead>" if n == 0 and depth else "<tbody>" if n == depth else "")
        out.append(f"<tr style='height:{row_height}pt'>" if row_height else "<tr>")
        for cell in row:
            if cell:
                kind = " class=n" if tag == "td" and NUMBER.match(cell.text) and ("." in cell.text or "," in cell.text) else ""
                span = (f" rowspan={cell.down}" if cell.down > 1 else "") + (f" colspan={cell.across}" if cell.across > 1 else "")
                out.append(f"<{tag}{kind}{span}>{html.escape(cell.text)}</{tag}>")
        out.append("</tr>" + ("</thead>" if n == depth - 1 else ""))
    return "".join(out) + "</tbody></table>"


def heading(t, caption=None):
    """Number, caption, and the line over the table with its unit and organization."""
    left = f"部门：{t.organization}" if t.organization else ""
    right = f"单位：{t.unit}" if t.unit else ""
    return (f"<p class=no>{t.number}</p>" if t.number else "") + f"<h3>{html.escape(caption or t.title)}</h3>" + (
        f"<p class=u><span>{left}</span><span>{right}</span></p>" if left or right else "")


def notes(t):
    return "".join(f"<p class=note>{html.escape(n)}</p>" for n in t.notes)


def printed(tables, rows_of=grid):
    """Every table with its caption; the halves of one table side by side."""
    out, done = [], set()
    for t in tables:
        if t.title in done:
            continue
        done.add(t.title)
        same = [u for u in tables if u.title == t.title]
        tail = 3 if t.rows and len(same) > 1 and same[0].rows[-2]["label"].startswith("上年") else None
        rows = beside(*same, tail=tail) if len(same) > 1 else rows_of(t)
        depth = len(rows) - len(t.rows) if len(same) == 1 else max(len(header(u.columns)) for u in same)
        out.append(heading(t) + table_html(rows, depth) + notes(t))
    return out


def document_html(sections, style="ruled", size="A4", font="WenQuanYi Zen Hei", points=8, cover=None, extra="", breaks=True):
    css = f"""@page {{ size: {size}; margin: 1.5cm; @bottom-center {{ content: "— " counter(page) " —"; font-size: 8pt }} }}
    body {{ font-family: "{font}"; font-size: {points}pt }} h1, h3 {{ text-align: center; font-weight: normal }} h1 {{ font-size: 22pt }}
    table {{ border-collapse: collapse; width: 100% }} th, td {{ padding: 1.5pt 3pt; font-weight: normal; text-align: left }} th {{ text-align: center }}
    tr {{ break-inside: avoid }} td.n {{ text-align: right; white-space: nowrap }} p.u {{ display: flex; justify-content: space-between }} p.no {{ text-align: left }}
    section {{ break-before: {'page' if breaks else 'auto'} }} section:first-child {{ break-before: auto }} {STYLES[style]} {extra}"""
    front = "".join(f"<h1>{line}</h1>" for line in cover or [])
    parts = ([f"<section>{front}</section>"] if cover else []) + [f"<section>{s}</section>" for s in sections]
    return f"<html><head><meta charset=utf-8><style>{css}</style></head><body>{''.join(parts)}</body></html>"


def serif(text):
    """Noto Serif CJK SC (CFF outlines) with the characters of a text only; the whole font leaves large subsets."""
    options = subset.Options(desubroutinize=True, layout_features=[], name_IDs=[], hinting=False, font_number=2)
    font = subset.load_font("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    path = Path(tempfile.gettempdir()) / "yusuan-samples-serif.otf"
    font.save(path)
    return f"@font-face {{ font-family: 'Sample Serif'; src: url(file://{path}) }} body {{ font-family: 'Sample Serif' }}"


def pdf(text):
    """The HTML as PDF, fonts subset."""
    raw = weasyprint.HTML(string=text.replace("/*serif*/", serif(text) if "/*serif*/" in text else "")).write_pdf()
    with pikepdf.open(io.BytesIO(raw)) as document:
        out = io.BytesIO()
        document.save(out, deterministic_id=True, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


# --- the samples -----------------------------------------------------------------------------------------------

def only(tables, *kinds):
    return [t for t in tables if t.kind in kinds]


def ruled():
    """A whole budget, every cell framed: cover, contents, ten tables, prose."""
    tables = archives.tables()
    titles = list(dict.fromkeys(t.title for t in tables))
    contents = "<h3>目录</h3>" + "".join(f"<p>{chinese(n)}、{t}{'…' * 20}{n + 2}</p>" for n, t in enumerate(titles, 1))
    total = whole(archives.LEAVES)
    prose = (f"<h3>第三部分 {archives.YEAR}年度部门预算情况说明</h3><p>一、预算收支总体情况</p><p>{archives.YEAR}年，{archives.ISSUER}收入预算为{total:,}万元，"
             f"支出预算为{total:,}万元，其中：基本支出{basic(archives.LEAVES):,}万元，项目支出{projects(archives.LEAVES):,}万元。馆库搬迁后，温湿度设备按季校准，"
             "查档大厅延长开放至晚间，年内还将完成两批到期档案的开放审核。</p>")
    text = document_html([contents, *printed(tables), prose], points=7, cover=[f"{archives.YEAR}年度", archives.ISSUER, "部门预算"])
    return pdf(text), "budget", archives.YEAR, archives.ISSUER, tables


def threeline():
    """Tables with a rule above, under the header and below, none between columns; prose between them."""
    tables = only(waterworks.tables(), "units", "revenue_expenditure_summary", "general_public_expenditure", "government_fund", "three_public")
    prose = "<p>按照综合预算的原则，水务收入和支出都在下面各表之中；防汛物资按定额储备，河道巡查由乡镇河长分段负责，供水管网延伸到三十二个自然村。</p>"
    sections = [prose + part for part in printed(tables)]
    text = document_html(sections, "threeline", cover=[f"{waterworks.YEAR}年度", waterworks.ISSUER + "部门预算"], breaks=True)
    return pdf(text), "budget", waterworks.YEAR, waterworks.ISSUER, tables


def borderless():
    """No rules at all; a sans-serif TrueType font."""
    tables = only(civil.tables(), "revenue_expenditure_summary", "expenditure", "general_public_basic", "three_public", "procurement")
    text = document_html(printed(tables), "borderless", points=9, cover=[f"{civil.YEAR}年{civil.ISSUER}部门预算"])
    return pdf(text), "budget", civil.YEAR, civil.ISSUER, tables


def shaded():
    """Shaded header and rows, no rules; codes over three columns, amounts in yuan."""
    tables = only(audit.tables(), "expenditure", "general_public_basic", "project_expenditure", "three_public")
    text = document_html(printed(tables, audit.print_grid), "shaded", points=8.5, cover=[f"{audit.YEAR}年{audit.ISSUER}部门预算"])
    return pdf(text), "budget", audit.YEAR, audit.ISSUER, tables


def landscape():
    """Landscape pages: tables that go on with their header repeated, and a sheet whose last columns stand on the next page."""
    tables = [t for t in culture.tables()[0] if t.kind in ("expenditure", "general_public_expenditure", "project_expenditure")]
    *long, wide = tables
    cut = 5
    left, right = copy(wide), copy(wide)
    left.columns, right.columns = wide.columns[:cut], wide.columns[cut:]
    left.rows = [dict(r, cells=r["cells"][:cut]) for r in wide.rows]
    right.rows = [dict(r, cells=r["cells"][cut:]) for r in wide.rows]
    sections = printed(long)
    for part in (left, right):  # down, then over: both halves break at the same row
        rows = grid(part)
        if part is left:  # the unit is merged over its projects
            rows[2:] = [[Cell("" if row[1].text else row[0].text), *row[1:]] for row in rows[2:]]
        sections += [heading(wide) + table_html(rows[:6], 2, 30), table_html(rows[:2] + rows[6:], 2, 30)]
    text = document_html(sections, size="A5 landscape", extra="table { table-layout: fixed }", cover=[f"{culture.YEAR}年{culture.ISSUER}部门预算"])
    return pdf(text), "budget", culture.YEAR, culture.ISSUER, tables


def rotated():
    """A wide table set sideways on portrait pages that a /Rotate entry turns upright."""
    tables = only(waterworks.tables(), "revenue", "expenditure")
    text = document_html(printed(tables, lambda t: grid(t, counted=True)), size="A4 landscape", cover=[f"{waterworks.YEAR}年度{waterworks.ISSUER}部门预算"])
    with pikepdf.open(io.BytesIO(pdf(text))) as document:
        for page in document.pages:
            width, height = (float(v) for v in page.mediabox[2:])
            page.contents_add(pikepdf.Stream(document, f"q 0 -1 1 0 0 {width} cm".encode()), prepend=True)
            page.contents_add(pikepdf.Stream(document, b"Q"))
            page.mediabox = [0, 0, height, width]
            page.obj.Rotate = 270
        out = io.BytesIO()
        document.save(out, deterministic_id=True)
    # A quarter turn clockwise in the content, three more by the viewer: upright.
    return out.getvalue(), "budget", waterworks.YEAR, waterworks.ISSUER, tables


def encrypted():
    """AES-256 with an empty user password: opens without a question, as such files are published."""
    tables = only(civil.tables(), "revenue", "operating_funds", "other")
    text = document_html(printed(tables), size="A4 landscape", cover=[f"{civil.YEAR}年{civil.ISSUER}部门预算"])
    with pikepdf.open(io.BytesIO(pdf(text))) as document:
        out = io.BytesIO()
        document.save(out, encryption=pikepdf.Encryption(owner="云溪", user="", R=6))
    return out.getvalue(), "budget", civil.YEAR, civil.ISSUER, tables


def two_tables():
    """Several tables on one page, parted by their captions only."""
    tables = only(archives.tables(), "general_public_economic", "government_fund", "state_capital", "three_public")
    text = document_html(["".join(printed(tables))], points=9, extra="/*serif*/", cover=[f"{archives.YEAR}年度{archives.ISSUER}部门预算"])
    return pdf(text), "budget", archives.YEAR, archives.ISSUER, tables


def three_blocks():
    """收支总表 in three blocks: revenue, expenditure by function, expenditure by use."""
    more = {"number": "公开01表", "organization": waterworks.ISSUER}
    leaves = waterworks.LEAVES
    revenue = Table("revenue_expenditure_summary", "收支预算总表", ["收入/项目名称:name", "收入/金额"], side="revenue", **more)
    function = Table("revenue_expenditure_summary", "收支预算总表", ["支出/功能分类/功能科目名称:name", "支出/功能分类/金额"], side="expenditure", **more)
    use = Table("revenue_expenditure_summary", "收支预算总表", ["支出/支出用途/项目名称:name", "支出/支出用途/金额"], side="expenditure", **more)
    revenue.add("一、财政拨款", whole(waterworks.APPROPRIATED)).add("1.一般公共预算", whole(waterworks.GENERAL))
    revenue.add("2.政府性基金预算", whole(waterworks.FUND)).add("二、财政专户管理资金", None).add("三、其他资金", whole(leaves, "other"))
    for n, name in enumerate(CATEGORIES[:19], 1):
        amount = sum((whole(ls) for code, title, ls in tree(leaves) if len(code) == 3 and title == name), ZERO)
        function.add(f"{chinese(n)}、{name}", amount or None)
    use.add("一、基本支出", basic(leaves)).add("二、项目支出", projects(leaves)).add("三、结转下年资金", None)
    revenue.add("收入合计", whole(leaves), total=True)
    use.add("支出合计", whole(leaves), total=True)
    # 收入合计 and 支出合计 stand on the last line; the line of the middle block is blank there.
    padded = copy(function)
    padded.rows = function.rows + [{"total": True, "cells": [None, None]}]
    rows = beside(revenue, padded, use)
    rows[0][2:] = [Cell("支出", 1, 4), None, None, None]
    text = document_html([heading(revenue) + table_html(rows, 3)], points=8, cover=[f"{waterworks.YEAR}年度", waterworks.ISSUER + "部门预算"])
    return pdf(text), "budget", waterworks.YEAR, waterworks.ISSUER, [revenue, function, use]


def final_accounts():
    """Final accounts with line and column numbers, a code column over three, three halves side by side."""
    tables = finals.tables()
    sections, done = [], set()
    for t in tables:
        if t.title in done:
            continue
        done.add(t.title)
        same = [u for u in tables if u.title == t.title]
        depth = max(len(header(u.columns)) for u in same)
        if len(same) > 1:
            rows = beside(*same, tail=4 if t.number == "公开01表" else 1)
            counted = [Cell("栏次"), Cell(""), Cell("1"), Cell("栏次"), Cell("")] + [Cell(str(n)) for n in range(2, len(rows[0]) - 3)]
            rows.insert(2, counted)
        elif t.number == "公开06表":
            three = finals.halves()
            rows = [[Cell("人员经费", 1, 3), None, None, Cell("公用经费", 1, 6)] + [None] * 5, [Cell(x) for x in ["经济分类科目编码", "科目名称", "决算数"] * 3]]
            depth = 2
            for n in range(len(three[0])):
                rows.append([Cell(x) for part in three for x in ([part[n][0], part[n][1], comma(part[n][2])] if n < len(part) else [""] * 3)])
            people, office = (comma(r["cells"][2]) for r in t.rows if r["total"])
            rows.append([Cell("人员经费合计", 1, 2), None, Cell(people), Cell("公用经费合计", 1, 5), None, None, None, None, Cell(office)])
        elif t.number == "公开07表":
            rows = grid(t, counted=True)
        else:  # 类, 款 and 项 under one header; the code is one merged cell over the three
            rows = [[*r[:1], None, None, *r[1:]] for r in header(t.columns)]
            rows[0][0] = Cell("项目", 1, 4)
            rows[1][0] = Cell("功能分类科目编码", 1, 3)
            rows.append([Cell(x) for x in ["类", "款", "项", "栏次", *map(str, range(1, len(t.columns) - 1))]])
            depth += 1
            rows += [[Cell(r["code"] or "", 1, 3), None, None, *(Cell(comma(v)) for v in r["cells"][1:])] for r in t.rows]
        sections.append(heading(t) + table_html(rows, depth) + notes(t))
    text = document_html(sections, points=7.5, size="A4", cover=[finals.ISSUER, f"{finals.YEAR}年度部门决算"])
    return pdf(text), "final_accounts", finals.YEAR, finals.ISSUER, tables


def form_rows(form):
    """A project's form: fields with merged groups, then indicators under merged levels."""
    f = dict(form.fields)
    rows = [[Cell("项目立项情况", 2), Cell("项目立项的依据"), Cell(f["项目立项的依据"], 1, 3), None, None], [None, Cell("项目申报的可行性"), Cell(f["项目申报的可行性"], 1, 3), None, None]]
    for n, label in enumerate(("资金总额", "财政拨款", "其他资金")):
        rows.append([Cell("专项资金情况（万元）", 3) if n == 0 else None, Cell(label + "："), Cell(comma(f[label]), 1, 3), None, None])
    rows.append([Cell("项目实施期目标"), Cell(f["项目实施期目标"], 1, 4), None, None, None])
    rows.append([Cell("绩效目标指标", 1 + len(form.indicators)), *map(Cell, ("一级指标", "二级指标", "三级指标", "目标值"))])
    before = (None, None)
    for i in form.indicators:
        pair = (i["level1"], i["level2"])
        high = sum(j["level1"] == pair[0] for j in form.indicators)
        low = sum((j["level1"], j["level2"]) == pair for j in form.indicators)
        rows.append([None, Cell(pair[0], high) if pair[0] != before[0] else None, Cell(pair[1], low) if pair != before else None,
                     Cell(i["level3"]), Cell(i["target"])])
        before = pair
    return rows


def performance():
    """Performance forms; on small pages, so that the first goes over a page break inside its merged cells."""
    forms = archives.forms()
    sections = [f"<h3>{t.title}</h3>" + table_html(form_rows(t), 0) for t in forms]
    text = document_html(sections, size="A5 landscape", points=10, extra="td { padding: 3.5pt }", cover=[archives.ISSUER, f"{archives.YEAR}年部门预算绩效文本"])
    return pdf(text), "performance", archives.YEAR, archives.ISSUER, forms


# --- a PDF by hand: predefined CMap, no ToUnicode, no embedded font --------------------------------------------

class Canvas:
    """A page on which text is set in STSong-Light, encoded as GBK-EUC-H, and rules are stroked."""

    def __init__(self):
        self.operators = []

    def text(self, x, y, text, size=9.0):
        encoded = text.encode("gbk").hex()
        self.operators.append(f"BT /F1 {size} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm <{encoded}> Tj ET")

    def rule(self, x0, y0, x1, y1):
        self.operators.append(f"{x0:.2f} {y0:.2f} m {x1:.2f} {y1:.2f} l S")

    def stream(self):
        return zlib.compress(("0.5 w\n" + "\n".join(self.operators)).encode("ascii"))


def draw(canvas, rows, top, left=60.0, width=475.0, height=18.0, size=9.0):
    """A ruled table; merged cells have no rules inside. Returns the y below it."""
    count = len(rows[0])
    share = [max([3.0] + [breadth(r[j].text, 1) + 1 for r in rows if r[j] and r[j].across == 1]) for j in range(count)]
    edges = [left + width * sum(share[:j]) / sum(share) for j in range(count + 1)]
    for n, row in enumerate(rows):
        for j, cell in enumerate(row):
            if not cell:
                continue
            x0, x1, y0, y1 = edges[j], edges[j + cell.across], top - n * height, top - (n + cell.down) * height
            for a, b in (((x0, y0), (x1, y0)), ((x0, y1), (x1, y1)), ((x0, y0), (x0, y1)), ((x1, y0), (x1, y1))):
                canvas.rule(*a, *b)
            number = NUMBER.match(cell.text) and "." in cell.text
            x = x1 - 4 - breadth(cell.text, size) if number else x0 + 4
            canvas.text(x, (y0 + y1) / 2 - size * 0.35, cell.text, size)
    return top - len(rows) * height


def predefined_cmap():
    """GBK-EUC-H without ToUnicode and without embedding, as WPS and old drivers write it."""
    tables = only(archives.tables(), "general_public_expenditure", "general_public_economic", "three_public")
    cover = Canvas()
    for y, line in ((620, f"{archives.YEAR}年度"), (580, archives.ISSUER), (540, "部门预算")):
        cover.text(297 - breadth(line, 22) / 2, y, line, 22)
    pages = [cover]
    for t in tables:
        page = Canvas()
        page.text(297 - breadth(t.title, 14) / 2, 780, t.title, 14)
        page.text(480, 755, "单位：万元")
        draw(page, grid(t), 745)
        pages.append(page)
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", None,
               "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light-GBK-EUC-H /Encoding /GBK-EUC-H /DescendantFonts [4 0 R] >>",
               "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >>"
               " /DW 1000 /W [1 95 500 814 939 500] /FontDescriptor 5 0 R >>",
               "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"]
    kids = []
    for page in pages:
        stream = page.stream()
        objects.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {len(objects)} 0 R >>")
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>"
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body_ in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body_ if isinstance(body_, bytes) else body_.encode("ascii"))
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % p for p in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out), "budget", archives.YEAR, archives.ISSUER, tables


def scan():
    """A scanned budget: every page a fax, laid on the scanner a little askew, with the recognized text over it that nobody sees."""
    tables = only(civil.tables(), "revenue_expenditure_summary", "general_public_expenditure", "project_expenditure", "three_public")
    text = document_html(printed(tables), points=9, cover=[f"{civil.YEAR}年{civil.ISSUER}部门预算"])
    return scanned(pdf(text), askew=-0.4), "budget", civil.YEAR, civil.ISSUER, tables


def explained():
    """An explanation that shows its figures as charts and its office as boxes, and the tables that they come from behind it."""
    tables = only(civil.tables(), "general_public_expenditure", "project_expenditure", "three_public")
    leaves = from_source(civil.LEAVES, "general")
    total = whole(leaves)
    classes = {name: whole(part) for code, name, part in tree(leaves) if len(code) == 3}
    before = [total - Decimal("36.40"), total - Decimal("11.75"), total]
    years = [f"{civil.YEAR - 2 + n}年" for n in range(3)]
    parts = {"基本支出": basic(leaves), "项目支出": projects(leaves)}
    prose = f"<p>本单位由局机关和四个科室组成，分工见下图，值班电话全天有人接听。</p>{charts.office('局长', ['办公室', '救助科', '养老科', '区划科'])}"
    prose += f"<p>{civil.YEAR}年一般公共预算支出{total:,}万元，其中：基本支出{parts['基本支出']:,}万元，项目支出{parts['项目支出']:,}万元，三年来的变动见图1和图2。</p>"
    prose += charts.columns([("基本支出", [parts["基本支出"] - 21, parts["基本支出"] - 9, parts["基本支出"]]), ("项目支出", [parts["项目支出"] + 4, parts["项目支出"] - 6, parts["项目支出"]])], years, framed=True)
    prose += f"<p class=chart>图1：支出变动图</p>{charts.trend(dict(zip(years, before)))}<p class=chart>图2：支出总额图</p>"
    prose += f"<p>按支出功能分类，{'；'.join(f'{name}{value:,}万元' for name, value in classes.items())}，结构见图3和图4。</p>"
    prose += f"{charts.pie(classes)}<p class=chart>图3：支出结构图</p>{charts.bars(classes, framed=True)}<p class=chart>图4：功能分类图</p>"
    text = document_html([prose, *printed(tables)], points=9, extra="p.chart { text-align: center; margin: 2pt }", cover=[f"{civil.YEAR}年{civil.ISSUER}部门预算"])
    return pdf(text), "budget", civil.YEAR, civil.ISSUER, tables


MAKERS = {
    "yunxi-ruled": ruled, "linjiang-threeline": threeline, "wanghu-borderless": borderless, "songtao-shaded": shaded, "qingshi-landscape": landscape,
    "linjiang-rotated": rotated, "wanghu-encrypted": encrypted, "yunxi-two-tables": two_tables, "linjiang-three-blocks": three_blocks,
    "jintan-finals": final_accounts, "yunxi-performance": performance, "yunxi-predefined-cmap": predefined_cmap, "wanghu-scan": scan,
    "wanghu-charts": explained,
}


def main():
    chosen = sys.argv[1:] or MAKERS
    for name in chosen:
        data, kind, year, issuer, tables = MAKERS[name]()
        (SAMPLES / f"{name}.pdf").write_bytes(data)
        (TRUTHS / f"{name}.pdf.json").write_text(truth(kind, year, issuer, tables), encoding="utf-8")
        print(f"{name}.pdf: {len(data):,} bytes, {len(tables)} tables")


if __name__ == "__main__":
    main()
