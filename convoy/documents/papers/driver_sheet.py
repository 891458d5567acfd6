"""Driver sheet: where to go in which order, whom to ring, what goes off where, what is in the folder."""

from collections.abc import Sequence
from dataclasses import dataclass

from convoy.documents.cargo import Line, Stop, Totals, VanLoad, parts, phrases, total
from convoy.documents.kind import ALWAYS, DRIVER, Kind, Plan, numbered
from convoy.documents.layout import pen, snapshot, units
from convoy.documents.layout.blocks import Fact, Panel, fact_row, facts_height, paragraph
from convoy.documents.layout.frame import Frame
from convoy.documents.layout.issue import Issue
from convoy.documents.layout.page import portrait
from convoy.documents.layout.sheet import LEADING, Align, Sheet
from convoy.documents.layout.table import Cell, Column, Table
from convoy.documents.layout.text import text
from convoy.documents.layout.voices import Voices, joined, label
from convoy.domain.targets import Target
from convoy.words import N_, Words

_MARKS = 160
"""Characters of short numbers in one row: the loader's sheet has every box."""


@dataclass(frozen=True, slots=True)
class FolderPaper:
    """A paper in the driver's folder."""

    title: str
    """A message id, as the registry of papers has it."""
    number: str = ""
    copies: int = 1
    stop: str = ""
    """The label of the stop it is for; empty for the border and the road."""


@dataclass(frozen=True, slots=True)
class DriverSheet:
    """Everything the sheet says. Of the load it says nothing about donors and single boxes."""

    load: VanLoad
    papers: tuple[FolderPaper, ...] = ()
    meeting_place: str = ""
    lead_name: str = ""
    lead_phone: str = ""
    remarks: str = ""
    """For this driver: keys, gates, where to sleep."""


def to_json(sheet: DriverSheet) -> str:
    """Return the canonical snapshot: store it, hash it, draw it later."""
    return snapshot.to_json(sheet)


def from_json(said: str) -> DriverSheet:
    """Return the sheet a snapshot was made of; raises ValueError for another paper's."""
    return snapshot.from_json(said, DriverSheet)


def render(
    paper: DriverSheet, words: Words, second: Words | None = None, issue: Issue | None = None
) -> bytes:
    """Return the PDF in one or two languages; without an issue it is a preview marked DRAFT."""
    voices = Voices(words, second)
    frame = Frame(
        titles=voices.gettext("Driver sheet"), owner=paper.load.shipper.name, voices=voices, issue=issue
    )
    sheet = frame.sheet(portrait())
    _head(sheet, voices, paper)
    for stop in paper.load.stops:
        _stop(sheet, voices, stop)
    _whole_load(sheet, voices, paper.load.totals)
    if paper.papers:
        _folder(sheet, voices, paper)
    handed = [
        [
            Panel(voices.gettext("Given to the driver, folder complete"), "", pen.signing(voices)),
            Panel(voices.gettext("Driver"), text(paper.load.driver, 60), pen.signing(voices)),
        ]
    ]
    keep = pen.signatures_height(sheet, handed)
    pen.writing(sheet, label(voices, N_("Remarks")), text(paper.remarks), 2, keep)
    pen.signatures(sheet, handed, joined(voices.say(lambda words: _what_for(words, paper.load))))
    return frame.finish(sheet)


def _what_for(words: Words, load: VanLoad) -> str:
    return words.gettext(
        "Van %(van)s: %(packages)s packages, %(weight)s",
        van=load.van,
        packages=words.number(load.totals.packages),
        weight=phrases.weight_in_full(words, load.totals),
    )


def _head(sheet: Sheet, voices: Voices, paper: DriverSheet) -> None:
    load = paper.load
    lead = (text(paper.lead_phone, 40),) if paper.lead_phone else ()
    met = (text(paper.meeting_place, 120),) if paper.meeting_place else ()
    leaving = parts.departure(voices, load)
    fact_row(
        sheet,
        [
            *parts.which_van(voices, load),
            Fact(leaving.label, leaving.value, 1.5, leaving.size, (*leaving.extra, *met)),
        ],
    )
    fact_row(
        sheet,
        [
            parts.driver(voices, load),
            Fact(
                label(voices, N_("Convoy lead")), text(paper.lead_name, 60), 1.2, extra=lead, blank=not lead
            ),
            Fact(label(voices, N_("Emergency phone")), text(load.emergency_phone, 40), 1.5, 14),
        ],
    )
    seals = ", ".join(text(seal, 30) for seal in load.seals)
    fact_row(
        sheet,
        [
            Fact(label(voices, N_("Border crossing")), text(load.crossing, 80), 1.6),
            Fact(label(voices, N_("Aid code (AHARS)")), text(load.aid_code, 60), 1.2),
            Fact(label(voices, N_("Seals")), seals),
        ],
    )


def _stop(sheet: Sheet, voices: Voices, stop: Stop) -> None:
    planned = voices.say(lambda words: units.moment(words, stop.arrival, stop.zone))
    facts = [
        parts.consignee(voices, stop, parts.stop_name(voices, stop)),
        Fact(label(voices, N_("Planned arrival")), planned[0], 1.0, 10, planned[1:]),
    ]
    columns = [
        Column(voices.gettext("Off"), 7, Align.CENTRE),
        Column(voices.gettext("What goes off here"), 30),
        Column(voices.gettext("Marks"), 25),
        Column(("CC DG CS",), 11, Align.CENTRE),
        Column(voices.gettext("Packages"), 11, Align.RIGHT),
        Column(voices.gettext("Gross kg"), 17, Align.RIGHT),
    ]
    table = Table(sheet, columns, joined(voices.gettext("(continued)")))
    rows = _by_category(voices, stop.lines)
    below: list[Cell] = ["", label(voices, N_("Total")), "", *_sums(voices.first, stop.totals)]
    keep = table.height(below)
    needed = facts_height(sheet, facts) + table.room_for(rows[:1], keep) + 4 * LEADING
    sheet.y -= 8
    if sheet.room < needed:
        sheet.new_page()
    fact_row(sheet, facts)
    if not rows:
        paragraph(sheet, label(voices, N_("Nothing is listed for this stop yet.")))
        return
    table.start()
    table.goes_on_under(parts.stop_name(voices, stop))
    for place, row in enumerate(rows):
        table.group([row], keep if place == len(rows) - 1 else 0)
        table.tick()
    table.total(below)


def _by_category(voices: Voices, lines: Sequence[Line]) -> list[Sequence[Cell]]:
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.category, []).append(line)
    rows: list[Sequence[Cell]] = []
    for some in found.values():
        names = phrases.category(voices, some[0])
        marks = _marks([text(line.marks, 80) for line in some if line.marks])
        rows.append(["", names, marks, *_sums(voices.first, total(line.totals for line in some))])
    return rows


def _marks(ranges: Sequence[str]) -> str:
    """As many ranges of short numbers as fit, none of them cut."""
    said = ""
    for place, one in enumerate(ranges):
        if place and len(said) + len(one) > _MARKS:
            return f"{said}; …"
        said = f"{said}; {one}" if place else one
    return said


def _sums(words: Words, totals: Totals) -> list[Cell]:
    packages = words.number(totals.packages)
    return [phrases.flags(totals), packages, phrases.kilograms(words, totals) or "—"]


def _whole_load(sheet: Sheet, voices: Voices, totals: Totals) -> None:
    packages = joined(voices.ngettext("%(num)s package", "%(num)s packages", totals.packages))
    weight = voices.say(lambda words: phrases.weight_in_full(words, totals))
    marks = phrases.flags(totals) or label(voices, N_("none"))
    facts = [
        Fact(label(voices, N_("Whole load")), packages, 1.2, 12),
        Fact(label(voices, N_("Gross weight")), weight[0], 2.2, 12, weight[1:]),
        Fact(label(voices, N_("Special goods")), marks, 1.2, 12),
    ]
    sheet.y -= 8
    fact_row(sheet, facts)


def _folder(sheet: Sheet, voices: Voices, paper: DriverSheet) -> None:
    columns = [
        Column(voices.gettext("There"), 9, Align.CENTRE),
        Column(voices.gettext("Paper in the folder"), 46),
        Column(voices.gettext("Number"), 26),
        Column(voices.gettext("For"), 16),
        Column(voices.gettext("Copies"), 14, Align.RIGHT),
    ]
    sheet.y -= 8
    table = Table(sheet, columns, joined(voices.gettext("(continued)")))
    rows = [_folder_row(voices, one) for one in paper.papers]
    table.start(room=table.room_for(rows[:1]))
    for row in rows:
        table.group([row])
        table.tick()


def _folder_row(voices: Voices, one: FolderPaper) -> Sequence[Cell]:
    where = voices.gettext("stop %(stop)s", stop=text(one.stop, 4)) if one.stop else voices.gettext("border")
    return [
        "",
        tuple(text(title, 90) for title in voices.gettext(one.title)),
        text(one.number, 40),
        where,
        voices.first.number(one.copies),
    ]


KIND = Kind(
    "DS",
    N_("Driver sheet"),
    N_("Where to go in which order, whom to ring, what goes off where"),
    numbered(from_json, render),
    Plan((Target.RUN,), (DRIVER,), ALWAYS, 70, signed_pages=1),
)
