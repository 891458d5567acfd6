"""Boxes: closing, reopening, moving. They are made in `new_boxes`; what goes in and out is in `packing`."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain.errors import NotFound, RuleBroken
from convoy.domain.handling import IN_STOCK, NOT_IN_STOCK, Obstacle, refuse_if
from convoy.domain.lifecycle import BoxStage, PalletStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import AuditEntry, AuditMention, Balance, Box, Holder, Place
from convoy.queries import visible
from convoy.queries.boxes import Reservation, reservations, to_change
from convoy.services import audit


def in_stock(db: Session, actor: Actor, codes: Sequence[str], permission: Permission) -> list[Box]:
    """Return these boxes, locked, all of them in stock where the person holds `permission`.

    Raises NotFound, NotAllowed, or the reason of every box that is not in stock.
    """
    boxes = to_change(db, actor, codes)
    refuse_if(out_of_stock(boxes))
    must_here(actor, boxes, permission)
    return boxes


def out_of_stock(boxes: Iterable[Box]) -> list[Obstacle]:
    """Return why those of these boxes cannot take part that are not in stock."""
    return [
        Obstacle(box.code, NOT_IN_STOCK[box.stage], {"code": box.code})
        for box in boxes
        if box.stage not in IN_STOCK
    ]


def must_here(actor: Actor, boxes: Iterable[Box], permission: Permission) -> None:
    """Raise NotAllowed where the person does not hold `permission` at the place of one of these boxes."""
    for place_id in sorted({box.place_id for box in boxes if box.place_id is not None}):
        actor.must(permission, place_id=place_id)


def to_fill(db: Session, actor: Actor, codes: Sequence[str]) -> list[Box]:
    """Return open boxes whose contents the person may change."""
    boxes = in_stock(db, actor, codes, Permission.BOX_PACK)
    refuse_if(
        [
            Obstacle(box.code, N_("Box %(code)s is closed; reopen it first"), {"code": box.code})
            for box in boxes
            if box.stage is BoxStage.CLOSED
        ]
    )
    must_not_be_wrapped(boxes)
    return boxes


def again(db: Session, actor: Actor, key: UUID) -> list[Box]:
    """Return the boxes of the action taken earlier with this key, the one it was about first."""
    entry = db.scalars(visible.audit(actor).where(AuditEntry.key == str(key))).one()
    codes = [entry.subject, *db.scalars(select(AuditMention.code).where(AuditMention.audit_id == entry.id))]
    found = {box.code: box for box in db.scalars(visible.boxes(actor).where(Box.code.in_(codes)))}
    return [found[code] for code in codes if code in found]


@dataclass(frozen=True, slots=True)
class CloseBoxes:
    """Boxes to close: their contents are then frozen."""

    key: UUID
    codes: tuple[str, ...]


def close(db: Session, actor: Actor, command: CloseBoxes) -> list[Box]:
    """Close open boxes and return them; all or none."""
    if audit.earlier(db, actor, command.key, "box:close", command):
        return again(db, actor, command.key)
    boxes = in_stock(db, actor, command.codes, Permission.BOX_PACK)
    held = set(
        db.scalars(
            select(Holder.box_id)
            .join(Balance, Balance.holder_id == Holder.id)
            .where(Holder.box_id.in_([box.id for box in boxes]))
        )
    )
    obstacles = [
        Obstacle(
            box.code,
            N_("Box %(code)s is closed already")
            if box.stage is BoxStage.CLOSED
            else N_("Box %(code)s is empty; pack something into it first"),
            {"code": box.code},
        )
        for box in boxes
        if box.stage is BoxStage.CLOSED or box.id not in held
    ]
    refuse_if(obstacles)
    now = datetime.now(UTC)
    for box in boxes:
        box.stage = BoxStage(box.stage.step_to(BoxStage.CLOSED))
        box.closed_at = now
    codes = [box.code for box in boxes]
    audit.note(db, actor, "box:close", codes[0], key=command.key, request=command, about=codes)
    return boxes


@dataclass(frozen=True, slots=True)
class ReopenBox:
    """A closed box to open again, and why."""

    key: UUID
    code: str
    reason: str


def reopen(db: Session, actor: Actor, command: ReopenBox) -> tuple[Box, Reservation | None]:
    """Open a closed box, make its label void, and return it with the van that has it, if one has."""
    if audit.earlier(db, actor, command.key, "box:reopen", command):
        box = again(db, actor, command.key)[0]
        return box, reservations(db, actor, [box.id]).get(box.id)
    (box,) = in_stock(db, actor, [command.code], Permission.BOX_REOPEN)
    if box.stage is BoxStage.OPEN:
        raise RuleBroken(N_("Box %(code)s is open already. Nothing was changed."), code=box.code)
    if not command.reason:
        raise RuleBroken(N_("Say why box %(code)s is opened again. Nothing was changed."), code=box.code)
    must_not_be_wrapped([box])
    box.stage = BoxStage(box.stage.step_to(BoxStage.OPEN))
    box.closed_at = None
    box.reopened_reason = command.reason
    box.label_version += 1
    audit.note(
        db,
        actor,
        "box:reopen",
        box.code,
        key=command.key,
        request=command,
        reason=command.reason,
        label_version=box.label_version,
    )
    return box, reservations(db, actor, [box.id]).get(box.id)


def must_not_be_wrapped(boxes: Iterable[Box]) -> None:
    """Raise RuleBroken with every reason where boxes stand on a wrapped pallet."""
    refuse_if(
        [
            Obstacle(
                box.code,
                N_("Box %(code)s is on pallet %(pallet)s, which is wrapped; open the pallet first"),
                {"code": box.code, "pallet": box.pallet.code},
            )
            for box in boxes
            if box.pallet is not None and box.pallet.stage is PalletStage.WRAPPED
        ]
    )


@dataclass(frozen=True, slots=True)
class MoveBoxes:
    """Boxes to carry to another place (by its code) or shelf."""

    key: UUID
    codes: tuple[str, ...]
    place: str
    shelf: str = ""


def relocate(db: Session, actor: Actor, command: MoveBoxes) -> list[Box]:
    """Move boxes to a place and shelf and return them; all or none.

    A box that a van has, or that stands on a pallet, changes its shelf only: the van loads it where it is.
    """
    if audit.earlier(db, actor, command.key, "box:move", command):
        return again(db, actor, command.key)
    boxes = to_change(db, actor, command.codes)
    obstacles = out_of_stock(boxes)
    gone = {one.code for one in obstacles}
    here = [box for box in boxes if box.code not in gone]
    must_here(actor, here, Permission.BOX_PACK)
    place = place_to_work_at(db, actor, command.place)
    taken = reservations(db, actor, [box.id for box in here])
    for box in here:
        if box.place_id == place.id:
            continue
        if box.id in taken:
            obstacles.append(taken[box.id].hinders(box.code))
        elif box.pallet is not None:
            message = N_("Box %(code)s is on pallet %(pallet)s; move the pallet, or take the box off first")
            obstacles.append(Obstacle(box.code, message, {"code": box.code, "pallet": box.pallet.code}))
    refuse_if(obstacles)
    came_from = Counter(box.place.code for box in boxes if box.place is not None)
    for box in boxes:
        box.place_id = place.id
        box.shelf = command.shelf
    codes = [box.code for box in boxes]
    facts = {"place": place.code, "shelf": command.shelf, "moved_from": came_from}
    audit.note(db, actor, "box:move", codes[0], key=command.key, request=command, about=codes, **facts)
    return boxes


def place_to_work_at(db: Session, actor: Actor, code: str) -> Place:
    """Return the place of this code if the person packs boxes there. Raises NotFound or NotAllowed."""
    place = db.scalars(visible.places(actor).where(Place.code == code)).one_or_none()
    if place is None:
        raise NotFound(N_("There is no place %(code)s here. Nothing was changed."), code=code)
    actor.must(Permission.BOX_PACK, place_id=place.id)
    return place
