"""Count sheet: the boxes of a place by shelf to tick off, and loose goods with room to write how many.

A working list, not a numbered paper: it says nothing of quantities, so that people count what is there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from convoy.documents.layout.fonts import Face
from convoy.documents.layout.page import portrait
from convoy.documents.layout.sheet import BODY, LEADING, Align, Sheet
from convoy.documents.layout.table import Cell, Column, Table
from convoy.documents.layout.text import fit, text
from convoy.documents.layout.voices import Voices, joined
from convoy.words import Words

_HEAD = 50.0
_FOOT = 24.0
_TICK = 10.0
_SHOWN = 2
"""Items of a box named on the list: enough to know the box by."""


@dataclass(frozen=True, slots=True)
class ShelfBox:
    """A box to look for."""

    short: str
    code: str
    foreign: str = ""
    contents: tuple[Mapping[str, str], ...] = ()
    """The names of what is in it."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A shelf and its boxes; without a name, those that stand nowhere in particular."""

    name: str
    boxes: tuple[ShelfBox, ...]


@dataclass(frozen=True, slots=True)
class LooseItem:
    """Something to count; `unit` is UN Rec 20."""

    code: str
    names: Mapping[str, str]
    unit: str = "H87"


@dataclass(frozen=True, slots=True)
class CountSheet:
    """Everything a count sheet says."""

    owner: str
    place: str
    code: str
    """Of the stock-take, under which it is keyed in."""
    day: date
    shelf: str = ""
    """Empty for the whole place."""
    shelves: tuple[Shelf, ...] = ()
    loose: tuple[LooseItem, ...] = ()


def render(listed: CountSheet, words: Words, second: Words | None = None) -> bytes:
    """Return the PDF in one or two languages."""
    voices = Voices(words, second)
    titles = voices.gettext("Count sheet")
    sheet = Sheet(portrait(), title=joined(titles), language=words.language, top=_HEAD, bottom=_FOOT)
    _boxes(sheet, voices, listed)
    _loose(sheet, voices, listed)
    sheet.y -= LEADING * 2
    if sheet.room < LEADING:
        sheet.new_page()
    counted_by = joined(voices.gettext("Counted by")) + ": ______________________   "
    sheet.write(sheet.left, sheet.y, counted_by + joined(voices.gettext("Day and time")) + ": ______________")

    def furniture(page: int, pages: int, _copy: int) -> None:
        _head(sheet, voices, listed, titles)
        said = joined(voices.gettext("Page %(page)s of %(pages)s", page=page, pages=pages))
        sheet.write(sheet.right, sheet.margin, said, align=Align.RIGHT)
        hint = joined(voices.gettext("Tick what you see; write how many you count."))
        room = sheet.breadth - 130
        sheet.write(sheet.left, sheet.margin, fit(hint, Face.REGULAR, BODY, room))

    return sheet.finish(furniture)


def _head(sheet: Sheet, voices: Voices, listed: CountSheet, titles: tuple[str, ...]) -> None:
    top = sheet.height - sheet.margin
    sheet.write(sheet.left, top - 12, fit(joined(titles), Face.BOLD, 15, sheet.breadth - 110), Face.BOLD, 15)
    where = text(listed.place, 60)
    if listed.shelf:
        where += " · " + joined(voices.gettext("shelf")) + " " + text(listed.shelf, 40)
    sheet.write(sheet.left, top - 26, fit(where, Face.BOLD, 11, sheet.breadth - 110), Face.BOLD, 11)
    sheet.write(sheet.left, top - 38, fit(text(listed.owner), Face.REGULAR, BODY, sheet.breadth - 110))
    sheet.write(sheet.right, top - 12, text(listed.code), Face.BOLD, 12, Align.RIGHT)
    sheet.write(sheet.right, top - 26, voices.first.day(listed.day), align=Align.RIGHT)
    sheet.rule(sheet.left, top - 43, sheet.right, top - 43, 1)


def _boxes(sheet: Sheet, voices: Voices, listed: CountSheet) -> None:
    columns = [
        Column(voices.gettext("Seen"), 9),
        Column(voices.gettext("Box"), 22),
        Column(voices.gettext("Code"), 20),
        Column(voices.gettext("Contents"), 38),
        Column(voices.gettext("Note"), 20),
    ]
    table = Table(sheet, columns, joined(voices.gettext("(continued)")))
    if not listed.shelves:
        return
    table.start()
    for shelf in listed.shelves:
        name = text(shelf.name, 40) or joined(voices.gettext("no shelf"))
        count = voices.ngettext("%(num)s box", "%(num)s boxes", len(shelf.boxes))
        table.band(f"{name}: {joined(count)}")
        for box in shelf.boxes:
            table.group([_box_row(voices, box)])
            _tick(sheet)


def _box_row(voices: Voices, box: ShelfBox) -> list[Cell]:
    contents = [voices.name(names) for names in box.contents[:_SHOWN]]
    said = ", ".join(text(name[0], 60) for name in contents)
    more = len(box.contents) - _SHOWN
    if more > 0:
        said += " " + voices.first.ngettext("and %(num)s more item", "and %(num)s more items", more)
    short = text(box.short, 40)
    names: Cell = (short, text(box.foreign, 40)) if box.foreign else short
    return ["", names, text(box.code, 24), said, ""]


def _tick(sheet: Sheet) -> None:
    """A square to tick, in the first column of the row that was drawn last."""
    sheet.frame(sheet.left + 8, sheet.y + 3.5, _TICK, _TICK, 0.8)


def _loose(sheet: Sheet, voices: Voices, listed: CountSheet) -> None:
    if not listed.loose:
        return
    sheet.y -= LEADING
    columns = [
        Column(voices.gettext("Loose goods"), 50),
        Column(voices.gettext("Item"), 20),
        Column(voices.gettext("Counted"), 22),
        Column(voices.gettext("Note"), 18),
    ]
    table = Table(sheet, columns, joined(voices.gettext("(continued)")))
    table.start()
    for item in listed.loose:
        names = tuple(text(name, 90) for name in voices.name(item.names))
        unit = "kg" if item.unit == "GRM" else ""
        table.group([[names, text(item.code, 24), f"________________ {unit}".rstrip(), ""]])
