"""The goods of a CMR note: a row for each category, or one for all where the form has no room for them."""

from collections.abc import Mapping, Sequence

from convoy.documents.cargo import Danger, Line, Totals, phrases
from convoy.documents.layout import units
from convoy.documents.layout.fonts import Face
from convoy.documents.layout.sheet import BODY, LEADING, Align, Sheet
from convoy.documents.layout.text import fit, text, wrap, wrap_at_most
from convoy.documents.layout.voices import Voices, joined, label
from convoy.documents.papers.cmr_note.content import ConsignmentNote, GoodsRow, dangers, rows
from convoy.documents.papers.cmr_note.template import LABELS, Field, Template
from convoy.words import N_

_PAD = 3.0
_MOST = 3
"""Lines of a cell: the list of marks or codes of a full van fits no form."""
_BELOW = 3.0
_SHOWN = 3
"""Dangerous goods named on the form; the dangerous goods note has all of them."""
_RIGHT = frozenset({Field.NUMBER, Field.GROSS, Field.VOLUME})

Cells = Mapping[Field, tuple[str, ...]]


def draw(sheet: Sheet, voices: Voices, note: ConsignmentNote, template: Template, high: float) -> None:
    """Draw the goods in a frame `high` points high below the sheet's `y`."""
    goods = _Goods(sheet, voices, template)
    goods.draw(note, high)
    sheet.y -= high


class _Goods:
    """The part of the form in columns."""

    def __init__(self, sheet: Sheet, voices: Voices, template: Template) -> None:
        self._sheet = sheet
        self._voices = voices
        self._numbers = template.numbers
        unit = sheet.breadth / sum(share for _, share in template.goods)
        self._columns: dict[Field, tuple[float, float]] = {}
        """Left edge and width of each."""
        x = sheet.left
        for field, share in template.goods:
            self._columns[field] = (x, share * unit)
            x += share * unit

    def draw(self, note: ConsignmentNote, high: float) -> None:
        """Draw headings, rows, sums, and what the ADR wants said of the goods."""
        sheet = self._sheet
        top, bottom = sheet.y, sheet.y - high
        danger = self._dangers(note)
        foot = bottom + LEADING + 5 + len(danger) * LEADING
        sheet.frame(sheet.left, bottom, sheet.breadth, high)
        for x, _ in list(self._columns.values())[1:]:
            sheet.rule(x, foot if danger else bottom, x, top)
        y = top - self._heading(top)
        sheet.rule(sheet.left, y, sheet.right, y)
        for cells in self._fitting(note, y - foot):
            y = self._row(cells, y)
        sheet.rule(sheet.left, foot, sheet.right, foot, 1.0)
        self._sums(note.totals, foot - LEADING)
        for place, line in enumerate(danger, 2):
            sheet.write(sheet.left + _PAD, foot - place * LEADING - 2, line, Face.BOLD)

    def _heading(self, top: float) -> float:
        tallest = 0
        for field, (x, wide) in self._columns.items():
            number = str(self._numbers[field])
            self._sheet.write(x + _PAD, top - LEADING, number, Face.BOLD)
            # The number stands before the first word.
            indent = "\u00a0" * (2 * len(number) + 1)
            said = joined(self._voices.gettext(LABELS[field]))
            lines = wrap(indent + said, Face.REGULAR, BODY, wide - 2 * _PAD)
            for place, line in enumerate(lines, 1):
                self._sheet.write(x + _PAD, top - place * LEADING, line)
            tallest = max(tallest, len(lines))
        return tallest * LEADING + 4

    def _fitting(self, note: ConsignmentNote, room: float) -> list[Cells]:
        """The rows as they are drawn: by category where they have room, else all in one."""
        aid = {Field.NATURE: (label(self._voices, N_("Humanitarian aid")),)}
        each = [self._laid(cells) for cells in (aid, *(self._cells(row) for row in rows(note.lines)))]
        if sum(_height(cells) for cells in each) <= room:
            return each
        most = int((room - _BELOW) // LEADING)
        return [{field: lines[:most] for field, lines in self._laid(self._all(note.lines), most).items()}]

    def _laid(self, cells: Cells, most: int = _MOST) -> Cells:
        """Cells cut to lines."""
        found = {}
        for field, said in cells.items():
            if field in self._columns:
                room = self._columns[field][1] - 2 * _PAD
                lines = [part for one in said for part in wrap_at_most(one, Face.REGULAR, BODY, room, most)]
                found[field] = tuple(lines)
        return found

    def _row(self, cells: Cells, y: float) -> float:
        for field, lines in cells.items():
            x, wide = self._columns[field]
            for place, line in enumerate(lines, 1):
                if field in _RIGHT:
                    self._sheet.write(x + wide - _PAD, y - place * LEADING, line, align=Align.RIGHT)
                else:
                    self._sheet.write(x + _PAD, y - place * LEADING, line)
        return y - _height(cells)

    def _cells(self, row: GoodsRow) -> Cells:
        first = self._voices.first
        codes = ", ".join(text(code, 10) for code in row.codes)
        nature = [joined(phrases.category(self._voices, row.lines[0]))]
        if codes and Field.STATISTICAL not in self._columns:
            nature.append(f"HS {codes}")
        return {
            Field.MARKS: ("; ".join(text(line.marks, 80) for line in row.lines if line.marks),),
            Field.NUMBER: (first.number(row.totals.packages),),
            Field.PACKING: self._packing([row]),
            Field.NATURE: tuple(nature),
            Field.STATISTICAL: (codes,),
            Field.GROSS: (phrases.kilograms(first, row.totals) or "—",),
            Field.VOLUME: (phrases.cubic_metres(first, row.totals) or "—",),
        }

    def _all(self, lines: Sequence[Line]) -> Cells:
        """Categories by name only; their codes and marks are on the list that is attached."""
        found = rows(lines)
        see = label(self._voices, N_("see the attached list"))
        names = ", ".join(phrases.category(self._voices, row.lines[0])[0] for row in found)
        nature = (label(self._voices, N_("Humanitarian aid")), names, see)
        return {
            Field.MARKS: (see,),
            Field.PACKING: self._packing(found),
            Field.NATURE: nature,
            Field.STATISTICAL: (see,),
        }

    def _packing(self, some: Sequence[GoodsRow]) -> tuple[str, ...]:
        counts: dict[str, int] = {}
        for row in some:
            for code, count in row.packages.items():
                counts[code] = counts.get(code, 0) + count
        return tuple(
            units.packages(self._voices.first, counts[code], code) for code in sorted(counts) if code
        )

    def _sums(self, totals: Totals, y: float) -> None:
        first = self._voices.first
        self._sheet.write(self._sheet.left + _PAD, y, label(self._voices, N_("Total")), Face.BOLD)
        sums = {
            Field.NUMBER: first.number(totals.packages),
            Field.GROSS: phrases.kilograms(first, totals) or "—",
            Field.VOLUME: phrases.cubic_metres(first, totals) or "—",
        }
        for field, said in sums.items():
            x, wide = self._columns[field]
            self._sheet.write(x + wide - _PAD, y, said, Face.BOLD, BODY, Align.RIGHT)

    def _dangers(self, note: ConsignmentNote) -> list[str]:
        found = dangers(note.lines)
        room = self._sheet.breadth - 2 * _PAD
        said = [fit(_adr(one), Face.BOLD, BODY, room) for one in found[:_SHOWN]]
        if len(found) > _SHOWN:
            said.append(label(self._voices, N_("More: see the dangerous goods note")))
        return said


def _height(cells: Cells) -> float:
    return max(len(lines) for lines in cells.values()) * LEADING + _BELOW


def _adr(danger: Danger) -> str:
    facts = (danger.un_number, danger.name, danger.adr_class, danger.packing_group)
    return f"ADR: UN {', '.join(text(fact, 80) for fact in facts if fact)}"
