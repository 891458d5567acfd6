"""Convoys: planning them, their runs and their stops."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain import references
from convoy.domain.errors import Conflict, NotAllowed, RuleBroken
from convoy.domain.kinds import StopKind
from convoy.domain.lifecycle import BEFORE_DEPARTURE, FINISHED, ConvoyStage, RunStage, convoy_stage
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import Convoy, ConvoyRecipient, Run, Stop, Vehicle
from convoy.queries import convoys as known
from convoy.services import audit, halts

OVER = frozenset({ConvoyStage.CLOSED, ConvoyStage.CANCELLED})


@dataclass(frozen=True, slots=True)
class PlanConvoy:
    """What is known of a new convoy; `recipients` are codes of places, `crossing` the code of one."""

    key: UUID
    name: str
    starts_on: date | None = None
    ends_on: date | None = None
    cut_off_on: date | None = None
    crossing: str = ""
    recipients: tuple[str, ...] = ()
    lead_phone: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class EditConvoy:
    """The convoy as it should be; `version` is the one the form showed, None where nobody looked first."""

    key: UUID
    convoy: str
    name: str
    starts_on: date | None = None
    ends_on: date | None = None
    cut_off_on: date | None = None
    crossing: str = ""
    recipients: tuple[str, ...] = ()
    lead_phone: str = ""
    note: str = ""
    version: int | None = None


def create(db: Session, actor: Actor, command: PlanConvoy) -> Convoy:
    """Plan a convoy and return it."""
    must_plan_new(actor)
    if code := audit.earlier(db, actor, command.key, "convoy:plan", command):
        return db.scalars(select(Convoy).where(Convoy.code == code)).one()
    convoy = Convoy(code=references.new("CV"), created_at=datetime.now(UTC), name=command.name)
    _describe(db, actor, convoy, command)
    db.add(convoy)
    audit.note(db, actor, "convoy:plan", convoy.code, key=command.key, request=command, name=command.name)
    return convoy


def must_plan_new(actor: Actor) -> None:
    """Raise NotAllowed unless the person coordinates every convoy: only they may begin one."""
    if not actor.scope(Permission.CONVOY_PLAN).everywhere:
        raise NotAllowed(
            N_("You are signed in as %(name)s, who may not plan a new convoy. Nothing was stored."),
            name=actor.name,
        )


def edit(db: Session, actor: Actor, command: EditConvoy) -> Convoy:
    """Change what is known of a convoy and return it."""
    convoy = known.to_change(db, actor, command.convoy)
    if audit.earlier(db, actor, command.key, "convoy:edit", command):
        return convoy
    _same_version(convoy, command.version)
    _describe(db, actor, convoy, command)
    audit.note(db, actor, "convoy:edit", convoy.code, key=command.key, request=command, name=command.name)
    return convoy


def _describe(db: Session, actor: Actor, convoy: Convoy, command: PlanConvoy | EditConvoy) -> None:
    if command.starts_on and command.ends_on and command.ends_on < command.starts_on:
        raise RuleBroken(N_("The last day is before the first day. Nothing was stored."))
    convoy.name = command.name
    convoy.starts_on = command.starts_on
    # Without a first day the last one says nothing yet, but it is kept as typed.
    convoy.ends_on = command.ends_on
    convoy.cut_off_on = command.cut_off_on
    convoy.crossing = known.crossing(db, command.crossing)
    convoy.lead_phone = command.lead_phone
    convoy.note = command.note
    wanted = known.places(db, actor, command.recipients)
    kept = {recipient.place_id: recipient for recipient in convoy.recipients}
    for place_id, recipient in kept.items():
        if place_id not in {place.id for place in wanted}:
            convoy.recipients.remove(recipient)
            db.delete(recipient)
    convoy.recipients.extend(ConvoyRecipient(place=place) for place in wanted if place.id not in kept)


@dataclass(frozen=True, slots=True)
class AddRun:
    """A van for a convoy. Empty is not known yet: what the vehicle, else its class, says is taken then.

    `given_to` is the code of the organisation that gets the vehicle itself, empty for one that comes back.
    `loads_at` and `delivers_to` are codes of places and become its first stops, in this order.
    """

    key: UUID
    convoy: str
    vehicle: str = ""
    vehicle_class: str = ""
    plate: str = ""
    trailer_plate: str = ""
    payload_g: int | None = None
    hold_ml: int | None = None
    pallet_places: int | None = None
    weighbridge_g: int | None = None
    departs_at: datetime | None = None
    note: str = ""
    given_to: str = ""
    loads_at: tuple[str, ...] = ()
    delivers_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EditRun:
    """A van as it should be; empty figures are taken from the vehicle or its class again."""

    key: UUID
    convoy: str
    number: int
    vehicle: str = ""
    vehicle_class: str = ""
    plate: str = ""
    trailer_plate: str = ""
    payload_g: int | None = None
    hold_ml: int | None = None
    pallet_places: int | None = None
    weighbridge_g: int | None = None
    departs_at: datetime | None = None
    note: str = ""
    given_to: str = ""
    version: int | None = None


def add_run(db: Session, actor: Actor, command: AddRun) -> Run:
    """Add a van to a convoy and return its run, with the convoy's next number."""
    convoy = known.to_change(db, actor, command.convoy)
    if subject := audit.earlier(db, actor, command.key, "run:add", command):
        return run_named(db, subject)
    _not_over(convoy)
    number = max((run.number for run in convoy.runs), default=0) + 1
    run = Run(number=number)
    _equip(db, actor, convoy, run, command)
    halts = [(StopKind.LOADING, place) for place in known.places(db, actor, command.loads_at)]
    halts += [(StopKind.DELIVERY, place) for place in known.places(db, actor, command.delivers_to)]
    run.stops = [
        Stop(position=position, kind=kind, place=place)
        for position, (kind, place) in enumerate(halts, start=1)
    ]
    convoy.runs.append(run)
    db.flush()
    follow_runs(convoy)
    audit.note(
        db,
        actor,
        "run:add",
        subject_of(run),
        key=command.key,
        request=command,
        about=[convoy.code],
        van=number,
    )
    return run


def edit_run(db: Session, actor: Actor, command: EditRun) -> Run:
    """Change what is known of a van and return its run. What it carries is not touched."""
    run = known.run_to_change(db, actor, command.convoy, command.number)
    if audit.earlier(db, actor, command.key, "run:edit", command):
        return run
    _same_version(run, command.version)
    _equip(db, actor, run.convoy, run, command)
    audit.note(
        db, actor, "run:edit", subject_of(run), key=command.key, request=command, about=[run.convoy.code]
    )
    return run


def _equip(db: Session, actor: Actor, convoy: Convoy, run: Run, command: AddRun | EditRun) -> None:
    vehicle = known.vehicle(db, actor, command.vehicle)
    _not_twice(convoy, run, vehicle)
    like = vehicle.vehicle_class if vehicle is not None else known.vehicle_class(db, command.vehicle_class)
    run.vehicle, run.vehicle_class = vehicle, like
    run.plate = command.plate or (vehicle.plate if vehicle else "")
    run.trailer_plate = command.trailer_plate or (vehicle.trailer_plate if vehicle else "")
    run.payload_g = (
        command.payload_g or (vehicle and vehicle.own_payload_g) or (like and like.payload_g) or None
    )
    run.hold_ml = command.hold_ml or (vehicle and vehicle.hold_ml) or (like and like.hold_ml) or None
    run.pallet_places = command.pallet_places
    if run.pallet_places is None and vehicle is not None:
        run.pallet_places = vehicle.pallet_places
    if run.pallet_places is None and like is not None:
        run.pallet_places = like.pallet_places
    run.weighbridge_g = command.weighbridge_g
    run.departs_at = command.departs_at
    run.note = command.note
    given_to = known.organisation(db, actor, command.given_to)
    if given_to is None and run.stage is RunStage.HANDED_OVER:
        raise RuleBroken(
            N_("Van %(number)s was handed over; it keeps its recipient. Nothing was stored."),
            number=run.number,
        )
    run.given_to = given_to


def _not_twice(convoy: Convoy, run: Run, vehicle: Vehicle | None) -> None:
    for other in convoy.runs:
        if (
            vehicle is not None
            and other is not run
            and other.vehicle_id == vehicle.id
            and other.stage is not RunStage.DROPPED
        ):
            raise RuleBroken(
                N_("%(vehicle)s already goes as van %(number)s of this convoy. Nothing was stored."),
                vehicle=vehicle.name,
                number=other.number,
            )


def subject_of(run: Run) -> str:
    """Return what the log calls a run: CV-7K3F-2M-Q/2."""
    return f"{run.convoy.code}/{run.number}"


def run_named(db: Session, subject: str) -> Run:
    """Return the run the log calls `subject`."""
    code, _, number = subject.partition("/")
    return db.scalars(select(Run).join(Convoy).where(Convoy.code == code, Run.number == int(number))).one()


def still_here(run: Run) -> None:
    """Raise RuleBroken when the van has left, dropped out, or its convoy is over."""
    if run.stage in BEFORE_DEPARTURE and run.convoy.stage not in OVER:
        return
    facts = {"number": run.number, "convoy": run.convoy.code}
    if run.convoy.stage in OVER:
        raise RuleBroken(N_("Convoy %(convoy)s is over. Nothing was changed."), **facts)
    if run.stage is RunStage.DROPPED:
        raise RuleBroken(
            N_("Van %(number)s of %(convoy)s has dropped out; take it back in first. Nothing was changed."),
            **facts,
        )
    raise RuleBroken(
        N_("Van %(number)s of %(convoy)s has left; its load cannot change any more. Nothing was changed."),
        **facts,
    )


def not_over(run: Run) -> None:
    """Raise RuleBroken when the van's trip, or its convoy, is over."""
    if run.stage in FINISHED or run.convoy.stage in OVER:
        still_here(run)


def still_loads(run: Run) -> None:
    """Raise RuleBroken when nothing comes on the van any more: it has left every stop where it loads."""
    waiting = any(stop.left_at is None for stop in halts.loading(run))
    if not waiting or run.stage in FINISHED or run.convoy.stage in OVER:
        still_here(run)


def follow_runs(convoy: Convoy) -> None:
    """Give the convoy the stage its runs say."""
    stage = convoy_stage([run.stage for run in convoy.runs], convoy.stage)
    if stage is not convoy.stage:
        convoy.stage = stage


def _same_version(thing: Convoy | Run, version: int | None) -> None:
    if version is not None and thing.version != version:
        raise Conflict(
            N_("Somebody else changed this while the form was open. Nothing was stored; look and repeat.")
        )


def _not_over(convoy: Convoy) -> None:
    if convoy.stage in OVER:
        raise RuleBroken(N_("Convoy %(convoy)s is over. Nothing was changed."), convoy=convoy.code)
