"""How the rows of a kept sheet of gifts stand: judged as an import checks them, once."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from uuid import UUID

from sqlalchemy.orm import Session

from convoy.db import Database
from convoy.domain import text
from convoy.domain.errors import Refusal
from convoy.domain.measures import Unit
from convoy.domain.permissions import Actor
from convoy.exchange import layouts
from convoy.exchange.donations import read_rows
from convoy.exchange.layouts import Layout
from convoy.exchange.tables import Grid, Row
from convoy.models import GiftSheet, Place
from convoy.queries import catalogue, donors
from convoy.queries import gift_sheets as query
from convoy.services import imports, sheet_origins, sheet_verdicts, sheets
from convoy.services.imports import Checked, RowKeys
from convoy.services.sheet_choices import Choices, choices_of, grid_of, kept_keys, keys_in, rows_from
from convoy.services.sheet_origins import Origins
from convoy.services.sheet_verdicts import Against, Judged, Portion, Standing
from convoy.services.sheets import Meanings

PORTION = 1_000
"""Rows judged together, and again when one of them is mended."""

MOST_AGAIN = 20
"""Portions judged again while others wait to write."""

_ITEM = layouts.FIELDS.index("item_text")

_COLUMN_OF = {
    "item": "item_text",
    "received_on": "day",
    "row-boxes": "boxes",
    "row-grams": "grams",
}
"""The column in which a service's refusal is shown."""


@dataclass(frozen=True, slots=True)
class CheckedRows:
    """Rows as an import checks them: those that may be gifts, and what is unclear, by row and column."""

    gifts: Sequence[Checked]
    unclear: Mapping[int, Mapping[str, tuple[Refusal, ...]]]
    read_as: Mapping[int, int]


def check(database: Database, actor: Actor, code: str) -> None:
    """Judge the rows of a sheet where that was not done since something changed, and keep how they stand.

    Of a long sheet this takes seconds, in which everybody else goes on; was it changed meanwhile, nothing is
    kept, and whoever looks next judges the rows.
    """
    with database.look() as db:
        sheet = query.find(db, actor, code)
        if choices_of(sheet).layout is None or still_right(db, actor, sheet):
            return
        judged, revision = judge(db, actor, sheet), sheet.revision

    def keep_judged(db: Session) -> None:
        sheet = query.find(db, actor, code, to_change=True)
        if sheet.revision == revision:
            sheet.judged = judged.packed()

    database.do(keep_judged)


def standing(db: Session, actor: Actor, sheet: GiftSheet) -> Judged:
    """Return how the rows of a sheet stand whose columns are chosen: as kept, else all judged anew."""
    return still_right(db, actor, sheet) or judge(db, actor, sheet)


def still_right(db: Session, actor: Actor, sheet: GiftSheet) -> Judged | None:
    """Return what is kept of how the rows were judged; None where nothing is, or something else holds now."""
    found = sheet_verdicts.kept(sheet)
    if found is None or found.against != against(db, sheet.place):
        return None
    return None if donors.any_is_known(db, actor, found.strangers) else found


def against(db: Session, place: Place) -> Against:
    """Return what the rows of a place's sheets are judged against now."""
    today = datetime.now(UTC).date().isoformat()
    return Against(today, catalogue.revision(db), query.last_taken(db, place.code))


def judge(db: Session, actor: Actor, sheet: GiftSheet) -> Judged:
    """Return how every row stands, checked as an import checks it; of a long sheet this takes seconds."""
    choices, layout = chosen(sheet)
    as_of = against(db, sheet.place)
    located = list(rows_from(sheet.cells))
    grid = Grid(tuple(row for _, row in located), "")
    body = located[len(located) - len(layouts.body(grid, layout)) :]
    meanings = Meanings(db, actor, choices.items)
    rows = [row for _, row in body]
    origins = sheet_origins.of(db, actor, sheet, rows)
    choices = replace(choices, taken=choices.taken | origins.settled)
    noted = keys_in(choices.keys)
    elsewhere = set() if noted else _counted_keys(sheet.place, rows, choices, meanings)
    # A row mended after an equal one was taken is a gift of its own, whichever of them comes first.
    keys, portions = RowKeys(noted | elsewhere, origins.claimed), list[Portion]()
    above: dict[str, str] = {}
    for start in range(0, len(body), PORTION):
        begins = Portion(body[start][0], dict(above), [row.number for row in rows[start : start + PORTION]])
        laid = laid_out(rows[start : start + PORTION], choices, above)
        checked = check_rows(sheet.place, laid, meanings, choices, keys)
        known = imports.recorded(db, [row.key for row in checked.gifts])
        there = {row.row_number: row.key for row in checked.gifts if str(row.key) in known}
        elsewhere.update(there.values())
        portions.append(_judged(begins, laid, checked.unclear, choices, there.keys()))
    headings = layouts.headings_of(grid, layout.heading, layout.height)
    return Judged(as_of, headings, meanings.strangers, kept_keys(elsewhere), tuple(portions))


def judge_again(  # what was judged, and what people said since
    db: Session,
    actor: Actor,
    sheet: GiftSheet,
    judged: Judged,
    numbers: AbstractSet[int],
    words: Iterable[str],
) -> Judged | None:
    """Return how all rows stand now that people said something else of those of these numbers, and of words.

    Only the portions they are in are judged. None where that would not do, and all rows have to be: a gift
    like a mended one is on record from elsewhere, or too many portions are touched.
    """
    choices, _ = chosen(sheet)
    told = {text.fold(word) for word in words}
    if not told <= {text.fold(word) for word in judged.words}:
        return None  # Good rows may have been told of another item.
    meanings, portions, left = Meanings(db, actor, choices.items), list[Portion](), MOST_AGAIN
    for portion in judged.portions:
        has_word = told and any(text.fold(word) in told for word in portion.words)
        touched = numbers & frozenset(portion.numbers)
        if has_word:
            touched |= frozenset(portion.where(Standing.UNCLEAR))
        if not touched:
            portions.append(portion)
            continue
        left -= 1
        elsewhere = set(portion.where(Standing.IN)) - choices.taken
        rows = rows_of(sheet, portion)
        keys = RowKeys(keys_in(choices.keys), sheet_origins.of(db, actor, sheet, rows).claimed)
        laid = laid_out(rows, choices, dict(portion.above))
        checked = check_rows(sheet.place, laid, meanings, choices, keys)
        gifts = [row.key for row in checked.gifts if row.row_number in touched]
        if left < 0 or elsewhere & touched or imports.recorded(db, gifts):
            return None
        portions.append(_judged(portion, laid, checked.unclear, choices, elsewhere))
    return replace(judged, portions=portions, strangers=sorted({*judged.strangers, *meanings.strangers}))


def as_read(
    sheet: GiftSheet, judged: Judged | None, wanted: Collection[int]
) -> tuple[frozenset[int], dict[int, dict[str, str]]]:
    """Return the numbers of all rows under the headings, and the cells by column of those that are wanted.

    Where the rows were judged, only their portions are read.
    """
    choices, layout = chosen(sheet)
    if judged is None:
        rows = layouts.body(grid_of(sheet), layout)
        numbers, laid = frozenset(row.number for row in rows), laid_out(rows, choices, {})
    else:
        numbers, laid = judged.numbers, []
        for portion in judged.portions:
            if not set(wanted).isdisjoint(portion.numbers):
                laid += laid_out(rows_of(sheet, portion), choices, dict(portion.above))
    return numbers, {
        row.number: dict(zip(layouts.FIELDS, row.cells, strict=True)) for row in laid if row.number in wanted
    }


def fresh(
    db: Session, actor: Actor, sheet: GiftSheet, judged: Judged, origins: Origins, most: int
) -> list[Checked] | None:
    """Return the first good rows as gifts, at most so many; None where one of them is none after all."""
    choices, _ = chosen(sheet)
    meanings = Meanings(db, actor, choices.items)
    keys = RowKeys(keys_in(choices.keys) | keys_in(judged.keys), origins.claimed)
    found: list[Checked] = []
    for portion in judged.portions:
        good = set(portion.where(Standing.GOOD))
        if not good:
            continue
        laid = laid_out(rows_of(sheet, portion), choices, dict(portion.above))
        checked = check_rows(
            sheet.place, [row for row in laid if row.number in good], meanings, choices, keys
        )
        if checked.unclear:
            return None
        found += checked.gifts
        if len(found) >= most:
            break
    return found[:most]


def chosen(sheet: GiftSheet) -> tuple[Choices, Layout]:
    """Return what people said about a sheet whose columns are chosen, and how it is laid out."""
    choices = choices_of(sheet)
    if choices.layout is None:
        raise ValueError("the columns of the sheet are not chosen")
    return choices, choices.layout


def rows_of(sheet: GiftSheet, portion: Portion) -> list[Row]:
    """Return the rows of a portion as they came."""
    return [row for _, row in islice(rows_from(sheet.cells, portion.at), len(portion.numbers))]


def laid_out(rows: Sequence[Row], choices: Choices, above: dict[str, str]) -> list[Row]:
    """Return rows with their cells in the order of layouts.FIELDS (see layouts.laid_out)."""
    assert choices.layout is not None
    return list(layouts.laid_out(rows, choices.layout, choices.mended, choices.left_out, above))


def check_rows(
    place: Place, laid: Sequence[Row], meanings: Meanings, choices: Choices, keys: RowKeys | None = None
) -> CheckedRows:
    """Return what an import says of rows that are laid out, but those taken in: they are what they were."""
    read = read_rows(row for row in laid if row.number not in choices.taken)
    checked, refused = imports.check_rows(place, read.rows, meanings, keys)
    packs = [row for row in read.rows if row.unit is Unit.PACK]
    counted, _ = imports.check_rows(place, packs, meanings)
    return CheckedRows(
        checked,
        _by_column(sheets.listed(refused, read.problems)),
        {row.row_number: row.gift.lines[0].quantity for row in counted},
    )


def _judged(
    begins: Portion,
    laid: Sequence[Row],
    unclear: Mapping[int, Mapping[str, object]],
    choices: Choices,
    elsewhere: Collection[int],
) -> Portion:
    """The portion with the verdict on its rows; those from `elsewhere` are in, too."""
    words, columns = Counter[str](), {name for of_row in unclear.values() for name in of_row}
    for row in laid:
        columns.update(name for name, said in zip(layouts.FIELDS, row.cells, strict=True) if said)
        # Where something else is unclear too, nobody has looked for the item yet.
        if "item_text" in unclear.get(row.number, ()):
            words[row.cells[_ITEM].strip()] += 1
    said = dict.fromkeys(unclear, Standing.UNCLEAR)
    said |= dict.fromkeys(choices.left_out, Standing.LEFT_OUT)
    said |= dict.fromkeys((*choices.taken, *elsewhere), Standing.IN)
    return replace(
        begins,
        standings="".join(said.get(number, Standing.GOOD).letter for number in begins.numbers),
        words={word: count for word, count in words.items() if word},
        columns=sorted(columns - {""}),
    )


def _counted_keys(place: Place, rows: Sequence[Row], choices: Choices, meanings: Meanings) -> set[UUID]:
    """The keys of the rows that an earlier version took without keeping their keys: what counting gives."""
    if not choices.taken:
        return set()
    laid = [row for row in laid_out(rows, choices, {}) if row.number in choices.taken]
    checked, _ = imports.check_rows(place, read_rows(laid).rows, meanings)
    return {row.key for row in checked}


def _by_column(problems: Sequence[sheets.Problem]) -> dict[int, dict[str, tuple[Refusal, ...]]]:
    found: dict[int, dict[str, tuple[Refusal, ...]]] = {}
    for problem in problems:
        said = getattr(problem.refusal, "field", "")
        column = _COLUMN_OF.get(said, said)
        column = column if column in layouts.FIELDS else ""
        of_row = found.setdefault(problem.row_number, {})
        of_row[column] = (*of_row.get(column, ()), problem.refusal)
    return found
