"""Blank labels at the desk: printed, scanned before there is a box, and packed under."""

import io

import pypdf
import pytest
from sqlalchemy import select

from convoy.domain.permissions import Granted, Role
from convoy.models import Box, BoxLabel, Lot, Place
from tests.engines import on_sqlite
from tests.factories import a_gift_at, a_place, an_item
from tests.web.people import make_app, post, signed_in

KEY = "6f1d7c0e-52f1-4f6e-8d1e-9a1f0c2b3d4e"


@pytest.fixture
def desk(settings, database):
    with database.work() as db:
        leeds = a_place(db)
        a_gift_at(db, leeds, an_item(db, code="BEANS", name="Beans"), boxes=1, each=5, loose=40)
        place = leeds.id
    return signed_in(make_app(settings, database), database, Granted(Role.DESK, place_id=place))


def labels_of(database):
    with database.look() as db:
        return db.execute(select(BoxLabel.code, BoxLabel.short_number).order_by(BoxLabel.id)).all()


@on_sqlite
def test_labels_are_printed_scanned_and_packed_under(desk, database):
    answer = post(desk, "/places/LEE/box-labels", {"key": KEY, "count": "4", "start": "2"})
    pages = pypdf.PdfReader(io.BytesIO(desk.get(answer.location).data)).pages
    said = " ".join(page.extract_text() for page in pages)
    labels = labels_of(database)
    assert len(pages) == 2
    assert all(code in said and f"Leeds {number}" in said for code, number in labels)
    code = labels[1][0]
    assert "2 to 5" in desk.get("/places/LEE/box-labels").text
    scanned = desk.get(desk.get(f"/B/{code}").location)
    assert scanned.status_code == 200
    at_once = post(desk, "/scan", {"key": KEY, "codes": code})
    assert at_once.location == f"/boxes?code={code}"
    moved = post(desk, "/scan/move", {"key": KEY, "codes": code, "place": "LEE", "shelf": "A1"})
    assert f"Leeds {labels[1][1]} is a printed label: no box is packed under it yet." in moved.text
    form = desk.get(f"/boxes/new?place=LEE&label={code}").text
    assert f'value="{code}"' in form
    assert f"label={code}" in scanned.text
    with database.look() as db:
        lot = db.scalars(select(Lot.id)).one()
    packed = {"key": KEY[:-1] + "f", "place": "LEE", "goods-0-lot": lot, "goods-0-quantity": "3"}
    assert post(desk, "/boxes/new", packed | {"label": "999"}).status_code == 422
    assert post(desk, "/boxes/new", packed | {"label": code}).location.endswith(code)
    with database.look() as db:
        assert db.scalars(select(Box.short_number).where(Box.code == code)).one() == labels[1][1]
    table = desk.get(f"/sorting/pack?place=LEE&label={labels[2][0]}").text
    assert labels[2][0] in table


@on_sqlite
def test_a_gift_names_its_labels_in_a_run_and_a_wrong_one_is_said_at_its_line(desk, database):
    post(desk, "/places/LEE/box-labels", {"key": KEY, "count": "3"})
    typed = {
        "key": KEY[:-1] + "f", "place": "LEE", "received_on": "2026-10-03", "anonymous": "y",
        "donor_kind": "", "then": "show", "lines-0-expires_on": "01/2029",
        "lines-0-item": "beans", "lines-0-quantity": "12", "lines-0-condition": "new",
        "lines-0-decision": "accepted", "lines-0-currency": "EUR",
    }  # fmt: skip
    refused = post(desk, "/donations/new", typed | {"lines-0-box_codes": "2-9"})
    assert refused.status_code == 422
    assert "No label 5 was printed for Leeds" in refused.text
    assert post(desk, "/donations/new", typed | {"lines-0-box_codes": "2-4"}).status_code == 303
    with database.look() as db:
        made = db.scalars(select(Box.code).where(Box.short_number > 1).order_by(Box.short_number)).all()
    assert made == [code for code, _ in labels_of(database)]


def printed(desk, gift, address=""):
    pages = pypdf.PdfReader(io.BytesIO(desk.get(f"/donations/{gift}/labels.pdf{address}").data)).pages
    return " ".join(page.extract_text() for page in pages)


@on_sqlite
def test_only_boxes_without_a_printed_label_get_one_and_correcting_says_what_becomes_of_it(desk, database):
    post(desk, "/places/LEE/box-labels", {"key": KEY, "count": "1"})
    ((label, number),) = labels_of(database)
    typed = {
        "key": KEY[:-1] + "f", "place": "LEE", "received_on": "2026-10-03", "anonymous": "y",
        "donor_kind": "", "then": "show", "lines-0-expires_on": "01/2029",
        "lines-0-item": "beans", "lines-0-quantity": "12", "lines-0-boxes": "3",
        "lines-0-condition": "new", "lines-0-decision": "accepted", "lines-0-currency": "EUR",
        "lines-0-box_codes": str(number),
    }  # fmt: skip
    gift = post(desk, "/donations/new", typed).location.split("?")[0].rsplit("/", 1)[-1]
    page = desk.get(f"/donations/{gift}").text
    assert "Print 2 labels" in page
    assert "Print 3 labels" not in page
    assert "1 box has its label already." in page
    assert label not in printed(desk, gift)
    assert label in printed(desk, gift, "?all=1")
    correction = desk.get(f"/donations/{gift}/correct").text
    assert "Boxes whose labels stay true stand as they are" in correction
    mended = typed | {
        "key": KEY[:-1] + "d",
        "lines-0-quantity": "15",
        "lines-0-box_codes": "",
        "correction": "15",
    }
    told = post(desk, f"/donations/{gift}/correct", mended, follow_redirects=True).text
    assert f"Take these labels off and throw them away: Leeds {number}," in told


@on_sqlite
def test_a_spoiled_label_is_struck_off_and_said_so_when_scanned(desk, database):
    post(desk, "/places/LEE/box-labels", {"key": KEY, "count": "1"})
    ((code, _),) = labels_of(database)
    spoiled = {"key": KEY[:-1] + "f", "labels": code, "reason": "wet"}
    assert post(desk, "/places/LEE/box-labels/spoiled", spoiled | {"labels": "77"}).status_code == 422
    said = [
        desk.get(post(desk, "/places/LEE/box-labels/spoiled", spoiled).location).text
        for _sent in ("once", "twice")
    ]
    assert "1 label struck off." in said[0]
    assert "these labels were struck off already" in said[1]
    assert "0 labels" not in said[1]
    assert "struck off as spoiled: wet" in desk.get(f"/boxes?code={code}").text


@on_sqlite
def test_a_box_gets_a_second_label_and_loses_it_again(desk, database):
    post(desk, "/places/LEE/box-labels", {"key": KEY, "count": "1"})
    ((label, _),) = labels_of(database)
    with database.look() as db:
        box = db.scalars(select(Box.code)).one()
    assert (
        post(desk, f"/boxes/{box}/label", {"key": KEY[:-1] + "f", "label": label.lower()}).status_code == 303
    )
    assert desk.get(f"/b/{label}").location.endswith(box)
    assert label in desk.get(f"/boxes/{box}").text
    off = {"key": KEY[:-1] + "a", "label": label}
    assert post(desk, f"/boxes/{box}/label/off", off).status_code == 303
    assert desk.get(f"/b/{label}").location.endswith(label)


@on_sqlite
def test_labels_of_a_place_are_for_who_works_there(settings, database, desk):
    post(desk, "/places/LEE/box-labels", {"key": KEY, "count": "1"})
    ((label, _),) = labels_of(database)
    with database.work() as db:
        a_place(db, name="Bradford", code="BRA")
        bradford = db.scalars(select(Place.id).where(Place.code == "BRA")).one()
    other = signed_in(make_app(settings, database), database, Granted(Role.DESK, place_id=bradford))
    assert other.get(f"/boxes?code={label}").status_code == 404
    assert other.get(f"/b/{label}").status_code == 404
