"""Receiving: what was counted at a stop. Receipts add up; what was missing may still turn up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from convoy.domain import references
from convoy.domain.counting import BoxCount, LineCount, Outcome
from convoy.domain.dispatching import furthest
from convoy.domain.errors import NotFound, RuleBroken
from convoy.domain.kinds import EventKind
from convoy.domain.lifecycle import RunStage
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import Box, GoodsReceipt, Load, Run, Stop
from convoy.queries import convoys as known
from convoy.services import audit, counts, dispatch, journeys

__all__ = ["BoxCount", "LineCount", "Outcome", "ReceiveGoods", "receive"]


@dataclass(frozen=True, slots=True)
class ReceiveGoods:
    """One count at a stop of a run; boxes not named here wait for the next count.

    `shelf` is where our own warehouse stores what came in good order: a shelf or a bay.
    """

    key: UUID
    convoy: str
    run: int
    stop: int
    occurred_at: datetime
    boxes: tuple[BoxCount, ...]
    received_by: str = ""
    note: str = ""
    shelf: str = ""


def receive(db: Session, actor: Actor, command: ReceiveGoods) -> GoodsReceipt:
    """Store a count and return it. Raises RuleBroken naming every box that cannot be received, and why."""
    run = known.run_to_change(db, actor, command.convoy, command.run, Permission.CONVOY_DISPATCH)
    if code := audit.earlier(db, actor, command.key, "goods:receive", command):
        return db.scalars(select(GoodsReceipt).where(GoodsReceipt.code == code)).one()
    dispatch.refuse_future(command.occurred_at)
    _refuse_dropped(run)
    stop = _stop(run, command.stop)
    entry = audit.note(
        db,
        actor,
        "goods:receive",
        references.new("GR"),
        key=command.key,
        request=command,
        about=[run.convoy.code, *(count.code for count in command.boxes)],
        place=stop.place.name,
        shelf=command.shelf,
    )
    # A count is proof that the van left and came, whoever forgot to record it; the gap is shown.
    journeys.arrive(db, entry, run, stop, command.occurred_at)
    loads = _loads(db, run, stop, command.boxes)
    receipt = GoodsReceipt(
        code=entry.subject,
        stop_id=stop.id,
        occurred_at=command.occurred_at,
        recorded_at=datetime.now(UTC),
        recorded_by_id=actor.user_id,
        received_by=command.received_by,
        note=command.note,
        audit_id=entry.id,
    )
    receipt.lines = counts.settle(db, entry, stop, command.boxes, loads, command.shelf)
    db.add(receipt)
    _follow_loads(db, run)
    return receipt


def _refuse_dropped(run: Run) -> None:
    if run.stage is RunStage.DROPPED:
        raise RuleBroken(
            N_("Van %(number)s dropped out of this convoy, so nothing came with it. Nothing was stored."),
            number=run.number,
        )


def _stop(run: Run, position: int) -> Stop:
    stop = next((stop for stop in run.stops if stop.position == position), None)
    if stop is None or not stop.kind.is_unloading:
        raise NotFound(
            N_("Van %(number)s unloads nothing at stop %(stop)s. Nothing was stored."),
            number=run.number,
            stop=position,
        )
    return stop


def _loads(db: Session, run: Run, stop: Stop, boxes: Sequence[BoxCount]) -> dict[str, Load]:
    """Return the load of each counted box by box code; the refusal names every box that has none here."""
    codes = [count.code for count in boxes]
    if not codes:
        raise RuleBroken(N_("No box was counted, so nothing was stored."))
    rows = db.scalars(
        select(Load)
        .join(Box)
        .where(Load.run_id == run.id, Load.departed_at.is_not(None), Box.code.in_(codes))
        .options(selectinload(Load.box))
        .order_by(Load.id)
    )
    loads: dict[str, Load] = {}
    for load in rows:
        # A box that went on from our warehouse with the same van has two loads on it.
        if load.box.code not in loads or load.to_stop_id == stop.id:
            loads[load.box.code] = load
    strangers = [code for code in codes if code not in loads]
    elsewhere = [code for code in codes if code in loads and loads[code].to_stop_id != stop.id]
    doubled = sorted({code for code in codes if codes.count(code) > 1})
    for wrong, message in (
        (
            strangers,
            N_("Not on this van's list: %(codes)s. Nothing was stored; count the others without them."),
        ),
        (elsewhere, N_("Meant for another stop of this van: %(codes)s. Nothing was stored.")),
        (doubled, N_("Counted twice: %(codes)s. Nothing was stored.")),
    ):
        if wrong:
            raise RuleBroken(message, codes=", ".join(wrong[: journeys.NAMED_AT_MOST]))
    return loads


def _follow_loads(db: Session, run: Run) -> None:
    """The run is unloaded once every box of it is settled; until then it has at least arrived."""
    run.stage = furthest(run.stage, EventKind.ARRIVED)
    journeys.follow_emptied(db, run)
