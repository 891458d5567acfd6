"""Recomputing what is stored from what happened: `convoy check` names the first difference."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from convoy.domain.dispatching import STAGE_OF, furthest, has_left
from convoy.domain.handling import IN_STOCK, ON_THE_ROAD
from convoy.domain.lifecycle import BoxStage, ConvoyStage, RunStage, convoy_stage
from convoy.models import (
    AuditEntry,
    Balance,
    Box,
    BoxLabel,
    BoxSighting,
    Convoy,
    Event,
    Holder,
    Item,
    Load,
    LooseCount,
    Lot,
    Movement,
    Paper,
    Photo,
    Rendition,
    Run,
)
from convoy.queries.boxes import is_in_stock
from convoy.services import (
    checking_labels,
    checking_ledger,
    checking_loads,
    checking_merges,
    checking_seconds,
    checking_stock_takes,
)
from convoy.services.differences import Difference
from convoy.services.estimates import CARTON_G

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: rows looked at, remarks that are no fault, and the first difference if any."""

    examined: int
    remarks: tuple[str, ...]
    first_difference: str | None


def examine(db: Session, progress: Progress) -> Report:
    """Run every check until one finds a difference, and report."""
    examined = sum(db.scalar(select(func.count()).select_from(table)) or 0 for table in _TABLES)
    remarks = []
    if redacted := db.scalar(select(func.count()).where(Paper.snapshot.is_(None))):
        remarks.append(f"{redacted} papers are redacted: number and hash stay, content is gone.")
    for done, check in enumerate(_CHECKS):
        progress("checking", done, len(_CHECKS))
        for difference in check(db):
            return Report(examined, tuple(remarks), str(difference))
    progress("checking", len(_CHECKS), len(_CHECKS))
    return Report(examined, tuple(remarks), None)


def differences(db: Session) -> Iterator[Difference]:
    """Yield everything stored that does not follow from what happened."""
    for check in _CHECKS:
        yield from check(db)


def _box_stages(db: Session) -> Iterator[Difference]:
    """A box is on the road exactly while it has an open load that departed."""
    travelling = and_(Load.ended_at.is_(None), Load.departed_at.is_not(None))
    rows = db.execute(
        select(Box.code, Box.stage, Load.id, Load.departed_at)
        .outerjoin(Load, and_(Load.box_id == Box.id, Load.ended_at.is_(None)))
        .where(
            or_(
                and_(Box.stage.in_(ON_THE_ROAD), or_(Load.id.is_(None), Load.departed_at.is_(None))),
                and_(Box.stage.not_in(ON_THE_ROAD), travelling),
                and_(Box.stage.not_in([*IN_STOCK, *ON_THE_ROAD]), Load.id.is_not(None)),
            )
        )
    )
    for code, stage, load_id, departed_at in rows:
        if departed_at is not None:
            recomputed = "on the road"
        elif load_id is not None:
            recomputed = "reserved, in stock"
        else:
            recomputed = "on no van"
        yield Difference(f"stage of box {code}", stage.value, recomputed)


def _box_contents(db: Session) -> Iterator[Difference]:
    """Estimates are sums over the contents; what is emptied or delivered holds nothing."""
    goods = (
        select(
            Holder.box_id,
            func.sum(Balance.quantity * Item.unit_gross_g).label("grams"),
            func.sum(Balance.quantity * Item.unit_volume_ml).label("millilitres"),
        )
        .join(Balance, Balance.holder_id == Holder.id)
        .join(Lot, Lot.id == Balance.lot_id)
        .join(Item, Item.id == Lot.item_id)
        .where(Holder.box_id.is_not(None), Balance.quantity > 0)
        .group_by(Holder.box_id)
        .subquery()
    )
    grams = func.coalesce(goods.c.grams, 0) + CARTON_G
    millilitres = func.coalesce(goods.c.millilitres, 0)
    rows = db.execute(
        select(Box.code, Box.estimated_g, grams, Box.estimated_ml, millilitres)
        .outerjoin(goods, goods.c.box_id == Box.id)
        .where(is_in_stock(), or_(Box.estimated_g != grams, Box.estimated_ml != millilitres))
    )
    for code, stored_g, weighs, stored_ml, measures in rows:
        yield Difference(
            f"estimate of box {code}", f"{stored_g} g, {stored_ml} ml", f"{weighs} g, {measures} ml"
        )
    left_inside = (
        select(Box.code, Box.stage, goods.c.grams)
        .join(goods, goods.c.box_id == Box.id)
        .where(Box.stage.in_([BoxStage.EMPTIED, BoxStage.DELIVERED, BoxStage.MISSING, BoxStage.DAMAGED]))
    )
    for code, stage, weighs in db.execute(left_inside):
        yield Difference(f"contents of box {code}, {stage.value}", f"{weighs} g of goods", "nothing")


def _run_stages(db: Session) -> Iterator[Difference]:
    """A run that left has left at the earliest moment it was said to, and stands where its steps led."""
    reached: dict[int | None, RunStage] = {}
    steps = select(Event.run_id, Event.kind).where(Event.kind.in_(STAGE_OF), Event.run_id.is_not(None))
    for run_id, kind in db.execute(steps):
        reached[run_id] = furthest(reached.get(run_id, RunStage.PLANNED), kind)
    runs = db.execute(select(Run.id, Convoy.code, Run.number, Run.stage, Run.departed_at).join(Convoy))
    for run_id, code, number, stage, departed_at in runs:
        name = f"van {number} of {code}"
        if has_left(stage) != (departed_at is not None):
            yield Difference(f"departure of {name}", departed_at, f"as its stage says: {stage.value}")
        recorded = reached.get(run_id, RunStage.PLANNED)
        if has_left(recorded) and not has_left(stage):
            yield Difference(f"stage of {name}", stage.value, recorded.value)


def _convoy_stages(db: Session) -> Iterator[Difference]:
    """A convoy's stage follows from its runs."""
    stages: dict[int, list[RunStage]] = {}
    for convoy_id, stage in db.execute(select(Run.convoy_id, Run.stage)):
        stages.setdefault(convoy_id, []).append(stage)
    for convoy_id, code, now in db.execute(select(Convoy.id, Convoy.code, Convoy.stage)):
        wanted = convoy_stage(stages.get(convoy_id, []), now)
        if now is not wanted and now not in {ConvoyStage.CLOSED, ConvoyStage.CANCELLED}:
            yield Difference(f"stage of convoy {code}", now.value, wanted.value)


def _event_order(db: Session) -> Iterator[Difference]:
    """Nothing solves a problem before it happened, and nothing is recorded before it happened."""
    problem = aliased(Event)
    rows = db.execute(
        select(Event.id, Event.occurred_at, problem.occurred_at)
        .join(problem, problem.id == Event.resolves_id)
        .where(Event.occurred_at < problem.occurred_at)
    )
    for event_id, solved_at, began_at in rows:
        yield Difference(f"event {event_id} solves a problem", solved_at, f"{began_at} or later")
    early = db.execute(
        select(Convoy.code, Run.number, Run.departed_at, func.min(Event.occurred_at))
        .join(Run, Run.convoy_id == Convoy.id)
        .join(Event, Event.run_id == Run.id)
        .where(Event.kind.in_([kind for kind, stage in STAGE_OF.items() if stage is RunStage.DEPARTED]))
        .group_by(Run.id, Convoy.code, Run.number, Run.departed_at)
        .having(func.min(Event.occurred_at) < Run.departed_at)
    )
    for code, number, stored, said in early:
        yield Difference(f"departure of van {number} of {code}", stored, said)


def _papers(db: Session) -> Iterator[Difference]:
    """Kept papers and photos are what their hashes say."""
    for paper in db.scalars(select(Paper).where(Paper.snapshot.is_not(None)).execution_options(yield_per=50)):
        found = hashlib.sha256((paper.snapshot or "").encode()).hexdigest()
        if found != paper.sha256:
            yield Difference(f"hash of paper {paper.number} version {paper.version}", paper.sha256, found)
    drawn = select(Rendition).where(Rendition.content.is_not(None)).execution_options(yield_per=20)
    for rendition in db.scalars(drawn):
        found = hashlib.sha256(rendition.content or b"").hexdigest()
        if found != rendition.sha256:
            yield Difference(f"hash of rendition {rendition.id}", rendition.sha256, found)
    pictures = select(Photo).where(Photo.content.is_not(None)).execution_options(yield_per=20)
    for photo in db.scalars(pictures):
        found = hashlib.sha256(photo.content or b"").hexdigest()
        if found != photo.sha256:
            yield Difference(f"hash of photo {photo.code}", photo.sha256, found)


def _audit(db: Session) -> Iterator[Difference]:
    """Every movement and event names the action it belongs to."""
    for noun, table in (("movement", Movement), ("event", Event)):
        rows = db.scalars(
            select(table.id)
            .outerjoin(AuditEntry, AuditEntry.id == table.audit_id)
            .where(AuditEntry.id.is_(None))
        )
        for row_id in rows:
            yield Difference(f"{noun} {row_id}", "no action", "the action it belongs to")


_TABLES = (
    Movement,
    Balance,
    Box,
    Load,
    Run,
    Convoy,
    Event,
    Paper,
    Rendition,
    BoxSighting,
    LooseCount,
    BoxLabel,
)
_CHECKS: tuple[Callable[[Session], Iterator[Difference]], ...] = (
    *checking_ledger.CHECKS,
    checking_loads.check,
    _box_stages,
    _box_contents,
    _run_stages,
    _convoy_stages,
    _event_order,
    _papers,
    _audit,
    checking_stock_takes.check,
    checking_merges.check,
    checking_labels.check,
    # Last, so that it hides nothing: an answer that was given is never changed.
    checking_seconds.check,
)
