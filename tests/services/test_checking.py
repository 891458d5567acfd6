"""What was stored past our actions is found by `convoy check`, by name."""

import pytest
from sqlalchemy import text

from convoy.db import Database
from convoy.services import checking
from tests.factories import a_gift_at, a_place, an_item


@pytest.fixture
def hall(database: Database) -> str:
    with database.work() as db:
        return a_gift_at(db, a_place(db), an_item(db), boxes=2, loose=5)[0].code


def first(database: Database) -> str:
    with database.look() as db:
        report = checking.examine(db, lambda *_: None)
    return report.first_difference or ""


def test_a_hall_where_everything_went_through_actions_agrees(database, hall):
    assert first(database) == ""
    with database.look() as db:
        assert list(checking.differences(db)) == []


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        ("UPDATE balance SET quantity = quantity + 1 WHERE quantity = 5", "balance of lot"),
        ("DELETE FROM balance WHERE quantity = 5", "balance of lot"),
        ("UPDATE box SET estimated_g = estimated_g + 1", "estimate of box"),
        ("UPDATE box SET stage = 'in transit', place_id = NULL", "stage of box"),
        ("UPDATE box SET stage = 'emptied'", "contents of box"),
    ],
)
def test_damage_is_named(database, hall, damage, named):
    with database.work() as db:
        db.execute(text(damage))
    assert named in first(database)
