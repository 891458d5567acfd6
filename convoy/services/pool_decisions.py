"""What does not become stock: set aside, released, thrown away, given back, or counted wrongly."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from convoy.domain import intake
from convoy.domain.controls import RULES, Decision, Flag
from convoy.domain.errors import NotFound, RuleBroken
from convoy.domain.kinds import HolderKind, MovementKind, PoolFate
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import AuditEntry, Item, Lot, PoolOutcome, SortingPool
from convoy.services import audit, ledger, pools, signing

MAY_SET_ASIDE = Permission.BOX_PACK
MAY_DECIDE = Permission.LINE_DECIDE


@dataclass(frozen=True, slots=True)
class DecideGoods:
    """What becomes of some pieces of a lot of a pool, and why."""

    key: UUID
    pool: str
    lot: int
    quantity: int
    reason: str


def set_aside(db: Session, actor: Actor, command: DecideGoods) -> SortingPool:
    """Take counted goods that stand loose out of stock until somebody decides."""
    pool, lot, done = _goods(db, actor, "pool:set_aside", command, MAY_SET_ASIDE)
    if not done:
        entry = _note(db, actor, "pool:set_aside", command)
        _move(db, actor, entry, pool, MovementKind.SET_ASIDE, command)
        lot.aside_reason = command.reason
    return pool


def release(db: Session, actor: Actor, command: DecideGoods) -> SortingPool:
    """Put goods that were set aside into stock; they stand loose then."""
    pool, lot, done = _goods(db, actor, "pool:release", command, MAY_DECIDE)
    if not done:
        if lot.item.category.code == intake.MEDICINE:
            actor.must(Permission.MEDICINE_RELEASE, place_id=pool.place_id)
        if any(RULES[flag].second_person for flag in signing.flags(lot.item)):
            raise RuleBroken(
                N_(
                    "Two persons sign this off: it is done on the page “Goods set aside”. "
                    "Nothing was changed."
                )
            )
        entry = _note(db, actor, "pool:release", command)
        if lot.item.category.code == intake.MEDICINE:
            signing.sign(db, actor, entry, lot, Flag.MEDICINE, signing.Said(Decision.RELEASE, command.reason))
        _move(db, actor, entry, pool, MovementKind.RELEASED, command)
    return pool


def uncount(db: Session, actor: Actor, command: DecideGoods) -> SortingPool:
    """Take pieces counted by mistake out of stock again: they are in the bags still, or never were."""
    pool, _, done = _goods(db, actor, "pool:uncount", command, MAY_SET_ASIDE)
    if not done:
        if pool.closed_at is not None:
            raise RuleBroken(
                N_("%(pool)s is closed: who is in charge can open it again. Nothing was changed."),
                pool=pool.code,
            )
        entry = _note(db, actor, "pool:uncount", command)
        _move(db, actor, entry, pool, MovementKind.WITHDRAWN, command)
    return pool


@dataclass(frozen=True, slots=True)
class PartWithGoods(DecideGoods):
    """Pieces set aside that leave our hands, and how."""

    fate: PoolFate = PoolFate.THROWN_AWAY


def part_with(db: Session, actor: Actor, command: PartWithGoods) -> SortingPool:
    """Let goods that were set aside leave our hands, and keep what became of them."""
    pool, lot, done = _goods(db, actor, "pool:part_with", command, MAY_DECIDE)
    if not done:
        entry = _note(db, actor, "pool:part_with", command)
        _move(db, actor, entry, pool, MovementKind.WITHDRAWN, command, HolderKind.SET_ASIDE)
        amount = {"lot_id": lot.id, "quantity": command.quantity}
        db.add(_outcome(actor, entry, pool, command.fate, command.reason, **amount))
        db.flush()
    return pool


def lot_numbered(db: Session, pool: SortingPool, number: str) -> Lot | None:
    """Return the lot of a pool by its number as typed, with its item at hand; None where there is none."""
    if not number.isdecimal():
        return None
    chosen = select(Lot).where(Lot.id == int(number), Lot.pool_id == pool.id)
    return db.scalar(chosen.options(selectinload(Lot.item).selectinload(Item.category)))


def aside_of(db: Session, pool: SortingPool, lot: Lot) -> int:
    """Return how much of a lot is set aside where its pool is."""
    return ledger.quantity_held(db, ledger.holder_at(db, pool.place, HolderKind.SET_ASIDE), lot)


def put_in_stock(db: Session, entry: AuditEntry, pool: SortingPool, lot: Lot) -> None:
    """Move all that is set aside of a lot to the shelf, as part of an action."""
    side = ledger.holder_at(db, pool.place, HolderKind.SET_ASIDE)
    shelf = ledger.holder_at(db, pool.place)
    ledger.move(db, entry, MovementKind.RELEASED, [(lot, ledger.quantity_held(db, side, lot), side, shelf)])


def refuse(db: Session, actor: Actor, entry: AuditEntry, pool: SortingPool, lot: Lot, reason: str) -> None:
    """Let all that is set aside of a lot leave our hands as refused, as part of an action."""
    side = ledger.holder_at(db, pool.place, HolderKind.SET_ASIDE)
    quantity = ledger.quantity_held(db, side, lot)
    ledger.move(db, entry, MovementKind.WITHDRAWN, [(lot, quantity, side, None)])
    db.add(_outcome(actor, entry, pool, PoolFate.REFUSED, reason, lot_id=lot.id, quantity=quantity))


@dataclass(frozen=True, slots=True)
class PartWithBags:
    """Uncounted goods of a pool that leave our hands: how, how much where it is known, and why."""

    key: UUID
    pool: str
    fate: PoolFate
    reason: str
    packages: int | None = None
    grams: int | None = None


def part_with_bags(db: Session, actor: Actor, command: PartWithBags) -> SortingPool:
    """Keep what became of goods of the pool that nobody counted."""
    pool = pools.to_change(db, actor, command.pool, MAY_DECIDE)
    if not audit.earlier(db, actor, command.key, "pool:part_with", command):
        entry = audit.note(
            db, actor, "pool:part_with", pool.code, key=command.key, request=command,
            fate=command.fate.value, reason=command.reason,
        )  # fmt: skip
        amount = {"packages": command.packages, "grams": command.grams}
        db.add(_outcome(actor, entry, pool, command.fate, command.reason, **amount))
        db.flush()
    return pool


@dataclass(frozen=True, slots=True)
class TakeBackOutcome:
    """An outcome that was recorded by mistake: 1 is the first of its pool."""

    key: UUID
    pool: str
    outcome: int


def take_back(db: Session, actor: Actor, command: TakeBackOutcome) -> SortingPool:
    """Take an outcome back; goods that had been counted lie among those set aside again."""
    pool = pools.to_change(db, actor, command.pool, MAY_DECIDE)
    if audit.earlier(db, actor, command.key, "pool:take_back", command):
        return pool
    outcomes = list(
        db.scalars(select(PoolOutcome).where(PoolOutcome.pool_id == pool.id).order_by(PoolOutcome.id))
    )
    outcome = next((one for number, one in enumerate(outcomes, 1) if number == command.outcome), None)
    if outcome is None:
        raise RuleBroken(N_("That is not in the list of %(pool)s. Nothing was changed."), pool=pool.code)
    if outcome.taken_back_at is not None:
        raise RuleBroken(N_("That was taken back already. Nothing was changed."))
    entry = audit.note(
        db, actor, "pool:take_back", pool.code, key=command.key, request=command, outcome=command.outcome
    )
    outcome.taken_back_at = datetime.now(UTC)
    if outcome.lot_id is not None and outcome.quantity is not None:
        lot = db.scalars(select(Lot).where(Lot.id == outcome.lot_id)).one()
        side = ledger.holder_at(db, pool.place, HolderKind.SET_ASIDE)
        ledger.move(db, entry, MovementKind.SORTED, [(lot, outcome.quantity, None, side)])
    db.flush()
    return pool


def _goods(
    db: Session, actor: Actor, action: str, command: DecideGoods, permission: Permission
) -> tuple[SortingPool, Lot, bool]:
    """The pool, locked, its lot, and whether this very decision was taken before."""
    pool = pools.to_change(db, actor, command.pool, permission)
    lot = db.scalar(select(Lot).where(Lot.id == command.lot, Lot.pool_id == pool.id))
    if lot is None:
        raise NotFound(N_("Those goods are not from %(pool)s. Nothing was changed."), pool=pool.code)
    return pool, lot, audit.earlier(db, actor, command.key, action, command) is not None


def _move(
    db: Session,
    actor: Actor,
    entry: AuditEntry,
    pool: SortingPool,
    kind: MovementKind,
    command: DecideGoods,
    leaves: HolderKind = HolderKind.PLACE,
) -> None:
    """Move the pieces between shelf, goods set aside and outside; raises RuleBroken for too few."""
    shelf = ledger.holder_at(db, pool.place)
    side = ledger.holder_at(db, pool.place, HolderKind.SET_ASIDE)
    giver, taker = {
        MovementKind.SET_ASIDE: (shelf, side),
        MovementKind.RELEASED: (side, shelf),
        MovementKind.WITHDRAWN: (side if leaves is HolderKind.SET_ASIDE else shelf, None),
    }[kind]
    goods = ledger.taken_from(db, actor, giver, pool.place.name, ((command.lot, command.quantity),))
    ledger.move(db, entry, kind, [(lot, quantity, giver, taker) for lot, quantity in goods])


def _note(db: Session, actor: Actor, action: str, command: DecideGoods) -> AuditEntry:
    return audit.note(
        db, actor, action, command.pool, key=command.key, request=command,
        lot=command.lot, quantity=command.quantity, reason=command.reason,
    )  # fmt: skip


def _outcome(
    actor: Actor,
    entry: AuditEntry,
    pool: SortingPool,
    fate: PoolFate,
    reason: str,
    **amount: int | None,
) -> PoolOutcome:
    return PoolOutcome(
        pool_id=pool.id,
        fate=fate,
        reason=reason,
        recorded_at=datetime.now(UTC),
        recorded_by_id=actor.user_id,
        audit_id=entry.id,
        **amount,
    )
