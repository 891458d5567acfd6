"""Blank box labels: codes are printed, contents are written by hand, and bound to the box when keyed in."""

from dataclasses import dataclass

from reportlab.lib.units import mm

from convoy.documents.kind import Kind, Plan, Use, unnumbered
from convoy.documents.layout import snapshot
from convoy.documents.layout.fonts import Face, width
from convoy.documents.layout.labels import STATEMENT, label_sheets
from convoy.documents.layout.qr import qr_code
from convoy.documents.layout.sheet import BODY, Sheet
from convoy.documents.layout.stock import A6_FOUR, NO_OFFSET, Offset, Spot, Stock
from convoy.documents.layout.text import fit, shrunk, text
from convoy.documents.layout.voices import Voices, joined, label
from convoy.words import N_, Words

_INSET = 8 * mm
_SMALL_INSET = 2.5 * mm
_MOST_QR = 40 * mm
_LINE = 19.0
"""From one written line to the next."""
_AMOUNT = 0.25
"""The part of a line for how many there are."""


@dataclass(frozen=True, slots=True)
class BlankLabel:
    """A code nothing has been put to yet."""

    code: str
    url: str
    """What the QR code says; in capitals it makes a smaller symbol."""
    short: str = ""
    """What the hall shouts: "Leeds 47"."""


@dataclass(frozen=True, slots=True)
class BlankLabels:
    """A sheet of labels, for the snapshot of a print run."""

    labels: tuple[BlankLabel, ...]
    from_whom: str = ""
    """Organisation and town; never a recipient."""
    start_at: int = 1
    stock: Stock = A6_FOUR
    offset: Offset = NO_OFFSET


def to_json(labels: BlankLabels) -> str:
    """Return the canonical snapshot of a print run."""
    return snapshot.to_json(labels)


def from_json(said: str) -> BlankLabels:
    """Return the print run a snapshot was made of; raises ValueError for another paper's."""
    return snapshot.from_json(said, BlankLabels)


def render(run: BlankLabels, words: Words, second: Words | None = None) -> bytes:
    """Return sheets of labels; raises ValueError for a first place that the sheet does not have."""
    voices = Voices(words, second)
    inset = _INSET if run.stock.is_cut else _SMALL_INSET

    def draw(sheet: Sheet, spot: Spot, one: BlankLabel) -> None:
        inner = Spot(spot.x + inset, spot.y - inset, spot.wide - 2 * inset, spot.high - 2 * inset)
        _Label(sheet, voices, inner).draw(one, run.from_whom)

    title = joined(voices.gettext("Blank box labels"))
    return label_sheets(run.labels, draw, run.stock, run.offset, run.start_at, title, words.language)


def _short(statement: str) -> str:
    return statement.partition(" – ")[0]


class _Label:
    """One label being drawn: the code, what every label says, and lines to write on where there is room."""

    def __init__(self, sheet: Sheet, voices: Voices, spot: Spot) -> None:
        self._sheet = sheet
        self._voices = voices
        self._spot = spot
        self._foot = spot.y - spot.high

    def draw(self, one: BlankLabel, from_whom: str) -> None:
        """Draw a label."""
        spot = self._spot
        is_tall = spot.high > spot.wide * 1.6
        side = min(_MOST_QR, spot.wide if is_tall else spot.high + 6, spot.wide * (1 if is_tall else 0.52))
        quiet = side * 0.1
        self._sheet.operators(qr_code(one.url, spot.x - quiet, spot.y - side + quiet, side))
        below = spot.y - side + 2 * quiet
        if is_tall:
            y = self._names(one, from_whom, spot.x, below, spot.wide)
            self._lines(spot.x, y, spot.wide)
            return
        x, room = spot.x + side - quiet, spot.wide - side + quiet
        if width(_short(STATEMENT[1]), Face.BOLD, BODY) > room:
            line = fit(_short(STATEMENT[1]), Face.BOLD, BODY, spot.wide)
            self._sheet.write(spot.x, self._foot, line, Face.BOLD, BODY)
            self._foot += BODY + 4
            below = max(below, self._foot)
        y = self._names(one, from_whom, x, spot.y, room)
        if below - self._foot > 3 * _LINE:
            self._lines(spot.x, min(y, below), spot.wide)
        else:
            self._lines(x, y, room)

    def _names(self, one: BlankLabel, from_whom: str, x: float, y: float, room: float) -> float:
        """Draw code, statement and sender from `y` down; return where they end."""
        code = text(one.code, 24)
        size = shrunk(code, Face.BOLD, 28, room, BODY)
        y -= size
        self._sheet.write(x, y, fit(code, Face.BOLD, size, room), Face.BOLD, size)
        has_room = self._spot.high > 55 * mm
        if one.short:
            short = text(one.short, 30)
            size = shrunk(short, Face.BOLD, 28 if has_room else 12, room, BODY)
            y -= size + 2
            self._sheet.write(x, y, fit(short, Face.BOLD, size, room), Face.BOLD, size)
        for said in STATEMENT if has_room else STATEMENT[1:2]:
            line = said if width(said, Face.BOLD, BODY) <= room else _short(said)
            if width(line, Face.BOLD, BODY) > room:
                continue
            y -= BODY + 2
            self._sheet.write(x, y, fit(line, Face.BOLD, BODY, room), Face.BOLD, BODY)
        if from_whom and has_room:
            line = f"{self._voices.first.gettext('From')}: {text(from_whom, 120)}"
            y -= BODY + 3
            self._sheet.write(x, y, fit(line, Face.REGULAR, BODY, room))
        return y - 2

    def _lines(self, x: float, y: float, room: float) -> None:
        """Rule lines from `y` down to the last one, which is for weight and expiry."""
        is_wide = room > 60 * mm
        if is_wide and y - self._foot > 3 * _LINE:
            self._column(N_("Goods"), x, y, room * (1 - _AMOUNT))
            self._column(N_("Quantity"), x + room * (1 - _AMOUNT), y, room * _AMOUNT)
            y -= BODY
        while y - _LINE > self._foot + _LINE:
            y -= _LINE
            if is_wide:
                self._sheet.rule(x, y, x + (1 - _AMOUNT) * room - 6, y)
                self._sheet.rule(x + (1 - _AMOUNT) * room, y, x + room, y)
            else:
                self._sheet.rule(x, y, x + room, y)
        expiry = self._voices.first.gettext("Best before")
        self._to_write("kg", x, room * 0.42 if is_wide else room)
        if is_wide:
            self._to_write(expiry, x + room * 0.46, room * 0.54)

    def _column(self, message: str, x: float, y: float, room: float) -> None:
        both = label(self._voices, message)
        said = both if width(both, Face.REGULAR, BODY) <= room else self._voices.first.gettext(message)
        self._sheet.write(x, y - BODY - 2, fit(said, Face.REGULAR, BODY, room))

    def _to_write(self, named: str, x: float, room: float) -> None:
        said = fit(named, Face.BOLD, BODY, room - 30)
        start = x + width(said, Face.BOLD, BODY) + 4
        self._sheet.write(x, self._foot + 2, said, Face.BOLD, BODY)
        self._sheet.rule(start, self._foot, x + room, self._foot)


KIND = Kind(
    "BL",
    N_("Blank box labels"),
    N_("Codes to stick on boxes now; what is in them is written by hand and keyed in later"),
    unnumbered(from_json, render),
    Plan(page="A6, four on A4", is_numbered=False, use=Use.BLANK),
)
