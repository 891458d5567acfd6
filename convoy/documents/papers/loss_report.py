"""Loss and damage report: what was lost where, who found it, who signs; printed filled in or for the pen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from convoy.documents.cargo import Party, Totals, phrases
from convoy.documents.kind import DRIVER, FILES, RECIPIENT, Kind, Plan, numbered
from convoy.documents.layout import pen, snapshot, units
from convoy.documents.layout.blocks import Blank, Fact, Panel, fact_row
from convoy.documents.layout.frame import Frame
from convoy.documents.layout.issue import Issue
from convoy.documents.layout.page import portrait
from convoy.documents.layout.sheet import Align, Sheet
from convoy.documents.layout.table import Cell, Column, Table
from convoy.documents.layout.text import text
from convoy.documents.layout.voices import Voices, joined, label, named
from convoy.domain.targets import Target
from convoy.words import N_, Words

KINDS = {
    "damage": N_("damage"),
    "theft": N_("theft"),
    "loss": N_("loss"),
    "seizure": N_("seizure by an authority"),
    "spoilage": N_("spoilage"),
    "expiry": N_("expired"),
    "accident": N_("accident"),
    "fire": N_("fire"),
}
ACTIONS = {
    "repacked": N_("repacked"),
    "returned": N_("sent back"),
    "disposed": N_("disposed of"),
    "claim": N_("claim made"),
}
_ROWS = 5
"""Lines of goods at least, known or for the pen."""


@dataclass(frozen=True, slots=True)
class LostGoods:
    """Goods that are lost or damaged."""

    names: Mapping[str, str]
    quantity: int | None = None
    """In base units; None where nobody has counted it yet."""
    unit: str = "H87"
    boxes: str = ""
    """Short numbers of the boxes, or the line of the waybill."""
    cents: Mapping[str, int] = field(default_factory=dict)
    """Value by ISO 4217 currency; empty where unknown."""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class LossReport:
    """Everything the report says. Empty means not known yet: it is ruled for the pen."""

    owner: str
    convoy_code: str = ""
    van: int | None = None
    plate: str = ""
    driver: str = ""
    waybill: str = ""
    recipient: Party | None = None
    happened_at: datetime | None = None
    """UTC."""
    zone: str = "Europe/Kyiv"
    place: str = ""
    position: str = ""
    """Latitude and longitude as typed; may stay blank."""
    kinds: tuple[str, ...] = ()
    """Of KINDS."""
    goods: tuple[LostGoods, ...] = ()
    cause: str = ""
    found_by: str = ""
    witnesses: str = ""
    authority: str = ""
    protocol: str = ""
    """Its number."""
    photos: int | None = None
    actions: tuple[str, ...] = ()
    """Of ACTIONS."""
    remarks: str = ""


def to_json(report: LossReport) -> str:
    """Return the canonical snapshot: store it, hash it, draw it later."""
    return snapshot.to_json(report)


def from_json(said: str) -> LossReport:
    """Return the report a snapshot was made of; raises ValueError for another paper's."""
    return snapshot.from_json(said, LossReport)


def render(
    report: LossReport, words: Words, second: Words | None = None, issue: Issue | None = None
) -> bytes:
    """Return the PDF in one or two languages; without an issue it is a preview marked DRAFT."""
    voices = Voices(words, second)
    frame = Frame(
        titles=voices.gettext("Loss and damage report"), owner=report.owner, voices=voices, issue=issue
    )
    sheet = frame.sheet(portrait())
    _head(sheet, voices, report)
    pen.choices(sheet, label(voices, N_("What happened")), _offered(voices, KINDS, report.kinds))
    sheet.y -= 8
    _goods(sheet, voices, report.goods)
    pen.writing(sheet, label(voices, N_("How it happened, cause")), text(report.cause), lines=2)
    sheet.y -= 8
    _who_knows(sheet, voices, report)
    pen.choices(sheet, label(voices, N_("What was done")), _offered(voices, ACTIONS, report.actions))
    signed = _signing(voices, report)
    keep = pen.signatures_height(sheet, signed)
    pen.writing(sheet, label(voices, N_("Remarks")), text(report.remarks), 1, keep)
    pen.signatures(sheet, signed, joined(frame.titles))
    return frame.finish(sheet)


def _offered(voices: Voices, known: Mapping[str, str], chosen: Sequence[str]) -> list[pen.Choice]:
    return [(code in chosen, label(voices, message)) for code, message in known.items()]


def _head(sheet: Sheet, voices: Voices, report: LossReport) -> None:
    when = voices.say(lambda words: units.moment(words, report.happened_at, report.zone))
    van = joined(voices.gettext("Van %(van)s", van=report.van)) if report.van else ""
    position = (text(report.position, 40),) if report.position else ()
    recipient = report.recipient or Party(name="")
    fact_row(
        sheet,
        [
            Fact(label(voices, N_("Date and time")), when[0], 1.3, 10, when[1:]),
            Fact(label(voices, N_("Place")), text(report.place), 1.6, 10, position, blank=True),
            Fact(label(voices, N_("Convoy")), " · ".join(filter(None, (text(report.convoy_code, 40), van)))),
        ],
    )
    fact_row(
        sheet,
        [
            Fact(label(voices, N_("Plate")), text(report.plate, 20), 0.8),
            Fact(label(voices, N_("Driver")), named(voices, report.driver, 60)),
            Fact(label(voices, N_("Waybill")), text(report.waybill, 40)),
            Fact(label(voices, N_("Recipient")), text(recipient.name), 1.4, 10),
        ],
    )


def _goods(sheet: Sheet, voices: Voices, goods: Sequence[LostGoods]) -> None:
    columns = [
        Column(voices.gettext("No."), 5, Align.RIGHT),
        Column(voices.gettext("Boxes or line"), 14),
        Column(voices.gettext("Goods"), 42),
        Column(voices.gettext("Quantity"), 14, Align.RIGHT),
        Column(voices.gettext("Value"), 15, Align.RIGHT),
        Column(voices.gettext("Remarks"), 17),
    ]
    table = Table(sheet, columns, joined(voices.gettext("(continued)")), for_pen=True)
    rows = [_row(voices, number, one) for number, one in enumerate(goods, 1)]
    rows += [[voices.first.number(number), *[""] * 5] for number in range(len(goods) + 1, _ROWS + 1)]
    lost = _total(goods)
    below: list[Cell] = ["", "", label(voices, N_("Total")), "", phrases.values(voices.first, lost), ""]
    keep = table.height(below) if lost.cents else 0
    table.start(room=table.room_for(rows[:1]))
    for row in rows[:-1]:
        table.group([row])
    table.group([rows[-1]], keep)
    if lost.cents:
        table.total(below)


def _total(goods: Sequence[LostGoods]) -> Totals:
    cents: dict[str, int] = {}
    for one in goods:
        for currency, amount in one.cents.items():
            cents[currency] = cents.get(currency, 0) + amount
    return Totals(cents=cents, unvalued=sum(not one.cents for one in goods))


def _row(voices: Voices, number: int, one: LostGoods) -> Sequence[Cell]:
    amount: Cell = ""
    if one.quantity is not None:
        known = one.quantity
        amount = voices.say(lambda words: units.quantity(words, known, one.unit))
    return [
        voices.first.number(number),
        text(one.boxes, 80),
        tuple(text(name, 120) for name in voices.name(one.names)),
        amount,
        phrases.values(voices.first, Totals(cents=one.cents)),
        text(one.remark, 160),
    ]


def _who_knows(sheet: Sheet, voices: Voices, report: LossReport) -> None:
    photos = "" if report.photos is None else voices.first.number(report.photos)
    fact_row(
        sheet,
        [
            Fact(label(voices, N_("Found by")), text(report.found_by), 1.0, 10),
            Fact(label(voices, N_("Witnesses")), text(report.witnesses), 1.4, 10),
            Fact(label(voices, N_("Photos taken")), photos, 0.7, 10),
        ],
    )
    fact_row(
        sheet,
        [
            Fact(label(voices, N_("Authority that was told")), text(report.authority), 1.4, 10),
            Fact(label(voices, N_("Number of its protocol")), text(report.protocol, 60), 1.0, 10),
        ],
    )


def _signing(voices: Voices, report: LossReport) -> list[list[Panel]]:
    rows = tuple((Blank(label(voices, message)),) for message in (N_("Name"), N_("Date"), N_("Signature")))
    recipient = report.recipient or Party(name="")
    people = ((N_("Driver"), report.driver), (N_("Recipient"), recipient.contact), (N_("Coordinator"), ""))
    return [[Panel(voices.gettext(message), text(name, 60), rows) for message, name in people]]


KIND = Kind(
    "LR",
    N_("Loss and damage report"),
    N_("Says what was lost or damaged, where, and who signs for it"),
    numbered(from_json, render),
    Plan((Target.RUN,), (DRIVER, RECIPIENT, FILES), signed_pages=1),
)
