"""Dual-use statement: that a van carries no controlled goods, or under which licence it carries which."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from convoy.documents.cargo import Goods, VanLoad, parts, phrases
from convoy.documents.kind import FILES, OUT, WITH_DUAL_USE, Kind, Plan, numbered
from convoy.documents.layout import pen, snapshot, units
from convoy.documents.layout.blocks import Fact, Panel, fact_row, paragraph
from convoy.documents.layout.fonts import Face
from convoy.documents.layout.frame import Frame
from convoy.documents.layout.issue import Issue
from convoy.documents.layout.page import portrait
from convoy.documents.layout.sheet import Align, Sheet
from convoy.documents.layout.table import Cell, Column, Table
from convoy.documents.layout.text import text
from convoy.documents.layout.voices import Voices, joined, label
from convoy.domain.dual_use import LAW, LOOKED_AT_TWICE
from convoy.domain.targets import Target
from convoy.words import N_, Words


@dataclass(frozen=True, slots=True)
class DualUseGoods:
    """Goods somebody looked at twice, and what was decided. Empty is not known, and ruled for the pen."""

    names: Mapping[str, str]
    quantity: int
    unit: str = "H87"
    unreviewed: tuple[str, ...] = ()
    """Languages whose name of these goods no native reader has checked."""
    entry: str = ""
    """In the annex or a national list, e.g. 6A003; "none" where it was looked for and is not listed."""
    licence: str = ""
    licence_until: date | None = None
    end_user: str = ""
    """An organisation, never a unit."""
    decided_by: str = ""
    decided_on: date | None = None


@dataclass(frozen=True, slots=True)
class DualUseStatement:
    """Everything the statement says."""

    load: VanLoad
    goods: tuple[DualUseGoods, ...] = ()
    law: str = LAW


def to_json(statement: DualUseStatement) -> str:
    """Return the canonical snapshot: store it, hash it, draw it later."""
    return snapshot.to_json(statement)


def from_json(said: str) -> DualUseStatement:
    """Return the statement a snapshot was made of; raises ValueError for another paper's."""
    return snapshot.from_json(said, DualUseStatement)


def render(
    statement: DualUseStatement, words: Words, second: Words | None = None, issue: Issue | None = None
) -> bytes:
    """Return the PDF in one or two languages; without an issue it is a preview marked DRAFT."""
    voices = Voices(words, second)
    load = statement.load
    frame = Frame(
        titles=voices.gettext("Dual-use statement"), owner=load.shipper.name, voices=voices, issue=issue
    )
    sheet = frame.sheet(portrait())
    fact_row(sheet, [*parts.which_van(voices, load), parts.departure(voices, load)])
    crossing = Fact(label(voices, N_("Border crossing")), text(load.crossing, 80), blank=True)
    fact_row(sheet, [parts.shipper(voices, load, with_phone=False), crossing])
    sheet.y -= 10
    _stated(sheet, voices, statement)
    signed = _signing(voices, load)
    if statement.goods:
        sheet.y -= 8
        _goods(sheet, voices, statement.goods, pen.signatures_height(sheet, signed) + 16)
    pen.signatures(sheet, signed, joined(frame.titles))
    return frame.finish(sheet)


def _stated(sheet: Sheet, voices: Voices, statement: DualUseStatement) -> None:
    law = text(statement.law, 80)
    if statement.goods:
        said = voices.gettext(
            "The goods below were looked at twice. Those that %(law)s or a national list controls travel "
            "only under the licence named beside them; all other goods on this van are not controlled, to "
            "the best of our knowledge.",
            law=law,
        )
    else:
        said = voices.gettext(
            "We state that, to the best of our knowledge, none of the goods on this van is listed in Annex I "
            "to %(law)s or in a national list of controlled goods.",
            law=law,
        )
    for line in said:
        paragraph(sheet, line, size=11)
        sheet.y -= 4
    looked = voices.say(lambda words: ", ".join(words.gettext(kind) for kind in LOOKED_AT_TWICE))
    titles = voices.gettext("Looked for in particular")
    for title, kinds in zip(titles, looked, strict=False):
        sheet.y -= 4
        paragraph(sheet, title, Face.BOLD)
        paragraph(sheet, kinds)


def _goods(sheet: Sheet, voices: Voices, goods: Sequence[DualUseGoods], closing: float) -> None:
    columns = [
        Column(voices.gettext("Goods"), 30),
        Column(voices.gettext("Quantity"), 13, Align.RIGHT),
        Column(voices.gettext("Entry in the list"), 13),
        Column(voices.gettext("Licence, valid until"), 18),
        Column(voices.gettext("End user"), 20),
        Column(voices.gettext("Decided by, on"), 18),
    ]
    table = Table(sheet, columns, joined(voices.gettext("(continued)")), for_pen=True)
    rows = [_row(voices, one) for one in goods]
    needed = table.room_for(rows[:1], closing if len(rows) == 1 else 0)
    table.start(room=needed)
    for row in rows[:-1]:
        table.group([row])
    table.group([rows[-1]], closing)
    if any(one.unreviewed for one in goods):
        sheet.y -= 2
        paragraph(sheet, label(voices, phrases.UNREVIEWED))


def _row(voices: Voices, one: DualUseGoods) -> Sequence[Cell]:
    words = voices.first

    def dated(value: str, day: date | None) -> Cell:
        return tuple(filter(None, (text(value, 60), words.day(day) if day else "")))

    return [
        phrases.item(voices, Goods(names=one.names, quantity=0, unreviewed=one.unreviewed)),
        voices.say(lambda each: units.quantity(each, one.quantity, one.unit)),
        text(one.entry, 40),
        dated(one.licence, one.licence_until),
        text(one.end_user, 120),
        dated(one.decided_by, one.decided_on),
    ]


def _signing(voices: Voices, load: VanLoad) -> list[list[Panel]]:
    rows = pen.signing_with_stamp(voices)
    return [[Panel(voices.gettext("Exporter"), text(load.shipper.name), rows)]]


KIND = Kind(
    "DU",
    N_("Dual-use statement"),
    N_("States that no controlled goods travel, or under which licence they do"),
    numbered(from_json, render),
    Plan((Target.RUN,), (OUT, FILES), WITH_DUAL_USE, 48, signed_first=True, signed_pages=1),
)
