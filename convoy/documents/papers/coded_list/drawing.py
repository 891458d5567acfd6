"""The coded list on paper: a band for each category, its rows and their sum."""

from collections.abc import Sequence

from convoy.documents.cargo import Totals, amounts, parts, phrases
from convoy.documents.layout import pen, sections, units
from convoy.documents.layout.blocks import Panel
from convoy.documents.layout.frame import Frame
from convoy.documents.layout.page import landscape
from convoy.documents.layout.sections import Section
from convoy.documents.layout.sheet import Align, Sheet
from convoy.documents.layout.table import Cell, Column, Table
from convoy.documents.layout.text import text
from convoy.documents.layout.voices import Voices, joined, label
from convoy.documents.papers.coded_list.content import CodedCategory, CodedList, CodedRow, categories
from convoy.words import N_, Words


def draw(listed: CodedList, frame: Frame) -> bytes:
    """Return the PDF of the list."""
    voices = frame.voices
    sheet = frame.sheet(landscape())
    parts.head(sheet, voices, listed)
    _table(sheet, voices, listed)
    parts.end(sheet, _below(voices, listed), [_signer(voices, listed)], frame.titles)
    return frame.finish(sheet)


def _table(sheet: Sheet, voices: Voices, listed: CodedList) -> None:
    right = Align.RIGHT
    columns = [
        Column(voices.gettext("No."), 22, right),
        Column(voices.gettext("Goods"), 180),
        Column(voices.gettext("HS code"), 58, Align.CENTRE),
        Column(voices.gettext("Condition"), 68),
        Column(voices.gettext("Expiry"), 48),
        Column(voices.gettext("Unit"), 50),
        Column(voices.gettext("Pieces"), 50, right),
        Column(voices.gettext("Packages"), 50, right),
        Column(voices.gettext("Net kg"), 62, right),
        Column(voices.gettext("Gross kg"), 76, right),
        Column(voices.gettext("Value"), 78, right),
    ]
    table = Table(sheet, columns, joined(voices.gettext("(continued)")))
    keep = parts.end_height(sheet, _below(voices, listed), [_signer(voices, listed)])
    several = len(listed.stops) > 1
    sections.draw(
        table,
        [_section(voices, category, several=several) for category in categories(listed)],
        lambda row: [_cells(voices, row)],
        _sum(voices.first, joined(voices.gettext("Total")), listed.totals),
        keep,
    )


def _section(voices: Voices, category: CodedCategory, *, several: bool) -> Section[CodedRow]:
    name = joined(tuple(text(one, 60) for one in voices.term(category.names))) or text(category.category, 30)
    title = name
    if several:
        stop = joined(voices.gettext("Stop %(stop)s", stop=text(category.stop.label, 4)))
        title = f"{stop} · {text(category.stop.consignee.name, 80)} · {name}"
    return Section(category.rows, title, _sum(voices.first, name, category.totals))


def _cells(voices: Voices, row: CodedRow) -> Sequence[Cell]:
    first, goods = voices.first, row.goods
    return [
        first.number(row.number),
        phrases.item(voices, goods),
        text(goods.hs6, 10) or "_" * 8,
        voices.say(lambda words: amounts.condition(words, goods)),
        units.month(row.expires),
        voices.say(lambda words: units.name(words, goods.unit)),
        units.amount(first, row.quantity, goods.unit),
        first.number(row.packages),
        "—" if row.net_grams is None else first.fixed(row.net_grams, 3),
        _gross(first, row) or "—",
        _value(first, row) or "—",
    ]


def _gross(words: Words, row: CodedRow) -> str:
    if row.gross_grams is None:
        return ""
    amount = words.fixed(row.gross_grams, 3)
    if row.estimated:
        amount = words.gettext("%(weight)s est.", weight=amount)
    return f"≥ {amount}" if row.at_least else amount


def _value(words: Words, row: CodedRow) -> tuple[str, ...]:
    sign = "≥ " if row.unvalued else ""
    return tuple(f"{sign}{words.fixed(row.cents[code], 2)} {text(code, 3)}" for code in sorted(row.cents))


def _sum(words: Words, name: str, totals: Totals) -> Sequence[Cell]:
    return [
        "",
        name,
        *[""] * 4,
        words.number(totals.pieces),
        words.number(totals.packages),
        amounts.net_kilograms(words, totals) or "—",
        phrases.kilograms(words, totals) or "—",
        phrases.values(words, totals) or "—",
    ]


def _below(voices: Voices, listed: CodedList) -> tuple[str, ...]:
    vehicle = parts.given(voices, listed)
    purpose = voices.gettext(
        "For the recipient to enter in the register (AHARS) before the van comes to the border: category, "
        "name, packages, pieces and weight must be the same there and here."
    )
    return (*([vehicle] if vehicle else []), *purpose, *parts.doubts(voices))


def _signer(voices: Voices, listed: CodedList) -> Panel:
    return pen.signing_for(voices, (label(voices, N_("For the sender")),), listed.shipper.name)
