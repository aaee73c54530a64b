#!/usr/bin/env python3
"""Write the text samples to samples and their truths to tests/documents: `python3 tests/samples/make.py`.

Every document is a function that returns its bytes and its truth. The departments, their projects, sentences and
figures are invented; sums are computed (see budget.py). The oddities of published files (wrapped captions, page
breaks inside tables, shifted columns, misprinted codes, unclosed cells) are put in on purpose, each with a remark.
"""
import sys
from pathlib import Path

sys.dont_write_bytecode = True

import departments  # noqa: E402
from budget import truth  # noqa: E402

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parents[1] / "samples"
TRUTHS = HERE.parent / "documents"


def main():
    TRUTHS.mkdir(parents=True, exist_ok=True)
    for name, (data, kind, year, issuer, tables) in departments.documents():
        (SAMPLES / name).write_bytes(data)
        (TRUTHS / f"{name}.json").write_text(truth(kind, year, issuer, tables), encoding="utf-8")
        print(f"{name}: {len(data):,} bytes, {len(tables)} tables")


if __name__ == "__main__":
    main()
