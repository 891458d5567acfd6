"""Counting what arrived: in several goes, as a whole or line by line, and every figure adds up."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from convoy.db import Database
from convoy.domain.counting import BoxCount, LineCount, Outcome
from convoy.domain.errors import Invalid, NotAllowed, NotFound, RuleBroken
from convoy.domain.kinds import EventKind, HolderKind, LoadEnd, PlaceKind, StopKind
from convoy.domain.lifecycle import BoxStage, ConvoyStage, PalletStage, RunStage
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import (
    AuditEntry,
    Balance,
    Box,
    Convoy,
    GoodsReceipt,
    GoodsReceiptLine,
    Holder,
    Load,
    Lot,
    Movement,
    Pallet,
    Run,
)
from convoy.services import checking, dispatch, receiving
from convoy.services.dispatch import RecordStep
from convoy.services.receiving import ReceiveGoods
from tests.factories import a_convoy, a_gift_at, a_load, a_pallet, a_place, a_run, an_item

THEN = datetime(2026, 10, 5, 11, 30, tzinfo=UTC)
EACH = 24


@pytest.fixture
def world(database: Database) -> SimpleNamespace:
    """A van: 40 boxes of 24 tins for Lviv (two on a pallet), four for the warehouse in Lublin (on one)."""
    with database.work() as db:
        leeds = a_place(db)
        lublin = a_place(db, name="Lublin", kind=PlaceKind.WAREHOUSE)
        lviv = a_place(db, name="Lviv", kind=PlaceKind.DESTINATION)
        convoy = a_convoy(db)
        run = a_run(
            db,
            convoy,
            (StopKind.LOADING, leeds),
            (StopKind.WAREHOUSE, lublin),
            (StopKind.DELIVERY, lviv),
            payload_g=5_000_000,
        )
        boxes = a_gift_at(db, leeds, an_item(db), boxes=44, each=EACH)
        for box in boxes:
            box.stage = BoxStage.CLOSED
        a_pallet(db, leeds, *boxes[38:40])
        a_pallet(db, leeds, *boxes[40:])
        for number, box in enumerate(boxes):
            stop = run.stops[2] if number < 40 else run.stops[1]
            a_load(db, box, run, to_stop_id=stop.id, from_stop_id=run.stops[0].id, pallet_id=box.pallet_id)
        codes = [box.code for box in boxes]
        lot = db.scalars(select(Lot.id)).one()
        return SimpleNamespace(
            convoy=convoy.code, lviv=codes[:40], lublin=codes[40:], lot=lot, lublin_id=lublin.id
        )


@pytest.fixture
def arrived(database: Database, world) -> SimpleNamespace:
    """The same, departed."""
    command = RecordStep(uuid4(), world.convoy, EventKind.DEPARTED, THEN - timedelta(days=2))
    database.do(dispatch.record_step, CONSOLE, command)
    return world


def count(
    database: Database, world: SimpleNamespace, *boxes: BoxCount, stop: int = 3, **rest
) -> GoodsReceipt:
    values = {"key": uuid4(), "convoy": world.convoy, "run": 1, "stop": stop, "occurred_at": THEN}
    return database.do(receiving.receive, CONSOLE, ReceiveGoods(**values | rest, boxes=boxes))


def all_good(codes: list[str]) -> list[BoxCount]:
    return [BoxCount(code) for code in codes]


def held(database: Database) -> dict[HolderKind, int]:
    """Pieces by kind of holder, those of none left out."""
    with database.look() as db:
        rows = db.execute(
            select(Holder.kind, func.sum(Balance.quantity))
            .join(Balance, Balance.holder_id == Holder.id)
            .group_by(Holder.kind)
        )
        return {kind: int(pieces) for kind, pieces in rows if pieces}


def box_of(database: Database, code: str) -> Box:
    with database.look() as db:
        return db.scalars(select(Box).where(Box.code == code)).one()


def stages(database: Database) -> tuple[RunStage, ConvoyStage]:
    with database.look() as db:
        return db.scalars(select(Run.stage)).one(), db.scalars(select(Convoy.stage)).one()


def sound(database: Database) -> bool:
    with database.look() as db:
        return list(checking.differences(db)) == []


def test_forty_boxes_are_counted_with_one_damaged_and_one_missing_which_is_then_found(
    database: Database, arrived
):
    good, damaged, missing = arrived.lviv[:38], arrived.lviv[38], arrived.lviv[39]
    count(
        database,
        arrived,
        *all_good(good),
        BoxCount(damaged, Outcome.DAMAGED, reason="wet"),
        BoxCount(missing, Outcome.MISSING),
        received_by="Storekeeper",
    )
    assert held(database) == {
        HolderKind.DELIVERED: 38 * EACH,
        HolderKind.DAMAGED: EACH,
        HolderKind.MISSING: EACH,
        HolderKind.BOX: 4 * EACH,
    }
    assert [box_of(database, code).stage for code in (good[0], damaged, missing)] == [
        BoxStage.DELIVERED,
        BoxStage.DAMAGED,
        BoxStage.MISSING,
    ]
    count(database, arrived, BoxCount(missing), occurred_at=THEN + timedelta(days=3))
    assert held(database)[HolderKind.DELIVERED] == 39 * EACH
    assert HolderKind.MISSING not in held(database)
    assert box_of(database, missing).stage is BoxStage.DELIVERED
    assert sound(database)


def test_a_run_is_unloaded_and_its_convoy_delivered_once_every_box_is_settled(database: Database, arrived):
    count(database, arrived, *all_good(arrived.lviv))
    assert stages(database) == (RunStage.ARRIVED, ConvoyStage.ON_THE_ROAD)
    count(database, arrived, *all_good(arrived.lublin), stop=2)
    assert stages(database) == (RunStage.UNLOADED, ConvoyStage.DELIVERED)
    with database.look() as db:
        assert set(db.scalars(select(Load.end))) == {LoadEnd.SETTLED}
    assert sound(database)


def test_several_counts_at_a_stop_add_up(database: Database, arrived):
    for some in (arrived.lviv[:15], arrived.lviv[15:39]):
        count(database, arrived, *all_good(some))
    assert box_of(database, arrived.lviv[39]).stage is BoxStage.ARRIVED
    assert held(database)[HolderKind.DELIVERED] == 39 * EACH
    with database.look() as db:
        assert db.scalar(select(func.count(GoodsReceipt.id))) == 2
        assert db.scalar(select(func.sum(GoodsReceiptLine.good))) == 39 * EACH


def test_a_count_needs_no_departure_and_no_arrival_on_record(database: Database, world):
    count(database, world, *all_good(world.lviv))
    with database.look() as db:
        run = db.scalars(select(Run)).one()
        assert (run.departed_at, run.stops[2].arrived_at) == (THEN, THEN)
    assert sound(database)
    departed = RecordStep(uuid4(), world.convoy, EventKind.DEPARTED, THEN - timedelta(days=2))
    database.do(dispatch.record_step, CONSOLE, departed)
    assert stages(database)[0] is RunStage.ARRIVED
    assert sound(database)


def test_lines_are_counted_apart_and_more_than_listed_comes_on_top(database: Database, arrived):
    line = LineCount(arrived.lot, good=20, damaged=1, missing=3, excess=2)
    count(database, arrived, BoxCount(arrived.lviv[0], lines=(line,), reason="one tin open"))
    assert held(database) == {
        HolderKind.DELIVERED: 22,
        HolderKind.DAMAGED: 1,
        HolderKind.MISSING: 3,
        HolderKind.BOX: 43 * EACH,
    }
    later = LineCount(arrived.lot, good=2, missing=1)
    count(database, arrived, BoxCount(arrived.lviv[0], lines=(later,)))
    assert held(database)[HolderKind.MISSING] == 1
    assert sound(database)


@pytest.mark.parametrize(
    "line",
    [{"good": 23}, {"good": 25}, {"good": 25, "missing": -1}, {"missing": 0}],
    ids=["too few", "too many", "below nothing", "nothing"],
)
def test_counts_that_do_not_add_up_to_what_was_sent_store_nothing(database: Database, arrived, line):
    wrong = BoxCount(arrived.lviv[1], lines=(LineCount(arrived.lot, **line),))
    with pytest.raises(RuleBroken, match=arrived.lviv[1]):
        count(database, arrived, BoxCount(arrived.lviv[0]), wrong)
    assert held(database) == {HolderKind.BOX: 44 * EACH}


def test_nothing_more_turns_up_than_was_missing(database: Database, arrived):
    count(database, arrived, *(BoxCount(code, Outcome.MISSING) for code in arrived.lviv[:2]))
    more = LineCount(arrived.lot, good=EACH + 1)
    with pytest.raises(RuleBroken, match="counted before"):
        count(database, arrived, BoxCount(arrived.lviv[0], lines=(more,)))
    count(database, arrived, BoxCount(arrived.lviv[0]))
    for said in (BoxCount(arrived.lviv[0]), BoxCount(arrived.lviv[1], Outcome.MISSING)):
        with pytest.raises(RuleBroken, match="nothing new"):
            count(database, arrived, said)
    assert held(database)[HolderKind.MISSING] == EACH


def test_a_missing_box_may_turn_up_damaged(database: Database, arrived):
    count(database, arrived, BoxCount(arrived.lviv[0], Outcome.MISSING))
    count(database, arrived, BoxCount(arrived.lviv[0], Outcome.DAMAGED))
    assert box_of(database, arrived.lviv[0]).stage is BoxStage.DAMAGED
    assert held(database)[HolderKind.DAMAGED] == EACH
    assert sound(database)


def test_boxes_counted_at_our_warehouse_are_stock_again_on_their_pallet(database: Database, arrived):
    count(database, arrived, *all_good(arrived.lublin), stop=2)
    box = box_of(database, arrived.lublin[0])
    assert (box.stage, box.place_id) == (BoxStage.CLOSED, arrived.lublin_id)
    with database.look() as db:
        pallet = db.scalars(select(Pallet).order_by(Pallet.id.desc())).first()
        assert (pallet.stage, pallet.place_id, len(pallet.boxes)) == (
            PalletStage.WRAPPED,
            arrived.lublin_id,
            4,
        )
    assert held(database) == {HolderKind.BOX: 44 * EACH}
    assert sound(database)


def test_a_pallet_comes_to_the_warehouse_without_the_box_that_is_missing(database: Database, arrived):
    first, *others = arrived.lublin
    count(database, arrived, BoxCount(first, Outcome.MISSING), *all_good(others[:2]), stop=2)
    with database.look() as db:
        assert db.scalars(select(Pallet.place_id)).all() == [None, None]
    count(database, arrived, *all_good(others[2:]), stop=2)
    with database.look() as db:
        pallet = db.scalars(select(Pallet).order_by(Pallet.id.desc())).first()
        assert pallet.place_id == arrived.lublin_id
        assert sorted(box.code for box in pallet.boxes) == sorted(others)
    count(database, arrived, BoxCount(first), stop=2)
    box = box_of(database, first)
    assert (box.stage, box.place_id, box.pallet_id) == (BoxStage.CLOSED, arrived.lublin_id, None)
    assert held(database) == {HolderKind.BOX: 44 * EACH}
    assert sound(database)


def test_a_pallet_is_broken_down_when_all_its_boxes_are_delivered(database: Database, arrived):
    count(database, arrived, *all_good(arrived.lviv[:39]))
    with database.look() as db:
        assert PalletStage.BROKEN_DOWN not in set(db.scalars(select(Pallet.stage)))
    count(database, arrived, BoxCount(arrived.lviv[39], Outcome.MISSING))
    with database.look() as db:
        pallet = db.scalars(select(Pallet).order_by(Pallet.id)).first()
        assert (pallet.stage, pallet.boxes) == (PalletStage.BROKEN_DOWN, [])
    assert sound(database)


def test_a_box_that_lost_something_on_the_way_to_the_warehouse_weighs_less_there(database: Database, arrived):
    before = box_of(database, arrived.lublin[0]).estimated_g
    line = LineCount(arrived.lot, good=20, missing=4)
    count(database, arrived, BoxCount(arrived.lublin[0], lines=(line,)), stop=2)
    after = box_of(database, arrived.lublin[0])
    assert (after.stage, after.estimated_g, after.gross_g) == (BoxStage.CLOSED, before - 4 * 420, None)
    later = LineCount(arrived.lot, good=4)
    count(database, arrived, BoxCount(arrived.lublin[0], lines=(later,)), stop=2)
    assert held(database) == {HolderKind.BOX: 44 * EACH - 4, HolderKind.PLACE: 4}
    assert sound(database)


def test_part_of_a_missing_box_may_turn_up_at_the_warehouse_and_the_rest_later(database: Database, arrived):
    code = arrived.lublin[0]
    count(database, arrived, BoxCount(code, Outcome.MISSING), stop=2)
    count(database, arrived, BoxCount(code, lines=(LineCount(arrived.lot, good=10, missing=14),)), stop=2)
    assert sound(database)
    count(database, arrived, BoxCount(code), stop=2)
    assert held(database) == {HolderKind.BOX: 44 * EACH - 14, HolderKind.PLACE: 14}
    assert sound(database)


def test_every_box_that_is_not_on_the_list_is_named_and_nothing_is_stored(database: Database, arrived):
    for boxes, said in (
        (("BX-0000-00-0", arrived.lviv[0]), "Not on this van's list: BX-0000-00-0"),
        ((arrived.lublin[0], arrived.lviv[0]), "another stop of this van"),
        ((arrived.lviv[0], arrived.lviv[0]), "Counted twice"),
        ((), "No box was counted"),
    ):
        with pytest.raises(RuleBroken, match=said):
            count(database, arrived, *all_good(list(boxes)))
    with pytest.raises(NotFound, match="unloads nothing at stop 1"):
        count(database, arrived, BoxCount(arrived.lviv[0]), stop=1)
    with pytest.raises(Invalid, match="not come yet"):
        count(database, arrived, BoxCount(arrived.lviv[0]), occurred_at=datetime.now(UTC) + timedelta(days=1))
    with database.look() as db:
        assert db.scalar(select(func.count(GoodsReceipt.id))) == 0


def test_a_box_that_was_left_behind_is_not_on_the_list(database: Database, world):
    departed = RecordStep(uuid4(), world.convoy, EventKind.DEPARTED, THEN, not_loaded=(world.lviv[0],))
    database.do(dispatch.record_step, CONSOLE, departed)
    with pytest.raises(RuleBroken, match="Not on this van's list"):
        count(database, world, BoxCount(world.lviv[0]), BoxCount(world.lviv[1]))


def test_the_same_count_sent_twice_is_stored_once(database: Database, arrived):
    key = uuid4()
    first = count(database, arrived, *all_good(arrived.lviv), key=key)
    assert count(database, arrived, *all_good(arrived.lviv), key=key).code == first.code
    with database.look() as db:
        assert db.scalars(select(AuditEntry.action)).all().count("goods:receive") == 1
        moved = select(func.count(Movement.id)).where(Movement.run_id.is_not(None))
        assert db.scalar(moved) == 40


def test_a_late_count_does_not_send_a_van_back_that_returned(database: Database, arrived):
    command = RecordStep(uuid4(), arrived.convoy, EventKind.RETURNED, THEN)
    database.do(dispatch.record_step, CONSOLE, command)
    count(database, arrived, *all_good(arrived.lviv[:5]))
    assert stages(database)[0] is RunStage.RETURNED


def test_only_who_dispatches_the_convoy_counts(database: Database, arrived):
    command = ReceiveGoods(uuid4(), arrived.convoy, 1, 3, THEN, (BoxCount(arrived.lviv[0]),))
    for grant in (Granted(Role.DESK), Granted(Role.PRINTER)):
        with pytest.raises((NotAllowed, NotFound)):
            database.do(receiving.receive, Actor(None, "Olena", (grant,)), command)
