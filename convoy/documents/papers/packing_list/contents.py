"""The table of a packing list: a band for each box with its weight and volume, its goods beneath."""

from collections.abc import Mapping, Sequence

from convoy.documents.cargo import Goods, Line, PackedBox, amounts, phrases
from convoy.documents.layout import sections, units
from convoy.documents.layout.sections import Section
from convoy.documents.layout.sheet import Align, Sheet
from convoy.documents.layout.table import Cell, Column, Table
from convoy.documents.layout.text import text, unbroken
from convoy.documents.layout.voices import Voices, joined, label
from convoy.domain.categories import name_of
from convoy.words import N_, Words

Worth = Mapping[tuple[int, str, str], Goods]
"""The goods of the lines, by line, code and condition: their values are those of the boxes' goods."""


def worth_of(lines: Sequence[Line]) -> Worth:
    """Return the goods of some lines by line, code and condition."""
    return {(line.number, goods.code, goods.condition): goods for line in lines for goods in line.goods}


def draw(
    sheet: Sheet,
    voices: Voices,
    boxes: Sequence[PackedBox],
    total: Sequence[str],
    keep: float,
    worth: Worth | None = None,
    *,
    banded: bool = True,
) -> None:
    """Draw the goods of some boxes; `total` is packages, pieces and net kg, `keep` stays free below it.

    With `worth` there is a column of what one piece is worth; without `banded` the only box has no band.
    """
    right = Align.RIGHT
    columns = [
        Column(voices.gettext("Goods"), 214),
        Column(voices.gettext("HS code"), 58, Align.CENTRE),
        Column(voices.gettext("Origin"), 50),
        Column(voices.gettext("Condition"), 66),
        Column(voices.gettext("Batch"), 74),
        Column(voices.gettext("Expiry"), 50),
        Column(("CC DG CS",), 44, Align.CENTRE),
        Column(voices.gettext("Quantity"), 64, right),
        Column(voices.gettext("Net kg"), 60, right),
        *([] if worth is None else [Column(voices.gettext("Unit value"), 62, right)]),
    ]
    table = Table(sheet, columns, joined(voices.gettext("(continued)")))
    packages, pieces, net = total
    row = [packages, *[""] * 6, pieces, net, *([] if worth is None else [""])]
    sections.draw(
        table,
        [Section([box], _band(voices, box) if banded else "") for box in boxes],
        lambda box: _rows(voices, box, worth),
        row,
        keep,
    )


def _band(voices: Voices, box: PackedBox) -> str:
    first = voices.first
    # Weight and volume come early: what does not fit on the line is cut at its end.
    pallet = label(voices, N_("pallet"))
    facts = [
        text(box.short, 40),
        text(box.code, 30),
        units.kilograms(first, box.grams, weighed=box.weighed) or first.gettext("not weighed"),
        volume(first, box),
        category(voices, box),
        joined(voices.say(lambda words: units.packages(words, 1, box.package))),
        joined(voices.gettext("stop %(stop)s", stop=text(box.stop, 4))) if box.stop else "",
        f"{pallet} {text(box.pallet, 30)}" if box.pallet else "",
    ]
    return " · ".join(filter(None, facts))


def category(voices: Voices, box: PackedBox) -> str:
    """Return the name of a box's category in each language; "" for a box without one."""
    return joined(voices.gettext(name_of(text(box.category, 30)))) if box.category else ""


def volume(words: Words, box: PackedBox) -> str:
    """Return the volume of a box to the litre, rounded up as in sums; "" where it was not measured."""
    return phrases.volume(words, amounts.of_package(box)) if box.millilitres is not None else ""


def _rows(voices: Voices, box: PackedBox, worth: Worth | None) -> list[Sequence[Cell]]:
    rows: list[Sequence[Cell]] = []
    width = 9 if worth is None else 10
    for goods in box.contents:
        batches = goods.batches or ()
        alone = batches[0] if len(batches) == 1 else None
        cells: list[Cell] = [
            _named(voices, goods),
            text(goods.hs6, 10),
            text(goods.origin, 3) or "—",
            voices.say(lambda words, one=goods: amounts.condition(words, one)),  # type: ignore[misc]
            unbroken(alone.batch, 40) if alone else "",
            units.month(goods.expires),
            amounts.flags(goods),
            voices.say(lambda words, one=goods: phrases.quantity(words, one)),  # type: ignore[misc]
            amounts.net(voices.first, goods) or "—",
        ]
        if worth is not None:
            known = worth.get((box.line, goods.code, goods.condition))
            cells.append(amounts.unit_worth(voices.first, known) if known and known.cents else "—")
        rows.append(cells)
        if alone is None:
            for batch in batches:
                amount = units.quantity(voices.first, batch.quantity, goods.unit)
                row = ["", "", "", "", unbroken(batch.batch, 40), units.month(batch.expires), "", amount]
                rows.append([*row, *[""] * (width - len(row))])
    return rows or [[joined(_empty(voices)), *[""] * (width - 1)]]


def _empty(voices: Voices) -> tuple[str, ...]:
    return voices.gettext("contents not known")


def _named(voices: Voices, goods: Goods) -> tuple[str, ...]:
    names = list(phrases.item(voices, goods))
    if goods.code:
        names[0] = f"{text(goods.code, 30)} · {names[0]}"
    return tuple(names)
