"""The page for lists of boxes: checked first, every problem named, taken in whole, without JavaScript."""

import html
import io
import re

import pypdf
import pytest
from sqlalchemy import func, select

from convoy.domain.permissions import Granted, Role
from convoy.exchange.limits import DESK
from convoy.models import Box, Donation, Organisation
from convoy.web import kept_files
from tests.engines import on_sqlite
from tests.factories import a_place, an_item
from tests.web.people import make_app, post, signed_in

pytestmark = on_sqlite
HEAD = "box number,item,quantity,condition,kg\n"
GOOD = HEAD + "".join(f"{number},FOD-BEEF-01,24,new,10.5\n" for number in range(1, 31))


@pytest.fixture
def lead(settings, database):
    with database.work() as db:
        an_item(db)
        for code in ("01", "02"):
            an_item(db, code=f"HYG-SOAP-{code}", category="hygiene", name=f"Soap {code}", words=("soap",))
        place_id = a_place(db).id
    return signed_in(make_app(settings, database), database, Granted(Role.IN_CHARGE, place_id=place_id))


def send(client, sheet, then="check", name="boxes.csv", **fields):
    data = {"place": "LEE", "partner_kind": "", "then": then, **fields}
    if sheet is not None:
        data["file"] = (io.BytesIO(sheet.encode() if isinstance(sheet, str) else sheet), name)
    return post(client, "/boxes/import", data)


def hidden(answer, name):
    return html.unescape(re.search(rf'name="{name}"[^>]* value="([^"]*)"', answer.text)[1])


def count(database, table=Box):
    with database.look() as db:
        return db.scalar(select(func.count()).select_from(table))


def test_a_list_is_checked_and_then_taken_in_without_choosing_it_again(lead, database):
    checked = send(lead, GOOD)
    assert checked.status_code == 200
    assert "30 boxes would be taken in." in checked.text
    assert count(database) == 0
    kept = {name: hidden(checked, name) for name in ("kept", "kept_name")}
    taken = send(lead, None, "take", **kept)
    assert "30 boxes taken in." in taken.text
    assert count(database) == 30
    again = send(lead, None, "take", **kept)
    assert "0 boxes taken in. 30 were here already." in again.text
    assert count(database) == 30


def test_one_sheet_of_labels_has_all_boxes_of_the_list(lead):
    taken = send(lead, GOOD, "take")
    codes = re.findall(r'name="code" value="(BX-[^"]+)"', taken.text)
    assert len(codes) == 30
    drawn = lead.get("/boxes/labels.pdf", query_string={"code": codes})
    said = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(drawn.data)).pages)
    assert all(code in said for code in codes)


def test_every_problem_is_shown_and_nothing_is_stored(lead, database):
    answer = send(lead, GOOD + "31,soap,3,new,1\n32,FOD-BEEF-01,a few,new,1\n", "take")
    assert answer.status_code == 422
    assert "2 things in the list are unclear" in answer.text
    assert "HYG-SOAP-01" in answer.text
    assert "“a few”" in answer.text
    assert count(database) == count(database, Donation) == 0


def test_a_word_may_be_told_on_the_page(lead, database):
    assert send(lead, HEAD + "1,soap,3,new,1\n", "take", meanings="soap=HYG-SOAP-01\n").status_code == 200
    assert count(database) == 1
    assert "is not WORD=CODE" in send(lead, GOOD, meanings="soap").text


def test_a_partners_list_makes_the_partner(lead, database):
    asked = {"partner": "Solidarity Lublin", "reference": "L-7"}
    assert "what kind of donor" in send(lead, GOOD, **asked).text
    assert send(lead, GOOD, "take", partner_kind="trade_union", **asked).status_code == 200
    assert count(database, Organisation) == 1
    assert "Several boxes" not in lead.get("/boxes", query_string={"code": "Leeds 7"}).text


def test_a_form_without_a_file_asks_for_one(lead):
    answer = send(lead, None)
    assert answer.status_code == 422
    assert "Choose the list" in answer.text


@pytest.mark.parametrize("sheet", [b"%PDF-1.7", b"", b"PK\x03\x04junk", b"\xd0\xcf\x11\xe0"])
def test_what_is_no_list_is_answered_plainly(lead, sheet):
    assert send(lead, sheet, name="x.xlsx").status_code == 422


def test_a_kept_file_never_grows_beyond_what_may_be_sent(engine):
    bomb = kept_files.packed(b"0" * 50_000_000)
    assert len(kept_files.unpacked(bomb)) == DESK.size + 1
    assert kept_files.unpacked("nonsense!") == b""
    assert kept_files.unpacked(kept_files.packed(GOOD.encode())) == GOOD.encode()


def test_a_damaged_kept_file_is_answered_plainly(lead):
    assert send(lead, None, kept="///", kept_name="x").status_code == 422
    assert send(lead, None, kept=kept_files.packed(b"0" * 50_000_000), kept_name="x").status_code == 422


def test_the_boxes_page_says_what_is_weighed_for_certain(lead):
    send(lead, HEAD + "1,FOD-BEEF-01,24,new,10.5\n2,FOD-BEEF-01,24,new,\n", "take")
    assert "At least 10 kg; 1 of 2 boxes not weighed." in lead.get("/boxes").text
