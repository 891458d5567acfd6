"""The page of what is on record twice: one press merges, one press separates, nothing typed is lost."""

import re
from html import unescape
from uuid import uuid4

import pytest

from convoy.domain.permissions import Granted, Role
from tests.engines import on_sqlite
from tests.factories import a_place, an_item
from tests.services.test_merging import code_of, gift
from tests.web.people import make_app, post, signed_in

pytestmark = on_sqlite


@pytest.fixture
def app(settings, database):
    with database.work() as db:
        a_place(db)
        an_item(db)
    gift(database, "Bakers Union"), gift(database, "Bakers Unoin")
    return make_app(settings, database)


@pytest.fixture
def coordinator(app, database):
    return signed_in(app, database, Granted(Role.COORDINATOR), name="Iryna")


def read(client) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", client.get("/duplicates").text)))


def test_a_pair_is_suggested_merged_and_separated_again(coordinator, database):
    assert "nearly the same name" in read(coordinator).lower()
    wrong, right = code_of(database, "Bakers Unoin"), code_of(database, "Bakers Union")
    sent = {"key": str(uuid4()), "merged": wrong, "kept": right}
    answer = post(coordinator, "/duplicates/donors", sent, follow_redirects=True)
    assert "Merged: the gifts of both are listed under one name." in answer.text
    assert f"is kept as Bakers Union, {right}" in read(coordinator)
    page = coordinator.get(f"/organisations/{wrong}").text
    assert f'href="/organisations/{right}"' in page
    assert f"/organisations/{wrong}/edit" not in page
    post(coordinator, "/duplicates/donors/separate", {"key": str(uuid4()), "code": wrong})
    assert "is kept as" not in read(coordinator)


def test_where_donors_are_met_it_is_said_how_many_pairs_wait(coordinator, database):
    wrong, right = code_of(database, "Bakers Unoin"), code_of(database, "Bakers Union")
    assert "1 pair waits" in coordinator.get("/records").text
    assert "Donors on record twice: 1 pair waits" in coordinator.get("/donations").text
    page = coordinator.get(f"/organisations/{wrong}").text
    assert "May be on record twice" in page
    assert f'href="/organisations/{right}"' in page
    post(coordinator, "/duplicates/donors/apart", {"key": str(uuid4()), "merged": wrong, "kept": right})
    assert "pair waits" not in coordinator.get("/records").text + coordinator.get("/donations").text
    assert "May be on record twice" not in coordinator.get(f"/organisations/{wrong}").text
    assert 'href="/duplicates#items"' in coordinator.get("/catalogue").text


def test_two_that_nobody_suggested_are_merged_by_name_and_an_unknown_name_is_said_at_its_field(
    coordinator, database
):
    sent = {"key": str(uuid4()), "merged_name": "Bakers Unoin", "kept_name": "Millers"}
    answer = post(coordinator, "/duplicates/donors/by-name", sent)
    assert answer.status_code == 422
    assert "No donor is called “Millers”." in answer.text
    assert 'value="Bakers Unoin"' in answer.text
    post(coordinator, "/duplicates/donors/by-name", sent | {"kept_name": "bakers union"})
    assert "is kept as Bakers Union" in read(coordinator)
