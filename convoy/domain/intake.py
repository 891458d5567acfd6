"""Rules of the desk: what is taken, what is set aside and by whom it is released, until when one may undo."""

from datetime import date, datetime, timedelta

from convoy.domain import measures
from convoy.domain.kinds import IntakeRule
from convoy.domain.lifecycle import LineStage
from convoy.domain.messages import N_

MEDICINE = "medicine"
"""The catalogue's category that only a medical checker releases."""

WEIGHED = "GRM"
PACKS = "NMP"
"""Rec 20 codes of items counted in grams, and in packs."""

UNDO_FOR = timedelta(minutes=15)
"""How long the person who recorded a gift may undo it; later it is corrected by who is in charge."""

MOST_BOXES = 500
"""Boxes packed from one line at once: a lorry's worth, and a slip of the finger beyond."""

MOST_BAGS = 1_000
"""Bags of one gift, and beyond that a slip of the finger."""

AHEAD = timedelta(days=1)
"""How far ahead a day of receipt may lie, by the clock of its place: a gift is not received before it comes,
but the clock of a phone may be ahead of ours. What is promised is announced."""

NOT_TAKEN = N_("We do not take this item")
MEDICAL = N_("Medicine: the medical checker decides")
COORDINATOR = N_("A coordinator decides on this item")
PAPERS = N_("Needs its papers before it can go")
PAST_DATE = N_("Past its date")
TWO_PERSONS = N_("Dual use: a coordinator and a second person decide")
SAID_BY_FLAG = frozenset({MEDICAL, TWO_PERSONS})
"""Reasons that only repeat what the flag of the goods says."""


def verdict(
    rule: IntakeRule,
    category: str,
    *,
    may_decide: bool,
    may_release_medicine: bool,
    dual_use: bool = False,
) -> tuple[LineStage, str]:
    """Return what becomes of a line at the desk, and why (a message; empty when it is accepted)."""
    if rule is IntakeRule.REJECT:
        return LineStage.REFUSED, NOT_TAKEN
    if category == MEDICINE and not may_release_medicine:
        return LineStage.SET_ASIDE, MEDICAL
    if dual_use:
        return LineStage.SET_ASIDE, TWO_PERSONS
    if may_decide or rule is IntakeRule.ACCEPT:
        return LineStage.ACCEPTED, ""
    return LineStage.SET_ASIDE, COORDINATOR if rule is IntakeRule.COORDINATOR_ONLY else PAPERS


def read_quantity(typed: str, unit_code: str, *, field: str, per_package: int = 1) -> int:
    """Return what was typed in the item's base unit: grams for goods counted by weight, else pieces.

    The one reading of a quantity for the desk, sheets and phones. A number alone is kilograms of the first,
    for which pieces and packs are refused; "3 packs" are pieces by the catalogue's `per_package` (see pack).
    Raises Invalid.
    """
    if unit_code == WEIGHED:
        return measures.quantity(typed, unit=measures.Unit.GRAM, field=field, bare="kg")
    return measures.quantity(typed, field=field, pack=pack(unit_code, per_package))


def pack(unit_code: str, per_package: int) -> int | None:
    """Return how many of an item's base unit "a pack" holds; None where that is not known.

    A package of one says nothing: nobody filled it in.
    """
    if unit_code == PACKS:
        return 1
    return per_package if per_package > 1 and unit_code != WEIGHED else None


def is_past(expires_on: date | None, received_on: date) -> bool:
    """Whether goods were past their date when they came in; an unknown date is not past."""
    return expires_on is not None and expires_on < received_on


def may_still_undo(recorded_at: datetime, now: datetime) -> bool:
    """Whether the person who recorded a gift may still take the entry back alone."""
    return now - recorded_at <= UNDO_FOR
