"""The manifest of one van: head, lines stop by stop, totals, reception and signatures, index of boxes."""

from collections.abc import Sequence

from convoy.documents.cargo import IndexedBox, Line, Stop, Totals, parts, phrases
from convoy.documents.layout import units
from convoy.documents.layout.blocks import paragraph
from convoy.documents.layout.frame import Frame
from convoy.documents.layout.page import landscape
from convoy.documents.layout.sheet import Align, Sheet
from convoy.documents.layout.table import BAND, Cell, Column, Table
from convoy.documents.layout.text import text
from convoy.documents.layout.voices import Voices, joined, named
from convoy.documents.papers.manifest import reception, vehicles
from convoy.documents.papers.manifest.content import Manifest
from convoy.words import Words


def draw(manifest: Manifest, frame: Frame) -> bytes:
    """Return the PDF of one van's manifest."""
    voices = frame.voices
    sheet = frame.sheet(landscape())
    parts.head(sheet, voices, manifest)
    _lines(sheet, voices, manifest)
    reception.draw(sheet, voices, manifest)
    if manifest.notes:
        sheet.y -= 6
        paragraph(sheet, joined(voices.gettext("Notes")) + ": " + text(manifest.notes))
    if manifest.boxes:
        _index(sheet, voices, manifest.boxes)
    return frame.finish(sheet)


def _columns(voices: Voices) -> list[Column]:
    right = Align.RIGHT
    return [
        Column(voices.gettext("No."), 2.9, right),
        Column(voices.gettext("Category"), 11.6),
        Column(voices.gettext("Goods"), 21.9),
        Column(voices.gettext("Quantity"), 8.8, right),
        Column(voices.gettext("HS code"), 6.6, Align.CENTRE),
        Column(voices.gettext("Condition"), 7.4),
        Column(voices.gettext("Expiry"), 6.4),
        Column(voices.gettext("Packages"), 6.2, right),
        Column(voices.gettext("Gross kg"), 10, right),
        Column(voices.gettext("m³"), 5.4, right),
        Column(voices.gettext("Value"), 10.1, right),
        Column(("CC DG CS",), 6.8, Align.CENTRE),
    ]


_AFTER_LABEL = 7
"""The place of the first column with a sum."""


def _lines(sheet: Sheet, voices: Voices, manifest: Manifest) -> None:
    table = Table(sheet, _columns(voices), joined(voices.gettext("(continued)")))
    grand = _sum_row(
        voices, joined(voices.gettext("Total of van %(van)s", van=manifest.van)), manifest.totals
    )
    total = table.height(grand)
    vehicle = vehicles.row(voices, manifest)
    if vehicle is not None:
        total += table.height(vehicle)
    closing = total + reception.height(sheet, voices, manifest)
    received = reception.received_height(sheet, voices, manifest)
    several = len(manifest.stops) > 1
    for stop in manifest.stops:
        below = _sum_row(
            voices, joined(voices.gettext("Stop %(stop)s", stop=text(stop.label, 4))), stop.totals
        )
        keep = least = sums = table.height(below) if several else 0
        if stop is manifest.stops[-1]:
            least, sums = sums + closing, sums + total
            keep = least + received
        # A heading without a line below it, on any page, would look as if something were missing.
        first = table.room_for(
            _line_rows(voices, stop.lines[0]) if stop.lines else (),
            *((least, sums) if len(stop.lines) == 1 else ()),
        )
        if stop is manifest.stops[0]:
            table.start(room=first + BAND)
        table.band(_stop_title(voices, stop), room=first)
        for line in stop.lines[:-1]:
            table.group(_line_rows(voices, line))
        for line in stop.lines[-1:]:
            table.group(_line_rows(voices, line), keep, sums=sums, least=least)
        if several:
            table.total(below)
    if vehicle is not None:
        if not manifest.stops:
            table.start(room=closing)
        table.group([vehicle])
    table.total(grand)


def _stop_title(voices: Voices, stop: Stop) -> str:
    name = joined(voices.gettext("Stop %(stop)s", stop=text(stop.label, 4)))
    return " · ".join(filter(None, (name, named(voices, stop.place), text(stop.consignee.name))))


def _line_rows(voices: Voices, line: Line) -> list[Sequence[Cell]]:
    first, totals = voices.first, line.totals
    category = phrases.category(voices, line)
    rows: list[Sequence[Cell]] = []
    last = len(line.goods) - 1
    for place, goods in enumerate(line.goods):
        names = phrases.item(voices, goods)
        if place == last and line.marks:
            names = (*names, joined(voices.gettext("Marks")) + ": " + text(line.marks, 80))
        told: tuple[Cell, ...] = (
            names,
            voices.say(lambda words, one=goods: phrases.quantity(words, one)),  # type: ignore[misc]
            text(goods.hs6, 10),
            voices.say(lambda words, one=goods: units.condition(words, one.condition)),  # type: ignore[misc]
            units.month(goods.expires),
        )
        if place:
            rows.append(("", "", *told, "", "", "", "", ""))
        else:
            sums = (first.number(totals.packages), *_sums(first, totals))
            rows.append((first.number(line.number), category, *told, *sums))
    return rows


def _sums(words: Words, totals: Totals) -> tuple[str, str, Cell, str]:
    return (
        phrases.kilograms(words, totals) or "—",
        phrases.cubic_metres(words, totals) or "—",
        phrases.values(words, totals) or "—",
        phrases.flags(totals),
    )


def _sum_row(voices: Voices, label: str, totals: Totals) -> Sequence[Cell]:
    blank = [""] * (_AFTER_LABEL - 3)
    return ["", "", label, *blank, voices.first.number(totals.packages), *_sums(voices.first, totals)]


def _index(sheet: Sheet, voices: Voices, boxes: Sequence[IndexedBox]) -> None:
    sheet.new_page()
    paragraph(sheet, joined(voices.gettext("Appendix: index of boxes")), size=12)
    sheet.y -= 6
    columns = [
        Column(voices.gettext("Box"), 12),
        Column(voices.gettext("Short number"), 10),
        Column(voices.gettext("Line"), 4, Align.RIGHT),
        Column(voices.gettext("Contents"), 34),
        Column(voices.gettext("Gross kg"), 10, Align.RIGHT),
        Column(voices.gettext("Donor"), 24),
    ]
    table = Table(sheet, columns, joined(voices.gettext("(continued)")))
    table.start()
    for box in boxes:
        contents = tuple(text(name, 120) for name in voices.name(box.contents))
        weight = _box_weight(voices.first, box)
        number = voices.first.number(box.line)
        table.group(
            [[text(box.code, 30), text(box.short, 30), number, contents, weight, text(box.donor, 90)]]
        )


def _box_weight(words: Words, box: IndexedBox) -> str:
    if box.grams is None:
        return "—"
    amount = words.fixed(box.grams, 3)
    return amount if box.weighed else words.gettext("%(weight)s est.", weight=amount)
