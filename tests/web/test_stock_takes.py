"""The pages of a stock-take: scan, paste, count, close with reasons; also from a printed sheet."""

import io
import re
from uuid import uuid4

import pypdf
import pytest
from sqlalchemy import select

from convoy.domain.lifecycle import BoxStage
from convoy.domain.permissions import Granted, Role
from convoy.models import Box, Place, StockTake
from tests.engines import on_sqlite
from tests.factories import a_box, a_gift_at, a_place, an_item
from tests.web.people import make_app, post, signed_in

pytestmark = on_sqlite


@pytest.fixture
def app(settings, database):
    with database.work() as db:
        place = a_place(db)
        a_gift_at(db, place, an_item(db), boxes=4, each=24, loose=40)
        place_id = place.id
    made = make_app(settings, database)
    made.config["LEEDS"] = place_id
    return made


@pytest.fixture
def lead(app, database):
    return signed_in(app, database, Granted(Role.IN_CHARGE, place_id=app.config["LEEDS"]))


@pytest.fixture
def desk(app, database):
    return signed_in(app, database, Granted(Role.DESK, place_id=app.config["LEEDS"]))


@pytest.fixture
def take(lead):
    answer = post(lead, "/stock-takes", {"key": str(uuid4()), "place": "LEE", "shelf": ""})
    assert answer.status_code == 303
    return answer.location


@pytest.fixture
def codes(database, app):
    with database.look() as db:
        return list(db.scalars(select(Box.code).order_by(Box.id)))


def send(client, path, **fields):
    return post(client, path, {"key": str(uuid4()), **fields})


def test_the_desk_scans_and_pastes_in_a_stock_take_that_is_open(desk, take, codes):
    assert "0 of 4 boxes seen" in desk.get(take).text
    assert send(desk, f"{take}/seen", codes="Leeds 1").status_code == 303
    assert send(desk, f"{take}/seen", codes="\n".join(codes[:3])).status_code == 303
    page = desk.get(take).text
    assert "3 of 4 boxes seen" in page
    assert "2 boxes seen. 1 was seen before." in page
    assert "1 box not seen yet" in page
    assert send(desk, f"{take}/unsee", box=codes[0]).status_code == 303
    assert "2 of 4 boxes seen" in desk.get(take).text


def test_a_number_nobody_knows_is_said_at_once(desk, take):
    answer = send(desk, f"{take}/seen", codes="Leeds 99")
    assert answer.status_code == 422
    assert "There is no box “Leeds 99” here" in answer.text


def test_differences_are_closed_with_their_reasons(lead, take, codes, database):
    send(lead, f"{take}/seen", codes="\n".join(codes[:3]))
    assert (
        send(lead, f"{take}/loose", **{"counts-0-item": "FOD-BEEF-01", "counts-0-typed": "38"}).status_code
        == 303
    )
    page = lead.get(f"{take}/close").text
    assert "2 pieces less than the books say" in page
    assert codes[3] in page
    fields = {
        "boxes-0-code": codes[3],
        "boxes-0-missing": "y",
        "boxes-0-reason": "taken",
        "boxes-0-note": "",
        "loose-0-code": "FOD-BEEF-01",
        "loose-0-reason": "",
        "loose-0-note": "",
    }
    refused = send(lead, f"{take}/close", **fields)
    assert refused.status_code == 422
    assert "say why" in refused.text
    assert send(lead, f"{take}/close", **fields | {"loose-0-reason": "broken"}).status_code == 303
    closed = lead.get(take).text
    assert "taken without a note" in closed
    assert "broken" in closed
    with database.look() as db:
        assert db.scalar(select(Box.stage).where(Box.code == codes[3])) is BoxStage.MISSING
        assert db.scalar(select(StockTake.closed_at)) is not None
    assert "Changed by a stock-take" in lead.get(f"/boxes/{codes[3]}").text


def test_what_is_no_quantity_is_said_at_its_field(desk, take):
    answer = send(desk, f"{take}/loose", **{"counts-0-item": "FOD-BEEF-01", "counts-0-typed": "a few"})
    assert answer.status_code == 422
    assert "“a few”" in answer.text


def test_an_empty_shelf_is_counted_as_none(desk, take):
    sent = {"counts-0-item": "FOD-BEEF-01", "counts-0-typed": "0"}
    assert send(desk, f"{take}/loose", **sent).status_code == 303
    assert "-40" in desk.get(take).text


def test_the_printed_sheet_lists_boxes_and_loose_goods_without_quantities(desk, take, codes):
    drawn = desk.get(f"{take}/sheet.pdf")
    said = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(drawn.data)).pages)
    assert all(code in said for code in codes)
    assert re.search(r"ST-\w{4}-\w{2}-\w", said)
    assert "Tinned beef" in said
    assert "40" not in said.replace("400 g", "").split("Loose goods")[1].split("Counted by")[0]


def test_a_second_one_at_a_place_leads_to_the_first(lead, take):
    answer = send(lead, "/stock-takes", place="LEE", shelf="")
    assert answer.status_code == 422
    assert take.rsplit("/", 1)[-1] in answer.text


def test_the_desk_neither_begins_nor_closes(desk, take):
    assert send(desk, "/stock-takes", place="LEE").status_code == 403
    assert desk.get(f"{take}/close").status_code == 403
    assert "Begin a stock-take" not in desk.get("/stock-takes").text


def test_a_big_place_is_listed_by_shelf_and_a_page_at_a_time(lead, take, database):
    with database.work() as db:
        place = db.scalars(select(Place)).first()
        for number in range(130):
            a_box(db, place, shelf="A-1" if number < 100 else "B-2")
    page = lead.get(f"{take}").text
    assert '<details class="more" id="not-seen">' in page
    assert page.count("/boxes/BX-") == 60
    assert "A-1 <span" in page
    second = lead.get(f"{take}?shelf=A-1&from=60").text
    assert second.count("/boxes/BX-") == 40
    assert "40 of 100 boxes" in second
    assert lead.get(f"{take}?from=x&shelf=nowhere").status_code == 200
