"""Weighing boxes one after the other or alike ones at once, and taking the last weight back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain.errors import RuleBroken
from convoy.domain.handling import DoubtfulWeight, DoubtfulWeights, Obstacle, doubt_weight, refuse_if
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import AuditEntry, AuditMention, Box
from convoy.queries import visible
from convoy.queries.boxes import to_change
from convoy.queries.weighing import ALIKE
from convoy.services import audit
from convoy.services.boxes import again, in_stock, must_here, out_of_stock


@dataclass(frozen=True, slots=True)
class WeighBox:
    """What the scale says, in grams; sides in millimetres where measured.

    `confirmed_g` is the same weight again once a person has looked twice.
    """

    key: UUID
    code: str
    grams: int
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    confirmed_g: int | None = None


def weigh(db: Session, actor: Actor, command: WeighBox) -> Box:
    """Keep the weight (and size) of a box in stock, also of one a van has. Raises DoubtfulWeight."""
    if audit.earlier(db, actor, command.key, "box:weigh", command):
        return again(db, actor, command.key)[0]
    (box,) = in_stock(db, actor, [command.code], Permission.BOX_PACK)
    if command.grams <= 0:
        raise RuleBroken(N_("A box weighs more than 0 kg. Nothing was stored."))
    doubt_weight(box.code, command.grams, box.estimated_g, command.confirmed_g)
    before = _measures(box)
    box.gross_g = command.grams
    box.weighed_at = datetime.now(UTC)
    if command.length_mm and command.width_mm and command.height_mm:
        box.length_mm, box.width_mm, box.height_mm = command.length_mm, command.width_mm, command.height_mm
    audit.note(
        db, actor, "box:weigh", box.code, key=command.key, request=command, grams=command.grams, before=before
    )
    return box


@dataclass(frozen=True, slots=True)
class WeighAlike:
    """Boxes of which each weighs so many grams; `confirmed_g` as in WeighBox."""

    key: UUID
    codes: tuple[str, ...]
    grams: int
    confirmed_g: int | None = None


def weigh_alike(db: Session, actor: Actor, command: WeighAlike) -> list[Box]:
    """Keep one weight for several boxes in stock and return them; all or none. Raises DoubtfulWeight."""
    if audit.earlier(db, actor, command.key, ALIKE, command):
        return again(db, actor, command.key)
    boxes = to_change(db, actor, command.codes)
    absent = out_of_stock(boxes)
    gone = {one.code for one in absent}
    here = [box for box in boxes if box.code not in gone]
    must_here(actor, here, Permission.BOX_PACK)
    if command.grams <= 0:
        raise RuleBroken(N_("A box weighs more than 0 kg. Nothing was stored."))
    doubts = _doubts(here, command)
    if absent:
        refuse_if([*absent, *doubts])
    if doubts:
        raise DoubtfulWeights(doubts)
    before = {box.code: _measures(box) for box in boxes}
    now = datetime.now(UTC)
    for box in boxes:
        box.gross_g, box.weighed_at = command.grams, now
    codes = [box.code for box in boxes]
    audit.note(
        db,
        actor,
        "box:weigh_alike",
        codes[0],
        key=command.key,
        request=command,
        about=codes,
        grams=command.grams,
        before=before,
    )
    return boxes


def _doubts(boxes: Sequence[Box], command: WeighAlike) -> list[Obstacle]:
    """Return what is to be looked at once more, with what the contents of each box should weigh."""
    doubts: list[Obstacle] = []
    for box in boxes:
        try:
            doubt_weight(box.code, command.grams, box.estimated_g, command.confirmed_g)
        except DoubtfulWeight as error:
            doubts.append(Obstacle(box.code, error.message, error.facts))
    return doubts


def _measures(box: Box) -> dict[str, object]:
    weighed_at = box.weighed_at.isoformat() if box.weighed_at else None
    return {
        "gross_g": box.gross_g,
        "weighed_at": weighed_at,
        "size": [box.length_mm, box.width_mm, box.height_mm],
    }


@dataclass(frozen=True, slots=True)
class UndoWeighing:
    """The box whose last weighing was a mistake."""

    key: UUID
    code: str


def undo(db: Session, actor: Actor, command: UndoWeighing) -> Box:
    """Give a box back the weight and size it had before this person weighed it last."""
    if audit.earlier(db, actor, command.key, "box:unweigh", command):
        return again(db, actor, command.key)[0]
    (box,) = in_stock(db, actor, [command.code], Permission.BOX_PACK)
    mentioned = select(AuditMention.audit_id).where(AuditMention.code == box.code)
    last = db.scalars(
        visible.audit(actor)
        .where(
            (AuditEntry.subject == box.code) | AuditEntry.id.in_(mentioned),
            AuditEntry.action.in_(["box:weigh", ALIKE, "box:unweigh"]),
        )
        .order_by(AuditEntry.id.desc())
        .limit(1)
    ).one_or_none()
    is_weighed = last is not None and last.action != "box:unweigh"
    if last is None or not is_weighed or last.user_id != actor.user_id or box.gross_g is None:
        raise RuleBroken(N_("You have no weighing of box %(code)s to take back."), code=box.code)
    before = json.loads(last.facts)["before"]
    if last.action == ALIKE:
        before = before[box.code]
    weighed_at = before["weighed_at"]
    box.gross_g = before["gross_g"]
    box.weighed_at = datetime.fromisoformat(weighed_at) if weighed_at else None
    box.length_mm, box.width_mm, box.height_mm = before["size"]
    audit.note(db, actor, "box:unweigh", box.code, key=command.key, request=command, grams=box.gross_g)
    return box
