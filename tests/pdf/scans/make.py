"""Makes the pictures of this directory: a table of two rows and two columns as JPEG, JPEG 2000 and fax. Needs Pillow."""

import io
import pathlib

from PIL import Image, ImageDraw

HERE = pathlib.Path(__file__).parent

picture = Image.new("L", (297, 421), 250)
draw = ImageDraw.Draw(picture)
for x in (30, 120, 270):
    draw.line((x, 40, x, 160), fill=30)
for y in (40, 100, 160):
    draw.line((30, y, 270, y), fill=30)
picture.save(HERE / "table.jpg", quality=80)
picture.convert("RGB").save(HERE / "table.jp2", quality_mode="rates", quality_layers=[20])

# A fax says where it is black; Pillow writes where a picture is white.
negative = picture.point(lambda shade: 255 if shade < 128 else 0).convert("1")
tiff = io.BytesIO()
negative.save(tiff, "TIFF", compression="group4")
with Image.open(tiff) as image:
    (start,), (length,) = image.tag_v2[273], image.tag_v2[279]
(HERE / "table.g4").write_bytes(tiff.getvalue()[start : start + length])
