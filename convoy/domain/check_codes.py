"""The names of the checks before a van leaves, and what there is to say of each."""

from dataclasses import dataclass
from typing import NamedTuple

from convoy.domain.vocabulary import Vocabulary


class Severity(Vocabulary):
    """Whether an unmet check holds back what lies ahead, or only says what to mend."""

    BLOCK = "block"
    WARN = "warn"


class Unit(Vocabulary):
    """What the amount of a check counts."""

    ONE = "one"
    GRAMS = "grams"
    MILLILITRES = "millilitres"
    PLACES = "places"
    """Hundredths of a pallet place."""
    POINTS = "points"
    """Thousandths of a point of the ADR."""


class Code(Vocabulary):
    """The checks, those that block first, then in the order in which they are mended."""

    DELIVERY_STOP = "delivery_stop"
    RECIPIENT = "recipient"
    MAXIMUM_MASS = "maximum_mass"
    MEDICINE = "medicine"
    DUAL_USE = "dual_use"
    ANIMAL_ORIGIN = "animal_origin"
    WOOD = "wood"
    ADR_DRIVER = "adr_driver"
    PROBLEMS = "problems"
    CLOCK_OVER = "clock_over"
    CLOCK = "clock"
    LOADING_STOP = "loading_stop"
    BOXES = "boxes"
    DRIVER = "driver"
    PLATE = "plate"
    PAYLOAD = "payload"
    VOLUME = "volume"
    PLACES = "places"
    NEARLY_FULL = "nearly_full"
    WEIGHTS = "weights"
    CLOSED_BOXES = "closed_boxes"
    WEIGHBRIDGE = "weighbridge"
    HS_CODES = "hs_codes"
    TRANSLATIONS = "translations"
    SHELF_LIFE = "shelf_life"
    ADR_UNKNOWN = "adr_unknown"
    RECIPIENT_NUMBER = "recipient_number"
    DECLARATION = "declaration"
    VALUE = "value"
    EXPORT = "export"
    ENTRY = "entry"
    PASSPORT = "passport"
    LICENCE = "licence"
    MASSES = "masses"
    INSURANCE = "insurance"
    TEMPORARY_ADMISSION = "temporary_admission"
    PAPER = "paper"
    VOID_PAPER = "void_paper"
    NEW_PAPER = "new_paper"
    UNSIGNED_PAPER = "unsigned_paper"


class Mending(NamedTuple):
    """What to press (a message), and the name of the page it leads to."""

    press: str
    endpoint: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class CheckKind:
    """A kind of check; every sentence is a message.

    `dated` is said instead of `unmet` where a day is at hand, `rule` names the one of data/rules.toml that it
    rests on. What `two_may_agree` to may go all the same when a second person agrees with a reason.
    """

    severity: Severity
    met: str
    unmet: tuple[str, str]
    mending: Mending
    dated: str = ""
    unit: Unit = Unit.ONE
    rule: str = ""
    two_may_agree: bool = False
