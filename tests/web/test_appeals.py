"""An appeal from its form to the page of strangers and the poster on the wall."""

from datetime import timedelta
from urllib.parse import urlsplit
from uuid import uuid4

from sqlalchemy import update

from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import Appeal
from convoy.queries import wishes
from convoy.services import public_pages
from convoy.services.public_pages import ChangePage
from tests.documents.reading import codes, everything
from tests.engines import on_sqlite
from tests.factories import a_place, an_item
from tests.web.people import make_app, post, signed_in

pytestmark = on_sqlite


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
