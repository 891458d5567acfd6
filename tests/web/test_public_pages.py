"""The page of a place that anyone may open: off until switched on, silent about everything else."""

import json
import re
from types import SimpleNamespace
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from sqlalchemy import select

from convoy.domain.kinds import PlaceKind, PlaceStatus, StopKind
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import AuditEntry, Place
from convoy.services import public_pages
from convoy.services.public_pages import ChangePage
from tests.documents.reading import codes, everything
from tests.engines import on_sqlite
from tests.factories import a_convoy, a_gift_at, a_load, a_place, a_run, an_item
from tests.web.people import make_app, post, signed_in

pytestmark = on_sqlite


def switch(database, code, *, on=True):
    return database.do(public_pages.change, CONSOLE, ChangePage(uuid4(), code, on))


@pytest.fixture
def hall(settings, database):
    """A hall with 30 boxes, some of them on a van, and a stranger's browser."""
    with database.work() as db:
        leeds = a_place(
            db,
            code="LEE",
            address="12 Mill Street",
            opening_hours="Sat 10-16",
            accepts="tins, blankets",
            do_not_bring="open packs",
            contact_name="Yaropolk",
            phone="7700 900731",
            note="key under the mat",
        )
        run = a_run(db, a_convoy(db), (StopKind.LOADING, leeds), (StopKind.WAREHOUSE, leeds))
        for box in a_gift_at(db, leeds, an_item(db), boxes=30):
            a_load(db, box, run)
        a_place(db, code="HID")
        place_id = leeds.id
    app = make_app(settings, database)
    return SimpleNamespace(app=app, stranger=app.test_client(), place_id=place_id)


def text(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    return answer.text


def test_strangers_get_one_answer_for_a_place_that_is_hidden_and_for_none(hall):
    assert text(hall.stranger, "/at/HID", 404) == text(hall.stranger, "/at/NIX", 404)


def test_the_page_says_when_where_what_and_what_not(hall, database):
    switch(database, "LEE")
    page = text(hall.stranger, "/at/LEE")
    for said in ("12 Mill Street", "Sat 10-16", "tins, blankets", "open packs", "Taking gifts in"):
        assert said in page


def test_what_was_typed_keeps_its_own_direction_on_an_arabic_page(hall, database):
    switch(database, "LEE")
    assert "<bdi>12 Mill Street</bdi>" in text(hall.stranger, "/at/LEE?in=ar")


def test_the_page_tells_no_person_no_count_no_convoy(hall, database):
    switch(database, "LEE")
    page = re.sub(r"<[^>]*>", "", text(hall.stranger, "/at/LEE"))
    for hidden in ("Yaropolk", "900731", "under the mat", "30", "CV-", "BX-", "DN-"):
        assert hidden not in page


@pytest.mark.parametrize(
    ("status", "word"),
    [(PlaceStatus.FULL, "Full"), (PlaceStatus.PAUSED, "Paused"), (PlaceStatus.CLOSED, "Closed for gifts")],
)
def test_the_light_is_a_word_an_icon_and_a_tone(hall, database, status, word):
    switch(database, "LEE")
    with database.work() as db:
        db.get(Place, hall.place_id).status = status
    light = text(hall.stranger, "/at/LEE").partition('class="light')[2].partition("</p>")[0]
    assert f"<b>{word}</b>" in light
    assert "icons.svg" in light
    assert "tone-" in light


def test_who_is_in_charge_sets_the_light_by_one_press_and_strangers_read_since_when(hall, database):
    switch(database, "LEE")
    assert "as of" not in text(hall.stranger, "/at/LEE")
    lead = signed_in(hall.app, database, Granted(Role.IN_CHARGE, place_id=hall.place_id))
    press = {"key": str(uuid4()), "status": "full"}
    assert post(lead, "/places/LEE/public/light", press).status_code == 303
    post(lead, "/places/LEE/public/light", press)
    light = text(hall.stranger, "/at/LEE").partition('class="light')[2].partition("</p>")[0]
    assert "<b>Full</b>" in light
    assert "as of" in light
    with database.look() as db:
        assert db.get(Place, hall.place_id).status_set_at is not None
        told = select(AuditEntry.facts).where(AuditEntry.action == "place:light")
        assert [json.loads(one)["status"] for one in db.scalars(told)] == ["full"]


def test_what_the_light_says_is_read_by_strangers_only_where_there_is_a_page(hall, database):
    lead = signed_in(hall.app, database, Granted(Role.IN_CHARGE, place_id=hall.place_id))

    def said():
        return post(lead, "/places/LEE/public/light", {"key": str(uuid4()), "status": "full"}).location

    assert "Strangers read it" not in text(lead, said())
    switch(database, "LEE")
    page = text(lead, said())
    assert "Stored. Strangers read it within a minute." in page
    assert re.findall(r'value="(\w+)" aria-pressed="true"', page) == ["full"]
    with database.work() as db:
        db.get(Place, hall.place_id).kind = PlaceKind.WAREHOUSE
    assert "/places/LEE/public/light" not in text(lead, "/places/LEE/public")


def test_who_only_records_gifts_does_not_set_the_light(hall, database):
    desk = signed_in(hall.app, database, Granted(Role.DESK, place_id=hall.place_id), name="Desk")
    answer = post(desk, "/places/LEE/public/light", {"key": str(uuid4()), "status": "full"})
    assert answer.status_code in {403, 404}
    with database.look() as db:
        assert db.get(Place, hall.place_id).status is PlaceStatus.OPEN


def test_a_light_that_is_none_changes_nothing(hall, database):
    lead = signed_in(hall.app, database, Granted(Role.IN_CHARGE, place_id=hall.place_id))
    answer = post(lead, "/places/LEE/public/light", {"key": str(uuid4()), "status": "green"})
    assert "Nothing was stored" in lead.get(answer.headers["Location"]).text
    with database.look() as db:
        assert db.get(Place, hall.place_id).status_set_at is None


def test_the_page_speaks_the_language_of_its_address_and_sets_no_cookie(hall, database):
    switch(database, "LEE")
    answer = hall.stranger.get("/at/LEE?in=uk")
    assert '<html lang="uk"' in answer.text
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "public, max-age=60"


def test_the_page_is_the_same_for_people_who_are_signed_in(hall, database):
    switch(database, "LEE")
    lead = signed_in(hall.app, database, Granted(Role.IN_CHARGE, place_id=hall.place_id))
    assert text(lead, "/at/LEE") == text(hall.stranger, "/at/LEE")


def test_the_page_of_a_place_that_became_a_warehouse_is_gone(hall, database):
    switch(database, "LEE")
    with database.work() as db:
        db.get(Place, hall.place_id).kind = PlaceKind.WAREHOUSE
    assert text(hall.stranger, "/at/LEE", 404) == text(hall.stranger, "/at/NIX", 404)


def test_the_page_and_its_style_are_light(hall, database):
    switch(database, "LEE")
    sent = hall.stranger.get("/at/LEE", headers={"Accept-Encoding": "gzip"})
    parts = [sent.text] if not sent.headers.get("Content-Encoding") else [sent.data]
    page = text(hall.stranger, "/at/LEE")
    assert "<script" not in page
    style = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    icons = page.partition('<use href="')[2].partition("#")[0]
    weight = len(parts[0]) + sum(
        len(hall.stranger.get(path, headers={"Accept-Encoding": "gzip"}).data) for path in (style, icons)
    )
    assert weight <= 60_000


def test_who_is_in_charge_switches_it_on_and_off(hall, database):
    lead = signed_in(hall.app, database, Granted(Role.IN_CHARGE, place_id=hall.place_id))
    post(lead, "/places/LEE/public", {"key": str(uuid4()), "is_shown": "y"})
    assert "12 Mill Street" in text(hall.stranger, "/at/LEE")
    post(lead, "/places/LEE/public", {"key": str(uuid4())})
    text(hall.stranger, "/at/LEE", 404)
    with database.look() as db:
        entries = select(AuditEntry.facts).where(
            AuditEntry.subject == "LEE", AuditEntry.action == "place:publish"
        )
        told = list(db.scalars(entries.order_by(AuditEntry.id)))
    assert [json.loads(one)["shown"] for one in told] == [True, False]


def test_a_warehouse_gets_no_page(hall, database):
    with database.work() as db:
        store = a_place(db, code="WAR", kind=PlaceKind.WAREHOUSE)
        store_id = store.id
    lead = signed_in(hall.app, database, Granted(Role.IN_CHARGE, place_id=store_id))
    answer = post(lead, "/places/WAR/public", {"key": str(uuid4()), "is_shown": "y"})
    assert answer.status_code == 422
    assert "Only a collection point has a public page" in answer.text
    text(hall.stranger, "/at/WAR", 404)


def test_the_poster_leads_to_the_page_and_waits_until_it_is_on(hall, database):
    lead = signed_in(hall.app, database, Granted(Role.IN_CHARGE, place_id=hall.place_id))
    assert "Switch the page on first" in text(lead, "/places/LEE/poster.pdf", 422)
    switch(database, "LEE")
    answer = lead.get("/places/LEE/poster.pdf?first=en&second=uk")
    said = everything(answer.data)
    for words in ("12 Mill Street", "Sat 10-16", "tins, blankets", "open packs", "/at/LEE"):
        assert words in said
    assert "Yaropolk" not in said
    (address,) = codes(answer.data)
    assert "Mill Street" in hall.stranger.get(address).text
    assert urlsplit(address).path == "/at/LEE"
