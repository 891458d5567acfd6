"""The intake screen, made for repetition: what it offers, remembers and says before anything is stored."""

import re
from html import unescape
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from convoy.domain.permissions import Granted, Role
from convoy.models import DonationLine, Item, UnsortedLine
from tests.engines import on_sqlite
from tests.factories import a_gift_at, a_place, an_item
from tests.web.people import make_app, post, signed_in

pytestmark = on_sqlite


@pytest.fixture
def places(database):
    """Leeds, which logs wool blankets and asks for beans, and Bradford."""
    with database.work() as db:
        an_item(db)
        an_item(db, code="FOD-BEAN-01", name="Beans, 400 g", words=("tin",))
        an_item(db, code="BED-BLKS-01", name="Blanket, fleece", words=("blanket",))
        wool = an_item(db, code="BED-BLKW-01", name="Blanket, wool", words=("blanket",))
        an_item(db, code="CLO-USED-01", name="Used clothing, sorted", words=("used clothing",))
        leeds = a_place(db, accepts="beans, hygiene", do_not_bring="Used clothing")
        bradford = a_place(db, name="Bradford")
        a_gift_at(db, leeds, wool)
        return leeds.id, bradford.id


@pytest.fixture
def app(settings, database):
    return make_app(settings, database)


@pytest.fixture
def desk(app, database, places):
    return signed_in(app, database, *(Granted(Role.DESK, place_id=place) for place in places))


def offered(client, typed, place="LEE"):
    return [one["hint"] for one in client.get(f"/catalogue/search?q={typed}&place={place}").json]


def test_what_a_place_logged_lately_is_offered_first_there_and_nowhere_else(desk):
    assert offered(desk, "blanket")[0] == "BED-BLKW-01"
    assert offered(desk, "blanket", "BRA")[0] == "BED-BLKS-01"


def test_an_item_that_was_named_comes_before_one_that_is_usual_here(desk):
    assert offered(desk, "blanket fleece")[0] == "BED-BLKS-01"


def test_a_place_somebody_does_not_see_lends_no_hints(app, database, places):
    stranger = signed_in(app, database, Granted(Role.DESK, place_id=places[1]))
    assert offered(stranger, "blanket")[0] == "BED-BLKS-01"


def a_form(**changes):
    typed = {
        "key": str(uuid4()),
        "anonymous": "y",
        "donor_kind": "",
        "place": "LEE",
        "received_on": "2026-10-03",
        "lines-0-item": "tinned beef",
        "lines-0-quantity": "24",
        "lines-0-condition": "new",
        "lines-0-currency": "EUR",
        "lines-0-decision": "accepted",
        "then": "again",
    }
    return {**typed, **{name.replace("__", "-"): value for name, value in changes.items()}}


def errors(answer):
    return re.findall(r'class="error"[^>]*>.*?<span>(.*?)</span>', answer.text)


def gifts(database):
    with database.look() as db:
        lines = db.scalars(
            select(DonationLine).options(joinedload(DonationLine.item)).order_by(DonationLine.id)
        )
        return [(line.item.code, line.quantity) for line in lines][1:]


def value_of(page, name):
    found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page)
    return unescape(found[1]) if found else ""


@pytest.mark.parametrize(
    ("item", "quantity", "pieces"),
    [("240 tinned beef in 10 boxes", "", 240), ("tinned beef", "20 x 24", 480), ("12 tinned beef", "", 12)],
)
def test_a_whole_line_is_understood_from_one_field(desk, database, item, quantity, pieces):
    answer = post(desk, "/donations/new", a_form(lines__0__item=item, lines__0__quantity=quantity))
    assert (answer.status_code, errors(answer)) == (303, [])
    assert gifts(database) == [("FOD-BEEF-01", pieces)]


def test_the_next_gift_keeps_donor_place_and_day_and_may_copy_the_lines(desk):
    kept = a_form(anonymous="", donor="Rail Branch 12", donor_kind="union_branch", place="BRA")
    answer = post(desk, "/donations/new", kept)
    page = desk.get(answer.headers["Location"]).text
    assert value_of(page, "donor") == "Rail Branch 12"
    assert '<option selected value="BRA">' in page
    assert value_of(page, "received_on") == "2026-10-03"
    assert value_of(page, "lines-0-item") == ""
    copied = desk.get(re.search(r'href="([^"]*like=DN-[^"]*)"', page)[1]).text
    assert (value_of(copied, "lines-0-item"), value_of(copied, "lines-0-quantity")) == (
        "Tinned beef, 400 g",
        "24",
    )
    assert value_of(copied, "received_on") != "2026-10-03"


def test_a_gift_of_another_place_is_not_copied(app, database, desk, places):
    code = post(desk, "/donations/new", a_form(place="BRA")).headers["Location"].split("=")[1]
    stranger = signed_in(app, database, Granted(Role.DESK, place_id=places[0]))
    assert stranger.get(f"/donations/new?like={code}").status_code == 404


def test_a_usual_item_is_taken_by_one_button_without_javascript(desk):
    page = post(desk, "/donations/new", a_form(then="", take="BED-BLKW-01", lines__0__item="")).text
    assert value_of(page, "lines-0-item") == "Blanket, wool"
    assert 'name="take" value="BED-BLKW-01"' in page
    assert 'name="take"' not in desk.get("/donations/new").text  # Bradford has logged nothing yet


def test_what_a_place_asks_for_and_what_not_is_on_the_form_and_said_of_the_goods(desk, database):
    page = desk.get("/donations/new").text
    assert "beans, hygiene" in page
    assert "Used clothing" in page
    said = desk.get("/catalogue/line?item=beans, 400 g&place=LEE").json
    assert [one["text"] for one in said["notes"]] == ["Asked for here now."]


def test_unwanted_goods_are_recorded_only_when_that_was_seen(desk, database):
    typed = a_form(lines__0__item="used clothing")
    asked = post(desk, "/donations/new", typed)
    assert asked.status_code == 422
    assert "This place asks not to bring it." in asked.text
    assert gifts(database) == []
    seen = desk.get("/catalogue/line?item=used clothing&place=LEE").json["seen"]
    assert value_of(asked.text, "told").split() == seen
    assert post(desk, "/donations/new", {**typed, "told": " ".join(seen)}).status_code == 303


def test_a_line_is_read_while_it_is_typed_and_nonsense_is_answered_plainly(desk):
    said = desk.get("/catalogue/line?item=20 x 24 tinned beef&place=LEE&expires_on=01/2020").json
    assert said["fill"] == {"item": "Tinned beef, 400 g", "unit": "pieces", "quantity": "480", "boxes": "20"}
    assert said["notes"][0] == {"text": "Past its date.", "tone": "stopped"}
    for query in ("", "?item=%E2%80%AE", "?item=x&received_on=NaN&expires_on=99/99"):
        assert desk.get(f"/catalogue/line{query}").status_code == 200


def test_a_word_that_may_mean_several_things_offers_them_while_it_is_typed(desk, database):
    with database.work() as db:
        an_item(db, code="HYG-SOAP-01", name="Bar soap, 100 g", words=("soap",))
        an_item(db, code="HYG-LSOA-01", name="Liquid soap, 500 ml", words=("soap",))
    said = desk.get("/catalogue/line?item=12 soap&place=LEE").json
    assert said["fill"] == {"item": "soap", "quantity": "12"}
    (note,) = said["notes"]
    assert note["text"] == "“soap” may mean several things: choose one."
    assert sorted(note["choose"]) == ["Bar soap, 100 g", "Liquid soap, 500 ml"]
    unknown = desk.get("/catalogue/line?item=12 qqxx&place=LEE").json
    assert "“qqxx” is not in the catalogue." in unknown["notes"][0]["text"]


def test_something_the_catalogue_does_not_have_is_kept_under_its_own_words_to_be_sorted(desk, database):
    typed = a_form(lines__0__item="qqxx dolls", lines__0__quantity="5", lines__1__item="tinned beef")
    typed |= {"lines-1-quantity": "24", "lines-1-currency": "EUR", "lines-1-decision": "accepted"}
    typed |= {"lines-1-condition": "new"}
    asked = post(desk, "/donations/new", typed)
    assert asked.status_code == 422
    assert "Something else: keep it unsorted as “qqxx dolls”" in unescape(asked.text)
    assert post(desk, "/donations/new", {**typed, "lines-0-chosen": "else"}).status_code == 303
    assert gifts(database) == [("FOD-BEEF-01", 24)]
    with database.look() as db:
        (kept,) = db.scalars(select(UnsortedLine))
        assert (kept.packages, kept.package_code, kept.note) == (5, "NE", "qqxx dolls")
    sorting = desk.get("/sorting/LEE-2026-10-03").text
    assert "qqxx dolls" in sorting
    assert 'name="chosen"' not in sorting


def test_words_on_unsorted_goods_come_with_the_items_they_may_mean(desk):
    typed = a_form(lines__0__item="wooly blankett", lines__0__quantity="5", lines__0__chosen="else")
    assert post(desk, "/donations/new", typed).status_code == 303
    assert "Blanket, wool" in desk.get("/sorting/LEE-2026-10-03").text


def test_what_was_typed_of_unsorted_goods_is_kept_beside_their_name(desk, database):
    typed = a_form(lines__0__item="wooly blankett", lines__0__quantity="5", lines__0__chosen="else")
    typed |= {"lines-0-expires_on": "06/2028", "lines-0-batch": "B7", "lines-0-earmark": "for the miners"}
    assert post(desk, "/donations/new", typed).status_code == 303
    with database.look() as db:
        assert db.scalars(select(UnsortedLine.note)).one().endswith(" (2028-06-30; B7; for the miners)")
    assert "Blanket, wool" in desk.get("/sorting/LEE-2026-10-03").text


def test_something_else_in_boxes_counts_as_boxes_until_it_is_sorted(desk, database):
    typed = a_form(lines__0__item="qqxx dolls", lines__0__quantity="40", lines__0__boxes="4")
    assert post(desk, "/donations/new", {**typed, "lines-0-chosen": "else"}).status_code == 303
    with database.look() as db:
        (kept,) = db.scalars(select(UnsortedLine))
        assert (kept.packages, kept.package_code, kept.note) == (4, "BX", "qqxx dolls (40)")


@pytest.fixture
def lead(app, database, places):
    return signed_in(app, database, Granted(Role.IN_CHARGE, place_id=places[0]), name="Ira")


NEW = {
    "lines-0-item": "ланцюги",
    "lines-0-quantity": "12",
    "lines-0-new_name": "Snow chains",
    "lines-0-new_group": "food",
    "lines-0-new_unit": "PR",
    "lines-0-new_grams": "4",
    "donor": "Bakers",
    "place": "LEE",
    "put": "lines-0",
}


def test_who_is_in_charge_puts_an_unknown_word_into_the_catalogue_and_nothing_typed_is_lost(lead, database):
    lines = {"lines-0-item": "ланцюги", "lines-0-quantity": "12", "place": "LEE", "donor": "Bakers"}
    asked = post(lead, "/donations/new", {"key": str(uuid4()), "received_on": "2026-10-03", **lines})
    assert 'name="put" value="lines-0"' in asked.text
    sent = {"key": str(uuid4()), "received_on": "2026-10-03", **NEW}
    for _ in range(2):
        answer = post(lead, "/donations/new", sent)
        assert answer.status_code == 200
        for value in ("Snow chains", "12", "Bakers"):
            assert f'value="{value}"' in answer.text
    with database.look() as db:
        item = db.scalars(select(Item).where(Item.unit_code == "PR")).one()
        assert (item.unit_gross_g, {name.name for name in item.names}) == (4_000, {"Snow chains"})


def test_what_a_new_item_lacks_is_said_at_its_field(lead):
    answer = post(
        lead,
        "/donations/new",
        {"key": str(uuid4()), "received_on": "2026-10-03", **NEW, "lines-0-new_grams": ""},
    )
    assert answer.status_code == 422
    assert 'id="lines-0-new_grams-error"' in answer.text
    assert 'value="Snow chains"' in answer.text


def test_a_desk_volunteer_puts_an_item_there_too_and_who_keeps_the_catalogue_completes_it(
    desk, app, database
):
    sent = {"key": str(uuid4()), "received_on": "2026-10-03", **NEW}
    assert 'value="Snow chains"' in post(desk, "/donations/new", sent).text
    keeper = signed_in(app, database, Granted(Role.COORDINATOR), name="Ira")
    assert "1 item that was added at the desk is to be completed" in keeper.get("/records").text
    waiting = keeper.get("/catalogue?show=incomplete").text
    assert "Snow chains" in waiting
    assert "Beans, 400 g" not in waiting
    assert "to be completed" not in desk.get("/catalogue").text
    with database.work() as db:
        db.scalars(select(Item).where(Item.unit_code == "PR")).one().unit_volume_ml = 3_000
    assert "to be completed" not in keeper.get("/records").text
