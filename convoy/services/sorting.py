"""The sorting table: counting unsorted goods while packing them, with loose goods beside them, into a box."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from convoy.domain import intake
from convoy.domain.controls import Decision, Flag
from convoy.domain.errors import Invalid, RuleBroken
from convoy.domain.handling import Obstacle, refuse_if
from convoy.domain.kinds import HolderKind, MovementKind
from convoy.domain.lifecycle import BoxStage, LineStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import AuditEntry, Box, BoxLabel, Holder, Item, Lot, Place, SortingPool
from convoy.services import audit, box_labels, boxes, donations, gifts, ledger, new_boxes, pools, signing
from convoy.services.estimates import recount
from convoy.services.gifts import Line
from convoy.services.ledger import Lines
from convoy.services.new_boxes import Packing

RELEASED = signing.Said(Decision.RELEASE, N_("Released at the desk by the medical checker"))

NO_BOX = "-"
"""Instead of a box's code: what is counted stays loose."""

Goods = list[tuple[Lot, int]]


@dataclass(frozen=True, slots=True)
class SortAndPack:
    """What one person at the table counted from a pool, and took from loose stock, into one box.

    `box` is the code of an open box at the place, or of a printed label for a new one; empty for a new one
    without, NO_BOX to leave all of it loose.
    """

    key: UUID
    place: str
    pool: str = ""
    counted: tuple[Line, ...] = ()
    loose: Lines = ()
    box: str = ""
    is_full: bool = False


@dataclass(frozen=True, slots=True)
class Sorted:
    """The box it went into, if any, and the goods that must be put aside instead: item and why."""

    box: Box | None
    aside: tuple[tuple[Item, str], ...] = ()


def pack(db: Session, actor: Actor, command: SortAndPack) -> Sorted:
    """Count goods out of the pool and pack them with the loose ones, once; say what is set aside instead.

    What the catalogue's intake rules do not take without a decision goes to the goods set aside. Raises
    Invalid naming the field (`counted-0-quantity`), NotFound, or RuleBroken where loose goods or the box
    were taken by somebody else.
    """
    if audit.earlier(db, actor, command.key, "sorting:pack", command):
        made = boxes.again(db, actor, command.key)
        return Sorted(made[0] if made else None)
    place = boxes.place_to_work_at(db, actor, command.place)
    if not command.counted and not command.loose:
        raise Invalid(N_("Nothing is counted yet: say what goes into the box."), field="counted-0-item")
    pool = _pool(db, actor, place, command)
    items = donations.items_with(db, actor, {line.item for line in command.counted}, with_names=True)
    for index, line in enumerate(command.counted):
        gifts.check_line(line, items[line.item], f"counted-{index}")
    labels = _labels(db, place, command.box)
    box = _open_box(db, actor, place, "" if labels else command.box)
    shelf = ledger.holder_at(db, place)
    goods = ledger.taken_from(db, actor, shelf, place.name, command.loose) if command.loose else []
    entry = audit.note(
        db, actor, "sorting:pack", pool.code if pool else place.code, key=command.key, request=command,
        lines=len(command.counted),
    )  # fmt: skip
    aside: list[tuple[Item, str]] = []
    if pool is not None:
        kept, aside = _count(db, actor, entry, pool, [(items[line.item], line) for line in command.counted])
        goods = [*kept, *goods]
    if command.box != NO_BOX and goods:
        packed = Packing([_summed(goods)], codes=labels)
        box = _pack(db, entry, place, box, packed, is_full=command.is_full)
        audit.mention(db, entry, [box.code])
    return Sorted(box, tuple(aside))


def _pool(db: Session, actor: Actor, place: Place, command: SortAndPack) -> SortingPool | None:
    """The pool counted from, locked until the end of the action."""
    if not command.counted:
        return None
    if not command.pool:
        raise Invalid(N_("Say which day's bags the counted goods are from."), field="pool")
    pool = pools.to_change(db, actor, command.pool, Permission.BOX_PACK)
    if pool.place_id != place.id:
        raise RuleBroken(
            N_("%(pool)s is not at %(place)s. Nothing was changed."), pool=pool.code, place=place.name
        )
    if pool.closed_at is not None:
        raise RuleBroken(
            N_("%(pool)s is closed: who is in charge can open it again. Nothing was changed."), pool=pool.code
        )
    if not pools.has_gifts(db, pool):
        raise RuleBroken(N_("No gift is in %(pool)s any more. Nothing was changed."), pool=pool.code)
    return pool


def _labels(db: Session, place: Place, code: str) -> tuple[str, ...]:
    """The label of this code, locked, where it is one that no box was packed under."""
    is_box = exists().where(Box.code == code)
    if not db.scalar(select(BoxLabel.id).where(BoxLabel.code == code, ~is_box)):
        return ()
    return box_labels.free(db, place, [code], "codes")


def _open_box(db: Session, actor: Actor, place: Place, code: str) -> Box | None:
    if code in {"", NO_BOX}:
        return None
    (box,) = boxes.to_fill(db, actor, [code])
    if box.place_id != place.id:
        elsewhere = N_("Box %(code)s does not stand at %(place)s")
        refuse_if([Obstacle(box.code, elsewhere, {"code": box.code, "place": place.name})])
    return box


def _count(
    db: Session, actor: Actor, entry: AuditEntry, pool: SortingPool, counted: Sequence[tuple[Item, Line]]
) -> tuple[Goods, list[tuple[Item, str]]]:
    """Let counted goods enter the ledger, onto the shelf or set aside; return both."""
    shelf = ledger.holder_at(db, pool.place)
    side = ledger.holder_at(db, pool.place, HolderKind.SET_ASIDE)
    kept: Goods = []
    moves: list[tuple[Lot, int, Holder | None, Holder | None]] = []
    aside: list[tuple[Item, str]] = []
    for item, line in counted:
        stage, reason = gifts.verdict(actor, pool.place, pool.day, line, item)
        lot = _lot(db, pool, item, line)
        if stage is LineStage.ACCEPTED:
            if item.category.code == intake.MEDICINE:
                signing.sign(db, actor, entry, lot, Flag.MEDICINE, RELEASED)
            kept.append((lot, line.quantity))
            moves.append((lot, line.quantity, None, shelf))
        else:
            # Also what we do not take: it lies on our table now, and somebody in charge decides.
            lot.aside_reason = reason
            aside.append((item, reason))
            moves.append((lot, line.quantity, None, side))
    ledger.move(db, entry, MovementKind.SORTED, moves)
    return kept, aside


def _lot(db: Session, pool: SortingPool, item: Item, line: Line) -> Lot:
    """The pool's lot of such goods, made when they are counted for the first time."""
    lot = db.scalar(
        select(Lot).where(
            Lot.pool_id == pool.id,
            Lot.counted_as_id == item.id,
            Lot.condition == line.condition,
            Lot.batch == line.batch,
            Lot.expires_on.is_not_distinct_from(line.expires_on),
        )
    )
    if lot is None:
        lot = Lot(
            item=item,
            counted_as=item,
            pool_id=pool.id,
            condition=line.condition,
            expires_on=line.expires_on,
            batch=line.batch,
        )
        db.add(lot)
        db.flush()
    return lot


def _pack(
    db: Session, entry: AuditEntry, place: Place, box: Box | None, packed: Packing, *, is_full: bool
) -> Box:
    """Put goods from the shelf into the box, or a new one; close it when it is full."""
    shelf = ledger.holder_at(db, place)
    if box is None:
        (box,) = new_boxes.make(db, entry, place, shelf, [packed], BoxStage.OPEN)
    else:
        inside = ledger.holder_of(db, box)
        (goods,) = packed.contents
        ledger.move(
            db, entry, MovementKind.PACKED, [(lot, quantity, shelf, inside) for lot, quantity in goods]
        )
        recount(db, [box])
    if is_full:
        box.stage = BoxStage(box.stage.step_to(BoxStage.CLOSED))
        box.closed_at = datetime.now(UTC)
    db.flush()
    return box


def _summed(goods: Goods) -> Goods:
    """Each lot once, though two lines of the form counted the same."""
    lots = {lot.id: lot for lot, _ in goods}
    return [(lot, sum(quantity for one, quantity in goods if one is lot)) for lot in lots.values()]
