"""What goes into boxes and out of them: packing, unpacking, splitting, merging. Lots stay what they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain.errors import Invalid, RuleBroken
from convoy.domain.handling import Obstacle, refuse_if, share_all_out
from convoy.domain.kinds import MovementKind
from convoy.domain.lifecycle import BoxStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import Balance, Box, Holder, Lot, Place
from convoy.queries.boxes import reservations
from convoy.services import audit, box_labels, ledger
from convoy.services.boxes import again, place_to_work_at, to_fill
from convoy.services.estimates import recount
from convoy.services.ledger import Lines
from convoy.services.new_boxes import Packing, make

MOST_PARTS = 100


@dataclass(frozen=True, slots=True)
class PackNewBox:
    """A new box at a place, filled with what stands there loose; `label` is the printed one on it already."""

    key: UUID
    place: str
    lines: Lines
    label: str = ""


def pack_new(db: Session, actor: Actor, command: PackNewBox) -> Box:
    """Make an open box of loose goods and return it; raises Invalid for a label that is not free."""
    if audit.earlier(db, actor, command.key, "box:make", command):
        return again(db, actor, command.key)[0]
    place = place_to_work_at(db, actor, command.place)
    loose = ledger.holder_at(db, place)
    contents = ledger.taken_from(db, actor, loose, place.name, command.lines)
    codes = box_labels.free(db, place, [command.label], "label") if command.label else ()
    if len(codes) > 1:
        raise Invalid(N_("One box has one label: name only one. Nothing was stored."), field="label")
    entry = audit.note(db, actor, "box:make", place.code, key=command.key, request=command)
    (box,) = make(db, entry, place, loose, [Packing([contents], codes=codes)], BoxStage.OPEN)
    audit.mention(db, entry, [box.code])
    return box


@dataclass(frozen=True, slots=True)
class PackMore:
    """Loose goods at the box's place to put into it."""

    key: UUID
    code: str
    lines: Lines


def pack(db: Session, actor: Actor, command: PackMore) -> Box:
    """Put loose goods into an open box and return it."""
    if audit.earlier(db, actor, command.key, "box:pack", command):
        return again(db, actor, command.key)[0]
    (box,) = to_fill(db, actor, [command.code])
    place = _place_of(box)
    loose = ledger.holder_at(db, place)
    contents = ledger.taken_from(db, actor, loose, place.name, command.lines)
    inside = ledger.holder_of(db, box)
    entry = audit.note(db, actor, "box:pack", box.code, key=command.key, request=command)
    ledger.move(
        db, entry, MovementKind.PACKED, [(lot, quantity, loose, inside) for lot, quantity in contents]
    )
    recount(db, [box])
    return box


@dataclass(frozen=True, slots=True)
class Unpack:
    """Goods to take out of a box; they stand loose at its place then."""

    key: UUID
    code: str
    lines: Lines


def unpack(db: Session, actor: Actor, command: Unpack) -> Box:
    """Take goods out of an open box and return it; emptied if nothing is left, its code stays."""
    if audit.earlier(db, actor, command.key, "box:unpack", command):
        return again(db, actor, command.key)[0]
    (box,) = to_fill(db, actor, [command.code])
    inside, loose = ledger.holder_of(db, box), ledger.holder_at(db, _place_of(box))
    contents = ledger.taken_from(db, actor, inside, box.code, command.lines)
    entry = audit.note(db, actor, "box:unpack", box.code, key=command.key, request=command)
    ledger.move(
        db, entry, MovementKind.UNPACKED, [(lot, quantity, inside, loose) for lot, quantity in contents]
    )
    recount(db, [box])
    _empty_out(db, actor, [box])
    return box


@dataclass(frozen=True, slots=True)
class SplitBox:
    """A box to share out evenly over `parts` boxes, itself among them."""

    key: UUID
    code: str
    parts: int


def split(db: Session, actor: Actor, command: SplitBox) -> list[Box]:
    """Share a box out and return all its parts, itself first; no lot, piece or expiry is lost or changed."""
    if audit.earlier(db, actor, command.key, "box:split", command):
        return again(db, actor, command.key)
    (box,) = to_fill(db, actor, [command.code])
    held = ledger.contents(db, ledger.holder_of(db, box))
    pieces = sum(balance.quantity for balance in held)
    if not 2 <= command.parts <= MOST_PARTS:  # noqa: PLR2004  # one part is the box as it is
        raise RuleBroken(
            N_("A box is split into 2 to %(most)s boxes, not %(parts)s. Nothing was changed."),
            most=MOST_PARTS,
            parts=command.parts,
        )
    if pieces < command.parts:
        raise RuleBroken(
            N_("Box %(code)s holds %(pieces)s, too few for %(parts)s boxes. Nothing was changed."),
            code=box.code,
            pieces=pieces,
            parts=command.parts,
        )
    shares = share_all_out([balance.quantity for balance in held], command.parts)
    rest = [
        [(balance.lot, quantity) for balance, quantity in zip(held, share, strict=True) if quantity]
        for share in shares[1:]
    ]
    return _move_into_new(db, actor, command, box, rest)


@dataclass(frozen=True, slots=True)
class PartBox:
    """Goods to take out of a box into a new one beside it."""

    key: UUID
    code: str
    lines: Lines


def part(db: Session, actor: Actor, command: PartBox) -> list[Box]:
    """Move goods into a new box and return the old box and the new one."""
    if audit.earlier(db, actor, command.key, "box:split", command):
        return again(db, actor, command.key)
    (box,) = to_fill(db, actor, [command.code])
    contents = ledger.taken_from(db, actor, ledger.holder_of(db, box), box.code, command.lines)
    left = sum(balance.quantity for balance in ledger.contents(db, ledger.holder_of(db, box)))
    if left == sum(quantity for _, quantity in contents):
        message = N_("That is all box %(code)s holds: it would stay behind empty. Nothing was changed.")
        raise RuleBroken(message, code=box.code)
    return _move_into_new(db, actor, command, box, [contents])


def _move_into_new(
    db: Session,
    actor: Actor,
    command: SplitBox | PartBox,
    box: Box,
    packed: Sequence[Sequence[tuple[Lot, int]]],
) -> list[Box]:
    entry = audit.note(db, actor, "box:split", box.code, key=command.key, request=command)
    new = make(
        db,
        entry,
        _place_of(box),
        ledger.holder_of(db, box),
        [Packing(packed, box.package_code)],
        BoxStage.OPEN,
    )
    for one in new:
        # "2 of 5" would count the parts only, not the boxes of the gift.
        one.n_of = one.n_of_total = None
        one.shelf = box.shelf
        one.is_fragile = box.is_fragile
    audit.mention(db, entry, [one.code for one in new])
    recount(db, [box])
    return [box, *new]


@dataclass(frozen=True, slots=True)
class MergeBoxes:
    """Boxes to empty into another one at the same place."""

    key: UUID
    sources: tuple[str, ...]
    target: str


def merge(db: Session, actor: Actor, command: MergeBoxes) -> Box:
    """Put all that some boxes hold into another and return it; they become emptied, their codes stay."""
    if audit.earlier(db, actor, command.key, "box:merge", command):
        return again(db, actor, command.key)[0]
    sources = tuple(dict.fromkeys(command.sources))
    if command.target in sources:
        message = N_("Box %(code)s cannot be put into itself. Nothing was changed.")
        raise RuleBroken(message, code=command.target)
    target, *emptied = to_fill(db, actor, [command.target, *sources])
    refuse_if(
        [
            Obstacle(
                box.code,
                N_("Box %(code)s does not stand where box %(target)s stands"),
                {"code": box.code, "target": target.code},
            )
            for box in emptied
            if box.place_id != target.place_id
        ]
    )
    entry = audit.note(
        db, actor, "box:merge", target.code, key=command.key, request=command, about=[*sources]
    )
    holders = ledger.holders_of(db, [target, *emptied])
    ledger.move(
        db,
        entry,
        MovementKind.MOVED,
        [
            (balance.lot, balance.quantity, holders[box.id], holders[target.id])
            for box in emptied
            for balance in ledger.contents(db, holders[box.id])
        ],
    )
    recount(db, [target, *emptied])
    _empty_out(db, actor, emptied)
    return target


def _place_of(box: Box) -> Place:
    assert box.place is not None
    return box.place


def _empty_out(db: Session, actor: Actor, boxes: Sequence[Box]) -> None:
    """Step boxes in which nothing is left to emptied; raises RuleBroken where a van counts on one."""
    held = set(
        db.scalars(
            select(Holder.box_id)
            .join(Balance, Balance.holder_id == Holder.id)
            .where(Holder.box_id.in_([box.id for box in boxes]), Balance.quantity > 0)
        )
    )
    empty = [box for box in boxes if box.id not in held]
    taken = reservations(db, actor, [box.id for box in empty])
    refuse_if([taken[box.id].hinders(box.code) for box in empty if box.id in taken])
    for box in empty:
        box.stage = BoxStage(box.stage.step_to(BoxStage.EMPTIED))
        box.pallet = None
        box.estimated_g = 0
