"""What comes off a van: the boxes of a stop that wait to be counted, and what should be in them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from convoy.domain import references
from convoy.domain.counting import Tally
from convoy.domain.errors import Invalid, NotFound
from convoy.domain.kinds import LoadEnd
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import (
    Balance,
    Box,
    GoodsReceiptLine,
    Holder,
    Load,
    Lot,
    Run,
    Stop,
)
from convoy.queries import box_labels, candidates, convoys, tallies, visible
from convoy.queries.stock import items_named


@dataclass(frozen=True, slots=True)
class Expected:
    """A box to be counted at a stop; `is_missing` when it was counted before and something is missing."""

    code: str
    name: str
    pallet: str
    contents: tuple[str, ...]
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class StopList:
    """The boxes meant for a stop: those nobody counted yet, those still missed, and how many are settled."""

    run: Run
    stop: Stop
    waiting: tuple[Expected, ...]
    missed: tuple[Expected, ...]
    settled: int
    labels: Mapping[str, str] = field(default_factory=dict)
    """Codes on second labels of these boxes, each with that of its box."""

    @property
    def all(self) -> tuple[Expected, ...]:
        """Every box that can be counted now."""
        return self.waiting + self.missed

    def meant(self, typed: str) -> str:
        """Return the code of the box on this list meant by a code, link or number; raises NotFound."""
        known = {one.code: one for one in self.all}
        try:
            code = references.read(typed, "BX")
        except Invalid:
            code = ""
        code = self.labels.get(code, code)
        if code in known:
            return code
        said = " ".join(typed.split()).casefold()
        by_name = [one.code for one in self.all if one.name.casefold() == said]
        by_number = [one.code for one in self.all if said.isdigit() and one.name.split()[-1] == said]
        if len(by_name or by_number) == 1:
            return (by_name or by_number)[0]
        raise NotFound(
            N_("Not on this list: %(typed)s. Put it aside and ask the lead; nothing is lost."),
            references.near(typed, known),
            typed=typed.strip()[:40],
        )


def stop_list(db: Session, actor: Actor, code: str, number: int, position: int) -> StopList:
    """Return the boxes of a stop where a van unloads; raises NotFound."""
    run = convoys.find_run(db, actor, code, number)
    stop = next((one for one in run.stops if one.position == position and one.kind.is_unloading), None)
    if stop is None:
        raise NotFound(N_("Van %(number)s unloads nothing at stop %(stop)s."), number=number, stop=position)
    loads = list(
        db.scalars(
            select(Load)
            .where(
                Load.to_stop_id == stop.id,
                Load.ended_at.is_(None) | (Load.end == LoadEnd.SETTLED),
            )
            .options(selectinload(Load.box).selectinload(Box.origin_place), selectinload(Load.pallet))
        )
    )
    waiting = [load for load in loads if load.ended_at is None]
    counted = tallies.box_tallies(db, [stop.id])
    missed = [
        load
        for load in loads
        if load.ended_at is not None and counted.get((stop.id, load.box_id), Tally()).missing > 0
    ]
    contents = candidates.contents_of(db, actor, [load.box for load in waiting])
    contents |= _contents_counted(db, actor, [load.box_id for load in missed])
    return StopList(
        run,
        stop,
        _expected(waiting, contents, is_missing=False),
        _expected(missed, contents, is_missing=True),
        len(loads) - len(waiting),
        box_labels.second_ones(db, [load.box_id for load in loads]),
    )


def _expected(
    loads: Iterable[Load], contents: dict[int, tuple[str, ...]], *, is_missing: bool
) -> tuple[Expected, ...]:
    found = [
        Expected(
            load.box.code,
            load.box.short_name,
            load.pallet.code if load.pallet else "",
            contents.get(load.box_id, ()),
            is_missing,
        )
        for load in sorted(loads, key=lambda one: (one.box.origin_place.name, one.box.short_number))
    ]
    return tuple(found)


def _contents_counted(db: Session, actor: Actor, box_ids: list[int]) -> dict[int, tuple[str, ...]]:
    rows = db.execute(
        select(GoodsReceiptLine.box_id, Lot.item_id)
        .join(Lot, Lot.id == GoodsReceiptLine.lot_id)
        .where(GoodsReceiptLine.box_id.in_(box_ids))
        .distinct()
    ).all()
    items = items_named(db, actor, {item_id for _, item_id in rows})
    found: dict[int, tuple[str, ...]] = {}
    for box_id, item_id in rows:
        if box_id is not None:
            found[box_id] = (*found.get(box_id, ()), items[item_id].name_in(actor.language))
    return found


@dataclass(frozen=True, slots=True)
class ExpectedLine:
    """What should be in a box of one lot, in the item's base unit."""

    lot_id: int
    name: str
    unit: str
    quantity: int


def box_lines(db: Session, actor: Actor, listed: StopList, code: str) -> list[ExpectedLine]:
    """Return what is to be counted of a box: what it holds, else what is still missing; raises NotFound."""
    one = next((one for one in listed.all if one.code == code), None)
    if one is None:
        raise NotFound(
            N_("Box %(code)s is not waiting to be counted here."),
            references.near(code, (other.code for other in listed.all)),
            code=code[:40],
        )
    if one.is_missing:
        counted = tallies.lot_tallies(db, [listed.stop.id])
        box_id = db.scalar(visible.boxes(actor).with_only_columns(Box.id).where(Box.code == code))
        held = {lot_id: tally.missing for (_, box, lot_id), tally in counted.items() if box == box_id}
    else:
        rows = db.execute(
            select(Balance.lot_id, Balance.quantity)
            .join(Holder, Holder.id == Balance.holder_id)
            .join(Box, Box.id == Holder.box_id)
            .where(Box.code == code, Balance.quantity > 0)
        )
        held = {lot_id: quantity for lot_id, quantity in rows}  # noqa: C416  # dict() of rows has no type
    lots = {lot.id: lot for lot in db.scalars(select(Lot).where(Lot.id.in_(held)).order_by(Lot.id))}
    items = items_named(db, actor, {lot.item_id for lot in lots.values()})
    return [
        ExpectedLine(
            lot.id, items[lot.item_id].name_in(actor.language), items[lot.item_id].unit_code, held[lot.id]
        )
        for lot in lots.values()
    ]
