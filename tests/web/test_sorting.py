"""Pages of unsorted gifts: bags on the desk's form, the sorting table, and the page of a pool."""

import re
from datetime import date
from html import unescape
from uuid import uuid4

import pytest
from sqlalchemy import select

from convoy.domain.kinds import IntakeRule
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import Box, Donation, Lot, Place
from convoy.services import donations
from convoy.services.gifts import RecordDonation, Unsorted
from tests.engines import on_sqlite
from tests.factories import a_place, an_item
from tests.web.people import make_app, post, signed_in

pytestmark = on_sqlite
DAY = date(2026, 10, 3)
POOL = f"LEE-{DAY}"


@pytest.fixture
def app(settings, database):
    with database.work() as db:
        a_place(db)
        an_item(db)
        an_item(db, code="MDC-PARA-01", category="medicine", name="Paracetamol", words=("paracetamol",))
        an_item(db, code="WPN-KNIF-01", name="Knife", words=("knife",), intake_rule=IntakeRule.REJECT)
        bags = (Unsorted(3, grams=12_000, note="mixed clothes"), Unsorted(1, refused_because="wet"))
        donations.record(db, CONSOLE, RecordDonation(uuid4(), "LEE", DAY, unsorted=bags))
    return make_app(settings, database)


def somebody(app, database, role):
    with database.look() as db:
        place_id = db.scalars(select(Place.id)).one()
    return signed_in(app, database, Granted(role, place_id=place_id))


@pytest.fixture
def desk(app, database):
    return somebody(app, database, Role.DESK)


@pytest.fixture
def lead(app, database):
    return somebody(app, database, Role.IN_CHARGE)


def counted(*goods, **more):
    """The form of the sorting table with these (item, quantity) in its lines."""
    form = {"key": str(uuid4()), "place": "LEE", "pool": POOL, "into": "", "is_full": "y"} | more
    for line, (item, quantity) in enumerate(goods):
        form |= {
            f"counted-{line}-item": item,
            f"counted-{line}-quantity": quantity,
            f"counted-{line}-condition": "new",
            f"counted-{line}-decision": "accepted",
        }
    return form


def test_bags_and_counted_goods_go_into_one_gift_on_the_desks_form(desk, database):
    page = desk.get("/donations/new").text
    assert "Bags, not sorted yet" in page
    form = {
        "key": str(uuid4()),
        "place": "LEE",
        "received_on": "2026-10-03",
        "anonymous": "y",
        "donor_kind": "",
        "unsorted-0-packages": "2",
        "unsorted-0-grams": "7,5",
    }
    answer = post(desk, "/donations/new", form)
    assert answer.status_code == 303
    with database.look() as db:
        gift = db.scalars(select(Donation).order_by(Donation.id.desc())).first()
        assert [(bags.packages, bags.grams) for bags in gift.unsorted] == [(2, 7_500)]
        assert gift.lines == []
    assert "2 bags, unsorted" in desk.get("/donations").text
    assert "7.5" in desk.get(f"{answer.location}/correct").text


def test_bags_without_a_number_are_asked_for(desk):
    form = {"key": str(uuid4()), "place": "LEE", "received_on": "2026-10-03", "donor_kind": ""}
    answer = post(desk, "/bags", form | {"unsorted-0-grams": "12"})
    assert answer.status_code == 422
    assert "Say how many." in answer.text
    assert 'value="12"' in answer.text


def test_an_unknown_word_at_the_table_keeps_all_that_was_typed(desk, database):
    answer = post(desk, "/sorting/pack", counted(("tinned beef", "24"), ("frobnicator", "3")))
    assert answer.status_code == 422
    assert "frobnicator" in answer.text
    with database.look() as db:
        assert db.query(Lot).count() == 0


def test_a_medicine_is_put_aside_and_said_so_and_the_box_holds_the_rest(desk, lead, database):
    answer = post(desk, "/sorting/pack", counted(("tinned beef", "24"), ("paracetamol", "2"), ("knife", "1")))
    assert answer.status_code == 303
    said = desk.get(answer.location).text
    assert "Put “Paracetamol” with the goods set aside" in said
    assert "Put “Knife” with the goods set aside" in said
    with database.look() as db:
        code = db.scalars(select(Box.code)).one()
    assert f"several donors, {POOL}" in desk.get(f"/boxes/{code}").text
    page = lead.get(f"/sorting/{POOL}").text
    assert "Medicine: the medical checker decides" in page
    assert "mixed clothes" in desk.get(f"/donations/{code_of_bags(database)}").text


def code_of_bags(database):
    with database.look() as db:
        return db.scalars(select(Donation.code)).one()


def test_the_table_takes_an_open_box_by_the_number_the_hall_shouts(desk, database):
    first = counted(("tinned beef", "24"))
    del first["is_full"]
    post(desk, "/sorting/pack", first)
    more = counted(("tinned beef", "6"), codes="Leeds 1")
    answer = post(desk, "/sorting/pack", more)
    assert answer.status_code == 303
    with database.look() as db:
        assert db.query(Box).count() == 1
    assert "30 pieces" in desk.get(f"/boxes/{answer.location.partition('packed=')[2]}").text


def test_without_a_count_nothing_is_packed(desk):
    answer = post(desk, "/sorting/pack", counted())
    assert answer.status_code == 422
    assert "Nothing is counted yet" in answer.text


def test_who_is_in_charge_sees_what_waits_parts_with_the_rest_and_closes(lead, desk):
    assert "3 packages, 12.000 kg" in lead.get("/").text
    parting = {"key": str(uuid4()), "fate": "thrown_away", "grams": "2,5", "reason": "torn"}
    assert post(lead, f"/sorting/{POOL}/part-with", parting).status_code == 303
    assert post(desk, f"/sorting/{POOL}/close", {"key": str(uuid4())}).status_code == 403
    assert post(lead, f"/sorting/{POOL}/gone/1/take-back", {"key": str(uuid4())}).status_code == 303
    assert "taken back" in lead.get(f"/sorting/{POOL}").text
    post(lead, f"/sorting/{POOL}/gone/2/take-back", {"key": str(uuid4())})
    assert "That is not in the list" in lead.get(f"/sorting/{POOL}").text
    post(lead, f"/sorting/{POOL}/close", {"key": str(uuid4())})
    page = lead.get(f"/sorting/{POOL}").text
    assert "thrown away" in page
    assert "A difference is normal" in page
    assert "3 packages" not in lead.get("/").text
    refused = post(desk, "/sorting/pack", counted(("tinned beef", "1")))
    assert refused.status_code == 422
    assert "closed" in refused.text
    half = {"key": str(uuid4()), "reason": "half typed", "in_language": "en"}
    again = post(lead, f"/sorting/{POOL}/reopen", half, headers={"Origin": "http://localhost"}).text
    assert 'name="reason" value="half typed"' in again
    assert "Say why" not in again
    post(lead, f"/sorting/{POOL}/reopen", {"key": str(uuid4()), "reason": "one bag stood outside"})
    assert post(desk, "/sorting/pack", counted(("tinned beef", "1"))).status_code == 303


def test_a_decision_without_a_reason_comes_back_as_it_was_typed(desk, lead, database):
    post(desk, "/sorting/pack", counted(("tinned beef", "24"), into="-"))
    with database.look() as db:
        lot = db.scalars(select(Lot.id)).one()
    where = f"/sorting/{POOL}/goods/{lot}/set-aside"
    answer = post(desk, where, {"key": str(uuid4()), "quantity": "7", "fate": "refused", "reason": ""})
    assert answer.status_code == 422
    assert 'value="7"' in answer.text
    moved = {"key": str(uuid4()), "quantity": "7", "fate": "refused", "reason": "dented"}
    assert post(desk, where, moved).status_code == 303
    assert "dented" in lead.get(f"/sorting/{POOL}").text


def test_a_day_that_is_none_leads_to_the_page_that_there_is_nothing(lead):
    for code in ("LEE-2026-13-01", "LEE", "LEE-2020-01-01", "x" * 300):
        assert lead.get(f"/sorting/{code}").status_code == 404


def test_after_bags_the_first_thing_to_do_is_the_next_bags(desk):
    form = {
        "key": str(uuid4()),
        "unsorted-0-packages": "2",
        "unsorted-0-grams": "",
        "unsorted-0-package_code": "BG",
    }
    form |= {"donor": "", "donor_kind": "", "place": "LEE", "received_on": "2026-10-03"}
    answer = post(desk, "/bags", form, follow_redirects=True).text
    assert answer.index("Log more bags") < answer.index("What was given")
    assert "Log more bags" not in desk.get(answer_address(answer)).text


def answer_address(page: str) -> str:
    """Where the gift that a page shows is found again."""
    return "/donations/" + re.search(r"(DN-[0-9A-Z-]+)", page)[1]


def test_the_table_begins_where_the_person_packed_last(app, database):
    with database.work() as db:
        a_place(db, name="Aberdeen")
    packer = signed_in(app, database, Granted(Role.COORDINATOR))
    assert 'name="place" value="ABE"' in packer.get("/sorting/pack").text
    packed = post(packer, "/sorting/pack", counted(("FOD-BEEF-01", "24")))
    assert packed.status_code == 303, packed.text
    assert 'name="place" value="LEE"' in packer.get("/sorting/pack").text


@pytest.fixture
def tubes(database):
    """The line of a gift that was kept in words, and the code of the gift."""
    with database.work() as db:
        an_item(db, code="HYG-TPAS-01", name="Toothpaste, 100 ml", words=("toothpaste", "tube of paste"))
        kept = (Unsorted(30, package_code="NE", note="xqzt paste tubes"),)
        gift = donations.record(db, CONSOLE, RecordDonation(uuid4(), "LEE", DAY, unsorted=kept))
        return gift.unsorted[0].id, gift.code


def test_words_are_linked_with_one_press_counted_and_linked_no_more(desk, database, tubes):
    line, gift = tubes
    assert f'<a href="/sorting/{POOL}#words">2</a>' in desk.get("/sorting").text
    page = desk.get(f"/sorting/{POOL}").text
    assert 'name="chosen" value="HYG-TPAS-01"' in page
    assert "30 loose things" in page
    assert 'name="remember"' not in page
    where = f"/sorting/{POOL}/words/{line}"
    assert post(desk, f"{where}/link", {"key": str(uuid4()), "chosen": "HYG-TPAS-01"}).status_code == 303
    page = desk.get(f"/sorting/{POOL}").text
    assert "It is in stock once it is counted" in page
    assert f'<a href="/sorting/{POOL}#words">1</a>' in desk.get("/sorting").text
    assert "Toothpaste, 100 ml" in desk.get(f"/donations/{gift}").text
    pack = unescape(re.search(r'href="(/sorting/pack[^"]*item=[^"]*)"', page)[1])
    table = desk.get(pack).text
    assert 'value="Toothpaste, 100 ml"' in table
    assert 'value="30"' in table
    assert post(desk, f"{where}/unlink", {"key": str(uuid4())}).status_code == 303
    assert f'<a href="/sorting/{POOL}#words">2</a>' in desk.get("/sorting").text


def test_words_are_linked_by_a_typed_name_and_remembered_by_who_keeps_the_catalogue(app, database, tubes):
    line, _ = tubes
    planner = signed_in(app, database, Granted(Role.COORDINATOR))
    where = f"/sorting/{POOL}/words/{line}/link"
    typed = {"key": str(uuid4()), "item": "frobnicator", "remember": "y"}
    answer = post(planner, where, typed)
    assert answer.status_code == 422
    assert 'value="frobnicator"' in answer.text
    assert f'href="#words-{line}"' in answer.text
    assert "Try another word for it." in unescape(answer.text)
    assert post(planner, where, typed | {"item": "toothpaste"}).status_code == 303
    found = planner.get("/catalogue/search", query_string={"q": "xqzt paste tubes"}).json
    assert [(one["hint"], one["sure"]) for one in found] == [("HYG-TPAS-01", True)]


def test_undoing_a_gift_says_which_boxes_of_its_pool_stay(lead, desk, tubes):
    _, gift = tubes
    post(desk, "/sorting/pack", counted(("tinned beef", "24")))
    assert "Leeds 1" in re.search(r"Packed since[^<]*", lead.get(f"/donations/{gift}").text)[0]
    undone = {"key": str(uuid4()), "reason": "recorded twice"}
    told = post(lead, f"/donations/{gift}/undo", undone, follow_redirects=True).text
    assert f"{gift} is taken back." in told
    assert "boxes are emptied" not in told
    assert "Packed since from the unsorted goods of this gift and others: Leeds 1." in told


def test_what_was_recorded_unsorted_is_said_in_its_own_words(desk):
    form = {"key": str(uuid4()), "place": "LEE", "received_on": "2026-10-03", "anonymous": "y"}
    form |= {"donor_kind": "", "unsorted-0-packages": "3", "unsorted-0-package_code": "BX"}
    told = post(desk, "/donations/new", form, follow_redirects=True).text
    assert "recorded: 3 boxes to be sorted at Leeds." in told
