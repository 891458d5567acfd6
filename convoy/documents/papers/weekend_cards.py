"""Weekend cards, six to a sheet of A4. They say where the work is, never where a convoy goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from reportlab.lib.units import mm

from convoy.documents.kind import Kind, Plan, Use, unnumbered
from convoy.documents.layout import snapshot
from convoy.documents.layout.fonts import Face
from convoy.documents.layout.page import portrait
from convoy.documents.layout.qr import qr_code
from convoy.documents.layout.sheet import BODY, Sheet
from convoy.documents.layout.text import fit, text, wrap_at_most
from convoy.documents.layout.voices import Voices, joined
from convoy.words import N_, Words

PER_SHEET = 6
_ROWS = 3
_INSET = 7 * mm
QR_SIDE = 36 * mm
"""With its quiet zone; printers smear, phones are old."""

TASKS = {"desk_volunteer": N_("desk volunteer"), "printer": N_("volunteer who prints")}


@dataclass(frozen=True, slots=True)
class WeekendCard:
    """Everything a card says."""

    number: str
    """By which the list of cards names it, e.g. WC-7K3F-2M-Q; it opens nothing."""
    secret: str
    """What is typed, e.g. 7K3F-2M9Q-XT4C."""
    url: str
    """What the square says: the page that asks for a name, with the secret behind a #."""
    address: str
    """Where the secret is typed by hand."""
    role: str
    where: str
    """The name of a place, or the code of a convoy; never its name, which may give a route away."""
    starts_at: datetime
    ends_at: datetime
    zone: str
    most_people: int


@dataclass(frozen=True, slots=True)
class WeekendCards:
    """A sheet of cards."""

    cards: tuple[WeekendCard, ...]


def to_json(cards: WeekendCards) -> str:
    """Return the canonical snapshot of a sheet; it holds secrets, and is never stored."""
    return snapshot.to_json(cards)


def from_json(said: str) -> WeekendCards:
    """Return the sheet a snapshot was made of; raises ValueError for another paper's."""
    return snapshot.from_json(said, WeekendCards)


def render(cards: Sequence[WeekendCard], words: Words, second: Words | None = None) -> bytes:
    """Return A4 sheets of six cards with lines to cut along."""
    voices = Voices(words, second)
    title = joined(voices.gettext("Weekend card"))
    sheet = Sheet(portrait(), title=title, language=words.language, top=0, bottom=0, margin=0)
    wide, high = sheet.width / 2, sheet.height / _ROWS
    for place, card in enumerate(cards):
        column, row = place % 2, place % PER_SHEET // 2
        if place % PER_SHEET == 0 and place > 0:
            sheet.new_page()
        _Card(sheet, voices, column * wide + _INSET, sheet.height - row * high - _INSET, wide).draw(card)

    def cuts(_page: int, _pages: int, _copy: int) -> None:
        sheet.cut_line(wide, 0, wide, sheet.height)
        for row in range(1, _ROWS):
            sheet.cut_line(0, row * high, sheet.width, row * high)

    return sheet.finish(cuts)


class _Card:
    """One of the six: the square on the left, what the card is for on its right, the code below."""

    def __init__(self, sheet: Sheet, voices: Voices, left: float, top: float, wide: float) -> None:
        self._sheet, self._voices = sheet, voices
        self._left, self._top, self._y = left, top, top
        self._room = wide - 2 * _INSET

    def draw(self, card: WeekendCard) -> None:
        """Draw a card from its heading down to its number."""
        quiet = QR_SIDE * 0.1
        self._sheet.operators(qr_code(card.url, self._left - quiet, self._top - QR_SIDE + quiet, QR_SIDE))
        self._beside(card, self._left + QR_SIDE - quiet, self._room - QR_SIDE + quiet)
        self._y = min(self._y, self._top - QR_SIDE + quiet) - 6
        self._line(text(card.secret, 20), Face.BOLD, 20)
        self._y -= 4
        address = text(card.address, 120)
        for line in self._voices.gettext(
            "Point a phone at the square, or type the code at %(address)s", address=address
        ):
            for part in wrap_at_most(text(line), Face.REGULAR, BODY, self._room, 2):
                self._line(part, Face.REGULAR, BODY)
        for line in self._voices.say(lambda words: self._hours(words, card)):
            self._line(line, Face.BOLD, BODY)
        self._line(text(card.number, 20), Face.REGULAR, BODY)

    def _beside(self, card: WeekendCard, x: float, room: float) -> None:
        people = self._voices.ngettext("for %(num)s person", "for up to %(num)s people", card.most_people)
        lines = [
            (self._voices.gettext("Weekend card"), Face.BOLD, 12.0),
            (self._voices.gettext(TASKS[card.role]), Face.BOLD, 10.0),
            ((card.where,), Face.BOLD, 10.0),
            (people, Face.REGULAR, BODY),
        ]
        y = self._top
        for phrases, face, size in lines:
            for place, phrase in enumerate(phrases):
                said = Face.ITALIC if place else face
                for part in wrap_at_most(text(phrase, 120), said, size, room, 2):
                    y -= size + 1.5
                    self._sheet.write(x, y, part, said, size)
            y -= 2
        self._y = y

    @staticmethod
    def _hours(words: Words, card: WeekendCard) -> str:
        return " – ".join(words.moment(when, card.zone) for when in (card.starts_at, card.ends_at))

    def _line(self, line: str, face: Face, size: float) -> None:
        self._y -= size + 1.5
        self._sheet.write(self._left, self._y, fit(line, face, size, self._room), face, size)


def _drawn(cards: WeekendCards, words: Words, second: Words | None) -> bytes:
    return render(cards.cards, words, second)


KIND = Kind(
    "WC",
    N_("Weekend card"),
    N_("Lets a few people in for one task, for some hours"),
    unnumbered(from_json, _drawn),
    Plan(use=Use.BLANK),
)
