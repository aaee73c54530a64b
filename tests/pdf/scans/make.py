"""Makes the pictures of this directory: a table of two rows and two columns as JPEG, JPEG 2000 and fax.

Needs `pip install pikepdf pymupdf pillow`.
"""
import sys
from pathlib import Path

from PIL import Image, ImageDraw

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "samples"))
sys.dont_write_bytecode = True
from scanner import fax  # noqa: E402

picture = Image.new("L", (297, 421), 250)
draw = ImageDraw.Draw(picture)
for x in (30, 120, 270):
    draw.line((x, 40, x, 160), fill=30)
for y in (40, 100, 160):
    draw.line((30, y, 270, y), fill=30)
picture.save(HERE / "table.jpg", quality=80)
picture.convert("RGB").save(HERE / "table.jp2", quality_mode="rates", quality_layers=[20])

(HERE / "table.g4").write_bytes(fax(picture)[0])
