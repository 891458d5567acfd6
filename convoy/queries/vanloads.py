"""The load of a van as its page lists it, and where boxes could go instead."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from convoy.domain.kinds import StopKind
from convoy.domain.lifecycle import BEFORE_DEPARTURE, FINISHED, BoxStage
from convoy.domain.loading import Totals, total
from convoy.domain.permissions import Actor
from convoy.models import Box, Convoy, Load, Run, Stop
from convoy.queries import candidates, loading, visible
from convoy.queries.loading import OnVan


@dataclass(frozen=True, slots=True)
class Carried:
    """A loose box or a whole pallet on a van; what it weighs by the scale, else by estimate."""

    code: str
    name: str
    is_pallet: bool
    totals: Totals
    contents: tuple[str, ...]
    stage: BoxStage

    @property
    def is_inside(self) -> bool:
        """Whether all of it is in the van."""
        return self.totals.loaded == self.totals.boxes


@dataclass(frozen=True, slots=True)
class StopLoad:
    """What goes off at a stop."""

    stop: Stop
    totals: Totals
    carried: tuple[Carried, ...]


def by_stop(db: Session, actor: Actor, run: Run) -> list[StopLoad]:
    """Return what the van carries, stop by stop in the order of the route; a fixed number of statements."""
    rows = loading.on_vans(db, [run.id])
    here = select(Load.box_id).where(Load.run_id == run.id, Load.ended_at.is_(None))
    statement = visible.boxes(actor).where(Box.id.in_(here)).options(selectinload(Box.origin_place))
    boxes = {box.id: box for box in db.scalars(statement)}
    contents = candidates.contents_of(db, actor, list(boxes.values()))
    return [
        StopLoad(
            stop,
            loading.totals(row for row in rows if row.to_stop_id == stop.id),
            tuple(_carried([row for row in rows if row.to_stop_id == stop.id], boxes, contents)),
        )
        for stop in run.stops
        if stop.kind is not StopKind.LOADING
    ]


def _carried(
    rows: list[OnVan], boxes: dict[int, Box], contents: dict[int, tuple[str, ...]]
) -> Iterator[Carried]:
    units: dict[str, list[OnVan]] = {}
    for row in rows:
        units.setdefault(row.piece.pallet or row.piece.code, []).append(row)
    for code, group in units.items():
        first = boxes[group[0].box_id]
        held = (name for row in group for name in contents.get(row.box_id, ()))
        yield Carried(
            code=code,
            name=first.short_name if group[0].pallet is None else code,
            is_pallet=group[0].pallet is not None,
            totals=loading.totals(group),
            contents=tuple(dict.fromkeys(held)),
            stage=first.stage,
        )


@dataclass(frozen=True, slots=True)
class Target:
    """A stop of a van where boxes can still be put on board for."""

    number: int
    place: str
    name: str

    @property
    def value(self) -> str:
        """What a form sends for it."""
        return f"{self.number}:{self.place}"


def targets(db: Session, actor: Actor, convoy: Convoy) -> list[Target]:
    """Return every unloading stop that a van has ahead of it while it still loads, van by van."""
    runs = db.scalars(
        visible.runs(actor)
        .where(Run.convoy_id == convoy.id, Run.stage.not_in(FINISHED))
        .order_by(Run.number)
        .options(selectinload(Run.stops).selectinload(Stop.place))
    )
    return [
        Target(run.number, stop.place.code, stop.place.name)
        for run in runs
        if _still_loads(run)
        for stop in run.stops
        if stop.kind is not StopKind.LOADING and stop.arrived_at is None
    ]


def _still_loads(run: Run) -> bool:
    loads = [stop for stop in run.stops if stop.kind is StopKind.LOADING]
    return run.stage in BEFORE_DEPARTURE or any(stop.left_at is None for stop in loads)


def on_the_road(db: Session, actor: Actor, run: Run) -> list[Carried]:
    """Return the boxes that left with the van and are not counted yet, one by one; a few statements."""
    left = select(Load.box_id).where(
        Load.run_id == run.id, Load.ended_at.is_(None), Load.departed_at.is_not(None)
    )
    boxes = list(
        db.scalars(
            visible.boxes(actor)
            .where(Box.id.in_(left))
            .order_by(Box.origin_place_id, Box.short_number)
            .options(selectinload(Box.origin_place))
        )
    )
    contents = candidates.contents_of(db, actor, boxes)
    return [
        Carried(
            code=box.code,
            name=box.short_name,
            is_pallet=False,
            totals=total([candidates.piece_of(box)], {}),
            contents=contents.get(box.id, ()),
            stage=box.stage,
        )
        for box in boxes
    ]
