"""Gift letter on letterhead: who gives what to whom, free of charge, and what it is for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from convoy.documents.cargo import Line, Party, Stop, Totals, VanLoad, amounts, parts, phrases, total
from convoy.documents.kind import ALWAYS, FILES, RECIPIENT, Kind, Plan, Use, numbered
from convoy.documents.layout import pen, sections, snapshot, units
from convoy.documents.layout.blocks import Fact, Panel, fact_row, paragraph
from convoy.documents.layout.fonts import Face
from convoy.documents.layout.frame import Frame
from convoy.documents.layout.issue import Issue
from convoy.documents.layout.page import portrait
from convoy.documents.layout.sections import Section
from convoy.documents.layout.sheet import BODY, Align, Sheet
from convoy.documents.layout.table import Cell, Column, Table
from convoy.documents.layout.text import fit, text, unbroken
from convoy.documents.layout.voices import Voices, joined, label
from convoy.domain.targets import Target
from convoy.words import N_, Words

_GAP = 6.0


@dataclass(frozen=True, slots=True)
class GiftLetter(VanLoad):
    """Everything a gift letter says: a van with the stops of one recipient."""

    place: str = ""
    """Where the letter is written."""
    written_on: date | None = None
    purpose: str = ""
    final_users: str = ""
    """A category of people, never names."""

    @property
    def recipient(self) -> Party:
        """Who is given the goods; without a name where there is nobody yet."""
        return self.stops[0].consignee if self.stops else Party(name="")


def to_json(letter: GiftLetter) -> str:
    """Return the canonical snapshot: store it, hash it, draw it later."""
    return snapshot.to_json(letter)


def from_json(said: str) -> GiftLetter:
    """Return the letter a snapshot was made of; raises ValueError for another paper's."""
    return snapshot.from_json(said, GiftLetter)


def render(
    letter: GiftLetter, words: Words, second: Words | None = None, issue: Issue | None = None
) -> bytes:
    """Return the PDF in one or two languages; without an issue it is a preview marked DRAFT."""
    voices = Voices(words, second)
    frame = Frame(
        titles=voices.gettext("Gift letter"),
        owner=letter.shipper.name,
        voices=voices,
        issue=issue,
        statement=parts.statement(voices),
    )
    sheet = frame.sheet(portrait())
    _letterhead(sheet, letter.shipper)
    _head(sheet, voices, letter)
    _table(sheet, voices, letter)
    parts.end(sheet, _below(voices, letter), [_signer(voices, letter)], frame.titles)
    return frame.finish(sheet)


def _letterhead(sheet: Sheet, donor: Party) -> None:
    """The donor's name and address across the page, as on its own paper."""
    lines = [(text(donor.name), Face.BOLD, 15.0), (text(donor.other_name), Face.BOLD, 11.0)]
    facts = (text(donor.address), unbroken(donor.phone), text(donor.registration))
    lines.append((" · ".join(filter(None, facts)), Face.REGULAR, BODY))
    sheet.y -= 2
    middle = (sheet.left + sheet.right) / 2
    for line, face, size in lines:
        if line:
            sheet.y -= size + 3
            sheet.write(middle, sheet.y, fit(line, face, size, sheet.breadth), face, size, Align.CENTRE)
    sheet.y -= _GAP
    sheet.rule(sheet.left, sheet.y, sheet.right, sheet.y, 1.2)
    sheet.y -= 2 * _GAP


def _head(sheet: Sheet, voices: Voices, letter: GiftLetter) -> None:
    written = letter.written_on
    day = unbroken(voices.first.day(written)) if written else parts.TO_WRITE
    place = text(letter.place, 80) or parts.TO_WRITE
    paragraph(sheet, f"{label(voices, N_('Place'))}: {place}      {label(voices, N_('Date'))}: {day}")
    sheet.y -= _GAP
    fact_row(
        sheet,
        [_party(voices, N_("Donor"), letter.shipper), _party(voices, N_("Recipient"), letter.recipient)],
    )
    sheet.y -= _GAP
    for line in voices.gettext(
        "We give the goods listed below to the recipient free of charge, as humanitarian aid. They are not "
        "for sale. Nothing is paid or owed for them, and they may be used for humanitarian purposes only."
    ):
        paragraph(sheet, line, size=10)
    sheet.y -= _GAP
    plates = " + ".join(unbroken(plate, 20) for plate in (letter.plate, letter.trailer_plate) if plate)
    fact_row(
        sheet,
        [
            Fact(label(voices, N_("Purpose")), text(letter.purpose), size=BODY),
            Fact(label(voices, N_("Final users")), text(letter.final_users), size=BODY),
            Fact(label(voices, N_("Place of unloading")), _unloading(letter.stops), size=BODY),
        ],
    )
    fact_row(
        sheet,
        [
            Fact(label(voices, N_("Vehicle: plate")), plates, 1.1, extra=_some(letter.vehicle), blank=True),
            Fact(label(voices, N_("Driver")), text(letter.driver)),
            Fact(label(voices, N_("Aid code (AHARS)")), text(letter.aid_code, 40), 1.3),
        ],
    )
    fact_row(sheet, parts.amounts(voices, letter.totals)[:4])
    sheet.y -= 8


def _party(voices: Voices, message: str, party: Party) -> Fact:
    return Fact(
        label(voices, message), text(party.name), extra=phrases.party_lines(voices, party), blank=True
    )


def _unloading(stops: Sequence[Stop]) -> str:
    """Where the goods come off: the towns, with the address where there is one."""
    places = (
        ", ".join(filter(None, (text(one.place, 80), text(one.consignee.address, 160)))) for one in stops
    )
    return "; ".join(dict.fromkeys(places))


def _some(value: str) -> tuple[str, ...]:
    return (text(value, 80),) if value else ()


def _table(sheet: Sheet, voices: Voices, letter: GiftLetter) -> None:
    right = Align.RIGHT
    columns = [
        Column(voices.gettext("Goods"), 154),
        Column(voices.gettext("HS code"), 52, Align.CENTRE),
        Column(voices.gettext("Packages"), 50, right),
        Column(voices.gettext("Quantity"), 56, right),
        Column(voices.gettext("Net kg"), 56, right),
        Column(voices.gettext("Gross kg"), 66, right),
        Column(voices.gettext("Value"), 66, right),
    ]
    table = Table(sheet, columns, joined(voices.gettext("(continued)")))
    first = voices.first
    keep = parts.end_height(sheet, _below(voices, letter), [_signer(voices, letter)])
    sections.draw(
        table,
        [
            Section(
                lines,
                joined(phrases.category(voices, lines[0])),
                _sum(first, joined(phrases.category(voices, lines[0])), total(one.totals for one in lines)),
            )
            for lines in _by_category(letter.lines)
        ],
        lambda line: _rows(voices, line),
        _sum(first, joined(voices.gettext("Total")), letter.totals),
        keep,
    )


def _by_category(lines: Sequence[Line]) -> list[list[Line]]:
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.category, []).append(line)
    return list(found.values())


def _rows(voices: Voices, line: Line) -> list[Sequence[Cell]]:
    first = voices.first
    rows: list[Sequence[Cell]] = []
    for goods in line.goods:
        state = joined(voices.say(lambda words, one=goods: amounts.condition(words, one)))  # type: ignore[misc]
        expiry = units.month(goods.expires)
        if expiry:
            state = " · ".join(filter(None, (state, unbroken(f"{first.gettext('Expiry')} {expiry}"))))
        quantity = voices.say(lambda words, one=goods: phrases.quantity(words, one))  # type: ignore[misc]
        rows.append(
            (
                (*phrases.item(voices, goods), *([state] if state else [])),
                text(goods.hs6, 10),
                first.number(goods.packages),
                quantity,
                amounts.net(first, goods) or "—",
                amounts.gross(first, line, goods) or "—",
                amounts.worth(first, line, goods) or "—",
            )
        )
    return rows


def _sum(words: Words, name: str, totals: Totals) -> Sequence[Cell]:
    return (
        name,
        "",
        words.number(totals.packages),
        words.number(totals.pieces),
        amounts.net_kilograms(words, totals) or "—",
        phrases.kilograms(words, totals) or "—",
        phrases.values(words, totals) or "—",
    )


def _below(voices: Voices, letter: GiftLetter) -> tuple[str, ...]:
    vehicle = parts.given(voices, letter)
    return (*([vehicle] if vehicle else []), *parts.doubts(voices))


def _signer(voices: Voices, letter: GiftLetter) -> Panel:
    return pen.signing_for(voices, (label(voices, N_("For the donor")),), letter.shipper.name, dated=True)


KIND = Kind(
    "GC",
    N_("Gift letter"),
    N_("Says who gives what to whom free of charge, on the donor's letterhead"),
    numbered(from_json, render),
    Plan(
        (Target.STOP,), (RECIPIENT, FILES), ALWAYS, 30, signed_first=True, signed_pages=1, use=Use.RECIPIENT
    ),
)
