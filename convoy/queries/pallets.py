"""Questions about pallets: which there are, what stands on one, which are being built."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlalchemy.orm import Session, selectinload

from convoy.domain import references
from convoy.domain.errors import NotFound
from convoy.domain.lifecycle import BoxStage, PalletStage
from convoy.domain.messages import N_
from convoy.domain.permissions import CONSOLE, Actor
from convoy.models import Box, Pallet, Place
from convoy.queries import visible

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class PalletFigures:
    """What a pallet carries: boxes, those weighed, and grams with the pallet's own weight."""

    boxes: int
    weighed: int
    grams: int
    is_weighed: bool
    """Whether the whole pallet stood on a scale, so that `grams` is what it said."""

    @property
    def is_certain(self) -> bool:
        """Whether nothing in the weight is an estimate."""
        return self.is_weighed or self.boxes == self.weighed


def figures(pallet: Pallet, boxes: Sequence[Box]) -> PalletFigures:
    """Return a pallet's figures: the scale's word, else its boxes by plan and its tare."""
    return PalletFigures(
        boxes=len(boxes),
        weighed=sum(box.gross_g is not None for box in boxes),
        grams=pallet.gross_g or pallet.tare_g + sum(box.planning_g for box in boxes),
        is_weighed=pallet.gross_g is not None,
    )


def by_code(db: Session, actor: Actor, code: str) -> Pallet:
    """Return a pallet with its boxes. Raises NotFound with the codes that may have been meant."""
    pallet = db.scalars(
        visible.pallets(actor)
        .where(Pallet.code == code)
        .options(
            selectinload(Pallet.place),
            selectinload(Pallet.boxes).selectinload(Box.origin_place),
            selectinload(Pallet.boxes).selectinload(Box.pallet),
        )
    ).one_or_none()
    if pallet is None:
        known = db.scalars(visible.pallets(actor).with_only_columns(Pallet.code))
        raise NotFound(N_("There is no pallet %(code)s here."), references.near(code, known), code=code[:40])
    return pallet


def known(db: Session, actor: Actor, codes: Collection[str]) -> set[str]:
    """Return those of these codes that are pallets the person sees."""
    seen = visible.pallets(actor).with_only_columns(Pallet.code)
    return set(db.scalars(seen.where(Pallet.code.in_(codes)))) if codes else set()


def building_at(db: Session, actor: Actor, place_id: int | None) -> list[Pallet]:
    """Return the pallets being built at a place, the newest first."""
    statement = visible.pallets(actor).where(
        Pallet.place_id == place_id, Pallet.stage == PalletStage.BUILDING
    )
    return list(db.scalars(statement.order_by(Pallet.id.desc()).limit(ON_A_PAGE)))


def page(
    db: Session, actor: Actor, place: str = "", after: str = "", size: int = ON_A_PAGE
) -> tuple[list[tuple[Pallet, PalletFigures]], str]:
    """Return a page of pallets not broken down, the newest first, and the code the next page starts after."""
    statement = visible.pallets(actor).where(Pallet.stage != PalletStage.BROKEN_DOWN)
    if place:
        here = visible.places(actor).with_only_columns(Place.id).where(Place.code == place)
        statement = statement.where(Pallet.place_id.in_(here))
    if after:
        last = visible.pallets(actor).with_only_columns(Pallet.id).where(Pallet.code == after)
        statement = statement.where(Pallet.id < last.scalar_subquery())
    rows = list(
        db.scalars(
            statement.order_by(Pallet.id.desc())
            .limit(size + 1)
            .options(selectinload(Pallet.place), selectinload(Pallet.boxes))
        )
    )
    shown = rows[:size]
    listed = [(pallet, figures(pallet, _standing(pallet.boxes))) for pallet in shown]
    return listed, shown[-1].code if len(rows) > size else ""


def _standing(boxes: Sequence[Box]) -> list[Box]:
    return [box for box in boxes if box.stage is not BoxStage.EMPTIED]


def count(db: Session, actor: Actor) -> int:
    """Return how many pallets that are not broken down the person may see."""
    statement = visible.pallets(actor).where(Pallet.stage != PalletStage.BROKEN_DOWN)
    return db.scalar(statement.with_only_columns(func.count())) or 0


def weights(db: Session, codes: Collection[str]) -> list[tuple[str, int, int | None]]:
    """Return code, tare and gross grams of pallets on a van, whose papers the caller may make."""
    rows = db.execute(
        visible.pallets(CONSOLE)
        .with_only_columns(Pallet.code, Pallet.tare_g, Pallet.gross_g)
        .where(Pallet.code.in_(codes))
        .order_by(Pallet.code)
    )
    return [(row.code, row.tare_g, row.gross_g) for row in rows]
