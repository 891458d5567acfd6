"""Sheets of labels: each in its place on the stock, from the first free one on; and the calibration sheet."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from reportlab.lib.units import mm

from convoy.documents.layout.fonts import Face, width
from convoy.documents.layout.sheet import BODY, Sheet
from convoy.documents.layout.stock import NO_OFFSET, Offset, Spot, Stock
from convoy.documents.layout.text import text, wrap
from convoy.documents.layout.voices import Voices, joined
from convoy.words import Words

STATEMENT = (
    "HUMANITARIAN AID – NOT FOR SALE",
    "ГУМАНІТАРНА ДОПОМОГА – НЕ ДЛЯ ПРОДАЖУ",
    "POMOC HUMANITARNA – NIE NA SPRZEDAŻ",
)
"""In the languages of the road, whatever the language of the hall."""

T = TypeVar("T")
Draw = Callable[[Sheet, Spot, T], None]


def label_sheets(
    labels: Sequence[T],
    draw: Draw[T],
    stock: Stock,
    offset: Offset,
    start_at: int,
    title: str,
    language: str,
) -> bytes:
    """Return the PDF of labels on a stock; raises ValueError for a first place it does not have."""
    if not 1 <= start_at <= stock.per_sheet:
        message = f"start_at is 1 to {stock.per_sheet}, not {start_at}"
        raise ValueError(message)
    sheet = Sheet(stock.page, title=title, language=language, top=0, bottom=0, margin=0)
    for place, label in enumerate(labels, start_at - 1):
        if place % stock.per_sheet == 0 and place >= stock.per_sheet:
            sheet.new_page()
        draw(sheet, stock.spot(place, offset), label)
    return sheet.finish(lambda _page, _pages, _copy: stock.cut_lines(sheet))


_REACH = 4
"""Millimetres of the scale, each way."""


def calibration(
    stock: Stock,
    words: Words,
    second: Words | None = None,
    offset: Offset = NO_OFFSET,
) -> bytes:
    """Return a sheet to print on plain paper and hold against the stock: frames, and a scale in millimetres.

    With an offset it shows whether that offset is right.
    """
    voices = Voices(words, second)
    title = joined(voices.gettext("Calibration sheet"))
    sheet = Sheet(stock.page, title=title, language=words.language, top=0, bottom=0, margin=0)
    for place in range(stock.per_sheet):
        spot = stock.spot(place, offset)
        sheet.frame(spot.x, spot.y - spot.high, spot.wide, spot.high, 0.3)
    first = stock.spot(0, offset)
    _scale(sheet, first)
    name = words.gettext(stock.name) if stock.name else ""
    said = [text(name, 80)]
    said += voices.gettext(
        "Print at 100 %, never fitted to the page. Hold the sheet against a label sheet in the light. Every "
        "short line is one millimetre: count how far the frame must move right (+) or left (−) and down (+) "
        "or up (−), and enter that as the offset."
    )
    y = first.y - 4 * mm
    for line in said:
        for part in wrap(line, Face.REGULAR, BODY, first.wide - 12 * mm):
            y -= BODY + 2
            if y < first.y - first.high + 2:
                return sheet.finish(lambda *_: None)
            sheet.write(first.x + 10 * mm, y, part)
    return sheet.finish(lambda *_: None)


def _scale(sheet: Sheet, spot: Spot) -> None:
    """A ruler through the upper left corner of the first label, both ways."""
    for step in range(-_REACH, _REACH + 1):
        long = 3 * mm if step % _REACH == 0 else 1.5 * mm
        x, y = spot.x + step * mm, spot.y - step * mm
        sheet.rule(x, spot.y - 4 * mm, x, spot.y - 4 * mm - long, 0.3)
        sheet.rule(spot.x + 4 * mm, y, spot.x + 4 * mm + long, y, 0.3)
    for number in ("0", f"+{_REACH}"):
        place = spot.x + int(number) * mm
        sheet.write(place - width(number, Face.REGULAR, BODY) / 2, spot.y - 4 * mm - 3 * mm - BODY, number)
