"""Donation receipt: thanks and proves; donor copy and file copy on one sheet, to be cut apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from reportlab.lib.units import mm

from convoy.documents.kind import FILES, Kind, Plan, Use, numbered
from convoy.documents.layout import pen, snapshot, units
from convoy.documents.layout.blocks import Blank, Fact, Panel, fact_row, panel_height, panels
from convoy.documents.layout.fonts import Face, width
from convoy.documents.layout.frame import Frame
from convoy.documents.layout.issue import Issue
from convoy.documents.layout.page import half
from convoy.documents.layout.sheet import BODY, LEADING, Align, Sheet
from convoy.documents.layout.table import Cell, Column, Table
from convoy.documents.layout.text import fit, text, wrap
from convoy.documents.layout.voices import Voices, joined
from convoy.domain.targets import Target
from convoy.words import N_, Words

_MARGIN = 9 * mm
"""Above and below each half; half a sheet has no room for more."""
_COPIES = (N_("Donor's copy"), N_("File copy"))
_DECLARATIONS = {
    "owner": N_("The goods are the donor's to give"),
    "free_gift": N_("A free gift, nothing is asked for it"),
    "no_controlled_goods": N_("No weapons, drugs or other controlled goods"),
    "medicines_unopened": N_("Medicines are unopened"),
}


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One item given; what was refused says why."""

    names: Mapping[str, str]
    quantity: int
    unit: str = "H87"
    """UN Rec 20, in base units."""
    description: str = ""
    condition: str = ""
    grams: int | None = None
    """Estimated; None where unknown."""
    expires: date | None = None
    refused: bool = False
    reason: str = ""
    """Why it was refused, and whether it was returned or disposed of."""


@dataclass(frozen=True, slots=True)
class UnsortedBags:
    """Bags that are counted later; what was refused says why."""

    packages: int
    package: str = "BG"
    """UN Rec 21."""
    grams: int | None = None
    """As weighed; None where unknown."""
    description: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    """Of the item that the description means, by language; empty while nobody has said so."""
    refused: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DonationReceipt:
    """Everything a receipt says."""

    owner: str
    """The organisation that received the gift."""
    place: str
    received_at: datetime
    """UTC."""
    zone: str
    lines: tuple[ReceiptLine, ...]
    donor: str = ""
    """Empty for an anonymous gift."""
    donor_branch: str = ""
    donor_contact: str = ""
    donor_reference: str = ""
    bought: bool = False
    """Bought by us, not given."""
    place_address: str = ""
    boxes: int = 0
    intended_for: str = ""
    """Convoy or appeal; empty while unallocated."""
    declared: tuple[str, ...] = ()
    """What the donor declared: owner, free_gift, no_controlled_goods, medicines_unopened."""
    photo_consent: bool = False
    received_by: str = ""
    received_by_role: str = ""
    unsorted: tuple[UnsortedBags, ...] = ()
    tracking_url: str = ""
    """A secret link that shows the donor what became of the gift; printed as a QR code."""

    @property
    def nothing_taken(self) -> bool:
        """Whether all of it was refused: the paper is a slip with the reasons then, no thanks."""
        refused = [line.refused for line in self.lines] + [bags.refused for bags in self.unsorted]
        return bool(refused) and all(refused)


def to_json(receipt: DonationReceipt) -> str:
    """Return the canonical snapshot: store it, hash it, draw it later."""
    return snapshot.to_json(receipt)


def from_json(said: str) -> DonationReceipt:
    """Return the receipt a snapshot was made of; raises ValueError for another paper's."""
    return snapshot.from_json(said, DonationReceipt)


def render(
    receipt: DonationReceipt, words: Words, second: Words | None = None, issue: Issue | None = None
) -> bytes:
    """Return the PDF in one or two languages; without an issue it is a preview marked DRAFT."""
    voices = Voices(words, second)
    frame = Frame(
        titles=_titles(voices, receipt),
        owner=receipt.owner,
        voices=voices,
        issue=issue,
        copies=_COPIES,
        qr=receipt.tracking_url,
    )
    sheet = frame.sheet(half(), _MARGIN)
    _head(sheet, voices, receipt)
    _lines(sheet, voices, receipt)
    _end(sheet, voices, receipt)
    return frame.finish(sheet)


def _titles(voices: Voices, receipt: DonationReceipt) -> tuple[str, ...]:
    if receipt.nothing_taken:
        return voices.gettext("Not taken, and why")
    return (
        voices.gettext("Receipt for goods bought") if receipt.bought else voices.gettext("Donation receipt")
    )


def _label(voices: Voices, message: str) -> str:
    return joined(voices.gettext(message))


def _head(sheet: Sheet, voices: Voices, receipt: DonationReceipt) -> None:
    when = voices.say(lambda words: units.moment(words, receipt.received_at, receipt.zone))
    anonymous = _label(voices, N_("Bought by us") if receipt.bought else N_("Anonymous"))
    below = [text(part) for part in (receipt.donor_branch, receipt.donor_contact) if part]
    if receipt.donor_reference:
        below.append(_label(voices, N_("Reference")) + ": " + text(receipt.donor_reference))
    # Of what was not taken nothing was received, neither here nor on any day.
    there, on = N_("Received at"), N_("Received on")
    if receipt.nothing_taken:
        there, on = N_("Brought to"), N_("Brought on")
    given_to = tuple(text(part) for part in (receipt.place_address,) if part)
    fact_row(
        sheet,
        [
            Fact(_label(voices, N_("Donor")), text(receipt.donor) or anonymous, 1.3, extra=tuple(below)),
            Fact(_label(voices, there), text(receipt.place), 1.1, extra=given_to),
            Fact(_label(voices, on), when[0], 1.2, 9.5, extra=when[1:]),
        ],
    )
    sheet.y -= 6


def _lines(sheet: Sheet, voices: Voices, receipt: DonationReceipt) -> None:
    columns = [
        Column(voices.gettext("Goods"), 38),
        Column(voices.gettext("Quantity"), 15, Align.RIGHT),
        Column(voices.gettext("Condition"), 13),
        Column(voices.gettext("Weight"), 16, Align.RIGHT),
        Column(voices.gettext("Expiry"), 11),
        Column(voices.gettext("Taken?"), 20),
    ]
    table = Table(sheet, columns, joined(voices.gettext("(continued)")))
    table.start()
    keep = _end_height(sheet, voices, receipt)
    rows = [_row(voices, line) for line in receipt.lines]
    rows += [_bags(voices, bags) for bags in receipt.unsorted]
    for row in rows[:-1]:
        table.group([row])
    for row in rows[-1:]:
        table.group([row], keep)


def _row(voices: Voices, line: ReceiptLine) -> Sequence[Cell]:
    names = tuple(text(name, 60) for name in voices.name(line.names))
    if line.description:
        names = (*names, text(line.description, 160))
    return [
        names,
        voices.say(lambda words: units.quantity(words, line.quantity, line.unit)),
        voices.say(lambda words: units.condition(words, line.condition)),
        units.kilograms(voices.first, line.grams, weighed=False) or "—",
        units.month(line.expires),
        _taken(voices, line.reason, refused=line.refused),
    ]


def _bags(voices: Voices, bags: UnsortedBags) -> Sequence[Cell]:
    kind = tuple(voices.gettext("Unsorted, to be counted"))
    names = tuple(text(name, 60) for name in voices.name(bags.names)) if bags.names else ()
    said = (text(bags.description, 160),) if bags.description else ()
    return [
        (*kind, *names, *said),
        voices.say(lambda words: units.packages(words, bags.packages, bags.package)),
        "",
        units.kilograms(voices.first, bags.grams, weighed=True) or "—",
        "",
        _taken(voices, bags.reason, refused=bags.refused),
    ]


def _taken(voices: Voices, reason: str, *, refused: bool) -> str:
    taken = _label(voices, N_("refused") if refused else N_("yes"))
    return f"{taken}: {text(reason, 120)}" if reason else taken


def _ticks(voices: Voices, receipt: DonationReceipt) -> list[tuple[bool, str]]:
    if receipt.bought or receipt.nothing_taken:
        return []
    ticks = [
        (code in receipt.declared, voices.first.gettext(message)) for code, message in _DECLARATIONS.items()
    ]
    return [*ticks, (receipt.photo_consent, voices.first.gettext("Photos of the gift may be published"))]


def _signing(voices: Voices, receipt: DonationReceipt) -> list[Panel]:
    name, hand = _label(voices, N_("Name")), _label(voices, N_("Signature"))
    receiver = ", ".join(text(part, 60) for part in (receipt.received_by, receipt.received_by_role) if part)
    if receipt.nothing_taken:
        return [Panel((_label(voices, N_("Checked by")),), receiver, ((Blank(hand),),))]
    return [
        Panel((_label(voices, N_("Received by")),), receiver, ((Blank(hand),),)),
        Panel(
            (_label(voices, N_("Donor (may stay blank)")),),
            text(receipt.donor, 60),
            ((Blank(name), Blank(hand)),),
        ),
    ]


def _summary(words: Words, receipt: DonationReceipt) -> str:
    if receipt.nothing_taken:
        return words.gettext("Nothing was taken in: the goods stay with who brought them.")
    parts = []
    if receipt.boxes:
        parts.append(words.ngettext("Packed in %(num)s box", "Packed in %(num)s boxes", receipt.boxes))
    goal = text(receipt.intended_for) or words.gettext("not yet allocated")
    parts.append(words.gettext("For: %(goal)s", goal=goal))
    return " · ".join(parts)


def _end_height(sheet: Sheet, voices: Voices, receipt: DonationReceipt) -> float:
    rows = len(_tick_rows(sheet, voices, receipt))
    return panel_height(sheet, _signing(voices, receipt)) + (rows + 1) * (LEADING + 2) + 10


def _tick_rows(sheet: Sheet, voices: Voices, receipt: DonationReceipt) -> list[list[tuple[bool, str]]]:
    """The donor's declarations, as many to a line as there is room for."""
    rows: list[list[tuple[bool, str]]] = [[]]
    x = 0.0
    for ticked, label in _ticks(voices, receipt):
        wide = 11 + width(label, Face.REGULAR, BODY) + 12
        if x + wide > sheet.breadth and rows[-1]:
            rows.append([])
            x = 0.0
        rows[-1].append((ticked, wrap(label, Face.REGULAR, BODY, sheet.breadth - 23)[0]))
        x += wide
    return rows if rows[0] else []


def _end(sheet: Sheet, voices: Voices, receipt: DonationReceipt) -> None:
    sheet.y -= 3
    sheet.y -= LEADING + 1
    # The small print is in the donor's language only: half a sheet has no room for two.
    sheet.write(sheet.left, sheet.y, fit(_summary(voices.first, receipt), Face.REGULAR, BODY, sheet.breadth))
    for row in _tick_rows(sheet, voices, receipt):
        sheet.y -= LEADING + 2
        x = sheet.left
        for ticked, label in row:
            pen.tick_box(sheet, x, sheet.y, chosen=ticked)
            sheet.write(x + 11, sheet.y, label)
            x += 11 + width(label, Face.REGULAR, BODY) + 12
    sheet.y -= 6
    panels(sheet, _signing(voices, receipt))


KIND = Kind(
    "DR",
    N_("Donation receipt"),
    N_("Thanks the donor and proves what was given"),
    numbered(from_json, render),
    Plan((Target.DONATION,), (FILES,), page="A4 cut in two", use=Use.HOME),
)
