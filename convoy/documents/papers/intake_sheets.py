"""Blank intake sheets: numbered, written on where there is no screen, keyed in later under that number."""

from dataclasses import dataclass

from reportlab.lib.units import mm

from convoy.documents.kind import Kind, Plan, Use, unnumbered
from convoy.documents.layout import pen, snapshot
from convoy.documents.layout.blocks import Blank, Fact, Panel, fact_row
from convoy.documents.layout.fonts import Face
from convoy.documents.layout.page import portrait
from convoy.documents.layout.qr import qr_code
from convoy.documents.layout.sheet import BODY, Align, Sheet
from convoy.documents.layout.table import Column, Table
from convoy.documents.layout.text import fit, shrunk, text
from convoy.documents.layout.voices import Voices, joined, label
from convoy.words import N_, Words

_QR = 26 * mm
_HEAD = 74.0
_FOOT = 26.0
_DECLARED = (
    N_("The goods are the donor's to give"),
    N_("A free gift, nothing is asked for it"),
    N_("No weapons, drugs or other controlled goods"),
    N_("Medicines are unopened"),
    N_("Photos of the gift may be published"),
)


@dataclass(frozen=True, slots=True)
class BlankSheet:
    """One sheet."""

    number: str
    """Under which it is keyed in, once."""
    url: str
    """Of the place, with this number; in capitals it makes a smaller QR code."""


@dataclass(frozen=True, slots=True)
class IntakeSheets:
    """Everything the sheets say."""

    owner: str
    place: str
    sheets: tuple[BlankSheet, ...]
    address: str = ""


def to_json(sheets: IntakeSheets) -> str:
    """Return the canonical snapshot of a print run."""
    return snapshot.to_json(sheets)


def from_json(said: str) -> IntakeSheets:
    """Return the print run a snapshot was made of; raises ValueError for another paper's."""
    return snapshot.from_json(said, IntakeSheets)


def render(run: IntakeSheets, words: Words, second: Words | None = None) -> bytes:
    """Return the PDF: a page for each sheet, in one or two languages."""
    voices = Voices(words, second)
    titles = voices.gettext("Intake sheet")
    sheet = Sheet(portrait(), title=joined(titles), language=words.language, top=_HEAD, bottom=_FOOT)
    for place, one in enumerate(run.sheets):
        if place:
            sheet.new_page()
        _head(sheet, run, one, titles)
        _donor(sheet, voices)
        _goods(sheet, voices)
        _end(sheet, voices)
    return sheet.finish(lambda *_: _foot(sheet, voices))


def _head(sheet: Sheet, run: IntakeSheets, one: BlankSheet, titles: tuple[str, ...]) -> None:
    top = sheet.height - sheet.margin
    # Only the ink keeps to the margin; the quiet zone is paper anyway.
    quiet = _QR * 0.1
    sheet.operators(qr_code(one.url, sheet.right - _QR + quiet, top - _QR + quiet, _QR))
    room = sheet.breadth - _QR - 6
    number = text(one.number, 40)
    big = shrunk(number, Face.BOLD, 20, room * 0.5, BODY)
    sheet.write(
        sheet.left + room, top - 16, fit(number, Face.BOLD, big, room * 0.5), Face.BOLD, big, Align.RIGHT
    )
    y = top - 2
    for place, title in enumerate(titles):
        size = shrunk(title, Face.BOLD, 12 if place else 16, room * 0.48, BODY)
        y -= size + 1
        sheet.write(sheet.left, y, fit(title, Face.BOLD, size, room * 0.48), Face.BOLD, size)
    where = " · ".join(text(part, 120) for part in (run.place, run.address) if part)
    sheet.write(sheet.left, y - 14, fit(where, Face.BOLD, 10, room), Face.BOLD, 10)
    sheet.write(sheet.left, y - 26, fit(text(run.owner), Face.REGULAR, BODY, room))


def _donor(sheet: Sheet, voices: Voices) -> None:
    fact_row(
        sheet,
        [
            Fact(label(voices, N_("Donor (may stay blank)")), share=1.6),
            Fact(label(voices, N_("Branch, contact")), share=1.4),
            Fact(label(voices, N_("Date and time")), share=1.0),
        ],
    )
    sheet.y -= 6


def _goods(sheet: Sheet, voices: Voices) -> None:
    columns = [
        Column(voices.gettext("No."), 5, Align.RIGHT),
        Column(voices.gettext("Goods"), 40),
        Column(voices.gettext("Quantity, unit"), 17),
        Column(voices.gettext("Condition"), 14),
        Column(voices.gettext("Expiry"), 13),
        Column(("kg",), 10),
        Column(voices.gettext("Box"), 12),
        Column(voices.gettext("Not taken, why"), 19),
    ]
    table = Table(sheet, columns, joined(voices.gettext("(continued)")), for_pen=True)
    table.start()
    row = table.height(["1", *[""] * 7])
    number = 0
    while sheet.room > row + _end_height(sheet, voices):
        number += 1
        table.group([[voices.first.number(number), *[""] * 7]])


def _end_height(sheet: Sheet, voices: Voices) -> float:
    return pen.signatures_height(sheet, _signing(voices)) + (len(_DECLARED) + 1) * 14 + 14


def _end(sheet: Sheet, voices: Voices) -> None:
    declared = [(False, label(voices, message)) for message in _DECLARED]
    pen.choices(sheet, label(voices, N_("The donor declares")), declared)
    pen.signatures(sheet, _signing(voices), label(voices, N_("Intake sheet")))


def _signing(voices: Voices) -> list[list[Panel]]:
    name, hand = (label(voices, message) for message in (N_("Name"), N_("Signature")))
    rows = ((Blank(name),), (Blank(hand),))
    titles = (N_("Received by"), N_("Donor (may stay blank)"))
    return [[Panel(voices.gettext(title), "", rows) for title in titles]]


def _foot(sheet: Sheet, voices: Voices) -> None:
    keyed, day = (label(voices, message) for message in (N_("Keyed in by"), N_("Date")))
    sheet.rule(sheet.left, sheet.margin + 20, sheet.right, sheet.margin + 20)
    sheet.write(sheet.left, sheet.margin + 4, f"{keyed}: ______________________   {day}: ______________")


KIND = Kind(
    "IS",
    N_("Intake sheet"),
    N_("To write on where there is no screen; keyed in later under its number"),
    unnumbered(from_json, render),
    Plan(is_numbered=False, use=Use.BLANK),
)
