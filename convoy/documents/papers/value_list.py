"""Pro-forma value list: what customs asks of a gift, line by line, and that nobody pays for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from convoy.documents.cargo import Line, Totals, VanLoad, amounts, parts, phrases
from convoy.documents.kind import ALWAYS, FILES, IN, OUT, RECIPIENT, Kind, Plan, numbered
from convoy.documents.layout import pen, sections, snapshot
from convoy.documents.layout.blocks import Fact, Panel
from convoy.documents.layout.frame import Frame
from convoy.documents.layout.issue import Issue
from convoy.documents.layout.page import landscape
from convoy.documents.layout.sheet import Align, Sheet
from convoy.documents.layout.table import Cell, Column, Table
from convoy.documents.layout.text import text
from convoy.documents.layout.voices import Voices, joined, label
from convoy.domain.targets import Target
from convoy.words import N_, Words


@dataclass(frozen=True, slots=True)
class ValueList(VanLoad):
    """Everything a pro-forma value list says."""

    terms: str = ""
    """Incoterms 2020 with their place, e.g. DAP Kryvyi Rih."""


def to_json(listed: ValueList) -> str:
    """Return the canonical snapshot: store it, hash it, draw it later."""
    return snapshot.to_json(listed)


def from_json(said: str) -> ValueList:
    """Return the list a snapshot was made of; raises ValueError for another paper's."""
    return snapshot.from_json(said, ValueList)


def render(listed: ValueList, words: Words, second: Words | None = None, issue: Issue | None = None) -> bytes:
    """Return the PDF in one or two languages; without an issue it is a preview marked DRAFT."""
    voices = Voices(words, second)
    frame = Frame(
        titles=voices.gettext("Pro-forma value list"),
        owner=listed.shipper.name,
        voices=voices,
        issue=issue,
        statement=parts.statement(voices),
    )
    sheet = frame.sheet(landscape())
    _head(sheet, voices, listed)
    _lines(sheet, voices, listed)
    parts.end(sheet, _said(voices, listed), [_signer(voices, listed)], frame.titles)
    return frame.finish(sheet)


def _head(sheet: Sheet, voices: Voices, listed: ValueList) -> None:
    terms = Fact(label(voices, N_("Terms (Incoterms 2020)")), text(listed.terms, 80))
    parts.head(sheet, voices, listed, *([terms] if listed.terms else []))


def _lines(sheet: Sheet, voices: Voices, listed: ValueList) -> None:
    right = Align.RIGHT
    columns = [
        Column(voices.gettext("No."), 22, right),
        Column(voices.gettext("Goods"), 180),
        Column(voices.gettext("HS code"), 50, Align.CENTRE),
        Column(voices.gettext("Origin"), 64),
        Column(voices.gettext("Condition"), 58),
        Column(voices.gettext("Packages"), 50, right),
        Column(voices.gettext("Quantity"), 62, right),
        Column(voices.gettext("Net kg"), 60, right),
        Column(voices.gettext("Gross kg"), 74, right),
        Column(voices.gettext("Unit value"), 62, right),
        Column(voices.gettext("Value"), 72, right),
    ]
    table = Table(sheet, columns, joined(voices.gettext("(continued)")))
    keep = parts.end_height(sheet, _said(voices, listed), [_signer(voices, listed)])
    sections.draw(
        table,
        parts.stop_sections(voices, listed, lambda name, totals: _sum(voices.first, name, totals)),
        lambda line: _rows(voices, line),
        _sum(voices.first, joined(voices.gettext("Total")), listed.totals),
        keep,
    )


def _rows(voices: Voices, line: Line) -> list[Sequence[Cell]]:
    first = voices.first
    rows: list[Sequence[Cell]] = []
    for place, goods in enumerate(line.goods):
        condition = voices.say(lambda words, one=goods: amounts.condition(words, one))  # type: ignore[misc]
        quantity = voices.say(lambda words, one=goods: phrases.quantity(words, one))  # type: ignore[misc]
        rows.append(
            (
                "" if place else first.number(line.number),
                phrases.item(voices, goods),
                text(goods.hs6, 10),
                text(goods.origin, 3) or "—",
                condition,
                first.number(goods.packages),
                quantity,
                amounts.net(first, goods) or "—",
                amounts.gross(first, line, goods) or "—",
                amounts.unit_worth(first, goods) or "—",
                amounts.worth(first, line, goods) or "—",
            )
        )
    return rows


def _sum(words: Words, name: str, totals: Totals) -> Sequence[Cell]:
    return (
        "",
        name,
        "",
        "",
        "",
        words.number(totals.packages),
        words.number(totals.pieces),
        amounts.net_kilograms(words, totals) or "—",
        phrases.kilograms(words, totals) or "—",
        "",
        phrases.values(words, totals) or "—",
    )


def _said(voices: Voices, listed: ValueList) -> tuple[str, ...]:
    gift = voices.gettext(
        "No bill: the goods are a gift, nothing is paid or owed for them and they are not for resale. Each "
        "value is what the thing would cost now in the state it is in, stated for customs only."
    )
    vehicle = parts.given(voices, listed)
    return (*([vehicle] if vehicle else []), *gift, *parts.doubts(voices))


def _signer(voices: Voices, listed: ValueList) -> Panel:
    title = (label(voices, N_("For the sender: the values are stated as far as we know them")),)
    return pen.signing_for(voices, title, listed.shipper.name)


KIND = Kind(
    "PF",
    N_("Pro-forma value list"),
    N_("States the value of every line, for customs only"),
    numbered(from_json, render),
    Plan(
        (Target.RUN,),
        (OUT, IN, RECIPIENT, FILES),
        ALWAYS,
        40,
        "A4 landscape",
        signed_first=True,
        signed_pages=1,
    ),
)
