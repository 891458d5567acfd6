"""VOID across every page of a file that was made before the paper became void."""

from functools import cache
from io import BytesIO

from pypdf import PageObject, PdfReader, PdfWriter

from convoy.documents.layout.fonts import Face, width
from convoy.documents.layout.merging import written
from convoy.documents.layout.sheet import Sheet
from convoy.documents.layout.voices import Voices, joined
from convoy.words import Words

_LARGEST, _GREY = 0.3, 0.35
_ACROSS = 0.8
"""How much of the diagonal of the largest square on a page the words take."""


def voided(content: bytes, languages: tuple[str, ...]) -> bytes:
    """Return a PDF as it is, with VOID across each page in outlined letters that hide nothing below them."""
    first, *others = map(Words, languages)
    said = joined(Voices(first, *others).gettext("VOID"))

    @cache
    def mark(wide: float, high: float) -> PageObject:
        sheet = Sheet((wide, high), title=said, language=languages[0], top=0, bottom=0)
        side = min(wide, high)
        size = min(side * _LARGEST, side * _ACROSS * 1.4142 / width(said, Face.BOLD, 1))
        sheet.write_turned(said, size, _GREY, outlined=True)
        return PdfReader(BytesIO(sheet.finish(lambda *_: None))).pages[0]

    writer = PdfWriter()
    for page in PdfReader(BytesIO(content)).pages:
        added = writer.add_page(page)
        added.merge_page(mark(float(page.mediabox.width), float(page.mediabox.height)))
        added.compress_content_streams()
    return written(writer)
