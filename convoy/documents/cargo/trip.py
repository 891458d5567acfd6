"""A van's whole trip: its load, and what only some of its papers say of crew, vehicle, borders and boxes.

Each paper takes from it what it prints into a dataclass of its own, so that nothing else changes its hash.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime

from convoy.documents.cargo.content import Goods, Party, VanLoad


@dataclass(frozen=True, slots=True)
class CrewMember:
    """A person in the van. An empty field is unknown, and ruled for the pen where it is needed."""

    role: str
    """lead_driver, driver, medic, interpreter or companion."""
    name: str
    """As in the passport, in Latin letters where it was typed so."""
    born: date | None = None
    nationality: str = ""
    document_kind: str = "passport"
    """passport, identity_card or other_document."""
    document: str = ""
    document_until: date | None = None
    licence: str = ""
    licence_until: date | None = None
    phone: str = ""
    language: str = ""
    emergency_contact: str = ""
    """For ourselves, never for the border."""


@dataclass(frozen=True, slots=True)
class VehicleFacts:
    """What the registration papers and the scales say of the vehicle; None and "" are not known."""

    name: str = ""
    make: str = ""
    class_name: str = ""
    plate: str = ""
    trailer_plate: str = ""
    vin: str = ""
    country: str = ""
    owner: Party | None = None
    licence: str = ""
    """The class of driving licence it takes."""
    max_mass_grams: int | None = None
    """Field F.2 of the registration certificate."""
    service_mass_grams: int | None = None
    """Field G."""
    payload_grams: int | None = None
    weighbridge_grams: int | None = None
    """The whole van on scales, loaded."""
    hold_millilitres: int | None = None
    pallet_places: int | None = None
    seals: tuple[str, ...] = ()
    has_tail_lift: bool = False
    is_cooled: bool = False


@dataclass(frozen=True, slots=True)
class Border:
    """One side of a border on the way, and how far its papers are."""

    side: str
    """export or entry."""
    name: str = ""
    reference: str = ""
    issued_on: date | None = None
    valid_until: date | None = None
    shown_at: datetime | None = None
    cleared_at: datetime | None = None
    refused_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Declared:
    """One recipient's declaration of this van's load in the Ukrainian register; empty is not known yet."""

    recipient: Party
    place: str = ""
    recipient_number: str = ""
    aid_code: str = ""
    aid_code_on: date | None = None
    aid_code_until: date | None = None
    declaration: str = ""
    declared_on: date | None = None
    declared_until: date | None = None
    cleared_on: date | None = None
    report_until: date | None = None
    """Until when the recipient reports what became of the goods."""


@dataclass(frozen=True, slots=True)
class LoadingPlace:
    """Where boxes come on."""

    name: str
    address: str = ""
    planned: datetime | None = None
    left: datetime | None = None
    zone: str = "Europe/London"
    contact: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class PackedBox:
    """A package on the van with all that is known of it."""

    code: str
    short: str
    """What the hall calls it: Leeds 47."""
    stop: str
    """The letter of the stop where it goes off."""
    line: int
    category: str = ""
    contents: tuple[Goods, ...] = ()
    """What is in this one; without values, which are rounded by the line."""
    grams: int | None = None
    weighed: bool = False
    millilitres: int | None = None
    size_mm: tuple[int, ...] = ()
    """Length, width, height, or nothing."""
    package: str = "BX"
    """UN Rec 21."""
    foreign_number: str = ""
    pallet: str = ""
    loaded_at: str = ""
    """The name of the place where it comes on."""
    fragile: bool = False
    donor: str = ""


@dataclass(frozen=True, slots=True)
class Trip(VanLoad):
    """Everything that is known of a van's trip."""

    crew: tuple[CrewMember, ...] = ()
    """The lead driver first."""
    vehicle_facts: VehicleFacts = VehicleFacts()
    borders: tuple[Border, ...] = ()
    declared: tuple[Declared, ...] = ()
    loading: tuple[LoadingPlace, ...] = ()
    packages: tuple[PackedBox, ...] = ()
    """In the order of the stops, then of their numbers."""
    gift_letter: str = ""
    """The number of the gift letter made final for this load."""
    lead_phone: str = ""
    """Of the convoy."""


def for_the_road(load: VanLoad) -> VanLoad:
    """Return the load without donors, single boxes and internal notes, for papers that name none of them."""
    kept = {field.name: getattr(load, field.name) for field in fields(VanLoad)}
    return VanLoad(**{**kept, "boxes": (), "notes": ""})
