#!/usr/bin/env python3
"""Prints a gold document by ../shared/tools/render.py and takes the text of the print as scripts do that know no tables.

    benches/extracted.py GOLD OUT.txt --extract-by pdfplumber|pypdf|pdfium|mupdf|raw|layout [render.py's own…]

The first four are libraries of Python, the others are pdftotext with that option. Needs `pip install pdfplumber pypdf pypdfium2
pymupdf` and poppler.
"""
import argparse
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


def pdfplumber(path):
    import pdfplumber as library
    with library.open(path) as pdf:
        return "\n".join(page.extract_text() or "" for page in pdf.pages)


def pypdf(path):
    import pypdf as library
    return "\n".join(page.extract_text() for page in library.PdfReader(path).pages)


def pdfium(path):
    import pypdfium2 as library
    return "\n".join(page.get_textpage().get_text_range() for page in library.PdfDocument(path))


def mupdf(path):
    import pymupdf
    return "\n".join(page.get_text() for page in pymupdf.open(path))


def pdftotext(option):
    return lambda path: subprocess.run(["pdftotext", option, path, "-"], check=True, capture_output=True).stdout.decode()


EXTRACTORS = {"pdfplumber": pdfplumber, "pypdf": pypdf, "pdfium": pdfium, "mupdf": mupdf, "raw": pdftotext("-raw"),
              "layout": pdftotext("-layout")}

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("gold")
parser.add_argument("out")
parser.add_argument("--extract-by", required=True, choices=EXTRACTORS)
a, own = parser.parse_known_args()
with tempfile.TemporaryDirectory() as room:
    printed = os.path.join(room, "print.pdf")
    render = os.path.join(HERE, "..", "..", "shared", "tools", "render.py")
    subprocess.run([sys.executable, render, a.gold, printed, *own], check=True)
    text = EXTRACTORS[a.extract_by](printed)
with open(a.out, "w", encoding="utf-8") as file:
    file.write(text)
