"""A label with room for everything: A6 and A5 on plain paper, 100 × 150 mm from a label printer."""

from dataclasses import dataclass

from reportlab.lib.units import mm

from convoy.documents.layout import units
from convoy.documents.layout.fonts import Face, width
from convoy.documents.layout.icons import icon
from convoy.documents.layout.labels import STATEMENT
from convoy.documents.layout.qr import qr_code
from convoy.documents.layout.sheet import BODY, Align, Sheet
from convoy.documents.layout.stock import Spot
from convoy.documents.layout.text import fit, shrunk, text, wrap
from convoy.documents.layout.voices import Voices, joined
from convoy.documents.papers.box_labels.content import HEAVY, BoxLabel

_WIDE = 150 * mm
"""From this width on, contents stand beside the code, not below it."""
_SHOWN = 3
_QUIET = 0.1
"""Of the side of a QR code: no more than its quiet zone."""
_SIDE = 96.0
"""Points to the right of the weight."""


@dataclass(frozen=True, slots=True)
class _Sizes:
    """Of letters, in points; `qr` with its quiet zone: the symbol itself stays above 25 mm."""

    statement: tuple[float, ...]
    code: float
    qr: float
    item: float
    other: float
    weight: float
    estimate: float


_NARROW_SIZES = _Sizes((13, 10.5, 10.5), 34, 44 * mm, 12, 10, 34, 26)
_WIDE_SIZES = _Sizes((18, 15, 15), 52, 58 * mm, 16, 13, 44, 34)


class LargeLabel:
    """One label being drawn, filled from the top; weight and sender stand at its foot."""

    def __init__(self, sheet: Sheet, voices: Voices, spot: Spot, inset: float) -> None:
        self._sheet = sheet
        self._voices = voices
        self._left = spot.x + inset
        self._room = spot.wide - 2 * inset
        self._y = spot.y - inset
        self._foot = self._y - spot.high + 2 * inset
        self._is_wide = spot.wide > _WIDE
        self._sizes = _WIDE_SIZES if self._is_wide else _NARROW_SIZES

    def draw(self, label: BoxLabel) -> None:
        """Draw a label."""
        # What is alike on all labels of a run comes first: it is then said once (Sheet.finish).
        self._sender(label)
        for line, size in zip(STATEMENT, self._sizes.statement, strict=True):
            self._y -= self._line(line, size, self._y) + 1.5
        self._rule(self._y - 5)
        top = self._y - 15 - self._sizes.code
        below = top - 2 - self._sizes.qr * (1 - 2 * _QUIET)
        if not self._is_wide:
            self._rule(below)
        self._line(text(label.code, 24), self._sizes.code, self._y - 7)
        if self._is_wide:
            half = self._room / 2
            self._middle(label, top, half - 12)
            self._contents(label, self._left + half, top, half)
        else:
            self._middle(label, top, self._room)
            self._contents(label, self._left, below - 2, self._room)
        self._weight(label)
        self._marks(label)

    def _line(self, line: str, size: float, top: float) -> float:
        """Draw a line over the whole width below `top`; return the size it took."""
        size = shrunk(line, Face.BOLD, size, self._room, BODY)
        self._sheet.write(self._left, top - size, fit(line, Face.BOLD, size, self._room), Face.BOLD, size)
        return size

    def _rule(self, y: float) -> None:
        self._sheet.rule(self._left, y, self._left + self._room, y, 1)

    def _middle(self, label: BoxLabel, top: float, wide: float) -> None:
        """The QR code, and beside it what people call the box and what is in it."""
        # Only the ink keeps to the margin; the quiet zone is paper anyway.
        side = self._sizes.qr
        quiet = side * _QUIET
        self._sheet.operators(qr_code(label.url, self._left - quiet, top - side + quiet, side))
        x = self._left + side - quiet
        room = wide - side + quiet
        y = top - 24
        if label.short:
            short = text(label.short, 30)
            size = shrunk(short, Face.BOLD, 28, room, BODY)
            self._sheet.write(x, y, fit(short, Face.BOLD, size, room), Face.BOLD, size)
        if label.number and label.of:
            counted = self._voices.first.gettext("%(number)s of %(all)s", number=label.number, all=label.of)
            size = shrunk(counted, Face.BOLD, 16, room, BODY)
            self._sheet.write(x, y - 22, fit(counted, Face.BOLD, size, room), Face.BOLD, size)
        if label.category:
            self._category(label, x, y - 72, room)

    def _category(self, label: BoxLabel, x: float, y: float, room: float) -> None:
        self._sheet.operators(icon(label.category, x, y, 28))
        names = self._voices.term(label.category_names or {"en": label.category})
        lines = [(text(name, 60), Face.ITALIC if place else Face.BOLD) for place, name in enumerate(names)]
        wrapped = [(part, face) for line, face in lines for part in wrap(line, face, 11, room - 34)][:4]
        y += 8 + 6 * len(wrapped)
        for place, (part, face) in enumerate(wrapped):
            self._sheet.write(x + 34, y - place * 12.5, part, face, 11)

    def _contents(self, label: BoxLabel, x: float, y: float, wide: float) -> None:
        item, small = self._sizes.item, self._sizes.other
        for content in label.contents[:_SHOWN]:
            first, *others = (text(name, 90) for name in self._voices.name(content.names))
            amount = units.quantity(self._voices.first, content.quantity, content.unit)
            room = wide - width(amount, Face.BOLD, item) - 8
            y -= item + 2
            self._sheet.write(x, y, fit(first, Face.BOLD, item, room), Face.BOLD, item)
            self._sheet.write(x + wide, y, amount, Face.BOLD, item, Align.RIGHT)
            for other in others:
                y -= small + 2
                self._sheet.write(x, y, fit(other, Face.ITALIC, small, wide), Face.ITALIC, small)
        more = len(label.contents) - _SHOWN
        if more > 0:
            line = joined(self._voices.ngettext("and %(num)s more item", "and %(num)s more items", more))
            self._sheet.write(x, y - small - 2, fit(line, Face.REGULAR, small, wide), size=small)

    def _weight(self, label: BoxLabel) -> None:
        y = self._foot + 44
        if label.grams is None:
            # Never 0: a line for the pen, until the box has been on the scales.
            self._sheet.write(self._left, y, "____________ kg", Face.BOLD, 20)
        else:
            weight = units.kilograms(self._voices.first, label.grams, weighed=label.weighed)
            most = self._sizes.weight if label.weighed else self._sizes.estimate
            room = self._room - (_SIDE if label.grams > HEAVY else 0)
            size = shrunk(weight, Face.BOLD, most, room, BODY)
            self._sheet.write(self._left, y, fit(weight, Face.BOLD, size, room), Face.BOLD, size)
        if label.grams is not None and label.grams > HEAVY:
            right = self._left + self._room
            self._sheet.operators(icon("two persons", right - 30, y + 8, 28))
            persons = self._voices.gettext("2 persons")
            said = joined(persons) if width(joined(persons), Face.BOLD, 10) < _SIDE else persons[0]
            self._sheet.write(right, y - 4, fit(said, Face.BOLD, 10, _SIDE), Face.BOLD, 10, Align.RIGHT)

    def _marks(self, label: BoxLabel) -> None:
        marks = {"CC": label.cold_chain, "DG": label.dangerous_goods, "CS": label.controlled}
        shown = [mark for mark, applies in marks.items() if applies]
        if label.fragile:
            shown.append(self._voices.gettext("FRAGILE")[0])
        x, y = self._left, self._foot + 20
        for mark in shown:
            wide = width(mark, Face.BOLD, 12) + 10
            self._sheet.frame(x, y - 4, wide, 17, 1.5)
            self._sheet.write(x + 5, y, mark, Face.BOLD, 12)
            x += wide + 4
        if label.expires:
            before = self._voices.gettext("Best before")[0]
            best = f"{before} {units.month(label.expires)}"
            room = self._left + self._room - x
            self._sheet.write(
                self._left + self._room, y, fit(best, Face.BOLD, 11, room), Face.BOLD, 11, Align.RIGHT
            )

    def _sender(self, label: BoxLabel) -> None:
        parts = (label.from_organisation, label.from_city, label.from_country)
        sender = ", ".join(text(part, 60) for part in parts if part)
        if sender:
            line = self._voices.gettext("From")[0] + ": " + sender
            size = 10 if width(line, Face.REGULAR, 10) <= self._room else 9
            self._sheet.write(self._left, self._foot, fit(line, Face.REGULAR, size, self._room), size=size)
