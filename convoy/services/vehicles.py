"""Vehicles on record: what they carry, by their registration papers."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain import references
from convoy.domain.errors import Invalid, NotFound
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import Organisation, Vehicle, VehicleClass
from convoy.queries import visible
from convoy.services import audit, seen


@dataclass(frozen=True, slots=True)
class VehicleFacts:
    """What is known of a vehicle; None and "" are not known yet. Grams and millimetres."""

    name: str
    vehicle_class: str
    organisation: str = ""
    make: str = ""
    plate: str = ""
    trailer_plate: str = ""
    vin: str = ""
    country: str = ""
    payload_g: int | None = None
    max_mass_g: int | None = None
    service_mass_g: int | None = None
    kit_g: int | None = None
    hold_length_mm: int | None = None
    hold_width_mm: int | None = None
    hold_height_mm: int | None = None
    pallet_places: int | None = None
    has_tail_lift: bool = False
    is_cooled: bool = False
    insured_until: date | None = None
    admitted_until: date | None = None
    is_active: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class RecordVehicle:
    """A new vehicle, or with `code` the one to change, as it was when change number `seen` was shown."""

    key: UUID
    facts: VehicleFacts
    code: str = ""
    seen: int | None = None


def record(db: Session, actor: Actor, command: RecordVehicle) -> Vehicle:
    """Put a vehicle on record, or change it, and return it. Vans already planned keep their own figures."""
    actor.must(Permission.VEHICLE_EDIT)
    action = "vehicle:edit" if command.code else "vehicle:record"
    if earlier := audit.earlier(db, actor, command.key, action, command):
        return db.scalars(select(Vehicle).where(Vehicle.code == earlier)).one()
    if command.code:
        vehicle = db.scalar(
            visible.vehicles(actor).where(Vehicle.code == command.code).with_for_update(of=Vehicle)
        )
        if vehicle is None:
            raise NotFound(N_("There is no vehicle %(code)s here."), code=command.code)
        seen.must_be_newest(db, "vehicle", vehicle.code, command.seen)
    else:
        vehicle = Vehicle(code=references.new("VH"))
        db.add(vehicle)
    with db.no_autoflush:
        _describe(db, actor, vehicle, command.facts)
    # The plate stays out of the log, which more people read.
    audit.note(
        db,
        actor,
        action,
        vehicle.code,
        key=command.key,
        request=command,
    )
    return vehicle


def _describe(db: Session, actor: Actor, vehicle: Vehicle, facts: VehicleFacts) -> None:
    known = db.scalar(select(VehicleClass).where(VehicleClass.code == facts.vehicle_class))
    if known is None:
        raise NotFound(N_("There is no vehicle class %(code)s."), code=facts.vehicle_class)
    owner = None
    if facts.organisation:
        owner = db.scalar(visible.organisations(actor).where(Organisation.code == facts.organisation))
        if owner is None:
            raise NotFound(N_("There is no organisation %(code)s here."), code=facts.organisation)
    if facts.payload_g and facts.max_mass_g and facts.payload_g >= facts.max_mass_g:
        raise Invalid(
            N_("The payload is part of the maximum mass, so it must be less. Nothing was stored."),
            field="payload_g",
        )
    if facts.service_mass_g and facts.max_mass_g and facts.service_mass_g >= facts.max_mass_g:
        raise Invalid(
            N_("The mass in service is part of the maximum mass, so it must be less. Nothing was stored."),
            field="service_mass_g",
        )
    vehicle.vehicle_class = known
    vehicle.organisation = owner
    for name in (
        "name",
        "make",
        "plate",
        "trailer_plate",
        "vin",
        "country",
        "payload_g",
        "max_mass_g",
        "service_mass_g",
        "kit_g",
        "hold_length_mm",
        "hold_width_mm",
        "hold_height_mm",
        "pallet_places",
        "has_tail_lift",
        "is_cooled",
        "insured_until",
        "admitted_until",
        "is_active",
        "note",
    ):
        setattr(vehicle, name, getattr(facts, name))
