"""The intake page of a phone at the speed of a queue, and what it says by itself, without a network."""

import pytest
from playwright.sync_api import Page, expect

from convoy.db import Database
from convoy.domain.kinds import IntakeRule, OrganisationKind
from convoy.domain.permissions import CONSOLE
from convoy.models import Donation, Item, Place, UnsortedLine
from convoy.services import donors
from tests.engines import on_sqlite
from tests.factories import an_item
from tests.flows.offline_phone import Phone, counted, cut, waits_for
from tests.flows.test_desk import DONOR, EXPECTED, GIVEN, Volunteer, stored

pytestmark = on_sqlite


class Walker(Volunteer):
    """Somebody with a phone: what is typed is found on it."""

    def stands_in(self, name: str) -> None:
        expect(self.page.locator(f"#{name}")).to_be_focused()


@pytest.fixture
def page(phone: Phone, database: Database) -> Page:
    """The page of a desk volunteer at a place that asks for things, with a donor who gave before."""
    with database.work() as db:
        donors.find_or_create(db, CONSOLE, [donors.Donor(DONOR, OrganisationKind.UNION_BRANCH)])
        place = db.query(Place).first()
        place.do_not_bring, place.accepts = "Fur coats", "baked beans"
        facts = {"category": "medicine", "batch_required": True, "intake_rule": IntakeRule.COORDINATOR_ONLY}
        an_item(db, code="MED-TEST-99", name="Testamol", words=("testamol",), **facts)
        an_item(db, code="MED-MORP-99", name="Zzmorphol", words=(), intake_rule=IntakeRule.REJECT)
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    return page


def logs_five_lines(olena: Walker) -> None:
    for number, line in enumerate(GIVEN):
        olena.stands_in(f"lines-{number}-item")
        olena.types(line)
    olena.stands_in("lines-5-item")


def test_five_lines_take_twelve_touches_and_the_next_of_the_kind_six(
    phone: Phone, page: Page, database: Database
):
    olena = Walker(page)
    olena.clicks("Who gives?", "textbox")
    olena.types(DONOR)
    logs_five_lines(olena)
    olena.clicks("Save, and another of this donor")
    waits_for(page, "received", 1)
    assert olena.touched <= 12
    assert stored(database) == [EXPECTED]

    # The same lines again, two of them changed; without a network, and taken back once before that.
    cut(phone.context)
    olena.touched = 0
    olena.clicks("The same lines again")
    page.fill("#lines-1-quantity", "60")
    page.fill("#lines-1-boxes", "5")
    olena.touched += 2
    olena.clicks("Save on this phone and send")
    assert olena.touched <= 6
    page.wait_for_selector("#told >> text=No network. Not sent yet: 1")
    olena.clicks("Take the last one back")
    page.wait_for_selector("#told >> text=The last gift is open again")
    assert (counted(page, "waiting"), page.input_value("#lines-1-quantity")) == (0, "60")
    page.fill("#lines-2-quantity", "44")
    olena.clicks("Save on this phone and send")
    cut(phone.context, cut_off=False)
    waits_for(page, "received", 2)
    assert page.is_hidden("#take-back")
    donor, lines, boxes = stored(database)[1]
    changed = {("FOD-RICE-01", 120), ("FOD-MEAT-01", 40)}
    assert (donor, boxes) == (DONOR, 38)
    assert lines == EXPECTED[1] - changed | {("FOD-RICE-01", 60), ("FOD-MEAT-01", 44)}

    # By keyboard alone: from the donor, where the page stands after a skip, to the button that saves.
    olena.touched = 0
    page.focus("#donor")
    olena.types(DONOR)
    logs_five_lines(olena)
    olena.presses("Enter")
    expect(page.locator("#gift .submit button").first).to_be_focused()
    olena.presses("Enter")
    waits_for(page, "received", 3)
    assert olena.touched <= 12
    assert stored(database)[2] == EXPECTED


def test_what_the_server_would_refuse_is_said_at_the_field_and_of_goods_at_once(
    phone: Phone, page: Page, database: Database
):
    cut(phone.context)
    page.reload()
    page.wait_for_selector("#gift:not([hidden])")
    expect(page.locator("#place-unwanted")).to_contain_text("Fur coats")
    page.fill("#donor", "Dockers")
    page.select_option("#donor_kind", "trade_union")
    page.fill("#lines-0-item", "zzmorphol")
    page.locator("#lines-0-item").press("Enter")
    expect(page.locator("[data-notes] .stopped")).to_have_text(
        "We do not take this item: it is recorded as refused."
    )
    for name, typed in (("quantity", "1o0"), ("boxes", "many"), ("expires_on", "13/2028")):
        page.fill(f"#lines-0-{name}", typed)
    save = page.get_by_role("button", name="Save on this phone and send")
    save.click()
    unclear = page.locator("#unclear li")
    for said in ("“1o0” is no number", "“many” is no number of boxes", "“13/2028” is no month", "Save again"):
        expect(unclear.filter(has_text=said)).to_have_count(1)
    for name, typed in (("quantity", "2 x 5"), ("boxes", ""), ("expires_on", "03/2099")):
        page.fill(f"#lines-0-{name}", typed)
    page.locator("#lines-0-expires_on").press("Enter")
    page.locator("#lines-1-item").fill("testamol")
    page.locator("#lines-1-item").press("Enter")
    page.locator("#lines-1-quantity").fill("3")
    expect(page.locator("[data-line] >> nth=1 >> [data-notes]")).to_contain_text(
        "the medical checker decides"
    )
    # What the catalogue does not have is kept under its own words.
    page.locator("#lines-1-boxes").press("Enter")
    page.locator("#lines-2-item").fill("7 zzaccordions")
    page.get_by_role("option", name="Something else: keep it unsorted as “zzaccordions”").click()
    save.click()
    expect(unclear).to_have_text(["This needs its batch number, as printed on the packs."])
    page.fill("#lines-1-batch", "B7")
    save.click()
    page.wait_for_selector("#told >> text=No network. Not sent yet: 1")
    cut(phone.context, cut_off=False)
    waits_for(page, "received", 1)
    row = page.locator("#rows li").first
    expect(row).to_contain_text("Refused: Zzmorphol. We do not take this item.")
    expect(row).to_contain_text("Set aside: Testamol.")
    with database.look() as db:
        gift = db.query(Donation).one()
        assert {db.get(Item, line.item_id).code: line.quantity for line in gift.lines} == {
            "MED-MORP-99": 10,
            "MED-TEST-99": 3,
        }
        assert [(one.packages, one.note) for one in db.query(UnsortedLine)] == [(7, "zzaccordions")]


def test_a_usual_item_is_one_tap_and_is_counted_on_big_keys(phone: Phone, page: Page, database: Database):
    page.fill("#donor", DONOR)
    page.locator("#donor").press("Enter")
    page.keyboard.type("20 x 24 baked beans")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Save on this phone and send").click()
    waits_for(page, "received", 1)
    # A finger, as far as the page can tell.
    page.add_init_script("window.matchMedia = (asked) => ({ matches: asked.includes('coarse') })")
    page.reload()
    phone.is_ready(page)
    page.get_by_role("button", name="Canned beans, 400 g").click()
    expect(page.locator("#lines-0-quantity")).to_be_focused()
    for key in ("1", "2", "0", "Next"):
        page.locator("#keypad").get_by_role("button", name=key, exact=True).click()
    expect(page.locator("#lines-0-boxes")).to_be_focused()
    page.locator("#keypad").get_by_role("button", name="5", exact=True).click()
    page.fill("#donor", DONOR)
    page.get_by_role("button", name="Save on this phone and send").click()
    waits_for(page, "received", 2)
    assert stored(database)[1] == (DONOR, {("FOD-BEAN-01", 120)}, 5)
