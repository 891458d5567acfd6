"""What came in today, counted as the day reports of the places count it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import false, func, or_, select
from sqlalchemy.orm import Session

from convoy.domain import days
from convoy.domain.permissions import Actor
from convoy.models import Box, Donation, DonationLine
from convoy.queries import visible
from convoy.queries.donations import intake_places
from convoy.queries.indexed import came_in, is_set_aside, packed_within


@dataclass(frozen=True, slots=True)
class Today:
    """What came in today and which boxes were packed, by the clock of each place; what is set aside there."""

    gifts: int
    boxes: int
    set_aside: int


def counts(db: Session, actor: Actor, place: str = "", now: datetime | None = None) -> Today:
    """Return what came in today where the person takes gifts in; of one place where its code is given.

    The numbers of one place are those of its day report.
    """
    places = [one for one in intake_places(db, actor) if place in {"", one.code}]
    by_zone = {
        zone: [one.id for one in places if one.zone == zone] for zone in sorted({one.zone for one in places})
    }
    received = [came_in(ids, days.today(zone, now)) for zone, ids in by_zone.items()]
    packed = [packed_within(ids, days.hours(zone, days.today(zone, now))) for zone, ids in by_zone.items()]
    gifts = visible.donations(actor).where(or_(false(), *received), Donation.withdrawn_at.is_(None))
    boxes = visible.boxes(actor).where(or_(false(), *packed))
    at = [Donation.place_id.in_([one.id for one in places])] if place else []
    gift = visible.donations(actor).where(Donation.id == DonationLine.donation_id, *at)
    aside = select(func.count(DonationLine.id)).where(gift.correlate(DonationLine).exists(), is_set_aside())
    return Today(
        db.scalar(gifts.with_only_columns(func.count(Donation.id))) or 0,
        db.scalar(boxes.with_only_columns(func.count(Box.id))) or 0,
        db.scalar(aside) or 0,
    )


def desk(db: Session, actor: Actor) -> Mapping[str, Any]:
    """Return what a desk volunteer sees first: the places of the person, and what came in today."""
    return {"intake": intake_places(db, actor), "today": counts(db, actor)}
