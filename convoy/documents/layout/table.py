"""Tables that run over many pages: repeated heading, rows never split, totals kept with what they total."""

from collections.abc import Sequence
from dataclasses import dataclass

from convoy.documents.layout.fonts import Face, width
from convoy.documents.layout.sheet import BODY, LEADING, Align, Sheet
from convoy.documents.layout.text import fit, wrap

Cell = str | tuple[str, ...]
"""One text, or the same thing in each language, the second in italics. Made of text() values."""

BAND = LEADING + 6
"""The height of a band, in points."""

_PAD_X = 3.0
_PAD_Y = 3.0
_TICK = 10.0
_PEN = 20.0
"""The height of a row that is written in by hand."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `share` is its part of the width."""

    heading: tuple[str, ...]
    share: float
    align: Align = Align.LEFT


_Drawn = list[tuple[str, Face]]


@dataclass(frozen=True, slots=True)
class _Row:
    cells: list[_Drawn]
    height: float


class Table:
    """A table being drawn at the sheet's `y`, going on over as many pages as it takes."""

    def __init__(
        self, sheet: Sheet, columns: Sequence[Column], continued: str, *, for_pen: bool = False
    ) -> None:
        """`continued` is said after a band's title where it goes on on the next page.

        `for_pen` draws lines between the columns and rows high enough to write in.
        """
        self._sheet = sheet
        self._for_pen = for_pen
        self._aligns = [column.align.value for column in columns]
        self._continued = continued
        self._band = ""
        self._due: list[str] = []
        """The heading ("") and the band that are drawn once the row below them has found its page."""
        self._drawn = 0.0
        self._asked: tuple[Sequence[Sequence[Cell]], list[_Row]] = ((), [])
        unit = sheet.breadth / sum(column.share for column in columns)
        self._lefts: list[float] = []
        self._widths: list[float] = []
        x = sheet.left
        for column in columns:
            self._lefts.append(x)
            self._widths.append(column.share * unit)
            x += column.share * unit
        self._head = self._laid([column.heading for column in columns], Face.BOLD, sheet.top - sheet.bottom)

    @property
    def _page_height(self) -> float:
        return self._sheet.top - self._sheet.bottom - self._head.height - (BAND if self._band else 0)

    def start(self, room: float = 3 * LEADING) -> None:
        """Begin with the heading, on a new page if less than `room` points would be left below it.

        It is drawn with the first row, never without one.
        """
        if self._sheet.room < self._head.height + room:
            self._sheet.new_page()
        self._due = [""]

    def band(self, title: str, room: float = 4 * LEADING) -> None:
        """Begin a part of the table with a shaded title; it is drawn with what follows."""
        self._band = ""
        if any(self._due):
            self._draw_due()
        if self._sheet.room < self._due_height + BAND + room:
            self._break()
        self._band = title
        self._due.append(title)

    def goes_on_under(self, title: str) -> None:
        """Say above the table, where it goes on on another page, what stands before it on this one."""
        self._band = title

    def group(
        self,
        rows: Sequence[Sequence[Cell]],
        keep: float = 0,
        lead: int = 2,
        sums: float = 0,
        least: float | None = None,
    ) -> None:
        """Draw rows that belong together and a line below; `keep` points must stay free after them.

        Only `least` of them where going to the next page for all would leave a third of this one empty; where
        no page has room for all, `sums` of them: what is signed may go on alone, a total may not.

        They share a page unless they take more than a third of one, or would leave as much of this one empty;
        then the first `lead` cells of the first row are repeated in brackets where the group goes on.
        """
        measured = self._measured(rows)
        height = sum(row.height for row in measured)
        room, third = self._sheet.room - self._due_height, self._page_height / 3
        kept = (keep, keep if least is None else least, sums)
        below = self._kept(height, *kept)
        if height + below[0] <= room or (height <= third and room <= third):
            self._open(self._needed(height, *below))
            for row in measured:
                self._draw(row)
        else:
            self._draw_long(rows, measured, kept, lead)
        self._sheet.rule(self._sheet.left, self._sheet.y, self._sheet.right, self._sheet.y, 0.4)

    def total(self, row: Sequence[Cell]) -> None:
        """Draw a row of totals in bold below a heavier line; the last group has kept room for it."""
        measured = self._measure(row, Face.BOLD)
        self._open(measured.height)
        self._sheet.rule(self._sheet.left, self._sheet.y, self._sheet.right, self._sheet.y, 1.0)
        self._draw(measured)

    def blank(self, rows: int, keep: float = 0) -> None:
        """Draw empty rows to write in; `keep` points must stay free after the last."""
        empty = [""] * len(self._widths)
        for place in range(rows):
            self.group([empty], keep if place == rows - 1 else 0)

    def tick(self, column: int = 0) -> None:
        """Draw a square to tick in a column of the row drawn last."""
        middle = self._lefts[column] + self._widths[column] / 2
        y = self._sheet.y + (self._drawn - _TICK) / 2
        self._sheet.frame(middle - _TICK / 2, y, _TICK, _TICK, 0.8)

    def room_for(self, rows: Sequence[Sequence[Cell]], keep: float = 0, sums: float = 0) -> float:
        """Return the points a group and what is kept with it need, a third of a page where it may split."""
        measured = self._measured(rows)
        height, third = sum(row.height for row in measured), self._page_height / 3
        if height <= third:
            return self._needed(height, keep, sums)
        first = measured[0].height
        return max(third, self._needed(first, keep, sums) if len(measured) == 1 else first)

    def height(self, row: Sequence[Cell], face: Face = Face.BOLD) -> float:
        """Return the height a row takes, in points."""
        return self._measure(row, face).height

    def _needed(self, height: float, *kept: float) -> float:
        """The points a row needs with the first of what may be kept below it that a page has room for."""
        return height + next((keep for keep in kept if height + keep <= self._page_height), 0)

    def _kept(self, height: float, keep: float, least: float, sums: float) -> tuple[float, ...]:
        """What to keep free below a last row, each where there is no room for the one before."""
        room = self._sheet.room - self._due_height
        stays = height + least <= room < height + keep and room > self._page_height / 3
        return (least, sums) if stays else (keep, least, sums)

    def _draw_long(
        self,
        rows: Sequence[Sequence[Cell]],
        measured: Sequence[_Row],
        kept: tuple[float, float, float],
        lead: int,
    ) -> None:
        again = [_bracketed(cell) for cell in rows[0][:lead]]
        for place, (row, drawn) in enumerate(zip(rows, measured, strict=True)):
            last = place == len(rows) - 1
            below = self._kept(drawn.height, *kept) if last else ()
            goes_on = self._open(self._needed(drawn.height, *below)) and place
            self._draw(self._measure([*again, *row[lead:]], Face.REGULAR) if goes_on else drawn)

    def _open(self, needed: float) -> bool:
        """Draw what is due above a row, on a new page where there is no room; return whether it is new."""
        is_full = self._sheet.room < self._due_height + needed
        if is_full:
            self._break()
        self._draw_due()
        return is_full

    @property
    def _due_height(self) -> float:
        return sum(BAND if band else self._head.height for band in self._due) if self._due else 0

    def _break(self) -> None:
        self._sheet.new_page()
        begun = [f"{self._band} {self._continued}"] if self._band and not self._due else []
        self._due = ["", *filter(None, self._due), *begun]

    def _draw_due(self) -> None:
        for band in self._due:
            if band:
                self._draw_band(band)
            else:
                self._heading()
        self._due = []

    def _heading(self) -> None:
        sheet = self._sheet
        sheet.shade(sheet.left, sheet.y - self._head.height, sheet.breadth, self._head.height, 0.86)
        self._draw(self._head)
        sheet.rule(sheet.left, sheet.y, sheet.right, sheet.y, 1.0)

    def _draw_band(self, title: str) -> None:
        sheet = self._sheet
        sheet.y -= BAND
        sheet.shade(sheet.left, sheet.y, sheet.breadth, BAND, 0.94)
        line = fit(title, Face.BOLD, BODY + 1, sheet.breadth - 2 * _PAD_X)
        sheet.write(sheet.left + _PAD_X, sheet.y + 5, line, Face.BOLD, BODY + 1)
        sheet.rule(sheet.left, sheet.y, sheet.right, sheet.y, 0.4)

    def _measured(self, rows: Sequence[Sequence[Cell]]) -> list[_Row]:
        """The rows of a group, measured once though first asked for their room and then drawn."""
        asked, measured = self._asked
        if asked is not rows:
            measured = [self._measure(row, Face.REGULAR) for row in rows]
            self._asked = rows, measured
        return measured

    def _measure(self, row: Sequence[Cell], face: Face) -> _Row:
        """Lay out a row; what no page has room for is left out."""
        return self._laid(row, face, self._page_height)

    def _laid(self, row: Sequence[Cell], face: Face, room_below: float) -> _Row:
        cells: list[_Drawn] = []
        tallest = 1
        slanted = Face.BOLD_ITALIC if face is Face.BOLD else Face.ITALIC
        for cell, wide in zip(row, self._widths, strict=True):
            room = wide - 2 * _PAD_X
            if isinstance(cell, str):
                if cell and width(cell, face, BODY) > room:
                    drawn = [(line, face) for line in wrap(cell, face, BODY, room)]
                else:
                    drawn = [(cell, face)] if cell else []
            else:
                drawn = []
                for place, phrase in enumerate(cell):
                    cut = slanted if place else face
                    drawn += [(line, cut) for line in wrap(phrase, cut, BODY, room)]
            if len(drawn) * LEADING > room_below - 2 * _PAD_Y:
                drawn = _cut(drawn, int((room_below - 2 * _PAD_Y) / LEADING), room)
            tallest = max(tallest, len(drawn))
            cells.append(drawn)
        height = tallest * LEADING + 2 * _PAD_Y
        return _Row(cells, max(height, _PEN) if self._for_pen else height)

    def _draw(self, row: _Row) -> None:
        sheet = self._sheet
        first = sheet.y - _PAD_Y - BODY + 0.5
        for place, cell in enumerate(row.cells):
            if not cell:
                continue
            align = self._aligns[place]
            x = self._lefts[place] + _PAD_X
            room = self._widths[place] - 2 * _PAD_X
            y = first
            for line, face in cell:
                shift = (room - width(line, face, BODY)) * align if align else 0
                sheet.write(x + shift, y, line, face)
                y -= LEADING
        if self._for_pen:
            for x in self._lefts[1:]:
                sheet.rule(x, sheet.y, x, sheet.y - row.height, 0.3)
        sheet.y -= row.height
        self._drawn = row.height


def _cut(lines: _Drawn, most: int, room: float) -> _Drawn:
    line, face = lines[most - 1]
    return [*lines[: most - 1], (fit(f"{line}…", face, BODY, room), face)]


def _bracketed(cell: Cell) -> Cell:
    if isinstance(cell, str):
        return f"({cell})" if cell else ""
    return tuple(f"({phrase})" for phrase in cell)
