#!/usr/bin/env python3
"""Writes a gold document of ../shared as the JSON that a service for documents makes of it: its tables cell by cell.

    services.py GOLD.json OUT.txt --service azure|textract|docling|google|baidu|tencent|alibaba|huawei|textin|pdfplumber

They say what cells hold again as paragraphs, lines or words, as the services do. Boxes and confidences are left out.
"""
import argparse, itertools, json, os, sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "shared", "tools"))
sys.dont_write_bytecode = True
import render


def parts(doc):
    """The document in reading order: lines (text, whether a heading), and tables as lists of (row, column, rows, columns, text)."""
    year, issuer, kind = render.cover(doc)
    yield year, True
    yield issuer + kind, True
    for table, grid in render.blocks(doc, False):
        if table.get("number"):
            yield table["number"], False
        yield table["title"] or "", True
        for name, label in (("organization", "单位名称：{}"), ("unit", "单位：{}")):
            if table.get(name):
                yield label.format(table[name]), False
        height = len(grid.rows)
        yield [(i, j, min(cell[1], height - i), cell[2], cell[0])
               for i, row in enumerate(grid.rows) for j, cell in enumerate(row) if cell]
        for note in table.get("notes") or []:
            yield note, False


class Text:
    """A text and the offsets of what was added to it."""

    def __init__(self):
        self.text = ""

    def add(self, line):
        start = len(self.text)
        self.text += line + "\n"
        return start, len(line)


def azure(document):
    text, paragraphs, tables = Text(), [], []

    def said(line, **more):
        start, length = text.add(line)
        paragraphs.append({"spans": [{"offset": start, "length": length}], "content": line, **more})
        return paragraphs[-1]["spans"]

    for part in document:
        if isinstance(part, tuple):
            said(part[0], **({"role": "sectionHeading"} if part[1] else {}))
        else:
            tables.append({"cells": [{"rowIndex": r, "columnIndex": c, "rowSpan": rows, "columnSpan": columns, "content": cell,
                                      "spans": said(cell) if cell else []} for r, c, rows, columns, cell in part]})
    lines = [{"content": p["content"], "spans": p["spans"]} for p in paragraphs]
    return {"status": "succeeded", "analyzeResult": {"content": text.text, "pages": [{"pageNumber": 1, "lines": lines}],
                                                     "paragraphs": paragraphs, "tables": tables}}


def textract(document):
    names, lines, words, tables = (f"id-{n}" for n in itertools.count()), [], [], []

    def block(kind, children=(), **more):
        related = [{"Type": "CHILD", "Ids": [child["Id"] for child in children]}] if children else []
        return {"BlockType": kind, "Id": next(names), "Relationships": related, **more}

    def said(line):
        own = [block("WORD", Text=word) for word in line.split()]
        words.extend(own)
        lines.append(block("LINE", own, Text=line))
        return own

    for part in document:
        if isinstance(part, tuple):
            said(part[0])
            continue
        cells, merged = [], []
        for r, c, rows, columns, cell in part:
            own = said(cell) if cell else []
            own = [block("CELL", () if i or j else own, RowIndex=r + i + 1, ColumnIndex=c + j + 1, RowSpan=1, ColumnSpan=1)
                   for i in range(rows) for j in range(columns)]
            cells += own
            if len(own) > 1:
                merged.append(block("MERGED_CELL", own, RowIndex=r + 1, ColumnIndex=c + 1, RowSpan=rows, ColumnSpan=columns))
        table = block("TABLE", cells)
        table["Relationships"].append({"Type": "MERGED_CELL", "Ids": [cell["Id"] for cell in merged]})
        tables += [table, *cells, *merged]
    return {"Blocks": [block("PAGE", lines), *lines, *words, *tables]}


def docling(document):
    texts, tables, children = [], [], []
    for part in document:
        if isinstance(part, tuple):
            children.append({"$ref": f"#/texts/{len(texts)}"})
            texts.append({"label": "section_header" if part[1] else "text", "orig": part[0], "text": part[0]})
        else:
            children.append({"$ref": f"#/tables/{len(tables)}"})
            cells = [{"start_row_offset_idx": r, "end_row_offset_idx": r + rows, "start_col_offset_idx": c,
                      "end_col_offset_idx": c + columns, "text": cell} for r, c, rows, columns, cell in part]
            tables.append({"label": "table", "captions": [], "data": {"table_cells": cells}})
    return {"schema_name": "DoclingDocument", "body": {"children": children}, "texts": texts, "tables": tables}


def google(document):
    text, paragraphs, tables = Text(), [], []

    def said(line):
        start, length = text.add(line)
        return {"layout": {"textAnchor": {"textSegments": [{"startIndex": str(start), "endIndex": str(start + length + 1)}]}}}

    for part in document:
        if isinstance(part, tuple):
            paragraphs.append(said(part[0]))
            continue
        rows = [{"cells": []} for _ in range(max(r for r, *_ in part) + 1)]
        for r, _, down, across, cell in part:
            own = said(cell) if cell else {"layout": {"textAnchor": {}}}
            paragraphs += [own] if cell else []
            rows[r]["cells"].append({**own, "rowSpan": down, "colSpan": across})
        tables.append({"headerRows": rows[:1], "bodyRows": rows[1:]})
    return {"text": text.text, "pages": [{"pageNumber": 1, "paragraphs": paragraphs, "tables": tables}]}


def with_lines_above(document, table):
    """Every table, made of its number, its cells and the lines above it; and the lines below the last one."""
    tables, lines = [], []
    for part in document:
        if isinstance(part, tuple):
            lines.append(part[0])
        else:
            tables.append(table(len(tables), part, lines))
            lines = []
    return tables, lines


def baidu(document):
    tables, below = with_lines_above(document, lambda _, cells, above: {
        "header": [{"words": line} for line in above], "footer": [],
        "body": [{"row_start": r, "row_end": r + rows, "col_start": c, "col_end": c + columns, "words": cell}
                 for r, c, rows, columns, cell in cells]})
    tables[-1]["footer"] = [{"words": line} for line in below]
    return {"tables_result": tables, "table_num": len(tables)}


def tencent(document):
    def cells(part):
        part = [(0, 0, 1, 1, part[0])] if isinstance(part, tuple) else part
        return [{"ColTl": c, "RowTl": r, "ColBr": c + columns, "RowBr": r + rows, "Text": cell, "Type": "body"}
                for r, c, rows, columns, cell in part]
    return {"Response": {"TableDetections": [{"Cells": cells(part)} for part in document], "Data": "UEsDBBQA"}}


def alibaba(document):
    heads, said = [], []

    def table(number, cells, above):
        heads.append({"tableId": number, "head": above, "tail": []})
        said.extend(above + [cell for *_, cell in cells if cell])
        return {"tableId": number, "cellInfos": [{"xsc": c, "xec": c + columns - 1, "ysc": r, "yec": r + rows - 1, "word": cell}
                                                 for r, c, rows, columns, cell in cells]}
    tables, below = with_lines_above(document, table)
    heads[-1]["tail"] = below
    answer = {"content": " ".join(said), "prism_tablesInfo": tables, "tableHeadTail": heads}
    return {"RequestId": "1", "Data": json.dumps(answer, ensure_ascii=False)}


def huawei(document):
    def region(part):
        if isinstance(part, tuple):
            return {"type": "text", "words_block_list": [{"words": part[0]}]}
        return {"type": "table", "words_block_list": [
            {"words": cell, "rows": list(range(r, r + rows)), "columns": list(range(c, c + columns))}
            for r, c, rows, columns, cell in part]}
    return {"result": {"words_region_list": [region(part) for part in document]}}


def textin(document):
    def table(part):
        if isinstance(part, tuple):
            return {"type": "plain", "lines": [{"text": part[0]}]}
        return {"type": "table_with_line", "lines": [], "table_cells": [
            {"start_row": r, "end_row": r + rows - 1, "start_col": c, "end_col": c + columns - 1, "text": cell,
             "lines": [{"text": cell}]} for r, c, rows, columns, cell in part]}
    return {"code": 200, "result": {"tables": [table(part) for part in document]}}


def pdfplumber(document):
    """A page for every table, as scripts write them: its text, and its rows."""
    def page(_, cells, above):
        rows = [[None] * max(c + columns for _, c, _, columns, _ in cells) for _ in range(max(r for r, *_ in cells) + 1)]
        for r, c, _, _, cell in cells:
            rows[r][c] = cell
        lines = (" ".join(filter(None, row)) for row in rows)
        return {"text": "\n".join(above + [line for line in lines if line]), "tables": [rows]}
    pages, below = with_lines_above(document, page)
    pages[-1]["text"] += "\n" + "\n".join(below)
    return {"pages": pages}


SERVICES = {service.__name__: service for service in
            [azure, textract, docling, google, baidu, tencent, alibaba, huawei, textin, pdfplumber]}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("gold"); p.add_argument("out"); p.add_argument("--service", required=True, choices=SERVICES)
    a = p.parse_args()
    answer = SERVICES[a.service](list(parts(render.load(a.gold))))
    with open(a.out, "w", encoding="utf-8") as file:
        json.dump(answer, file, ensure_ascii=False)


if __name__ == "__main__":
    main()
