"""Transshipment: boxes of a van that cannot go on move to another van on the road."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from convoy.domain.dispatching import furthest
from convoy.domain.errors import RuleBroken
from convoy.domain.kinds import EventKind, EventSource, LoadEnd, StopKind
from convoy.domain.lifecycle import FINISHED, BoxStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import AuditEntry, Event, Load, Place, Run, Stop
from convoy.queries import convoys as known
from convoy.services import audit, convoys, dispatch, halts, journeys, stops


@dataclass(frozen=True, slots=True)
class Transship:
    """Boxes of a van on the road for another van of its convoy; without any named, all that are on it.

    `to` is the number of that van, None for one more with `plate`. `place` is the code of the place where it
    happened, empty for the roadside.
    """

    key: UUID
    convoy: str
    number: int
    occurred_at: datetime
    to: int | None = None
    plate: str = ""
    boxes: tuple[str, ...] = ()
    place: str = ""
    note: str = ""
    source: EventSource = EventSource.WEB


@dataclass(frozen=True, slots=True)
class Transshipped:
    """What it came to: the number of the van that has the boxes now, and how many they are."""

    van: int | None
    boxes: int


def transship(db: Session, actor: Actor, command: Transship) -> Transshipped:
    """Move boxes from a van to another one on the road and return which; raises RuleBroken naming strangers.

    Both histories stay: the load on the first van ends as transshipped and goes on from there on the second,
    which continues the first where it is a new one.
    """
    runs = known.runs_to_change(db, actor, command.convoy, Permission.CONVOY_DISPATCH)
    run = _numbered(runs, command.convoy, command.number)
    if audit.earlier(db, actor, command.key, "run:transship", command):
        return _answered(db, run, command)
    dispatch.refuse_future(command.occurred_at)
    loads = journeys.on_board(db, run, command.boxes)
    taker = _taker(db, runs, run, command)
    entry = audit.note(
        db,
        actor,
        "run:transship",
        convoys.subject_of(run),
        key=command.key,
        request=command,
        about=[command.convoy, *(load.box.code for load in loads)],
        van=taker.number,
        convoy=command.convoy,
        boxes=len(loads),
        note=command.note,
    )
    place = known.places(db, actor, [command.place])[0] if command.place else None
    _must_have_left(db, entry, taker, command.occurred_at)
    came_on = _place_of_change(db, taker, place, command.occurred_at)
    journeys.end(loads, LoadEnd.TRANSSHIPPED)
    db.flush()
    _go_on(db, actor, entry, loads, taker, came_on, command.occurred_at)
    for van, stop in ((run, None), (taker, came_on)):
        happened = Event(
            kind=EventKind.TRANSSHIPPED,
            convoy_id=van.convoy_id,
            run_id=van.id,
            stop_id=stop.id if stop is not None else None,
            occurred_at=command.occurred_at,
            note=command.note,
        )
        dispatch.log(db, actor, entry, command.source, happened)
    journeys.follow_emptied(db, run)
    return Transshipped(taker.number, len(loads))


def _numbered(runs: Iterable[Run], convoy: str, number: int) -> Run:
    for run in runs:
        if run.number == number:
            return run
    raise known.no_run(convoy, number)


def _answered(db: Session, run: Run, command: Transship) -> Transshipped:
    """Return what the same form did the first time it came."""
    taker = db.scalars(select(Run.number).where(Run.continues_run_id == run.id).order_by(Run.id)).first()
    return Transshipped(command.to or taker, len(command.boxes))


def _taker(db: Session, runs: Sequence[Run], run: Run, command: Transship) -> Run:
    if command.to is None:
        number = max(one.number for one in runs) + 1
        taker = Run(number=number, plate=command.plate, continues_run_id=run.id)
        run.convoy.runs.append(taker)
        db.flush()
        return taker
    taker = _numbered(runs, command.convoy, command.to)
    if taker is run or taker.stage in FINISHED:
        raise RuleBroken(
            N_("Van %(number)s cannot take the boxes over: it is the same van, or its trip is over."),
            number=taker.number,
        )
    return taker


def _place_of_change(db: Session, taker: Run, place: Place | None, occurred_at: datetime) -> Stop | None:
    """Return the stop where the boxes came on, made part of the route; None for the roadside."""
    if place is None:
        return None
    for stop in halts.loading(taker):
        if stop.place_id == place.id and stop.left_at is not None:
            return stop
    stop = Stop(kind=StopKind.LOADING, place=place, position=len(taker.stops) + 1, left_at=occurred_at)
    stops.insert(db, taker, stop, halts.passed(taker) + 1)
    return stop


def _must_have_left(db: Session, entry: AuditEntry, taker: Run, occurred_at: datetime) -> None:
    """Who takes boxes over on the road has left, whoever forgot to record that; the gap is shown."""
    first = halts.loading(taker)[:1] if taker.departed_at is None else []
    journeys.depart(db, entry, taker, occurred_at, first)
    taker.stage = furthest(taker.stage, EventKind.DEPARTED)


def _go_on(
    db: Session,
    actor: Actor,
    entry: AuditEntry,
    loads: Sequence[Load],
    taker: Run,
    came_on: Stop | None,
    occurred_at: datetime,
) -> None:
    """Open the loads again on the second van, for the same places."""
    going_to = {stop.id: _same_stop(db, taker, stop) for stop in {load.to_stop for load in loads}}
    now = datetime.now(UTC)
    for load in loads:
        if load.box.stage is BoxStage.ARRIVED:
            load.box.stage = BoxStage.IN_TRANSIT
    rows = [
        {
            "box_id": load.box_id,
            "run_id": taker.id,
            "pallet_id": load.pallet_id,
            "from_stop_id": came_on.id if came_on is not None else None,
            "to_stop_id": going_to[load.to_stop_id].id,
            "assigned_at": now,
            "assigned_by_id": actor.user_id,
            "loaded_at": occurred_at,
            "departed_at": occurred_at,
            "departed_audit_id": entry.id,
        }
        for load in loads
    ]
    db.flush()
    db.execute(insert(Load), rows)


def _same_stop(db: Session, taker: Run, stop: Stop) -> Stop:
    """Return where the second van unloads at the same place, made part of its route where it does not yet."""
    for one in halts.ahead(taker):
        if one.place_id == stop.place_id:
            return one
    copy = Stop(kind=stop.kind, place=stop.place, position=len(taker.stops) + 1, planned_at=stop.planned_at)
    return stops.insert(db, taker, copy, copy.position)
