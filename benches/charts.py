#!/usr/bin/env python3
"""Count the charts that are taken for tables: `python3 benches/charts.py target/release/yusuan`.

Needs `pip install weasyprint`. Explanations with charts of invented figures (`tests/samples/charts.py`) are printed once with
their charts and once without; what the program finds in the one and not in the other is wrong.
"""
import json
import random
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "samples"))

import charts  # noqa: E402
import weasyprint  # noqa: E402

DOCUMENTS = 50
NAMES = ["教育支出", "科学技术支出", "卫生健康支出", "住房保障支出", "农林水支出", "交通运输支出"]
BRANCHES = ["办公室", "人事科", "财务科", "法规科", "信息科", "督查科"]
STYLE = "p { margin: 4pt 0 } p.chart { text-align: center } td { border: 0.6pt solid #000; padding: 2pt 6pt } table { border-collapse: collapse }"


def explanation(chance):
    """The paragraphs of an explanation with the charts behind them, and the table that they come from."""
    def amount():
        return Decimal(chance.randint(1_000, 90_000)) / 100

    classes = {name: amount() for name in sorted(chance.sample(NAMES, chance.randint(2, 5)))}
    total = sum(classes.values())
    years = [f"{year}年" for year in range(2022, 2022 + chance.randint(2, 4))]
    series = [(name, [amount() for _ in years]) for name in ("基本支出", "项目支出")[: chance.randint(1, 2)]]
    drawn = [
        charts.office("局长", BRANCHES[: chance.randint(3, 6)]),
        charts.columns(series, years, framed=chance.random() < 0.5),
        charts.trend({year: amount() for year in years}, framed=chance.random() < 0.5),
        charts.pie(classes, framed=chance.random() < 0.5),
        charts.bars(classes, framed=chance.random() < 0.5),
    ]
    said = f"2025年一般公共预算支出{total:,}万元，其中：" + "；".join(f"{name}{value:,}万元" for name, value in classes.items()) + "。"
    rows = "".join(f"<tr><td>{name}<td>{value:,}" for name, value in [*classes.items(), ("合计", total)])
    table = f"<h3>一般公共预算支出表</h3><p>单位：万元</p><table><tr><td>项目<td>预算数{rows}</table>"
    return said, drawn, table


def printed(said, drawn, table, with_charts):
    body = "".join(f"<p>{said}</p>{chart if with_charts else ''}" for chart in drawn)
    html = f'<meta charset=utf-8><style>{STYLE}</style><body style="font-family: WenQuanYi Zen Hei; font-size: 11pt">{body}{table}'
    return weasyprint.HTML(string=html).write_pdf()


def found(program, folder):
    """The tables and the checks of every document."""
    out = folder / "out"
    subprocess.run([program, "extract", folder, "-o", out], check=True, capture_output=True)
    documents = [json.loads(path.read_text()) for path in sorted(out.glob("*.json"))]
    return [(len(document["tables"]), [check["status"] for check in document["checks"]]) for document in documents]


def main():
    program, chance = sys.argv[1], random.Random(1)
    with tempfile.TemporaryDirectory() as name:
        folders = {with_charts: Path(name) / str(with_charts) for with_charts in (True, False)}
        count = 0
        for folder in folders.values():
            folder.mkdir()
        for number in range(DOCUMENTS):
            said, drawn, table = explanation(chance)
            count += len(drawn)
            for with_charts, folder in folders.items():
                (folder / f"{number:03}.pdf").write_bytes(printed(said, drawn, table, with_charts))
        pairs = list(zip(found(program, folders[True]), found(program, folders[False])))
    more = sum(abs(drawn[0] - plain[0]) for drawn, plain in pairs)
    other = sum(drawn[1] != plain[1] for drawn, plain in pairs)
    print(f"{count} charts: {more} tables too many or too few; {other} of {len(pairs)} documents have other checks than without charts")


if __name__ == "__main__":
    main()
