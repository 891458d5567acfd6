"""A label for small stock: what finds the box, what is in it and how heavy it is, beside or below a code."""

from collections.abc import Iterator, Sequence

from reportlab.lib.units import mm

from convoy.documents.layout import units
from convoy.documents.layout.fonts import Face, width
from convoy.documents.layout.labels import STATEMENT
from convoy.documents.layout.qr import qr_code
from convoy.documents.layout.sheet import BODY, Align, Sheet
from convoy.documents.layout.stock import Spot
from convoy.documents.layout.text import fit, shrunk, text
from convoy.documents.layout.voices import Voices
from convoy.documents.papers.box_labels.content import HEAVY, BoxLabel

_INSET = 2 * mm
_MOST_QR = 42 * mm
_NARROW = 70 * mm
_LEAD = 1.5


def draw_small(sheet: Sheet, voices: Voices, spot: Spot, label: BoxLabel) -> None:
    """Draw a label; what matters least is left out where there is no room."""
    left, room = spot.x + _INSET, spot.wide - 2 * _INSET
    top, foot = spot.y - _INSET, spot.y - spot.high + _INSET
    is_tall, is_narrow = spot.high > spot.wide, spot.wide < _NARROW
    has_room_below = is_tall or top - foot - _MOST_QR > len(STATEMENT) * (BODY + _LEAD)
    if has_room_below:
        foot = _statements(sheet, STATEMENT, Spot(left, foot, room, 0))
    elif is_narrow:
        foot = _statements(sheet, STATEMENT[1:2], Spot(left, foot, room, 0))
    side = min(_MOST_QR, room if is_tall else top - foot)
    # Only the ink keeps to the margin; the quiet zone is paper anyway.
    quiet = side * 0.1
    side += 0 if is_tall else quiet
    shift = (room - side) / 2 if is_tall else -quiet
    sheet.operators(qr_code(label.url, left + shift, top - side + quiet, side))
    if is_tall:
        top -= side - 2 * quiet
    else:
        left, room = left + side - 1.5 * quiet, room - side + 1.5 * quiet
    if not has_room_below and not is_narrow:
        foot = _statements(sheet, STATEMENT[:2], Spot(left, foot, room, 0))
    _words(sheet, voices, label, Spot(left, top, room, top - foot))


def _statements(sheet: Sheet, statements: Sequence[str], spot: Spot) -> float:
    """Draw what every label says upwards from `spot`, in halves where it is narrow; return the new foot."""
    foot = spot.y
    for statement in reversed(statements):
        fits = width(statement, Face.BOLD, BODY) <= spot.wide
        line = statement if fits else statement.partition(" – ")[0]
        size = shrunk(line, Face.BOLD, 11, spot.wide, BODY)
        sheet.write(spot.x, foot, fit(line, Face.BOLD, size, spot.wide), Face.BOLD, size)
        foot += size + _LEAD
    return foot + 3


def _words(sheet: Sheet, voices: Voices, label: BoxLabel, spot: Spot) -> None:
    """Draw the weight at the foot and the rest from the top, as far as there is room."""
    foot = _weight(sheet, voices, label, spot)
    y = spot.y
    is_large = spot.high > 45 * mm and spot.wide > 40 * mm
    details = list(_details(voices, label))
    most = BODY * 1.4 if is_large else BODY
    # One size for all of them: ragged lines are hard to read.
    detail = min((shrunk(line, face, most, spot.wide, BODY) for line, face in details), default=BODY)
    lines = [(line, Face.BOLD, size * (1.5 if is_large else 1)) for line, size in _names(voices, label)]
    for line, face, largest in [*lines, *((line, face, detail) for line, face in details)]:
        size = shrunk(line, face, largest, spot.wide, BODY)
        if y - size < foot:
            break
        y -= size
        sheet.write(spot.x, y, fit(line, face, size, spot.wide), face, size)
        y -= _LEAD


def _weight(sheet: Sheet, voices: Voices, label: BoxLabel, spot: Spot) -> float:
    """Draw the weight at the foot of `spot`; return the height above which the rest may stand."""
    foot = spot.y - spot.high
    # Never 0: a line for the pen, until the box has been on the scales.
    weight = units.kilograms(voices.first, label.grams, weighed=label.weighed) or "________ kg"
    size = shrunk(weight, Face.BOLD, 20 if spot.high > 30 * mm else 13, spot.wide, BODY)
    weight = fit(weight, Face.BOLD, size, spot.wide)
    sheet.write(spot.x, foot, weight, Face.BOLD, size)
    if label.grams is not None and label.grams > HEAVY:
        heavy = voices.first.gettext("2 persons")
        free = spot.wide - width(weight, Face.BOLD, size) - 4
        if width(heavy, Face.BOLD, BODY) <= free:
            sheet.write(spot.x + spot.wide, foot, heavy, Face.BOLD, BODY, Align.RIGHT)
        else:
            sheet.write(spot.x, foot + size, heavy, Face.BOLD, BODY)
            return foot + size + BODY + _LEAD
    return foot + size + _LEAD


def _names(voices: Voices, label: BoxLabel) -> Iterator[tuple[str, float]]:
    """Yield what the box is found and handled by, with the size it takes."""
    if label.short:
        yield text(label.short, 30), 15
    yield text(label.code, 24), 11
    marks = " ".join(_marks(voices, label))
    if marks:
        yield marks, 10


def _details(voices: Voices, label: BoxLabel) -> Iterator[tuple[str, Face]]:
    """Yield the other lines of a label, the most needed first."""
    words = voices.first
    names = voices.term(label.category_names or {"en": label.category}) if label.category else ()
    if names:
        yield " / ".join(text(name, 40) for name in names), Face.REGULAR
    for content in label.contents[:2]:
        amount = units.quantity(words, content.quantity, content.unit)
        for place, name in enumerate(voices.name(content.names)):
            said = text(name, 60)
            yield (said, Face.ITALIC) if place else (f"{amount}: {said}", Face.BOLD)
    more = len(label.contents) - 2
    if more > 0:
        yield words.ngettext("and %(num)s more item", "and %(num)s more items", more), Face.REGULAR
    if label.number and label.of:
        yield words.gettext("%(number)s of %(all)s", number=label.number, all=label.of), Face.BOLD
    parts = (label.from_organisation, label.from_city, label.from_country)
    sender = ", ".join(text(part, 60) for part in parts if part)
    if sender:
        yield f"{words.gettext('From')}: {sender}", Face.REGULAR


def _marks(voices: Voices, label: BoxLabel) -> Iterator[str]:
    for mark, applies in (
        ("CC", label.cold_chain),
        ("DG", label.dangerous_goods),
        ("CS", label.controlled),
        (voices.first.gettext("FRAGILE"), label.fragile),
    ):
        if applies:
            yield mark
    if label.expires:
        yield f"{voices.first.gettext('Best before')} {units.month(label.expires)}"
