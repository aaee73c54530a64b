#!/usr/bin/env python3
"""Prints a gold document of ../shared as an office suite does: from a Word document or an Excel workbook, by LibreOffice.

    office.py GOLD.json OUT.pdf [--from docx|xlsx] [--look ruled|plain|threeline] [--landscape] [--no-repeat-header]

A workbook has a sheet for every table, fitted to the width of its page; a Word document has one table below the other.
Needs `pip install python-docx openpyxl`, and LibreOffice Writer and Calc.
"""
import argparse, math, os, subprocess, sys, tempfile
import docx, openpyxl
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "shared", "tools"))
sys.dont_write_bytecode = True
import render

FONT = "Noto Serif CJK SC"
A4 = 9
THIN = Side(style="thin")
# How many characters of the usual size a page is wide.
ACROSS, UPRIGHT = 130, 88


def amount(text):
    """The number that a cell prints with decimals or separators, else None: a code stays a text."""
    try:
        return float(text.replace(",", "")) if "." in text or "," in text else None
    except ValueError:
        return None


def facts(table):
    """What the line above a table says at its left and its right."""
    organization, unit = table.get("organization"), table.get("unit")
    return f"单位名称：{organization}" if organization else "", f"单位：{unit}" if unit else ""


def workbook(document, a, path):
    book = openpyxl.Workbook()
    front = book.active
    front.column_dimensions["A"].width = UPRIGHT
    for row, text in zip((8, 10, 12), render.cover(document)):
        cell = front.cell(row, 1, text)
        cell.font, cell.alignment = Font(size=26, bold=True), Alignment(horizontal="center")
    for index, (table, grid) in enumerate(render.blocks(document, False)):
        sheet = book.create_sheet(f"{index + 1}")
        across = a.landscape or len(grid.rows[0]) > 6
        sheet.page_setup.orientation = "landscape" if across else "portrait"
        sheet.page_setup.paperSize = A4
        sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        weights = render.weights(grid)
        widths = [(ACROSS if across else UPRIGHT) * weight / sum(weights) for weight in weights]
        for column, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        line = 1
        if table.get("number"):
            sheet.cell(line, 1, table["number"])
            line += 1
        title = sheet.cell(line, 1, table["title"] or "")
        title.font, title.alignment = Font(size=16, bold=True), Alignment(horizontal="center", vertical="center")
        sheet.merge_cells(start_row=line, end_row=line, start_column=1, end_column=len(widths))
        sheet.row_dimensions[line].height = 28
        organization, unit = facts(table)
        if organization or unit:
            line += 1
            sheet.cell(line, 1, organization)
            sheet.cell(line, len(widths), unit).alignment = Alignment(horizontal="right")
        first = line + 1
        for row, cells in enumerate(grid.rows):
            sheet.row_dimensions[first + row].height = height(cells, widths)
            for column, cell in enumerate(cells):
                write(sheet.cell(first + row, column + 1), cell, row < grid.header, a.look)
        for row, cells in enumerate(grid.rows):
            for column, cell in enumerate(cells):
                if cell and (cell[1] > 1 or cell[2] > 1):
                    sheet.merge_cells(start_row=first + row, end_row=first + row + cell[1] - 1,
                                      start_column=column + 1, end_column=column + cell[2])
        if a.look == "threeline":
            last = first + len(grid.rows) - 1
            for row, side in ((first, "top"), (first + max(grid.header, 1) - 1, "bottom"), (last, "bottom")):
                for column in range(1, len(widths) + 1):
                    cell = sheet.cell(row, column)
                    sides = {"top": cell.border.top, "bottom": cell.border.bottom, side: THIN}
                    cell.border = Border(**sides)
        if grid.header and not a.no_repeat_header:
            sheet.print_title_rows = f"{first}:{first + grid.header - 1}"
        for row, note in enumerate(table.get("notes") or [], first + len(grid.rows)):
            sheet.cell(row, 1, note)
    book.save(path)


def write(cell, printed, is_header, look):
    """A cell as a person types it: numbers are numbers, texts are texts also where they begin like a formula."""
    if look == "ruled":
        cell.border = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
    if not printed:
        return
    text, number = printed[0], amount(printed[0])
    if number is None:
        cell.value = text
        cell.data_type = "s"
        cell.alignment = Alignment(horizontal="center" if is_header else "left", vertical="center", wrap_text=True)
    else:
        cell.value = number
        cell.number_format = "#,##0" + ("." + "0" * len(text.split(".")[1]) if "." in text else "")
        cell.alignment = Alignment(horizontal="right", vertical="center")


def height(cells, widths):
    """How high a row is that holds these texts."""
    lines = [1]
    for column, cell in enumerate(cells):
        if cell:
            room = max(sum(widths[column:column + cell[2]]) - 2, 1)
            length = sum(2 if ord(character) > 255 else 1 for character in cell[0])
            lines.append(math.ceil(length / room / cell[1]))
    return 14.5 * max(lines) + 2


def word(document, a, path):
    paper = docx.Document()
    style = paper.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(9)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    section = paper.sections[0]
    section.page_width, section.page_height = (Cm(29.7), Cm(21)) if a.landscape else (Cm(21), Cm(29.7))
    section.orientation = WD_ORIENT.LANDSCAPE if a.landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Cm(1.5)
    room = 26.7 if a.landscape else 18.0
    for text in render.cover(document):
        centred(paper, text, 24)
    paper.add_page_break()
    for table, grid in render.blocks(document, False):
        if table.get("number"):
            paper.add_paragraph(table["number"])
        centred(paper, table["title"] or "", 14, bold=True)
        if any(facts(table)):
            line = paper.add_paragraph("\t".join(facts(table)))
            line.paragraph_format.tab_stops.add_tab_stop(Cm(room), WD_TAB_ALIGNMENT.RIGHT)
        weights = render.weights(grid)
        drawn = paper.add_table(rows=len(grid.rows), cols=len(weights))
        drawn.style = "Table Grid" if a.look == "ruled" else "Normal Table"
        drawn.autofit = False
        slots = [row.cells for row in drawn.rows]
        for row, cells in enumerate(grid.rows):
            for column, cell in enumerate(cells):
                if cell:
                    slot = slots[row][column]
                    if cell[1] > 1 or cell[2] > 1:
                        end = min(row + cell[1], len(grid.rows)) - 1
                        slot = slot.merge(slots[end][column + cell[2] - 1])
                    fill(slot, cell[0], row < grid.header)
            for column, weight in enumerate(weights):
                slots[row][column].width = Cm(room * weight / sum(weights))
            if row < grid.header and not a.no_repeat_header:
                repeated = OxmlElement("w:tblHeader")
                repeated.set(qn("w:val"), "true")
                drawn.rows[row]._tr.get_or_add_trPr().append(repeated)
        for note in table.get("notes") or []:
            paper.add_paragraph(note)
        paper.add_paragraph()
    paper.save(path)


def centred(paper, text, size, bold=False):
    paragraph = paper.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), bold


def fill(slot, text, is_header):
    slot.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    slot.text = text
    paragraph = slot.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    is_number = amount(text) is not None or text.isdigit()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if is_number \
        else WD_ALIGN_PARAGRAPH.CENTER if is_header else WD_ALIGN_PARAGRAPH.LEFT


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("gold"); p.add_argument("out")
    p.add_argument("--from", dest="source", default="docx", choices=["docx", "xlsx"])
    p.add_argument("--look", default="ruled", choices=["ruled", "plain", "threeline"])
    p.add_argument("--landscape", action="store_true"); p.add_argument("--no-repeat-header", action="store_true")
    a = p.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        source = os.path.join(directory, f"document.{a.source}")
        (word if a.source == "docx" else workbook)(render.load(a.gold), a, source)
        subprocess.run(["soffice", "--headless", "--convert-to", "pdf", "--outdir", directory, source],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.replace(os.path.join(directory, "document.pdf"), a.out)


if __name__ == "__main__":
    main()
