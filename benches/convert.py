#!/usr/bin/env python3
"""Writes a gold document of ../shared as a Word document or an Excel workbook, and that as text by a converter.

    convert.py GOLD.json OUT.txt --convert-by pandoc:FORMAT|html2text|markitdown-docx|markitdown-xlsx|html-docx|html-xlsx|csv

`html-…` and `csv` are LibreOffice's; of a workbook every sheet is written, one behind the other. Needs
`pip install python-docx openpyxl "markitdown[docx,xlsx]" pypandoc_binary html2text`, and LibreOffice Writer and Calc.
"""
import argparse, os, subprocess, sys, tempfile, types

sys.dont_write_bytecode = True
import office
import render

# Separated by commas, quoted where needed, UTF-8, every sheet in a file of its own.
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"


def libreoffice(source, to, directory):
    subprocess.run(["soffice", "--headless", "--convert-to", to, "--outdir", directory, source],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def converted(source, by, directory):
    """The text that a converter makes of an office file."""
    if by.startswith("pandoc:"):
        import pypandoc
        return pypandoc.convert_file(source, by.removeprefix("pandoc:"))
    if by.startswith("markitdown"):
        import markitdown
        return markitdown.MarkItDown().convert(source).text_content
    if by == "csv":
        import openpyxl
        libreoffice(source, EVERY_SHEET, directory)
        sheets = (os.path.join(directory, f"document-{name}.csv") for name in openpyxl.load_workbook(source).sheetnames)
        return "\n".join(map(read, sheets))
    libreoffice(source, "html", directory)
    page = read(os.path.join(directory, "document.html"))
    if by != "html2text":
        return page
    import html2text
    writer = html2text.HTML2Text(bodywidth=0)
    return writer.handle(page)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("gold"); p.add_argument("out"); p.add_argument("--convert-by", required=True)
    a = p.parse_args()
    is_workbook = a.convert_by == "csv" or a.convert_by.endswith("xlsx")
    look = types.SimpleNamespace(look="ruled", landscape=False, no_repeat_header=False)
    with tempfile.TemporaryDirectory() as directory:
        source = os.path.join(directory, "document.xlsx" if is_workbook else "document.docx")
        (office.workbook if is_workbook else office.word)(render.load(a.gold), look, source)
        text = converted(source, a.convert_by, directory)
    with open(a.out, "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    main()
