"""Every registered kind with hostile and extreme content; a new kind is tested without being listed."""

import re
from collections import Counter
from io import BytesIO
from itertools import combinations

import pypdfium2
import pytest
from arabic_reshaper import reshape
from bidi import get_display
from pypdf import PdfReader

from convoy.documents.layout import barcode, qr
from convoy.documents.layout.fonts import missing
from convoy.documents.layout.sheet import Sheet
from convoy.documents.layout.text import shown
from convoy.domain.page_sizes import PageSize
from tests.documents.extremes import CONTENTS, Maker, drawn, has_lonely_signature, watch
from tests.documents.reading import pages, scanned

ARABIC = "لجنة"
HOSTILE = f"<b>&amp;\u202e\x1b\x00e\u0301( {ARABIC} 😀"
"""Markup, an order to write backwards, controls, what ends a string in a PDF, and letters put together."""
AS_DRAWN = f"<b>&amp;é( {get_display(reshape(ARABIC))}"
UNBROKEN, WORDS = "W" * 200, "Щедрість " * 44
"""As long as names get and longer, with and without a place to break."""
ACTIVE = ("/URI", "/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/Image", "/Annots", "/AA", "/OpenAction")
"""What a harmless paper never holds, as names in the file."""


GS1 = barcode.sscc_content("")
"""What a scanner says as (00): that the code of a pallet follows."""


def letters(lines) -> Counter:
    return Counter("".join("".join(line.split()) for line in lines))


def plain(line: str) -> str:
    return line.replace("\u00a0", " ")


@pytest.mark.parametrize("name", CONTENTS)
def test_hostile_text_is_printed_as_typed_and_brings_nothing_to_life(name, monkeypatch):
    written: list[str] = []
    write = Sheet.write

    def listen(sheet, x, y, line, *style, **named):
        written.append(line)
        write(sheet, x, y, line, *style, **named)

    monkeypatch.setattr(Sheet, "write", listen)
    for data in drawn(name, Maker(HOSTILE)):
        assert all(plain(line).isprintable() and not missing(line) for line in written)
        put_in, read = [shown(line) for line in written], letters(pages(data))
        assert AS_DRAWN in " ".join(put_in)
        assert not letters(put_in) - read
        assert {*read} == {*letters(put_in)}
        assert [name for name in ACTIVE if re.search(rb"%s\b" % name.encode(), data)] == []
        root = PdfReader(BytesIO(data)).trailer["/Root"]
        assert {*root} <= {"/Type", "/Pages", "/Lang", "/Outlines", "/PageMode"}
        written.clear()


@pytest.mark.parametrize("name", CONTENTS)
def test_every_code_of_every_kind_is_read_from_a_black_and_white_raster_of_a_label_printer(name, monkeypatch):
    asked: list[str] = []
    for module, symbol in ((qr, "_mask"), (barcode, "_bars")):
        make = getattr(module, symbol)
        monkeypatch.setattr(module, symbol, lambda content, make=make: asked.append(content) or make(content))
    for data in drawn(name, Maker("Rice, 1 kg", 1, 1)):
        assert scanned(data) == sorted(content.replace(GS1, "(00)") for content in asked)
        asked.clear()


def loose(data: bytes, sheet: Sheet) -> list[str]:
    """Text outside the margins of a sheet, and text that stands on other text."""
    document, found = pypdfium2.PdfDocument(data), []
    across = (sheet.left, sheet.right) if sheet.margin else (0, sheet.width)
    for page in document:
        said, high = page.get_textpage(), page.get_size()[1]
        boxes = [said.get_rect(place) for place in range(said.count_rects())]
        for box in boxes:
            within = across[0] - 1 < box[0] and box[2] < across[1] + 1
            if not within or box[1] < sheet.margin - 3 or box[3] > high - sheet.margin + 3:
                found.append("outside: " + said.get_text_bounded(*box))
        for one, other in combinations(boxes, 2):
            wide, tall = (min(one[to], other[to]) - max(one[at], other[at]) for at, to in ((0, 2), (1, 3)))
            if wide > 1 and tall > 1.5:
                found.append("on another: " + said.get_text_bounded(*other))
        said.close()
    document.close()
    return found


@pytest.mark.parametrize("name", CONTENTS)
def test_however_long_its_words_and_lists_a_paper_stays_in_its_frame_and_in_one_piece(
    name, monkeypatch, count
):
    watched = watch(monkeypatch)
    cases = [(UNBROKEN, 3, 3), (WORDS, 1, 1), ("a", 1, 1), ("name", *count((2, 2), (500, 2)))]
    cases += [(phrase, rows, 1) for phrase, *_ in cases[:3] for rows in range(count(0, 40))]
    cases += [(phrase, 1, lines) for phrase, *_ in cases[:3] for lines in range(2, count(0, 40))]
    tried = [(case, PageSize.A4) for case in cases]
    tried += [(case, PageSize.LETTER) for case in cases[: count(2, len(cases))]]
    for case, page in tried:
        watched.clear()
        for at, data in enumerate(drawn(name, Maker(*case), page)):
            sheet, drawn_pages = watched[at].sheet, watched[at].pages
            assert loose(data, sheet) == [], (case, page)
            assert not any(map(has_lonely_signature, drawn_pages)), (case, page)
            assert not any(body.ends_bare for body in drawn_pages), (case, page)
