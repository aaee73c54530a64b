#!/usr/bin/env python3
"""Prints a gold document by ../shared/tools/render.py and scans the print: every page a picture, with invisible text over it.

    benches/scan.py GOLD OUT.pdf [--scan-dots N] [--scan-askew DEGREES] [--scan-dirt LEVELS] [--scan-rough POINTS] [render.py's own…]

A fax in black and white, or JPEG in shades of grey where --scan-dirt is given.
"""
import argparse
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tests", "samples"))
sys.dont_write_bytecode = True
from scanner import scanned  # noqa: E402

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("gold")
parser.add_argument("out")
parser.add_argument("--scan-dots", type=int, default=200)
parser.add_argument("--scan-askew", type=float, default=0.0)
parser.add_argument("--scan-dirt", type=float)
parser.add_argument("--scan-rough", type=float, default=0.6)
a, own = parser.parse_known_args()
with tempfile.TemporaryDirectory() as room:
    printed = os.path.join(room, "print.pdf")
    render = os.path.join(HERE, "..", "..", "shared", "tools", "render.py")
    subprocess.run([sys.executable, render, a.gold, printed, *own], check=True)
    with open(printed, "rb") as file:
        data = scanned(file.read(), a.scan_dots, a.scan_askew, a.scan_dirt, a.scan_rough)
with open(a.out, "wb") as file:
    file.write(data)
