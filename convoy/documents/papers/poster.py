"""Poster of a collection point or an appeal: what is taken, when and where, and the square of its page."""

from dataclasses import dataclass
from datetime import date

from reportlab.lib.units import mm

from convoy.documents.kind import Kind, Plan, Use, unnumbered
from convoy.documents.layout import snapshot
from convoy.documents.layout.fonts import Face
from convoy.documents.layout.page import portrait
from convoy.documents.layout.qr import qr_code
from convoy.documents.layout.sheet import Sheet
from convoy.documents.layout.text import shrunk, text, wrap, wrap_at_most
from convoy.documents.layout.voices import Voices, joined
from convoy.words import N_, Words

_QR = 62 * mm
_TITLE, _SAID, _SMALL, _LEAST = 42.0, 20.0, 14.0, 11.0
_SIZES = tuple(float(size) for size in range(32, 10, -1))
_LEAD = 1.15
_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Poster:
    """Everything a poster says; whether a place is open now stands on the page only."""

    owner: str
    place: str
    """What stands largest: the name of the place, or the title of the appeal."""
    url: str
    """Of the public page."""
    address: str = ""
    opening_hours: str = ""
    accepts: str = ""
    do_not_bring: str = ""
    words: str = ""
    """What an appeal is for, in its own sentences."""
    needed: str = ""
    first_on: date | None = None
    last_on: date | None = None


def to_json(poster: Poster) -> str:
    """Return the canonical snapshot: store it, hash it, draw it later."""
    return snapshot.to_json(poster)


def from_json(said: str) -> Poster:
    """Return the poster a snapshot was made of; raises ValueError for another paper's."""
    return snapshot.from_json(said, Poster)


def render(poster: Poster, words: Words, second: Words | None = None) -> bytes:
    """Return one sheet of A4 in one or two languages, black on white, as large as what it says allows."""
    voices = Voices(words, second)
    titles = [text(title) for title in voices.gettext("Aid for people in Ukraine")]
    sheet = Sheet(portrait(), title=joined((*titles,)), language=words.language, top=0, bottom=_QR)
    for title in titles:
        _line(sheet, title, Face.BOLD, shrunk(title, Face.BOLD, _TITLE, sheet.breadth, _LEAST))
    sheet.y -= _TITLE * 0.3
    sheet.rule(sheet.left, sheet.y, sheet.right, sheet.y, 3)
    sheet.y -= 4
    size = next(
        (size for size in _SIZES if _height(_lines(sheet, voices, poster, size)) <= sheet.room), _LEAST
    )
    for line, face, high, gap in _lines(sheet, voices, poster, size):
        if sheet.room < high * _LEAD + gap:
            break
        sheet.y -= gap
        _line(sheet, line, face, high)
    return sheet.finish(lambda *_: _foot(sheet, voices, poster))


def _lines(sheet: Sheet, voices: Voices, poster: Poster, size: float) -> list[tuple[str, Face, float, float]]:
    """Return each line, its face, its size and the space above it; `size` is that of what is said."""
    found = _typed(sheet, poster.place, size * 1.25, 2) + [
        (line, Face.REGULAR, high, gap) for line, _, high, gap in _typed(sheet, poster.owner, size * 0.7, 2)
    ]
    found += [(line, Face.REGULAR, high, gap) for line, _, high, gap in _typed(sheet, poster.words, size, 3)]
    for message, said in (
        (N_("From when to when"), _days(voices, poster)),
        (N_("What is needed"), poster.needed),
        (N_("Where"), poster.address),
        (N_("When"), poster.opening_hours),
        (N_("What we take"), poster.accepts),
        (N_("Do not bring"), poster.do_not_bring),
    ):
        if said:
            found.append((text(joined(voices.gettext(message))), Face.REGULAR, size * 0.75, size * 0.6))
            found += _typed(sheet, said, size, 3)
    return found


def _days(voices: Voices, poster: Poster) -> str:
    first, last = poster.first_on, poster.last_on
    if first is None or last is None:
        return ""
    return "\n".join(voices.say(lambda words: f"{words.day(first)} – {words.day(last)}"))


def _typed(sheet: Sheet, said: str, size: float, gap: float) -> list[tuple[str, Face, float, float]]:
    """Return what people typed, each of their lines on lines of its own."""
    lines = [text(line, _LONGEST) for line in said.splitlines() if line.strip()]
    parts = [part for line in lines for part in wrap(line, Face.BOLD, size, sheet.breadth)]
    return [(part, Face.BOLD, size, 0 if place else gap) for place, part in enumerate(parts)]


def _height(lines: list[tuple[str, Face, float, float]]) -> float:
    return sum(high * _LEAD + gap for _, _, high, gap in lines)


def _line(sheet: Sheet, line: str, face: Face, size: float) -> None:
    sheet.y -= size * _LEAD
    sheet.write(sheet.left, sheet.y, line, face, size)


def _foot(sheet: Sheet, voices: Voices, poster: Poster) -> None:
    quiet = _QR * 0.1
    sheet.operators(qr_code(poster.url, sheet.left - quiet, sheet.margin - quiet, _QR))
    x, y = sheet.left + _QR - quiet + 6 * mm, sheet.margin + _QR - 2 * quiet - _SAID
    room = sheet.right - x
    for line in voices.gettext("Look before you come: whether we take goods now"):
        for part in wrap_at_most(text(line), Face.BOLD, _SAID, room, 3):
            sheet.write(x, y, part, Face.BOLD, _SAID)
            y -= _SAID * 1.15
        y -= 4
    shown = text(poster.url.partition("://")[2], 120)
    for part in wrap_at_most(shown, Face.REGULAR, _SMALL, room, 2):
        sheet.write(x, y, part, Face.REGULAR, _SMALL)
        y -= _SMALL * 1.15


KIND = Kind(
    "PO",
    N_("Poster"),
    N_("Says at the door what a collection point takes, when and where, with the square of its page"),
    unnumbered(from_json, render),
    Plan(is_numbered=False, data_class="S0", use=Use.BLANK),
)
