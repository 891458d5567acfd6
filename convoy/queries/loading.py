"""Questions about loads: what is on which van, what it weighs and fills, what stayed behind."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from convoy.domain.kinds import LoadEnd
from convoy.domain.lifecycle import BoxStage
from convoy.domain.loading import Limits, PalletWeight, Piece, Totals, floor_mm2, total
from convoy.domain.payload import Masses, payload_g
from convoy.domain.permissions import Actor
from convoy.models import Box, Load, Pallet, Run
from convoy.queries import visible
from convoy.queries.boxes import is_in_stock


@dataclass(frozen=True, slots=True)
class OnVan:
    """A box's place on a van, before departure or after."""

    box_id: int
    run_id: int
    to_stop_id: int
    piece: Piece
    pallet: PalletWeight | None


def on_vans(db: Session, run_ids: Collection[int]) -> list[OnVan]:
    """Return every box with an open load on these runs, by run, stop, pallet and number; one statement."""
    rows = db.execute(
        select(
            Load.run_id,
            Load.to_stop_id,
            Load.loaded_at,
            Box.id,
            Box.code,
            Box.stage,
            Box.gross_g,
            Box.estimated_g,
            Box.estimated_ml,
            Box.length_mm,
            Box.width_mm,
            Box.height_mm,
            Pallet.code.label("pallet"),
            Pallet.tare_g,
            Pallet.gross_g.label("pallet_g"),
        )
        .join(Box, Box.id == Load.box_id)
        .outerjoin(Pallet, Pallet.id == Load.pallet_id)
        .where(Load.run_id.in_(run_ids), Load.ended_at.is_(None))
        .order_by(Load.run_id, Load.to_stop_id, Pallet.code, Box.origin_place_id, Box.short_number)
    )
    return [
        OnVan(
            row.id,
            row.run_id,
            row.to_stop_id,
            _piece(row),
            PalletWeight(row.pallet, row.tare_g, row.pallet_g) if row.pallet else None,
        )
        for row in rows
    ]


def _piece(row: Any) -> Piece:
    """Return what a row with a box's columns weighs and fills."""
    length, width, height = row.length_mm, row.width_mm, row.height_mm
    ml = length * width * height // 1000 if length and width and height else row.estimated_ml
    return Piece(
        code=row.code,
        gross_g=row.gross_g,
        estimated_g=row.estimated_g,
        ml=ml,
        floor_mm2=floor_mm2(length, width, height, ml),
        pallet=row.pallet or "",
        is_closed=row.stage is not BoxStage.OPEN,
        is_loaded=row.loaded_at is not None,
    )


def totals(rows: Iterable[OnVan]) -> Totals:
    """Return the totals of these places on vans."""
    loads = list(rows)
    return total((row.piece for row in loads), {row.pallet.code: row.pallet for row in loads if row.pallet})


def totals_by_run(rows: Iterable[OnVan]) -> dict[int, Totals]:
    """Return the totals of each run by its id; a run without boxes is absent."""
    by_run: dict[int, list[OnVan]] = defaultdict(list)
    for row in rows:
        by_run[row.run_id].append(row)
    return {run_id: totals(loads) for run_id, loads in by_run.items()}


def masses(run: Run) -> Masses:
    """Return what the registration papers of a run's vehicle say."""
    return run.vehicle.masses if run.vehicle is not None else Masses()


def limits(run: Run) -> Limits:
    """Return what a run's van may carry, by its registration papers where they are known."""
    places = None if run.pallet_places is None else run.pallet_places * 100
    return Limits(payload_g(masses(run), len(run.crew), run.payload_g), run.hold_ml, places)


DID_NOT_GO = (LoadEnd.LEFT_BEHIND, LoadEnd.RETURNED)
"""How the load of a box ends that should have gone: it stayed, or it came back."""


def left_behind(actor: Actor, convoy_id: int | None = None) -> Select[Box]:
    """Return a select of the boxes that should have gone and wait in stock for another van.

    Those of one convoy, or of any, also of convoys that are closed.
    """
    last = select(func.max(Load.id)).where(Load.box_id == Box.id).correlate(Box).scalar_subquery()
    stayed = exists().where(Load.id == last, Load.end.in_(DID_NOT_GO)).correlate(Box)
    if convoy_id is not None:
        stayed = (
            exists()
            .where(
                Load.id == last,
                Load.end.in_(DID_NOT_GO),
                Load.run_id == Run.id,
                Run.convoy_id == convoy_id,
            )
            .correlate(Box)
        )
    return visible.boxes(actor).where(is_in_stock(), stayed)
