"""An appeal from its form to the page of strangers and the poster on the wall."""

import re
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import uuid4

from sqlalchemy import update

from convoy.domain.kinds import PlaceStatus
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import Appeal, Place
from convoy.queries import wishes
from convoy.services import public_pages
from convoy.services.public_pages import ChangePage
from tests.documents.reading import codes, everything
from tests.engines import on_sqlite
from tests.factories import a_place, an_item
from tests.web.people import make_app, post, signed_in

pytestmark = on_sqlite


def test_what_is_said_of_an_appeal_agrees_before_its_days_in_them_and_after(settings, database):
    with database.work() as db:
        leeds = a_place(db, code="LEE", address="12 Mill Street")
        an_item(db, code="FOD-BEEF-01", name="Tinned beef")
        place_id, today = leeds.id, wishes.today(leeds)
    database.do(public_pages.change, CONSOLE, ChangePage(uuid4(), "LEE", True, takes_announcements=True))
    app = make_app(settings, database)
    lead, stranger = signed_in(app, database, Granted(Role.IN_CHARGE, place_id=place_id)), app.test_client()

    def pages(first, last):
        days = {"begins_on": first.isoformat(), "ends_on": last.isoformat(), "is_shown": "y"}
        goods = {"title": "Winter appeal", "places": "LEE", "lines-0-item": "FOD-BEEF-01"}
        made = post(lead, "/appeals/new", {"key": str(uuid4()), **goods, **days})
        assert made.status_code == 303, made.text
        code = made.location.rsplit("/", 1)[-1]
        return lead.get(made.location).text, stranger.get(f"/for/{code}").text

    day = timedelta(days=1)
    told, page = pages(today + day, today + 9 * day)
    assert "Its first day has not come" in told
    assert "open to everybody" not in told
    assert "It begins on" in page
    assert "Tinned beef" not in page
    told, page = pages(today - 9 * day, today - day)
    assert "Its last day is over" in told
    assert "open to everybody" not in told
    assert "This appeal ended" in page
    told, page = pages(today, today)
    assert "open to everybody" in told
    assert "Most needed now" in page
    assert "Announce a gift" in page
    with database.work() as db:
        db.get(Place, place_id).status = PlaceStatus.FULL
    assert "Announce a gift" not in stranger.get(f"/for/{code_in(told)}").text
    database.do(public_pages.change, CONSOLE, ChangePage(uuid4(), "LEE", is_shown=False))
    page = stranger.get(f"/for/{code_in(told)}").text
    assert "No place takes goods in for it just now" in page
    assert "Most needed now" not in page


def code_in(page):
    return re.search(r"AP-\w{4}-\w{2}-\w", page)[0]


def test_the_form_marks_the_places_as_needed(settings, database):
    with database.work() as db:
        place_id = a_place(db, code="LEE").id
    lead = signed_in(make_app(settings, database), database, Granted(Role.IN_CHARGE, place_id=place_id))
    page = lead.get("/appeals/new").text
    assert re.search(r'<legend data-needed="needed">Places that take the goods in', page)


def test_an_appeal_is_made_shown_printed_and_ended(settings, database):
    with database.work() as db:
        leeds = a_place(
            db,
            code="LEE",
            address="12 Mill Street",
            opening_hours="Sat 10-16",
            do_not_bring="open packs",
            contact_name="Yaropolk",
        )
        an_item(db, code="FOD-BEEF-01", name="Tinned beef")
        place_id, today = leeds.id, wishes.today(leeds)
    app = make_app(settings, database)
    lead, stranger = signed_in(app, database, Granted(Role.IN_CHARGE, place_id=place_id)), app.test_client()
    typed = {
        "key": str(uuid4()),
        "title": "Winter appeal",
        "words": "For those without heating.",
        "begins_on": today.isoformat(),
        "ends_on": (today + timedelta(days=9)).isoformat(),
        "places": "LEE",
        "lines-0-item": "FOD-BEEF-01",
        "lines-0-quantity": "240",
        "is_shown": "y",
    }
    refused = post(lead, "/appeals/new", typed)
    assert refused.status_code == 422
    assert "shows strangers no page yet" in refused.text
    assert "For those without heating." in refused.text
    database.do(public_pages.change, CONSOLE, ChangePage(uuid4(), "LEE", is_shown=True))
    made = post(lead, "/appeals/new", {**typed, "key": str(uuid4())})
    assert made.status_code == 303
    code = made.location.rsplit("/", 1)[-1]
    assert 'value="240"' in lead.get(f"/appeals/{code}").text

    page = stranger.get(f"/for/{code}")
    for said in ("Winter appeal", "without heating", "Tinned beef: 240", "12 Mill Street", "open packs"):
        assert said in page.text
    assert "Yaropolk" not in page.text
    assert page.headers["Cache-Control"] == "public, max-age=60"
    assert "Set-Cookie" not in page.headers
    assert '<html lang="uk"' in stranger.get(f"/for/{code}?in=uk").text

    poster = lead.get(f"/appeals/{code}/poster.pdf?first=en&second=uk").data
    told = everything(poster)
    for said in ("Winter appeal", "Tinned beef", "12 Mill Street", "Sat 10-16", "open packs"):
        assert said in told
    assert "Yaropolk" not in told
    (address,) = codes(poster)
    assert urlsplit(address).path == f"/for/{code}"
    assert "12 Mill Street" in stranger.get(address).text

    with database.work() as db:
        db.execute(update(Appeal).values(begins_on=today - timedelta(9), ends_on=today - timedelta(1)))
    over = stranger.get(f"/for/{code}")
    assert "This appeal ended" in over.text
    assert "12 Mill Street" not in over.text
