"""Recomputing the ledger: balances, never below zero, and pools of unsorted goods apart from it."""

from collections.abc import Callable, Iterator

from sqlalchemy import Select, and_, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from convoy.domain.kinds import MovementKind
from convoy.domain.lifecycle import LineStage
from convoy.models import (
    Balance,
    Donation,
    DonationLine,
    Lot,
    Movement,
    Place,
    PoolOutcome,
    SortingPool,
    UnsortedLine,
)
from convoy.services.differences import Difference


def _changes() -> Select[int, int, int, int]:
    """Return every movement from the side of each holder: its id, holder, lot, and the signed quantity."""
    sides = union_all(
        select(
            Movement.id.label("movement_id"),
            Movement.to_holder_id.label("holder_id"),
            Movement.lot_id,
            Movement.quantity.label("change"),
        ).where(Movement.to_holder_id.is_not(None)),
        select(Movement.id, Movement.from_holder_id, Movement.lot_id, -Movement.quantity).where(
            Movement.from_holder_id.is_not(None)
        ),
    ).subquery()
    return select(sides.c.movement_id, sides.c.holder_id, sides.c.lot_id, sides.c.change)


def _balances(db: Session) -> Iterator[Difference]:
    """Balances are the folded ledger."""
    sides = _changes().subquery()
    folded = (
        select(sides.c.holder_id, sides.c.lot_id, func.sum(sides.c.change).label("quantity"))
        .group_by(sides.c.holder_id, sides.c.lot_id)
        .subquery()
    )
    same = and_(folded.c.holder_id == Balance.holder_id, folded.c.lot_id == Balance.lot_id)
    stored = func.coalesce(Balance.quantity, 0)
    rows = db.execute(
        select(folded.c.holder_id, folded.c.lot_id, stored, folded.c.quantity)
        .outerjoin(Balance, same)
        .where(stored != folded.c.quantity)
        .union_all(
            select(Balance.holder_id, Balance.lot_id, Balance.quantity, literal(0))
            .outerjoin(folded, same)
            .where(folded.c.lot_id.is_(None), Balance.quantity != 0)
        )
    )
    for holder_id, lot_id, now, then in rows:
        yield Difference(f"balance of lot {lot_id} at holder {holder_id}", now, then)


def _never_negative(db: Session) -> Iterator[Difference]:
    """Nobody ever gave what they did not hold, at any moment of the ledger."""
    sides = _changes().subquery()
    running = select(
        sides.c.movement_id,
        sides.c.holder_id,
        func.sum(sides.c.change)
        .over(partition_by=(sides.c.holder_id, sides.c.lot_id), order_by=sides.c.movement_id)
        .label("held"),
    ).subquery()
    for movement_id, holder_id, held in db.execute(select(running).where(running.c.held < 0)):
        yield Difference(f"holder {holder_id} after movement {movement_id}", held, "0 or more")


def _sources(db: Session) -> Iterator[Difference]:
    """What comes from outside is received from donation lines, and sorted from pools, which stand apart."""
    rows = db.execute(
        select(Movement.id, Movement.kind, Lot.pool_id)
        .join(Lot, Lot.id == Movement.lot_id)
        .where(
            or_(
                and_(Movement.kind == MovementKind.SORTED, Lot.pool_id.is_(None)),
                and_(Movement.kind == MovementKind.RECEIVED, Lot.pool_id.is_not(None)),
            )
        )
    )
    for movement_id, kind, pool_id in rows:
        source = "a donation line" if pool_id is None else "a pool"
        yield Difference(f"source of movement {movement_id}, {kind.value}", source, "the other one")


def _given(db: Session) -> Iterator[Difference]:
    """A donation line that is accepted or set aside entered the ledger with just what was given."""
    entered = (
        select(Lot.donation_line_id, func.sum(Movement.quantity).label("quantity"))
        .join(Movement, Movement.lot_id == Lot.id)
        .where(Movement.kind == MovementKind.RECEIVED)
        .group_by(Lot.donation_line_id)
        .subquery()
    )
    stored = func.coalesce(entered.c.quantity, 0)
    rows = db.execute(
        select(Donation.code, DonationLine.position, stored, DonationLine.quantity)
        .join(DonationLine, DonationLine.donation_id == Donation.id)
        .outerjoin(entered, entered.c.donation_line_id == DonationLine.id)
        .where(
            DonationLine.stage.in_([LineStage.ACCEPTED, LineStage.SET_ASIDE]),
            stored != DonationLine.quantity,
        )
    )
    for code, position, now, then in rows:
        yield Difference(f"received for line {position} of {code}", now, then)


def _pools(db: Session) -> Iterator[Difference]:
    """Bags lie in the pool of their place and day; what a pool became is credited to somebody's bags."""
    astray = db.execute(
        select(Donation.code, SortingPool.day, Donation.received_on)
        .join(UnsortedLine, UnsortedLine.donation_id == Donation.id)
        .join(SortingPool, SortingPool.id == UnsortedLine.pool_id)
        .where(or_(SortingPool.day != Donation.received_on, SortingPool.place_id != Donation.place_id))
    )
    for code, day, received_on in astray:
        yield Difference(f"pool of the bags of {code}", day, received_on)
    counted = exists().where(Lot.pool_id == SortingPool.id, Balance.lot_id == Lot.id, Balance.quantity > 0)
    given = exists().where(UnsortedLine.pool_id == SortingPool.id, UnsortedLine.stage == LineStage.ACCEPTED)
    orphans = db.execute(
        select(Place.code, SortingPool.day)
        .join(Place, Place.id == SortingPool.place_id)
        .where(counted, ~given)
    )
    for place, day in orphans:
        yield Difference(f"gifts in the pool of {place}, {day}", "none", "those its goods came from")


def _outcomes(db: Session) -> Iterator[Difference]:
    """Counted goods that a pool parted with left the ledger in the same action."""
    left = (
        select(Movement.audit_id, Movement.lot_id, func.sum(Movement.quantity).label("quantity"))
        .where(Movement.kind == MovementKind.WITHDRAWN)
        .group_by(Movement.audit_id, Movement.lot_id)
        .subquery()
    )
    stored = func.coalesce(left.c.quantity, 0)
    rows = db.execute(
        select(PoolOutcome.id, stored, PoolOutcome.quantity)
        .outerjoin(left, and_(left.c.audit_id == PoolOutcome.audit_id, left.c.lot_id == PoolOutcome.lot_id))
        .where(PoolOutcome.lot_id.is_not(None), stored != PoolOutcome.quantity)
    )
    for outcome_id, now, then in rows:
        yield Difference(f"pieces that left with outcome {outcome_id}", now, then)


CHECKS: tuple[Callable[[Session], Iterator[Difference]], ...] = (
    _balances,
    _never_negative,
    _sources,
    _given,
    _pools,
    _outcomes,
)
"""The checks of the ledger, in the order in which they are run."""
