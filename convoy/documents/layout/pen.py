"""What is filled in by hand: boxes to tick, lines to write on, and blocks of signatures at the end."""

from collections.abc import Sequence

from convoy.documents.layout.blocks import Blank, Panel, panel_height, panels, paragraph
from convoy.documents.layout.fonts import Face, width
from convoy.documents.layout.sheet import BODY, LEADING, Sheet
from convoy.documents.layout.text import text, wrap
from convoy.documents.layout.voices import Voices, label
from convoy.words import N_

_GAP = 6.0
_LINE = 19.0
"""From one written line to the next."""
_BOX = 8.0
_BESIDE = 11.0
"""From the left edge of a box to tick to its word."""


def signing(voices: Voices, *more: str) -> tuple[tuple[Blank, ...], ...]:
    """Return the rows of a panel that is signed: name, date, signature, and a row for each of `more`."""
    name, day, hand = (label(voices, message) for message in (N_("Name"), N_("Date"), N_("Signature")))
    return ((Blank(name), Blank(day)), (Blank(hand),), *((Blank(one),) for one in more))


def signing_with_stamp(voices: Voices) -> tuple[tuple[Blank, ...], ...]:
    """Return the blanks of one who signs for an organisation: also function and stamp."""
    place, stamp = label(voices, N_("Function")), label(voices, N_("Stamp"))
    person, hand = signing(voices)
    return (person, (Blank(place),), hand, (Blank(stamp),))


def signing_for(voices: Voices, title: tuple[str, ...], organisation: str, *, dated: bool = False) -> Panel:
    """Return the panel, over the whole width, of one who signs for an organisation, with its stamp.

    `dated` where the paper says already where and when it was written.
    """
    asked = [N_("Place"), N_("Date"), N_("Name"), N_("Function"), N_("Signature"), N_("Stamp")]
    blanks = [Blank(label(voices, message)) for message in asked[2 if dated else 0 :]]
    rows = tuple(tuple(blanks[place : place + 2]) for place in range(0, len(blanks), 2))
    return Panel(title, text(organisation), rows)


def signatures_height(sheet: Sheet, blocks: Sequence[Sequence[Panel]]) -> float:
    """Return the points rows of panels take, one below the other."""
    return sum(panel_height(sheet, row) + _GAP for row in blocks)


def signatures(sheet: Sheet, blocks: Sequence[Sequence[Panel]], what_for: str) -> None:
    """Draw rows of panels; where one begins a page, `what_for` above it says what is signed."""
    for row in blocks:
        if sheet.room < panel_height(sheet, row) + _GAP:
            sheet.new_page()
            paragraph(sheet, what_for, Face.BOLD, 11)
        sheet.y -= _GAP
        panels(sheet, row)


def _writing_height(sheet: Sheet, title: str, said: str, lines: int) -> float:
    parts = len(wrap(title, Face.BOLD, BODY, sheet.breadth))
    told = len(wrap(said, Face.REGULAR, BODY, sheet.breadth)) * LEADING if said else lines * _LINE
    return _GAP + parts * (BODY + 2.5) + told


def writing(sheet: Sheet, title: str, said: str = "", lines: int = 2, keep: float = 0) -> None:
    """Draw a title, and below it what is `said`, or so many lines to write on.

    `keep` points stay free after them, for signatures that must not begin a page.
    """
    if sheet.room < _writing_height(sheet, title, said, lines) + keep:
        sheet.new_page()
    sheet.y -= _GAP
    paragraph(sheet, title, Face.BOLD)
    if said:
        paragraph(sheet, said)
        return
    for _ in range(lines):
        sheet.y -= _LINE
        sheet.rule(sheet.left, sheet.y + 2, sheet.right, sheet.y + 2)


Choice = tuple[bool, str]
"""Whether it is chosen, and its word."""


def choices(sheet: Sheet, title: str, offered: Sequence[Choice], keep: float = 0) -> None:
    """Draw a title and boxes to tick below it, as many to a line as there is room for.

    `keep` points stay free after them.
    """
    rows = _choice_rows(sheet, offered)
    high = sum(_choice_height(row) for row in rows)
    if sheet.room < _GAP + BODY + 2.5 + high + keep:
        sheet.new_page()
    sheet.y -= _GAP
    paragraph(sheet, title, Face.BOLD)
    for row in rows:
        x = sheet.left
        for chosen, lines in row:
            tick_box(sheet, x, sheet.y - LEADING - 3, chosen=chosen)
            for place, line in enumerate(lines):
                sheet.write(x + _BESIDE, sheet.y - LEADING * (place + 1) - 3, line)
            x += _wide(lines[0])
        sheet.y -= _choice_height(row)


def tick_box(sheet: Sheet, x: float, y: float, *, chosen: bool = False) -> None:
    """Draw a box to tick at the left of a line of text whose baseline is `y`; a cross where it is chosen."""
    sheet.frame(x, y - 1, _BOX, _BOX, 0.7)
    if chosen:
        sheet.rule(x + 1, y, x + 7, y + 6, 1.2)
        sheet.rule(x + 1, y + 6, x + 7, y, 1.2)


_Laid = list[tuple[bool, list[str]]]
"""Choices side by side; one that is wrapped stands alone."""


def _choice_height(row: _Laid) -> float:
    return max(len(lines) for _, lines in row) * LEADING + 3


def _choice_rows(sheet: Sheet, offered: Sequence[Choice]) -> list[_Laid]:
    rows: list[_Laid] = [[]]
    x = 0.0
    for chosen, word in offered:
        lines = wrap(word, Face.REGULAR, BODY, sheet.breadth - _BESIDE)
        if x + _wide(lines[0]) > sheet.breadth and rows[-1]:
            rows.append([])
            x = 0.0
        rows[-1].append((chosen, lines))
        x += _wide(lines[0])
    return rows


def _wide(word: str) -> float:
    return _BESIDE + width(word, Face.REGULAR, BODY) + 14
