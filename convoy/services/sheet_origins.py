"""Rows of a sheet that come back mended, in the file that a kept sheet gave out: each is known as its own.

The file of unclear rows names each by the sheet's code and its number there, "SH-7K3F-2M-Q/12". Such a row is
that row: taken in from either sheet it is in both, and one that says the same as another row of its sheet is
a gift of its own. Where the sheet is not kept any more, or is another place's, the name says nothing: then
what the row says decides, as in any sheet.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from convoy.domain.errors import Conflict
from convoy.domain.permissions import Actor
from convoy.exchange import layouts
from convoy.exchange.tables import Row
from convoy.models import GiftSheet
from convoy.queries import gift_sheets as query
from convoy.services.sheet_choices import CHANGED, choices_of, grid_of, kept_keys, keys_in

_NAME = re.compile(r"(SH-[0-9A-Z-]{4,12})/([1-9][0-9]{0,6})")

Origin = tuple[str, int]
"""The code of the sheet a row came from, and its number there."""


@dataclass(frozen=True, slots=True)
class Origins:
    """The rows that came from other sheets, by their number here; what those sheets say of their own rows.

    `revisions` are those at which the sheets were seen.
    """

    rows: Mapping[int, Origin] = field(default_factory=dict)
    taken: Mapping[str, AbstractSet[int]] = field(default_factory=dict)
    keys: Mapping[str, AbstractSet[UUID]] = field(default_factory=dict)
    revisions: Mapping[str, int] = field(default_factory=dict)

    @property
    def settled(self) -> frozenset[int]:
        """The numbers of the rows that are in already, from wherever; a copied row is another one."""
        first: dict[Origin, int] = {}
        for number, origin in self.rows.items():
            first.setdefault(origin, number)
        return frozenset(number for (code, row), number in first.items() if row in self.taken[code])

    @property
    def claimed(self) -> dict[int, AbstractSet[UUID]]:
        """The keys that other rows of the sheet have from which a row came, by its number here."""
        return {number: self.keys[code] for number, (code, _) in self.rows.items()}


def name(code: str, number: int) -> str:
    """Return how a row of a sheet is named in a file that may come back."""
    return f"{code}/{number}"


def named(row: Row) -> Origin | None:
    """Return the sheet and number that a row of a file names, None for most rows."""
    for cell in reversed(row.cells):
        if cell.startswith("SH-") and (found := _NAME.fullmatch(cell.strip())):
            return found[1], int(found[2])
    return None


def of(db: Session, actor: Actor, sheet: GiftSheet, rows: Iterable[Row]) -> Origins:
    """Return which of these rows of a sheet came from other sheets that are kept at its place."""
    found = {row.number: origin for row in rows if (origin := named(row)) is not None}
    codes = {code for code, _ in found.values()} - {sheet.code}
    beside = query.beside(db, actor, sheet, codes)
    choices = {one.code: (choices_of(one), one.revision) for one in beside}
    numbers = {one.code: _numbers(one) for one in beside}
    return Origins(
        {at: (code, row) for at, (code, row) in found.items() if row in numbers.get(code, ())},
        {code: said.taken for code, (said, _) in choices.items()},
        {code: keys_in(said.keys) for code, (said, _) in choices.items()},
        {code: revision for code, (_, revision) in choices.items()},
    )


def _numbers(sheet: GiftSheet) -> frozenset[int]:
    """The numbers of all rows under the headings; none where the columns are not chosen any more."""
    layout = choices_of(sheet).layout
    return frozenset(row.number for row in layouts.body(grid_of(sheet), layout)) if layout else frozenset()


def note_taken(db: Session, actor: Actor, origins: Origins, keys: Mapping[int, UUID]) -> Origins:
    """Note in their own sheets that rows, by their number here, are in under these keys.

    Raises Conflict where one of the sheets was changed since it was looked at.
    """
    revisions = dict(origins.revisions)
    for code in sorted({origins.rows[number][0] for number in keys.keys() & origins.rows.keys()}):
        sheet = query.find(db, actor, code, to_change=True)
        if sheet.revision != revisions[code]:
            raise Conflict(CHANGED)
        _note(sheet, {origins.rows[at][1]: keys[at] for at in _from(code, origins, keys)})
        revisions[code] = sheet.revision
    return replace(origins, revisions=revisions)


def _from(code: str, origins: Origins, numbers: Collection[int]) -> list[int]:
    return [number for number in numbers if number in origins.rows and origins.rows[number][0] == code]


def _note(sheet: GiftSheet, keys: Mapping[int, UUID]) -> None:
    choices = choices_of(sheet)
    new = keys.keys() - choices.taken
    said = replace(
        choices,
        taken=choices.taken | new,
        left_out=choices.left_out - new,
        keys=kept_keys(keys_in(choices.keys) | {*keys.values()}),
    )
    sheet.waiting = max(sheet.waiting - len(new - choices.left_out), 0)
    if not sheet.waiting:
        sheet.done_at = sheet.done_at or datetime.now(UTC)
    sheet.choices, sheet.judged, sheet.revision = said.packed(), "", sheet.revision + 1
