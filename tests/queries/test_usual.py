"""What is usual at a place comes first among items that fit alike: logged, asked for, needed beyond."""

from datetime import UTC, date, datetime

import pytest

from convoy.domain.kinds import PlaceKind, StopKind
from convoy.domain.lifecycle import ConvoyStage, RunStage
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import ConvoyRecipient, Item, Place, Run, Wish
from convoy.queries import catalogue, phones, usual
from tests.factories import a_convoy, a_gift_at, a_place, a_recipient, a_run, an_item

FLEECE, WOOL = "BED-BLKS-01", "BED-BLKW-01"
DROPPED = {"stage": RunStage.DROPPED, "dropped_reason": "engine"}


@pytest.fixture
def halls(database):
    """Two points with two kinds of blankets, of which the catalogue has fleece first; a hospital beyond."""
    with database.work() as db:
        for code, kind in ((FLEECE, "fleece"), (WOOL, "wool")):
            an_item(db, code=code, name=f"Blanket, {kind}", words=("blanket",))
        a_place(db)
        a_place(db, name="Bradford")
        hospital = a_place(db, name="Lviv", kind=PlaceKind.DESTINATION, organisation=a_recipient(db))
        db.add(Wish(place_id=hospital.id, item_id=item_of(db, WOOL), since_on=date(2026, 1, 1)))
    return database


def item_of(db, code):
    return db.query(Item).filter_by(code=code).one().id


def named(db, name):
    return db.query(Place).filter_by(name=name).one()


def blankets(database, place="LEE", actor=CONSOLE):
    """The kinds of blankets as the desk of a place is offered them, and as its phones are."""
    with database.look() as db:
        items = catalogue.load_catalogue(db)
        weights = (usual.usual(db, actor, items, place), usual.on_a_phone(db, actor, items, place))
        return tuple(items.search("blanket", 1, usual=common)[0].code for common in weights)


def a_desk(database, name):
    with database.look() as db:
        return Actor(None, "Petro", (Granted(Role.DESK, place_id=named(db, name).id),))


def plan(database, place="Leeds", **facts):
    with database.work() as db:
        run = a_run(db, a_convoy(db, **facts), (StopKind.LOADING, named(db, place)), number=2)
        db.add(ConvoyRecipient(convoy_id=run.convoy_id, place_id=named(db, "Lviv").id))
        return run.id


def test_what_a_place_asks_for_comes_first_there(halls):
    assert blankets(halls) == (FLEECE, FLEECE)
    with halls.work() as db:
        leeds = named(db, "Leeds")
        db.add(Wish(place_id=leeds.id, item_id=item_of(db, WOOL), since_on=date(2026, 1, 1)))
    assert blankets(halls) == (WOOL, WOOL)
    assert blankets(halls, "BRA") == (FLEECE, FLEECE)


def test_what_came_in_often_comes_before_what_is_only_asked_for(halls):
    with halls.work() as db:
        leeds = named(db, "Leeds")
        db.add(Wish(place_id=leeds.id, item_id=item_of(db, WOOL), since_on=date(2026, 1, 1)))
        a_gift_at(db, leeds, db.query(Item).filter_by(code=FLEECE).one())
    assert blankets(halls) == (FLEECE, FLEECE)


def test_what_the_next_convoy_needs_comes_first_at_the_desk_where_it_loads_and_on_no_phone(halls):
    desk = a_desk(halls, "Leeds")
    with halls.look() as db:
        before = phones.places_for_phone(db, desk)
    plan(halls)
    assert blankets(halls, actor=desk) == (WOOL, FLEECE)
    assert blankets(halls, "BRA") == (FLEECE, FLEECE)
    with halls.look() as db:
        assert phones.places_for_phone(db, desk) == before


def test_a_destination_of_one_van_counts_as_a_recipient_of_its_convoy_does(halls):
    with halls.work() as db:
        stops = ((StopKind.LOADING, named(db, "Leeds")), (StopKind.DELIVERY, named(db, "Lviv")))
        convoy = a_convoy(db)
        a_run(db, convoy, *stops)
        # Another van of it, which does not go there, and one that was dropped.
        a_run(db, convoy, (StopKind.LOADING, named(db, "Bradford")))
        a_run(db, convoy, (StopKind.LOADING, named(db, "Bradford")), stops[1], **DROPPED)
    assert blankets(halls)[0] == WOOL
    assert blankets(halls, "BRA")[0] == FLEECE


def test_the_desk_cannot_tell_from_the_order_when_a_convoy_left(halls):
    run_id = plan(halls)
    with halls.work() as db:
        run = db.get(Run, run_id)
        run.departed_at = run.stops[0].left_at = datetime.now(UTC)
        run.stage, run.convoy.stage = RunStage.DEPARTED, ConvoyStage.ON_THE_ROAD
    assert blankets(halls)[0] == WOOL


@pytest.mark.parametrize("stage", [ConvoyStage.CLOSED, ConvoyStage.CANCELLED])
def test_a_convoy_that_is_over_needs_nothing(halls, stage):
    plan(halls, stage=stage)
    assert blankets(halls)[0] == FLEECE


def test_a_need_that_is_over_counts_no_more(halls):
    plan(halls)
    with halls.work() as db:
        db.query(Wish).one().until_on = date(2026, 1, 2)
    assert blankets(halls)[0] == FLEECE


def test_a_place_somebody_does_not_see_lends_nothing(halls):
    plan(halls)
    assert blankets(halls, actor=a_desk(halls, "Bradford"))[0] == FLEECE


def test_a_phone_keeps_the_most_usual_of_a_place_and_nothing_for_who_works_everywhere(halls, monkeypatch):
    with halls.work() as db:
        for code, number in ((FLEECE, 1), (WOOL, 3)):
            for _ in range(number):
                a_gift_at(db, named(db, "Leeds"), db.query(Item).filter_by(code=code).one())
    with halls.look() as db:
        kept = {place.code: place.usual for place in phones.places_for_phone(db, CONSOLE)}
        assert kept == {"LEE": {WOOL: 0.6, FLEECE: 0.3}, "BRA": {}}
        monkeypatch.setattr(usual, "ON_A_PHONE", 1)
        assert phones.places_for_phone(db, CONSOLE)[1].usual == {WOOL: 0.6}
        monkeypatch.setattr(phones, "FEW_PLACES", 1)
        assert [place.usual for place in phones.places_for_phone(db, CONSOLE)] == [{}, {}]
