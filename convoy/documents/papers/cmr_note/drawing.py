"""The form of a CMR note on one page: boxes from top to bottom, their values inside."""

from collections.abc import Sequence
from dataclasses import dataclass

from convoy.documents.layout.fonts import Face, width
from convoy.documents.layout.frame import NAMED, Frame
from convoy.documents.layout.page import portrait
from convoy.documents.layout.sheet import BODY, LEADING, Sheet
from convoy.documents.layout.text import fit, wrap
from convoy.documents.layout.voices import Voices, joined
from convoy.documents.papers.cmr_note import goods, values
from convoy.documents.papers.cmr_note.content import ConsignmentNote
from convoy.documents.papers.cmr_note.template import LABELS, Field, Placed, Template

_PAD = 4.0
_STEP = 10.5
_UPPER = 280.0
_LOWER = 96.0
_MADE = 26.0
_SIGNED = 70.0


@dataclass(frozen=True, slots=True)
class _Place:
    """A rectangle by its left upper corner."""

    x: float
    top: float
    wide: float
    high: float


def draw(note: ConsignmentNote, frame: Frame, template: Template) -> bytes:
    """Return the PDF: one page for each copy."""
    sheet = frame.sheet(portrait())
    sheet.y -= NAMED
    form = _Form(sheet, frame.voices, note, template)
    form.upper()
    goods.draw(sheet, frame.voices, note, template, sheet.room - _LOWER - _MADE - _SIGNED)
    form.lower()
    form.signed()
    return frame.finish(sheet)


class _Form:
    """The boxes around the goods."""

    def __init__(self, sheet: Sheet, voices: Voices, note: ConsignmentNote, template: Template) -> None:
        self._sheet = sheet
        self._voices = voices
        self._note = note
        self._template = template
        self._said = values.values(voices, note)

    def upper(self) -> None:
        """Draw from whom to whom on the left, and the title and the carrier on the right."""
        sheet = self._sheet
        top, half = sheet.y, sheet.breadth / 2
        self._column(self._template.left, _Place(sheet.left, top, half, _UPPER))
        carrier = sum(share for _, share in self._template.right)
        self._title(_Place(sheet.left + half, top, half, _UPPER - carrier))
        below = _Place(sheet.left + half, top - _UPPER + carrier, half, carrier)
        self._column(self._template.right, below)
        sheet.y = top - _UPPER

    def lower(self) -> None:
        """Draw what is agreed, below the goods."""
        sheet = self._sheet
        unit = sheet.breadth / sum(share for share, _ in self._template.lower)
        x = sheet.left
        for share, column in self._template.lower:
            self._column(column, _Place(x, sheet.y, share * unit, _LOWER))
            x += share * unit
        sheet.y -= _LOWER

    def signed(self) -> None:
        """Draw where and when the note was made out, and who signs it."""
        sheet = self._sheet
        self._box(Field.ESTABLISHED, _Place(sheet.left, sheet.y, sheet.breadth, _MADE))
        sheet.y -= _MADE
        wide = sheet.breadth / 3
        for place, field in enumerate((Field.SIGN_SENDER, Field.SIGN_CARRIER, Field.RECEIVED)):
            self._box(field, _Place(sheet.left + place * wide, sheet.y, wide, _SIGNED))
        sheet.y -= _SIGNED

    def _title(self, place: _Place) -> None:
        """The name of the form and under which terms the goods are carried: box 20 of the model of 2007."""
        sheet = self._sheet
        sheet.frame(place.x, place.top - place.high, place.wide, place.high)
        x = place.x + _PAD
        sheet.write(x, place.top - 19, "CMR", Face.BOLD, 20)
        beside = width("CMR", Face.BOLD, 20) + 8
        for row, line in enumerate(self._voices.gettext("International consignment note"), 1):
            shown = fit(line, Face.BOLD, BODY, place.wide - 2 * _PAD - beside)
            sheet.write(x + beside, place.top - row * LEADING + 0.5, shown, Face.BOLD)
        y = place.top - 24
        indent = 0.0
        number = self._template.numbers.get(Field.CLAUSE)
        if number:
            sheet.write(x, y - _STEP, str(number), Face.BOLD)
            indent = width(str(number), Face.BOLD, BODY) + 4
        face = Face.BOLD if self._note.own_account else Face.REGULAR
        room = place.wide - 2 * _PAD - indent
        terms = values.terms(self._voices, self._note)
        for said in _lines([(one, face) for one in terms], room, y - place.top + place.high):
            y -= _STEP
            sheet.write(x + indent, y, *said)

    def _column(self, column: Sequence[Placed], place: _Place) -> None:
        unit = place.high / sum(share for _, share in column)
        top = place.top
        for field, share in column:
            self._box(field, _Place(place.x, top, place.wide, share * unit))
            top -= share * unit

    def _box(self, field: Field, place: _Place) -> None:
        """A box with its number, its label and as much of its value as it holds."""
        sheet = self._sheet
        sheet.frame(place.x, place.top - place.high, place.wide, place.high)
        number = str(self._template.numbers[field])
        indent = width(number, Face.BOLD, BODY) + 4
        x, y = place.x + _PAD, place.top - 1
        sheet.write(x, y - _STEP, number, Face.BOLD)
        heading = joined(self._voices.gettext(LABELS[field]))
        for line in wrap(heading, Face.REGULAR, BODY, place.wide - 2 * _PAD - indent):
            y -= _STEP
            sheet.write(x + indent, y, line)
        said = [
            (one, Face.REGULAR if row else Face.BOLD) for row, one in enumerate(self._said.get(field, ()))
        ]
        for shown in _lines(said, place.wide - 2 * _PAD, y - 2 - place.top + place.high):
            y -= _STEP
            sheet.write(x, y, *shown)


def _lines(said: Sequence[tuple[str, Face]], room: float, high: float) -> list[tuple[str, Face]]:
    """The lines of some text that are drawn in a height; the last one ends in … where more was left out."""
    lines = [(part, face) for one, face in said for part in wrap(one, face, BODY, room)]
    most = max(0, int(high // _STEP))
    if len(lines) <= most or not most:
        return lines[:most]
    last, face = lines[most - 1]
    return [*lines[: most - 1], (fit(last + "…", face, BODY, room), face)]
