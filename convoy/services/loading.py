"""Loading: putting boxes and whole pallets on vans, taking them off, ticking them as they go in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from convoy.domain.errors import Refusal, RuleBroken
from convoy.domain.kinds import EventKind, LoadEnd
from convoy.domain.lifecycle import RunStage
from convoy.domain.loading import SomeCannotGo
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import AuditEntry, AuditMention, Box, Event, Load, Run
from convoy.queries import candidates, departures
from convoy.queries import convoys as known
from convoy.queries.candidates import Asked
from convoy.services import audit, convoys, loads


@dataclass(frozen=True, slots=True)
class AssignBoxes:
    """Boxes and whole pallets, by code, for a van; `to_stop` is the code of a place it unloads at.

    With `skip_ineligible` the others go without those that cannot; otherwise it is all or nothing. `asked`
    means all boxes that answer to it when the form comes first, instead of `boxes`. `earmark_reason` says why
    boxes given for somebody else go to this recipient.
    """

    key: UUID
    convoy: str
    run: int
    to_stop: str
    boxes: tuple[str, ...] = ()
    pallets: tuple[str, ...] = ()
    skip_ineligible: bool = False
    asked: Asked | None = None
    earmark_reason: str = ""


@dataclass(frozen=True, slots=True)
class MoveLoads:
    """Boxes and whole pallets that are on vans of this convoy, for another of its vans or stops."""

    key: UUID
    convoy: str
    run: int
    to_stop: str
    boxes: tuple[str, ...] = ()
    pallets: tuple[str, ...] = ()
    earmark_reason: str = ""


@dataclass(frozen=True, slots=True)
class FreeBoxes:
    """Boxes and whole pallets to take off the vans of this convoy; `leave_behind` puts them on its list."""

    key: UUID
    convoy: str
    boxes: tuple[str, ...] = ()
    pallets: tuple[str, ...] = ()
    leave_behind: bool = False


@dataclass(frozen=True, slots=True)
class TickBoxes:
    """Boxes that are inside the van now; `untick` for those that are not after all."""

    key: UUID
    convoy: str
    run: int
    boxes: tuple[str, ...] = ()
    pallets: tuple[str, ...] = ()
    untick: bool = False


@dataclass(frozen=True, slots=True)
class Assigned:
    """What an assignment did: codes of the boxes that have their place, and why the others have not."""

    convoy: str
    run: int
    boxes: tuple[str, ...]
    skipped: tuple[tuple[str, Refusal], ...] = field(default=())


def assign(db: Session, actor: Actor, command: AssignBoxes) -> Assigned:
    """Reserve places on a van for free boxes; raises SomeCannotGo naming every box that cannot, and why.

    The partial unique index on open loads decides between two people who want the same box.
    """
    run = known.run_to_change(db, actor, command.convoy, command.run)
    if audit.earlier(db, actor, command.key, "load:assign", command):
        return _answered(db, command)
    convoys.still_loads(run)
    to_stop = loads.unloading_stop(run, command.to_stop)
    boxes = _asked_for(db, actor, run, command.asked) if command.asked else command.boxes
    chosen, whole = loads.chosen_boxes(db, actor, boxes, command.pallets)
    reasons = loads.reasons_against(db, actor, chosen, whole, to_stop, earmark_reason=command.earmark_reason)
    able = [box for box in chosen if box.code not in reasons]
    if reasons and not (command.skip_ineligible and able):
        raise SomeCannotGo(
            N_("%(cannot)s of the boxes cannot go on this van, %(able)s can. Nothing was assigned."),
            [(box.code, reasons[box.code]) for box in chosen if box.code in reasons],
            [box.code for box in able],
        )
    entry = audit.note(
        db,
        actor,
        "load:assign",
        convoys.subject_of(run),
        key=command.key,
        request=command,
        about=[run.convoy.code, *(box.code for box in able)],
        place=command.to_stop,
        boxes=len(able),
        earmark_reason=command.earmark_reason,
    )
    loads.put_on(db, actor, able, run, to_stop)
    load_changed(db, actor, entry, run)
    return Assigned(
        command.convoy,
        command.run,
        tuple(box.code for box in able),
        tuple((box.code, reasons[box.code]) for box in chosen if box.code in reasons),
    )


def _asked_for(db: Session, actor: Actor, run: Run, asked: Asked) -> list[str]:
    """Return the codes of all that was asked for where vans of the convoy load."""
    loads_at = departures.loading_places(run.convoy.runs)
    return candidates.codes_asked_for(db, actor, run.convoy_id, loads_at, asked)


def _answered(db: Session, command: AssignBoxes) -> Assigned:
    """Return what the same form did the first time it came."""
    went = set(
        db.scalars(
            select(AuditMention.code)
            .join(AuditEntry, AuditEntry.id == AuditMention.audit_id)
            .where(AuditEntry.key == str(command.key), AuditMention.code.startswith("BX-"))
        )
    )
    skipped = [
        (code, RuleBroken(N_("Box %(code)s could not go when this form was sent first"), code=code))
        for code in command.boxes
        if code not in went
    ]
    return Assigned(command.convoy, command.run, tuple(sorted(went)), tuple(skipped))


def load_changed(db: Session, actor: Actor, entry: AuditEntry, run: Run) -> None:
    """A van that was loaded or ready and gets more boxes is loading again."""
    if run.stage in {RunStage.LOADED, RunStage.READY}:
        begin_loading(db, actor, entry, run)


def begin_loading(db: Session, actor: Actor, entry: AuditEntry, run: Run) -> None:
    """Record that the van is being loaded from now on."""
    run.stage.step_to(RunStage.LOADING)
    run.stage = RunStage.LOADING
    now = datetime.now(UTC)
    db.add(
        Event(
            kind=EventKind.LOADING,
            convoy_id=run.convoy_id,
            run_id=run.id,
            occurred_at=now,
            recorded_at=now,
            recorded_by_id=actor.user_id,
            audit_id=entry.id,
        )
    )
    convoys.follow_runs(run.convoy)


def move(db: Session, actor: Actor, command: MoveLoads) -> Assigned:
    """Give boxes on vans of this convoy a place on another van, or for another stop; all or nothing.

    Raises SomeCannotGo naming every box that cannot, and why.
    """
    run = known.run_to_change(db, actor, command.convoy, command.run)
    if audit.earlier(db, actor, command.key, "load:move", command):
        return Assigned(command.convoy, command.run, command.boxes)
    convoys.still_loads(run)
    to_stop = loads.unloading_stop(run, command.to_stop)
    chosen, whole = loads.chosen_boxes(db, actor, command.boxes, command.pallets)
    entry = _note(
        db,
        actor,
        "load:move",
        run.convoy.code,
        command,
        chosen,
        van=run.number,
        earmark_reason=command.earmark_reason,
    )
    loads.end_loads(db, run.convoy_id, chosen, LoadEnd.MOVED)
    reasons = loads.reasons_against(db, actor, chosen, whole, to_stop, earmark_reason=command.earmark_reason)
    if reasons:
        raise SomeCannotGo(
            N_("%(cannot)s of the boxes cannot move there, %(able)s can. Nothing was moved."),
            [(box.code, reasons[box.code]) for box in chosen if box.code in reasons],
            [box.code for box in chosen if box.code not in reasons],
        )
    loads.put_on(db, actor, chosen, run, to_stop)
    load_changed(db, actor, entry, run)
    return Assigned(command.convoy, command.run, tuple(box.code for box in chosen))


def free(db: Session, actor: Actor, command: FreeBoxes) -> tuple[str, ...]:
    """Take boxes off the vans of a convoy before departure and return their codes; all or nothing."""
    convoy = known.to_change(db, actor, command.convoy)
    if audit.earlier(db, actor, command.key, "load:free", command):
        return command.boxes
    chosen, whole = loads.chosen_boxes(db, actor, command.boxes, command.pallets)
    parts = loads.split_pallets(chosen, whole, {})
    if parts:
        raise SomeCannotGo(
            N_("%(cannot)s of the boxes stand on pallets that go whole. Nothing was taken off."),
            list(parts.items()),
            [box.code for box in chosen if box.code not in parts],
        )
    _note(db, actor, "load:free", convoy.code, command, chosen, left_behind=command.leave_behind)
    loads.end_loads(db, convoy.id, chosen, LoadEnd.LEFT_BEHIND if command.leave_behind else LoadEnd.FREED)
    return tuple(box.code for box in chosen)


def tick(db: Session, actor: Actor, command: TickBoxes) -> int:
    """Note that boxes are inside the van (or not after all) and return how many; the first begins loading."""
    run = known.run_to_change(db, actor, command.convoy, command.run)
    chosen, _ = loads.chosen_boxes(db, actor, command.boxes, command.pallets)
    action = "load:untick" if command.untick else "load:tick"
    if audit.earlier(db, actor, command.key, action, command):
        return len(chosen)
    convoys.still_loads(run)
    ids = [box.id for box in chosen]
    changed = db.scalars(
        update(Load)
        .where(
            Load.run_id == run.id,
            Load.box_id.in_(ids),
            Load.ended_at.is_(None),
            Load.departed_at.is_(None),
        )
        .values(loaded_at=None if command.untick else datetime.now(UTC))
        .returning(Load.box_id)
        .execution_options(synchronize_session=False)
    ).all()
    strangers = [box.code for box in chosen if box.id not in set(changed)]
    if strangers:
        raise SomeCannotGo(
            N_("%(cannot)s of the boxes are not on this van. Nothing was ticked."),
            [(code, RuleBroken(N_("Box %(code)s is on no van here"), code=code)) for code in strangers],
            [box.code for box in chosen if box.code not in strangers],
        )
    entry = _note(db, actor, action, convoys.subject_of(run), command, chosen)
    if not command.untick and run.stage is RunStage.PLANNED:
        begin_loading(db, actor, entry, run)
    return len(chosen)


def _note(
    db: Session,
    actor: Actor,
    action: str,
    subject: str,
    command: MoveLoads | FreeBoxes | TickBoxes,
    boxes: Sequence[Box],
    **facts: object,
) -> AuditEntry:
    return audit.note(
        db,
        actor,
        action,
        subject,
        key=command.key,
        request=command,
        about=[command.convoy, *(box.code for box in boxes)],
        boxes=len(boxes),
        **facts,
    )
