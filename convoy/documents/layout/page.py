"""The page a paper is drawn on: papers say upright or lying, whoever has them drawn says A4 or Letter."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from reportlab.lib.pagesizes import A4, LETTER

from convoy.domain.page_sizes import PageSize

_SIZES: dict[PageSize, tuple[float, float]] = {PageSize.A4: A4, PageSize.LETTER: LETTER}
# Not an argument: it would run through every paper, and none has anything to do with it.
_printed_on = ContextVar("printed_on", default=PageSize.A4)


@contextmanager
def printed_on(page: PageSize) -> Iterator[None]:
    """Draw papers on this size of page; without it, on A4."""
    before = _printed_on.set(page)
    try:
        yield
    finally:
        _printed_on.reset(before)


def portrait() -> tuple[float, float]:
    """Return width and height in points of the page in the printer, upright."""
    return _SIZES[_printed_on.get()]


def landscape() -> tuple[float, float]:
    """Return width and height in points of the page in the printer, lying."""
    wide, high = portrait()
    return high, wide


def half() -> tuple[float, float]:
    """Return width and height in points of half an upright page, cut across."""
    wide, high = portrait()
    return wide, high / 2
