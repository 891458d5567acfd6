"""Drafts of gifts: kept while they are typed, gone on with by another volunteer, ended by the gift itself."""

import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import AuditEntry, Donation, Draft, Place
from convoy.services import tidying
from tests.engines import on_sqlite
from tests.factories import a_place, an_item
from tests.web.people import make_app, post, signed_in

pytestmark = on_sqlite

JSON = {"Accept": "application/json"}


@pytest.fixture
def leeds(database):
    with database.work() as db:
        an_item(db)
        a_place(db, name="Bradford")
        return a_place(db).id


@pytest.fixture
def app(settings, database):
    return make_app(settings, database)


@pytest.fixture
def olena(app, database, leeds):
    return signed_in(app, database, Granted(Role.DESK, place_id=leeds), name="Olena")


@pytest.fixture
def anna(app, database, leeds):
    return signed_in(app, database, Granted(Role.DESK, place_id=leeds), name="Anna")


def typed(**changes):
    return {
        "key": str(uuid4()),
        "donor": "Rail Branch 12",
        "donor_kind": "union_branch",
        "place": "LEE",
        "received_on": "2026-10-03",
        "lines-0-item": "tinned beef",
        "lines-0-quantity": "",
        "lines-0-condition": "new",
        "lines-0-currency": "EUR",
        "lines-0-decision": "accepted",
        "lines-1-item": "something half ty",
        **changes,
    }


def kept(database):
    with database.look() as db:
        return [(draft.code, dict(json.loads(draft.content))) for draft in db.scalars(select(Draft))]


def entries(database, action):
    with database.look() as db:
        return db.scalar(select(func.count(AuditEntry.id)).where(AuditEntry.action == action))


def code_of(database):
    ((code, _),) = kept(database)
    return code


def test_what_is_typed_is_kept_as_it_is_with_one_entry_for_all_of_it(olena, database):
    form = typed()
    assert post(olena, "/drafts", form, headers=JSON).json == {"said": "Kept as a draft"}
    post(olena, "/drafts", {**form, "lines-0-quantity": "not a num"}, headers=JSON)
    ((_, fields),) = kept(database)
    assert fields["lines-0-quantity"] == "not a num"
    assert fields["lines-1-item"] == "something half ty"
    assert "csrf_token" not in fields
    assert entries(database, "draft:begin") == 1


def test_without_javascript_a_button_keeps_it_and_leads_to_the_list(olena, database):
    answer = post(olena, "/drafts", typed(), follow_redirects=True)
    assert f"{code_of(database)} is kept as a draft" in answer.text
    assert "Rail Branch 12" in answer.text
    assert "tinned beef · something half ty" in answer.text
    assert "1 draft waits" in olena.get("/donations/new").text


def test_another_volunteer_of_the_place_goes_on_and_the_first_one_is_told(olena, anna, database):
    form = typed()
    post(olena, "/drafts", form, headers=JSON)
    code = code_of(database)
    assert "Olena has it open" in anna.get("/drafts").text
    assert anna.get(f"/donations/new?draft={code}").status_code == 409
    page = post(anna, f"/drafts/{code}/open", follow_redirects=True).text
    assert 'value="something half ty"' in page
    assert f'value="{form["key"]}"' in page
    refused = post(olena, "/drafts", {**form, "donor": "Other"}, headers=JSON)
    assert refused.status_code == 409
    assert "Anna goes on with this draft" in refused.json["said"]
    assert refused.json["to"] == "/drafts"
    by_button = post(olena, "/drafts", {**form, "donor": "Other branch"})
    assert by_button.status_code == 409
    assert "Anna goes on with this draft" in by_button.text
    assert 'value="Other branch"' in by_button.text
    assert post(anna, "/drafts", form, headers=JSON).status_code == 200
    assert entries(database, "draft:take_over") == 1


def test_recording_the_gift_ends_its_draft_and_a_late_save_does_not_bring_it_back(olena, database):
    form = typed(**{"lines-0-quantity": "24", "lines-1-item": ""})
    post(olena, "/drafts", form, headers=JSON)
    assert post(olena, "/donations/new", {**form, "then": "show"}).status_code == 303
    late = post(olena, "/drafts", form, headers=JSON)
    assert late.status_code == 409
    assert "recorded already" in late.json["said"]
    assert late.json["to"] == f"/donations/{late.json['where']}"
    assert kept(database) == []
    with database.look() as db:
        assert db.scalar(select(func.count(Donation.id))) == 1


def test_who_comes_after_the_one_who_recorded_the_draft_is_told_who_and_as_what_and_may_go_on(
    olena, anna, database
):
    form = typed(**{"lines-0-quantity": "24", "lines-1-item": ""})
    post(olena, "/drafts", form, headers=JSON)
    post(anna, f"/drafts/{code_of(database)}/open")
    assert post(anna, "/donations/new", {**form, "then": "show"}).status_code == 303
    late = post(olena, "/donations/new", {**form, "lines-0-quantity": "36", "then": "show"})
    assert late.status_code == 409
    with database.look() as db:
        code = db.scalars(select(Donation.code)).one()
    assert f"Anna has recorded this form already, as {code}." in late.text
    assert f'href="/donations/{code}"' in late.text
    assert 'value="36"' in late.text
    assert form["key"] not in late.text


def test_a_draft_of_another_place_is_neither_seen_nor_touched(app, database, olena):
    post(olena, "/drafts", typed(), headers=JSON)
    code = code_of(database)
    with database.look() as db:
        bradford = db.scalars(select(Place.id).where(Place.code == "BRA")).one()
    stranger = signed_in(app, database, Granted(Role.DESK, place_id=bradford))
    assert code not in stranger.get("/drafts").text
    for path in ("open", "discard"):
        assert post(stranger, f"/drafts/{code}/{path}").status_code == 404
    assert post(stranger, "/drafts", typed(), headers=JSON).status_code in {403, 404}
    assert code_of(database) == code


def test_a_draft_is_discarded_with_its_entry(olena, database):
    post(olena, "/drafts", typed(), headers=JSON)
    assert "is discarded" in post(olena, f"/drafts/{code_of(database)}/discard", follow_redirects=True).text
    assert kept(database) == []
    assert entries(database, "draft:discard") == 1


def test_a_draft_nobody_touched_for_two_weeks_is_deleted_with_its_entry(olena, database):
    post(olena, "/drafts", typed(), headers=JSON)
    assert database.do(tidying.tidy, CONSOLE, datetime.now(UTC) + timedelta(days=13)).drafts == 0
    assert database.do(tidying.tidy, CONSOLE, datetime.now(UTC) + timedelta(days=15)).drafts == 1
    assert entries(database, "draft:delete") == 1


def test_a_draft_survives_the_end_of_the_sign_in_and_what_was_typed_after_it_is_carried_through(
    app, olena, database
):
    form = typed()
    post(olena, "/drafts", form, headers=JSON)
    stranger = app.test_client()
    lost = post(
        stranger, "/drafts", {**form, "donor": "typed after"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert lost.status_code == 401
    assert "typed after" in unescape(lost.text)
    ((_, fields),) = kept(database)
    assert fields["donor"] == "Rail Branch 12"


def test_a_draft_that_is_too_long_or_damaged_is_refused_and_nothing_is_lost(olena, database):
    post(olena, "/drafts", typed(), headers=JSON)
    before = kept(database)
    long = post(olena, "/drafts", typed(note="x" * 210_000), headers=JSON)
    assert long.status_code == 409
    assert post(olena, "/drafts", typed(key="nonsense"), headers=JSON).status_code == 422
    assert kept(database) == before
    assert re.fullmatch(r"DF-[0-9A-Z]{4}-[0-9A-Z]{2}-[0-9A-Z]", before[0][0])
