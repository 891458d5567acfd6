"""Reading a PDF back, as a person or a scanner would."""

import re
from io import BytesIO

import pypdfium2
import zxingcpp
from pypdf import PdfReader

from convoy.documents.layout.sheet import Sheet


def pages(data: bytes) -> list[str]:
    """The text of each page, spaces of every width made plain."""
    return [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(BytesIO(data)).pages]


def sides(data: bytes) -> set[tuple[int, int]]:
    """Width and height in whole points of every page there is."""
    boxes = [page.mediabox for page in PdfReader(BytesIO(data)).pages]
    return {(round(box.width), round(box.height)) for box in boxes}


def everything(data: bytes) -> str:
    """The text of all pages."""
    return " ".join(pages(data))


def fonts(data: bytes) -> set[str]:
    """The names of all fonts in the file."""
    found = set()
    for page in PdfReader(BytesIO(data)).pages:
        for font in page["/Resources"]["/Font"].values():
            found.add(font.get_object()["/BaseFont"].split("+")[-1])
    return found


def codes(data: bytes, scale: float = 3.0) -> list[str]:
    """What a scanner finds on the pages, drawn at `scale` times 72 dots an inch."""
    document = pypdfium2.PdfDocument(data)
    found = []
    for page in document:
        picture = page.render(scale=scale).to_pil().convert("L")
        found += [code.text for code in zxingcpp.read_barcodes(picture)]
    document.close()
    return found


def scanned(data: bytes, dots_an_inch: int = 203) -> list[str]:
    """What a scanner reads of the pages as a label printer prints them: black or white, no grey."""
    document = pypdfium2.PdfDocument(data)
    found = []
    for page in document:
        grey = page.render(scale=dots_an_inch / 72).to_pil().convert("L")
        picture = grey.point(lambda shade: 255 if shade > 127 else 0)
        found += [code.text for code in zxingcpp.read_barcodes(picture)]
    document.close()
    return sorted(found)


def drawn(monkeypatch, draw) -> list[tuple[str, float]]:
    """Every string a paper writes, with its size, while `draw()` runs."""
    found = []
    write = Sheet.write

    def listen(sheet, x, y, line, *style, **named):
        size = named.get("size", style[1] if len(style) > 1 else 9.0)
        found.append((line, size))
        write(sheet, x, y, line, *style, **named)

    monkeypatch.setattr(Sheet, "write", listen)
    draw()
    return found


def outside(data: bytes, left: float, top: float, right: float, bottom: float) -> list[str]:
    """Letters that stand outside the margins (points), in any page."""
    document = pypdfium2.PdfDocument(data)
    found = []
    for page in document:
        wide, high = page.get_size()
        said = page.get_textpage()
        for place in range(said.count_chars()):
            x1, y1, x2, y2 = said.get_charbox(place)
            if x2 > x1 and (
                x1 < left - 0.6 or x2 > wide - right + 0.6 or y1 < bottom - 2 or y2 > high - top + 2
            ):
                found.append(said.get_text_range(place, 1))
        said.close()
    document.close()
    return found
