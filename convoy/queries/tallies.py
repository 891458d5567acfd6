"""What became of all that was sent: by stop, box and item, and every count that says so."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from convoy.domain.counting import LineCount, Outcome, Tally, add_up, outcome_of
from convoy.domain.kinds import LoadEnd
from convoy.domain.permissions import Actor
from convoy.models import GoodsReceipt, GoodsReceiptLine, Load, Lot, Run, Stop, User
from convoy.queries import convoys, visible
from convoy.queries.stock import items_named

LEFT_WITH_IT = (LoadEnd.SETTLED, LoadEnd.RETURNED, LoadEnd.TRANSSHIPPED)
"""How the load of a box ends that really left with its van."""


def lot_tallies(db: Session, stop_ids: Iterable[int]) -> dict[tuple[int, int, int], Tally]:
    """Return what became of each lot of each box counted at these stops, by stop, box and lot."""
    rows = db.execute(
        select(
            GoodsReceipt.stop_id,
            GoodsReceiptLine.box_id,
            GoodsReceiptLine.lot_id,
            GoodsReceiptLine.good,
            GoodsReceiptLine.damaged,
            GoodsReceiptLine.missing,
            GoodsReceiptLine.excess,
        )
        .join(GoodsReceipt)
        .where(GoodsReceipt.stop_id.in_(list(stop_ids)), GoodsReceiptLine.box_id.is_not(None))
        .order_by(GoodsReceiptLine.id)
    )
    lines: dict[tuple[int, int, int], list[LineCount]] = defaultdict(list)
    for stop_id, box_id, lot_id, good, damaged, missing, excess in rows:
        if box_id is not None:
            lines[stop_id, box_id, lot_id].append(LineCount(lot_id, good, damaged, missing, excess))
    return {key: add_up(counted) for key, counted in lines.items()}


def box_tallies(db: Session, stop_ids: Iterable[int]) -> dict[tuple[int, int], Tally]:
    """Return what became of all that was in each box counted at these stops, by stop and box."""
    tallies: dict[tuple[int, int], Tally] = defaultdict(Tally)
    for (stop_id, box_id, _), tally in lot_tallies(db, stop_ids).items():
        tallies[stop_id, box_id] += tally
    return dict(tallies)


@dataclass(frozen=True, slots=True)
class ItemTally:
    """What became of an item that was sent to a stop, in its base unit."""

    name: str
    unit: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class StopTally:
    """What became of the boxes sent to a stop: every one is in exactly one of these figures."""

    number: int
    stop: Stop
    waiting: int
    as_listed: int
    different: int
    damaged: int
    missing: int
    returned: int
    transshipped: int
    items: tuple[ItemTally, ...]

    @property
    def boxes(self) -> int:
        """All boxes that left for this stop."""
        counted = self.as_listed + self.different + self.damaged + self.missing
        return counted + self.waiting + self.returned + self.transshipped


def by_stop(db: Session, actor: Actor, code: str) -> list[StopTally]:
    """Return what became of all that left with a convoy, by van and stop; a fixed number of statements."""
    convoy = convoys.find(db, actor, code)
    runs = db.scalars(
        visible.runs(actor)
        .where(Run.convoy_id == convoy.id)
        .order_by(Run.number)
        .options(selectinload(Run.stops).selectinload(Stop.place))
    ).all()
    stops = [(run, stop) for run in runs for stop in run.stops if stop.kind.is_unloading]
    ids = [stop.id for _, stop in stops]
    rows = db.execute(
        select(Load.to_stop_id, Load.box_id, Load.end).where(
            Load.to_stop_id.in_(ids),
            Load.departed_at.is_not(None),
            Load.end.is_(None) | Load.end.in_(LEFT_WITH_IT),
        )
    )
    boxes: dict[int, list[tuple[int, LoadEnd | None]]] = defaultdict(list)
    for stop_id, box_id, end in rows:
        boxes[stop_id].append((box_id, end))
    by_lot = lot_tallies(db, ids)
    items = _item_tallies(db, actor, by_lot)
    return [
        _stop_tally(run.number, stop, boxes[stop.id], _by_box(by_lot, stop.id), items.get(stop.id, ()))
        for run, stop in stops
        if boxes[stop.id]
    ]


def _by_box(by_lot: dict[tuple[int, int, int], Tally], stop_id: int) -> dict[int, Tally]:
    found: dict[int, Tally] = defaultdict(Tally)
    for (at, box_id, _), tally in by_lot.items():
        if at == stop_id:
            found[box_id] += tally
    return found


def _stop_tally(
    number: int,
    stop: Stop,
    boxes: Iterable[tuple[int, LoadEnd | None]],
    by_box: dict[int, Tally],
    items: tuple[ItemTally, ...],
) -> StopTally:
    counts: dict[str, int] = defaultdict(int)
    for box_id, end in boxes:
        tally = by_box.get(box_id, Tally())
        if end is None:
            counts["waiting"] += 1
        elif end is not LoadEnd.SETTLED:
            counts[end.value] += 1
        elif not tally.differs:
            counts["as_listed"] += 1
        elif outcome_of(tally) is Outcome.GOOD:
            counts["different"] += 1
        else:
            counts[outcome_of(tally).value] += 1
    return StopTally(
        number,
        stop,
        counts["waiting"],
        counts["as_listed"],
        counts["different"],
        counts["damaged"],
        counts["missing"],
        counts["returned"],
        counts["transshipped"],
        items,
    )


def _item_tallies(
    db: Session, actor: Actor, by_lot: dict[tuple[int, int, int], Tally]
) -> dict[int, tuple[ItemTally, ...]]:
    rows = db.execute(select(Lot.id, Lot.item_id).where(Lot.id.in_({lot_id for _, _, lot_id in by_lot})))
    item_of = {lot_id: item_id for lot_id, item_id in rows}  # noqa: C416  # dict() of rows has no type
    items = items_named(db, actor, set(item_of.values()))
    sums: dict[tuple[int, int], Tally] = defaultdict(Tally)
    for (stop_id, _, lot_id), tally in by_lot.items():
        sums[stop_id, item_of[lot_id]] += tally
    found: dict[int, tuple[ItemTally, ...]] = {}
    for (stop_id, item_id), tally in sums.items():
        item = items[item_id]
        row = ItemTally(item.name_in(actor.language), item.unit_code, tally)
        found[stop_id] = (*found.get(stop_id, ()), row)
    return {stop_id: tuple(sorted(rows_, key=lambda row: row.name)) for stop_id, rows_ in found.items()}


@dataclass(frozen=True, slots=True)
class Difference:
    """Goods of a box that came other than listed."""

    box: str
    item: str
    unit: str
    line: GoodsReceiptLine


@dataclass(frozen=True, slots=True)
class Receipt:
    """One count: who counted where and when, how many boxes, and what differed."""

    code: str
    number: int
    place: str
    occurred_at: datetime
    received_by: str
    recorded_by: str
    note: str
    boxes: int
    differences: tuple[Difference, ...]


def receipts(db: Session, actor: Actor, code: str) -> list[Receipt]:
    """Return every count of a convoy's goods, the newest first, in a fixed number of statements."""
    convoy = convoys.find(db, actor, code)
    rows = db.execute(
        select(GoodsReceipt, User.name)
        .join(Stop, Stop.id == GoodsReceipt.stop_id)
        .join(Run, Run.id == Stop.run_id)
        .outerjoin(User, User.id == GoodsReceipt.recorded_by_id)
        .where(Run.convoy_id == convoy.id)
        .order_by(GoodsReceipt.occurred_at.desc(), GoodsReceipt.id.desc())
        .options(
            selectinload(GoodsReceipt.lines).selectinload(GoodsReceiptLine.box),
            selectinload(GoodsReceipt.lines).selectinload(GoodsReceiptLine.lot),
            selectinload(GoodsReceipt.stop).selectinload(Stop.place),
            selectinload(GoodsReceipt.stop).selectinload(Stop.run),
        )
    ).all()
    items = items_named(db, actor, {line.lot.item_id for receipt, _ in rows for line in receipt.lines})
    return [
        Receipt(
            receipt.code,
            receipt.stop.run.number,
            receipt.stop.place.name,
            receipt.occurred_at,
            receipt.received_by,
            name or "",
            receipt.note,
            len({line.box_id for line in receipt.lines}),
            tuple(
                Difference(
                    line.box.code if line.box else "",
                    items[line.lot.item_id].name_in(actor.language),
                    items[line.lot.item_id].unit_code,
                    line,
                )
                for line in receipt.lines
                if line.damaged or line.missing or line.excess
            ),
        )
        for receipt, name in rows
    ]
