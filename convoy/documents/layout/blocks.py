"""Parts of a page that are not tables: facts in boxes, lines to write on, signatures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from convoy.documents.layout.fonts import Face, width
from convoy.documents.layout.sheet import BODY, LEADING, Sheet
from convoy.documents.layout.text import fit, wrap, wrap_at_most
from convoy.documents.layout.voices import joined

_PAD = 4.0
_MOST_LINES = 3
"""Of one value in a box: a whole address, but no novel."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled value; without a value a line is ruled for the pen. Both have gone through text()."""

    label: str
    value: str = ""
    share: float = 1.0
    size: float = 11.0
    extra: tuple[str, ...] = ()
    """Smaller lines below the value."""
    blank: bool = False
    """Rule a line for the missing value even though there is more below it."""


def facts_height(sheet: Sheet, facts: Sequence[Fact], least: float = 0) -> float:
    """Return the height facts side by side take, in points."""
    unit = sheet.breadth / sum(fact.share for fact in facts)
    laid = [_lay(fact, fact.share * unit - 2 * _PAD) for fact in facts]
    return max(least, *(sum(lead for _, _, _, lead in lines) for lines in laid)) + 2 * _PAD


def fact_row(sheet: Sheet, facts: Sequence[Fact], least: float = 0) -> None:
    """Draw facts side by side in boxes of equal height over the whole width."""
    unit = sheet.breadth / sum(fact.share for fact in facts)
    laid = [_lay(fact, fact.share * unit - 2 * _PAD) for fact in facts]
    height = facts_height(sheet, facts, least)
    if sheet.room < height:
        sheet.new_page()
    x = sheet.left
    for fact, lines in zip(facts, laid, strict=True):
        wide = fact.share * unit
        sheet.frame(x, sheet.y - height, wide, height)
        y = sheet.y - _PAD
        for line, face, size, lead in lines:
            y -= lead
            if line is None:
                sheet.rule(x + _PAD, y + 2, x + wide - _PAD, y + 2, 0.5)
            else:
                sheet.write(x + _PAD, y + 3, line, face, size)
        x += wide
    sheet.y -= height


def _lay(fact: Fact, room: float) -> list[tuple[str | None, Face, float, float]]:
    def part(line: str, face: Face, size: float, lead: float) -> list[tuple[str | None, Face, float, float]]:
        return [(one, face, size, lead) for one in wrap_at_most(line, face, size, room, _MOST_LINES)]

    lines = part(fact.label, Face.REGULAR, BODY, LEADING)
    if fact.value:
        lines += part(fact.value, Face.BOLD, fact.size, fact.size + 2.5)
    elif fact.blank or not fact.extra:
        lines.append((None, Face.BOLD, fact.size, fact.size + 5))
    for line in fact.extra:
        lines += part(line, Face.REGULAR, BODY, LEADING)
    return lines


def paragraph(sheet: Sheet, line: str, face: Face = Face.REGULAR, size: float = BODY) -> None:
    """Draw a line of text over the whole width, wrapped where it must."""
    for part in wrap(line, face, size, sheet.breadth):
        if sheet.room < size + 2.5:
            sheet.new_page()
        sheet.y -= size + 2.5
        sheet.write(sheet.left, sheet.y, part, face, size)


def paragraphs_height(sheet: Sheet, lines: Sequence[str]) -> float:
    """Return the points paragraphs of body text take, one below the other."""
    return sum(len(wrap(line, Face.REGULAR, BODY, sheet.breadth)) for line in lines) * (BODY + 2.5)


@dataclass(frozen=True, slots=True)
class Blank:
    """Something to fill in by pen: a ruled line, or boxes to tick."""

    label: str
    ticks: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    """The label of a line beside the boxes, in each language; the first alone where both leave
    no line, and below them where not even that one does."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A framed place for the pen: who fills it in, and rows of blanks side by side."""

    title: tuple[str, ...]
    """In each language, one below the other."""
    note: str
    rows: tuple[tuple[Blank, ...], ...]
    share: float = 1.0


_PEN_ROW = 17.0
"""Room to write by hand on a knee."""
_PEN_SPACE = 30.0
"""A label leaves at least this much line, enough for a number."""


_PEN_NAME = 50.0
"""Blanks that share a row leave each other at least this much line, enough for a name."""
_BETWEEN = 6.0
"""Blanks in a row, and panels."""


def panel_height(sheet: Sheet, row: Sequence[Panel]) -> float:
    """Return the height panels side by side take, in points."""
    rows = max(len(_rows(panel, wide)) for panel, wide in _wide(sheet, row))
    return _head_lines(row) * LEADING + rows * _PEN_ROW + 8


def _wide(sheet: Sheet, row: Sequence[Panel]) -> list[tuple[Panel, float]]:
    """Panels side by side, each with its width."""
    unit = (sheet.breadth - _BETWEEN * (len(row) - 1)) / sum(panel.share for panel in row)
    return [(panel, panel.share * unit) for panel in row]


def _rows(panel: Panel, wide: float) -> list[tuple[Blank, ...]]:
    """The rows of a panel; blanks that leave each other too little line stand one below the other."""
    rows: list[tuple[Blank, ...]] = []
    for blanks in panel.rows:
        least = sum(_said(blank) + _PEN_NAME + _BETWEEN for blank in blanks) - _BETWEEN
        if len(blanks) > 1 and least > wide - 2 * _PAD:
            rows += [(blank,) for blank in blanks]
        elif blanks[0].after and _said(blanks[0]) + _beside(blanks[0].after[0]) > wide - 2 * _PAD:
            rows += [(replace(blanks[0], after=()),), (Blank(joined(blanks[0].after)),)]
        else:
            rows.append(blanks)
    return rows


def _beside(label: str) -> float:
    """The points that a line beside boxes to tick takes with its label."""
    return 8 + width(label, Face.REGULAR, BODY) + _PEN_SPACE


def _said(blank: Blank) -> float:
    """The points that the words and boxes of a blank take."""
    ticks = sum(19 + width(tick, Face.REGULAR, BODY) for tick in blank.ticks)
    return width(blank.label, Face.REGULAR, BODY) + 4 + ticks


def _head_lines(row: Sequence[Panel]) -> int:
    return max(len(panel.title) + bool(panel.note) for panel in row)


def panels(sheet: Sheet, row: Sequence[Panel]) -> None:
    """Draw panels side by side; the caller has kept panel_height() points free."""
    height = panel_height(sheet, row)
    x = sheet.left
    for panel, wide in _wide(sheet, row):
        sheet.frame(x, sheet.y - height, wide, height, 0.7)
        room = wide - 2 * _PAD
        heading = [(line, Face.BOLD) for line in panel.title] + [(panel.note, Face.REGULAR)]
        for place, (line, face) in enumerate(heading):
            sheet.write(x + _PAD, sheet.y - 12 - place * LEADING, fit(line, face, BODY, room), face)
        rows = _rows(panel, wide)
        y = sheet.y - height + 6 + (len(rows) - 1) * _PEN_ROW
        for blanks in rows:
            # What the words leave of a row is shared out evenly: a long label does not shorten its line.
            left = room - sum(map(_said, blanks)) - _BETWEEN * (len(blanks) - 1)
            start = x + _PAD
            for blank in blanks:
                part = _said(blank) + left / len(blanks)
                _blank(sheet, blank, start, y, part)
                start += part + _BETWEEN
            y -= _PEN_ROW
        x += wide + _BETWEEN
    sheet.y -= height


def _blank(sheet: Sheet, blank: Blank, x: float, y: float, wide: float) -> None:
    label = fit(blank.label, Face.REGULAR, BODY, wide - _PEN_SPACE)
    sheet.write(x, y, label)
    start = x + width(label, Face.REGULAR, BODY) + 4
    for tick in blank.ticks:
        sheet.frame(start, y - 1, 8, 8, 0.7)
        sheet.write(start + 11, y, tick)
        start += 11 + width(tick, Face.REGULAR, BODY) + 8
    if blank.after:
        said = joined(blank.after)
        if start + _beside(said) > x + wide:
            said = blank.after[0]
        sheet.write(start + 4, y, said)
        start += 8 + width(said, Face.REGULAR, BODY)
    if start < x + wide:
        sheet.rule(start, y - 2, x + wide, y - 2)
