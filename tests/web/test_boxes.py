"""Pages of boxes, pallets and stock: found by whatever is typed, changed by forms, closed to others."""

import io
import re

import pypdf
import pytest
from sqlalchemy import event, select

from convoy.domain.kinds import StopKind
from convoy.domain.lifecycle import BoxStage, PalletStage
from convoy.domain.permissions import Granted, Role
from convoy.models import Balance, Box, Holder, Lot, Pallet, Place
from tests.engines import on_sqlite
from tests.factories import a_convoy, a_gift_at, a_load, a_place, a_run, an_item
from tests.web.people import make_app, post, signed_in

pytestmark = on_sqlite
KEY = "6f1d7c0e-52f1-4f6e-8d1e-9a1f0c2b3d4e"


@pytest.fixture
def hall(database):
    """Codes of five open boxes of 24 tins in Leeds; 40 tins stand loose there."""
    with database.work() as db:
        place = a_place(db)
        a_place(db, name="Bradford", code="BRA")
        made = a_gift_at(db, place, an_item(db), boxes=5, each=24, loose=40)
        for box in made:
            box.stage, box.closed_at = BoxStage.OPEN, None
        return [box.code for box in made]


@pytest.fixture
def app(settings, database):
    return make_app(settings, database)


def place_id(database, code="LEE"):
    with database.look() as db:
        return db.scalars(select(Place.id).where(Place.code == code)).one()


@pytest.fixture
def desk(app, database, hall):
    return signed_in(app, database, Granted(Role.DESK, place_id=place_id(database)))


@pytest.fixture
def lead(app, database, hall):
    return signed_in(app, database, Granted(Role.IN_CHARGE, place_id=place_id(database)))


@pytest.fixture
def stranger(app, database, hall):
    return signed_in(app, database, Granted(Role.DESK, place_id=place_id(database, "BRA")))


def box_of(database, code):
    with database.look() as db:
        return db.scalars(select(Box).where(Box.code == code)).one()


def held(database, code):
    with database.look() as db:
        box_id = db.scalars(select(Box.id).where(Box.code == code)).one()
        return sum(db.scalars(select(Balance.quantity).join(Holder).where(Holder.box_id == box_id)))


def lot(database):
    with database.look() as db:
        return db.scalars(select(Lot.id)).one()


@pytest.mark.parametrize("form", ["{}", "{} ", "leeds 47", "1", "https://aid.example/b/{}", "/B/{}"])
def test_a_box_is_found_by_whatever_was_scanned_or_typed(desk, hall, form):
    typed = form.format(hall[0]).replace("leeds 47", "Leeds 1")
    answer = desk.get("/boxes", query_string={"code": typed})
    assert answer.location == f"/boxes/{hall[0]}"


def test_a_code_in_small_letters_without_dashes_is_found(desk, hall):
    answer = desk.get("/boxes", query_string={"code": hall[0].lower().replace("-", "")})
    assert answer.location == f"/boxes/{hall[0]}"


def test_a_mistyped_code_is_answered_with_what_it_may_have_been(desk, hall):
    wrong = hall[0][:-1] + ("0" if hall[0][-1] != "0" else "2")
    answer = desk.get("/boxes", query_string={"code": wrong})
    assert answer.status_code == 404
    assert "It may have been" in answer.text
    assert f"/boxes/{hall[0]}" in answer.text
    straight = desk.get(f"/boxes/{wrong}")
    assert straight.status_code == 404
    assert hall[0] in straight.text


def test_the_link_on_a_label_leads_to_the_box_or_to_signing_in_whatever_the_code(app, desk, hall):
    assert desk.get(f"/b/{hall[0]}", follow_redirects=True).request.path == f"/boxes/{hall[0]}"
    assert desk.get(f"/B/{hall[0]}", follow_redirects=True).request.path == f"/boxes/{hall[0]}"
    bare = re.compile(r'(value|name)="[^"]*"|BX-[0-9A-Z-]+')
    known, invented = (app.test_client().get(f"/b/{code}") for code in (hall[0], "BX-0000-00-1"))
    assert known.status_code == invented.status_code
    assert bare.sub("", known.text) == bare.sub("", invented.text)


def test_the_link_on_the_label_of_a_pallet_leads_to_the_pallet(desk):
    assert desk.get("/b/PT-0000-00-0").location == "/pallets/PT-0000-00-0"
    assert desk.get("/pallets/PT-0000-00-0").status_code == 404


def test_a_box_of_another_hall_is_answered_like_one_that_is_not_there(stranger, hall):
    there, absent = stranger.get(f"/boxes/{hall[0]}"), stranger.get("/boxes/BX-0000-00-0")
    assert there.status_code == absent.status_code == 404
    said = [re.sub(r'"csrf_token" value="[^"]*"', "", page.text) for page in (there, absent)]
    assert said[0].replace(hall[0], "") == said[1].replace("BX-0000-00-0", "")
    assert hall[0] not in stranger.get("/boxes").text


def test_the_list_counts_what_is_still_to_do(desk, hall):
    page = desk.get("/boxes").text
    assert all(code in page for code in hall)
    assert "24 pieces" in page
    assert "5 boxes in all" in page
    assert "No boxes here" in desk.get("/boxes?stage=delivered").text


def test_what_can_be_done_with_chosen_boxes_is_one_press_away_and_needs_no_script(lead, hall):
    form = lead.get("/boxes").text.partition('action="/boxes/labels.pdf"')[2].partition("</form>")[0]
    bar = form.partition('<div class="chosen">')[2]
    assert 'name="code"' not in bar  # the list stands before the bar, or it would not stay on the screen
    folded = bar.partition("<details")[2]
    for way in ("Print labels of", "Close", "Move", "Build a pallet of"):
        assert f"{way} the chosen" in folded


def test_the_number_of_statements_of_the_list_does_not_grow_with_the_boxes(desk, database):
    def statements():
        seen = []
        event.listen(database.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
        desk.get("/boxes")
        return len(seen)

    few = statements()
    with database.work() as db:
        place = db.scalars(select(Place).where(Place.code == "LEE")).one()
        a_gift_at(db, place, an_item(db, code="FOD-SOUP-01"), boxes=40, each=3)
    # Each call listens once more, so that every statement of the second page is seen by itself.
    assert statements() == few


def test_packing_taking_out_splitting_and_merging_by_forms(desk, database, hall):
    first, second = hall[:2]
    goods = {"key": KEY, "goods-0-lot": lot(database), "goods-0-quantity": "10"}
    assert post(desk, f"/boxes/{first}/pack", goods).status_code == 303
    assert held(database, first) == 34
    assert post(desk, f"/boxes/{first}/unpack", goods | {"key": KEY[:-1] + "1"}).status_code == 303
    assert post(desk, f"/boxes/{first}/part", goods | {"key": KEY[:-1] + "2"}).status_code == 303
    assert held(database, first) == 14
    assert post(desk, f"/boxes/{first}/split", {"key": KEY[:-1] + "3", "parts": "2"}).status_code == 303
    assert held(database, first) == 7
    answer = post(desk, f"/boxes/{second}/merge", {"key": KEY[:-1] + "5", "codes": first.lower()})
    assert answer.status_code == 303
    assert held(database, second) == 31
    page = desk.get(f"/boxes/{second}").text
    assert "Merged" in page
    assert "+7 Tinned beef, 400 g" in page


def test_a_refused_form_comes_back_with_all_that_was_typed(desk, database, hall):
    goods = {"key": KEY, "goods-0-lot": lot(database), "goods-0-quantity": "4000"}
    answer = post(desk, f"/boxes/{hall[0]}/pack", goods)
    assert answer.status_code == 422
    assert "There are 40 of" in answer.text
    assert 'value="4000"' in answer.text
    assert held(database, hall[0]) == 24


@pytest.mark.parametrize("typed", ["NaN", "-1", "1e309", "1_000", "１２", "<b>", "9" * 400])
def test_a_hostile_quantity_is_said_to_be_wrong_at_its_field(desk, database, hall, typed):
    goods = {"key": KEY, "goods-0-lot": lot(database), "goods-0-quantity": typed}
    answer = post(desk, f"/boxes/{hall[0]}/pack", goods)
    assert answer.status_code == 422
    assert "<b>" not in answer.text
    assert held(database, hall[0]) == 24


def test_a_new_box_is_packed_from_the_shelf(desk, database):
    assert "of 40 pieces" in desk.get("/boxes/new").text
    goods = {"key": KEY, "place": "LEE", "goods-0-lot": lot(database), "goods-0-quantity": "40"}
    answer = post(desk, "/boxes/new", goods)
    assert held(database, answer.location.removeprefix("/boxes/")) == 40
    assert "Nothing stands loose at Leeds" in desk.get("/boxes/new").text


def test_a_round_weighs_box_after_box_and_takes_the_last_back(desk, database, hall):
    step = {"key": KEY, "code": "Leeds 1", "grams": "26,5"}
    answer = post(desk, "/boxes/weighing", step, follow_redirects=True)
    assert "lift it with 2 persons" in answer.text
    assert "1 of 5 weighed" in answer.text
    assert box_of(database, hall[0]).gross_g == 26_500
    post(desk, f"/boxes/{hall[0]}/weigh/undo", {"key": KEY[:-1] + "1"})
    assert box_of(database, hall[0]).gross_g is None


def test_a_doubtful_weight_is_kept_when_it_is_sent_once_more(desk, database, hall):
    asked = post(desk, "/boxes/weighing", {"key": KEY, "code": hall[0], "grams": "107"})
    assert asked.status_code == 422
    assert "far from the 10.68 kg" in asked.text
    assert 'value="107000"' in asked.text
    post(desk, "/boxes/weighing", {"key": KEY, "code": hall[0], "grams": "107", "sure": "107000"})
    assert box_of(database, hall[0]).gross_g == 107_000


def test_boxes_are_closed_and_moved_many_at_once(lead, database, hall):
    codes = "\n".join(hall)
    assert post(lead, "/boxes/close", {"key": KEY, "codes": codes}).status_code == 303
    assert box_of(database, hall[4]).stage is BoxStage.CLOSED
    moved = post(lead, "/boxes/move", {"key": KEY[:-1] + "1", "codes": codes, "place": "LEE", "shelf": "B 3"})
    assert moved.status_code == 303
    assert box_of(database, hall[4]).shelf == "B 3"
    again = post(lead, "/boxes/close", {"key": KEY[:-1] + "2", "codes": codes})
    assert again.status_code == 422
    assert again.text.count("is closed already") == 5


def test_reopening_is_for_who_is_in_charge_and_needs_a_reason(desk, lead, database, hall):
    post(desk, "/boxes/close", {"key": KEY, "codes": hall[0]})
    refused = post(desk, f"/boxes/{hall[0]}/reopen", {"key": KEY[:-1] + "1", "reason": "wet"})
    assert refused.status_code in {403, 422}
    assert box_of(database, hall[0]).stage is BoxStage.CLOSED
    assert post(lead, f"/boxes/{hall[0]}/reopen", {"key": KEY[:-1] + "2"}).status_code == 422
    post(lead, f"/boxes/{hall[0]}/reopen", {"key": KEY[:-1] + "3", "reason": "wet"})
    assert box_of(database, hall[0]).label_version == 2
    assert "wet" in lead.get(f"/boxes/{hall[0]}").text


def test_a_reserved_box_does_not_tell_the_desk_its_van(desk, database, hall):
    with database.work() as db:
        box = db.scalars(select(Box).where(Box.code == hall[0])).one()
        there = a_place(db, name="Lviv", code="LVI")
        convoy = a_convoy(db, code="CV-CANARY")
        a_load(db, box, a_run(db, convoy, (StopKind.LOADING, box.place), (StopKind.DELIVERY, there)))
    for path in (f"/boxes/{hall[0]}", "/boxes"):
        page = desk.get(path).text
        assert "reserved" in page
        assert "CV-CANARY" not in page
        assert "Lviv" not in page


def test_labels_are_printed_for_the_boxes_chosen(desk, hall):
    answer = desk.get("/boxes/labels.pdf", query_string={"code": hall[:2]})
    assert answer.mimetype == "application/pdf"
    text = pypdf.PdfReader(io.BytesIO(answer.data)).pages[0].extract_text()
    assert hall[0] in text
    assert "Leeds 2" in text
    assert desk.get("/boxes/labels.pdf").status_code == 422
    assert desk.get("/boxes/labels.pdf?code=BX-0000-00-0").status_code == 404


def test_a_pallet_is_built_wrapped_opened_and_broken_down(lead, database, hall):
    post(lead, "/boxes/close", {"key": KEY, "codes": "\n".join(hall)})
    built = post(lead, "/pallets/new", {"key": KEY[:-1] + "1", "place": "LEE", "codes": hall[0]})
    code = built.location.removeprefix("/pallets/")
    steps = (
        ("add", {"codes": f"{hall[1]}, {hall[2]}"}),
        ("take-off", {"codes": hall[2]}),
        ("wrap", {"height": "150", "grams": "48,5"}),
        ("reopen", {"reason": "one more"}),
        ("break-down", {"reason": "stays here"}),
    )
    for number, (act, typed) in enumerate(steps, 2):
        assert lead.get(f"/pallets/{code}/{act}").status_code == 200
        answer = post(lead, f"/pallets/{code}/{act}", {"key": f"{KEY[:-1]}{number}"} | typed)
        assert answer.status_code == 303, answer.text
        assert lead.get(f"/pallets/{code}").status_code == 200
    with database.look() as db:
        assert db.scalars(select(Pallet)).one().stage is PalletStage.BROKEN_DOWN
    assert lead.get("/pallets/PT-0000-00-0").status_code == 404
    assert lead.get(f"/pallets/{code}/burn").status_code == 404


def test_stock_says_what_is_loose_boxed_reserved_and_free(lead, desk, database, hall):
    page = lead.get("/stock").text
    assert "40 pieces" in page
    assert "120 pieces" in page
    assert "Nothing of this kind in stock" in lead.get("/stock?text=soup").text
    sheet = lead.get("/stock.csv").data.decode("utf-8-sig")
    assert "FOD-BEEF-01" in sheet
    assert "160" in sheet
    assert lead.get("/stock.xlsx").data[:2] == b"PK"
    assert lead.get("/stock.exe").status_code == 404
    assert desk.get("/stock").status_code == 403


def test_every_page_of_a_box_can_be_opened(lead, hall):
    for act in ("pack", "unpack", "part", "split", "merge", "weigh", "reopen", "pallet"):
        assert lead.get(f"/boxes/{hall[0]}/{act}").status_code == 200, act
        assert lead.get(f"/boxes/BX-0000-00-0/{act}").status_code == 404, act
    for path in ("/boxes/close", "/boxes/move", "/boxes/weighing", "/pallets", "/pallets/new"):
        assert lead.get(path).status_code == 200, path


def test_pasted_lists_take_names_beside_codes(lead, database, hall):
    first, second, third = (box_of(database, code) for code in hall[:3])
    pasted = f"Leeds {first.short_number}\n{second.code.lower()}, {second.code}\n"
    post(lead, "/boxes/close", {"key": KEY, "codes": pasted})
    assert [box_of(database, code).stage for code in hall[:2]] == [BoxStage.CLOSED] * 2
    assert box_of(database, third.code).stage is BoxStage.OPEN


def test_a_list_longer_than_one_form_takes_is_refused_and_no_box_is_left_out_silently(lead, database, hall):
    names = "\n".join([*(f"Leeds {1000 + number}" for number in range(500)), hall[0]])
    answer = post(lead, "/boxes/close", {"key": KEY, "codes": names})
    assert answer.status_code == 422
    assert "501 codes are too many at once: at most 500. Send the rest after them." in answer.text
    assert box_of(database, hall[0]).stage is BoxStage.OPEN


def test_a_name_that_is_no_box_is_said_with_what_it_may_be_and_nothing_is_done(lead, database, hall):
    mistyped = hall[1][:-1] + ("7" if hall[1][-1] != "7" else "8")
    answer = post(lead, "/boxes/close", {"key": KEY, "codes": f"{hall[0]}\n{mistyped}\nLeeds 999"})
    assert answer.status_code == 422
    assert f"“{mistyped}” may be {hall[1]}" in answer.text
    assert "There is no box “Leeds 999” here" in answer.text
    assert box_of(database, hall[0]).stage is BoxStage.OPEN


def test_a_pallets_label_is_printed_twice_and_on_the_sheet_asked_for(lead, hall):
    post(lead, "/boxes/close", {"key": KEY, "codes": "\n".join(hall)})
    built = post(lead, "/pallets/new", {"key": KEY[:-1] + "1", "place": "LEE", "codes": hall[0]})
    code = built.location.removeprefix("/pallets/")
    pages = pypdf.PdfReader(io.BytesIO(lead.get(f"/pallets/{code}/labels.pdf").data)).pages
    assert [page.extract_text().count(code) for page in pages] == [pages[0].extract_text().count(code)]
    rolls = pypdf.PdfReader(io.BytesIO(lead.get(f"/pallets/{code}/labels.pdf?stock=thermal-100").data)).pages
    assert len(rolls) == 2
    assert "Print its labels" in lead.get(f"/pallets/{code}").text
