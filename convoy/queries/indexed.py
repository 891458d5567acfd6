"""Conditions on gifts and boxes, written so that SQLite goes by the index made for each (see is_in_stock)."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, literal

from convoy.domain.lifecycle import BoxStage, LineStage
from convoy.models import Box, Donation, DonationLine


def is_set_aside() -> ColumnElement[bool]:
    """Return the condition that a donation line is set aside, written out as the index on those says it."""
    stage = DonationLine.stage
    return stage == literal(LineStage.SET_ASIDE, stage.type, literal_execute=True)


def came_in(places: Collection[int], day: date) -> ColumnElement[bool]:
    """Return the condition that a gift was received at one of these places on this day.

    "+ 0": asked of its place twice (the policy asks too), SQLite would look at all gifts the place ever took.
    """
    return and_(Donation.received_on == day, (Donation.place_id + 0).in_(places))


def packed_within(places: Collection[int], hours: tuple[datetime, datetime]) -> ColumnElement[bool]:
    """Return the condition that a box was packed at one of these places in these hours, not emptied since.

    "+ 0": by the place SQLite would look at every box there ever was, and not only at those of the day.
    """
    return and_(
        (Box.origin_place_id + 0).in_(places),
        Box.stage != BoxStage.EMPTIED,
        Box.created_at >= hours[0],
        Box.created_at < hours[1],
    )
