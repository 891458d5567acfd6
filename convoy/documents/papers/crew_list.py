"""Crew list of a van for border guards: who travels, with which documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from convoy.documents.cargo import CrewMember, Party
from convoy.documents.kind import ALWAYS, DRIVER, IN, OUT, Kind, Plan, numbered
from convoy.documents.layout import pen, snapshot, units
from convoy.documents.layout.blocks import Blank, Fact, Panel, fact_row
from convoy.documents.layout.frame import Frame
from convoy.documents.layout.issue import Issue
from convoy.documents.layout.page import landscape
from convoy.documents.layout.sheet import Align, Sheet
from convoy.documents.layout.table import Cell, Column, Table
from convoy.documents.layout.text import text, unbroken
from convoy.documents.layout.voices import Voices, joined, named
from convoy.domain.targets import Target
from convoy.words import N_, Words

_ROLES = {
    "lead_driver": N_("lead driver"),
    "driver": N_("driver"),
    "medic": N_("medic"),
    "interpreter": N_("interpreter"),
    "companion": N_("companion"),
}
_DOCUMENTS = {
    "passport": N_("passport"),
    "identity_card": N_("identity card"),
    "other_document": N_("other document"),
}
_SPARE_ROWS = 2
"""Empty rows for whoever comes along in the last minute."""


@dataclass(frozen=True, slots=True)
class CrewList:
    """Everything the crew list of one van says."""

    convoy_code: str
    convoy_name: str
    van: int
    vans: int
    shipper: Party
    crew: tuple[CrewMember, ...]
    vehicle: str = ""
    plate: str = ""
    trailer_plate: str = ""
    crossing: str = ""
    departure: datetime | None = None
    zone: str = "Europe/London"
    emergency_phone: str = ""


def to_json(crew_list: CrewList) -> str:
    """Return the canonical snapshot: store it, hash it, draw it later."""
    return snapshot.to_json(crew_list)


def from_json(said: str) -> CrewList:
    """Return the list a snapshot was made of; raises ValueError for another paper's."""
    return snapshot.from_json(said, CrewList)


def render(
    crew_list: CrewList, words: Words, second: Words | None = None, issue: Issue | None = None
) -> bytes:
    """Return the PDF in one or two languages; without an issue it is a preview marked DRAFT."""
    voices = Voices(words, second)
    frame = Frame(
        titles=voices.gettext("Crew list"),
        owner=crew_list.shipper.name,
        voices=voices,
        issue=issue,
        statement=voices.gettext("These people travel with humanitarian aid."),
    )
    sheet = frame.sheet(landscape())
    _head(sheet, voices, crew_list)
    signing = _signing(voices, crew_list)
    _people(sheet, voices, crew_list.crew, pen.signatures_height(sheet, [signing]) + 4)
    sheet.y -= 4
    pen.signatures(sheet, [signing], joined(frame.titles))
    return frame.finish(sheet)


def _head(sheet: Sheet, voices: Voices, crew_list: CrewList) -> None:
    def label(message: str) -> str:
        return joined(voices.gettext(message))

    departure = voices.say(lambda words: units.moment(words, crew_list.departure, crew_list.zone))
    said = voices.gettext("Van %(van)s of %(vans)s", van=crew_list.van, vans=crew_list.vans)
    van = joined(tuple(map(unbroken, said)))
    plates = " + ".join(text(plate, 20) for plate in (crew_list.plate, crew_list.trailer_plate) if plate)
    name = (text(crew_list.convoy_name, 80),) if crew_list.convoy_name else ()
    vehicle = (text(crew_list.vehicle, 80),) if crew_list.vehicle else ()
    fact_row(
        sheet,
        [
            Fact(label(N_("Convoy")), text(crew_list.convoy_code, 40), 1.3, extra=name),
            Fact(label(N_("Vehicle")), van, 1.3, extra=vehicle),
            Fact(label(N_("Plate")), plates, 1.2, 13),
            Fact(label(N_("Departure")), departure[0], 1.6, 10, departure[1:]),
            Fact(label(N_("Border crossing")), text(crew_list.crossing, 80), 1.6, 10),
            Fact(label(N_("Emergency phone")), text(crew_list.emergency_phone, 40), 1.2, 10),
        ],
    )
    sheet.y -= 8


def _people(sheet: Sheet, voices: Voices, crew: Sequence[CrewMember], keep: float) -> None:
    columns = [
        Column(voices.gettext("No."), 2.6, Align.RIGHT),
        Column(voices.gettext("Name as in the passport"), 16.7),
        Column(voices.gettext("Role"), 8.5),
        Column(voices.gettext("Born"), 8),
        Column(voices.gettext("Nationality"), 9.8),
        Column(voices.gettext("Travel document"), 13),
        Column(voices.gettext("Valid until"), 8),
        Column(voices.gettext("Driving licence"), 12),
        Column(voices.gettext("Valid until"), 8),
        Column(voices.gettext("Phone"), 12),
    ]
    table = Table(sheet, columns, joined(voices.gettext("(continued)")))
    table.start()
    rows = [_row(voices, number, member) for number, member in enumerate(crew, 1)]
    blank: list[Sequence[Cell]] = [
        (voices.first.number(len(crew) + extra), ("", "", "\u00a0"), *[""] * 8)
        for extra in range(1, _SPARE_ROWS + 1)
    ]
    for row in [*rows, *blank][:-1]:
        table.group([row])
    table.group([blank[-1]], keep)


def _row(voices: Voices, number: int, member: CrewMember) -> Sequence[Cell]:
    first = voices.first
    return (
        first.number(number),
        named(voices, member.name, 120),
        voices.gettext(_ROLES[member.role]) if member.role in _ROLES else text(member.role, 40),
        _day(first, member.born),
        text(member.nationality, 40),
        _document(voices, member),
        _day(first, member.document_until),
        text(member.licence, 40),
        _day(first, member.licence_until),
        text(member.phone, 40),
    )


def _day(words: Words, day: date | None) -> str:
    return words.day(day) if day is not None else ""


def _document(voices: Voices, member: CrewMember) -> Cell:
    """The number alone for a passport: nothing else opens the border without a word."""
    number = text(member.document, 40)
    if member.document_kind == "passport" or member.document_kind not in _DOCUMENTS:
        return number
    return (number, joined(voices.gettext(_DOCUMENTS[member.document_kind])))


def _signing(voices: Voices, crew_list: CrewList) -> list[Panel]:
    def blank(message: str) -> Blank:
        return Blank(joined(voices.gettext(message)))

    date_and_signature = (blank(N_("Date")),), (blank(N_("Signature")),)
    lead = next((text(member.name, 60) for member in crew_list.crew), "")
    return [
        Panel(voices.gettext("Lead driver"), lead, date_and_signature),
        Panel(voices.gettext("Border guard's stamp"), "", date_and_signature),
    ]


KIND = Kind(
    "CL",
    N_("Crew list"),
    N_("Who travels in the van, with which documents, for border guards"),
    numbered(from_json, render),
    Plan((Target.RUN,), (OUT, IN, DRIVER), ALWAYS, 60, "A4 landscape", data_class="S3", signed_pages=1),
)
