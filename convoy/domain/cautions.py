"""What the desk is told of goods before they are recorded: not taken, past their date, out of season."""

from dataclasses import dataclass
from datetime import date

from convoy.domain import rules
from convoy.domain.intake import MEDICINE, is_past
from convoy.domain.kinds import IntakeRule
from convoy.domain.vocabulary import Vocabulary


class Caution(Vocabulary):
    """What is said of one kind of goods while a gift is logged."""

    WANTED = "wanted"
    REJECTED = "rejected"
    UNWANTED = "unwanted"
    PAST_DATE = "past date"
    SHORT_DATE = "short date"
    OUT_OF_SEASON = "out of season"
    MEDICAL = "medical"
    TWO_PERSONS = "two persons"
    COORDINATOR = "coordinator"
    PAPERS = "papers"
    ASKS_EXPIRY = "asks expiry"


ASKED_FIRST = frozenset({Caution.REJECTED, Caution.UNWANTED, Caution.PAST_DATE, Caution.OUT_OF_SEASON})
"""What a person has to have seen before such goods are recorded."""


@dataclass(frozen=True, slots=True)
class Goods:
    """What is known of goods when somebody names them; `expires_on` None is unknown."""

    code: str
    rule: IntakeRule
    category: str
    dual_use: bool = False
    asks_expiry: bool = False
    is_wanted: bool = False
    is_unwanted: bool = False
    expires_on: date | None = None


def cautions(goods: Goods, day: date) -> tuple[Caution, ...]:
    """Return what is to be said of goods that come in on a day, the weightiest first."""
    said = (
        (Caution.REJECTED, goods.rule is IntakeRule.REJECT),
        (Caution.UNWANTED, goods.is_unwanted),
        (Caution.PAST_DATE, is_past(goods.expires_on, day)),
        (Caution.OUT_OF_SEASON, out_of_season(goods.code, day)),
        (Caution.SHORT_DATE, _is_short(goods.expires_on, day)),
        (Caution.MEDICAL, goods.category == MEDICINE and goods.rule is not IntakeRule.REJECT),
        (Caution.TWO_PERSONS, goods.dual_use),
        (Caution.COORDINATOR, goods.rule is IntakeRule.COORDINATOR_ONLY and goods.category != MEDICINE),
        (Caution.PAPERS, goods.rule is IntakeRule.ACCEPT_WITH_DOCS and not goods.dual_use),
        (Caution.ASKS_EXPIRY, goods.asks_expiry and goods.expires_on is None),
        (Caution.WANTED, goods.is_wanted and not goods.is_unwanted),
    )
    return tuple(caution for caution, is_so in said if is_so)


def out_of_season(code: str, day: date) -> bool:
    """Whether winter things come in when the winter is over."""
    return code in rules.texts("winter_goods") and day.month not in rules.wholes("winter_months")


def _is_short(expires_on: date | None, day: date) -> bool:
    return (
        expires_on is not None and day <= expires_on and (expires_on - day).days < rules.whole("short_date")
    )
