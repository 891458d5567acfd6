"""All about one box: what it holds, where each lot came from, and its history."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, or_, select, union
from sqlalchemy.orm import Session, selectinload

from convoy.domain.errors import NotFound
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import (
    AuditEntry,
    AuditMention,
    Balance,
    Box,
    Convoy,
    Donation,
    DonationLine,
    Event,
    Holder,
    Item,
    Load,
    Lot,
    Movement,
    Run,
    SortingPool,
    User,
)
from convoy.queries import visible
from convoy.queries.box_names import near
from convoy.queries.stock import Held, items_named

LATEST = 60


def by_code(db: Session, actor: Actor, code: str) -> Box:
    """Return a box by its code. Raises NotFound with the codes that may have been meant."""
    statement = visible.boxes(actor).where(Box.code == code)
    box = db.scalars(
        statement.options(selectinload(Box.origin_place), selectinload(Box.place), selectinload(Box.pallet))
    ).one_or_none()
    if box is None:
        raise NotFound(N_("There is no box %(code)s here."), near(db, actor, code), code=code[:40])
    return box


def inside(db: Session, actor: Actor, box: Box) -> list[Held]:
    """Return what a box holds, a row per lot, in a fixed number of statements."""
    rows = db.execute(
        select(Lot, Balance.quantity)
        .join(Balance, Balance.lot_id == Lot.id)
        .join(Holder, Holder.id == Balance.holder_id)
        .where(Holder.box_id == box.id, Balance.quantity > 0)
        .order_by(Lot.id)
        .options(
            selectinload(Lot.item).selectinload(Item.names),
            selectinload(Lot.pool).selectinload(SortingPool.place),
        )
    ).all()
    lines = [lot.donation_line_id for lot, _ in rows if lot.donation_line_id is not None]
    given = db.execute(
        visible.donations(actor)
        .join(DonationLine, DonationLine.donation_id == Donation.id)
        .where(DonationLine.id.in_(lines))
        .with_only_columns(DonationLine.id, Donation.code)
    )
    codes = {row.id: row.code for row in given}
    pools = [lot.pool_id for lot, _ in rows if lot.pool_id is not None]
    known = visible.pools(actor).with_only_columns(SortingPool.id).where(SortingPool.id.in_(pools))
    may_see = set(db.scalars(known))
    return [
        Held(
            lot,
            quantity,
            lot.item.name_in(actor.language),
            codes.get(lot.donation_line_id or 0, ""),
            lot.pool.code if lot.pool is not None and lot.pool_id in may_see else "",
        )
        for lot, quantity in rows
    ]


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to a box: which action, when, by whom, and what it moved in or out."""

    at: datetime
    action: str
    by: str
    facts: dict[str, object]
    moved: tuple[tuple[str, str, int], ...] = ()
    """(item's name, its unit, pieces in or, negative, out)."""


def history(db: Session, actor: Actor, box: Box) -> list[Happening]:
    """Return the latest of what happened to a box, newest first.

    What would tell a convoy's route or times is only there for whoever has that convoy open.
    """
    holder_id = db.scalar(select(Holder.id).where(Holder.box_id == box.id))
    through = or_(Movement.from_holder_id == holder_id, Movement.to_holder_id == holder_id)
    about = union(
        select(AuditEntry.id).where(AuditEntry.subject == box.code),
        select(AuditMention.audit_id).where(AuditMention.code == box.code),
        select(Movement.audit_id).where(through),
    )
    rows = db.execute(
        select(AuditEntry.id, AuditEntry.at, AuditEntry.action, AuditEntry.facts, User.name)
        .outerjoin(User, User.id == AuditEntry.user_id)
        .where(AuditEntry.id.in_(about))
        .order_by(AuditEntry.id.desc())
        .limit(LATEST)
    ).all()
    may_know = _on_opened_convoys(db, actor, box)
    shown = [row for row in rows if may_know or not row.action.startswith(visible.OF_CONVOYS)]
    moved = _moved(db, actor, holder_id, [row.id for row in shown])
    past = [
        Happening(
            row.at, row.action, row.name or "console", json.loads(row.facts), tuple(moved.get(row.id, ()))
        )
        for row in shown
    ]
    return sorted([*past, *_on_the_way(db, actor, box)], key=lambda one: one.at, reverse=True)


def _on_opened_convoys(db: Session, actor: Actor, box: Box) -> bool:
    seen = visible.opened_convoys(actor).with_only_columns(Convoy.id)
    hidden = (
        select(Load.id)
        .join(Run, Run.id == Load.run_id)
        .where(Load.box_id == box.id, Run.convoy_id.not_in(seen))
        .limit(1)
    )
    return actor.may(Permission.CONVOY_READ) and db.scalar(hidden) is None


def _moved(
    db: Session, actor: Actor, holder_id: int | None, audit_ids: list[int]
) -> dict[int, list[tuple[str, str, int]]]:
    signed = case((Movement.to_holder_id == holder_id, Movement.quantity), else_=-Movement.quantity)
    rows = db.execute(
        select(Movement.audit_id, Lot.item_id, func.sum(signed))
        .join(Lot, Lot.id == Movement.lot_id)
        .where(
            Movement.audit_id.in_(audit_ids),
            or_(Movement.from_holder_id == holder_id, Movement.to_holder_id == holder_id),
        )
        .group_by(Movement.audit_id, Lot.item_id)
    ).all()
    items = items_named(db, actor, {item_id for _, item_id, _ in rows})
    moved: dict[int, list[tuple[str, str, int]]] = defaultdict(list)
    for audit_id, item_id, quantity in rows:
        item = items[item_id]
        moved[audit_id].append((item.name_in(actor.language), item.unit_code, int(quantity)))
    return moved


def _on_the_way(db: Session, actor: Actor, box: Box) -> list[Happening]:
    """Return what happened to the box, or to the van it was on, for whoever has that convoy open."""
    seen = visible.opened_convoys(actor).with_only_columns(Convoy.id)
    rows = db.execute(
        select(Event.occurred_at, Event.kind, Event.note, User.name, Run.number, Convoy.code)
        .distinct()
        .select_from(Event)
        .join(Run, Run.id == Event.run_id)
        .join(Convoy, Convoy.id == Run.convoy_id)
        .join(Load, Load.run_id == Run.id)
        .outerjoin(User, User.id == Event.recorded_by_id)
        .where(
            Load.box_id == box.id,
            Load.departed_at.is_not(None),
            Convoy.id.in_(seen),
            or_(Event.box_id.is_(None), Event.box_id == box.id),
            Event.occurred_at >= Load.departed_at,
            or_(Load.ended_at.is_(None), Event.occurred_at <= Load.ended_at),
        )
        .order_by(Event.occurred_at.desc())
        .limit(LATEST)
    )
    return [
        Happening(at, f"event:{kind.value}", name or "console", {"van": number, "convoy": code, "note": note})
        for at, kind, note, name, number, code in rows
    ]
