"""The three levels of a packing list: a box, a pallet, a van."""

from collections.abc import Sequence
from datetime import date

from convoy.documents.cargo import Totals, amounts, by_hand, parts, phrases
from convoy.documents.layout import pen, sections, units
from convoy.documents.layout.blocks import Fact, Panel, fact_row, paragraph
from convoy.documents.layout.frame import Frame
from convoy.documents.layout.page import landscape
from convoy.documents.layout.sections import Section
from convoy.documents.layout.sheet import LEADING, Align, Sheet
from convoy.documents.layout.table import Cell, Column, Table
from convoy.documents.layout.text import text, unbroken
from convoy.documents.layout.voices import Voices, joined, label
from convoy.documents.papers.packing_list import contents, index
from convoy.documents.papers.packing_list.content import BoxSlip, PackingList, PalletList, by_category
from convoy.words import N_, Words

_GAP = 6.0


def draw_box(slip: BoxSlip, frame: Frame) -> bytes:
    """Return the slip that goes into a box."""
    voices, box = frame.voices, slip.box
    sheet = frame.sheet(landscape())
    weight = units.kilograms(voices.first, box.grams, weighed=box.weighed)
    packed = (_day(voices.first, slip.packed_on),)
    fact_row(
        sheet,
        [
            Fact(label(voices, N_("Box")), text(box.short, 40), 1.3, 16, (text(box.code, 30),)),
            Fact(label(voices, N_("Category")), contents.category(voices, box), 1.6),
            Fact(label(voices, N_("Packed at")), text(slip.packed_at), 1.4, extra=packed, blank=True),
            Fact(label(voices, N_("Gross weight")), weight, 1.1, 13),
            Fact(label(voices, N_("Volume")), contents.volume(voices.first, box), 0.9, 13),
        ],
    )
    sheet.y -= 8
    signers = [_signer(voices, N_("Packed by"), slip.packer)]
    contents.draw(
        sheet,
        voices,
        [box],
        _total(voices, slip.totals),
        _keep(sheet, voices, signers),
        banded=False,
    )
    parts.end(sheet, parts.legend(voices), signers, frame.titles)
    return frame.finish(sheet)


def draw_pallet(pallet: PalletList, frame: Frame) -> bytes:
    """Return the list of a pallet."""
    voices = frame.voices
    sheet = frame.sheet(landscape())
    _pallet_head(sheet, voices, pallet)
    signers = _packers(voices, pallet.packer, pallet.checker)
    contents.draw(
        sheet,
        voices,
        pallet.boxes,
        _total(voices, pallet.totals),
        _keep(sheet, voices, signers),
    )
    parts.end(sheet, parts.legend(voices), signers, frame.titles)
    return frame.finish(sheet)


def _pallet_head(sheet: Sheet, voices: Voices, pallet: PalletList) -> None:
    first = voices.first
    scales = units.kilograms(first, pallet.gross_grams, weighed=True)
    tall = first.number(-(-(pallet.height_mm or 0) // 10))
    height = unbroken(first.gettext("%(height)s cm", height=tall)) if pallet.height_mm else ""
    stop = joined(voices.gettext("stop %(stop)s", stop=text(pallet.stop, 4))) if pallet.stop else ""
    van = joined(voices.gettext("Van %(van)s", van=pallet.van)) if pallet.van else ""
    fact_row(
        sheet,
        [
            Fact(label(voices, N_("Pallet")), text(pallet.code, 40), 1.3, 16),
            Fact(label(voices, N_("Convoy")), text(pallet.convoy_code, 40), 1.0, extra=_some(van)),
            Fact(label(voices, N_("Packing date")), _day(first, pallet.packed_on), 1.1),
            Fact(label(voices, N_("Request no.")), text(pallet.reference, 60), 1.1),
            Fact(label(voices, N_("Aid code (AHARS)")), text(pallet.aid_code, 40), 1.4),
        ],
    )
    shipper = pallet.shipper
    receiving = pallet.consignee
    to_whom = Fact(
        label(voices, N_("Consignee")),
        text(receiving.name) if receiving else "",
        extra=(*(phrases.party_lines(voices, receiving) if receiving else ()), *_some(stop)),
        blank=True,
    )
    fact_row(
        sheet,
        [
            Fact(
                label(voices, N_("Shipper")), text(shipper.name), extra=phrases.party_lines(voices, shipper)
            ),
            to_whom,
            Fact(label(voices, N_("Delivery point")), text(pallet.place), 0.7, blank=True),
        ],
    )
    figures = parts.amounts(voices, pallet.totals)[:3]
    fact_row(
        sheet,
        [
            *figures,
            Fact(label(voices, N_("With the pallet, weighed")), scales, 1.5, 13),
            Fact(label(voices, N_("Height")), height, 0.8, 13),
        ],
    )
    sheet.y -= 8


def draw_van(listed: PackingList, frame: Frame) -> bytes:
    """Return the packing list of a van: boxes, sums by category, who packed, and the index."""
    voices = frame.voices
    sheet = frame.sheet(landscape())
    _van_head(sheet, voices, listed)
    worth = contents.worth_of(listed.lines)
    contents.draw(sheet, voices, listed.packages, _total(voices, listed.totals), 0, worth)
    signers = _packers(voices, listed.packer, listed.checker)
    written = by_hand.height(sheet, voices, listed.by_hand)
    _categories(sheet, voices, listed, _keep(sheet, voices, signers) + written)
    vehicle = parts.given(voices, listed)
    if vehicle:
        paragraph(sheet, vehicle)
    by_hand.draw(sheet, voices, listed.by_hand, _keep(sheet, voices, signers))
    parts.end(sheet, parts.legend(voices), signers, frame.titles)
    index.draw(sheet, voices, listed.packages)
    return frame.finish(sheet)


def _van_head(sheet: Sheet, voices: Voices, listed: PackingList) -> None:
    references = "; ".join(dict.fromkeys(text(stop.reference, 60) for stop in listed.stops if stop.reference))
    packed = Fact(label(voices, N_("Packing date")), _day(voices.first, listed.packed_on), 1.2)
    parts.head(sheet, voices, listed, packed, Fact(label(voices, N_("Request no.")), references, 1.2, 10))


def _categories(sheet: Sheet, voices: Voices, listed: PackingList, keep: float) -> None:
    right = Align.RIGHT
    columns = [
        Column(voices.gettext("Category"), 200),
        Column(voices.gettext("Packages"), 70, right),
        Column(voices.gettext("Pieces"), 70, right),
        Column(voices.gettext("Net kg"), 90, right),
        Column(voices.gettext("Gross kg"), 110, right),
        Column(voices.gettext("m³"), 70, right),
        Column(voices.gettext("Value"), 110, right),
    ]
    table = Table(sheet, columns, joined(voices.gettext("(continued)")))
    sheet.y -= 2 * _GAP
    sections.draw(
        table,
        [Section(by_category(listed.lines))],
        lambda one: [_sums(voices.first, phrases.category(voices, one[0]), one[1])],
        _sums(voices.first, joined(voices.gettext("Total")), listed.totals),
        keep + 2 * LEADING,
    )


def _sums(words: Words, name: Cell, totals: Totals) -> Sequence[Cell]:
    return [
        name,
        words.number(totals.packages),
        words.number(totals.pieces),
        amounts.net_kilograms(words, totals) or "—",
        phrases.kilograms(words, totals) or "—",
        phrases.cubic_metres(words, totals) or "—",
        phrases.values(words, totals) or "—",
    ]


def _total(voices: Voices, totals: Totals) -> Sequence[str]:
    """What stands below the goods: packages in words, pieces, net kg."""
    packages = voices.ngettext(
        "%(count)s package", "%(count)s packages", totals.packages, count=voices.first.number(totals.packages)
    )
    said = f"{label(voices, N_('Total'))}: {joined(packages)}"
    net = amounts.net_kilograms(voices.first, totals) or "—"
    return [said, voices.first.number(totals.pieces), net]


def _day(words: Words, day: date | None) -> str:
    return unbroken(words.day(day)) if day else ""


def _some(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def _signer(voices: Voices, message: str, name: str) -> Panel:
    return Panel((label(voices, message),), text(name), pen.signing(voices))


def _packers(voices: Voices, packer: str, checker: str) -> list[Panel]:
    return [_signer(voices, N_("Packed by"), packer), _signer(voices, N_("Checked by"), checker)]


def _keep(sheet: Sheet, voices: Voices, signers: Sequence[Panel]) -> float:
    return parts.end_height(sheet, parts.legend(voices), signers)
