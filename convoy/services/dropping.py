"""Vans that drop out and come back, convoys cancelled and closed: what becomes of their boxes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain.errors import RuleBroken
from convoy.domain.kinds import EventKind, LoadEnd, StopKind
from convoy.domain.lifecycle import BEFORE_DEPARTURE, ConvoyStage, RunStage
from convoy.domain.loading import Room, Shared, Totals, Unit, share_out
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import AuditEntry, Box, Convoy, Event, Load, Run
from convoy.queries import boxes as box_questions
from convoy.queries import convoys as known
from convoy.queries import loading as questions
from convoy.services import audit, convoys, loads


@dataclass(frozen=True, slots=True)
class DropRun:
    """A van that does not go; the reason is kept and shown."""

    key: UUID
    convoy: str
    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class ReinstateRun:
    """A van that goes after all. It comes back empty."""

    key: UUID
    convoy: str
    number: int


@dataclass(frozen=True, slots=True)
class CancelConvoy:
    """A convoy that does not go; the reason is kept and shown."""

    key: UUID
    convoy: str
    reason: str


@dataclass(frozen=True, slots=True)
class CloseConvoy:
    """A convoy with nothing left to do; `note` may say what remains to be told."""

    key: UUID
    convoy: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Where the boxes of a van that dropped out went, in whole units: another van, or left behind and why."""

    convoy: str
    number: int
    shared: tuple[Shared, ...]

    @property
    def moved(self) -> int:
        """Boxes that found a place on another van."""
        return sum(len(one.unit.boxes) for one in self.shared if one.van is not None)

    @property
    def left_behind(self) -> int:
        """Boxes on the left-behind list now."""
        return sum(len(one.unit.boxes) for one in self.shared if one.van is None)


def drop(db: Session, actor: Actor, command: DropRun) -> Dropped:
    """Take a van out of the convoy; its boxes go onto the other vans as far as they fit, whole pallets whole.

    A van takes over only what stands where it loads and goes where it stops, within payload, hold and
    pallet places. What stays is on the left-behind list.
    """
    runs = known.runs_to_change(db, actor, command.convoy)
    run = _numbered(runs, command.convoy, command.number)
    if audit.earlier(db, actor, command.key, "run:drop", command):
        return Dropped(command.convoy, command.number, ())
    convoys.still_here(run)
    if not command.reason:
        raise RuleBroken(N_("Say why van %(number)s drops out. Nothing was changed."), number=run.number)
    others = [other for other in runs if other is not run and other.stage in BEFORE_DEPARTURE]
    shared = _share_out(db, run, others)
    codes = [code for one in shared for code in one.unit.boxes]
    boxes = {box.code: box for box in box_questions.to_change(db, actor, codes)} if codes else {}
    stops = {load.box_id: load.to_stop.place.code for load in _open_loads(db, [run])}
    entry = audit.note(
        db,
        actor,
        "run:drop",
        convoys.subject_of(run),
        key=command.key,
        request=command,
        about=[command.convoy, *codes],
        reason=command.reason,
        went={one.unit.code: one.van for one in shared},
    )
    _end_each(db, run, boxes, shared)
    for other in others:
        groups: dict[str, list[Box]] = defaultdict(list)
        for code in [code for one in shared if one.van == other.number for code in one.unit.boxes]:
            groups[stops[boxes[code].id]].append(boxes[code])
        for place, taken in groups.items():
            loads.put_on(db, actor, taken, other, loads.unloading_stop(other, place))
    run.stage.step_to(RunStage.DROPPED)
    run.stage, run.dropped_reason = RunStage.DROPPED, command.reason
    happened(db, actor, entry, EventKind.DROPPED, run.convoy, run=run, note=command.reason)
    convoys.follow_runs(run.convoy)
    return Dropped(command.convoy, command.number, tuple(shared))


def _numbered(runs: Iterable[Run], convoy: str, number: int) -> Run:
    for run in runs:
        if run.number == number:
            return run
    raise known.no_run(convoy, number)


def _open_loads(db: Session, runs: Sequence[Run]) -> list[Load]:
    ids = [run.id for run in runs]
    return list(db.scalars(select(Load).where(Load.run_id.in_(ids), Load.ended_at.is_(None))))


def _share_out(db: Session, run: Run, others: Sequence[Run]) -> list[Shared]:
    """Return where each loose box and whole pallet of `run` can go."""
    rows = questions.on_vans(db, [run.id, *(other.id for other in others)])
    filled = questions.totals_by_run(rows)
    places = {stop.id: stop.place_id for stop in run.stops}
    standing = dict(
        db.execute(select(Box.id, Box.place_id).where(Box.id.in_([row.box_id for row in rows]))).all()
    )
    groups: dict[str, list[questions.OnVan]] = defaultdict(list)
    for row in rows:
        if row.run_id == run.id:
            groups[row.piece.pallet or row.piece.code].append(row)
    units = [
        Unit(
            code,
            tuple(row.piece.code for row in group),
            questions.totals(group),
            standing[group[0].box_id],
            places[group[0].to_stop_id],
        )
        for code, group in groups.items()
    ]
    rooms = [
        Room(
            other.number,
            questions.limits(other),
            filled.get(other.id, Totals()),
            tuple((stop.place_id, stop.kind is StopKind.LOADING) for stop in other.stops),
        )
        for other in others
    ]
    return share_out(units, rooms)


def _end_each(db: Session, run: Run, boxes: dict[str, Box], shared: Iterable[Shared]) -> None:
    ends: dict[LoadEnd, list[Box]] = defaultdict(list)
    for one in shared:
        end = LoadEnd.LEFT_BEHIND if one.van is None else LoadEnd.MOVED
        ends[end].extend(boxes[code] for code in one.unit.boxes)
    for end, ended in ends.items():
        loads.end_loads(db, run.convoy_id, ended, end)


def happened(
    db: Session,
    actor: Actor,
    entry: AuditEntry,
    kind: EventKind,
    convoy: Convoy,
    *,
    run: Run | None = None,
    note: str = "",
) -> Event:
    """Append an event of this moment to a convoy's history and return it."""
    now = datetime.now(UTC)
    event = Event(
        kind=kind,
        convoy_id=convoy.id,
        run_id=run.id if run else None,
        occurred_at=now,
        recorded_at=now,
        recorded_by_id=actor.user_id,
        note=note,
        audit_id=entry.id,
    )
    db.add(event)
    return event


def reinstate(db: Session, actor: Actor, command: ReinstateRun) -> Run:
    """Take a van that dropped out back into its convoy, empty, and return its run."""
    run = known.run_to_change(db, actor, command.convoy, command.number)
    if audit.earlier(db, actor, command.key, "run:reinstate", command):
        return run
    if run.stage is not RunStage.DROPPED or run.convoy.stage in convoys.OVER:
        convoys.still_here(run)
        raise RuleBroken(N_("Van %(number)s has not dropped out. Nothing was changed."), number=run.number)
    subject = convoys.subject_of(run)
    entry = audit.note(
        db, actor, "run:reinstate", subject, key=command.key, request=command, about=[command.convoy]
    )
    run.stage, run.dropped_reason = RunStage.PLANNED, ""
    happened(db, actor, entry, EventKind.REINSTATED, run.convoy, run=run)
    convoys.follow_runs(run.convoy)
    return run


def cancel(db: Session, actor: Actor, command: CancelConvoy) -> int:
    """Cancel a convoy of which no van has left, and return how many boxes that frees."""
    runs = known.runs_to_change(db, actor, command.convoy)
    convoy = known.find(db, actor, command.convoy)
    if audit.earlier(db, actor, command.key, "convoy:cancel", command):
        return 0
    if convoy.stage not in {ConvoyStage.PLANNING, ConvoyStage.LOADING}:
        raise RuleBroken(
            N_("Convoy %(convoy)s has left or is over; it cannot be cancelled. Nothing was changed."),
            convoy=convoy.code,
        )
    if not command.reason:
        raise RuleBroken(
            N_("Say why convoy %(convoy)s is cancelled. Nothing was changed."), convoy=convoy.code
        )
    held = _open_loads(db, runs)
    boxes = list(db.scalars(select(Box).where(Box.id.in_([load.box_id for load in held])).order_by(Box.id)))
    entry = audit.note(
        db,
        actor,
        "convoy:cancel",
        convoy.code,
        key=command.key,
        request=command,
        about=[box.code for box in boxes],
        reason=command.reason,
    )
    loads.end_loads(db, convoy.id, boxes, LoadEnd.FREED)
    convoy.stage = ConvoyStage.CANCELLED
    happened(db, actor, entry, EventKind.CANCELLED, convoy, note=command.reason)
    return len(boxes)


def close(db: Session, actor: Actor, command: CloseConvoy) -> Convoy:
    """Close a delivered convoy and return it."""
    convoy = known.to_change(db, actor, command.convoy)
    if audit.earlier(db, actor, command.key, "convoy:close", command):
        return convoy
    convoy.stage.step_to(ConvoyStage.CLOSED)
    convoy.stage = ConvoyStage.CLOSED
    entry = audit.note(
        db, actor, "convoy:close", convoy.code, key=command.key, request=command, note=command.note
    )
    happened(db, actor, entry, EventKind.CLOSED, convoy, note=command.note)
    return convoy
