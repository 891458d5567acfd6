"""Dispatch: the steps of runs, problems and their end. What already happened is never refused."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain.dispatching import STAGE_OF, furthest, has_left
from convoy.domain.errors import Invalid, NotFound, RuleBroken
from convoy.domain.kinds import PROBLEMS, EventKind, EventSource
from convoy.domain.lifecycle import ConvoyStage, RunStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import AuditEntry, Box, Convoy, Event, Load, Run
from convoy.queries import convoys as known
from convoy.services import audit, halts, journeys, obstacles

CLOCK_SKEW = timedelta(minutes=10)
"""How far ahead of ours a phone's clock may be before its time is taken for a slip."""


@dataclass(frozen=True, slots=True)
class RecordStep:
    """A step of some runs, or of every run that has not recorded it where `runs` is empty.

    `stop` is the position of the stop arrived at, or left when it is a departure; None for the next one.
    `not_loaded` are codes of boxes that were planned but did not come along; they go with a step by which a
    van has left.
    """

    key: UUID
    convoy: str
    step: EventKind
    occurred_at: datetime
    runs: tuple[int, ...] = ()
    stop: int | None = None
    not_loaded: tuple[str, ...] = ()
    note: str = ""
    source: EventSource = EventSource.WEB


@dataclass(frozen=True, slots=True)
class ReportProblem:
    """Something that went wrong on the way, for one run or the whole convoy, perhaps to one box."""

    key: UUID
    convoy: str
    kind: EventKind
    occurred_at: datetime
    run: int | None = None
    box: str = ""
    note: str = ""
    source: EventSource = EventSource.WEB


@dataclass(frozen=True, slots=True)
class ResolveProblem:
    """What ended a problem; `event` is the problem's number within the log."""

    key: UUID
    convoy: str
    event: int
    occurred_at: datetime
    note: str = ""
    source: EventSource = EventSource.WEB


def record_step(db: Session, actor: Actor, command: RecordStep) -> Convoy:
    """Record a step for each run named and return the convoy. Steps may come late and in any order."""
    all_runs = known.runs_to_change(db, actor, command.convoy, Permission.CONVOY_DISPATCH)
    convoy = known.find(db, actor, command.convoy)
    if audit.earlier(db, actor, command.key, "run:step", command):
        return convoy
    refuse_future(command.occurred_at)
    _must_make_sense(convoy, command)
    runs = _named(convoy, all_runs, command.runs) if command.runs else _without(db, all_runs, command.step)
    if command.step is EventKind.HANDED_OVER:
        _must_be_given(runs)
    if command.step is EventKind.READY:
        obstacles.refuse(db, runs)
    entry = audit.note(
        db,
        actor,
        "run:step",
        convoy.code,
        key=command.key,
        request=command,
        about=command.not_loaded,
        step=command.step.value,
        vans=[run.number for run in runs],
    )
    journeys.stay_behind(db, runs, command.not_loaded)
    for run in runs:
        _take_step(db, actor, entry, command, run)
    journeys.follow_runs(db, convoy)
    return convoy


def _must_make_sense(convoy: Convoy, command: RecordStep) -> None:
    if command.step not in STAGE_OF:
        raise RuleBroken(N_("This is not a step of a trip. Nothing was stored."))
    if convoy.stage is ConvoyStage.CANCELLED:
        raise RuleBroken(N_("Convoy %(code)s was cancelled. Nothing was stored."), code=convoy.code)
    if command.not_loaded and not has_left(STAGE_OF[command.step]):
        raise RuleBroken(
            N_("Boxes are left behind when a van leaves; take them off it until then. Nothing was stored.")
        )


def _take_step(db: Session, actor: Actor, entry: AuditEntry, command: RecordStep, run: Run) -> None:
    stop = halts.of_step(run, command.step, command.stop)
    event = Event(
        kind=command.step,
        convoy_id=run.convoy_id,
        run_id=run.id,
        stop_id=stop.id if stop else None,
        occurred_at=command.occurred_at,
        note=command.note,
    )
    log(db, actor, entry, command.source, event)
    if command.step is EventKind.ARRIVED and stop is not None:
        journeys.arrive(db, entry, run, stop, command.occurred_at)
    elif has_left(STAGE_OF[command.step]):
        journeys.depart(db, entry, run, command.occurred_at, halts.behind(run, command.step, stop))
    if command.step is EventKind.DEPARTED and stop is not None and stop.left_at is not None:
        stop.left_at = min(stop.left_at, command.occurred_at)
    if command.step in {EventKind.UNLOADED, EventKind.HANDED_OVER}:
        journeys.unload(db, run)
    run.stage = furthest(run.stage, command.step)


def _must_be_given(runs: Iterable[Run]) -> None:
    for run in runs:
        if run.given_to_id is None:
            raise RuleBroken(
                N_(
                    "Nobody is named who gets van %(number)s. Say under “Change the van” to whom it is "
                    "given, then record that it was handed over. Nothing was stored."
                ),
                number=run.number,
            )


def report_problem(db: Session, actor: Actor, command: ReportProblem) -> Convoy:
    """Record a problem (or a plain note) and return the convoy; it stays open until something solves it."""
    all_runs = known.runs_to_change(db, actor, command.convoy, Permission.CONVOY_DISPATCH)
    convoy = known.find(db, actor, command.convoy)
    if audit.earlier(db, actor, command.key, "run:problem", command):
        return convoy
    if command.kind not in PROBLEMS and command.kind is not EventKind.NOTE:
        raise RuleBroken(N_("This is not a kind of problem. Nothing was stored."))
    if command.kind is EventKind.NOTE and not command.note:
        raise Invalid(N_("A note needs some words. Nothing was stored."), field="note")
    refuse_future(command.occurred_at)
    run = _named(convoy, all_runs, (command.run,))[0] if command.run is not None else None
    box = _box_on(db, convoy, command.box) if command.box else None
    entry = audit.note(
        db,
        actor,
        "run:problem",
        convoy.code,
        key=command.key,
        request=command,
        about=[box.code] if box is not None else [],
        kind=command.kind.value,
    )
    event = Event(
        kind=command.kind,
        convoy_id=convoy.id,
        run_id=run.id if run is not None else None,
        box_id=box.id if box is not None else None,
        occurred_at=command.occurred_at,
        note=command.note,
    )
    log(db, actor, entry, command.source, event)
    return convoy


def resolve_problem(db: Session, actor: Actor, command: ResolveProblem) -> Convoy:
    """Record that a problem is over and return the convoy."""
    convoy = known.to_change(db, actor, command.convoy, Permission.CONVOY_DISPATCH)
    if audit.earlier(db, actor, command.key, "run:resolve", command):
        return convoy
    refuse_future(command.occurred_at)
    problem = db.scalar(select(Event).where(Event.convoy_id == convoy.id, Event.id == command.event))
    if problem is None or problem.kind not in PROBLEMS:
        raise NotFound(N_("There is no such problem on this convoy. Nothing was stored."))
    if db.scalar(select(Event.id).where(Event.resolves_id == problem.id)):
        raise RuleBroken(N_("This problem was recorded as solved before. Nothing was stored."))
    if command.occurred_at < problem.occurred_at:
        raise Invalid(
            N_("That is before the problem began. Type when it was solved; nothing was stored."),
            field="occurred_at",
        )
    entry = audit.note(
        db, actor, "run:resolve", convoy.code, key=command.key, request=command, kind=problem.kind.value
    )
    event = Event(
        kind=EventKind.RESOLVED,
        convoy_id=convoy.id,
        run_id=problem.run_id,
        resolves_id=problem.id,
        occurred_at=command.occurred_at,
        note=command.note,
    )
    log(db, actor, entry, command.source, event)
    return convoy


def _named(convoy: Convoy, runs: Iterable[Run], numbers: Collection[int]) -> list[Run]:
    """Return the runs with these numbers, each once; raises NotFound, and RuleBroken for one that dropped."""
    by_number = {run.number: run for run in runs}
    for number in numbers:
        if number not in by_number:
            raise known.no_run(convoy.code, number)
        if by_number[number].stage is RunStage.DROPPED:
            raise RuleBroken(
                N_("Van %(number)s dropped out of this convoy; take it back in first. Nothing was stored."),
                number=number,
            )
    return [by_number[number] for number in dict.fromkeys(numbers)]


def _without(db: Session, runs: Iterable[Run], step: EventKind) -> list[Run]:
    """Return the runs still in the convoy that have not recorded this step; raises RuleBroken for none."""
    going = [run for run in runs if run.stage is not RunStage.DROPPED]
    if not going:
        raise RuleBroken(N_("This convoy has no van; add one first. Nothing was stored."))
    if step is EventKind.ARRIVED:
        without = [run for run in going if halts.ahead(run) or not halts.unloading(run)]
    else:
        said = select(Event.run_id).where(Event.kind == step, Event.run_id.in_([run.id for run in going]))
        recorded = set(db.scalars(said))
        without = [run for run in going if run.id not in recorded]
    if not without:
        raise RuleBroken(
            N_("Every van has this step already. Choose a van to record it once more. Nothing was stored.")
        )
    return without


def refuse_future(moment: datetime) -> None:
    """Raise Invalid for a moment that has not come yet."""
    if moment > datetime.now(UTC) + CLOCK_SKEW:
        raise Invalid(
            N_("That time has not come yet. Type when it happened; nothing was stored."), field="occurred_at"
        )


def log(db: Session, actor: Actor, entry: AuditEntry, source: EventSource, event: Event) -> None:
    """Add an event to the convoy's log, with who recorded it when and how."""
    event.recorded_at = datetime.now(UTC)
    event.recorded_by_id = actor.user_id
    event.source = EventSource.CONSOLE if actor.is_console else source
    event.audit_id = entry.id
    db.add(event)


def _box_on(db: Session, convoy: Convoy, code: str) -> Box:
    box = db.scalar(
        select(Box).join(Load).join(Run).where(Run.convoy_id == convoy.id, Box.code == code).limit(1)
    )
    if box is None:
        raise NotFound(N_("Box %(code)s is not on this convoy. Nothing was stored."), code=code)
    return box
