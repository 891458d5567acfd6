"""A kept sheet of gifts, looked at row by row: what is good, what is unclear and why, what is in already."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy.orm import Session

from convoy.domain import text
from convoy.domain.errors import Refusal
from convoy.domain.measures import Unit
from convoy.domain.permissions import Actor
from convoy.exchange import layouts
from convoy.exchange.donations import read_rows
from convoy.exchange.layouts import Layout
from convoy.exchange.tables import Row
from convoy.models import GiftSheet
from convoy.queries.catalogue import Facts
from convoy.services import imports, sheets
from convoy.services.imports import Checked
from convoy.services.sheet_choices import Choices, choices_of, grid_of
from convoy.services.sheets import Meanings

MOST_WORDS = 30
"""Words for items asked about on one page; the rest once these are told."""

_COLUMN_OF = {
    "item": "item_text",
    "received_on": "day",
    "row-boxes": "boxes",
    "row-grams": "grams",
}
"""The column in which a service's refusal is shown."""


class Standing(StrEnum):
    """What becomes of a row."""

    GOOD = "good"
    UNCLEAR = "unclear"
    LEFT_OUT = "left_out"
    IN = "in"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its cells by column as they are read, what is unclear in them ("" for the row as a whole).

    `read_as` is a quantity that is not what was written: 72 for "3 packs".
    """

    number: int
    standing: Standing
    cells: Mapping[str, str]
    problems: Mapping[str, tuple[Refusal, ...]] = field(default_factory=dict)
    read_as: int | None = None


@dataclass(frozen=True, slots=True)
class UnclearWord:
    """A word for goods that means several items or none: in how many rows, and what it may mean."""

    word: str
    rows: int
    candidates: Sequence[Facts]


@dataclass(frozen=True, slots=True)
class Looked:
    """A sheet as it stands now."""

    layout: Layout
    rows: tuple[SheetRow, ...]
    fresh: tuple[Checked, ...]
    words: tuple[UnclearWord, ...]
    revision: int

    def of(self, standing: Standing) -> list[SheetRow]:
        """Return the rows that stand like that."""
        return [row for row in self.rows if row.standing is standing]

    @property
    def columns(self) -> list[str]:
        """The columns worth showing: those that the sheet has, or that something is wrong with."""
        held = {*self.layout.columns.values(), *self.layout.fixed}
        held |= {name for row in self.rows for name, said in row.cells.items() if said}
        held |= {name for row in self.rows for name in row.problems}
        return [name for name in layouts.FIELDS if name in held]


def look_at(db: Session, actor: Actor, sheet: GiftSheet, language: str = "en") -> Looked:
    """Return what stands in a sheet whose columns are chosen, every row checked as an import checks it."""
    choices = choices_of(sheet)
    layout = choices.layout
    if layout is None:
        raise ValueError("the columns of the sheet are not chosen")
    body = layouts.body(grid_of(sheet), layout)
    laid = layouts.laid_out(body, layout, choices.mended, choices.left_out)
    read = read_rows(laid)
    meanings = Meanings(db, actor, choices.items, language)
    checked, refused = imports.check_rows(sheet.place, read.rows, meanings)
    problems = sheets.listed(refused, read.problems)
    known = imports.recorded(db, [row.key for row in checked])
    done = choices.taken | {row.row_number for row in checked if str(row.key) in known}
    unclear = _by_column(problems, choices.taken)
    units = {row.row_number: row.unit for row in read.rows}
    quantities = {row.row_number: row.gift.lines[0].quantity for row in checked}
    rows = [
        SheetRow(
            row.number,
            Standing.IN
            if row.number in done
            else Standing.UNCLEAR
            if row.number in unclear
            else Standing.GOOD,
            dict(zip(layouts.FIELDS, row.cells, strict=True)),
            unclear.get(row.number, {}),
            quantities.get(row.number) if units.get(row.number) is Unit.PACK else None,
        )
        for row in laid
    ]
    left_out = [row for row in body if row.number in choices.left_out]
    rows += [_left_out(row, layout, choices) for row in left_out]
    fresh = tuple(row for row in checked if row.row_number not in done)
    words = _unclear_words(rows, meanings)
    return Looked(layout, tuple(sorted(rows, key=lambda row: row.number)), fresh, words, sheet.revision)


def _left_out(row: Row, layout: Layout, choices: Choices) -> SheetRow:
    (laid,) = layouts.laid_out([row], Layout(0, 0, layout.columns), choices.mended, ())
    return SheetRow(row.number, Standing.LEFT_OUT, dict(zip(layouts.FIELDS, laid.cells, strict=True)))


def _by_column(
    problems: Sequence[sheets.Problem], taken: frozenset[int]
) -> dict[int, dict[str, tuple[Refusal, ...]]]:
    found: dict[int, dict[str, tuple[Refusal, ...]]] = {}
    for problem in problems:
        if problem.row_number in taken:
            continue
        said = getattr(problem.refusal, "field", "")
        column = _COLUMN_OF.get(said, said)
        column = column if column in layouts.FIELDS else ""
        of_row = found.setdefault(problem.row_number, {})
        of_row[column] = (*of_row.get(column, ()), problem.refusal)
    return found


def _unclear_words(rows: Sequence[SheetRow], meanings: Meanings) -> tuple[UnclearWord, ...]:
    """The words for goods to be told once for all rows, the most frequent first."""
    unclear = [row for row in rows if row.standing is Standing.UNCLEAR]
    words = [text.fold(row.cells["item_text"]) for row in unclear]
    # Where something else is unclear too, nobody has looked for the item yet.
    asked = {word for word, row in zip(words, unclear, strict=True) if word and "item_text" in row.problems}
    counted = Counter(word for word in words if word in asked)
    written = {word: row.cells["item_text"].strip() for word, row in zip(words, unclear, strict=True)}
    return tuple(
        UnclearWord(written[key], count, meanings.candidates(written[key]))
        for key, count in counted.most_common(MOST_WORDS)
    )
