"""Appeals: what came at their places while they run counts, and strangers see only what is public."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from convoy.domain.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from convoy.domain.kinds import Condition, PlaceKind
from convoy.domain.lifecycle import LineStage
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import Appeal, Place
from convoy.queries import appeals as query
from convoy.queries import catalogue, revisions, usual, wishes
from convoy.services import appeals, donations, public_pages
from convoy.services.appeals import Called, KeepAppeal
from convoy.services.gifts import Line, RecordDonation
from convoy.services.public_pages import ChangePage
from convoy.services.wishes import AskFor, ask_for
from tests.factories import a_place, an_item

TINS, SOAP = "FOD-BEEF-01", "HYG-SOAP-01"


@pytest.fixture
def halls(database):
    """Leeds and Bradford, whose pages are on, and a warehouse."""
    with database.work() as db:
        a_place(db)
        a_place(db, name="Bradford")
        a_place(db, name="Store", code="STO", kind=PlaceKind.WAREHOUSE)
        an_item(db)
        an_item(db, code=SOAP, name="Soap", words=("soap",), category="hygiene")
    for code in ("LEE", "BRA"):
        database.do(public_pages.change, CONSOLE, ChangePage(uuid4(), code, is_shown=True))
    return database


def today(database):
    with database.look() as db:
        return wishes.today(db.scalars(select(Place).where(Place.code == "LEE")).one())


def keep(database, *items, actor=CONSOLE, **facts):
    day = today(database)
    known = {
        "title": "Winter appeal",
        "words": "For those without heating.",
        "begins_on": day - timedelta(days=3),
        "ends_on": day + timedelta(days=3),
        "places": ("LEE", "BRA"),
        "is_shown": True,
    }
    command = KeepAppeal(uuid4(), items=items or (Called(TINS, quantity=100),), **{**known, **facts})
    return database.do(appeals.keep, actor, command).code


def gift(database, quantity, place="LEE", ago=0, **facts):
    line = Line(TINS, quantity, Condition.NEW, **facts)
    command = RecordDonation(uuid4(), place, today(database) - timedelta(days=ago), (line,))
    database.do(donations.record, CONSOLE, command)


def still(database, code):
    with database.look() as db:
        return [one.still for one in query.opened(db, query.shown(db, code)).wanted]


def test_what_came_at_all_its_places_since_the_first_day_is_taken_off(halls):
    code = keep(halls, Called(TINS, quantity=100), Called(category="hygiene"))
    gift(halls, 30)
    gift(halls, 20, "BRA", ago=3)
    gift(halls, 5, ago=4)
    gift(halls, 7, "STO")
    gift(halls, 9, decision=LineStage.REFUSED, reason="open")
    assert still(halls, code) == [50, None]


def test_the_desks_of_its_places_are_told_while_it_runs(halls):
    keep(halls, Called(TINS, quantity=100), Called(SOAP), places=("LEE",))
    halls.do(ask_for, CONSOLE, AskFor(uuid4(), "LEE", TINS, quantity=7))

    def wanted(place):
        with halls.look() as db:
            return usual.wishes(db, CONSOLE, catalogue.load_catalogue(db), place)

    assert (wanted("LEE").wanted, wanted("BRA").wanted) == ({TINS, SOAP}, set())
    assert wanted("LEE").still == {TINS: 7}, "a place's own wish comes before an appeal for the same"
    with halls.work() as db:
        db.execute(update(Appeal).values(is_shown=False))
    assert wanted("LEE").wanted == {TINS}


def test_an_appeal_shows_no_place_that_is_not_public(halls):
    code = keep(halls)
    halls.do(public_pages.change, CONSOLE, ChangePage(uuid4(), "BRA", is_shown=False))
    with halls.look() as db:
        assert [place.code for place in query.opened(db, query.shown(db, code)).places] == ["LEE"]
    with pytest.raises(RuleBroken, match="Bradford shows strangers no page"):
        keep(halls, code=code)
    with pytest.raises(NotFound):
        keep(halls, places=("STO",))


def test_strangers_meet_one_answer_for_one_never_shown_and_for_none_and_know_what_is_over(halls):
    code = keep(halls, is_shown=False)
    with halls.look() as db:
        for typed in (code, "AP-0000-00-0", "\x00"):
            with pytest.raises(NotFound, match="no page here"):
                query.shown(db, typed)
    keep(halls, code=code)
    keep(halls, code=code, is_shown=False)
    ended = keep(halls, ends_on=today(halls) - timedelta(days=1))
    last = keep(halls, ends_on=today(halls))
    with halls.look() as db:
        over = [query.is_over(query.shown(db, one)) for one in (code, ended, last)]
    assert over == [True, True, False]


def test_who_is_in_charge_calls_for_own_places_only(halls):
    with halls.look() as db:
        leeds = db.scalars(select(Place).where(Place.code == "LEE")).one().id
    lead = Actor(None, "Iryna", (Granted(Role.IN_CHARGE, place_id=leeds),))
    mine = keep(halls, actor=lead, places=("LEE",))
    both = keep(halls)
    with pytest.raises(NotFound):
        keep(halls, actor=lead)
    with pytest.raises(NotAllowed):
        keep(halls, actor=lead, places=("LEE",), code=both)
    with pytest.raises(NotAllowed):
        keep(halls, actor=Actor(None, "Petro", (Granted(Role.DESK, place_id=leeds),)))
    keep(halls, actor=lead, places=("LEE",), code=mine, title="Spring appeal")
    with halls.look() as db:
        assert [one.title for one in query.listed(db, lead)] == ["Winter appeal", "Spring appeal"]


def test_what_an_appeal_lacks_is_said(halls):
    for facts, said in (
        ({"places": ()}, "at least one place"),
        ({"title": ""}, "title"),
        ({"ends_on": today(halls) - timedelta(days=9)}, "before the first"),
    ):
        with pytest.raises(Invalid, match=said):
            keep(halls, **facts)
    with pytest.raises(Invalid, match="Line 2"):
        keep(halls, Called(TINS), Called(TINS, quantity=3))
    with pytest.raises(Invalid, match="without a number"):
        keep(halls, Called(category="hygiene", quantity=3))


def test_nobodys_change_is_overwritten_unseen(halls):
    code = keep(halls)
    with halls.look() as db:
        seen = revisions.latest(db, "appeal", code)
    keep(halls, code=code, title="Spring appeal", seen=seen)
    with pytest.raises(Conflict):
        keep(halls, code=code, title="Summer appeal", seen=seen)
