"""What a place asks for: what came since counts, what was refused does not, and a day ends it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from convoy.domain.errors import Invalid, NotAllowed, RuleBroken
from convoy.domain.kinds import Condition
from convoy.domain.lifecycle import LineStage
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import Place, Wish
from convoy.queries import catalogue, usual
from convoy.queries import wishes as query
from convoy.services import donations, wishes, withdrawals
from convoy.services.gifts import Line, RecordDonation
from convoy.services.wishes import AskFor, AskNoLonger, Pin
from tests.factories import a_place, an_item


@pytest.fixture
def leeds(database):
    with database.work() as db:
        a_place(db)
        a_place(db, name="Bradford")
        an_item(db)
        an_item(db, code="HYG-SOAP-01", name="Soap", words=("soap",), category="hygiene")
    return database


def ask(database, item="", actor=CONSOLE, **facts):
    database.do(wishes.ask_for, actor, AskFor(uuid4(), "LEE", item, **facts))


def gift(database, quantity, place="LEE", **facts):
    day = query.today(place_of(database))
    line = Line("FOD-BEEF-01", quantity, Condition.NEW, **facts)
    return database.do(donations.record, CONSOLE, RecordDonation(uuid4(), place, day, (line,))).code


def place_of(database):
    with database.look() as db:
        return db.scalars(select(Place).where(Place.code == "LEE")).one()


def still(database):
    with database.look() as db:
        place = db.scalars(select(Place).where(Place.code == "LEE")).one()
        return [one.still for one in query.of_place(db, place)]


def at_the_desk(database):
    with database.look() as db:
        return usual.wishes(db, CONSOLE, catalogue.load_catalogue(db), "LEE")


def test_what_came_since_is_taken_off_what_is_wanted(leeds):
    ask(leeds, "FOD-BEEF-01", quantity=100)
    gift(leeds, 30)
    gift(leeds, 9, place="BRA")
    gift(leeds, 5, decision=LineStage.REFUSED, reason="rusty")
    taken_back = gift(leeds, 20)
    leeds.do(withdrawals.withdraw, CONSOLE, withdrawals.WithdrawDonation(uuid4(), taken_back, "twice"))
    assert still(leeds) == [70]
    assert dict(at_the_desk(leeds).still) == {"FOD-BEEF-01": 70}


def test_what_has_come_is_not_asked_for_any_more(leeds):
    ask(leeds, "FOD-BEEF-01", quantity=10)
    gift(leeds, 12)
    assert still(leeds) == [0]
    assert "FOD-BEEF-01" not in at_the_desk(leeds).wanted


def test_what_came_before_it_was_asked_for_does_not_count(leeds):
    gift(leeds, 30)
    ask(leeds, "FOD-BEEF-01", quantity=100)
    with leeds.work() as db:
        tomorrow = db.scalars(select(Wish.since_on)).one() + timedelta(days=1)
        db.execute(update(Wish).values(since_on=tomorrow))
    assert still(leeds) == [100]


def test_a_wish_ends_on_its_day_and_one_for_the_same_goods_replaces_it(leeds):
    ask(leeds, "FOD-BEEF-01", quantity=100)
    ask(leeds, "FOD-BEEF-01")
    assert still(leeds) == [None]
    with leeds.work() as db:
        db.execute(update(Wish).values(since_on=date(2026, 1, 1), until_on=date(2026, 1, 2)))
    assert still(leeds) == []
    with pytest.raises(Invalid, match="over"):
        ask(leeds, "FOD-BEEF-01", until_on=date(2026, 1, 1))


def test_a_whole_group_may_be_asked_for_but_not_a_number_of_it(leeds):
    ask(leeds, category="hygiene")
    with pytest.raises(Invalid, match="without a number"):
        ask(leeds, category="hygiene", quantity=5)
    assert (at_the_desk(leeds).groups, still(leeds)) == ({"hygiene"}, [None])
    with pytest.raises(Invalid):
        ask(leeds)
    with pytest.raises(Invalid):
        ask(leeds, "FOD-BEEF-01", category="hygiene")


def test_who_is_in_charge_asks_and_the_desk_pins(leeds):
    desk = Actor(None, "Petro", (Granted(Role.DESK, place_id=place_of(leeds).id),))
    with pytest.raises(NotAllowed):
        ask(leeds, "FOD-BEEF-01", desk)
    for item in ("HYG-SOAP-01", "FOD-BEEF-01"):
        leeds.do(wishes.pin, desk, Pin(uuid4(), "LEE", item))
    with leeds.look() as db:
        assert [item.code for item in query.pinned(db, desk, "LEE")] == ["HYG-SOAP-01", "FOD-BEEF-01"]
        assert query.pinned(db, desk, "BRA") == []
    leeds.do(wishes.pin, desk, Pin(uuid4(), "LEE", "HYG-SOAP-01", is_pinned=False))
    with leeds.look() as db:
        assert [item.code for item in query.pinned(db, desk, "LEE")] == ["FOD-BEEF-01"]


def test_no_more_is_pinned_than_fits_above_the_form(leeds):
    with leeds.work() as db:
        for number in range(wishes.MOST_PINNED + 1):
            an_item(db, code=f"PIN-{number:02}", name=f"Pin {number}")
    for number in range(wishes.MOST_PINNED):
        leeds.do(wishes.pin, CONSOLE, Pin(uuid4(), "LEE", f"PIN-{number:02}"))
    with pytest.raises(RuleBroken, match="At most"):
        leeds.do(wishes.pin, CONSOLE, Pin(uuid4(), "LEE", f"PIN-{wishes.MOST_PINNED:02}"))


def test_a_wish_is_taken_back(leeds):
    ask(leeds, "FOD-BEEF-01")
    with leeds.look() as db:
        number = db.scalars(select(Wish.id)).one()
    for _ in range(2):
        leeds.do(wishes.ask_no_longer, CONSOLE, AskNoLonger(uuid4(), "LEE", number))
    assert still(leeds) == []
