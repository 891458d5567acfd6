"""What was said of unsorted goods, and which items it means or may mean, for whoever sorts them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from convoy.domain import guesses
from convoy.domain.kinds import IntakeRule
from convoy.domain.lifecycle import LineStage
from convoy.domain.permissions import Actor
from convoy.domain.text import without_brackets
from convoy.models import Balance, Lot, SortingPool, UnsortedLine
from convoy.queries import catalogue, visible
from convoy.queries.catalogue import Facts

MOST = 50
PERHAPS = 3
UNPACKED = "NE"
"""UN Rec 21: not packed. Only such things are as many pieces as packages."""
PIECES = "H87"


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words on unsorted goods, how many packages (UN Rec 21) they are of, and the nearest items."""

    line: int
    words: str
    packages: int
    package_code: str
    perhaps: tuple[Facts, ...] = ()


@dataclass(frozen=True, slots=True)
class Linked:
    """Words on unsorted goods and the item they mean; how much of it was counted out of the pool so far."""

    line: int
    words: str
    packages: int
    package_code: str
    item: Facts
    counted: int

    @property
    def pieces(self) -> int | None:
        """How many pieces there are, where the packages say so: loose things of an item counted in pieces."""
        loose = self.package_code == UNPACKED and self.item.unit_code == PIECES
        return self.packages if loose else None


def spoken(db: Session, actor: Actor, pool: SortingPool, language: str) -> list[Spoken]:
    """Return words of a pool that are not linked yet, the newest first, each with the items it may mean."""
    lines = _lines(db, actor, pool, is_linked=False)
    items = catalogue.load_catalogue(db)
    near = {
        line.note: guesses.likely(items, without_brackets(line.note), PERHAPS, language=language)
        for line in lines
    }
    named = catalogue.facts(db, actor, {code for codes in near.values() for code in codes}, language)
    return [
        Spoken(
            line.id,
            line.note,
            line.packages,
            line.package_code,
            tuple(
                named[code]
                for code in near[line.note]
                if code in named and named[code].rule is not IntakeRule.REJECT
            ),
        )
        for line in lines
    ]


def linked(db: Session, actor: Actor, pool: SortingPool, language: str) -> list[Linked]:
    """Return words of a pool that are linked to an item, the newest first."""
    lines = _lines(db, actor, pool, is_linked=True)
    kept = {line.id: line.item.kept for line in lines if line.item is not None}
    named = catalogue.facts(db, actor, {item.code for item in kept.values()}, language)
    counted = _counted(db, pool, {item.id for item in kept.values()})
    return [
        Linked(
            line.id,
            line.note,
            line.packages,
            line.package_code,
            named[kept[line.id].code],
            counted.get(kept[line.id].id, 0),
        )
        for line in lines
        if kept[line.id].code in named
    ]


def to_link(db: Session, pool_ids: Collection[int]) -> dict[int, int]:
    """Return by pool on how many lines there are words that are not linked yet; pools without are absent."""
    rows = db.execute(
        select(UnsortedLine.pool_id, func.count(UnsortedLine.id))
        .where(
            UnsortedLine.pool_id.in_(pool_ids),
            UnsortedLine.stage == LineStage.ACCEPTED,
            UnsortedLine.note != "",
            UnsortedLine.item_id.is_(None),
        )
        .group_by(UnsortedLine.pool_id)
    )
    return {pool_id: count for pool_id, count in rows if pool_id is not None}


def _lines(db: Session, actor: Actor, pool: SortingPool, *, is_linked: bool) -> Sequence[UnsortedLine]:
    seen = visible.pools(actor).with_only_columns(SortingPool.id).where(SortingPool.id == pool.id)
    asked = UnsortedLine.item_id.is_not(None) if is_linked else UnsortedLine.item_id.is_(None)
    return db.scalars(
        select(UnsortedLine)
        .where(
            UnsortedLine.pool_id.in_(seen),
            UnsortedLine.stage == LineStage.ACCEPTED,
            UnsortedLine.note != "",
            asked,
        )
        .order_by(UnsortedLine.id.desc())
        .limit(MOST)
        .options(joinedload(UnsortedLine.item))
    ).all()


def _counted(db: Session, pool: SortingPool, item_ids: Collection[int]) -> dict[int, int]:
    """How much of each item was counted out of the pool, wherever it is now."""
    rows = db.execute(
        select(Lot.item_id, func.sum(Balance.quantity))
        .join(Balance, Balance.lot_id == Lot.id)
        .where(Lot.pool_id == pool.id, Lot.item_id.in_(item_ids))
        .group_by(Lot.item_id)
    )
    return {item_id: int(quantity) for item_id, quantity in rows}
