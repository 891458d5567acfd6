"""Papers of every kind made of their types alone, so that a kind is tested as soon as it is registered."""

import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from importlib import import_module
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from convoy.documents import papers
from convoy.documents.layout.sheet import Sheet
from convoy.documents.layout.stock import A6_FOUR, NO_OFFSET, Offset, Stock
from convoy.documents.layout.table import Table
from convoy.documents.registry import KINDS
from convoy.domain.adr_points import SmallLoad
from convoy.domain.page_sizes import PageSize
from tests.documents.samples import ISSUE

KNOWN: Mapping[str, object] = {
    "zone": "Europe/London",
    "url": "HTTPS://AID.EXAMPLE.ORG/B/BX-7K3F-2M-Q",
    "tracking_url": "HTTPS://AID.EXAMPLE.ORG/T/7K3F2MQX",
    "sscc": "106141412345678908",
    "role": "desk_volunteer",
    "start_at": 1,
}
"""What is no free text: it is made by us, and hostile only to ourselves."""
WHEN = datetime(2026, 3, 14, 6, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Maker:
    """Fills in a paper: every text is `phrase`, every list has so many `rows`, and each of those `lines`."""

    phrase: str
    rows: int = 2
    lines: int = 2
    number: int = 1_234_567

    def made(self, paper: type, deep: int = 0) -> Any:
        """A paper of a type with every field filled in."""
        hints = get_type_hints(paper)
        return paper(
            **{
                field.name: KNOWN[field.name] if field.name in KNOWN else self._value(hints[field.name], deep)
                for field in fields(paper)
            }
        )

    def _value(self, hint: Any, deep: int) -> Any:
        kind, inner = get_origin(hint), get_args(hint)
        if kind in (Union, UnionType):
            return self._value(next(one for one in inner if one is not type(None)), deep)
        if kind is tuple:
            count = (self.rows, self.lines)[deep] if deep < DEEP else 1
            return tuple(self._value(inner[0], deep + 1) for _ in range(count))
        if kind is not None:
            return {"EUR": self.number} if inner[1] is int else dict.fromkeys(("en", "uk"), self.phrase)
        if hint in PLAIN:
            return PLAIN[hint]
        if is_dataclass(hint) and isinstance(hint, type):
            return self.made(hint, deep)
        return {str: self.phrase, bool: True, int: self.number, date: WHEN.date(), datetime: WHEN}[hint]


DEEP = 2
"""Lists within the lines have one entry."""
PLAIN = {Stock: A6_FOUR, Offset: NO_OFFSET, SmallLoad: SmallLoad("2025", 1_000, {"2": 3})}


def contents() -> Iterator[tuple[str, type, Callable[[Any], str]]]:
    """The code of every registered kind, each type of paper it draws, and what makes a snapshot of that."""
    for found in pkgutil.iter_modules(papers.__path__):
        module = import_module(f"{papers.__name__}.{found.name}")
        kind = getattr(module, "KIND", None)
        if kind is None or kind.code not in KINDS:
            continue
        said = get_type_hints(module.from_json)["return"]
        for paper in get_args(said) or (said,):
            yield kind.code, paper, module.to_json


CONTENTS = {f"{code} {paper.__name__}": (code, paper, to_json) for code, paper, to_json in contents()}


def drawn(name: str, maker: Maker, page: PageSize = PageSize.A4) -> Iterator[bytes]:
    """The PDF of a kind in each of its variants, in two languages."""
    code, paper, to_json = CONTENTS[name]
    snapshot = to_json(maker.made(paper))
    for variant in KINDS[code].variants:
        yield KINDS[code].render(snapshot, ISSUE, ("en", "uk"), variant, page)


@dataclass
class Page:
    """What was drawn in the body of a page: lines of text, panels to sign, and how a table ended."""

    lines: list[tuple[float, float, str]]
    panels: list[tuple[float, float, float, float]]
    ends_bare: bool = False
    """Whether a table's heading has no row below it."""


_PANEL = 0.7
"""The thickness of the frame of a panel; and a box to tick is lower than this many points:"""
_TICK = 20.0


@dataclass
class Watched:
    """A paper that was drawn: its sheet, and the body of each page."""

    sheet: Sheet
    pages: list[Page]


def watch(monkeypatch) -> list[Watched]:
    """Every paper drawn from now on, in the order of drawing."""
    papers_drawn: list[Watched] = []
    begun: dict[int, list[Page]] = {}
    write, frame, begin, finish = Sheet.write, Sheet.frame, Sheet.__init__, Sheet.finish
    row = Table._draw

    def page(sheet) -> Page:
        pages = begun[id(sheet)]
        while len(pages) < len(sheet._pages):
            pages.append(Page([], []))
        return pages[-1]

    def on_begin(sheet, *size, **named):
        begin(sheet, *size, **named)
        begun[id(sheet)] = []

    def on_finish(sheet, *furniture):
        papers_drawn.append(Watched(sheet, begun.pop(id(sheet))))
        begun[id(sheet)] = []
        return finish(sheet, *furniture)

    def on_write(sheet, x, y, line, *style, **named):
        page(sheet).lines.append((x, y, line))
        write(sheet, x, y, line, *style, **named)

    def on_frame(sheet, x, y, wide, high, thickness=0.5):
        if thickness == _PANEL and high > _TICK:
            page(sheet).panels.append((x, y, wide, high))
        frame(sheet, x, y, wide, high, thickness)

    def on_row(table, drawn):
        page(table._sheet).ends_bare = drawn is table._head
        row(table, drawn)

    monkeypatch.setattr(Sheet, "__init__", on_begin)
    monkeypatch.setattr(Sheet, "finish", on_finish)
    monkeypatch.setattr(Sheet, "write", on_write)
    monkeypatch.setattr(Sheet, "frame", on_frame)
    monkeypatch.setattr(Table, "_draw", on_row)
    return papers_drawn


def has_lonely_signature(page: Page) -> bool:
    """Whether a page holds panels to sign and nothing that says what for."""

    def beside(x: float, y: float) -> bool:
        return not any(
            left <= x <= left + wide and below <= y <= below + high for left, below, wide, high in page.panels
        )

    return bool(page.panels) and not any(beside(x, y) for x, y, _ in page.lines)
