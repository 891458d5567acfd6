"""Whether the final papers of a van say what it carries."""

from enum import StrEnum


class PaperState(StrEnum):
    """Whether a van's final papers say what the van carries."""

    MISSING = "missing"
    OUT_OF_DATE = "out of date"
    CURRENT = "current"
