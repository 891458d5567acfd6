"""Questions about what a place prints its labels on."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain.permissions import Actor
from convoy.models import LabelStock, Place
from convoy.queries import visible


def of_place(db: Session, actor: Actor, place_id: int | None) -> LabelStock | None:
    """Return what a place prints labels on, None where nobody said so."""
    seen = visible.places(actor).where(Place.id == place_id).with_only_columns(Place.id)
    return db.scalar(select(LabelStock).where(LabelStock.place_id.in_(seen)))
