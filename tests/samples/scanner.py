"""A PDF as a scanner and a program that recognizes text leave it: every page a picture with invisible text laid over it.

Needs `pip install pikepdf pymupdf pillow`. `make_pdf.py` makes a sample with it, `benches/scan.py` prints to measure.
"""
import io
import math
import random

import pikepdf
import pymupdf
from PIL import Image, ImageFilter

FONT = (b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType0"
        b"/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000/W[1 95 500 814 939 500]>>]>>")


def breadth(text, size):
    """The width of a text as FONT has it: Chinese characters are one em, others half of one."""
    return sum(1.0 if ord(c) > 0x7F else 0.5 for c in text) * size


def picture(page, dots, askew):
    """A page in shades of grey, turned clockwise by `askew` degrees."""
    pixels = page.get_pixmap(dpi=dots, colorspace=pymupdf.csGRAY)
    image = Image.frombytes("L", (pixels.width, pixels.height), pixels.samples)
    return image.rotate(-askew, resample=Image.Resampling.BICUBIC, fillcolor=255) if askew else image


def fax(image):
    """The picture in black and white: its data, and what a PDF says of them."""
    tiff = io.BytesIO()  # a fax says where it is black; Pillow writes where a picture is white
    image.point(lambda shade: 0 if shade > 170 else 255).convert("1").save(tiff, "TIFF", compression="group4", strip_size=1 << 30)
    with Image.open(tiff) as packed:
        (start,), (length,) = packed.tag_v2[273], packed.tag_v2[279]
    parameters = pikepdf.Dictionary(K=-1, Columns=image.width, Rows=image.height)
    return tiff.getvalue()[start:start + length], {"BitsPerComponent": 1, "Filter": pikepdf.Name.CCITTFaxDecode, "DecodeParms": parameters}


def jpeg(image, dirt, chance):
    """The picture in shades of grey, blurred and with noise of so many levels: its data, and what a PDF says of them."""
    if dirt:
        noise = Image.frombytes("L", image.size, chance.randbytes(image.width * image.height))
        image = Image.blend(image.filter(ImageFilter.GaussianBlur(0.7)), noise, dirt / 74)  # 74: how far bytes by chance are apart
    out = io.BytesIO()
    image.save(out, "JPEG", quality=60)
    return out.getvalue(), {"BitsPerComponent": 8, "Filter": pikepdf.Name.DCTDecode}


def pieces(page):
    """The texts of a page as they are recognized: what stands close together, with its place, width and size."""
    piece, right = "", 0.0
    for block in page.get_text("rawdict")["blocks"]:
        for line in block.get("lines", []):
            for span in line["spans"]:
                for c in span["chars"] + [{"c": " "}]:
                    if piece and (c["c"].isspace() or not -1 < c["bbox"][0] - right < 2):
                        yield piece, left, bottom, right - left, size
                        piece = ""
                    if not c["c"].isspace():
                        if not piece:
                            (left, bottom), size = c["origin"], span["size"]
                        piece, right = piece + c["c"], c["bbox"][2]


def scanned(source, dots=120, askew=0.0, dirt=None, rough=0.0):
    """The PDF as a scan: a fax, or JPEG where `dirt` is given; texts stand within about `rough` points of their places."""
    chance = random.Random(1)
    out = pikepdf.new()
    font = out.make_indirect(pikepdf.Object.parse(FONT))
    sine, cosine = math.sin(math.radians(-askew)), math.cos(math.radians(askew))
    for page in pymupdf.open(stream=source, filetype="pdf"):
        width, height = page.rect.width, page.rect.height
        image = picture(page, dots, askew)
        data, entries = fax(image) if dirt is None else jpeg(image, dirt, chance)
        stream = pikepdf.Stream(out, data, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=image.width, Height=image.height,
                                ColorSpace=pikepdf.Name.DeviceGray, **entries)
        content = [f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /I Do Q BT 3 Tr"]
        for piece, x, y, extent, size in pieces(page):
            x, y, extent = (place + chance.gauss(0, rough) for place in (x, y, extent))
            x, y, size = x - width / 2, height / 2 - y, size * (1 + chance.gauss(0, rough / 12))
            place = f"{width / 2 + cosine * x - sine * y:.2f} {height / 2 + sine * x + cosine * y:.2f}"
            scale = 100 * max(extent, 1) / breadth(piece, size)
            turn = f"{cosine:.5f} {sine:.5f} {-sine:.5f} {cosine:.5f}"
            content.append(f"{turn} {place} Tm /F {size:.2f} Tf {scale:.1f} Tz <{piece.encode('utf-16-be').hex()}> Tj")
        blank = out.add_blank_page(page_size=(width, height))
        blank.Contents = pikepdf.Stream(out, "\n".join([*content, "ET"]).encode("ascii"))
        blank.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font), XObject=pikepdf.Dictionary(I=stream))
    result = io.BytesIO()
    out.save(result, deterministic_id=True, compress_streams=True)
    return result.getvalue()
