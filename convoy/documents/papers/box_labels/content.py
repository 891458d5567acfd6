"""What box labels say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from convoy.documents.layout.stock import A6_FOUR, NO_OFFSET, Offset, Stock

HEAVY = 25_000
"""Grams one person may lift (PAHO)."""


@dataclass(frozen=True, slots=True)
class Content:
    """One item in the box."""

    names: Mapping[str, str]
    quantity: int
    unit: str = "H87"
    """UN Rec 20, in base units."""


@dataclass(frozen=True, slots=True)
class BoxLabel:
    """Everything a label says."""

    code: str
    """E.g. BX-7K3F-2M-Q."""
    url: str
    """What the QR code says; in capitals it makes a smaller symbol."""
    short: str = ""
    """The number the hall calls, e.g. Leeds 47."""
    category: str = ""
    category_names: Mapping[str, str] | None = None
    contents: tuple[Content, ...] = ()
    grams: int | None = None
    """Gross; None where unknown."""
    weighed: bool = True
    """False where `grams` is an estimate."""
    expires: date | None = None
    """The earliest; only its month is printed."""
    cold_chain: bool = False
    dangerous_goods: bool = False
    controlled: bool = False
    fragile: bool = False
    number: int | None = None
    of: int | None = None
    """n of N: printed only when both are known."""
    from_organisation: str = ""
    from_city: str = ""
    from_country: str = ""


@dataclass(frozen=True, slots=True)
class BoxLabels:
    """A sheet of labels, for the snapshot of a print run."""

    labels: tuple[BoxLabel, ...]
    start_at: int = 1
    stock: Stock = A6_FOUR
    offset: Offset = NO_OFFSET
