"""Journeys: what a van's departure, arrival and unloading do to its stops, boxes and pallets."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.orm import Session, selectinload

from convoy.domain.dispatching import furthest
from convoy.domain.errors import RuleBroken
from convoy.domain.kinds import EventKind, LoadEnd
from convoy.domain.lifecycle import BoxStage, PalletStage, convoy_stage
from convoy.domain.messages import N_
from convoy.models import AuditEntry, Box, Convoy, Load, Pallet, Run, Stop
from convoy.services import halts

NAMED_AT_MOST = 20


def depart(db: Session, entry: AuditEntry, run: Run, occurred_at: datetime, stops: Collection[Stop]) -> None:
    """Move what came on at these loading stops onto the road, once.

    An earlier departure heard of later sets the time of the van's back.
    """
    run.departed_at = min(run.departed_at, occurred_at) if run.departed_at else occurred_at
    for stop in stops:
        stop.left_at = stop.left_at or occurred_at
    db.flush()
    came_on = [stop.id for stop in stops]
    here = (Load.departed_at.is_(None), Load.from_stop_id.is_(None) | Load.from_stop_id.in_(came_on))
    on_board = list(db.scalars(_open_loads(run).with_only_columns(Load.id).where(*here)))
    if on_board:
        _take_along(db, entry, on_board, occurred_at)


def _take_along(db: Session, entry: AuditEntry, load_ids: Collection[int], occurred_at: datetime) -> None:
    boxes = select(Load.box_id).where(Load.id.in_(load_ids))
    pallets = select(Load.pallet_id).where(Load.id.in_(load_ids), Load.pallet_id.is_not(None))
    on_the_road = {"stage": BoxStage.IN_TRANSIT, "place_id": None, "shelf": "", "version": Box.version + 1}
    left = {"departed_at": occurred_at, "departed_audit_id": entry.id}
    for statement in (
        update(Box).where(Box.id.in_(boxes)).values(on_the_road),
        update(Pallet).where(Pallet.id.in_(pallets)).values(place_id=None, version=Pallet.version + 1),
        update(Load).where(Load.id.in_(load_ids)).values(left),
    ):
        db.execute(statement, execution_options={"synchronize_session": "fetch"})


def stay_behind(db: Session, runs: Iterable[Run], codes: Collection[str]) -> None:
    """End the loads of boxes that did not come along, before a departure or when it is found out later.

    The boxes stay, or stand again, where they should have come on. Raises RuleBroken naming every box that is
    not on these runs.
    """
    if not codes:
        return
    statement = select(Load).join(Box).where(Load.run_id.in_([run.id for run in runs]), Box.code.in_(codes))
    loads = list(
        db.scalars(
            statement.where(Load.ended_at.is_(None)).options(
                selectinload(Load.box),
                selectinload(Load.pallet),
                selectinload(Load.from_stop).selectinload(Stop.place),
            )
        )
    )
    strangers = sorted(set(codes) - {load.box.code for load in loads})
    if strangers:
        raise RuleBroken(
            N_("Not on these vans, so they cannot be left behind: %(codes)s. Nothing was stored."),
            codes=", ".join(strangers[:NAMED_AT_MOST]),
        )
    for load in loads:
        _put_back(load)
        load.ended_at, load.end = datetime.now(UTC), LoadEnd.LEFT_BEHIND
    db.flush()
    _off_pallets_that_go(db, loads)


def _put_back(load: Load) -> None:
    if load.departed_at is None:
        return
    if load.from_stop is None:
        raise RuleBroken(
            N_("Nobody recorded where box %(code)s was to come on. Count it as missing. Nothing was stored."),
            code=load.box.code,
        )
    load.box.stage.step_to(BoxStage.CLOSED)
    load.box.stage, load.box.place_id = BoxStage.CLOSED, load.from_stop.place_id
    load.departed_at = load.departed_audit_id = None


def _off_pallets_that_go(db: Session, ended: Collection[Load]) -> None:
    """A box that stays is taken off a pallet that goes; a pallet of which every box stays, stays as it is."""
    pallets = {load.pallet_id for load in ended if load.pallet_id is not None}
    going = set(
        db.scalars(
            select(Load.pallet_id).where(Load.pallet_id.in_(pallets), Load.ended_at.is_(None)).distinct()
        )
    )
    for load in ended:
        if load.pallet_id in going:
            load.box.pallet_id = None
        elif load.pallet is not None:
            load.pallet.place_id = load.box.place_id


def arrive(db: Session, entry: AuditEntry, run: Run, stop: Stop, occurred_at: datetime) -> None:
    """Mark the stop reached and its boxes arrived; *arrived* is not *counted*.

    Whoever is there has left every loading stop before it, also where nobody recorded that.
    """
    depart(db, entry, run, occurred_at, halts.before(run, stop.position))
    stop.arrived_at = min(stop.arrived_at, occurred_at) if stop.arrived_at else occurred_at
    _boxes_arrive(db, run, Load.to_stop_id == stop.id)


def unload(db: Session, run: Run) -> None:
    """An empty van has nothing on the road any more: what nobody counted has arrived."""
    _boxes_arrive(db, run)


def _boxes_arrive(db: Session, run: Run, *which: ColumnElement[bool]) -> None:
    db.flush()
    boxes = _open_loads(run).with_only_columns(Load.box_id).where(*which)
    db.execute(
        update(Box)
        .where(Box.id.in_(boxes), Box.stage == BoxStage.IN_TRANSIT)
        .values(stage=BoxStage.ARRIVED, version=Box.version + 1),
        execution_options={"synchronize_session": "fetch"},
    )


def _open_loads(run: Run) -> Select[Load]:
    return select(Load).where(Load.run_id == run.id, Load.ended_at.is_(None))


def settle_pallets(db: Session, pallet_ids: Iterable[int | None], place_id: int | None) -> None:
    """A pallet of which no box is on the way any more stands at our own place, or is broken down (None)."""
    db.flush()
    counted = {pallet_id for pallet_id in pallet_ids if pallet_id is not None}
    waiting = select(Load.pallet_id).where(
        Load.pallet_id.in_(counted), Load.ended_at.is_(None), Load.departed_at.is_not(None)
    )
    settled = counted - set(db.scalars(waiting))
    if not settled:
        return
    statement = select(Pallet).where(Pallet.id.in_(settled)).options(selectinload(Pallet.boxes))
    for pallet in db.scalars(statement.execution_options(populate_existing=True)):
        _settle_pallet(pallet, place_id)
    db.flush()


def _settle_pallet(pallet: Pallet, place_id: int | None) -> None:
    """Only boxes that reached our own place in one piece still stand on it."""
    pallet.boxes = [box for box in pallet.boxes if place_id is not None and box.place_id == place_id]
    if pallet.boxes:
        pallet.place_id = place_id
        return
    if pallet.stage is not PalletStage.BROKEN_DOWN:
        pallet.stage.step_to(PalletStage.BROKEN_DOWN)
    pallet.stage, pallet.place_id = PalletStage.BROKEN_DOWN, place_id


def on_board(db: Session, run: Run, codes: Collection[str]) -> list[Load]:
    """Return the loads of these boxes, or of all, that left with a van and are not counted; boxes locked."""
    rows = db.scalars(
        select(Load)
        .join(Box)
        .where(Load.run_id == run.id, Load.ended_at.is_(None), Load.departed_at.is_not(None))
        .order_by(Load.id)
        .options(selectinload(Load.box), selectinload(Load.to_stop).selectinload(Stop.place))
    )
    loads = {load.box.code: load for load in rows}
    strangers = sorted(set(codes) - loads.keys())
    if strangers:
        raise RuleBroken(
            N_("Not on the road with van %(number)s: %(codes)s. Nothing was stored."),
            number=run.number,
            codes=", ".join(strangers[:NAMED_AT_MOST]),
        )
    if not loads:
        raise RuleBroken(
            N_("No box is on the road with van %(number)s. Nothing was stored."), number=run.number
        )
    return [load for code, load in loads.items() if not codes or code in codes]


def end(loads: Iterable[Load], how: LoadEnd) -> None:
    """End loads that are on the road."""
    now = datetime.now(UTC)
    for load in loads:
        load.ended_at, load.end = now, how


def follow_emptied(db: Session, run: Run) -> None:
    """A van that has nothing on it and loads nothing more is unloaded, wherever that was."""
    db.flush()
    waiting = db.scalar(select(Load.id).where(Load.run_id == run.id, Load.ended_at.is_(None)).limit(1))
    if waiting is None and all(stop.left_at is not None for stop in halts.loading(run)):
        run.stage = furthest(run.stage, EventKind.UNLOADED)
    follow_runs(db, run.convoy)


def follow_runs(db: Session, convoy: Convoy) -> None:
    """Bring the convoy's stage after its runs."""
    db.flush()
    stages = db.scalars(select(Run.stage).where(Run.convoy_id == convoy.id))
    convoy.stage = convoy_stage(list(stages), convoy.stage)
