"""Lists of convoys: what each has and carries, the newest first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from convoy.domain.kinds import LoadEnd
from convoy.domain.lifecycle import ConvoyStage, RunStage
from convoy.domain.loading import PalletWeight
from convoy.domain.permissions import Actor
from convoy.models import Box, Convoy, Load, Pallet, Run
from convoy.queries import visible

PAGE = 25
AHEAD = (ConvoyStage.PLANNING, ConvoyStage.LOADING, ConvoyStage.ON_THE_ROAD)
SHOWN: Mapping[str, Collection[ConvoyStage]] = {
    "ahead": AHEAD,
    "past": (ConvoyStage.DELIVERED, ConvoyStage.CLOSED, ConvoyStage.CANCELLED),
    "all": (),
}
"""What the list can be asked for; nothing named is every stage."""

FORGOTTEN_DAYS = 21
"""A convoy that started longer ago has most likely come home without being closed."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A convoy in the list; `planned_g` of boxes on its vans, against `payload_g` of those that are known."""

    convoy: Convoy
    vans: int
    payload_g: int | None
    left_at: datetime | None
    boxes: int
    planned_g: int
    pallets_g: int = 0

    @property
    def load_g(self) -> int:
        """Grams on the axles: boxes as planned, and what their pallets add."""
        return self.planned_g + self.pallets_g


def listing(
    db: Session, actor: Actor, *, stages: Collection[ConvoyStage] = (), after: str = "", page: int = PAGE
) -> list[Listed]:
    """Return convoys, the newest first, one more than `page` when there are more, in four statements."""
    statement = visible.convoys(actor).order_by(Convoy.id.desc()).limit(page + 1)
    if stages:
        statement = statement.where(Convoy.stage.in_(stages))
    if after:
        seen = select(Convoy.id).where(Convoy.code == after).scalar_subquery()
        statement = statement.where(Convoy.id < seen)
    found = list(db.scalars(statement))
    ids = [convoy.id for convoy in found]
    loads, vans, pallets = _loads_by_convoy(db, ids), _vans_by_convoy(db, ids), _pallets_by_convoy(db, ids)
    return [
        Listed(
            convoy,
            *vans.get(convoy.id, (0, None, None)),
            *loads.get(convoy.id, (0, 0)),
            pallets_g=pallets.get(convoy.id, 0),
        )
        for convoy in found
    ]


def nearest(db: Session, actor: Actor, today: date, most: int) -> list[Convoy]:
    """Return convoys that are not over, the one that starts first before the others.

    Those without a date, and those that started so long ago that they were forgotten open, come last.
    """
    long_ago = today - timedelta(days=FORGOTTEN_DAYS)
    later = case((Convoy.starts_on.is_(None), 1), (Convoy.starts_on < long_ago, 2), else_=0)
    ahead = visible.convoys(actor).where(Convoy.stage.in_(AHEAD))
    return list(db.scalars(ahead.order_by(later, Convoy.starts_on, Convoy.id).limit(most)))


def _loads_by_convoy(db: Session, ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Boxes on the vans, and those already handed over."""
    rows = db.execute(
        select(Run.convoy_id, func.count(Load.id), func.sum(func.coalesce(Box.gross_g, Box.estimated_g)))
        .join(Load, Load.run_id == Run.id)
        .join(Box, Box.id == Load.box_id)
        .where(Run.convoy_id.in_(ids), Load.ended_at.is_(None) | (Load.end == LoadEnd.SETTLED))
        .group_by(Run.convoy_id)
    )
    return {convoy_id: (count, int(grams or 0)) for convoy_id, count, grams in rows}


def _pallets_by_convoy(db: Session, ids: Collection[int]) -> dict[int, int]:
    """What the pallets under boxes that are still on vans add."""
    boxes_g = func.sum(func.coalesce(Box.gross_g, Box.estimated_g))
    rows = db.execute(
        select(Run.convoy_id, Pallet.code, Pallet.tare_g, Pallet.gross_g, boxes_g)
        .join(Load, Load.run_id == Run.id)
        .join(Pallet, Pallet.id == Load.pallet_id)
        .join(Box, Box.id == Load.box_id)
        .where(Run.convoy_id.in_(ids), Load.ended_at.is_(None))
        .group_by(Run.convoy_id, Pallet.id)
    )
    found: dict[int, int] = {}
    for convoy_id, code, tare_g, gross_g, grams in rows:
        found[convoy_id] = found.get(convoy_id, 0) + PalletWeight(code, tare_g, gross_g).adds_g(int(grams))
    return found


def _vans_by_convoy(db: Session, ids: Collection[int]) -> dict[int, tuple[int, int | None, datetime | None]]:
    rows = db.execute(
        select(Run.convoy_id, func.count(Run.id), func.sum(Run.payload_g), func.min(Run.departed_at))
        .where(Run.convoy_id.in_(ids), Run.stage != RunStage.DROPPED)
        .group_by(Run.convoy_id)
    )
    return {
        convoy_id: (count, int(grams) if grams is not None else None, left)
        for convoy_id, count, grams, left in rows
    }
