"""The index at the end of a packing list: which item is in which boxes."""

import re
from collections.abc import Iterator, Sequence

from convoy.documents.cargo import PackedBox, phrases
from convoy.documents.layout.blocks import paragraph
from convoy.documents.layout.fonts import Face
from convoy.documents.layout.sheet import Align, Sheet
from convoy.documents.layout.table import Cell, Column, Table
from convoy.documents.layout.text import text, unbroken
from convoy.documents.layout.voices import Voices, joined
from convoy.documents.papers.packing_list.content import by_item

_NUMBERED = re.compile(r"(.*?)([0-9]{1,9})")
_TOGETHER = 30
"""Boxes or ranges in one row: a row never outgrows its page."""


def draw(sheet: Sheet, voices: Voices, boxes: Sequence[PackedBox]) -> None:
    """Draw the index on a page of its own; nothing where there is no box."""
    items = by_item(boxes)
    if not items:
        return
    sheet.new_page()
    paragraph(sheet, joined(voices.gettext("Appendix: which goods are in which boxes")), Face.BOLD, 12)
    sheet.y -= 6
    columns = [
        Column(voices.gettext("Goods"), 250),
        Column(voices.gettext("Boxes"), 400),
        Column(voices.gettext("Quantity"), 80, Align.RIGHT),
    ]
    table = Table(sheet, columns, joined(voices.gettext("(continued)")))
    table.start()
    for goods, shorts in items:
        names = list(phrases.item(voices, goods))
        if goods.code:
            names[0] = f"{text(goods.code, 30)} · {names[0]}"
        amount = voices.say(lambda words, one=goods: phrases.quantity(words, one))  # type: ignore[misc]
        rows: list[Sequence[Cell]] = []
        for some in _rows(shorts):
            rows.append(("", some, "") if rows else (tuple(names), some, amount))
        table.group(rows)


def _rows(boxes: Sequence[str]) -> Iterator[str]:
    spans = list(spans_of(boxes))
    for place in range(0, len(spans), _TOGETHER):
        yield ", ".join(unbroken(span, 60) for span in spans[place : place + _TOGETHER])


def spans_of(boxes: Sequence[str]) -> Iterator[str]:
    """Return numbers that follow each other as one span: Leeds 47–49, York 3."""
    first = last = before = None
    for short in boxes:
        found = _NUMBERED.fullmatch(short)
        name, number = (found[1], int(found[2])) if found else (short, None)
        if before == name and number is not None and last is not None and number == last + 1:
            last = number
            continue
        if before is not None:
            yield _span(before, first, last)
        before, first, last = name, number, number
    if before is not None:
        yield _span(before, first, last)


def _span(name: str, first: int | None, last: int | None) -> str:
    if first is None:
        return name
    return f"{name}{first}" if first == last else f"{name}{first}–{last}"
