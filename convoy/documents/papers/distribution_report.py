"""Distribution report: on this form a recipient says what became of the goods, in numbers, never in names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from convoy.documents.cargo import Goods, Party, phrases
from convoy.documents.kind import RECIPIENT, Kind, Plan, Use, numbered
from convoy.documents.layout import pen, snapshot, units
from convoy.documents.layout.blocks import Fact, Panel, fact_row, paragraph
from convoy.documents.layout.frame import Frame
from convoy.documents.layout.issue import Issue
from convoy.documents.layout.page import portrait
from convoy.documents.layout.sheet import Align, Sheet
from convoy.documents.layout.table import Cell, Column, Table
from convoy.documents.layout.text import text
from convoy.documents.layout.voices import Voices, joined, label
from convoy.domain.targets import Target
from convoy.words import N_, Words

_PLACES = 4
"""Rows to write places in."""
_AGES = ("0–4", "5–17", "18–59", "60+")


@dataclass(frozen=True, slots=True)
class DistributedGoods:
    """What became of one item, in base units; None is not known yet, and ruled for the pen."""

    names: Mapping[str, str]
    unit: str = "H87"
    received: int | None = None
    distributed: int | None = None
    remaining: int | None = None
    damaged: int | None = None
    passed_on: int | None = None
    """Handed to another body."""
    unreviewed: tuple[str, ...] = ()
    """Languages whose name of this item no native reader has checked."""


@dataclass(frozen=True, slots=True)
class DistributionReport:
    """Everything the form says."""

    owner: str
    """Who sent the goods and asks."""
    recipient: Party
    goods: tuple[DistributedGoods, ...] = ()
    convoy_code: str = ""
    aid_code: str = ""
    papers: tuple[str, ...] = field(default=(), metadata=snapshot.WRITTEN_IN)
    """Numbers of the waybills or goods received notes."""
    received_on: date | None = None
    due_on: date | None = None
    period_from: date | None = None
    period_until: date | None = None
    return_to: str = ""
    """Where the filled in form goes: an e-mail address or a phone."""


def to_json(report: DistributionReport) -> str:
    """Return the canonical snapshot: store it, hash it, draw it later."""
    return snapshot.to_json(report)


def from_json(said: str) -> DistributionReport:
    """Return the report a snapshot was made of; raises ValueError for another paper's."""
    return snapshot.from_json(said, DistributionReport)


def render(
    report: DistributionReport, words: Words, second: Words | None = None, issue: Issue | None = None
) -> bytes:
    """Return the PDF in one or two languages; without an issue it is a preview marked DRAFT."""
    voices = Voices(words, second)
    frame = Frame(
        titles=voices.gettext("Distribution report"), owner=report.owner, voices=voices, issue=issue
    )
    sheet = frame.sheet(portrait())
    _head(sheet, voices, report)
    _goods(sheet, voices, report.goods)
    sheet.y -= 8
    _places(sheet, voices)
    sheet.y -= 8
    _people(sheet, voices)
    pen.writing(sheet, label(voices, N_("What people said of the goods")), lines=2)
    pen.writing(sheet, label(voices, N_("What is needed next")), lines=2)
    pictures = (False, label(voices, N_("Photos are attached; who is on them has agreed")))
    signed = _signing(voices, report)
    pen.choices(sheet, label(voices, N_("Photos")), [pictures], pen.signatures_height(sheet, signed))
    pen.signatures(sheet, signed, joined(frame.titles))
    return frame.finish(sheet)


def _day(voices: Voices, day: date | None) -> tuple[str, ...]:
    return voices.say(lambda words: words.day(day)) if day else ("",)


def _head(sheet: Sheet, voices: Voices, report: DistributionReport) -> None:
    due, received = _day(voices, report.due_on), _day(voices, report.received_on)
    start, end = _day(voices, report.period_from), _day(voices, report.period_until)
    back = (text(report.return_to, 120),) if report.return_to else ()
    fact_row(
        sheet,
        [
            Fact(
                label(voices, N_("Recipient")),
                text(report.recipient.name),
                2.2,
                extra=phrases.party_lines(voices, report.recipient),
                blank=True,
            ),
            Fact(label(voices, N_("Report due by")), due[0], 1.2, 14, (*due[1:], *back), blank=True),
        ],
    )
    papers = ", ".join(text(number, 40) for number in report.papers)
    fact_row(
        sheet,
        [
            Fact(label(voices, N_("Waybill, goods received note")), papers, 1.6, 10),
            Fact(label(voices, N_("Convoy")), text(report.convoy_code, 40), 0.8, 10),
            Fact(label(voices, N_("Aid code (AHARS)")), text(report.aid_code, 60), 1.2, 10),
        ],
    )
    fact_row(
        sheet,
        [
            Fact(label(voices, N_("Goods received on")), received[0], 1.0, 10),
            Fact(label(voices, N_("This report is from")), start[0], 1.0, 10),
            Fact(label(voices, N_("until")), end[0], 1.0, 10),
        ],
    )
    sheet.y -= 8


def _goods(sheet: Sheet, voices: Voices, goods: Sequence[DistributedGoods]) -> None:
    right = Align.RIGHT
    columns = [
        Column(voices.gettext("No."), 5, right),
        Column(voices.gettext("Goods"), 32),
        Column(voices.gettext("Received"), 14, right),
        Column(voices.gettext("Given out"), 14, right),
        Column(voices.gettext("Still there"), 14, right),
        Column(voices.gettext("Damaged"), 13, right),
        Column(voices.gettext("Passed on to another body"), 17, right),
    ]
    table = Table(sheet, columns, joined(voices.gettext("(continued)")), for_pen=True)
    rows = [_row(voices, number, one) for number, one in enumerate(goods, 1)]
    table.start(room=table.room_for(rows[:1]))
    for row in rows:
        table.group([row])
    table.blank(2 if goods else 10)
    if any(one.unreviewed for one in goods):
        sheet.y -= 2
        paragraph(sheet, label(voices, phrases.UNREVIEWED))


def _row(voices: Voices, number: int, one: DistributedGoods) -> Sequence[Cell]:
    def amount(quantity: int | None) -> str:
        return "" if quantity is None else units.quantity(voices.first, quantity, one.unit)

    named = phrases.item(voices, Goods(names=one.names, quantity=0, unreviewed=one.unreviewed))
    known = (one.received, one.distributed, one.remaining, one.damaged, one.passed_on)
    return [voices.first.number(number), named, *(amount(quantity) for quantity in known)]


def _places(sheet: Sheet, voices: Voices) -> None:
    columns = [
        Column(voices.gettext("Town or village where goods were given out"), 44),
        Column(voices.gettext("First day"), 16),
        Column(voices.gettext("Last day"), 16),
        Column(voices.gettext("What, to whom (kind of people or house)"), 44),
    ]
    table = Table(sheet, columns, joined(voices.gettext("(continued)")), for_pen=True)
    table.start(room=_PLACES * 22)
    table.blank(_PLACES)


def _people(sheet: Sheet, voices: Voices) -> None:
    columns = [
        Column(voices.gettext("People reached, by age"), 34),
        Column(voices.gettext("Women, girls"), 22),
        Column(voices.gettext("Men, boys"), 22),
        Column(voices.gettext("Not recorded"), 22),
    ]
    table = Table(sheet, columns, joined(voices.gettext("(continued)")), for_pen=True)
    table.start(room=(len(_AGES) + 3) * 24)
    for age in (*_AGES, label(voices, N_("age not recorded")), label(voices, N_("Households"))):
        table.group([[age, "", "", ""]])
    sheet.y -= 2
    for line in voices.gettext("Write numbers only: no names, no addresses. What is not known stays empty."):
        paragraph(sheet, line)


def _signing(voices: Voices, report: DistributionReport) -> list[list[Panel]]:
    rows = pen.signing_with_stamp(voices)
    return [[Panel(voices.gettext("For the recipient"), text(report.recipient.contact, 60), rows)]]


KIND = Kind(
    "DI",
    N_("Distribution report"),
    N_("Asks the recipient what became of the goods"),
    numbered(from_json, render),
    Plan((Target.STOP,), (RECIPIENT,), signed_pages=1, use=Use.RECIPIENT),
)
