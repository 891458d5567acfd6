"""Boxes that were filled from the pools of unsorted gifts."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from convoy.domain.kinds import MovementKind
from convoy.domain.lifecycle import BoxStage, LineStage
from convoy.domain.permissions import Actor
from convoy.models import (
    AuditEntry,
    Box,
    Donation,
    Holder,
    Lot,
    Movement,
)
from convoy.queries import visible

IN_AND_OUT = (MovementKind.PACKED, MovementKind.UNPACKED, MovementKind.MOVED, MovementKind.FOUND)
"""Movements by hand, from which it follows what a box was packed with before it went on its way."""


def boxes_of(
    db: Session, actor: Actor, pool_ids: Collection[int], since: datetime | None = None
) -> list[Box]:
    """Return the boxes that goods of these pools were packed into and stayed in, wherever they are now.

    With `since`, only those into which something of them came after that.
    """
    inward = case((Movement.to_holder_id == Holder.id, Movement.quantity), else_=-Movement.quantity)
    packed = (
        select(Holder.box_id)
        .join(Movement, or_(Movement.to_holder_id == Holder.id, Movement.from_holder_id == Holder.id))
        .join(Lot, Lot.id == Movement.lot_id)
        .where(Lot.pool_id.in_(pool_ids), Holder.box_id.is_not(None), Movement.kind.in_(IN_AND_OUT))
        .group_by(Holder.box_id)
        .having(func.sum(inward) > 0)
    )
    if since is not None:
        came_in = case((Movement.to_holder_id == Holder.id, AuditEntry.at))
        packed = packed.join(AuditEntry, AuditEntry.id == Movement.audit_id).having(func.max(came_in) > since)
    return list(
        db.scalars(
            visible.boxes(actor)
            .where(Box.id.in_(packed), Box.stage != BoxStage.EMPTIED)
            .order_by(Box.origin_place_id, Box.short_number)
            .options(joinedload(Box.origin_place), joinedload(Box.place))
        )
    )


def of_gift(db: Session, actor: Actor, donation: Donation) -> list[Box]:
    """Return the boxes that were filled from the pools of a gift's bags since it came in.

    What was packed before holds nothing of it. None for a gift that was taken back.
    """
    lines = [line for line in donation.unsorted if line.stage is LineStage.ACCEPTED]
    pool_ids = {line.pool_id for line in lines if line.pool_id is not None}
    return boxes_of(db, actor, pool_ids, donation.recorded_at) if pool_ids else []


def open_boxes(db: Session, actor: Actor, place_id: int) -> list[Box]:
    """Return the open boxes at a place, the newest first: one may be filled on."""
    return list(
        db.scalars(
            visible.boxes(actor)
            .where(and_(Box.place_id == place_id, Box.stage == BoxStage.OPEN))
            .order_by(Box.id.desc())
            .limit(100)
            .options(joinedload(Box.origin_place))
        )
    )
