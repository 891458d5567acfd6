"""What is usual at a place: what it logged lately, and what it asks for now."""

from collections import Counter
from math import log

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain.matching import Catalogue
from convoy.domain.permissions import Actor
from convoy.models import Donation, DonationLine, Item, Place
from convoy.queries import visible

LATELY = 200
"""So many of a place's newest lines say what is usual there."""

_ASKED_FOR, _LOGGED = 0.4, 0.6


def usual(db: Session, actor: Actor, catalogue: Catalogue, place: str) -> dict[str, float]:
    """Return how usual each item is at the place with this code, from 0 to 1; the rest is not named.

    What came in often counts by its logarithm, so that one lorry of rice does not hide everything else; what
    the place asks for comes on top. Nothing for a place this person does not see.
    """
    weights: dict[str, float] = {}
    counts = Counter(recent_items(db, actor, place))
    most = log(1 + max(counts.values(), default=0))
    for code, count in counts.items():
        weights[code] = _LOGGED * log(1 + count) / most
    for code in asked_for(db, actor, catalogue, place):
        weights[code] = weights.get(code, 0) + _ASKED_FOR
    return weights


def recent_items(db: Session, actor: Actor, place: str) -> list[str]:
    """Return the item codes of the newest lines recorded at a place, the newest first."""
    gifts = (
        visible.donations(actor)
        .join(Place, Place.id == Donation.place_id)
        .where(Place.code == place)
        .order_by(Donation.id.desc())
        .limit(LATELY)
        .with_only_columns(Donation.id)
    )
    lines = (
        select(Item.code)
        .join(DonationLine, DonationLine.item_id == Item.id)
        .where(DonationLine.donation_id.in_(gifts.subquery().select()), Item.is_active)
        .order_by(DonationLine.id.desc())
        .limit(LATELY)
    )
    return list(db.scalars(lines))


def asked_for(db: Session, actor: Actor, catalogue: Catalogue, place: str) -> tuple[str, ...]:
    """Return the items that a place's own words about what it takes name."""
    words = db.scalar(visible.places(actor).where(Place.code == place).with_only_columns(Place.accepts))
    return catalogue.named_in(words or "")
