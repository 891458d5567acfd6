"""Pools of unsorted goods: made by the first bag of a day, closed with what became of it, opened again."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, selectinload

from convoy.domain.errors import NotFound, RuleBroken
from convoy.domain.lifecycle import LineStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import AuditEntry, Balance, Donation, Lot, Place, PoolOutcome, SortingPool, UnsortedLine
from convoy.queries import visible
from convoy.services import audit
from convoy.services.gifts import RecordDonation


def _lines_of(db: Session, place: Place, gift: RecordDonation) -> list[UnsortedLine]:
    """Return the bags of a gift as lines, in the pool of its place and day unless they are refused.

    The pool is made when first needed; one that is closed opens again for the late bag.
    """
    taken = any(not bags.refused_because for bags in gift.unsorted)
    pool = _of_day(db, place, gift.received_on) if taken else None
    return [
        UnsortedLine(
            position=position,
            pool_id=pool.id if pool and not bags.refused_because else None,
            packages=bags.packages,
            package_code=bags.package_code,
            grams=bags.grams,
            note=bags.note,
            stage=LineStage.REFUSED if bags.refused_because else LineStage.ACCEPTED,
            reason=bags.refused_because,
        )
        for position, bags in enumerate(gift.unsorted, 1)
    ]


def _of_day(db: Session, place: Place, day: date) -> SortingPool:
    pool = db.scalar(
        select(SortingPool)
        .where(SortingPool.place_id == place.id, SortingPool.day == day)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if pool is None:
        pool = SortingPool(place_id=place.id, day=day)
        db.add(pool)
    pool.closed_at = None
    db.flush()
    return pool


def put_in(db: Session, entry: AuditEntry, place: Place, taken: Iterable[tuple[int, RecordDonation]]) -> None:
    """Put the bags of gifts, by donation id, on record and into their pools; these name the gifts."""
    put: list[UnsortedLine] = []
    for donation_id, gift in taken:
        if gift.unsorted:
            lines = _lines_of(db, place, gift)
            for line in lines:
                line.donation_id = donation_id
            put += lines
    db.add_all(put)
    db.flush()
    mention(db, entry, put)


def mention(db: Session, entry: AuditEntry, bags: Iterable[UnsortedLine]) -> None:
    """Say in the history of their pools that these bags were put in."""
    ids = {line.pool_id for line in bags if line.pool_id is not None}
    if ids:
        audit.mention(db, entry, [pool.code for pool in _locked(db, ids)])


def _locked(db: Session, ids: Collection[int]) -> list[SortingPool]:
    """Return these pools, locked in one order: nobody sorts from them or gives to them meanwhile."""
    return list(
        db.scalars(
            select(SortingPool)
            .where(SortingPool.id.in_(ids))
            .order_by(SortingPool.id)
            .options(selectinload(SortingPool.place))
            .with_for_update()
        )
    )


def must_keep_a_gift(db: Session, donation: Donation, instead: RecordDonation | None = None) -> None:
    """Raise RuleBroken where taking the donation back would leave goods counted from nobody's bags.

    `instead` is the corrected gift: with bags of the same place and day it is credited in its place.
    """
    lines = [line for line in donation.unsorted if line.stage is LineStage.ACCEPTED]
    for pool in _locked(db, {line.pool_id for line in lines if line.pool_id is not None}):
        stays = instead is not None and (
            instead.place == pool.place.code
            and instead.received_on == pool.day
            and any(not bags.refused_because for bags in instead.unsorted)
        )
        if stays or not was_begun(db, pool) or has_gifts(db, pool, donation):
            continue
        raise RuleBroken(
            N_(
                "Goods were counted from %(pool)s, and no other gift is in it: %(code)s cannot be undone. "
                "Correct it, with its bags. Nothing was changed."
            ),
            pool=pool.code,
            code=donation.code,
        )


def has_gifts(db: Session, pool: SortingPool, apart_from: Donation | None = None) -> bool:
    """Whether bags of a gift are in the pool, of another gift than `apart_from`."""
    given = exists().where(UnsortedLine.pool_id == pool.id, UnsortedLine.stage == LineStage.ACCEPTED)
    if apart_from is not None:
        given = given.where(UnsortedLine.donation_id != apart_from.id)
    return bool(db.scalar(select(given)))


def was_begun(db: Session, pool: SortingPool) -> bool:
    """Whether anything of the pool is counted or gone: goods somewhere, or an outcome that holds."""
    counted = exists().where(Lot.pool_id == pool.id, Balance.lot_id == Lot.id, Balance.quantity > 0)
    gone = exists().where(PoolOutcome.pool_id == pool.id, PoolOutcome.taken_back_at.is_(None))
    return bool(db.scalar(select(counted | gone)))


def to_change(db: Session, actor: Actor, code: str, permission: Permission) -> SortingPool:
    """Return the pool of this code ("LEE-2026-11-28"), locked; raises NotFound, NotAllowed."""
    place_code, day = split_code(code)
    pool = db.scalar(
        visible.pools(actor)
        .join(Place, Place.id == SortingPool.place_id)
        .where(Place.code == place_code, SortingPool.day == day)
        .options(selectinload(SortingPool.place))
        .with_for_update(of=SortingPool)
    )
    if pool is None:
        raise NotFound(N_("There are no unsorted goods %(code)s here. Nothing was changed."), code=code[:40])
    actor.must(permission, place_id=pool.place_id)
    return pool


def split_code(code: str) -> tuple[str, date | None]:
    """Return place and day of a pool's code; no day where it is none."""
    place, _, day = code[:-10].removesuffix("-"), "", code[-10:]
    try:
        return place, date.fromisoformat(day)
    except ValueError:
        return place, None


@dataclass(frozen=True, slots=True)
class ClosePool:
    """A pool from which nothing is left to sort."""

    key: UUID
    pool: str


def close(db: Session, actor: Actor, command: ClosePool) -> SortingPool:
    """Close the pool and return it; what it became may differ from what came in, and needs no excuse."""
    pool = to_change(db, actor, command.pool, Permission.LINE_DECIDE)
    if audit.earlier(db, actor, command.key, "pool:close", command):
        return pool
    if pool.closed_at is not None:
        raise RuleBroken(N_("%(code)s is closed already. Nothing was changed."), code=pool.code)
    pool.closed_at = datetime.now(UTC)
    audit.note(db, actor, "pool:close", pool.code, key=command.key, request=command)
    return pool


@dataclass(frozen=True, slots=True)
class ReopenPool:
    """A closed pool to sort on, and why."""

    key: UUID
    pool: str
    reason: str


def reopen(db: Session, actor: Actor, command: ReopenPool) -> SortingPool:
    """Open a closed pool again and return it."""
    pool = to_change(db, actor, command.pool, Permission.LINE_DECIDE)
    if audit.earlier(db, actor, command.key, "pool:reopen", command):
        return pool
    if pool.closed_at is None:
        raise RuleBroken(N_("%(code)s is open already. Nothing was changed."), code=pool.code)
    pool.closed_at = None
    audit.note(db, actor, "pool:reopen", pool.code, key=command.key, request=command, reason=command.reason)
    return pool
