"""Counts: what a receipt of goods does to the ledger, the boxes and the pallets."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain.counting import BoxCount, LineCount, Outcome, found_later, lines_of, must_agree
from convoy.domain.kinds import HolderKind, LoadEnd, MovementKind, StopKind
from convoy.domain.lifecycle import BoxStage
from convoy.models import AuditEntry, Balance, Box, GoodsReceipt, GoodsReceiptLine, Holder, Load, Lot, Stop
from convoy.services import estimates, journeys, ledger

Row = tuple[Lot, int, Holder | None, Holder | None]
ENDS = (HolderKind.PLACE, HolderKind.DELIVERED, HolderKind.DAMAGED, HolderKind.MISSING)


@dataclass(slots=True)
class Count:
    """A count in the making: the ledger rows and receipt lines of all its boxes."""

    stop: Stop
    ends: Mapping[HolderKind, Holder]
    lots: Mapping[int, Lot]
    shelf: str
    lines: list[GoodsReceiptLine] = field(default_factory=list)
    changed: list[Box] = field(default_factory=list)
    rows: dict[MovementKind, list[Row]] = field(default_factory=lambda: defaultdict(list))

    @property
    def is_ours(self) -> bool:
        """Whether the goods stay our own stock here: at a warehouse stop."""
        return self.stop.kind is StopKind.WAREHOUSE

    def add_line(self, box: Box, line: LineCount, reason: str) -> None:
        """Say on the receipt what was counted."""
        self.lines.append(
            GoodsReceiptLine(
                box_id=box.id,
                lot_id=line.lot_id,
                good=line.good,
                damaged=line.damaged,
                missing=line.missing,
                excess=line.excess,
                reason=reason,
            )
        )

    def add_row(
        self, kind: MovementKind, line: LineCount, quantity: int, giver: Holder | None, taker: Holder
    ) -> None:
        """Move what was counted in the ledger; nothing where the quantity is 0."""
        if quantity:
            self.rows[kind].append((self.lots[line.lot_id], quantity, giver, taker))


def settle(
    db: Session,
    entry: AuditEntry,
    stop: Stop,
    boxes: Iterable[BoxCount],
    loads: Mapping[str, Load],
    shelf: str = "",
) -> list[GoodsReceiptLine]:
    """Settle the counted boxes of a stop and return the lines of the receipt.

    The first count of a box settles all of it; a later one only finds what was missing before. In our own
    warehouse `shelf` is where good boxes are stored. Raises RuleBroken for figures that do not add up to what
    was sent.
    """
    inside = [load.box for load in loads.values()]
    holders = ledger.holders_of(db, inside)
    sent, missing = _held(db, holders), _still_missing(db, stop, inside)
    ends = {kind: ledger.holder_at(db, stop.place, kind) for kind in ENDS}
    lot_ids = {lot_id for of_box in (*sent.values(), *missing.values()) for lot_id in of_box}
    lots = {lot.id: lot for lot in db.scalars(select(Lot).where(Lot.id.in_(lot_ids)))}
    count = Count(stop, ends, lots, shelf)
    for counted in boxes:
        load = loads[counted.code]
        if load.ended_at is None:
            _first_count(count, load, holders[load.box_id], counted, sent.get(load.box_id, {}))
        else:
            _later_count(count, load.box, holders[load.box_id], counted, missing.get(load.box_id, {}))
    for kind, rows in count.rows.items():
        ledger.move(db, entry, kind, rows, run_id=stop.run_id)
    # A box of ours that does not hold what it held does not weigh what it weighed.
    estimates.recount(db, [box for box in count.changed if box.stage is BoxStage.CLOSED])
    pallets = (load.pallet_id for load in loads.values())
    journeys.settle_pallets(db, pallets, stop.place_id if count.is_ours else None)
    return count.lines


def _first_count(
    count: Count, load: Load, holder: Holder, counted: BoxCount, sent: Mapping[int, int]
) -> None:
    lines = lines_of(counted, sent)
    must_agree(counted, lines, sent)
    for line in lines:
        count.add_line(load.box, line, counted.reason)
        if not count.is_ours:
            count.add_row(MovementKind.DELIVERED, line, line.good, holder, count.ends[HolderKind.DELIVERED])
        count.add_row(MovementKind.DAMAGED, line, line.damaged, holder, count.ends[HolderKind.DAMAGED])
        count.add_row(MovementKind.MISSING, line, line.missing, holder, count.ends[HolderKind.MISSING])
        taker = holder if count.is_ours and line.good else _good_end(count)
        count.add_row(MovementKind.FOUND, line, line.excess, None, taker)
    if any(line.damaged or line.missing or line.excess for line in lines):
        count.changed.append(load.box)
    _place(count, load.box, _fate(counted, lines))
    load.ended_at, load.end = datetime.now(UTC), LoadEnd.SETTLED


def _later_count(
    count: Count, box: Box, holder: Holder, counted: BoxCount, missing: Mapping[int, int]
) -> None:
    """What was missing turned up. A box that was missing whole is a box again, anything else is loose."""
    found = found_later(counted, lines_of(counted, missing), missing)
    is_whole = box.stage is BoxStage.MISSING
    good_end = holder if is_whole and count.is_ours else _good_end(count)
    lost = count.ends[HolderKind.MISSING]
    for line in found:
        count.add_line(box, line, counted.reason)
        count.add_row(MovementKind.TURNED_UP, line, line.good, lost, good_end)
        count.add_row(MovementKind.TURNED_UP, line, line.damaged, lost, count.ends[HolderKind.DAMAGED])
        count.add_row(MovementKind.FOUND, line, line.excess, None, _good_end(count))
    if is_whole:
        if sum(line.good for line in found) < sum(missing.values()):
            count.changed.append(box)
        _place(count, box, _fate(counted, found))


def _good_end(count: Count) -> Holder:
    """Where goods in order are that are in no box: loose in our own stock, or with the recipient."""
    return count.ends[HolderKind.PLACE if count.is_ours else HolderKind.DELIVERED]


def _fate(counted: BoxCount, lines: Iterable[LineCount]) -> Outcome:
    """Return what became of the box: as good as the best of what is in it."""
    listed = list(lines)
    if not listed:
        return counted.outcome
    if any(line.good for line in listed):
        return Outcome.GOOD
    return Outcome.DAMAGED if any(line.damaged for line in listed) else Outcome.MISSING


def _place(count: Count, box: Box, fate: Outcome) -> None:
    """Say where the box is now: with the recipient, in our own warehouse, damaged or missing."""
    good = BoxStage.CLOSED if count.is_ours else BoxStage.DELIVERED
    stage = {Outcome.GOOD: good, Outcome.DAMAGED: BoxStage.DAMAGED, Outcome.MISSING: BoxStage.MISSING}[fate]
    if stage is not box.stage:
        box.stage.step_to(stage)
        box.stage = stage
    if stage is BoxStage.CLOSED:
        box.place_id, box.shelf = count.stop.place_id, count.shelf
        box.closed_at = box.closed_at or datetime.now(UTC)


def _held(db: Session, holders: Mapping[int, Holder]) -> dict[int, dict[int, int]]:
    """Return what each box holds by box id and lot id, in one statement."""
    box_of = {holder.id: box_id for box_id, holder in holders.items()}
    held: dict[int, dict[int, int]] = defaultdict(dict)
    rows = db.scalars(
        select(Balance)
        .where(Balance.holder_id.in_(list(box_of)), Balance.quantity > 0)
        .order_by(Balance.lot_id)
    )
    for balance in rows:
        held[box_of[balance.holder_id]][balance.lot_id] = balance.quantity
    return held


def _still_missing(db: Session, stop: Stop, boxes: Iterable[Box]) -> dict[int, dict[int, int]]:
    """Return by box id and lot id what earlier counts at this stop missed and later ones did not find.

    The first count of a box settles all that was sent, so it alone has lines with something missing or
    lines that are not found later: the good and damaged of every later one are taken off.
    """
    rows = db.scalars(
        select(GoodsReceiptLine)
        .join(GoodsReceipt)
        .where(GoodsReceipt.stop_id == stop.id, GoodsReceiptLine.box_id.in_([box.id for box in boxes]))
        .order_by(GoodsReceiptLine.id)
    )
    missing: dict[int, dict[int, int]] = defaultdict(dict)
    for line in rows:
        if line.box_id is None:
            continue
        of_box = missing[line.box_id]
        if line.lot_id in of_box:
            of_box[line.lot_id] -= line.good + line.damaged
        else:
            of_box[line.lot_id] = line.missing
    return missing
