"""The left-behind list: boxes that should have gone, by where they stand, and vans that could take them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from convoy.domain.kinds import LoadEnd, StopKind
from convoy.domain.lifecycle import FINISHED, ConvoyStage
from convoy.domain.permissions import Actor
from convoy.models import Box, Convoy, Load, Place, Run, Stop
from convoy.queries import candidates, loading, visible

MOST = 2_000
"""Boxes shown, and put on a van in one go."""


@dataclass(frozen=True, slots=True)
class Leftover:
    """A box that did not go: since when, whether it came back, and from which convoy if one may know."""

    box: Box
    contents: tuple[str, ...]
    since: datetime | None
    came_back: bool
    convoy: str
    convoy_name: str


@dataclass(frozen=True, slots=True)
class Target:
    """A stop of a van that will load where the boxes stand and go on to there."""

    convoy: str
    name: str
    number: int
    place: str
    place_name: str

    @property
    def value(self) -> str:
        """What a form sends for it."""
        return f"{self.convoy}:{self.number}:{self.place}"


@dataclass(frozen=True, slots=True)
class Pile:
    """What was left behind at one place."""

    place: Place
    boxes: tuple[Leftover, ...]
    targets: tuple[Target, ...]


def count(db: Session, actor: Actor) -> int:
    """Return how many boxes that should have gone this person may see."""
    return db.scalar(loading.left_behind(actor).with_only_columns(func.count(Box.id))) or 0


def piles(db: Session, actor: Actor) -> list[Pile]:
    """Return what was left behind, place by place, in a fixed number of statements."""
    statement = loading.left_behind(actor).order_by(Box.place_id, Box.origin_place_id, Box.short_number)
    boxes = list(
        db.scalars(
            statement.limit(MOST).options(
                selectinload(Box.place), selectinload(Box.origin_place), selectinload(Box.pallet)
            )
        )
    )
    last = _last_loads(db, actor, boxes)
    contents = candidates.contents_of(db, actor, boxes)
    standing: dict[int, list[Leftover]] = defaultdict(list)
    places: dict[int, Place] = {}
    for box in boxes:
        if box.place is None:
            continue
        places[box.place.id] = box.place
        ended_at, end, code, name = last.get(box.id, (None, LoadEnd.LEFT_BEHIND, "", ""))
        standing[box.place.id].append(
            Leftover(box, contents.get(box.id, ()), ended_at, end is LoadEnd.RETURNED, code, name)
        )
    targets = _targets(db, actor, set(places))
    return [
        Pile(place, tuple(standing[place_id]), tuple(targets.get(place_id, ())))
        for place_id, place in sorted(places.items(), key=lambda one: one[1].name)
    ]


_Last = tuple[datetime | None, LoadEnd | None, str, str]


def _last_loads(db: Session, actor: Actor, boxes: Sequence[Box]) -> dict[int, _Last]:
    """Return when and how the last load of each box ended, and its convoy where this person may see it."""
    ids = [box.id for box in boxes]
    newest = select(func.max(Load.id)).where(Load.box_id.in_(ids)).group_by(Load.box_id)
    seen = visible.convoys(actor).with_only_columns(Convoy.id)
    rows = db.execute(
        select(Load.box_id, Load.ended_at, Load.end, Convoy.code, Convoy.name, Convoy.id.in_(seen))
        .join(Run, Run.id == Load.run_id)
        .join(Convoy, Convoy.id == Run.convoy_id)
        .where(Load.id.in_(newest))
    )
    return {
        box_id: (ended_at, end, code if may_know else "", name if may_know else "")
        for box_id, ended_at, end, code, name, may_know in rows
    }


def _targets(db: Session, actor: Actor, place_ids: set[int]) -> dict[int, list[Target]]:
    there = select(Stop.run_id).where(
        Stop.kind == StopKind.LOADING, Stop.left_at.is_(None), Stop.place_id.in_(place_ids)
    )
    runs = db.scalars(
        visible.runs(actor)
        .where(
            Run.id.in_(there),
            Run.stage.not_in(FINISHED),
            Convoy.stage.not_in([ConvoyStage.CLOSED, ConvoyStage.CANCELLED]),
        )
        .order_by(Run.convoy_id.desc(), Run.number)
        .options(selectinload(Run.convoy), selectinload(Run.stops).selectinload(Stop.place))
    )
    found: dict[int, list[Target]] = defaultdict(list)
    for run in runs:
        for stop in run.stops:
            if stop.kind is StopKind.LOADING and stop.left_at is None and stop.place_id in place_ids:
                found[stop.place_id] += [
                    Target(run.convoy.code, run.convoy.name, run.number, later.place.code, later.place.name)
                    for later in run.stops
                    if later.position > stop.position and later.kind.is_unloading
                ]
    return found
