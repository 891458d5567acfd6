"""The page of a van before it leaves: what stops it, where it is mended, and the second person's answer."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from types import SimpleNamespace
from uuid import uuid4

import pytest
from flask import url_for
from sqlalchemy import event, select

from convoy.cli.readiness import PAGES
from convoy.domain.check_kinds import KINDS
from convoy.domain.kinds import CrewRole, EventKind, PlaceKind, StopKind
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import CrewMember, Item, Run, Vehicle
from convoy.services import dispatch, papers, reference_data
from convoy.services.dispatch import RecordStep
from convoy.services.papers import IssuePaper
from tests.engines import on_sqlite
from tests.factories import a_box, a_convoy, a_gift_at, a_load, a_place, a_recipient, a_run, an_item
from tests.web.people import make_app, post, signed_in

pytestmark = on_sqlite

NOW = datetime.now(UTC)
TODAY = NOW.date()


@pytest.fixture
def app(settings, database):
    return make_app(settings, database)


@pytest.fixture
def marta(app, database):
    return signed_in(app, database, Granted(Role.COORDINATOR), name="Marta")


@pytest.fixture
def petro(app, database):
    return signed_in(app, database, Granted(Role.COORDINATOR), name="Petro")


@pytest.fixture
def world(database) -> SimpleNamespace:
    """A van of 40 kg from Leeds to Lviv with five boxes of ten."""
    with database.work() as db:
        leeds = a_place(db, country="GB")
        host = {"kind": PlaceKind.DESTINATION, "country": "UA", "organisation_id": a_recipient(db).id}
        lviv = a_place(db, name="Lviv", **host)
        convoy = a_convoy(db, starts_on=TODAY, ends_on=TODAY + timedelta(days=9))
        run = a_run(db, convoy, (StopKind.LOADING, leeds), (StopKind.DELIVERY, lviv), payload_g=40_000)
        for box in a_gift_at(db, leeds, an_item(db), boxes=5):
            box.gross_g, box.weighed_at = 10_000, NOW
            a_load(db, box, run, from_stop_id=run.stops[0].id)
        return SimpleNamespace(convoy=convoy.code, path=f"/convoys/{convoy.code}/runs/1/ready")


def read(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return unescape(re.sub(r"\s+", " ", answer.text))


def shown_hash(page: str) -> str:
    return re.search(r'name="sha256" value="([0-9a-f]{64})"', page)[1]


def ask(client, world, **changes):
    data = {"key": str(uuid4()), "sha256": shown_hash(read(client, world.path)), "reason": "Weighed twice"}
    return post(client, f"{world.path}/maximum_mass", data | changes)


def test_the_page_says_what_stops_the_van_what_to_mend_and_what_is_in_order(marta, world):
    page = read(marta, world.path)
    assert "Stops it" in page
    assert "10 kg over its payload" in page
    assert "plate unknown" in page
    assert "1 item without an HS code" in page
    assert "Tinned beef, 400 g" in page
    assert "Every stop has a legal recipient" in page
    assert "Where these rules come from" in page


def test_what_rests_on_a_rule_that_nobody_has_compared_with_the_law_says_so(marta, world, database):
    with database.work() as db:
        run = db.scalars(select(Run)).one()
        run.crew = [CrewMember(role=CrewRole.LEAD_DRIVER, name="Ana")]
    page = read(marta, world.path)
    assert "1 person without a passport that holds long enough" in page
    assert "by a rule that is in doubt" in page


def test_every_link_to_what_is_to_be_mended_leads_somewhere(marta, world, database):
    page = read(marta, world.path)
    links = re.findall(r'<a [^>]*href="(/[^"#]+)', page[page.index("<main") :])
    mended = {link for link in links if link.startswith(("/convoys/", "/catalogue", "/vehicles", "/weigh"))}
    assert len(mended) >= 5
    for link in mended:
        assert marta.get(link).status_code == 200, link


def test_papers_are_named_in_the_language_of_the_page_each_with_its_link(marta, world, database):
    desk = f"/papers/{world.convoy}"
    page = read(marta, world.path)
    rows = marta.get(desk).text
    for name, place in (("Crew list", "van-1-CL"), ("Gift letter, stop A", "van-1-GC-A")):
        assert f'<a href="{desk}#{place}">{name}</a>' in page
        assert f'id="{place}"' in rows
    assert "GC A" not in page
    wish = IssuePaper(uuid4(), "CL", f"{world.convoy}/1")
    number = database.do(papers.issue, CONSOLE, wish).number
    with database.work() as db:
        db.scalars(select(Run)).one().plate = "NEW 1"
    assert f'<a href="/papers/{number}/v1">Crew list {number}</a>' in read(marta, world.path)
    post(marta, "/language", {"language": "uk"})
    assert f'<a href="/papers/{number}/v1">Список екіпажу {number}</a>' in read(marta, world.path)


def test_every_check_names_a_page_that_is_there(app):
    assert {kind.mending.endpoint for kind in KINDS.values()} <= set(app.view_functions)


def test_the_board_and_the_van_count_what_is_unmet_and_lead_to_the_page(marta, world):
    board = read(marta, f"/convoys/{world.convoy}")
    assert "Van 1: 10 kg over its payload" in board
    assert re.search(r"Van 1: \d+ more things to mend", board)
    assert "1 thing stops it" in board
    assert world.path in board
    assert world.path in read(marta, f"/convoys/{world.convoy}/runs/1")


def test_two_persons_let_a_heavy_van_go_and_the_page_says_who_and_why(marta, petro, world, database):
    assert ask(marta, world).status_code == 303
    own = read(marta, world.path)
    assert "Another person than who asked answers this." in own
    assert "I agree" not in own
    page = read(petro, world.path)
    assert "Weighed twice" in page
    address = re.search(rf'action="({re.escape(world.path)}/overrides/[^"]+)"', page)[1]
    data = {"key": str(uuid4()), "sha256": shown_hash(page), "reason": "", "agreed": "yes"}
    again = post(petro, address, data)
    assert again.status_code == 422
    assert post(marta, address, data | {"reason": "me too"}).status_code == 422
    assert post(petro, address, data | {"reason": "Seen the slip"}).status_code == 303
    after = read(marta, world.path)
    assert "Goes all the same: two persons agreed" in after
    assert "Seen the slip" in after
    assert "Stops it" not in after
    with database.work() as db:
        run = db.scalars(select(Run)).one()
        a_load(db, a_box(db, run.stops[0].place), run, from_stop_id=run.stops[0].id)
    assert "Asked before, and of no force any more" in read(marta, world.path)


def test_what_was_typed_comes_back_where_it_cannot_be_stored(marta, world):
    answer = ask(marta, world, sha256="0" * 64, reason="be kind")
    assert answer.status_code == 422
    assert "be kind" in answer.text
    assert "changed since this page was shown" in answer.text
    assert ask(marta, world, reason="").status_code == 422
    assert post(marta, f"{world.path}/nothing", {"reason": "x"}).status_code == 404


def test_a_van_that_left_shows_only_what_still_needs_somebody(marta, world, database):
    database.do(
        dispatch.record_step, CONSOLE, RecordStep(uuid4(), world.convoy, EventKind.DEPARTED, NOW, (1,))
    )
    page = read(marta, world.path)
    assert "It left" in page
    assert "over its payload" not in page


def test_declaring_a_stopped_van_ready_says_why_and_where_to_look(marta, world):
    data = {"key": str(uuid4()), "other": "ready", "vans": "1", "occurred_at": "2026-10-05 11:30"}
    answer = post(marta, f"/convoys/{world.convoy}/trip", data)
    assert "more than it may" in unescape(answer.text)


def test_what_a_van_and_its_driver_need_is_typed_on_their_pages(marta, world, database):
    with database.work() as db:
        reference_data.load(db)
    holds = f"{TODAY + timedelta(days=400):%Y-%m-%d}"
    data = {
        "key": str(uuid4()),
        "name": "Blue Transit",
        "vehicle_class": "VAN-S",
        "country": "",
        "max_mass_g": "3500",
        "service_mass_g": "2400",
        "kit_g": "50",
        "insured_until": holds,
        "admitted_until": "",
        "is_active": "y",
    }
    refused = post(marta, "/vehicles/new", data | {"service_mass_g": "3500"})
    assert refused.status_code == 422
    assert "so it must be less" in unescape(refused.text)
    made = post(marta, "/vehicles/new", data)
    assert made.status_code == 303
    page = read(marta, made.location)
    assert "2,400 kg" in page
    with database.look() as db:
        vehicle = db.scalars(select(Vehicle)).one()
        assert (vehicle.own_payload_g, vehicle.kit_g) == (1_050_000, 50_000)
        code = vehicle.code
    van = f"/convoys/{world.convoy}/runs/1"
    edited = {"key": str(uuid4()), "vehicle": code, "plate": "AB12", "weighbridge_g": "2900"}
    assert post(marta, f"{van}/edit", edited).status_code == 303
    crew = {
        "key": str(uuid4()),
        "before": "0",
        "people-0-role": "lead_driver",
        "people-0-name": "Ana",
        "people-0-document_kind": "passport",
        "people-0-document": "P1",
        "people-0-document_until": holds,
        "people-0-licence": "B, 12",
        "people-0-licence_until": holds,
        "people-0-adr_until": holds,
    }
    assert post(marta, f"{van}/crew", crew).status_code == 303
    with database.look() as db:
        member = db.scalars(select(CrewMember)).one()
        assert f"{member.adr_until:%Y-%m-%d}" == holds
        assert db.scalars(select(Run)).one().weighbridge_g == 2_900_000
    page = read(marta, world.path)
    for words in (
        "Stops it",
        "plate unknown",
        "no driver named",
        "person without a passport",
        "without a licence",
        "registration papers)",
        "green card hold is unknown",
    ):
        assert words not in page


def test_the_page_costs_the_same_number_of_statements_whatever_the_van_carries(marta, world, database):
    def statements() -> int:
        sent = []
        listener = lambda *_: sent.append(1)  # noqa: E731
        event.listen(database.engine, "before_cursor_execute", listener)
        try:
            assert marta.get(world.path).status_code == 200
        finally:
            event.remove(database.engine, "before_cursor_execute", listener)
        return len(sent)

    statements()
    few = statements()
    with database.work() as db:
        run, item = db.scalars(select(Run)).one(), db.scalars(select(Item)).one()
        for box in a_gift_at(db, run.stops[0].place, item, boxes=60):
            a_load(db, box, run, from_stop_id=run.stops[0].id)
    statements()
    assert statements() == few


def test_the_page_speaks_ukrainian(marta, world):
    post(marta, "/language", {"language": "uk"})
    page = read(marta, world.path)
    assert "Стримує фургон" in page
    assert "10 кг понад вантажопідйомність" in page
    assert "To be mended" not in page


def test_the_addresses_that_the_command_prints_are_those_of_the_pages(app):
    assert {kind.mending.endpoint for kind in KINDS.values()} <= set(PAGES)
    said = {"code": "CV-1", "number": 2, "van": 2, "version": 1}
    with app.test_request_context():
        for page, written in PAGES.items():
            args = {name: said[name] for name in re.findall(r"\{(\w+)\}", written)}
            assert url_for(page, **args) == written.format(**args)
