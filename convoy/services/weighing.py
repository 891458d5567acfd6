"""Weighing boxes one after the other, and taking the last weight back."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from convoy.domain.errors import RuleBroken
from convoy.domain.handling import doubt_weight
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import AuditEntry, Box
from convoy.queries import visible
from convoy.services import audit
from convoy.services.boxes import again, in_stock


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
    last = db.scalars(
        visible.audit(actor)
        .where(AuditEntry.subject == box.code, AuditEntry.action.in_(["box:weigh", "box:unweigh"]))
        .order_by(AuditEntry.id.desc())
        .limit(1)
    ).one_or_none()
    if last is None or last.action != "box:weigh" or last.user_id != actor.user_id or box.gross_g is None:
        raise RuleBroken(N_("You have no weighing of box %(code)s to take back."), code=box.code)
    before = json.loads(last.facts)["before"]
    weighed_at = before["weighed_at"]
    box.gross_g = before["gross_g"]
    box.weighed_at = datetime.fromisoformat(weighed_at) if weighed_at else None
    box.length_mm, box.width_mm, box.height_mm = before["size"]
    audit.note(db, actor, "box:unweigh", box.code, key=command.key, request=command, grams=box.gross_g)
    return box
