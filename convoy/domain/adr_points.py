"""Points of dangerous goods in a van (ADR 1.1.3.6, the small load).

ADR is revised every two years (odd years, 1 January). Factors, limit and duties below are those of 1.1.3.6.2
to 1.1.3.6.4; they were typed from general knowledge, not from the text of the law: have a dangerous goods
adviser compare them with the edition in force before a convoy relies on them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from convoy.domain import rules
from convoy.domain.messages import N_

NEVER_SMALL = "0"
"""The transport category that is in no small load."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Dangerous goods as the points count them."""

    category: str
    """Transport category 0 to 4; empty where nobody knows it."""
    amount: int | None
    """Grams or millilitres; None where nobody knows it."""


@dataclass(frozen=True, slots=True)
class Points:
    """The points of a load."""

    thousandths: int
    unknown: int
    """Goods whose points nobody knows: `thousandths` is then a lower bound."""
    is_over: bool
    """Whether the load is surely no small load."""

    @property
    def is_small(self) -> bool:
        """Whether the load is surely a small load."""
        return not self.is_over and not self.unknown


@dataclass(frozen=True, slots=True)
class SmallLoad:
    """The rules of one edition of the ADR; a paper keeps those it was made under."""

    edition: str
    limit: int
    """Points a van may carry as a small load."""
    factors: Mapping[str, int]
    """Points for each litre or kilogram, by transport category."""

    def thousandths(self, goods: Counted) -> int | None:
        """Return the points of some goods in thousandths, None where nobody knows them."""
        factor = self.factors.get(goods.category)
        if factor == 0:
            return 0
        return None if factor is None or goods.amount is None else factor * goods.amount

    def points(self, goods: Iterable[Counted]) -> Points:
        """Return the points of a load."""
        known = list(goods)
        each = [self.thousandths(one) for one in known if one.category != NEVER_SMALL]
        some = sum(one or 0 for one in each)
        never = any(one.category == NEVER_SMALL for one in known)
        return Points(some, sum(one is None for one in each), never or some > self.limit * 1_000)


SMALL_LOAD = SmallLoad(
    edition="ADR 2025", limit=rules.whole("adr_points"), factors={"1": 50, "2": 3, "3": 1, "4": 0}
)

STATEMENT = N_("Load not exceeding the exemption limits prescribed in 1.1.3.6")

STILL_REQUIRED = (
    N_("This note is in the cab"),
    N_("A fire extinguisher of 2 kg or more is there, sealed and in date"),
    N_("The crew has been taught how to handle these goods (ADR 8.2.3)"),
    N_("Packages are closed, marked, upright and secured"),
    N_("No smoking and no open fire in and near the van"),
)
"""What a small load is not exempt from, in short."""
