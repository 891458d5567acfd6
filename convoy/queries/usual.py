"""What is usual at a place: what it logged lately, what it asks for, and what its convoys are to bring."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from math import log

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain import unwanted
from convoy.domain.matching import Catalogue
from convoy.domain.permissions import Actor
from convoy.domain.unwanted import Unwanted
from convoy.models import Donation, DonationLine, Item, Place
from convoy.queries import appeals, merged, visible
from convoy.queries import wishes as asked_for

LATELY = 200
"""So many of a place's newest lines say what is usual there."""

OFFERED = 8
"""So many items are offered for one tap."""

ON_A_PHONE = 40
"""So many items of a place travel to a phone with how usual they are: more would rank what hardly comes."""

_ASKED_FOR, _LOGGED = 0.4, 0.6


@dataclass(frozen=True, slots=True)
class Wishes:
    """Which items a place asks for, by its own words or by its wishes, and what nobody should bring.

    `groups` are those of the catalogue it asks for; `still` is how much of an item is wanted yet.
    """

    wanted: frozenset[str] = frozenset()
    unwanted: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    still: Mapping[str, int] = field(default_factory=dict)
    judge: Callable[[str], Unwanted | None] = lambda _words: None
    """What stands against goods that are named in words only."""


def usual(db: Session, actor: Actor, catalogue: Catalogue, place: str) -> dict[str, float]:
    """Return how usual each item is at the place with this code, from 0 to 1; the rest is not named.

    What came in often counts by its logarithm, so that one lorry of rice does not hide everything else; what
    the place asks for, or recipients ask for to whom convoys go from here, comes on top. Nothing for a place
    this person does not see.
    """
    asked = wishes(db, actor, catalogue, place).wanted | asked_for.of_recipients(db, actor, place)
    return _weights(recent_items(db, actor, place), asked)


def on_a_phone(db: Session, actor: Actor, catalogue: Catalogue, place: str) -> dict[str, float]:
    """Return the same as a phone keeps it: the most usual items, by what the place itself logs and asks for.

    What recipients ask for is left out: a phone keeps nothing of convoys. Whoever searched one would read a
    list in it that grows on the day a convoy is planned, and rare goods tell which hospital it goes to.
    """
    weights = _weights(recent_items(db, actor, place), wishes(db, actor, catalogue, place).wanted)
    most = sorted(weights.items(), key=lambda one: (-one[1], one[0]))[:ON_A_PHONE]
    return {code: round(weight, 1) for code, weight in most}


def _weights(recent: Collection[str], asked: Collection[str]) -> dict[str, float]:
    counts = Counter(recent)
    most = log(1 + max(counts.values(), default=0))
    weights = {code: _LOGGED * log(1 + count) / most for code, count in counts.items()}
    for code in asked:
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
        .join(merged.written_item, merged.item_is_kept)
        .join(DonationLine, DonationLine.item_id == merged.written_item.id)
        .where(DonationLine.donation_id.in_(gifts.subquery().select()), Item.is_active)
        .order_by(DonationLine.id.desc())
        .limit(LATELY)
    )
    return list(db.scalars(lines))


def often(db: Session, actor: Actor, place: str) -> list[str]:
    """Return the items to offer for one tap at a place: what came in most often lately, the newest first."""
    recent = recent_items(db, actor, place)
    most = {code for code, _ in Counter(recent).most_common(OFFERED)}
    return [code for code in dict.fromkeys(recent) if code in most]


def newest(db: Session, actor: Actor, place: str) -> str:
    """Return the code of the newest gift with lines that this person recorded at a place; "" for none."""
    gifts = visible.donations(actor).where(
        # "+ 0": by the place alone every gift it ever took would be looked at.
        (Donation.place_id + 0).in_(select(Place.id).where(Place.code == place)),
        Donation.recorded_by_id == actor.user_id,
        Donation.withdrawn_at.is_(None),
        Donation.lines.any(),
    )
    return db.scalar(gifts.order_by(Donation.id.desc()).limit(1).with_only_columns(Donation.code)) or ""


def wishes(db: Session, actor: Actor, catalogue: Catalogue, place: str) -> Wishes:
    """Return what a place asks for, by its wishes and its appeals, and what it says not to bring."""
    row = db.scalar(visible.places(actor).where(Place.code == place))
    if row is None:
        return Wishes()
    asked = [one for one in appeals.asked_at(db, [row])[row.id] if one.is_open]
    items = {one.wish.item.kept.code: one.still for one in asked if one.wish.item is not None}
    return Wishes(
        frozenset(catalogue.named_in(row.accepts)) | items.keys(),
        frozenset(catalogue.named_in(row.do_not_bring)),
        frozenset(one.wish.category.code for one in asked if one.wish.category is not None),
        {code: still for code, still in items.items() if still is not None},
        partial(unwanted.judged, catalogue, do_not_bring=row.do_not_bring),
    )
