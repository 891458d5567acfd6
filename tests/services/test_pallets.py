"""Pallets: boxes come on and go off while one is built; wrapped it travels as a whole."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from convoy.db import Database
from convoy.domain.errors import NotAllowed, RuleBroken
from convoy.domain.handling import Hindered
from convoy.domain.kinds import StopKind
from convoy.domain.lifecycle import PalletStage
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import Box, Place
from convoy.queries.pallets import figures
from convoy.services import boxes, pallets
from tests.factories import a_convoy, a_gift_at, a_load, a_place, a_run, an_item


@pytest.fixture
def hall(database: Database) -> list[str]:
    """Codes of four closed boxes of 24 tins in Leeds."""
    with database.work() as db:
        a_place(db, name="Bradford", code="BRA")
        return [box.code for box in a_gift_at(db, a_place(db), an_item(db), boxes=4)]


@pytest.fixture
def pallet(database: Database, hall: list[str]) -> str:
    """Code of a pallet being built, with two of the boxes on it."""
    return database.do(pallets.build, CONSOLE, pallets.BuildPallet(uuid4(), "LEE", tuple(hall[:2]))).code


def test_boxes_come_on_and_go_off_while_it_is_built(database, hall, pallet):
    full = database.do(pallets.add, CONSOLE, pallets.PalletBoxes(uuid4(), pallet, (hall[2],)))
    assert [box.code for box in full.boxes] == hall[:3]
    less = database.do(pallets.take_off, CONSOLE, pallets.PalletBoxes(uuid4(), pallet, (hall[0],)))
    assert [box.code for box in less.boxes] == hall[1:3]
    with pytest.raises(RuleBroken, match="is not on pallet"):
        database.do(pallets.take_off, CONSOLE, pallets.PalletBoxes(uuid4(), pallet, (hall[3],)))


def test_a_wrapped_pallet_is_opened_with_a_reason_and_forgets_its_weight(database, hall, pallet):
    wrapped = database.do(pallets.wrap, CONSOLE, pallets.WrapPallet(uuid4(), pallet, 1_500, 60_000))
    assert (wrapped.stage, figures(wrapped, wrapped.boxes).grams) == (PalletStage.WRAPPED, 60_000)
    with pytest.raises(RuleBroken, match="is wrapped; open it first"):
        database.do(pallets.add, CONSOLE, pallets.PalletBoxes(uuid4(), pallet, (hall[2],)))
    with pytest.raises(RuleBroken, match="Say why"):
        database.do(pallets.reopen, CONSOLE, pallets.OpenPallet(uuid4(), pallet, ""))
    opened = database.do(pallets.reopen, CONSOLE, pallets.OpenPallet(uuid4(), pallet, "one more"))
    planned = sum(box.planning_g for box in opened.boxes)
    assert figures(opened, opened.boxes).grams == 25_000 + planned


def test_a_pallet_with_an_open_box_or_none_is_not_wrapped(database, hall, pallet):
    database.do(boxes.reopen, CONSOLE, boxes.ReopenBox(uuid4(), hall[0], "look"))
    with pytest.raises(RuleBroken, match="is open; close it first"):
        database.do(pallets.wrap, CONSOLE, pallets.WrapPallet(uuid4(), pallet))
    bare = database.do(pallets.build, CONSOLE, pallets.BuildPallet(uuid4(), "LEE")).code
    with pytest.raises(RuleBroken, match="carries nothing"):
        database.do(pallets.wrap, CONSOLE, pallets.WrapPallet(uuid4(), bare))


def test_a_pallet_moves_with_its_boxes_and_a_box_on_it_does_not_move_alone(database, hall, pallet):
    with pytest.raises(RuleBroken, match="move the pallet, or take the box off"):
        database.do(boxes.relocate, CONSOLE, boxes.MoveBoxes(uuid4(), (hall[0],), "BRA"))
    database.do(pallets.relocate, CONSOLE, pallets.MovePallet(uuid4(), pallet, "BRA"))
    with database.look() as db:
        there = select(Box.code).join(Place, Place.id == Box.place_id).where(Place.code == "BRA")
        assert sorted(db.scalars(there)) == sorted(hall[:2])


def test_boxes_of_another_pallet_or_van_are_refused_each_with_its_reason(database, hall, pallet):
    with database.work() as db:
        box = db.scalars(select(Box).where(Box.code == hall[2])).one()
        there = a_place(db, name="Lviv", code="LVI")
        run = a_run(db, a_convoy(db), (StopKind.LOADING, box.place), (StopKind.DELIVERY, there))
        a_load(db, box, run)
    with pytest.raises(Hindered) as refused:
        database.do(pallets.build, CONSOLE, pallets.BuildPallet(uuid4(), "LEE", tuple(hall)))
    assert [obstacle.code for obstacle in refused.value.obstacles] == hall[:3]


def test_what_a_van_counts_on_is_not_broken_down(database, hall, pallet):
    with database.work() as db:
        box = db.scalars(select(Box).where(Box.code == hall[0])).one()
        there = a_place(db, name="Lviv", code="LVI")
        run = a_run(db, a_convoy(db), (StopKind.LOADING, box.place), (StopKind.DELIVERY, there))
        a_load(db, box, run)
    with pytest.raises(RuleBroken, match="is on van 1"):
        database.do(pallets.break_down, CONSOLE, pallets.OpenPallet(uuid4(), pallet, "needed"))


def test_broken_down_its_boxes_stay_and_the_same_form_again_changes_nothing(database, hall, pallet):
    command = pallets.OpenPallet(uuid4(), pallet, "needed")
    for _ in range(2):
        assert database.do(pallets.break_down, CONSOLE, command).stage is PalletStage.BROKEN_DOWN
    with database.look() as db:
        assert db.scalars(select(Box.code).where(Box.pallet_id.is_not(None))).all() == []
    with pytest.raises(RuleBroken, match="is broken down"):
        database.do(pallets.add, CONSOLE, pallets.PalletBoxes(uuid4(), pallet, (hall[0],)))


def test_a_desk_volunteer_does_not_open_a_wrapped_pallet(database, hall, pallet):
    database.do(pallets.wrap, CONSOLE, pallets.WrapPallet(uuid4(), pallet))
    with database.look() as db:
        leeds = db.scalars(select(Place.id).where(Place.code == "LEE")).one()
    desk = Actor(None, "Olena", (Granted(Role.DESK, place_id=leeds),))
    with pytest.raises(NotAllowed):
        database.do(pallets.reopen, desk, pallets.OpenPallet(uuid4(), pallet, "wet"))
