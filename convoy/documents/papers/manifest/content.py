"""What a cargo manifest says: one van's load stop by stop, or a whole convoy van by van."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from convoy.documents.cargo.by_hand import ByHand
from convoy.documents.cargo.content import Party, Totals, VanLoad, total
from convoy.documents.layout.snapshot import WRITTEN_IN


@dataclass(frozen=True, slots=True)
class Manifest(VanLoad):
    """Everything the manifest of one van says, and nothing it looks up."""

    by_hand: tuple[ByHand, ...] = ()


@dataclass(frozen=True, slots=True)
class CategoryTotal:
    """What a load holds of one category."""

    category: str
    names: Mapping[str, str]
    totals: Totals


@dataclass(frozen=True, slots=True)
class RunRow:
    """One van in the summary of a convoy."""

    van: int
    totals: Totals
    plate: str = ""
    vehicle: str = ""
    driver_initials: str = ""
    payload_grams: int | None = None
    """What the van may carry; None where unknown."""
    manifest_number: str = field(default="", metadata=WRITTEN_IN)
    aid_code: str = ""


@dataclass(frozen=True, slots=True)
class ConvoyManifest:
    """The summary of a convoy: a row per van and their sum."""

    convoy_code: str
    convoy_name: str
    shipper: Party
    runs: tuple[RunRow, ...]
    recipients: tuple[Party, ...] = ()
    departure: datetime | None = None
    zone: str = "Europe/London"
    crossing: str = ""
    lead_name: str = ""
    lead_phone: str = ""
    emergency_phone: str = ""
    categories: tuple[CategoryTotal, ...] = ()
    """Of the whole convoy; printed on the public copy only."""

    @property
    def totals(self) -> Totals:
        """The sum of all vans."""
        return total(run.totals for run in self.runs)
