"""Several papers in one file, in the order in which they are printed; and some pages of one."""

from collections.abc import Sequence
from io import BytesIO

from pypdf import PdfReader, PdfWriter


def merged(files: Sequence[tuple[bytes, int]], *, two_sided: bool) -> bytes:
    """Return one PDF of these, each given with the number of copies in it.

    Where it is printed on both sides, each copy begins on a front side: an empty page goes before it.
    """
    writer = PdfWriter()
    for content, copies in files:
        pages = PdfReader(BytesIO(content)).pages
        each = len(pages) // copies
        for place, page in enumerate(pages):
            if two_sided and each and place % each == 0 and len(writer.pages) % 2:
                writer.add_blank_page(page.mediabox.width, page.mediabox.height)
            writer.add_page(page)
    return _written(writer)


def part_of(content: bytes, first: int, last: int) -> bytes:
    """Return a PDF of these pages, counted from 1, as they are in the whole."""
    writer = PdfWriter()
    for page in PdfReader(BytesIO(content)).pages[first - 1 : last]:
        writer.add_page(page)
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    writer.metadata = {"/Creator": "Convoy", "/Producer": "Convoy"}
    file = BytesIO()
    writer.write(file)
    return file.getvalue()
