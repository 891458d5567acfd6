"""What a day at a place was: what came in, what became of it, and what waits.

It is for those in charge and coordinators. No plate, crew, route or recipient is among these facts, donors
are named only as organisations, helpers only by first name; boxes that leave with a van are not counted,
since the day they leave is the convoy's secret.

Today is the day by the clock of the place; a gift is of the day it was received on, whenever it was typed.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from convoy.domain.messages import N_

ANONYMOUS = N_("anonymous")
BOUGHT = N_("bought by us")


def today(zone: str, now: datetime | None = None) -> date:
    """Return the day it is by the clock of a zone (an IANA name)."""
    return (now or datetime.now(UTC)).astimezone(ZoneInfo(zone)).date()


def hours(zone: str, day: date) -> tuple[datetime, datetime]:
    """Return the moments (UTC) between which it is this day by the clock of a zone; 23 to 25 hours."""
    midnights = (datetime.combine(each, time(), ZoneInfo(zone)) for each in (day, day + timedelta(days=1)))
    begins, ends = (midnight.astimezone(UTC) for midnight in midnights)
    return begins, ends


@dataclass(frozen=True, slots=True)
class Bags:
    """Packages nobody has counted yet, and the grams of those that were weighed."""

    packages: int = 0
    grams: int = 0
    not_weighed: int = 0


@dataclass(frozen=True, slots=True)
class Givers:
    """Gifts of one kind of donor: an organisation's kind, ANONYMOUS, or BOUGHT."""

    kind: str
    gifts: int
    names: tuple[str, ...] = ()
    """Of organisations, never of a private person."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity in base units of a UN Rec 20 code."""

    quantity: int
    unit: str


@dataclass(frozen=True, slots=True)
class CategoryIn:
    """What was accepted of a category: lines of gifts, and their quantities by unit."""

    category: str
    lines: int
    amounts: tuple[Amount, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """Goods that were not taken, or did not become stock, and why.

    Counted goods have a name and an amount; unsorted ones have packages (or only grams) instead.
    """

    reason: str
    name: str = ""
    amount: Amount | None = None
    packages: int | None = None
    grams: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """Boxes carried by hand in from, or out to, another of our places."""

    boxes: int
    place: str
    is_in: bool


@dataclass(frozen=True, slots=True)
class DayReport:
    """Everything a day report says. What ends on `now` is as of `made_at`, whatever the day."""

    place: str
    day: date
    zone: str
    """An IANA name: the clock of the place says when a day begins."""
    made_at: datetime
    """UTC."""
    givers: tuple[Givers, ...]
    categories: tuple[CategoryIn, ...]
    bags: Bags
    boxes_packed: int
    boxes_closed: int
    boxes_weighed: int
    refused: tuple[Refused, ...]
    moved: tuple[Moved, ...]
    boxes_now: int
    open_now: int
    not_weighed_now: int
    aside_now: int
    bags_now: Bags
    on_duty: tuple[str, ...] = ()
    """First names; empty for those who do not see people."""

    @property
    def gifts(self) -> int:
        """All gifts of the day."""
        return sum(one.gifts for one in self.givers)
