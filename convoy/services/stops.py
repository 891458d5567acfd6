"""Stops: where a van halts, in order, to take boxes on or hand them over."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from convoy.domain.errors import Conflict, RuleBroken
from convoy.domain.kinds import StopKind
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import Load, Run, Stop
from convoy.queries import convoys as known
from convoy.services import audit, convoys, halts
from convoy.services.places import KEEPS_GOODS


@dataclass(frozen=True, slots=True)
class AddStop:
    """A halt of a van, at the end of its route or as stop `position`; `place` is a code."""

    key: UUID
    convoy: str
    number: int
    kind: StopKind
    place: str
    planned_at: datetime | None = None
    note: str = ""
    position: int | None = None


@dataclass(frozen=True, slots=True)
class MoveStop:
    """Make the stop that is at `position` (from 1), and is at `place`, the one at `to`."""

    key: UUID
    convoy: str
    number: int
    position: int
    place: str
    to: int


@dataclass(frozen=True, slots=True)
class RemoveStop:
    """Take the stop at `position` (from 1), which is at `place`, out of the route."""

    key: UUID
    convoy: str
    number: int
    position: int
    place: str


def add(db: Session, actor: Actor, command: AddStop) -> Stop:
    """Add a stop to what lies ahead of a van and return it. A place is loaded, and unloaded, at once."""
    run = known.run_to_change(db, actor, command.convoy, command.number)
    place = known.places(db, actor, [command.place])[0]
    loads = command.kind is StopKind.LOADING
    same = [s for s in run.stops if s.place_id == place.id and (s.kind is StopKind.LOADING) is loads]
    if audit.earlier(db, actor, command.key, "stop:add", command):
        if not same:
            raise _changed_meanwhile(run)
        return same[0]
    convoys.not_over(run)
    if command.kind is StopKind.WAREHOUSE and place.kind not in KEEPS_GOODS:
        # Whoever works in our stock sees where it is, and must not learn where a convoy ends.
        raise RuleBroken(
            N_("%(place)s is no place of ours where goods are kept: a van unloads there for a recipient."),
            place=place.name,
        )
    if same:
        raise RuleBroken(
            N_("Van %(number)s already stops at %(place)s, as stop %(position)s. Nothing was stored."),
            number=run.number,
            place=place.name,
            position=same[0].position,
        )
    stop = Stop(
        position=len(run.stops) + 1,
        kind=command.kind,
        place=place,
        planned_at=command.planned_at,
        note=command.note,
    )
    wanted = stop.position if command.position is None else min(command.position, stop.position)
    insert(db, run, stop, max(halts.passed(run) + 1, wanted))
    _note_run(db, actor, "stop:add", run, command)
    return stop


def insert(db: Session, run: Run, stop: Stop, position: int) -> Stop:
    """Make a stop, numbered as the last one, the one at `position` of the route and return it."""
    order = [*run.stops]
    run.stops.append(stop)
    order.insert(position - 1, stop)
    db.flush()
    _reorder(db, order)
    return stop


def move(db: Session, actor: Actor, command: MoveStop) -> Run:
    """Put a stop elsewhere in the order and return the run; boxes never come on after they go off."""
    run = known.run_to_change(db, actor, command.convoy, command.number)
    if audit.earlier(db, actor, command.key, "stop:move", command):
        return run
    convoys.still_here(run)
    stop = _stop_at(run, command.position, command.place)
    order = [other for other in run.stops if other is not stop]
    order.insert(max(0, min(command.to, len(run.stops)) - 1), stop)
    _reorder(db, order)
    for load in _open_loads(db, run):
        if load.from_stop is not None and load.from_stop.position > load.to_stop.position:
            raise RuleBroken(
                N_("Boxes that come on at %(place)s would go off before that. The order was not changed."),
                place=load.from_stop.place.name,
            )
    _note_run(db, actor, "stop:move", run, command)
    return run


def remove(db: Session, actor: Actor, command: RemoveStop) -> Run:
    """Take a stop out of the route and return the run; refused while boxes come on or go off there."""
    run = known.run_to_change(db, actor, command.convoy, command.number)
    if audit.earlier(db, actor, command.key, "stop:remove", command):
        return run
    stop = _stop_at(run, command.position, command.place)
    convoys.still_here(run)
    _not_in_use(db, run, stop)
    run.stops.remove(stop)
    db.delete(stop)
    db.flush()
    _reorder(db, list(run.stops))
    _note_run(db, actor, "stop:remove", run, command)
    return run


def _stop_at(run: Run, position: int, place: str) -> Stop:
    """Return the stop meant; the place guards against an order that changed while the page was open."""
    for stop in run.stops:
        if stop.position == position and stop.place.code == place:
            return stop
    raise _changed_meanwhile(run)


def _changed_meanwhile(run: Run) -> Conflict:
    return Conflict(
        N_("The stops of van %(number)s were changed meanwhile. Nothing was stored; look and repeat."),
        number=run.number,
    )


def _reorder(db: Session, order: list[Stop]) -> None:
    # In two steps: on the way, two stops would stand at one position.
    for position, stop in enumerate(order, start=1):
        stop.position = -position
    db.flush()
    for stop in order:
        stop.position = -stop.position
    db.flush()


def _open_loads(db: Session, run: Run) -> list[Load]:
    return list(
        db.scalars(
            select(Load)
            .where(Load.run_id == run.id, Load.ended_at.is_(None))
            .options(selectinload(Load.from_stop).selectinload(Stop.place), selectinload(Load.to_stop))
        )
    )


def _not_in_use(db: Session, run: Run, stop: Stop) -> None:
    loads = db.scalars(
        select(Load.ended_at.is_(None))
        .where(or_(Load.to_stop_id == stop.id, Load.from_stop_id == stop.id))
        .distinct()
    ).all()
    facts = {"number": run.number, "place": stop.place.name}
    if True in loads:
        raise RuleBroken(
            N_("Boxes of van %(number)s come on or go off at %(place)s; move them first. Nothing changed."),
            **facts,
        )
    if loads:
        raise RuleBroken(
            N_(
                "Boxes were once planned to or from %(place)s, and the history of van %(number)s keeps that. "
                "The stop stays; without boxes it is on no paper."
            ),
            **facts,
        )


def _note_run(
    db: Session, actor: Actor, action: str, run: Run, command: AddStop | MoveStop | RemoveStop
) -> None:
    db.flush()
    audit.note(
        db,
        actor,
        action,
        convoys.subject_of(run),
        key=command.key,
        request=command,
        about=[run.convoy.code],
        place=command.place,
    )
