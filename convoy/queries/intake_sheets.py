"""Questions about intake sheets: which were printed, and which nobody has keyed in yet."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from convoy.domain import references
from convoy.domain.permissions import Actor
from convoy.models import Donation, IntakeSheet, Place
from convoy.queries import visible

MOST = 200
"""Sheets a page lists."""


def _seen(actor: Actor) -> Select[IntakeSheet]:
    places = visible.places(actor).with_only_columns(Place.id)
    return select(IntakeSheet).where(IntakeSheet.place_id.in_(places))


def outstanding(db: Session, actor: Actor, place: Place) -> Sequence[IntakeSheet]:
    """Return the sheets of a place that stand for no gift, the oldest first; a gift taken back frees one."""
    taken_back = select(Donation.id).where(Donation.withdrawn_at.is_not(None))
    is_out = IntakeSheet.donation_id.is_(None) | IntakeSheet.donation_id.in_(taken_back)
    return db.scalars(
        _seen(actor).where(IntakeSheet.place_id == place.id, is_out).order_by(IntakeSheet.id).limit(MOST)
    ).all()


def of_batch(db: Session, actor: Actor, place: Place, batch: str) -> Sequence[IntakeSheet]:
    """Return the sheets of a place that were issued together, in order."""
    mine = _seen(actor).where(IntakeSheet.place_id == place.id, IntakeSheet.batch == batch)
    return db.scalars(mine.order_by(IntakeSheet.id)).all()


def by_number(db: Session, actor: Actor, typed: str) -> IntakeSheet | None:
    """Return the sheet with this number at a place the person may see."""
    known = _seen(actor).where(IntakeSheet.number == references.in_capitals(typed))
    return db.scalar(known.options(joinedload(IntakeSheet.donation), joinedload(IntakeSheet.place)))
