"""What the vehicle sheet says, and what is worked out from it."""

from dataclasses import dataclass
from datetime import date

from convoy.documents.cargo import Party, Totals

DRIVER_GRAMS = 75_000
"""What the mass in service (field G) already holds for the driver (Directive 1999/37/EC, Regulation (EU)
2021/535)."""


@dataclass(frozen=True, slots=True)
class Payload:
    """What a vehicle may carry, from its registration certificate. None is not known."""

    max_mass_grams: int | None = None
    """Field F.2: the most it may weigh on the road."""
    service_mass_grams: int | None = None
    """Field G: in service, its driver of 75 kg included."""
    crew_grams: int | None = None
    """Of everybody in it with their bags."""
    kit_grams: int | None = None
    """Tools, spare wheel, cans, ramps; fuel above what G holds."""

    @property
    def crew_above_grams(self) -> int | None:
        """What the crew weighs above the driver in G, never below nothing."""
        return None if self.crew_grams is None else max(0, self.crew_grams - DRIVER_GRAMS)

    @property
    def grams(self) -> int | None:
        """What is left for the load; an upper bound while crew or kit are not known."""
        if self.max_mass_grams is None or self.service_mass_grams is None:
            return None
        taken = (self.crew_above_grams or 0) + (self.kit_grams or 0)
        return self.max_mass_grams - self.service_mass_grams - taken

    @property
    def is_bound(self) -> bool:
        """Whether `grams` is only an upper bound."""
        return self.crew_grams is None or self.kit_grams is None


@dataclass(frozen=True, slots=True)
class VehicleSheet:
    """Everything the sheet says. Empty means not known yet: it is ruled for the pen."""

    owner: str
    """The organisation that runs the convoy."""
    convoy_code: str = ""
    van: int | None = None
    plate: str = ""
    country: str = ""
    """Of registration."""
    make: str = ""
    vehicle_class: str = ""
    vin: str = ""
    seats: int | None = None
    trailer_plate: str = ""
    trailer_vin: str = ""
    vehicle_owner: Party | None = None
    payload: Payload = Payload()
    load: Totals | None = None
    weighbridge_grams: int | None = None
    """The whole van on scales, loaded."""
    insurer: str = ""
    green_card: str = ""
    """Its number."""
    green_card_until: date | None = None
    inspected_until: date | None = None
    """Roadworthiness test."""
    tachograph: bool | None = None
    tachograph_exemption: str = ""
    """The rule that frees the trip from it, where it is freed."""
    drivers: tuple[str, ...] = ()
    authorised_until: date | None = None
    """Until when the owner allows the drivers to use it; printed where the owner is named."""
    entered_on: date | None = None
    """Into Ukraine."""
    leave_by: date | None = None
    """The last day of its temporary admission."""
    stays: bool = False
    """It is part of the donation: nothing has to leave again."""
