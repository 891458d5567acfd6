"""Sheets of donations: every row checked, then all of them taken in, or none; repeating adds nothing."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.db import Database
from convoy.domain import text
from convoy.domain.errors import Refusal, RuleBroken
from convoy.domain.lifecycle import LineStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.exchange.donations import DonationRow, read_donations
from convoy.exchange.tables import read_table
from convoy.models import Donation, Item, Place
from convoy.queries import catalogue as catalogue_query
from convoy.services import audit, donations, gifts, new_codes, sheets, taking_in
from convoy.services.donors import Donor
from convoy.services.gifts import Line, RecordDonation
from convoy.services.sheets import Problem, Progress

ROWS = UUID("5b0f8f39-0c0c-4c56-9d7c-2c3cb9b6a3de")
"""The namespace of row keys: a row's content at a place always has the same key."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a sheet; with problems nothing was stored. `unused` are headings of unread columns.

    Of the gifts `added`, the rules `set_aside` or `refused` so many lines.
    """

    added: int = 0
    already: int = 0
    boxes: int = 0
    set_aside: int = 0
    refused: int = 0
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()
    unused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """A row that may be taken in: its number, its key, and the gift it says."""

    row_number: int
    key: UUID
    gift: RecordDonation


@dataclass(slots=True)
class RowKeys:
    """The keys of one sheet's rows: the n-th row that says the same gets the n-th key of what it says.

    Keys that are `claimed` are passed over: other rows of the sheet are on record under them. Rows that came
    from another sheet, by their number, pass over those of that sheet, `elsewhere`, too.
    """

    claimed: AbstractSet[UUID] = frozenset()
    elsewhere: Mapping[int, AbstractSet[UUID]] = field(default_factory=dict)
    _given: Counter[bytes] = field(default_factory=Counter)
    _apart: Counter[bytes] = field(default_factory=Counter)
    _mixed: set[UUID] = field(default_factory=set)

    def give(self, content: str, number: int = 0) -> UUID:
        """Return the key of the next row that says this; `number` is that of the row."""
        short = blake2b(content.encode(), digest_size=16).digest()
        claimed = self.elsewhere.get(number)
        given = self._given if claimed is None else self._apart
        while True:
            key = uuid5(ROWS, json.dumps([content, given[short]]))
            given[short] += 1
            if key in self.claimed or key in self._mixed or (claimed and key in claimed):
                continue
            if self.elsewhere:
                self._mixed.add(key)
            return key


def import_file(  # noqa: PLR0913  # one word for each option of the command line
    database: Database,
    actor: Actor,
    *,
    place_code: str,
    name: str,
    data: bytes,
    chosen: Mapping[str, str] | None = None,
    dry_run: bool = False,
    progress: Progress = lambda _what, _done, _total: None,
) -> Outcome:
    """Take in a .csv or .xlsx sheet at a place, all rows or none, and say what was added.

    `chosen` says which item code an ambiguous word means. Raises Invalid for a file that cannot be read,
    NotFound and NotAllowed for the place.
    """
    read = read_donations(read_table(name, data, sheets.limits_for(actor)))
    unused = tuple(read.unknown_headings)
    with database.look() as db:
        place = donations.intake_place(db, actor, place_code)
        checked, problems = check_rows(place, read.rows, sheets.Meanings(db, actor, chosen or {}))
        known = recorded(db, [row.key for row in checked])
    if problems or read.problems:
        return Outcome(problems=sheets.listed(problems, read.problems), unused=unused)
    if dry_run:
        fresh = [row for row in checked if str(row.key) not in known]
        boxes = sum(_boxes(row.gift) for row in fresh)
        return Outcome(len(fresh), len(checked) - len(fresh), boxes, unused=unused)
    outcome = database.do(import_donations, actor, place_code, name, checked, progress)
    return replace(outcome, unused=unused)


def _boxes(gift: RecordDonation) -> int:
    return sum(line.boxes for line in gift.lines)


def import_donations(
    db: Session,
    actor: Actor,
    place_code: str,
    name: str,
    rows: Sequence[Checked],
    progress: Progress = lambda _what, _done, _total: None,
    *,
    sheet: str = "",
) -> Outcome:
    """Record the checked rows that were not recorded before, each as a donation with its own receipt number.

    One transaction and one entry in the audit log, which names the donations, and the `sheet` they are from
    where it is kept here.
    """
    place = donations.intake_place(db, actor, place_code)
    known = recorded(db, [row.key for row in rows])
    new = [row for row in rows if str(row.key) not in known]
    fresh = dict(zip(new_codes.hand_out(db, Donation.code, "DN", len(new)), new, strict=True))
    already = len(rows) - len(fresh)
    if not fresh:
        return Outcome(already=already)
    about = [*fresh, *([sheet] if sheet else [])]
    entry = audit.note(
        db, actor, "donation:import", place.code, about=about, file=name, added=len(fresh), already=already
    )
    items = donations.items_of(db, actor, [row.gift for row in fresh.values()])
    here = taking_in.Intake(dict.fromkeys(fresh, entry), place, items)
    boxes, remarks, done, stages = 0, list[Problem](), 0, Counter[LineStage]()
    for codes in sheets.chunks(list(fresh)):
        taken = taking_in.take_in(
            db,
            actor,
            here,
            {code: fresh[code].gift for code in codes},
            import_keys={code: str(fresh[code].key) for code in codes},
        )
        for gift in taken:
            boxes += _packed(gift)
            stages.update(line.stage for line in gift.lines)
            remarks += _remarks(gift, fresh[gift.code].row_number, items)
        done += len(codes)
        progress("donations", done, len(fresh))
    aside, refused = stages[LineStage.SET_ASIDE], stages[LineStage.REFUSED]
    return Outcome(len(fresh), already, boxes, aside, refused, remarks=tuple(remarks))


def _packed(gift: taking_in.Taken) -> int:
    return sum(line.said.boxes for line in gift.lines if line.stage is LineStage.ACCEPTED)


def _remarks(gift: taking_in.Taken, row_number: int, items: Mapping[str, Item]) -> Iterator[Problem]:
    for line in gift.lines:
        item = items[line.said.item]
        if line.stage is not LineStage.ACCEPTED:
            yield Problem(row_number, RuleBroken(line.reason))
        elif line.said.expires_on is None and item.expiry_rule == "required":
            message = N_("%(item)s came without its month of expiry")
            yield Problem(row_number, RuleBroken(message, item=item.name_in("en")))


def recorded(db: Session, keys: Sequence[UUID]) -> set[str | None]:
    """Return the keys of rows that were recorded before, taken back since or not."""
    found: set[str | None] = set()
    for chunk in sheets.chunks([str(key) for key in keys]):
        found |= set(db.scalars(select(Donation.import_key).where(Donation.import_key.in_(chunk))))
    return found


def check_rows(
    place: Place, rows: Sequence[DonationRow], meanings: sheets.Meanings, keys: RowKeys | None = None
) -> tuple[list[Checked], list[Problem]]:
    """Return the rows as gifts with their keys, and what is wrong with the others.

    A sheet that is checked in portions hands the same `keys` on: two rows that say the same are two gifts.
    """
    keys = RowKeys() if keys is None else keys
    checked: list[Checked] = []
    problems: list[Problem] = []
    for row in rows:
        key = keys.give(_content(place, row), row.row_number)
        try:
            gift = _gift(key, place, row, meanings.item(row.item_text))
            meanings.must_know(gift.donor)
        except Refusal as refusal:
            problems.append(Problem(row.row_number, refusal))
        else:
            checked.append(Checked(row.row_number, key, gift))
    return checked, problems


def _content(place: Place, row: DonationRow) -> str:
    """What makes two rows the same gift: all that is in them, the item as it was written, at this place."""
    said = (
        place.code,
        row.day.isoformat(),
        text.fold(row.donor),
        row.donor_kind,
        text.fold(row.item_text),
        row.quantity,
        row.unit,
        row.condition,
        row.expiry.isoformat() if row.expiry else "",
        row.boxes,
        row.grams,
        row.note,
        *([text.fold(row.earmark)] if row.earmark else []),
    )
    return json.dumps(said, ensure_ascii=False, default=str)


def _gift(key: UUID, place: Place, row: DonationRow, item: catalogue_query.Facts) -> RecordDonation:
    gifts.check_day(row.day, place.zone)
    line = Line(
        item=item.code,
        quantity=sheets.base_quantity(row.written, item),
        condition=row.condition,
        expires_on=row.expiry,
        boxes=row.boxes or 0,
        grams=row.grams,
        typed=row.item_text,
        earmark=row.earmark,
    )
    gifts.check_packing(line, "row")
    return RecordDonation(
        key=key,
        place=place.code,
        received_on=row.day,
        lines=(line,),
        donor=None if row.is_anonymous else Donor(row.donor, row.donor_kind),
        note=row.note,
    )
