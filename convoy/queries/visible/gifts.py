"""Gifts, from their announcement to the pool they are sorted in: seen by who takes them in."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, or_, select, true

from convoy.domain.permissions import Actor, Permission
from convoy.models import (
    AnnouncedGift,
    Capture,
    Donation,
    DonationLine,
    Draft,
    GiftSheet,
    Lot,
    SortingPool,
    UnclaimedCapture,
)


def announced_gifts(actor: Actor) -> Select[AnnouncedGift]:
    """Gifts announced for places where the person takes gifts in."""
    scope = actor.scope(Permission.DONATION_RECORD)
    at = true() if scope.everywhere else AnnouncedGift.place_id.in_(scope.places)
    return select(AnnouncedGift).where(at)


def drafts(actor: Actor) -> Select[Draft]:
    """Drafts at the places where the person takes gifts in."""
    scope = actor.scope(Permission.DONATION_RECORD)
    return select(Draft).where(true() if scope.everywhere else Draft.place_id.in_(scope.places))


def gift_sheets(actor: Actor) -> Select[GiftSheet]:
    """Sheets of gifts at places where the person logs gifts."""
    scope = actor.scope(Permission.DONATION_RECORD)
    if scope.everywhere:
        return select(GiftSheet)
    return select(GiftSheet).where(GiftSheet.place_id.in_(scope.places))


def donations(actor: Actor) -> Select[Donation]:
    """Donations taken in where the person works."""
    scope = actor.scope(Permission.DONATION_READ)
    if scope.everywhere:
        return select(Donation)
    return select(Donation).where(Donation.place_id.in_(scope.places))


def pools(actor: Actor) -> Select[SortingPool]:
    """Pools of unsorted gifts where the person works."""
    scope = actor.scope(Permission.DONATION_READ)
    return select(SortingPool).where(true() if scope.everywhere else SortingPool.place_id.in_(scope.places))


def captures(actor: Actor) -> Select[Capture]:
    """What came from phones twice and differs, where the person mends what others recorded."""
    scope = actor.scope(Permission.DONATION_CORRECT)
    return select(Capture).where(true() if scope.everywhere else Capture.place_id.in_(scope.places))


def unclaimed_captures(actor: Actor) -> Select[UnclaimedCapture]:
    """Gifts of phones that are not known, likewise; of unknown places, to whoever does it everywhere."""
    scope = actor.scope(Permission.DONATION_CORRECT)
    at = true() if scope.everywhere else UnclaimedCapture.place_id.in_(scope.places)
    return select(UnclaimedCapture).where(at)


def lots_given(actor: Actor, places: Collection[int] | None = None) -> ColumnElement[bool]:
    """Return the condition that a lot is of a visible gift or pool at these places; join DonationLine."""
    gifts, sorted_from = donations(actor), pools(actor)
    if places is not None:
        gifts = gifts.where(Donation.place_id.in_(places))
        sorted_from = sorted_from.where(SortingPool.place_id.in_(places))
    # Asked of each lot: to list every gift first would take the longer, the more gifts there ever were.
    return or_(
        gifts.where(Donation.id == DonationLine.donation_id).correlate(DonationLine).exists(),
        Lot.pool_id.in_(sorted_from.with_only_columns(SortingPool.id)),
    )
