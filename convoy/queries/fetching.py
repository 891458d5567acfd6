"""How a box is fetched from where a van does not go: the other vans that will load there."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from convoy.domain.kinds import StopKind
from convoy.domain.lifecycle import FINISHED, ConvoyStage
from convoy.domain.permissions import Actor
from convoy.models import Box, Convoy, Place, Run, Stop
from convoy.queries import boxes as box_questions
from convoy.queries import visible


@dataclass(frozen=True, slots=True)
class Fetcher:
    """A van that will load at a place; `brings_to` names a warehouse on its way where the other van loads."""

    convoy: str
    name: str
    number: int
    brings_to: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """Boxes that lie where a van does not go, the vans that do, and where a loading stop would belong."""

    place: str
    name: str
    boxes: int
    vans: tuple[Fetcher, ...]
    position: int


def vans_loading_at(
    db: Session, actor: Actor, run: Run, place_ids: Collection[int]
) -> dict[int, tuple[Fetcher, ...]]:
    """Return by place id the other vans this person may see that will load there, the useful ones first.

    Two statements whatever the number of places.
    """
    there = select(Stop.run_id).where(
        Stop.kind == StopKind.LOADING, Stop.left_at.is_(None), Stop.place_id.in_(place_ids)
    )
    others = db.scalars(
        visible.runs(actor)
        .where(
            Run.id.in_(there),
            Run.id != run.id,
            Run.stage.not_in(FINISHED),
            Convoy.stage.not_in([ConvoyStage.CLOSED, ConvoyStage.CANCELLED]),
        )
        .order_by(Run.id)
        .options(selectinload(Run.convoy), selectinload(Run.stops).selectinload(Stop.place))
    )
    loads_at = {stop.place_id for stop in run.stops if stop.kind is StopKind.LOADING}
    found: dict[int, list[Fetcher]] = defaultdict(list)
    for other in others:
        for stop in other.stops:
            if stop.kind is StopKind.LOADING and stop.left_at is None and stop.place_id in place_ids:
                found[stop.place_id].append(_fetcher(other, stop, loads_at))
    return {
        place_id: tuple(sorted(vans, key=lambda one: not one.brings_to)) for place_id, vans in found.items()
    }


def _fetcher(run: Run, stop: Stop, loads_at: Collection[int]) -> Fetcher:
    brings = [
        later.place.name
        for later in run.stops
        if later.position > stop.position and later.kind is StopKind.WAREHOUSE and later.place_id in loads_at
    ]
    return Fetcher(run.convoy.code, run.convoy.name, run.number, brings[0] if brings else "")


def ways(db: Session, actor: Actor, run: Run, codes: Collection[str]) -> list[Way]:
    """Return how to fetch those of these boxes that lie where the van will not load, by place."""
    ahead = [stop for stop in run.stops if stop.kind is StopKind.LOADING and stop.left_at is None]
    lie = visible.boxes(actor).where(
        Box.code.in_(codes), box_questions.is_in_stock(), ~box_questions.has_open_load()
    )
    rows = db.execute(
        lie.join(Place, Place.id == Box.place_id).with_only_columns(Place.id, Place.code, Place.name)
    )
    boxes: dict[tuple[int, str, str], int] = defaultdict(int)
    for place_id, code, name in rows:
        if place_id not in {stop.place_id for stop in ahead}:
            boxes[place_id, code, name] += 1
    vans = vans_loading_at(db, actor, run, {place_id for place_id, _, _ in boxes})
    been = max((stop.position for stop in run.stops if stop.left_at or stop.arrived_at), default=0)
    position = max([been, *(stop.position for stop in ahead)]) + 1
    return [
        Way(code, name, count, vans.get(place_id, ()), position)
        for (place_id, code, name), count in sorted(boxes.items(), key=lambda one: one[0][2])
    ]
