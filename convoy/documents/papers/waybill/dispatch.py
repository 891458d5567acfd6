"""The front of a waybill: from where to where, what leaves, who hands it over and who carries it."""

from collections.abc import Sequence

from convoy.documents.cargo import Goods, Line, Party, amounts, by_hand, parts, phrases
from convoy.documents.layout import pen, sections, units
from convoy.documents.layout.blocks import Blank, Fact, Panel, fact_row
from convoy.documents.layout.sections import Section
from convoy.documents.layout.sheet import Align, Sheet
from convoy.documents.layout.table import Cell, Column, Table
from convoy.documents.layout.text import text, unbroken
from convoy.documents.layout.voices import Voices, joined, label, named
from convoy.documents.papers.waybill.content import Waybill
from convoy.words import N_

_GAP = 6.0


def draw(sheet: Sheet, voices: Voices, waybill: Waybill) -> None:
    """Draw all that is said before the van leaves."""
    _head(sheet, voices, waybill)
    _lines(sheet, voices, waybill)
    _end(sheet, voices, waybill)


def _head(sheet: Sheet, voices: Voices, waybill: Waybill) -> None:
    van = joined(voices.gettext("Van %(van)s of %(vans)s", van=waybill.van, vans=waybill.vans))
    fact_row(
        sheet,
        [
            Fact(label(voices, N_("Convoy")), text(waybill.convoy_code, 40), 1.3, extra=(van,)),
            Fact(label(voices, N_("Manifest")), text(waybill.manifest_number, 40), 1.4, 10),
            Fact(label(voices, N_("Aid code (AHARS)")), text(waybill.aid_code, 40), 1.5),
            Fact(label(voices, N_("Request no.")), text(waybill.stop.reference, 60), 1.1),
        ],
    )
    fact_row(sheet, [_loading(voices, waybill), _delivery(voices, waybill)])
    fact_row(
        sheet,
        [
            parts.shipper(voices, waybill),
            Fact(
                label(voices, N_("Consignee")),
                text(waybill.stop.consignee.name),
                extra=phrases.party_lines(voices, waybill.stop.consignee),
                blank=True,
            ),
        ],
    )
    fact_row(sheet, _carriage(voices, waybill))
    fact_row(sheet, parts.amounts(voices, waybill.totals)[:3])
    sheet.y -= 8


def _loading(voices: Voices, waybill: Waybill) -> Fact:
    began = parts.moment(voices.first, waybill.loaded_from, waybill.zone) or parts.TO_WRITE
    ended = parts.moment(voices.first, waybill.loaded_until, waybill.zone) or parts.TO_WRITE
    title = label(voices, N_("Loading point, when"))
    return Fact(title, text(waybill.loading_place), extra=(f"{began} –", ended), blank=True)


def _delivery(voices: Voices, waybill: Waybill) -> Fact:
    planned = parts.moment(voices.first, waybill.stop.arrival, waybill.stop.zone) or parts.TO_WRITE
    title = label(voices, N_("Delivery point"))
    if waybill.stop.label:
        title = f"{title}: {joined(voices.gettext('stop %(stop)s', stop=text(waybill.stop.label, 4)))}"
    return Fact(
        title,
        named(voices, waybill.stop.place),
        extra=(label(voices, N_("Planned")) + ":", planned),
        blank=True,
    )


def _carriage(voices: Voices, waybill: Waybill) -> list[Fact]:
    def known(message: str, value: str) -> str:
        return label(voices, message) + ": " + (unbroken(value) or parts.TO_WRITE[:14])

    by = waybill.carrier or Party(name="")
    trailer = (known(N_("Trailer"), waybill.trailer_plate),) if waybill.trailer_plate else ()
    vehicle = (*trailer, *filter(None, (text(waybill.vehicle, 80),)))
    driver = (known(N_("Phone"), waybill.driver_phone), known(N_("Licence"), waybill.driver_licence))
    return [
        Fact(
            label(voices, N_("Transporter")),
            text(by.name),
            1.2,
            extra=phrases.party_lines(voices, by),
            blank=True,
        ),
        Fact(label(voices, N_("Plate")), text(waybill.plate, 20), extra=vehicle, blank=True),
        Fact(label(voices, N_("Driver")), named(voices, waybill.driver), 1.3, extra=driver, blank=True),
        Fact(label(voices, N_("Seals")), parts.seals(waybill), 0.8),
    ]


def _lines(sheet: Sheet, voices: Voices, waybill: Waybill) -> None:
    right = Align.RIGHT
    columns = [
        Column(voices.gettext("No."), 20, right),
        Column(voices.gettext("Goods"), 176),
        Column(voices.gettext("Packages"), 60, right),
        Column(voices.gettext("Quantity"), 58, right),
        Column(voices.gettext("Unit, kg"), 44, right),
        Column(voices.gettext("Gross kg"), 64, right),
        Column(voices.gettext("Remarks"), 74),
    ]
    table = Table(sheet, columns, joined(voices.gettext("(continued)")))
    first, totals = voices.first, waybill.totals
    total = [
        "",
        joined(voices.gettext("Total")),
        first.number(totals.packages),
        first.number(totals.pieces),
        "",
        phrases.kilograms(first, totals) or "—",
        "",
    ]
    sections.draw(
        table,
        [Section(waybill.lines)],
        lambda line: _rows(voices, line),
        total,
        _end_height(sheet, voices, waybill),
    )


def _rows(voices: Voices, line: Line) -> list[Sequence[Cell]]:
    first, totals = voices.first, line.totals
    rows: list[Sequence[Cell]] = []
    for place, goods in enumerate(line.goods):
        amount = voices.say(lambda words, one=goods: phrases.quantity(words, one))  # type: ignore[misc]
        unit = amounts.unit_kilograms(first, goods)
        if place:
            rows.append(("", _named(voices, line, goods), "", amount, unit, "", ""))
        else:
            packages = voices.say(lambda words: units.packages(words, totals.packages, line.package))
            weight = phrases.kilograms(first, totals) or "—"
            marks = phrases.flags(totals)
            number = first.number(line.number)
            rows.append((number, _named(voices, line, goods), packages, amount, unit, weight, marks))
    return rows


def _named(voices: Voices, line: Line, goods: Goods) -> tuple[str, ...]:
    said = list(phrases.item(voices, goods))
    if goods.code:
        said[0] = f"{text(goods.code, 30)} · {said[0]}"
    said += amounts.batches(voices, goods)
    if goods is line.goods[-1] and line.marks:
        said.append(label(voices, N_("Marks")) + ": " + text(line.marks, 80))
    return tuple(said)


def _end_height(sheet: Sheet, voices: Voices, waybill: Waybill) -> float:
    written = by_hand.height(sheet, voices, waybill.by_hand)
    return written + parts.end_height(sheet, _said(voices, waybill), _signers(voices, waybill))


def _end(sheet: Sheet, voices: Voices, waybill: Waybill) -> None:
    said, signers = _said(voices, waybill), _signers(voices, waybill)
    by_hand.draw(sheet, voices, waybill.by_hand, parts.end_height(sheet, said, signers))
    parts.end(sheet, said, signers, voices.gettext("Waybill"))


def _said(voices: Voices, waybill: Waybill) -> tuple[str, ...]:
    vehicle = parts.given(voices, waybill)
    return (*([vehicle] if vehicle else []), *parts.legend(voices))


def _signers(voices: Voices, waybill: Waybill) -> list[Panel]:
    condition = (Blank(label(voices, N_("Condition on loading"))),)
    return [
        Panel(
            voices.gettext("Dispatched by"),
            text(waybill.shipper.name),
            pen.signing_with_stamp(voices),
        ),
        Panel(
            voices.gettext("Transported by"),
            text(waybill.driver),
            (*pen.signing(voices), condition, (Blank(""),)),
        ),
    ]
