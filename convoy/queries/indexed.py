"""Conditions on gifts, written so that SQLite goes by the index made for them; is_in_stock() is another."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, and_, literal

from convoy.domain.lifecycle import LineStage
from convoy.models import Donation, DonationLine


def is_set_aside() -> ColumnElement[bool]:
    """Return the condition that a donation line is set aside, written out as the index on those says it."""
    stage = DonationLine.stage
    return stage == literal(LineStage.SET_ASIDE, stage.type, literal_execute=True)


def came_in(places: Collection[int], day: date) -> ColumnElement[bool]:
    """Return the condition that a gift was received at one of these places on this day.

    "+ 0": asked of its place twice (the policy asks too), SQLite would look at all gifts the place ever took.
    """
    return and_(Donation.received_on == day, (Donation.place_id + 0).in_(places))
