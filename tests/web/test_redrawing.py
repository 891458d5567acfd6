"""The language is changed at any moment: what is half filled comes back as it is, and nothing is done."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from convoy.domain.permissions import Granted, Role
from convoy.models import AuditEntry
from tests.engines import on_sqlite
from tests.factories import a_gift_at, a_place, an_item
from tests.web.people import make_app, post, signed_in

pytestmark = on_sqlite

OURS = {"Origin": "http://localhost"}

HALF = {
    "/scan": {"codes": "half typed"},
    "/scan/weigh": {"codes": "half typed", "grams": "a lot"},
    "/scan/move": {"codes": "half typed", "place": "LEE", "shelf": "B3"},
    "/sorting/pack": {"place": "LEE", "pool": "", "into": "", "counted-0-item": "half typed"},
    "/bags": {"place": "LEE", "donor": "half typed", "unsorted-0-packages": "many"},
    "/kits/new": {"name": "Parcel", "lines-0-item": "half typed", "lines-1-item": "", "lines-4-item": "last"},
    "/pallets/new": {"place": "LEE", "codes": "half typed"},
    "/appeals/new": {"title": "Winter", "ends_on": "half typed", "lines-0-item": "a few"},
    "/boxes/new": {"place": "LEE", "label": "half typed", "goods-0-lot": "1", "goods-0-quantity": "a few"},
    "/catalogue/new": {"hs6_description": "half typed", "unit_gross_g": "a lot"},
    "/organisations/new": {"name": "half typed", "parent": "nobody we know"},
    "/donations/new": {"place": "LEE", "donor": "half typed", "lines-1-quantity": "a few"},
}  # fmt: skip
"""What stands in a form that nobody sent yet, by its page."""


@pytest.fixture
def lead(settings, database):
    with database.work() as db:
        a_gift_at(db, a_place(db), an_item(db), boxes=1, loose=5)
    return signed_in(make_app(settings, database), database, Granted(Role.IN_CHARGE), Granted(Role.ADMIN))


def written(database) -> list[str]:
    with database.look() as db:
        return list(db.scalars(select(AuditEntry.action).where(AuditEntry.action != "user:choose_language")))


@pytest.mark.parametrize("path", HALF)
def test_a_half_filled_form_comes_back_in_the_language_that_was_chosen(lead, database, path):
    before, key = written(database), str(uuid4())
    answer = post(lead, path, {"key": key, **HALF[path], "in_language": "de"})
    assert answer.status_code == 200
    assert '<html lang="de"' in answer.text
    for typed in HALF[path].values():
        assert typed in answer.text
    assert key in answer.text
    assert 'class="error"' not in answer.text
    assert "data-summary" not in answer.text
    assert written(database) == before


def test_what_is_whole_is_not_recorded_by_a_change_of_the_language(lead, database):
    gift = {"place": "LEE", "received_on": "2026-10-03", "donor_kind": "", "unsorted-0-packages": "3"}
    before = written(database)
    assert post(lead, "/bags", {"key": str(uuid4()), **gift, "in_language": "uk"}).status_code == 200
    assert written(database) == before
    assert post(lead, "/bags", {"key": str(uuid4()), **gift}).status_code == 303
    assert len(written(database)) > len(before)


def test_a_page_that_cannot_be_drawn_again_does_nothing_and_has_all_of_it_ready_to_be_sent(lead, database):
    with database.look() as db:
        before = db.scalar(select(func.count(AuditEntry.id)))
    answer = post(
        lead,
        "/drafts",
        {"key": str(uuid4()), "place": "LEE", "note": "typed", "in_language": "en"},
        headers=OURS,
    )
    assert 'name="note" value="typed"' in answer.text
    assert 'name="in_language"' not in answer.text
    with database.look() as db:
        assert db.scalar(select(func.count(AuditEntry.id))) <= before + 1


def test_the_language_stays_chosen(lead):
    post(lead, "/scan", {"key": str(uuid4()), "codes": "x", "in_language": "fr"})
    assert '<html lang="fr"' in lead.get("/scan").text
