"""Closing a stock-take: every difference becomes an entry that names its reason; nothing changes silently."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from convoy.domain import stocktaking
from convoy.domain.errors import RuleBroken
from convoy.domain.handling import Obstacle, refuse_if
from convoy.domain.kinds import HolderKind, MovementKind
from convoy.domain.lifecycle import BoxStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.domain.stocktaking import Reason, Sighting
from convoy.models import AuditEntry, Balance, Box, BoxSighting, Holder, LooseCount, Lot, Movement, StockTake
from convoy.queries import stock_takes as query
from convoy.queries.boxes import reservations
from convoy.services import audit, estimates, ledger
from convoy.services.boxes import must_not_be_wrapped
from convoy.services.stock_takes import newest_lot, to_count


@dataclass(frozen=True, slots=True)
class Because:
    """Why a box (by its code) is missing, or loose goods (by the item's code) are more or less."""

    code: str
    reason: Reason | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class CloseStockTake:
    """The end of a stock-take: boxes said to be missing, and the reason of each loose difference.

    A box that was not seen and is not among the missing stays as it is.
    """

    key: UUID
    stock_take: str
    missing: tuple[Because, ...] = ()
    loose: tuple[Because, ...] = ()


def close(db: Session, actor: Actor, command: CloseStockTake) -> StockTake:
    """Record every difference and close the stock-take; all or nothing.

    Raises RuleBroken for a difference without a reason, a box that was seen after all or that a van counts
    on, and for goods that were moved so far since they were counted that the difference cannot be true.
    """
    if audit.earlier(db, actor, command.key, "stocktake:close", command):
        return query.found(db, actor, command.stock_take)
    take = to_count(db, actor, command.stock_take)
    actor.must(Permission.STOCK_COUNT, place_id=take.place_id)
    seen = query.sightings(db, take)
    should = list(
        db.scalars(query.expected(actor, take).options(selectinload(Box.pallet)).with_for_update(of=Box))
    )
    not_seen = {box.code: box for box in should if box.id not in {row.box_id for row in seen}}
    gone = _missing(db, actor, command, not_seen)
    entry = audit.note(
        db, actor, "stocktake:close", take.code,
        key=command.key, request=command, place=take.place.code, missing=len(gone), seen=len(seen),
    )  # fmt: skip
    fates = query.fates_of(db, actor, take, [row.box for row in seen])
    for row, one in zip(seen, fates, strict=True):
        row.outcome = one.outcome
    changed = [one.box for one in fates if one.outcome in {Sighting.MOVED, Sighting.FOUND_AGAIN}]
    _bring_here(db, entry, take, fates)
    _lose(db, entry, take, gone)
    db.add_all(
        BoxSighting(
            stock_take_id=take.id,
            box_id=box.id,
            outcome=Sighting.MISSING if code in gone else Sighting.NOT_SEEN,
            reason=gone[code][1].reason if code in gone else None,
            note=gone[code][1].note if code in gone else "",
        )
        for code, box in not_seen.items()
    )
    _settle_loose(db, actor, entry, take, {one.code: one for one in command.loose})
    audit.mention(db, entry, [box.code for box in changed] + list(gone))
    take.closed_at, take.closed_by_id, take.audit_id = datetime.now(UTC), actor.user_id, entry.id
    db.flush()
    return take


Gone = Mapping[str, tuple[Box, Because]]


def _missing(db: Session, actor: Actor, command: CloseStockTake, not_seen: Mapping[str, Box]) -> Gone:
    """The boxes said to be missing; raises RuleBroken with the reason of each that cannot be."""
    said = {one.code: one for one in command.missing}
    reserved = reservations(db, actor, [not_seen[code].id for code in said if code in not_seen])
    obstacles = []
    for code, one in said.items():
        box = not_seen.get(code)
        if box is None:
            message = N_("Box %(code)s was seen meanwhile, or is not here by the books any more; look again")
            obstacles.append(Obstacle(code, message, {"code": code}))
        elif box.id in reserved:
            obstacles.append(reserved[box.id].hinders(code))
        elif one.reason not in stocktaking.FOR_A_BOX or (one.reason is Reason.OTHER and not one.note):
            obstacles.append(Obstacle(code, N_("Say why box %(code)s is missing"), {"code": code}))
    refuse_if(obstacles)
    must_not_be_wrapped(not_seen[code] for code in said)
    return {code: (not_seen[code], one) for code, one in said.items()}


def _lose(db: Session, entry: AuditEntry, take: StockTake, gone: Gone) -> None:
    """What missing boxes hold is missing from now on; it turns up with its box."""
    boxes = [box for box, _ in gone.values()]
    holders = ledger.holders_of(db, boxes)
    lost = ledger.holder_at(db, take.place, HolderKind.MISSING)
    ledger.move(
        db,
        entry,
        MovementKind.MISSING,
        [
            (balance.lot, balance.quantity, holders[box.id], lost)
            for box in boxes
            for balance in ledger.contents(db, holders[box.id])
        ],
    )
    for box in boxes:
        box.stage = BoxStage(box.stage.step_to(BoxStage.MISSING))
        box.place_id = None
        box.pallet = None


def _bring_here(db: Session, entry: AuditEntry, take: StockTake, fates: Sequence[query.Elsewhere]) -> None:
    """Boxes that were seen here are here; those that were missing hold again what they held."""
    again = [one.box for one in fates if one.outcome is Sighting.FOUND_AGAIN]
    holders = ledger.holders_of(db, again)
    ledger.move(
        db,
        entry,
        MovementKind.TURNED_UP,
        [row for box in again for row in _what_was_lost(db, holders[box.id])],
    )
    for box in again:
        box.stage = BoxStage(box.stage.step_to(BoxStage.CLOSED if box.closed_at else BoxStage.OPEN))
    for one in fates:
        if one.outcome in {Sighting.MOVED, Sighting.FOUND_AGAIN}:
            one.box.place_id, one.box.shelf = take.place_id, take.shelf
    estimates.estimate(db, again)


def _what_was_lost(db: Session, holder: Holder) -> list[tuple[Lot, int, Holder, Holder]]:
    """What a missing box held when it went missing last, and where the ledger keeps it since."""
    last = select(func.max(Movement.audit_id)).where(
        Movement.from_holder_id == holder.id, Movement.kind == MovementKind.MISSING
    )
    rows = db.scalars(
        select(Movement)
        .where(
            Movement.from_holder_id == holder.id,
            Movement.kind == MovementKind.MISSING,
            Movement.audit_id == last.scalar_subquery(),
        )
        .options(selectinload(Movement.lot), selectinload(Movement.to_holder))
    )
    return [(row.lot, row.quantity, row.to_holder, holder) for row in rows if row.to_holder is not None]


def _settle_loose(
    db: Session, actor: Actor, entry: AuditEntry, take: StockTake, reasons: Mapping[str, Because]
) -> None:
    """Bring the loose goods in the books to what was counted, by as much as they differed then."""
    counts = db.scalars(
        select(LooseCount)
        .where(LooseCount.stock_take_id == take.id, LooseCount.counted != LooseCount.expected)
        .order_by(LooseCount.item_id)
        .options(selectinload(LooseCount.item))
    ).all()
    shelf = ledger.holder_at(db, take.place)
    for count in counts:
        difference = count.counted - count.expected
        because = reasons.get(count.item.code, Because(count.item.code, None))
        name = count.item.name_in(actor.language)
        stocktaking.must_explain(name, difference, because.reason, because.note)
        assert because.reason is not None
        count.reason, count.note = because.reason, because.note
        if difference > 0:
            lot = newest_lot(db, take, count.item)
            assert lot is not None
            ledger.move(db, entry, MovementKind.FOUND, [(lot, difference, None, shelf)])
        else:
            _take_off(db, entry, take, shelf, count, name)


def _take_off(
    db: Session, entry: AuditEntry, take: StockTake, shelf: Holder, count: LooseCount, name: str
) -> None:
    """Take a shortage off the shelf, from the oldest lots first."""
    assert count.reason is not None
    shortage = count.expected - count.counted
    held = db.scalars(
        select(Balance)
        .join(Lot, Lot.id == Balance.lot_id)
        .where(Balance.holder_id == shelf.id, Lot.item_id == count.item_id, Balance.quantity > 0)
        .order_by(Lot.id)
        .options(selectinload(Balance.lot))
    ).all()
    if sum(balance.quantity for balance in held) < shortage:
        raise RuleBroken(
            N_("“%(item)s” was moved since it was counted; count it again. Nothing was changed."), item=name
        )
    kind, end = stocktaking.end_of(count.reason)
    taker = ledger.holder_at(db, take.place, end)
    shares = stocktaking.shared_out(shortage, [balance.quantity for balance in held])
    ledger.move(
        db,
        entry,
        kind,
        [(balance.lot, share, shelf, taker) for balance, share in zip(held, shares, strict=True) if share],
    )
