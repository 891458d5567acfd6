"""The ledger: who holds what, and moving it. Balances follow by the database's own triggers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from convoy.domain.errors import RuleBroken
from convoy.domain.kinds import HolderKind, MovementKind
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import AuditEntry, Balance, Box, Holder, Item, Lot, Movement, Place
from convoy.services.storing import stored

Entry = AuditEntry | Mapping[int, AuditEntry]
"""The entry of an action, or by lot id where several actions are done at once."""

Lines = tuple[tuple[int, int], ...]
"""(lot's id, quantity in base units) of what is to be moved."""


@dataclass(frozen=True, slots=True)
class NewLot:
    """A lot put on record just now, as far as moving and packing it takes."""

    id: int
    item: Item


def holder_at(db: Session, place: Place, kind: HolderKind = HolderKind.PLACE) -> Holder:
    """Return the holder of a kind at a place, made when first needed."""
    holder = db.scalar(select(Holder).where(Holder.place_id == place.id, Holder.kind == kind))
    if holder is None:
        holder = Holder(kind=kind, place_id=place.id)
        db.add(holder)
        db.flush()
    return holder


def holder_of(db: Session, box: Box) -> Holder:
    """Return the box's holder, made when first needed."""
    return holders_of(db, [box])[box.id]


def holders_of(db: Session, boxes: Iterable[Box]) -> dict[int, Holder]:
    """Return the holder of each box by box id, in two statements whatever their number."""
    ids = [box.id for box in boxes]
    found = db.scalars(select(Holder).where(Holder.box_id.in_(ids))) if ids else ()
    held = {holder.box_id: holder for holder in found if holder.box_id is not None}
    held |= _new_holders(db, [box_id for box_id in ids if box_id not in held])
    return {box_id: held[box_id] for box_id in ids}


def holders_of_new(db: Session, boxes: Iterable[Box]) -> dict[int, Holder]:
    """Return the holder of each box by box id, for boxes made just now: they have none yet."""
    return _new_holders(db, [box.id for box in boxes])


def _new_holders(db: Session, box_ids: Iterable[int]) -> dict[int, Holder]:
    rows = [{"kind": HolderKind.BOX, "box_id": box_id} for box_id in box_ids]
    return {holder.box_id: holder for holder in stored(db, Holder, rows) if holder.box_id is not None}


def contents(db: Session, holder: Holder) -> list[Balance]:
    """Return what a holder has now, a row per lot."""
    return list(
        db.scalars(
            select(Balance)
            .where(Balance.holder_id == holder.id, Balance.quantity > 0)
            .join(Lot)
            .order_by(Lot.id)
        )
    )


def quantity_held(db: Session, holder: Holder, lot: Lot) -> int:
    """Return how much of a lot the holder has, in the item's base unit."""
    found = db.scalar(
        select(Balance.quantity).where(Balance.holder_id == holder.id, Balance.lot_id == lot.id)
    )
    return found or 0


def move(
    db: Session,
    entry: Entry,
    kind: MovementKind,
    rows: Iterable[tuple[Lot | NewLot, int, Holder | None, Holder | None]],
    *,
    run_id: int | None = None,
) -> None:
    """Append movements (lot, quantity, from, to) to the ledger; None is the world outside.

    The database refuses a movement of more than the holder has.
    """
    values = [
        {
            "kind": kind,
            "lot_id": lot.id,
            "quantity": quantity,
            "from_holder_id": giver.id if giver else None,
            "to_holder_id": taker.id if taker else None,
            "run_id": run_id,
            "audit_id": (entry if isinstance(entry, AuditEntry) else entry[lot.id]).id,
        }
        for lot, quantity, giver, taker in rows
    ]
    if values:
        db.flush()
        # Nobody needs the rows as objects: the connection takes them as they are.
        db.connection().execute(insert(Movement), values)


def taken_from(db: Session, actor: Actor, holder: Holder, where: str, lines: Lines) -> list[tuple[Lot, int]]:
    """Return the lots and quantities asked for; raises RuleBroken where the holder has less of one."""
    wanted: dict[int, int] = {}
    for lot_id, quantity in lines:
        if quantity < 0:
            raise RuleBroken(N_("A quantity is 0 or more. Nothing was changed."))
        wanted[lot_id] = wanted.get(lot_id, 0) + quantity
    held = {balance.lot_id: balance for balance in contents(db, holder)}
    taken = []
    for lot_id, quantity in wanted.items():
        if quantity == 0:
            continue
        balance = held.get(lot_id)
        if balance is None:
            raise RuleBroken(
                N_("What you chose is no longer at %(where)s. Nothing was changed; look again."), where=where
            )
        if balance.quantity < quantity:
            raise RuleBroken(
                N_("There are %(have)s of “%(item)s” at %(where)s, not %(wanted)s. Nothing was changed."),
                have=balance.quantity,
                item=balance.lot.item.name_in(actor.language),
                where=where,
                wanted=quantity,
            )
        taken.append((balance.lot, quantity))
    if not taken:
        raise RuleBroken(N_("No quantity was given: say how many of which. Nothing was changed."))
    return taken
