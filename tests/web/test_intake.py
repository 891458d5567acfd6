"""The intake screen, made for repetition: what it offers, remembers and says before anything is stored."""

import pytest

from convoy.domain.permissions import Granted, Role
from tests.engines import on_sqlite
from tests.factories import a_gift_at, a_place, an_item
from tests.web.people import make_app, signed_in

pytestmark = on_sqlite


@pytest.fixture
def places(database):
    """Leeds, which logs wool blankets and asks for beans, and Bradford."""
    with database.work() as db:
        an_item(db)
        an_item(db, code="FOD-BEAN-01", name="Beans, 400 g", words=("tin",))
        an_item(db, code="BED-BLKS-01", name="Blanket, fleece", words=("blanket",))
        wool = an_item(db, code="BED-BLKW-01", name="Blanket, wool", words=("blanket",))
        leeds, bradford = a_place(db, accepts="beans, hygiene"), a_place(db, name="Bradford")
        a_gift_at(db, leeds, wool)
        return leeds.id, bradford.id


@pytest.fixture
def app(settings, database):
    return make_app(settings, database)


@pytest.fixture
def desk(app, database, places):
    return signed_in(app, database, *(Granted(Role.DESK, place_id=place) for place in places))


def offered(client, typed, place="LEE"):
    return [one["hint"] for one in client.get(f"/catalogue/search?q={typed}&place={place}").json]


def test_what_a_place_logged_lately_is_offered_first_there_and_nowhere_else(desk):
    assert offered(desk, "blanket")[0] == "BED-BLKW-01"
    assert offered(desk, "blanket", "BRA")[0] == "BED-BLKS-01"


def test_an_item_that_was_named_comes_before_one_that_is_usual_here(desk):
    assert offered(desk, "blanket fleece")[0] == "BED-BLKS-01"


def test_a_place_somebody_does_not_see_lends_no_hints(app, database, places):
    stranger = signed_in(app, database, Granted(Role.DESK, place_id=places[1]))
    assert offered(stranger, "blanket")[0] == "BED-BLKS-01"
