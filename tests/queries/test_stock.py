"""Stock: what the list says is what stands on the shelves and in the boxes."""

import pytest
from sqlalchemy import event, select

from convoy.db import Database
from convoy.domain.kinds import HolderKind, MovementKind, StopKind
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import Box, Lot, Place
from convoy.queries.stock import StockFilter, listing, totals
from convoy.services import audit, ledger
from tests.factories import a_convoy, a_gift_at, a_load, a_place, a_run, an_item


@pytest.fixture
def hall(database: Database) -> list[str]:
    """Five boxes of 24 tins in Leeds, one of them on a van; 40 tins loose, 10 of them set aside."""
    with database.work() as db:
        place, there = a_place(db), a_place(db, name="Lviv", code="LVI")
        made = a_gift_at(db, place, an_item(db), boxes=5, each=24, loose=40)
        a_load(db, made[0], a_run(db, a_convoy(db), (StopKind.LOADING, place), (StopKind.DELIVERY, there)))
        lot = db.scalars(select(Lot)).one()
        ends = (ledger.holder_at(db, place), ledger.holder_at(db, place, HolderKind.SET_ASIDE))
        entry = audit.note(db, CONSOLE, "line:set-aside", place.code)
        ledger.move(db, entry, MovementKind.SET_ASIDE, [(lot, 10, *ends)])
        return [box.code for box in made]


def test_loose_boxed_reserved_and_free_add_up(database, hall):
    with database.look() as db:
        (row,) = listing(db, CONSOLE, StockFilter())
        assert (row.loose, row.boxed, row.reserved, row.free, row.quantity) == (30, 120, 24, 126, 150)
        (total,) = totals(db, CONSOLE, "LEE")
        assert total["quantity"] == 150
        assert total["reserved"] == 24
        assert totals(db, CONSOLE, "LVI") == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (StockFilter(text="tinn"), 1),
        (StockFilter(text="FOD-BEEF"), 1),
        (StockFilter(text="soup"), 0),
        (StockFilter(category="food"), 1),
        (StockFilter(category="tools"), 0),
    ],
)
def test_the_list_is_narrowed_by_words_and_category(database, hall, asked, found):
    with database.look() as db:
        assert len(listing(db, CONSOLE, asked)) == found


def test_the_stock_of_another_place_is_not_seen(database, hall):
    with database.look() as db:
        lviv = db.scalars(select(Place.id).where(Place.code == "LVI")).one()
        assert totals(db, Actor(None, "Olena", (Granted(Role.IN_CHARGE, place_id=lviv),))) == []


def test_the_number_of_statements_does_not_grow_with_the_boxes(database, hall):
    def statements() -> int:
        seen: list[object] = []
        note = lambda *_: seen.append(1)  # noqa: E731  # taken off by the same name
        event.listen(database.engine, "before_cursor_execute", note)
        with database.look() as db:
            totals(db, CONSOLE)
        event.remove(database.engine, "before_cursor_execute", note)
        return len(seen)

    few = statements()
    with database.work() as db:
        place = db.scalars(select(Place).where(Place.code == "LEE")).one()
        for number in range(6):
            a_gift_at(db, place, an_item(db, code=f"FOD-SOUP-{number}"), boxes=4)
    assert statements() == few
    with database.look() as db:
        assert len(db.scalars(select(Box.id)).all()) == 29
