"""Goods received note: what arrived of what was sent, blank for the pen or filled in from the receipts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from convoy.documents.cargo import Goods, Line, Party, Stop, VanLoad, amounts, parts, phrases
from convoy.documents.kind import FILES, RECIPIENT, SIGNED, Kind, Plan, Use, numbered
from convoy.documents.layout import pen, sections, snapshot, units
from convoy.documents.layout.blocks import Blank, Fact, Panel, fact_row, paragraph, paragraphs_height
from convoy.documents.layout.frame import Frame
from convoy.documents.layout.issue import Issue
from convoy.documents.layout.page import landscape
from convoy.documents.layout.sections import Section
from convoy.documents.layout.sheet import Align, Sheet
from convoy.documents.layout.table import Cell, Column, Table
from convoy.documents.layout.text import text, unbroken
from convoy.documents.layout.voices import Voices, joined, label
from convoy.domain.targets import Target
from convoy.words import N_, Words

_GAP = 6.0
_UNLISTED = 2
"""Empty rows for what arrived without being on the waybill."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What was found of one kind of goods of a line, in base units; None where nobody has counted."""

    line: int
    code: str
    condition: str = ""
    good: int | None = None
    damaged: int | None = None
    missing: int | None = None
    excess: int | None = None
    storage: str = ""
    """Where it was put."""
    reason: str = ""
    """Why it is not what was sent."""


@dataclass(frozen=True, slots=True)
class GoodsReceived(VanLoad):
    """Everything a goods received note says: a van with the stop where it was unloaded alone."""

    waybill_number: str = field(default="", metadata=snapshot.WRITTEN_IN)
    manifest_number: str = field(default="", metadata=snapshot.WRITTEN_IN)
    received_at: datetime | None = None
    """UTC; told in the time of the stop."""
    received_by: str = ""
    witness: str = ""
    seals_intact: bool | None = None
    photos: int | None = None
    temperature: str = ""
    """On arrival, for what is kept cold."""
    remarks: str = ""
    loss_report: str = field(default="", metadata=snapshot.WRITTEN_IN)
    """The number of the loss or damage report, or of a claim."""
    counted: tuple[Counted, ...] = ()

    @property
    def stop(self) -> Stop:
        """The stop; one without a name where there is none."""
        return self.stops[0] if self.stops else Stop(label="", consignee=Party(name=""), lines=())


def to_json(note: GoodsReceived) -> str:
    """Return the canonical snapshot: store it, hash it, draw it later."""
    return snapshot.to_json(note)


def from_json(said: str) -> GoodsReceived:
    """Return the note a snapshot was made of; raises ValueError for another paper's."""
    return snapshot.from_json(said, GoodsReceived)


def render(
    note: GoodsReceived, words: Words, second: Words | None = None, issue: Issue | None = None
) -> bytes:
    """Return the PDF in one or two languages; without an issue it is a preview marked DRAFT."""
    voices = Voices(words, second)
    frame = Frame(
        titles=voices.gettext("Goods received note"),
        owner=note.stop.consignee.name or note.shipper.name,
        voices=voices,
        issue=issue,
        statement=parts.statement(voices),
    )
    sheet = frame.sheet(landscape())
    _head(sheet, voices, note)
    _table(sheet, voices, note)
    if note.remarks:
        sheet.y -= _GAP
        paragraph(sheet, _remarks(voices, note))
    pen.signatures(sheet, _blocks(voices, note), joined(frame.titles))
    return frame.finish(sheet)


def _head(sheet: Sheet, voices: Voices, note: GoodsReceived) -> None:
    first, stop = voices.first, note.stop
    van = joined(voices.gettext("Van %(van)s of %(vans)s", van=note.van, vans=note.vans))
    when = unbroken(units.moment(first, note.received_at, stop.zone))
    fact_row(
        sheet,
        [
            Fact(label(voices, N_("Waybill")), text(note.waybill_number, 40), 1.5),
            Fact(label(voices, N_("Manifest")), text(note.manifest_number, 40), 1.5),
            Fact(label(voices, N_("Convoy")), text(note.convoy_code, 40), 1.2, extra=(van,)),
            Fact(label(voices, N_("Plate")), text(note.plate, 20), 0.9),
            Fact(label(voices, N_("Place")), text(stop.place), 1.2),
            Fact(label(voices, N_("Date and time")), when, 1.5, 10),
        ],
    )
    seals = parts.seals(note)
    intact = "" if note.seals_intact is None else label(voices, N_("yes") if note.seals_intact else N_("no"))
    photos = "" if note.photos is None else first.number(note.photos)
    consignee = stop.consignee
    fact_row(
        sheet,
        [
            Fact(label(voices, N_("Received from (driver)")), text(note.driver), 1.3),
            Fact(
                label(voices, N_("Received by")),
                text(note.received_by),
                1.6,
                extra=(text(consignee.name), *phrases.party_lines(voices, consignee)[:1]),
                blank=True,
            ),
            Fact(label(voices, N_("Witness")), text(note.witness), 1.1),
            Fact(label(voices, N_("Seals intact")), intact, 1.1, extra=(seals,) if seals else (), blank=True),
            Fact(label(voices, N_("Temperature, °C")), text(note.temperature, 40), 1.0),
            Fact(label(voices, N_("Photos")), photos, 0.8),
            Fact(label(voices, N_("Loss or damage report no.")), text(note.loss_report, 40), 1.3, 10),
        ],
    )
    fact_row(sheet, parts.amounts(voices, note.totals)[:3])
    sheet.y -= 8


def _table(sheet: Sheet, voices: Voices, note: GoodsReceived) -> None:
    right = Align.RIGHT
    columns = [
        Column(voices.gettext("No."), 20, right),
        Column(voices.gettext("Goods"), 158),
        Column(voices.gettext("Batch"), 84),
        Column(voices.gettext("Packages"), 48, right),
        Column(voices.gettext("Sent"), 62, right),
        Column(voices.gettext("Good"), 70, right),
        Column(voices.gettext("Damaged"), 64, right),
        Column(voices.gettext("Missing"), 52, right),
        Column(voices.gettext("Excess"), 52, right),
        Column(voices.gettext("Stored at"), 70),
        Column(voices.gettext("Reason"), 66),
    ]
    table = Table(sheet, columns, joined(voices.gettext("(continued)")), for_pen=True)
    found = {(one.line, one.code, one.condition): one for one in note.counted}
    sections.draw(
        table,
        [Section([*note.lines, *([] if found else [None])])],
        lambda line: _rows(voices, line, found),
        _total(voices, note),
        _end_height(sheet, voices, note),
    )


def _end_height(sheet: Sheet, voices: Voices, note: GoodsReceived) -> float:
    remarks = paragraphs_height(sheet, [_remarks(voices, note)])
    return _GAP + remarks + pen.signatures_height(sheet, _blocks(voices, note))


def _remarks(voices: Voices, note: GoodsReceived) -> str:
    return f"{label(voices, N_('Remarks'))}: {text(note.remarks)}" if note.remarks else ""


_Found = Mapping[tuple[int, str, str], Counted]


def _rows(voices: Voices, line: Line | None, found: _Found) -> list[Sequence[Cell]]:
    if line is None:
        return [[""] * 11] * _UNLISTED
    first = voices.first
    rows: list[Sequence[Cell]] = []
    for place, goods in enumerate(line.goods):
        counted = found.get((line.number, goods.code, goods.condition))
        sent = voices.say(lambda words, one=goods: phrases.quantity(words, one))  # type: ignore[misc]
        batches = amounts.batches(voices, goods) or (units.month(goods.expires),)
        rows.append(
            (
                "" if place else first.number(line.number),
                phrases.item(voices, goods),
                tuple(one.removeprefix(f"{label(voices, N_('Batch'))} ") for one in batches),
                "" if place else first.number(line.totals.packages),
                sent,
                *_arrived(first, goods, counted),
            )
        )
    return rows


def _arrived(words: Words, goods: Goods, counted: Counted | None) -> tuple[str, ...]:
    if counted is None:
        return ("",) * 6
    amounts_found = (counted.good, counted.damaged, counted.missing, counted.excess)
    said = ("" if one is None else units.amount(words, one, goods.unit) for one in amounts_found)
    return (*said, text(counted.storage, 60), text(counted.reason, 120))


def _total(voices: Voices, note: GoodsReceived) -> Sequence[Cell]:
    """Sums of what was counted in pieces, where everything was counted."""
    first = voices.first
    sums = [
        _sum(note, [one.good for one in note.counted]),
        _sum(note, [one.damaged for one in note.counted]),
        _sum(note, [one.missing for one in note.counted]),
        _sum(note, [one.excess for one in note.counted]),
    ]
    return [
        "",
        joined(voices.gettext("Total")),
        "",
        first.number(note.totals.packages),
        first.number(note.totals.pieces),
        *("" if one is None else first.number(one) for one in sums),
        "",
        "",
    ]


def _sum(note: GoodsReceived, found: Sequence[int | None]) -> int | None:
    goods = [one for line in note.lines for one in line.goods]
    known = [one for one in found if one is not None]
    if len(known) < len(goods) or any(units.is_measured(one.unit) for one in goods):
        return None
    return sum(known)


def _blocks(voices: Voices, note: GoodsReceived) -> list[list[Panel]]:
    stamp = label(voices, N_("Stamp"))
    remarks = Panel(
        (label(voices, N_("Remarks, claim")),), "", ((Blank(label(voices, N_("Remarks"))),), (Blank(""),))
    )
    signers = [
        Panel((label(voices, N_("Storekeeper")),), text(note.received_by), pen.signing(voices, stamp)),
        Panel((label(voices, N_("Driver")),), text(note.driver), pen.signing(voices)),
        Panel((label(voices, N_("Witness")),), text(note.witness), pen.signing(voices)),
    ]
    return [signers] if note.remarks else [[remarks], signers]


KIND = Kind(
    "GR",
    N_("Goods received note"),
    N_("What arrived of what was sent: good, damaged, missing, too much; blank or from the receipts"),
    numbered(from_json, render),
    Plan((Target.STOP,), (RECIPIENT, SIGNED, FILES), signed_pages=1, use=Use.RECIPIENT),
)
