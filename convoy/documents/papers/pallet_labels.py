"""Pallet labels, A5 or A6, two for each pallet: on a long and a short side. They name no recipient."""

from collections.abc import Iterator
from dataclasses import dataclass

from reportlab.lib.units import mm

from convoy.documents.kind import Kind, Plan, Use, unnumbered
from convoy.documents.layout import snapshot, units
from convoy.documents.layout.barcode import bar_code, sscc_content
from convoy.documents.layout.fonts import Face
from convoy.documents.layout.labels import STATEMENT, label_sheets
from convoy.documents.layout.qr import qr_code
from convoy.documents.layout.sheet import BODY, Align, Sheet
from convoy.documents.layout.stock import NO_OFFSET, STOCKS, Offset, Spot, Stock
from convoy.documents.layout.text import fit, shrunk, text, wrap_at_most
from convoy.documents.layout.voices import Voices, joined, label
from convoy.domain.targets import Target
from convoy.words import N_, Words

_QR = 42 * mm
_BARS = 32 * mm
"""The least height of the bars on a pallet, which is scanned from a fork-lift."""
_WIDEST_BARS = 120 * mm
_WIDE = 150 * mm
"""From this width on, figures stand beside the rest and larger."""
_LARGER = 1.6
_LONGEST_CODE = 24
"""Characters that bars still show wide enough on A6."""


@dataclass(frozen=True, slots=True)
class PalletLabel:
    """Everything a label says. Empty or None is not known."""

    code: str
    """E.g. PL-4F2K-7X-3."""
    url: str
    """What the QR code says; in capitals it makes a smaller symbol."""
    boxes: tuple[str, ...] = ()
    """Ranges of their short numbers, e.g. Leeds 47-56."""
    box_count: int = 0
    sscc: str = ""
    """18 digits; makes the bars a GS1-128."""
    grams: int | None = None
    """Gross, with the pallet."""
    weighed: bool = True
    """False where `grams` is a sum of parts or an estimate."""
    height_mm: int | None = None
    millilitres: int | None = None
    stackable: bool | None = None
    position: str = ""
    """In the van, e.g. row 2, left."""
    number: int | None = None
    of: int | None = None
    """n of N: printed only when both are known."""
    cold_chain: bool = False
    dangerous_goods: bool = False
    controlled: bool = False
    from_organisation: str = ""
    from_city: str = ""
    from_country: str = ""


@dataclass(frozen=True, slots=True)
class PalletLabels:
    """A sheet of labels, for the snapshot of a print run."""

    labels: tuple[PalletLabel, ...]
    start_at: int = 1
    stock: Stock = STOCKS["a5"]
    offset: Offset = NO_OFFSET


def to_json(labels: PalletLabels) -> str:
    """Return the canonical snapshot of a print run."""
    return snapshot.to_json(labels)


def from_json(said: str) -> PalletLabels:
    """Return the print run a snapshot was made of; raises ValueError for another paper's."""
    return snapshot.from_json(said, PalletLabels)


def render(run: PalletLabels, words: Words, second: Words | None = None) -> bytes:
    """Return sheets of labels; raises ValueError for a first place that the sheet does not have."""
    voices = Voices(words, second)

    def draw(sheet: Sheet, spot: Spot, one: PalletLabel) -> None:
        _Label(sheet, voices, spot, run.stock.inset).draw(one)

    title = joined(voices.gettext("Pallet labels"))
    return label_sheets(run.labels, draw, run.stock, run.offset, run.start_at, title, words.language)


class _Label:
    """One label being drawn, filled from the top; bars and sender stand at its foot."""

    def __init__(self, sheet: Sheet, voices: Voices, spot: Spot, inset: float) -> None:
        self._sheet = sheet
        self._voices = voices
        self._left = spot.x + inset
        self._room = spot.wide - 2 * inset
        self._y = spot.y - inset
        self._foot = spot.y - spot.high + inset
        self._is_wide = spot.wide > _WIDE

    def draw(self, one: PalletLabel) -> None:
        """Draw a label from its statement down to its sender."""
        for line, size in zip(STATEMENT, (13, 10.5, 10.5), strict=True):
            self._line(line, size)
        self._y -= 5
        self._sheet.rule(self._left, self._y, self._left + self._room, self._y, 1)
        right = self._y - 4
        whole = self._room
        if self._is_wide:
            self._room = whole * 0.55 - 12
            self._figures(one, self._left + whole * 0.55, right, whole * 0.45, _LARGER)
        self._line(text(one.code, 24), 40, gap=0)
        self._beside_code(one)
        bars = self._bars(one)
        self._boxes(one, bars + 8)

    def _line(self, line: str, most: float, gap: float = 1.5) -> None:
        size = shrunk(line, Face.BOLD, most, self._room, BODY)
        self._y -= size + gap
        self._sheet.write(self._left, self._y, fit(line, Face.BOLD, size, self._room), Face.BOLD, size)

    def _beside_code(self, one: PalletLabel) -> None:
        """The QR code, and on a narrow label beside it what a fork-lift driver needs."""
        top = self._y - 9
        # Only the ink keeps to the margin; the quiet zone is paper anyway.
        quiet = _QR * 0.1
        self._sheet.operators(qr_code(one.url, self._left - quiet, top - _QR + quiet, _QR))
        y = top
        if not self._is_wide:
            y = self._figures(one, self._left + _QR - quiet, top, self._room - _QR + quiet, 1)
        self._y = min(top - _QR + 2 * quiet, y - 4)

    def _figures(self, one: PalletLabel, x: float, y: float, room: float, scale: float) -> float:
        """Draw the figures from `y` down; return where they end."""
        for line, most in self._said(one):
            size = shrunk(line, Face.BOLD, most * scale, room, BODY)
            y -= size + 2
            self._sheet.write(x, y, fit(line, Face.BOLD, size, room), Face.BOLD, size)
            y -= 4 if "_" in line else 0
        return y

    def _said(self, one: PalletLabel) -> Iterator[tuple[str, float]]:
        """Yield the figures with the largest size they take on a narrow label."""
        words = self._voices.first
        weight = units.kilograms(words, one.grams, weighed=one.weighed)
        # Never 0: a line for the pen, until the pallet has been on the scales.
        yield weight or "__________ kg", 26
        counted = joined(self._voices.ngettext("%(num)s box", "%(num)s boxes", one.box_count))
        yield counted, 13
        if one.number and one.of:
            yield words.gettext("%(number)s of %(all)s", number=one.number, all=one.of), 13
        yield self._stacking(one), 13
        parts = []
        if one.height_mm is not None:
            metres = words.gettext("%(length)s m", length=words.fixed(one.height_mm, 3))
            parts.append(f"{label(self._voices, N_('Height'))}: {metres}")
        if one.millilitres is not None:
            # Rounded up: a hold that is said to suffice must suffice.
            volume = words.fixed(-(-one.millilitres // 1000), 3)
            parts.append(words.gettext("%(volume)s m³", volume=volume))
        if parts:
            yield " · ".join(parts), 11
        marks = {"CC": one.cold_chain, "DG": one.dangerous_goods, "CS": one.controlled}
        flags = " ".join(mark for mark, applies in marks.items() if applies)
        # In one language: both would leave no room for the place itself on a narrow label.
        where = words.gettext("In the van")
        place = f"{where}: {text(one.position, 30)}" if one.position else ""
        if flags or place:
            yield " · ".join(filter(None, (flags, place))), 11

    def _stacking(self, one: PalletLabel) -> str:
        if one.stackable is None:
            return label(self._voices, N_("Stackable")) + "? ______"
        return label(self._voices, N_("STACKABLE") if one.stackable else N_("DO NOT STACK"))

    def _boxes(self, one: PalletLabel, foot: float) -> None:
        """The boxes, as many as there is room for, and the seal below them."""
        seal = label(self._voices, N_("Open only in the presence of the recipient"))
        lines = wrap_at_most(seal, Face.BOLD, BODY, self._room, 2)
        y = foot + (len(lines) - 1) * (BODY + 2)
        for line in lines:
            self._sheet.write(self._left, y, line, Face.BOLD, BODY)
            y -= BODY + 2
        foot += len(lines) * (BODY + 2) + 3
        most = int((self._y - 2 - foot) // (BODY + 2))
        if not one.boxes or most < 1:
            return
        said = ", ".join(text(name, 40) for name in one.boxes[:60])
        if len(one.boxes) > 60:  # noqa: PLR2004
            said += " …"
        for line in wrap_at_most(said, Face.REGULAR, BODY, self._room, most):
            self._y -= BODY + 2
            self._sheet.write(self._left, self._y, line)

    def _bars(self, one: PalletLabel) -> float:
        """Draw the sender and the bars above it; return the height up to which they reach."""
        foot = self._foot
        parts = (one.from_organisation, one.from_city, one.from_country)
        sender = ", ".join(text(part, 60) for part in parts if part)
        if sender:
            line = f"{self._voices.first.gettext('From')}: {sender}"
            self._sheet.write(self._left, foot, fit(line, Face.REGULAR, BODY, self._room))
            foot += BODY + 4
        content, shown = _barred(one)
        if not content:
            return foot
        wide = min(self._room, _WIDEST_BARS)
        self._sheet.write(self._left + wide / 2, foot, shown, Face.REGULAR, 10, Align.CENTRE)
        self._sheet.operators(bar_code(content, self._left, foot + 11, wide, _BARS))
        return foot + 11 + _BARS


def _barred(one: PalletLabel) -> tuple[str, str]:
    """Return what the bars hold and what is printed below them; nothing for what bars cannot show."""
    if len(one.sscc) == 18 and one.sscc.isascii() and one.sscc.isdigit():  # noqa: PLR2004
        return sscc_content(one.sscc), f"(00) {one.sscc}"
    if one.code.isascii() and one.code.isprintable() and len(one.code) <= _LONGEST_CODE:
        return one.code, one.code
    return "", ""


KIND = Kind(
    "PLT",
    N_("Pallet labels"),
    N_("Says on each pallet how heavy and how high it is, and finds it again by its code"),
    unnumbered(from_json, render),
    Plan((Target.PALLET,), page="A5, two on A4", is_numbered=False, use=Use.BLANK),
)
