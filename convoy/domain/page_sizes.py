"""The sizes of paper that printers hold."""

from enum import StrEnum


class PageSize(StrEnum):
    """What papers are printed on; US Letter is 6 mm wider than A4 and 18 mm lower."""

    A4 = "A4"
    LETTER = "Letter"
