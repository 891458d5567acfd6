"""Sheets of gifts in the browser: sent, their columns chosen, mended in place, taken in whole or in part.

What was sent is kept, so that an expired sign-in loses nothing and another volunteer of the place can go on.
"""

import hashlib
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from convoy.db import Database
from convoy.domain import dates, intake, references
from convoy.domain.errors import Conflict, Invalid, RuleBroken
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.exchange import layouts, limits
from convoy.exchange.layouts import Layout
from convoy.exchange.tables import Grid, read_grid
from convoy.models import GiftSheet
from convoy.queries import gift_sheets as query
from convoy.services import audit, donations, imports, sheet_judging, sheet_origins
from convoy.services.imports import Checked
from convoy.services.sheet_choices import (
    CHANGED,
    Became,
    Choices,
    choices_of,
    grid_of,
    kept_keys,
    keys_in,
    packed_cells,
    rows_from,
)
from convoy.services.sheet_origins import Origins
from convoy.services.sheet_verdicts import Judged, Standing

STEP = 1_000
"""Rows taken in by one transaction: nobody else at the desk waits long for that."""

STEPS = 5
"""Transactions of one press, so that whoever pressed soon sees how far it is; the next one goes on."""

WAITING_KEPT = timedelta(days=30)
"""How long a sheet stays that nobody goes on with."""

LONGEST_SHEET = 20_000_000
"""Letters of a sheet that is kept."""

LONGEST_TEXT = 2_000
"""Letters that a person types into a cell."""


@dataclass(frozen=True, slots=True)
class ChooseLayout:
    """How a sheet is to be read; `revision` is the one the person saw."""

    code: str
    revision: int
    layout: Layout


@dataclass(frozen=True, slots=True)
class Mend:
    """What the rows shown say now: cells by row and column, which of the rows shown are no gifts.

    `items` leads from words for goods to the item meant; `today` is the day it is where somebody types.
    """

    code: str
    revision: int
    cells: Mapping[int, Mapping[str, str]]
    left_out: frozenset[int]
    items: Mapping[str, str]
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What became of the whole sheet so far; of its other rows, how many wait, are unclear, and so on."""

    became: Became
    before: int
    waiting: int
    unclear: int
    left_out: int


def send(database: Database, actor: Actor, place_code: str, name: str, data: bytes) -> str:
    """Keep a sheet for a place and return its code; the very same bytes lead to the sheet that is there.

    Raises Invalid (field "file") for what cannot be read, NotFound and NotAllowed for the place.
    """
    with database.look() as db:
        place = donations.intake_place(db, actor, place_code)
        if code := query.same(db, place.id, _digest(data)):
            return code
    grid = read_grid(data, limits.OFFICE if actor.is_console else limits.SHEET)
    return database.do(keep, actor, place_code, name, _digest(data), grid)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def keep(db: Session, actor: Actor, place_code: str, name: str, sha256: str, grid: Grid) -> str:
    """Keep a sheet that was read, told from others by the hash of its bytes, and return its code."""
    place = donations.intake_place(db, actor, place_code)
    if code := query.same(db, place.id, sha256):
        return code
    cells = packed_cells(grid)
    if len(cells) > LONGEST_SHEET:
        raise Invalid(
            N_("The sheet has %(letters)s letters; %(limit)s fit, so split it"),
            field="file",
            letters=len(cells),
            limit=LONGEST_SHEET,
        )
    sheet = GiftSheet(
        code=references.new("SH"),
        place_id=place.id,
        name=name,
        sha256=sha256,
        sent_at=datetime.now(UTC),
        sent_by_id=actor.user_id,
        cells=cells,
        choices=Choices().packed(),
        waiting=len(grid.rows),
    )
    db.add(sheet)
    db.flush()
    audit.note(db, actor, "sheet:send", sheet.code, place=place.code, file=name, rows=len(grid.rows))
    return sheet.code


def choose(db: Session, actor: Actor, command: ChooseLayout) -> GiftSheet:
    """Say which column holds what.

    Raises Invalid where a needed column is missing or one has two, Conflict where somebody else was first.
    """
    sheet = _to_change(db, actor, command.code, command.revision)
    choices, grid = choices_of(sheet), grid_of(sheet)
    before, now = choices.layout, command.layout
    is_new = before is None or (before.heading, before.height) != (now.heading, now.height)
    if is_new and choices.taken:
        raise RuleBroken(N_("Rows of this sheet are in already: its heading row stays. Nothing was changed."))
    left_out = frozenset(layouts.not_gifts(grid, now)) if is_new else choices.left_out
    numbers = {row.number for row in layouts.body(grid, now)}
    _store(sheet, numbers, replace(choices, layout=now, left_out=left_out), None)
    audit.note(db, actor, "sheet:choose", sheet.code, left_out=sorted(left_out))
    return sheet


def mend(db: Session, actor: Actor, command: Mend) -> GiftSheet:
    """Keep what a person typed into cells, told of words, and left out; rows that are in stay as they are.

    Raises Conflict where somebody else was first.
    """
    sheet = _to_change(db, actor, command.code, command.revision)
    choices = choices_of(sheet)
    if choices.layout is None:
        raise RuleBroken(N_("Say first which column holds what. Nothing was stored."))
    judged = sheet_judging.still_right(db, actor, sheet)
    numbers, laid = sheet_judging.as_read(sheet, judged, command.cells.keys())
    changed: dict[int, dict[str, str]] = {}
    for number, cells in command.cells.items():
        if number in laid and number not in choices.taken:
            changed[number] = {
                name: _written_out(said, command.today) if name == "day" else said
                for name, said in cells.items()
                if said != laid[number].get(name)
            }
    shown = command.cells.keys() & numbers
    left_out = ((choices.left_out - shown) | (command.left_out & shown)) - choices.taken
    mended = {at: {**choices.mended.get(at, {}), **said} for at, said in changed.items() if said}
    said_now = replace(
        choices,
        mended={**choices.mended, **mended},
        left_out=left_out,
        items={**choices.items, **command.items},
    )
    _store(sheet, numbers, said_now, None)
    if judged:
        others = left_out ^ choices.left_out
        handed_down = others or any(layouts.CARRIED_DOWN & said.keys() for said in changed.values())
        if not (choices.layout.same_as_above and handed_down):
            again = sheet_judging.judge_again(db, actor, sheet, judged, others | mended.keys(), command.items)
            sheet.judged = again.packed() if again else ""
    audit.note(db, actor, "sheet:mend", sheet.code, rows=len(command.cells), words=len(command.items))
    return sheet


def _written_out(typed: str, today: date | None) -> str:
    """A day that is only plain today, with its year: a sheet is read again on other days."""
    try:
        dates.day(typed)
    except Invalid:
        try:
            return dates.day(typed, today=today, latest=today + intake.AHEAD if today else None).isoformat()
        except Invalid:
            return typed
    return typed


def take_in(database: Database, actor: Actor, code: str, *, everything: bool) -> Step:
    """Take in good rows of a sheet, at most STEPS times STEP; repeated, it goes on and adds nothing twice.

    `everything` asks that no row is unclear. The rows are checked once, before the transactions; each adds up
    to STEP of them. Raises RuleBroken, and Conflict where the sheet was changed before anything was stored.
    """
    sheet_judging.check(database, actor, code)
    with database.look() as db:
        sheet = query.find(db, actor, code)
        choices, revision = choices_of(sheet), sheet.revision
        if choices.layout is None:
            raise RuleBroken(N_("Say first which column holds what. Nothing was stored."))
        judged = sheet_judging.standing(db, actor, sheet)
        origins = sheet_origins.of(db, actor, sheet, (row for _, row in rows_from(sheet.cells)))
        fresh = sheet_judging.fresh(db, actor, sheet, judged, origins, STEP * STEPS)
        if fresh is None:
            judged = sheet_judging.judge(db, actor, sheet)
            fresh = sheet_judging.fresh(db, actor, sheet, judged, origins, STEP * STEPS) or []
    counts, became = judged.counts, choices.became
    if everything and counts[Standing.UNCLEAR]:
        raise RuleBroken(
            N_("%(count)s rows are unclear, so nothing was stored. Mend them, or take in the good ones."),
            count=counts[Standing.UNCLEAR],
        )
    is_news = set(judged.where(Standing.IN)) != choices.taken
    # Where every good row was in before the sheet came, one step says so, and the sheet is done with.
    for start in range(0, len(fresh) or int(is_news), STEP):
        rows = fresh[start : start + STEP]
        try:
            became, revision, judged, origins = database.do(
                _take, actor, code, revision, judged, origins, rows
            )
        except Conflict:
            if not start:
                raise
            break  # What is in stays; the next look shows what somebody else changed.
    counts = judged.counts
    before = counts[Standing.IN] - became.added
    return Step(became, before, counts[Standing.GOOD], counts[Standing.UNCLEAR], counts[Standing.LEFT_OUT])


def _take(  # what was seen, and which of its rows
    db: Session,
    actor: Actor,
    code: str,
    revision: int,
    judged: Judged,
    origins: Origins,
    rows: Sequence[Checked],
) -> tuple[Became, int, Judged, Origins]:
    """Take in rows, note those that were in before; return what became of the sheet, and its revision."""
    sheet = _to_change(db, actor, code, revision)
    origins = sheet_origins.note_taken(db, actor, origins, {row.row_number: row.key for row in rows})
    holds = sheet_judging.against(db, sheet.place) == judged.against
    outcome = imports.import_donations(db, actor, sheet.place.code, sheet.name, rows, sheet=sheet.code)
    choices = choices_of(sheet)
    became = choices.became + Became(outcome.added, outcome.boxes, outcome.set_aside, outcome.refused)
    taken = choices.taken | {*judged.where(Standing.IN)} | {row.row_number for row in rows}
    keys = keys_in(choices.keys) | keys_in(judged.keys) | {row.key for row in rows}
    if not outcome.added:
        place, already = sheet.place.code, len(taken - choices.taken)
        audit.note(
            db, actor, "donation:import", place, about=[sheet.code], file=sheet.name, added=0, already=already
        )
    now = judged.with_taken(taken)
    if holds:  # What came by this step itself is no reason to judge anew.
        now = replace(now, against=sheet_judging.against(db, sheet.place))
    said = replace(choices, taken=taken, keys=kept_keys(keys), became=became)
    _store(sheet, now.numbers, said, now)
    return became, sheet.revision, now, origins


def put_away(db: Session, actor: Actor, code: str) -> GiftSheet:
    """Say that nothing more of a sheet is to be taken in; it is deleted some days later."""
    sheet = query.find(db, actor, code, to_change=True)
    if sheet.done_at is None:
        sheet.done_at = datetime.now(UTC)
        audit.note(db, actor, "sheet:put_away", sheet.code, waiting=sheet.waiting)
    return sheet


def _to_change(db: Session, actor: Actor, code: str, revision: int) -> GiftSheet:
    sheet = query.find(db, actor, code, to_change=True)
    if sheet.revision != revision:
        raise Conflict(CHANGED)
    return sheet


def _store(sheet: GiftSheet, numbers: AbstractSet[int], choices: Choices, judged: Judged | None) -> None:
    """Keep what people said, and how rows stand by that; `numbers` are those of all under the headings."""
    sheet.choices, sheet.revision = choices.packed(), sheet.revision + 1
    sheet.judged = judged.packed() if judged else ""
    sheet.waiting = len(numbers - choices.left_out - choices.taken)
    sheet.done_at = None if sheet.waiting else sheet.done_at or datetime.now(UTC)
