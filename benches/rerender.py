#!/usr/bin/env python3
"""Scores a build on gold documents of ../shared that are printed again in other styles.

    benches/rerender.py PROGRAM [VARIANT…] [--gold DIR]… [--show N] [--keep DIR]

Each variant prints every gold document by ../shared/tools/render.py, or by office.py, scan.py, site.py, convert.py, services.py
or extracted.py beside this file, extracts them all and compares cell by cell. Needs `pip install weasyprint reportlab python-docx
openpyxl pikepdf pymupdf pillow pypandoc_binary html2text trafilatura "markitdown[docx,xlsx]" pdfplumber pypdf pypdfium2`, the fonts
Noto CJK and WenQuanYi, LibreOffice Writer and Calc, Chromium, wkhtmltopdf and poppler.
Prints stay under --keep, so a second run only extracts. Without a variant all run.
"""
import argparse, glob, os, subprocess, sys, tempfile
from concurrent.futures import ThreadPoolExecutor

SHARED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "shared")
sys.path[:0] = [os.path.join(SHARED, "score"), os.path.join(SHARED, "tools")]
sys.dont_write_bytecode = True
import score

SMALL = ["--size", "6.5"]
# Written as text, not printed.
TEXT = "text"
VARIANTS = {
    "ruled": [], "ruled_landscape": ["--landscape"], "ruled_norepeat": ["--no-repeat-header"],
    "ruled_plain": ["--plain-numbers"], "ruled_bare": ["--bare"], "ruled_small": SMALL,
    "ruled_big_zenhei": ["--font", "WenQuanYi Zen Hei", "--size", "10.5"],
    "ruled_reportlab": ["--engine", "reportlab"],
    "ruled_reportlab_landscape": ["--engine", "reportlab", "--landscape", "--no-repeat-header"],
    "ruled_libreoffice": ["--engine", "libreoffice"],
    "ruled_libreoffice_landscape": ["--engine", "libreoffice", "--landscape", "--no-repeat-header"],
    "shaded": ["--style", "shaded"], "shaded_landscape": ["--style", "shaded", "--landscape"],
    "shaded_norepeat": ["--style", "shaded", "--no-repeat-header"],
    "shaded_libreoffice": ["--style", "shaded", "--engine", "libreoffice"],
    "threeline": ["--style", "threeline"], "threeline_landscape": ["--style", "threeline", "--landscape"],
    "threeline_norepeat": ["--style", "threeline", "--no-repeat-header"],
    "threeline_landscape_norepeat": ["--style", "threeline", "--landscape", "--no-repeat-header"],
    "threeline_small": ["--style", "threeline", *SMALL],
    "threeline_libreoffice": ["--style", "threeline", "--engine", "libreoffice"],
    "borderless": ["--style", "borderless"], "borderless_landscape": ["--style", "borderless", "--landscape"],
    "borderless_norepeat": ["--style", "borderless", "--no-repeat-header"],
    "borderless_small": ["--style", "borderless", *SMALL],
    "borderless_plain_zenhei": ["--style", "borderless", "--plain-numbers", "--font", "WenQuanYi Zen Hei"],
    "borderless_reportlab": ["--style", "borderless", "--engine", "reportlab"],
    "borderless_reportlab_big": ["--style", "borderless", "--engine", "reportlab", "--size", "10"],
    "borderless_reportlab_landscape": ["--style", "borderless", "--engine", "reportlab", "--landscape"],
    "borderless_libreoffice": ["--style", "borderless", "--engine", "libreoffice"],
    "borderless_libreoffice_landscape": ["--style", "borderless", "--engine", "libreoffice", "--landscape", "--size", "10"],
    "shaded_libreoffice_norepeat": ["--style", "shaded", "--engine", "libreoffice", "--no-repeat-header", *SMALL],
    "threeline_libreoffice_zenhei": ["--style", "threeline", "--engine", "libreoffice", "--plain-numbers",
                                     "--font", "WenQuanYi Zen Hei", "--size", "9"],
    "word": ["--from", "docx"], "word_landscape": ["--from", "docx", "--landscape"],
    "word_norepeat": ["--from", "docx", "--no-repeat-header"], "word_plain": ["--from", "docx", "--look", "plain"],
    "excel": ["--from", "xlsx"], "excel_threeline": ["--from", "xlsx", "--look", "threeline"],
    "scan_fax": ["--scan-dots", "200"], "scan_fax_askew": ["--scan-askew", "-0.4"],
    "scan_grey": ["--scan-dots", "150", "--scan-dirt", "5"],
    "scan_grey_askew": ["--scan-dots", "200", "--scan-dirt", "5", "--scan-askew", "0.8", "--landscape"],
    "scan_coarse": ["--scan-dots", "100", "--scan-dirt", "8", "--scan-rough", "1"],
    "scan_shaded": ["--scan-dirt", "5", "--style", "shaded"], "scan_threeline": ["--scan-dirt", "5", "--style", "threeline"],
    "site_browser": ["--site-frame", "modern"], "site_browser_apart": ["--site-borders", "apart", "--site-frame", "tables"],
    "site_browser_plain": ["--site-borders", "none"],
    "site_webkit": ["--site-browser", "wkhtmltopdf"],
    "site_webkit_plain": ["--site-browser", "wkhtmltopdf", "--site-borders", "none"],
    "site_saved": ["--site-frame", "modern", TEXT], "site_saved_tables": ["--site-frame", "tables", TEXT],
    "site_turndown": ["--site-text", "turndown", TEXT], "site_joplin": ["--site-text", "joplin", TEXT],
    "site_node": ["--site-text", "node", TEXT],
    "site_turndown_paragraphs": ["--site-text", "turndown", "--site-cells", "paragraphs", TEXT],
    "site_html2text": ["--site-text", "html2text", TEXT], "site_trafilatura": ["--site-text", "trafilatura", TEXT],
    **{f"pandoc_{to}": ["--convert-by", f"pandoc:{to}", TEXT] for to in
       ["latex", "markdown", "plain", "org", "mediawiki", "asciidoc", "gfm", "html", "rst"]},
    **{by.replace("-", "_"): ["--convert-by", by, TEXT] for by in
       ["html2text", "markitdown-docx", "markitdown-xlsx", "html-docx", "html-xlsx", "csv"]},
    **{service: ["--service", service, TEXT] for service in
       ["azure", "textract", "docling", "google", "baidu", "tencent", "alibaba", "huawei", "textin", "pdfplumber"]},
    **{f"{by}_text": ["--extract-by", by, TEXT] for by in ["pdfplumber", "pypdf", "pdfium", "mupdf", "raw", "layout"]},
    "tsv": ["--dialect", "tsv"], "markdown": ["--dialect", "markdown"], "html": ["--dialect", "html"],
    "cells": ["--dialect", "cells"], "cells_gb18030": ["--dialect", "cells", "--encoding", "gb18030"],
    "tsv_plain_utf16": ["--plain-numbers", "--encoding", "utf-16"],
}


def print_gold(gold, path, arguments):
    """One gold document in one style; an old print of it is good."""
    if not os.path.exists(path):
        here = os.path.dirname(os.path.abspath(__file__))
        beside = {"--from": "office.py", "--scan": "scan.py", "--site": "site.py", "--convert": "convert.py",
                  "--service": "services.py", "--extract": "extracted.py"}
        own = (file for option, file in beside.items() if any(argument.startswith(option) for argument in arguments))
        render = next((os.path.join(here, file) for file in own), os.path.join(SHARED, "tools", "render.py"))
        r = subprocess.run([sys.executable, render, gold, path, *arguments], capture_output=True, text=True)
        if r.returncode:
            print(f"  {path}: not printed: {r.stderr.strip().splitlines()[-1]}", file=sys.stderr)


def measure(program, variant, golds, keep, show):
    """The scores of all documents in one style."""
    arguments = [argument for argument in VARIANTS[variant] if argument != TEXT]
    ending = ".txt" if {"--dialect", "--encoding", TEXT} & set(VARIANTS[variant]) else ".pdf"
    folder = os.path.join(keep, variant)
    os.makedirs(folder, exist_ok=True)
    named = {os.path.join(folder, os.path.basename(g)[:-5] + ending): g for g in golds}
    workers = 1 if {"libreoffice", "--from", "--convert-by"} & set(arguments) else os.cpu_count()
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(lambda pair: print_gold(pair[1], pair[0], arguments), named.items()))
    files = [f for f in named if os.path.exists(f)]
    all_hits = all_gold = all_stated = 0
    scores = []
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([program, "extract", *files, "-o", out], capture_output=True)
        for file in files:
            path = os.path.join(out, os.path.basename(file) + ".json")
            document = score.load(path) if os.path.exists(path) else {"tables": []}
            _, (hits, gold, stated), differences = score.score(score.load(named[file]), document)
            all_hits, all_gold, all_stated = all_hits + hits, all_gold + gold, all_stated + stated
            scores.append((score.f1(hits, gold, stated)[2], os.path.basename(file)))
            for d in differences[:show]:
                print("     ", os.path.basename(file)[:24], d[2], d[0], str(d[1] or "")[:24],
                      "·".join(map(str, d[3]))[:90], "| gold:", str(d[4])[:50], "| out:", str(d[5])[:50])
    worst = ", ".join(f"{name[:3]} {f:.3f}" for f, name in sorted(scores)[:4])
    print(f"{variant:30s} {score.f1(all_hits, all_gold, all_stated)[2]:.4f}  {worst}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("variant", nargs="*", choices=[*VARIANTS, []], metavar="VARIANT", default=[])
    parser.add_argument("--gold", action="append", help="folders of gold documents; default: those of ../shared")
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--keep", default=os.path.join(tempfile.gettempdir(), "rerendered"))
    a = parser.parse_args()
    folders = a.gold or [os.path.join(SHARED, "gold", "seeds"), os.path.join(SHARED, "gold", "real")]
    golds = sorted(g for folder in folders for g in glob.glob(os.path.join(folder, "*.json")))
    for variant in a.variant or VARIANTS:
        measure(os.path.abspath(a.program), variant, golds, a.keep, a.show)


if __name__ == "__main__":
    main()
