"""The act of acceptance and transfer: what arrived of each line, and who answers for it from then on."""

from collections.abc import Sequence

from convoy.documents.cargo import Goods, Line, parts, phrases
from convoy.documents.layout import pen, sections
from convoy.documents.layout.blocks import Blank, Fact, Panel, fact_row, paragraph, paragraphs_height
from convoy.documents.layout.fonts import Face
from convoy.documents.layout.issue import Issue
from convoy.documents.layout.sections import Section
from convoy.documents.layout.sheet import Align, Sheet
from convoy.documents.layout.table import Cell, Column, Table
from convoy.documents.layout.text import text
from convoy.documents.layout.voices import Voices, joined, label, named
from convoy.documents.papers.waybill.content import Waybill
from convoy.words import N_

_GAP = 6.0


def draw(sheet: Sheet, voices: Voices, waybill: Waybill, issue: Issue | None) -> None:
    """Draw the act; the table is filled in by pen where the goods are unloaded."""
    _head(sheet, voices, waybill, issue)
    _received(sheet, voices, waybill)
    what_for = label(voices, N_("Act of acceptance and transfer"))
    pen.signatures(sheet, _blocks(voices, waybill), what_for)
    sheet.y -= _GAP / 2
    for line in _copies(voices):
        paragraph(sheet, line)


def _head(sheet: Sheet, voices: Voices, waybill: Waybill, issue: Issue | None) -> None:
    for place, line in enumerate(voices.gettext("Act of acceptance and transfer")):
        paragraph(sheet, line, Face.BOLD, 12 if place else 14)
    sheet.y -= _GAP
    stop = waybill.stop
    fact_row(
        sheet,
        [
            Fact(label(voices, N_("To waybill")), text(issue.number) if issue else "", 1.6),
            Fact(label(voices, N_("Place")), named(voices, stop.place), 1.3),
            Fact(label(voices, N_("Unloading began")), "", 1.2),
            Fact(label(voices, N_("Unloading ended")), "", 1.2),
        ],
    )
    fact_row(
        sheet,
        [
            Fact(
                label(voices, N_("Hands over")),
                text(waybill.shipper.name),
                extra=phrases.party_lines(voices, waybill.shipper),
            ),
            Fact(
                label(voices, N_("Accepts")),
                text(stop.consignee.name),
                extra=phrases.party_lines(voices, stop.consignee),
                blank=True,
            ),
        ],
    )
    sheet.y -= _GAP
    for line in voices.gettext(
        "The goods below were handed over and accepted free of charge, as humanitarian aid, not for sale."
    ):
        paragraph(sheet, line)
    if vehicle := parts.given(voices, waybill):
        paragraph(sheet, vehicle, Face.BOLD)
    sheet.y -= _GAP


def _received(sheet: Sheet, voices: Voices, waybill: Waybill) -> None:
    right = Align.RIGHT
    columns = [
        Column(voices.gettext("No."), 20, right),
        Column(voices.gettext("Goods"), 130),
        Column(voices.gettext("Packages"), 50, right),
        Column(voices.gettext("Sent"), 62, right),
        Column(voices.gettext("Good"), 68),
        Column(voices.gettext("Damaged"), 62),
        Column(voices.gettext("Missing"), 44),
        Column(voices.gettext("Remarks"), 60),
    ]
    table = Table(sheet, columns, joined(voices.gettext("(continued)")), for_pen=True)
    first, totals = voices.first, waybill.totals
    packages, pieces = first.number(totals.packages), first.number(totals.pieces)
    total = ["", joined(voices.gettext("Total")), packages, pieces, "", "", "", ""]
    sections.draw(
        table,
        [Section(waybill.lines)],
        lambda line: _rows(voices, line),
        total,
        _end_height(sheet, voices, waybill),
    )


def _rows(voices: Voices, line: Line) -> list[Sequence[Cell]]:
    number, packages = voices.first.number(line.number), voices.first.number(line.totals.packages)
    return [
        (
            "" if place else number,
            phrases.item(voices, goods),
            "" if place else packages,
            *_sent(voices, goods),
        )
        for place, goods in enumerate(line.goods)
    ]


def _sent(voices: Voices, goods: Goods) -> tuple[Cell, ...]:
    return (voices.say(lambda words: phrases.quantity(words, goods)), "", "", "", "")


def _end_height(sheet: Sheet, voices: Voices, waybill: Waybill) -> float:
    signed = pen.signatures_height(sheet, _blocks(voices, waybill))
    return signed + paragraphs_height(sheet, _copies(voices)) + _GAP


def _blocks(voices: Voices, waybill: Waybill) -> list[list[Panel]]:
    ticks = (label(voices, N_("yes")), label(voices, N_("no")))
    found = Panel(
        voices.gettext("On arrival"),
        "",
        (
            (
                Blank(label(voices, N_("Seals intact")), ticks),
                Blank(label(voices, N_("Temperature, °C"))),
            ),
            (Blank(label(voices, N_("Loss or damage report no."))),),
            (Blank(label(voices, N_("Photos"))), Blank(label(voices, N_("Remarks")))),
        ),
    )
    name = text(waybill.stop.consignee.contact)
    return [
        [found],
        [
            Panel(voices.gettext("Handed over"), text(waybill.driver), pen.signing_with_stamp(voices)),
            Panel(voices.gettext("Accepted"), name, pen.signing_with_stamp(voices)),
        ],
    ]


def _copies(voices: Voices) -> tuple[str, ...]:
    return voices.gettext(
        "Four copies: one stays with the recipient, one signed goes back with the driver, one is for the "
        "sender's file, one spare for the border or the donor."
    )
