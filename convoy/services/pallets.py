"""Pallets: building, wrapping, opening, moving, breaking down. Boxes come on and go off while it is built."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session, selectinload

from convoy.domain import references
from convoy.domain.errors import NotFound, RuleBroken
from convoy.domain.handling import Obstacle, refuse_if
from convoy.domain.lifecycle import BoxStage, PalletStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import Box, Pallet
from convoy.queries import visible
from convoy.queries.boxes import Reservation, reservations
from convoy.services import audit
from convoy.services.boxes import in_stock, place_to_work_at


@dataclass(frozen=True, slots=True)
class BuildPallet:
    """A new pallet at a place (by its code), with the boxes to begin with."""

    key: UUID
    place: str
    codes: tuple[str, ...] = ()
    note: str = ""


def build(db: Session, actor: Actor, command: BuildPallet) -> Pallet:
    """Begin a pallet and return it."""
    if code := audit.earlier(db, actor, command.key, "pallet:build", command):
        return to_change(db, actor, code)
    place = place_to_work_at(db, actor, command.place)
    pallet = Pallet(
        code=references.new("PT"), place_id=place.id, note=command.note, created_at=datetime.now(UTC)
    )
    db.add(pallet)
    db.flush()
    if command.codes:
        _put_on(db, actor, pallet, command.codes)
    audit.note(db, actor, "pallet:build", pallet.code, key=command.key, request=command, about=command.codes)
    return pallet


@dataclass(frozen=True, slots=True)
class PalletBoxes:
    """Boxes to put on a pallet, or to take off it."""

    key: UUID
    code: str
    boxes: tuple[str, ...]


def add(db: Session, actor: Actor, command: PalletBoxes) -> Pallet:
    """Put boxes on a pallet that is being built; all or none."""
    pallet = to_change(db, actor, command.code)
    if audit.earlier(db, actor, command.key, "pallet:add", command):
        return pallet
    _must_be_building(db, actor, pallet)
    _put_on(db, actor, pallet, command.boxes)
    audit.note(db, actor, "pallet:add", pallet.code, key=command.key, request=command, about=command.boxes)
    return pallet


def _put_on(db: Session, actor: Actor, pallet: Pallet, codes: Sequence[str]) -> None:
    boxes = in_stock(db, actor, codes, Permission.BOX_PACK)
    taken = reservations(db, actor, [box.id for box in boxes])
    hindered = (_hinders(box, pallet, taken.get(box.id)) for box in boxes)
    refuse_if([obstacle for obstacle in hindered if obstacle is not None])
    for box in boxes:
        box.pallet_id = pallet.id
    db.flush()
    db.refresh(pallet, ["boxes"])


def _hinders(box: Box, pallet: Pallet, taken: Reservation | None) -> Obstacle | None:
    facts = {"code": box.code, "pallet": pallet.code}
    if box.place_id != pallet.place_id:
        return Obstacle(box.code, N_("Box %(code)s does not stand where pallet %(pallet)s stands"), facts)
    if taken is not None:
        return taken.hinders(box.code)
    if box.pallet is not None and box.pallet_id != pallet.id:
        other = {"code": box.code, "pallet": box.pallet.code}
        return Obstacle(box.code, N_("Box %(code)s is on pallet %(pallet)s; take it off first"), other)
    return None


def take_off(db: Session, actor: Actor, command: PalletBoxes) -> Pallet:
    """Take boxes off a pallet that is being built; they stay at its place. All or none."""
    pallet = to_change(db, actor, command.code)
    if audit.earlier(db, actor, command.key, "pallet:remove", command):
        return pallet
    _must_be_building(db, actor, pallet)
    boxes = in_stock(db, actor, command.boxes, Permission.BOX_PACK)
    message = N_("Box %(code)s is not on pallet %(pallet)s")
    refuse_if(
        [
            Obstacle(box.code, message, {"code": box.code, "pallet": pallet.code})
            for box in boxes
            if box.pallet_id != pallet.id
        ]
    )
    for box in boxes:
        box.pallet_id = None
    db.flush()
    db.refresh(pallet, ["boxes"])
    audit.note(db, actor, "pallet:remove", pallet.code, key=command.key, request=command, about=command.boxes)
    return pallet


@dataclass(frozen=True, slots=True)
class WrapPallet:
    """A finished pallet: its height with the pallet itself, and what the scale says where there is one."""

    key: UUID
    code: str
    height_mm: int | None = None
    gross_g: int | None = None


def wrap(db: Session, actor: Actor, command: WrapPallet) -> Pallet:
    """Wrap a pallet whose boxes are all closed, and return it."""
    pallet = to_change(db, actor, command.code)
    if audit.earlier(db, actor, command.key, "pallet:wrap", command):
        return pallet
    _must_stand(pallet)
    if not pallet.boxes:
        raise RuleBroken(
            N_("Pallet %(code)s carries nothing; put boxes on it first. Nothing was changed."),
            code=pallet.code,
        )
    refuse_if(
        [
            Obstacle(box.code, N_("Box %(code)s is open; close it first"), {"code": box.code})
            for box in pallet.boxes
            if box.stage is BoxStage.OPEN
        ]
    )
    pallet.stage = PalletStage(pallet.stage.step_to(PalletStage.WRAPPED))
    pallet.height_mm = command.height_mm
    pallet.gross_g = command.gross_g
    audit.note(
        db,
        actor,
        "pallet:wrap",
        pallet.code,
        key=command.key,
        request=command,
        grams=command.gross_g,
        height_mm=command.height_mm,
    )
    return pallet


@dataclass(frozen=True, slots=True)
class OpenPallet:
    """A wrapped pallet to open again (or a pallet to break down), and why."""

    key: UUID
    code: str
    reason: str


def reopen(db: Session, actor: Actor, command: OpenPallet) -> Pallet:
    """Open a wrapped pallet; its weight and height no longer hold."""
    pallet = to_change(db, actor, command.code, Permission.BOX_REOPEN)
    if audit.earlier(db, actor, command.key, "pallet:reopen", command):
        return pallet
    _must_stand(pallet)
    if not command.reason:
        raise RuleBroken(
            N_("Say why pallet %(code)s is opened again. Nothing was changed."), code=pallet.code
        )
    pallet.stage = PalletStage(pallet.stage.step_to(PalletStage.BUILDING))
    pallet.gross_g = None
    pallet.height_mm = None
    audit.note(
        db, actor, "pallet:reopen", pallet.code, key=command.key, request=command, reason=command.reason
    )
    return pallet


def break_down(db: Session, actor: Actor, command: OpenPallet) -> Pallet:
    """Take every box off a pallet for good; the boxes stay where they are."""
    pallet = to_change(db, actor, command.code)
    if audit.earlier(db, actor, command.key, "pallet:break", command):
        return pallet
    _must_stand(pallet)
    _must_not_be_taken(db, actor, pallet)
    boxes = list(pallet.boxes)
    pallet.stage = PalletStage(pallet.stage.step_to(PalletStage.BROKEN_DOWN))
    for box in boxes:
        box.pallet_id = None
    db.flush()
    db.refresh(pallet, ["boxes"])
    audit.note(
        db,
        actor,
        "pallet:break",
        pallet.code,
        key=command.key,
        request=command,
        about=[box.code for box in boxes],
        reason=command.reason,
    )
    return pallet


@dataclass(frozen=True, slots=True)
class MovePallet:
    """A pallet to carry, with its boxes, to another place (by its code)."""

    key: UUID
    code: str
    place: str


def relocate(db: Session, actor: Actor, command: MovePallet) -> Pallet:
    """Move a pallet and its boxes to another place and return it."""
    pallet = to_change(db, actor, command.code)
    if audit.earlier(db, actor, command.key, "pallet:move", command):
        return pallet
    _must_stand(pallet)
    _must_not_be_taken(db, actor, pallet)
    place = place_to_work_at(db, actor, command.place)
    came_from = pallet.place.code if pallet.place else ""
    boxes = in_stock(db, actor, [box.code for box in pallet.boxes], Permission.BOX_PACK)
    pallet.place_id = place.id
    for box in boxes:
        box.place_id = place.id
        box.shelf = ""
    audit.note(
        db,
        actor,
        "pallet:move",
        pallet.code,
        key=command.key,
        request=command,
        about=[box.code for box in boxes],
        place=place.code,
        moved_from={came_from: len(boxes)},
    )
    return pallet


def to_change(db: Session, actor: Actor, code: str, permission: Permission = Permission.BOX_PACK) -> Pallet:
    """Return the pallet, locked, where the person holds `permission`. Raises NotFound or NotAllowed."""
    pallet = db.scalars(
        visible.pallets(actor)
        .where(Pallet.code == code)
        .options(selectinload(Pallet.boxes), selectinload(Pallet.place))
        .with_for_update(of=Pallet)
    ).one_or_none()
    if pallet is None:
        raise NotFound(N_("There is no pallet %(code)s here. Nothing was changed."), code=code)
    actor.must(permission, place_id=pallet.place_id)
    return pallet


def _must_stand(pallet: Pallet) -> None:
    """Raise RuleBroken for a pallet that is broken down, on the road or delivered."""
    if pallet.stage is PalletStage.BROKEN_DOWN:
        raise RuleBroken(N_("Pallet %(code)s is broken down. Nothing was changed."), code=pallet.code)
    if pallet.place_id is None:
        raise RuleBroken(N_("Pallet %(code)s is not in stock here. Nothing was changed."), code=pallet.code)


def _must_be_building(db: Session, actor: Actor, pallet: Pallet) -> None:
    _must_stand(pallet)
    if pallet.stage is PalletStage.WRAPPED:
        raise RuleBroken(
            N_("Pallet %(code)s is wrapped; open it first. Nothing was changed."), code=pallet.code
        )
    _must_not_be_taken(db, actor, pallet)


def _must_not_be_taken(db: Session, actor: Actor, pallet: Pallet) -> None:
    """A van counts on the pallet as it is."""
    taken = reservations(db, actor, [box.id for box in pallet.boxes])
    refuse_if([taken[box.id].hinders(box.code) for box in pallet.boxes if box.id in taken])
