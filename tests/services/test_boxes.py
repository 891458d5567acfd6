"""Boxes: what goes in and out is conserved, closed is closed, and every refusal says why."""

from collections import Counter
from uuid import uuid4

import pytest
from sqlalchemy import select

from convoy.db import Database
from convoy.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from convoy.domain.handling import DoubtfulWeight, Hindered
from convoy.domain.kinds import StopKind
from convoy.domain.lifecycle import BoxStage
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import AuditEntry, Balance, Box, Holder, Item, Lot, Pallet, Place
from convoy.queries.boxes import free, obstacles, to_change
from convoy.services import boxes, estimates, ledger, packing, pallets, weighing
from tests.factories import a_convoy, a_gift_at, a_load, a_place, a_run, an_item


@pytest.fixture
def hall(database: Database) -> list[str]:
    """Codes of five open boxes of 24 tins in Leeds; 40 tins more stand loose."""
    with database.work() as db:
        place = a_place(db)
        a_place(db, name="Bradford", code="BRA")
        made = a_gift_at(db, place, an_item(db), boxes=5, each=24, loose=40)
        for box in made:
            box.stage, box.closed_at = BoxStage.OPEN, None
        return [box.code for box in made]


def a_desk(database: Database, place: str = "LEE") -> Actor:
    with database.look() as db:
        place_id = db.scalars(select(Place.id).where(Place.code == place)).one()
    return Actor(None, "Olena", (Granted(Role.DESK, place_id=place_id),))


def held(database: Database, code: str) -> Counter[int]:
    """Pieces in a box by lot."""
    with database.look() as db:
        box = db.scalars(select(Box).where(Box.code == code)).one()
        rows = db.scalars(select(Balance).join(Holder).where(Holder.box_id == box.id))
        return Counter({balance.lot_id: balance.quantity for balance in rows})


def the_lot(database: Database) -> int:
    with database.look() as db:
        return db.scalars(select(Lot.id)).one()


def box_of(database: Database, code: str) -> Box:
    with database.look() as db:
        return db.scalars(select(Box).where(Box.code == code)).one()


def reserve(database: Database, code: str) -> None:
    with database.work() as db:
        box = db.scalars(select(Box).where(Box.code == code)).one()
        there = a_place(db, name="Lviv", code="LVI")
        run = a_run(
            db, a_convoy(db, code="CV-TEST"), (StopKind.LOADING, box.place), (StopKind.DELIVERY, there)
        )
        a_load(db, box, run)


def test_packing_more_takes_from_the_shelf_and_nowhere_else(database, hall):
    lot = the_lot(database)
    database.do(packing.pack, CONSOLE, packing.PackMore(uuid4(), hall[0], ((lot, 30),)))
    assert held(database, hall[0]) == {lot: 54}
    with pytest.raises(RuleBroken, match=r"There are 10 of .*Tinned beef.* at Leeds, not 11"):
        database.do(packing.pack, CONSOLE, packing.PackMore(uuid4(), hall[0], ((lot, 11),)))


def test_a_box_packed_anew_is_open_and_numbered_after_the_others(database, hall):
    lot = the_lot(database)
    box = database.do(packing.pack_new, CONSOLE, packing.PackNewBox(uuid4(), "LEE", ((lot, 40),)))
    assert (box.stage, box.short_number) == (BoxStage.OPEN, 6)
    assert held(database, box.code) == {lot: 40}


def test_a_closed_box_is_reopened_before_its_contents_change(database, hall):
    lot = the_lot(database)
    database.do(boxes.close, CONSOLE, boxes.CloseBoxes(uuid4(), (hall[0],)))
    with pytest.raises(RuleBroken, match="is closed; reopen it first"):
        database.do(packing.unpack, CONSOLE, packing.Unpack(uuid4(), hall[0], ((lot, 1),)))
    database.do(boxes.reopen, CONSOLE, boxes.ReopenBox(uuid4(), hall[0], "one tin leaks"))
    box = database.do(packing.unpack, CONSOLE, packing.Unpack(uuid4(), hall[0], ((lot, 1),)))
    assert held(database, hall[0]) == {lot: 23}
    assert (box.label_version, box.reopened_reason) == (2, "one tin leaks")


def test_what_the_scale_said_no_longer_holds_when_something_is_taken_out(database, hall):
    lot = the_lot(database)
    database.do(weighing.weigh, CONSOLE, weighing.WeighBox(uuid4(), hall[0], 11_000))
    box = database.do(packing.unpack, CONSOLE, packing.Unpack(uuid4(), hall[0], ((lot, 4),)))
    assert box.gross_g is None
    assert box.estimated_g == estimates.CARTON_G + 20 * 420
    assert box.estimated_ml == 20 * 450


def test_a_box_from_which_all_is_taken_is_emptied_and_its_code_stays(database, hall):
    lot = the_lot(database)
    box = database.do(packing.unpack, CONSOLE, packing.Unpack(uuid4(), hall[0], ((lot, 24),)))
    assert box.stage is BoxStage.EMPTIED
    assert box_of(database, hall[0]).place_id is not None
    with pytest.raises(RuleBroken, match="is emptied"):
        database.do(packing.pack, CONSOLE, packing.PackMore(uuid4(), hall[0], ((lot, 1),)))


def test_splitting_shares_every_lot_out_evenly_and_loses_nothing(database, hall):
    with database.work() as db:
        place = db.scalars(select(Place).where(Place.code == "LEE")).one()
        (extra,) = a_gift_at(db, place, an_item(db, code="FOD-SOUP-01"), boxes=1, each=2)
        extra.stage = BoxStage.OPEN
        code = extra.code
    database.do(packing.merge, CONSOLE, packing.MergeBoxes(uuid4(), (code,), hall[0]))
    before = held(database, hall[0])
    parts = database.do(packing.split, CONSOLE, packing.SplitBox(uuid4(), hall[0], 5))
    shares = [held(database, box.code) for box in parts]
    assert sum(shares, Counter()) == before
    assert sorted(sum(share.values()) for share in shares) == [5, 5, 5, 5, 6]
    assert parts[0].code == hall[0]


def test_a_box_cannot_be_split_into_more_boxes_than_it_has_pieces(database, hall):
    with pytest.raises(RuleBroken, match="holds 24, too few for 25 boxes"):
        database.do(packing.split, CONSOLE, packing.SplitBox(uuid4(), hall[0], 25))
    with pytest.raises(RuleBroken, match="2 to 100 boxes, not 1"):
        database.do(packing.split, CONSOLE, packing.SplitBox(uuid4(), hall[0], 1))


def test_a_part_goes_into_a_new_box_beside_the_old_one(database, hall):
    lot = the_lot(database)
    old, new = database.do(packing.part, CONSOLE, packing.PartBox(uuid4(), hall[0], ((lot, 9),)))
    assert (held(database, old.code), held(database, new.code)) == ({lot: 15}, {lot: 9})
    with pytest.raises(RuleBroken, match="would stay behind empty"):
        database.do(packing.part, CONSOLE, packing.PartBox(uuid4(), hall[0], ((lot, 15),)))


def test_merged_boxes_are_emptied_and_the_target_holds_all(database, hall):
    lot = the_lot(database)
    target = database.do(packing.merge, CONSOLE, packing.MergeBoxes(uuid4(), tuple(hall[1:3]), hall[0]))
    assert held(database, target.code) == {lot: 72}
    assert [box_of(database, code).stage for code in hall[1:3]] == [BoxStage.EMPTIED] * 2
    with pytest.raises(RuleBroken, match="cannot be put into itself"):
        database.do(packing.merge, CONSOLE, packing.MergeBoxes(uuid4(), (hall[0],), hall[0]))


def test_boxes_at_different_places_are_not_merged(database, hall):
    database.do(boxes.relocate, CONSOLE, boxes.MoveBoxes(uuid4(), (hall[1],), "BRA"))
    with pytest.raises(RuleBroken, match="does not stand where box"):
        database.do(packing.merge, CONSOLE, packing.MergeBoxes(uuid4(), (hall[1],), hall[0]))


def test_the_same_form_sent_twice_packs_once_and_gives_the_same_boxes(database, hall):
    split = packing.SplitBox(uuid4(), hall[0], 3)
    first = [box.code for box in database.do(packing.split, CONSOLE, split)]
    again = [box.code for box in database.do(packing.split, CONSOLE, split)]
    assert sorted(first) == sorted(again)
    with pytest.raises(Conflict):
        database.do(packing.split, CONSOLE, packing.SplitBox(split.key, hall[0], 4))


def test_all_boxes_are_closed_or_none_with_every_reason(database, hall):
    lot = the_lot(database)
    database.do(packing.unpack, CONSOLE, packing.Unpack(uuid4(), hall[2], ((lot, 24),)))
    with pytest.raises(RuleBroken, match="is emptied"):
        database.do(boxes.close, CONSOLE, boxes.CloseBoxes(uuid4(), tuple(hall)))
    database.do(boxes.close, CONSOLE, boxes.CloseBoxes(uuid4(), (hall[0], hall[1])))
    with pytest.raises(Hindered) as refused:
        database.do(boxes.close, CONSOLE, boxes.CloseBoxes(uuid4(), (hall[0], hall[1], hall[3])))
    assert [obstacle.code for obstacle in refused.value.obstacles] == [hall[0], hall[1]]
    assert box_of(database, hall[3]).stage is BoxStage.OPEN


def test_one_action_leaves_one_audit_entry_that_each_box_finds(database, hall):
    database.do(boxes.close, CONSOLE, boxes.CloseBoxes(uuid4(), tuple(hall)))
    with database.look() as db:
        assert len(db.scalars(select(AuditEntry).where(AuditEntry.action == "box:close")).all()) == 1


def test_a_weight_far_from_the_estimate_is_asked_for_once_more(database, hall):
    with pytest.raises(DoubtfulWeight, match=r"far from the 10\.68 kg"):
        database.do(weighing.weigh, CONSOLE, weighing.WeighBox(uuid4(), hall[0], 107_000))
    kept = weighing.WeighBox(uuid4(), hall[0], 107_000, confirmed_g=107_000)
    assert database.do(weighing.weigh, CONSOLE, kept).gross_g == 107_000
    with pytest.raises(DoubtfulWeight, match="more than 2 tonnes"):
        database.do(weighing.weigh, CONSOLE, weighing.WeighBox(uuid4(), hall[0], 2_000_001))
    with pytest.raises(RuleBroken, match="more than 0 kg"):
        database.do(weighing.weigh, CONSOLE, weighing.WeighBox(uuid4(), hall[0], 0))


def test_the_last_weight_is_taken_back_once_and_only_by_who_weighed(database, hall):
    database.do(weighing.weigh, CONSOLE, weighing.WeighBox(uuid4(), hall[0], 10_500))
    database.do(weighing.weigh, CONSOLE, weighing.WeighBox(uuid4(), hall[0], 12_000, 600, 400, 300))
    box = database.do(weighing.undo, CONSOLE, weighing.UndoWeighing(uuid4(), hall[0]))
    assert (box.gross_g, box.length_mm) == (10_500, None)
    with pytest.raises(RuleBroken, match="no weighing of box"):
        database.do(weighing.undo, CONSOLE, weighing.UndoWeighing(uuid4(), hall[0]))


def test_a_box_on_a_van_may_be_weighed_but_not_carried_away_or_emptied(database, hall):
    reserve(database, hall[0])
    assert database.do(weighing.weigh, CONSOLE, weighing.WeighBox(uuid4(), hall[0], 10_500)).gross_g == 10_500
    for action, command in (
        (boxes.relocate, boxes.MoveBoxes(uuid4(), (hall[0],), "BRA")),
        (packing.merge, packing.MergeBoxes(uuid4(), (hall[0],), hall[1])),
    ):
        with pytest.raises(RuleBroken, match=r"is on van 1 of CV-TEST since .*, put there by"):
            database.do(action, CONSOLE, command)
    moved = database.do(boxes.relocate, CONSOLE, boxes.MoveBoxes(uuid4(), (hall[0],), "LEE", "B 3"))
    assert moved[0].shelf == "B 3"


def test_a_desk_volunteer_learns_that_a_box_is_reserved_but_not_on_which_van(database, hall):
    reserve(database, hall[0])
    desk = a_desk(database)
    with pytest.raises(RuleBroken) as refused:
        database.do(packing.merge, desk, packing.MergeBoxes(uuid4(), (hall[0],), hall[1]))
    assert "CV-TEST" not in str(refused.value)
    assert "reserved for another convoy" in str(refused.value)


def test_reopening_tells_which_van_has_the_box(database, hall):
    database.do(boxes.close, CONSOLE, boxes.CloseBoxes(uuid4(), (hall[0],)))
    reserve(database, hall[0])
    _, van = database.do(boxes.reopen, CONSOLE, boxes.ReopenBox(uuid4(), hall[0], "wet"))
    assert (van.run_number, van.convoy_code) == (1, "CV-TEST")
    with pytest.raises(RuleBroken, match="open already"):
        database.do(boxes.reopen, CONSOLE, boxes.ReopenBox(uuid4(), hall[0], "wet"))


def test_a_desk_volunteer_neither_reopens_nor_touches_boxes_of_another_hall(database, hall):
    database.do(boxes.close, CONSOLE, boxes.CloseBoxes(uuid4(), (hall[0],)))
    with pytest.raises(NotAllowed):
        database.do(boxes.reopen, a_desk(database), boxes.ReopenBox(uuid4(), hall[0], "wet"))
    with pytest.raises(NotFound, match="There is no box"):
        database.do(boxes.close, a_desk(database, "BRA"), boxes.CloseBoxes(uuid4(), (hall[1],)))


def test_only_what_stands_at_the_vans_loading_places_and_is_not_reserved_is_free(database, hall):
    reserve(database, hall[0])
    database.do(boxes.relocate, CONSOLE, boxes.MoveBoxes(uuid4(), (hall[1],), "BRA"))
    with database.work() as db:
        leeds = db.scalars(select(Place.id).where(Place.code == "LEE")).one()
        assert [box.code for box in db.scalars(free(CONSOLE, [leeds]).order_by(Box.id))] == hall[2:]
        reasons = obstacles(db, CONSOLE, to_change(db, CONSOLE, hall), [leeds])
    assert set(reasons) == set(hall[:2])
    assert "where this van does not load" in reasons[hall[1]].message


def test_a_heavier_tin_in_the_catalogue_changes_the_estimates_of_boxes_in_stock(database, hall):
    with database.work() as db:
        item = db.scalars(select(Item)).one()
        item.unit_gross_g = 500
        estimates.reestimate(db, item)
    assert box_of(database, hall[0]).estimated_g == estimates.CARTON_G + 24 * 500


def test_the_ledger_gives_a_place_one_holder_of_each_kind(database, hall):
    with database.work() as db:
        place = db.scalars(select(Place).where(Place.code == "LEE")).one()
        assert ledger.holder_at(db, place).id == ledger.holder_at(db, place).id


def test_a_box_on_a_wrapped_pallet_is_reached_by_opening_the_pallet(database, hall):
    database.do(boxes.close, CONSOLE, boxes.CloseBoxes(uuid4(), tuple(hall[:2])))
    pallet = database.do(pallets.build, CONSOLE, pallets.BuildPallet(uuid4(), "LEE", tuple(hall[:2])))
    database.do(pallets.wrap, CONSOLE, pallets.WrapPallet(uuid4(), pallet.code))
    with pytest.raises(RuleBroken, match="which is wrapped; open the pallet first"):
        database.do(boxes.reopen, CONSOLE, boxes.ReopenBox(uuid4(), hall[0], "wet"))
    with database.look() as db:
        assert db.scalars(select(Pallet)).one().code == pallet.code
