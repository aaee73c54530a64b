#!/usr/bin/env python3
"""Publishes a gold document of ../shared as the page of a government site, and prints that from a browser.

    site.py GOLD.json OUT.html|OUT.txt|OUT.pdf [--site-frame modern|tables] [--site-browser chromium|wkhtmltopdf]
            [--site-borders joined|apart|none] [--site-cells plain|paragraphs]
            [--site-text html2text|trafilatura|turndown|joplin|node]

An OUT that is no PDF is the page as a browser saves it: with menus, where it stands in the site, when it was published, and
links to files. `tables` lays it out by a table, as old sites do; `--site-text` is what a program takes from the page as
text. Needs Chromium or wkhtmltopdf, the fonts Noto CJK, `pip install html2text trafilatura`, and Node.js with
`npm install turndown turndown-plugin-gfm @joplin/turndown-plugin-gfm node-html-markdown` in a directory whose node_modules
NODE_PATH names.
"""
import argparse, html, os, re, subprocess, sys, tempfile, types

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "shared", "tools"))
sys.dont_write_bytecode = True
import render

MENU = ["首页", "政务公开", "办事服务", "互动交流", "数据发布", "专题专栏"]
BORDERS = {
    "joined": ".text table{border-collapse:collapse} .text td,.text th{border:1px solid #000;padding:3px 5px;font-size:12px}",
    "apart": ".text table{border:1px outset} .text td,.text th{border:1px inset;font-size:12px}",
    "none": "",
}
# Programs of Node.js that write a page as Markdown: Turndown, with what it writes tables by, and node-html-markdown.
TURNDOWN = """new (require("turndown"))({headingStyle: "atx"}).remove(["script", "style", "title"])
    .use(require("%s").gfm).turndown(page)"""
MARKDOWN = {
    "turndown": TURNDOWN % "turndown-plugin-gfm", "joplin": TURNDOWN % "@joplin/turndown-plugin-gfm",
    "node": 'require("node-html-markdown").NodeHtmlMarkdown.translate(page)',
}


def links(names, tag):
    return "".join(f'<{tag}><a href="/{i}/index.html">{name}</a></{tag}>' for i, name in enumerate(names))


def article(doc):
    """The title and the body of the page, without a style of its own."""
    year, issuer, kind = render.cover(doc)
    title = doc["document"].get("title") or f"{issuer}{year}{kind}"
    options = types.SimpleNamespace(style="borderless", landscape=False, no_repeat_header=False, font="", size=9,
                                    plain_numbers=False, bare=True)
    page = render.to_html(doc, options)
    body = page[page.index("<body>") + 6:page.rindex("</body>")]
    return title, re.sub(r"<colgroup>.*?</colgroup>", "", body)


def page(doc, a):
    title, body = article(doc)
    name = html.escape(title)
    head = f"<meta charset='utf-8'><title>{name}_溪口县人民政府</title><style>{BORDERS[a.site_borders]}</style>"
    where = '当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; 部门预决算'
    told = "发布时间：2024-02-05 15:30　来源：溪口县人民政府　浏览次数：312　字体：【<a href='#'>大</a> <a href='#'>小</a>】"
    foot = "<p><a href='/map'>网站地图</a> | <a href='/us'>联系我们</a></p><p>主办：溪口县人民政府　网站标识码：4500000000</p>"
    files = f'<p>附件：<a href="a.xls">{name}.xls</a></p>'
    if a.site_frame == "modern":
        head += f'<meta name="ArticleTitle" content="{name}"><meta name="SiteName" content="溪口县人民政府">'
        rest = (f"<nav><ul>{links(MENU, 'li')}</ul></nav><div>{where}</div><h1>{name}</h1><div>{told}</div>"
                f"<div class=text>{body}</div>{files}<footer>{foot}</footer>")
    else:
        rows = [f"<table><tr>{links(MENU, 'td')}</tr></table>", where, f"<b>{name}</b>", told,
                f"<div class=text>{body}</div>", files, foot]
        rest = "<table width='100%'>" + "".join(f"<tr><td>{row}</td></tr>" for row in rows) + "</table>"
    return f"<!DOCTYPE html><html><head>{head}</head><body>{rest}<script>var a = '<td>1</td>';</script></body></html>"


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("gold"); p.add_argument("out")
    p.add_argument("--site-frame", default="modern", choices=["modern", "tables"])
    p.add_argument("--site-browser", default="chromium", choices=["chromium", "wkhtmltopdf"])
    p.add_argument("--site-borders", default="joined", choices=BORDERS)
    p.add_argument("--site-cells", default="plain", choices=["plain", "paragraphs"])
    p.add_argument("--site-text", choices=["html2text", "trafilatura", *MARKDOWN])
    a = p.parse_args()
    text = page(render.load(a.gold), a)
    if a.site_cells == "paragraphs":
        text = re.sub(r"(<t[dh]\b[^>]*>)(.*?)(</t[dh]>)", r"\1<p>\2</p>\3", text, flags=re.S)
    if a.site_text in MARKDOWN:
        write = f'const page = require("fs").readFileSync(0, "utf8"); process.stdout.write({MARKDOWN[a.site_text]})'
        text = subprocess.run(["node", "-e", write], input=text, check=True, capture_output=True, encoding="utf-8").stdout
    elif a.site_text == "html2text":
        import html2text
        text = html2text.html2text(text)
    elif a.site_text == "trafilatura":
        import trafilatura
        text = trafilatura.extract(text, include_tables=True)
    if not a.out.endswith(".pdf"):
        with open(a.out, "w", encoding="utf-8") as file:
            file.write(text)
        return
    with tempfile.TemporaryDirectory() as directory:
        source, out = os.path.join(directory, "page.html"), os.path.join(directory, "page.pdf")
        with open(source, "w", encoding="utf-8") as file:
            file.write(text)
        chromium = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={directory}/profile",
                    f"--print-to-pdf={out}", f"file://{source}"]
        command = chromium if a.site_browser == "chromium" else ["wkhtmltopdf", "-q", source, out]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.replace(out, a.out)


if __name__ == "__main__":
    main()
