"""Kits: kept by who is in charge, and packed from what stands loose, all or nothing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from convoy.domain import references, text
from convoy.domain.errors import Conflict, Invalid, RuleBroken
from convoy.domain.kits import Lack, Lacking
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import Balance, Box, DonationLine, Holder, Kit, KitLine, Lot
from convoy.queries import kits as query
from convoy.queries import wishes
from convoy.services import audit, boxes, donations, ledger, new_boxes, seen
from convoy.services.new_boxes import Packing

MOST_LINES = 30
MOST_BOXES = 500


@dataclass(frozen=True, slots=True)
class KeepKit:
    """What a kit is called and what is in one: item codes with quantities in their base unit.

    Without a code it is a new one; `seen` is the change of it that was on the screen.
    """

    key: UUID
    name: str
    lines: tuple[tuple[str, int], ...]
    code: str = ""
    is_active: bool = True
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class PackKits:
    """So many boxes at a place, each with what one kit holds."""

    key: UUID
    place: str
    kit: str
    boxes: int


def keep(db: Session, actor: Actor, command: KeepKit) -> Kit:
    """Put a kit on record, or change it, and return it.

    Raises Invalid naming the field (`lines-0-item`), and Conflict where another kit has this name or somebody
    changed it meanwhile.
    """
    actor.must(Permission.KIT_EDIT)
    action = "kit:edit" if command.code else "kit:make"
    if earlier := audit.earlier(db, actor, command.key, action, command):
        return query.found(db, actor, earlier)
    _check(command)
    items = donations.items_with(db, actor, {code for code, _ in command.lines})
    kit = query.found(db, actor, command.code) if command.code else Kit(code=references.new("KT"))
    if command.code:
        seen.must_be_newest(db, "kit", kit.code, command.seen)
    name_key = text.fold(command.name)
    taken = db.scalar(select(Kit).where(Kit.name_key == name_key, Kit.code != kit.code))
    if taken is not None:
        raise Conflict(N_("Another kit is called %(name)s. Nothing was stored."), name=taken.name)
    kit.name, kit.name_key, kit.is_active = command.name, name_key, command.is_active
    kit.lines.clear()
    db.add(kit)
    db.flush()
    amounts: dict[int, int] = defaultdict(int)
    for code, quantity in command.lines:
        amounts[items[code].id] += quantity
    kit.lines = [
        KitLine(position=position, item_id=item_id, quantity=quantity)
        for position, (item_id, quantity) in enumerate(amounts.items(), 1)
    ]
    audit.note(db, actor, action, kit.code, key=command.key, request=command)
    return kit


def _check(command: KeepKit) -> None:
    if not command.name:
        raise Invalid(N_("A kit needs a name."), field="name")
    if not 0 < len(command.lines) <= MOST_LINES:
        raise Invalid(
            N_("A kit has 1 to %(most)s lines, not %(lines)s."),
            field="lines",
            most=MOST_LINES,
            lines=len(command.lines),
        )


def pack(db: Session, actor: Actor, command: PackKits) -> list[Box]:
    """Pack closed boxes of a kit from what stands loose at a place, and return them, once.

    What expires first goes first; what has expired, or somebody is waiting for (an earmark), is left alone.
    Raises Lacking with everything that does not suffice; nothing is packed then.
    """
    if audit.earlier(db, actor, command.key, "kit:pack", command):
        return boxes.again(db, actor, command.key)
    place = boxes.place_to_work_at(db, actor, command.place)
    kit = query.found(db, actor, command.kit)
    if not kit.is_active:
        raise RuleBroken(N_("The kit %(name)s is not in use any more. Nothing was changed."), name=kit.name)
    if not 0 < command.boxes <= MOST_BOXES:
        raise RuleBroken(
            N_("At most %(most)s boxes are packed at once. Nothing was changed."), most=MOST_BOXES
        )
    shelf = ledger.holder_at(db, place)
    loose = _loose(db, shelf, [part.item.id for part in query.parts(kit)], wishes.today(place))
    lacks = [
        Lack(part.item.name_in(actor.language), part.item.unit_code, part.quantity, there)
        for part in query.parts(kit, command.boxes)
        if (there := sum(quantity for _, quantity in loose[part.item.id])) < part.quantity
    ]
    if lacks:
        raise Lacking(place.name, lacks)
    contents = _shared_out(query.parts(kit), loose, command.boxes)
    entry = audit.note(
        db,
        actor,
        "kit:pack",
        kit.code,
        key=command.key,
        request=command,
        place=place.code,
        boxes=command.boxes,
    )
    made = new_boxes.make(db, entry, place, shelf, [Packing(contents)])
    audit.mention(db, entry, [box.code for box in made])
    return made


Loose = dict[int, list[tuple[Lot, int]]]
"""By item: lots with what stands loose of them, in the order they are taken."""


def _loose(db: Session, shelf: Holder, item_ids: Sequence[int], day: date) -> Loose:
    """Return what stands on the shelf for nobody in particular and is good on the day, locked.

    What expires first comes first.
    """
    rows = db.scalars(
        select(Balance)
        .join(Lot, Lot.id == Balance.lot_id)
        .outerjoin(DonationLine, DonationLine.id == Lot.donation_line_id)
        .where(
            Balance.holder_id == shelf.id,
            Balance.quantity > 0,
            Lot.item_id.in_(item_ids),
            or_(DonationLine.id.is_(None), func.coalesce(DonationLine.earmark, "") == ""),
            or_(Lot.expires_on.is_(None), Lot.expires_on >= day),
        )
        .order_by(Lot.expires_on.is_(None), Lot.expires_on, Lot.id)
        .options(selectinload(Balance.lot).selectinload(Lot.item))
        .with_for_update(of=Balance)
    )
    found: Loose = defaultdict(list)
    for balance in rows:
        found[balance.lot.item_id].append((balance.lot, balance.quantity))
    return found


def _shared_out(parts: Sequence[query.Part], loose: Loose, count: int) -> list[list[tuple[Lot, int]]]:
    """Return the contents of each box, taking lots one after the other."""
    filled: list[list[tuple[Lot, int]]] = [[] for _ in range(count)]
    for part in parts:
        lots = iter(loose[part.item.id])
        lot, left = next(lots)
        for contents in filled:
            needed = part.quantity
            while needed:
                if not left:
                    lot, left = next(lots)
                taken = min(left, needed)
                contents.append((lot, taken))
                left, needed = left - taken, needed - taken
    return filled
