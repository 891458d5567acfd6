"""A kept sheet of gifts, looked at row by row: what is good, what is unclear and why, what is in already."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from uuid import UUID

from sqlalchemy.orm import Session

from convoy.domain import text
from convoy.domain.errors import Refusal
from convoy.domain.measures import Unit
from convoy.domain.permissions import Actor
from convoy.exchange import layouts
from convoy.exchange.donations import read_rows
from convoy.exchange.layouts import Layout
from convoy.exchange.tables import Row
from convoy.models import GiftSheet, Place
from convoy.queries.catalogue import Facts
from convoy.services import imports, sheets
from convoy.services.imports import Checked, RowKeys
from convoy.services.sheet_choices import Became, Choices, choices_of, grid_of
from convoy.services.sheets import Meanings

MOST_WORDS = 30
"""Words for items asked about on one page; the rest once these are told."""

PORTION = 5_000
"""Rows checked together: what they become is counted and let go."""

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
    """A sheet as it stands now: how many rows stand how, and those of the rows that were asked for.

    `fresh` are the first good rows, as gifts; `numbers` those of all rows under the headings, `here` of those
    that are in, and `keys` what these are on record under.
    """

    layout: Layout
    counts: Mapping[Standing, int]
    rows: Mapping[Standing, Sequence[SheetRow]]
    fresh: tuple[Checked, ...]
    words: tuple[UnclearWord, ...]
    columns: tuple[str, ...]
    numbers: frozenset[int]
    here: frozenset[int]
    keys: frozenset[UUID]
    revision: int
    became: Became


@dataclass(slots=True)
class _Look:
    """What is gathered while the rows go by, so that a long sheet never stands in memory twice."""

    start: int
    most: int | None
    here: set[int]
    keys: set[UUID]
    counts: Counter[Standing] = field(default_factory=Counter)
    rows: dict[Standing, list[SheetRow]] = field(default_factory=lambda: {one: [] for one in Standing})
    columns: set[str] = field(default_factory=set)
    words: Counter[str] = field(default_factory=Counter)
    written: dict[str, str] = field(default_factory=dict)

    def add(self, row: SheetRow) -> None:
        """Count a row, and keep it where it was asked for."""
        self.counts[row.standing] += 1
        kept = self.rows[row.standing]
        if row.number >= self.start and (self.most is None or len(kept) < self.most):
            kept.append(row)
        self.columns.update(name for name, said in row.cells.items() if said)
        self.columns.update(row.problems)
        # Where something else is unclear too, nobody has looked for the item yet.
        if "item_text" in row.problems and (word := text.fold(row.cells["item_text"])):
            self.words[word] += 1
            self.written.setdefault(word, row.cells["item_text"].strip())


def look_at(
    db: Session,
    actor: Actor,
    sheet: GiftSheet,
    language: str = "en",
    *,
    start: int = 0,
    most: int | None = None,
    fresh: int = 0,
) -> Looked:
    """Return what stands in a sheet whose columns are chosen, every row checked as an import checks it.

    Of each standing come at most `most` rows, from the number `start` on, and the first `fresh` good ones.
    """
    choices = choices_of(sheet)
    layout = choices.layout
    if layout is None:
        raise ValueError("the columns of the sheet are not chosen")
    body = layouts.body(grid_of(sheet), layout)
    meanings = Meanings(db, actor, choices.items, language)

    def laid() -> Iterator[Row]:
        return layouts.laid_out(body, layout, choices.mended, choices.left_out)

    keys = choices.keys or _counted_keys(sheet.place, laid(), meanings, choices.taken)
    look = _Look(start, most, set(choices.taken), set(keys))
    taken_next = _go_through(db, sheet.place, laid(), meanings, look, fresh)
    for row in body:
        if row.number in choices.left_out:
            look.add(_left_out(row, layout, choices))
    held = look.columns | {*layout.columns.values(), *layout.fixed}
    return Looked(
        layout,
        look.counts,
        look.rows,
        tuple(taken_next),
        _unclear_words(look, meanings),
        tuple(name for name in layouts.FIELDS if name in held),
        frozenset(row.number for row in body),
        frozenset(look.here),
        frozenset(look.keys),
        sheet.revision,
        choices.became,
    )


def _go_through(
    db: Session,
    place: Place,
    laid: Iterator[Row],
    meanings: Meanings,
    look: _Look,
    fresh: int,
) -> list[Checked]:
    """Check the rows in portions; return the first `fresh` good ones; note in `look` what is in."""
    taken_next: list[Checked] = []
    # A row mended after an equal one was taken is a gift of its own, whichever of them comes first.
    taken, keys = frozenset(look.here), RowKeys(frozenset(look.keys))
    while portion := list(islice(laid, PORTION)):
        read = read_rows(portion)
        others = [row for row in read.rows if row.row_number not in taken]
        checked, refused = imports.check_rows(place, others, meanings, keys)
        known = imports.recorded(db, [row.key for row in checked])
        there = [row for row in checked if str(row.key) in known]
        look.here.update(row.row_number for row in there)
        look.keys.update(row.key for row in there)
        good = (row for row in checked if row.row_number not in look.here)
        taken_next += islice(good, fresh - len(taken_next))
        unclear = _by_column(sheets.listed(refused, read.problems), taken)
        packs = [row for row in read.rows if row.unit is Unit.PACK]
        counted, _ = imports.check_rows(place, packs, meanings)
        read_as = {row.row_number: row.gift.lines[0].quantity for row in counted}
        for row in portion:
            look.add(_row(row, look.here, unclear, read_as))
    return taken_next


def _counted_keys(
    place: Place, laid: Iterator[Row], meanings: Meanings, taken: AbstractSet[int]
) -> set[UUID]:
    """The keys of the rows that an earlier version took without keeping their keys: what counting gives."""
    rows = (row for row in laid if row.number in taken)
    given, found = RowKeys(), set[UUID]()
    while taken and (portion := list(islice(rows, PORTION))):
        checked, _ = imports.check_rows(place, read_rows(portion).rows, meanings, given)
        found.update(row.key for row in checked)
    return found


def _row(
    row: Row,
    here: AbstractSet[int],
    unclear: Mapping[int, Mapping[str, tuple[Refusal, ...]]],
    read_as: Mapping[int, int],
) -> SheetRow:
    standing = (
        Standing.IN if row.number in here else Standing.UNCLEAR if row.number in unclear else Standing.GOOD
    )
    cells = dict(zip(layouts.FIELDS, row.cells, strict=True))
    return SheetRow(row.number, standing, cells, unclear.get(row.number, {}), read_as.get(row.number))


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


def _unclear_words(look: _Look, meanings: Meanings) -> tuple[UnclearWord, ...]:
    """The words for goods to be told once for all rows, the most frequent first."""
    return tuple(
        UnclearWord(look.written[key], count, meanings.candidates(look.written[key]))
        for key, count in look.words.most_common(MOST_WORDS)
    )
