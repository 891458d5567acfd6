"""Questions about convoys: which one is meant, and which of its vans, places and vehicles."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from convoy.domain import references
from convoy.domain.errors import NotFound
from convoy.domain.kinds import RECEIVING, PlaceStatus
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import (
    Convoy,
    Crossing,
    CustomsRecord,
    Organisation,
    Place,
    Run,
    Stop,
    Vehicle,
    VehicleClass,
)
from convoy.queries import visible


def find(db: Session, actor: Actor, code: str) -> Convoy:
    """Return the convoy with this code; raises NotFound for one the person may not see just the same.

    The refusal names the codes that may have been meant.
    """
    convoy = db.scalar(visible.convoys(actor).where(Convoy.code == code))
    if convoy is None:
        raise _no_convoy(db, actor, code)
    return convoy


def to_change(
    db: Session, actor: Actor, code: str, permission: Permission = Permission.CONVOY_PLAN
) -> Convoy:
    """Return the convoy locked until the end of the action; raises NotFound, NotAllowed."""
    convoy = db.scalar(
        visible.convoys(actor)
        .where(Convoy.code == code)
        .with_for_update(of=Convoy)
        .execution_options(populate_existing=True)
    )
    if convoy is None:
        raise _no_convoy(db, actor, code)
    actor.must(permission, convoy_id=convoy.id)
    return convoy


def find_run(db: Session, actor: Actor, code: str, number: int) -> Run:
    """Return a van's run by convoy code and number, with stops, crew and customs records at hand."""
    run = db.scalar(
        visible.runs(actor)
        .where(Convoy.code == code, Run.number == number)
        .options(
            selectinload(Run.convoy).selectinload(Convoy.crossing),
            selectinload(Run.vehicle),
            selectinload(Run.vehicle_class),
            selectinload(Run.stops).selectinload(Stop.place).selectinload(Place.organisation),
            selectinload(Run.crew),
            selectinload(Run.customs).selectinload(CustomsRecord.crossing),
            selectinload(Run.given_to),
            selectinload(Run.continues),
        )
    )
    if run is None:
        find(db, actor, code)
        raise no_run(code, number)
    return run


def run_to_change(
    db: Session, actor: Actor, code: str, number: int, permission: Permission = Permission.CONVOY_PLAN
) -> Run:
    """Return a van's run locked until the end of the action; raises NotFound, NotAllowed.

    Whoever changes a load or a stage takes this lock first, so that nothing is put on a van as it leaves.
    """
    for run in runs_to_change(db, actor, code, permission):
        if run.number == number:
            return run
    raise no_run(code, number)


def runs_to_change(
    db: Session, actor: Actor, code: str, permission: Permission = Permission.CONVOY_PLAN
) -> list[Run]:
    """Return a convoy's runs, by number, locked until the end of the action; raises NotFound, NotAllowed.

    The convoy's row is the lock: one for all its vans, so that nobody waits for two.
    """
    convoy = to_change(db, actor, code, permission)
    return list(
        db.scalars(
            visible.runs(actor)
            .where(Run.convoy_id == convoy.id)
            .order_by(Run.number)
            .options(selectinload(Run.stops).selectinload(Stop.place))
            .execution_options(populate_existing=True)
        )
    )


def _no_convoy(db: Session, actor: Actor, code: str) -> NotFound:
    known = db.scalars(visible.convoys(actor).with_only_columns(Convoy.code))
    return NotFound(N_("There is no convoy %(code)s here."), references.near(code, known), code=code[:40])


def no_run(code: str, number: int) -> NotFound:
    """Return the refusal for a van that is not there, or that this person may not know of."""
    return NotFound(N_("There is no van %(number)s of convoy %(code)s here."), code=code, number=number)


def runs_of(db: Session, actor: Actor, convoy: Convoy) -> list[Run]:
    """Return the vans of a convoy by number."""
    return list(db.scalars(visible.runs(actor).where(Run.convoy_id == convoy.id).order_by(Run.number)))


def vehicle(db: Session, actor: Actor, code: str) -> Vehicle | None:
    """Return the vehicle with this code, None for an empty one; raises NotFound."""
    found = db.scalar(visible.vehicles(actor).where(Vehicle.code == code)) if code else None
    if code and found is None:
        raise NotFound(N_("There is no vehicle %(code)s here."), code=code)
    return found


def vehicle_class(db: Session, code: str) -> VehicleClass | None:
    """Return the vehicle class with this code, None for an empty one; raises NotFound."""
    found = db.scalar(select(VehicleClass).where(VehicleClass.code == code)) if code else None
    if code and found is None:
        raise NotFound(N_("There is no vehicle class %(code)s."), code=code)
    return found


def organisation(db: Session, actor: Actor, code: str) -> Organisation | None:
    """Return the organisation with this code, None for an empty one; raises NotFound."""
    found = db.scalar(visible.organisations(actor).where(Organisation.code == code)) if code else None
    if code and found is None:
        raise NotFound(N_("There is no organisation %(code)s here."), code=code)
    return found


def crossing(db: Session, code: str) -> Crossing | None:
    """Return the border crossing with this code, None for an empty one; raises NotFound."""
    found = db.scalar(select(Crossing).where(Crossing.code == code)) if code else None
    if code and found is None:
        raise NotFound(N_("There is no border crossing %(code)s."), code=code)
    return found


def places(db: Session, actor: Actor, codes: Sequence[str]) -> list[Place]:
    """Return the places with these codes in this order, each once; raises NotFound naming an unknown one."""
    wanted = list(dict.fromkeys(codes))
    found = {place.code: place for place in db.scalars(visible.places(actor).where(Place.code.in_(wanted)))}
    for code in wanted:
        if code not in found:
            raise NotFound(N_("There is no place %(code)s here."), code=code)
    return [found[code] for code in wanted]


@dataclass(frozen=True, slots=True)
class Choices:
    """What a coordinator chooses from when planning: codes and names, in the order they are offered."""

    crossings: tuple[tuple[str, str], ...]
    destinations: tuple[tuple[str, str], ...]
    stores: tuple[tuple[str, str], ...]
    """Collection points and warehouses, where vans load."""
    vehicles: tuple[tuple[str, str], ...]
    classes: tuple[tuple[str, str], ...]
    recipients: tuple[tuple[str, str], ...]
    """Organisations that may get a vehicle: those who host a destination."""


def choices(db: Session, actor: Actor) -> Choices:
    """Return what can be chosen for convoys, vans and stops, in five statements."""
    crossings = db.scalars(select(Crossing).order_by(Crossing.country, Crossing.name))
    known = db.scalars(
        visible.places(actor).where(Place.status != PlaceStatus.CLOSED).order_by(Place.name, Place.code)
    ).all()
    vehicles = db.scalars(visible.vehicles(actor).where(Vehicle.is_active).order_by(Vehicle.name))
    hosts = {place.organisation_id for place in known if place.kind in RECEIVING}
    recipients = db.scalars(
        visible.organisations(actor).where(Organisation.id.in_(hosts)).order_by(Organisation.name)
    )
    return Choices(
        crossings=tuple((one.code, f"{one.country} {one.name}") for one in crossings),
        destinations=tuple((place.code, place.name) for place in known if place.kind in RECEIVING),
        stores=tuple((place.code, place.name) for place in known if place.kind not in RECEIVING),
        vehicles=tuple((one.code, f"{one.name}, {one.plate}" if one.plate else one.name) for one in vehicles),
        classes=tuple(
            (one.code, one.name) for one in db.scalars(select(VehicleClass).order_by(VehicleClass.payload_g))
        ),
        recipients=tuple((one.code, one.name) for one in recipients),
    )
