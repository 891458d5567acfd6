"""Whether the final papers of a van say what it carries."""

from dataclasses import dataclass
from enum import StrEnum


class PaperState(StrEnum):
    """Whether a van's final papers say what the van carries."""

    MISSING = "missing"
    OUT_OF_DATE = "out of date"
    CURRENT = "current"


@dataclass(frozen=True, slots=True)
class Papers:
    """How the papers stand that a van calls for; each is named by its kind and stop, or by its number."""

    manifest: PaperState = PaperState.MISSING
    missing: tuple[str, ...] = ()
    """Never made final, such as "WB A"."""
    void: tuple[tuple[str, int], ...] = ()
    """Number and version of those that were cancelled and have no newer version."""
    out_of_date: tuple[tuple[str, int], ...] = ()
    """Number and version of those that say what is not so any more."""
    unsigned: tuple[tuple[str, int], ...] = ()
    """Number and version of those that are no good at a border without a hand or stamp, and have none yet."""
