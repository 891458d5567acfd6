"""Several papers in one file, in the order in which they are printed; and some pages of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from pypdf import PdfReader, PdfWriter


@dataclass(frozen=True, slots=True)
class Printed:
    """A file with so many copies in it."""

    content: bytes
    copies: int = 1
    one_sided: bool = False
    """Each page on a sheet of its own, also where the others are printed on both sides."""


def merged(files: Sequence[Printed], *, two_sided: bool) -> bytes:
    """Return one PDF of these.

    Where it is printed on both sides, each copy begins on a front side, and so does each page of what is
    one-sided: an empty page goes before it.
    """
    writer = PdfWriter()
    for file in files:
        pages = PdfReader(BytesIO(file.content)).pages
        each = 1 if file.one_sided else len(pages) // file.copies
        for place, page in enumerate(pages):
            if two_sided and each and place % each == 0 and len(writer.pages) % 2:
                writer.add_blank_page(page.mediabox.width, page.mediabox.height)
            writer.add_page(page)
    return written(writer)


def part_of(content: bytes, first: int, last: int) -> bytes:
    """Return a PDF of these pages, counted from 1, as they are in the whole."""
    writer = PdfWriter()
    for page in PdfReader(BytesIO(content)).pages[first - 1 : last]:
        writer.add_page(page)
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    """Return the file of a writer, which says nothing of when and with what it was made."""
    writer.metadata = {"/Creator": "Convoy", "/Producer": "Convoy"}
    file = BytesIO()
    writer.write(file)
    return file.getvalue()
