"""Intake at the speed of a queue, in a real browser: gift after gift, counted in what is touched.

One click, one tap, one field typed (with the Tab or Enter that ends it), one key by itself: each counts one.
"""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from convoy.db import Database
from convoy.domain.kinds import OrganisationKind
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import Donation, DonationLine, Draft, Place
from convoy.queries.donations import packed_boxes
from convoy.services import donors, passwords, users
from tests.engines import on_sqlite
from tests.factories import an_item
from tests.servers import Server

pytestmark = on_sqlite

PASSWORD = "four plain words suffice"
DONOR = "Rail Workers Branch 12, Leeds"
GIVEN = {
    "20 x 24 baked beans": ("FOD-BEAN-01", 480, 20),
    "120 rice in 10 boxes": ("FOD-RICE-01", 120, 10),
    "40 тушонка in 4 boxes": ("FOD-MEAT-01", 40, 4),
    "3 boxes of 12 shampoo": ("HYG-SHAM-01", 36, 3),
    "30 sleeping bags in 6 boxes": ("BED-SLPB-01", 30, 6),
}
"""What is typed for each line, and what it means: item, pieces, boxes."""


@dataclass
class Volunteer:
    """Somebody at the desk, who counts what they touch."""

    page: Page
    touched: int = 0

    def clicks(self, words: str, role: str = "button") -> None:
        self.page.get_by_role(role, name=words, exact=True).first.click()
        self.touched += 1

    def types(self, text: str, end: str = "Enter") -> None:
        """Type into the field in which the cursor stands, and leave it by a key."""
        self.page.keyboard.type(text)
        self.page.keyboard.press(end)
        self.touched += 1

    def fills(self, name: str, text: str) -> None:
        """Type into one field, wherever the cursor was."""
        self.page.fill(f"[name='{name}']", text)
        self.touched += 1

    def presses(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.touched += 1

    def stands_in(self, name: str) -> None:
        """Wait until the cursor is there: the search answers over the network."""
        expect(self.page.locator(f"[name='{name}']")).to_be_focused()


@pytest.fixture
def desk(database: Database, installed, server: Server) -> Server:
    """A server with a desk volunteer at Leeds, and a donor who gave before."""
    scrambled = passwords.scramble(PASSWORD)
    with database.work() as db:
        leeds = db.scalars(select(Place)).first()
        assert leeds is not None
        users.create(
            db, CONSOLE, users.NewUser("olena", "Olena", scrambled), Granted(Role.DESK, place_id=leeds.id)
        )
        donors.find_or_create(db, CONSOLE, [donors.Donor(DONOR, OrganisationKind.UNION_BRANCH)])
    return server


@pytest.fixture
def volunteer(browser: Browser, desk: Server):
    contexts = []

    def arrives(**options) -> Volunteer:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{desk.url}/sign-in")
        page.fill("main [name=login]", "olena")
        page.fill("main [name=password]", PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.goto(f"{desk.url}/donations/new")
        return Volunteer(page)

    yield arrives
    for context in contexts:
        context.close()


def stored(database: Database) -> list[tuple[str, set[tuple[str, int]], int]]:
    """Each gift: its donor, its lines, its boxes."""
    with database.look() as db:
        gifts = db.scalars(
            select(Donation)
            .order_by(Donation.id)
            .options(selectinload(Donation.lines).joinedload(DonationLine.item))
        )
        return [
            (
                gift.organisation.name if gift.organisation else "",
                {(line.item.code, line.quantity) for line in gift.lines},
                packed_boxes(db, CONSOLE, gift),
            )
            for gift in gifts
        ]


def recorded(database: Database) -> list[str]:
    """The code of each gift."""
    with database.look() as db:
        return list(db.scalars(select(Donation.code)))


EXPECTED = (DONOR, {(code, pieces) for code, pieces, _ in GIVEN.values()}, 43)


def test_five_lines_with_boxes_take_twelve_touches_and_the_next_gift_of_the_kind_six(volunteer, database):
    olena = volunteer()
    olena.clicks("Who gives?", "combobox")
    olena.types(DONOR)
    for number, line in enumerate(GIVEN):
        olena.stands_in(f"lines-{number}-item")
        olena.types(line)
    olena.stands_in("lines-5-item")
    olena.clicks("Record and log another")
    olena.page.wait_for_url("**after=DN-*")
    assert olena.touched <= 12
    assert stored(database) == [EXPECTED]

    olena.touched = 0
    olena.clicks("The same lines again", "link")
    olena.fills("lines-1-quantity", "60")
    olena.fills("lines-1-boxes", "5")
    olena.clicks("Record and log another")
    olena.page.wait_for_url("**after=DN-*")
    assert olena.touched <= 6
    donor, lines, boxes = stored(database)[1]
    assert (donor, boxes) == (DONOR, 38)
    assert lines == EXPECTED[1] - {("FOD-RICE-01", 120)} | {("FOD-RICE-01", 60)}


def test_the_same_by_keyboard_alone(volunteer, database):
    olena = volunteer()
    olena.stands_in("donor")
    olena.types(DONOR)
    for number, line in enumerate(GIVEN):
        olena.stands_in(f"lines-{number}-item")
        olena.types(line)
    olena.stands_in("lines-5-item")
    for key in ("Enter", "Tab", "Enter"):  # past the last line, to the second button, press it
        olena.presses(key)
    olena.page.wait_for_url("**after=DN-*")
    assert olena.touched <= 12
    assert stored(database) == [EXPECTED]

    olena.touched = 0
    olena.stands_in("lines-0-item")
    olena.types("60 rice in 5 boxes")
    olena.stands_in("lines-1-item")
    olena.types("12 sleeping bags")
    olena.stands_in("lines-2-item")
    for key in ("Enter", "Tab", "Enter"):
        olena.presses(key)
    olena.page.wait_for_url(re.compile("after=DN-.*"))
    expect(olena.page.locator("[name='lines-0-item']")).to_have_value("")
    assert olena.touched <= 6


def test_the_same_without_javascript(volunteer, database):
    olena = volunteer(java_script_enabled=False)
    page = olena.page
    olena.fills("donor", DONOR)
    olena.clicks("Add lines")
    olena.clicks("Add lines")
    for number, line in enumerate(GIVEN):
        olena.fills(f"lines-{number}-item", line)
    olena.clicks("Record and log another")
    page.wait_for_url("**after=DN-*")
    assert olena.touched <= 12
    assert stored(database) == [EXPECTED]

    olena.touched = 0
    assert page.input_value("[name=donor]") == DONOR
    olena.clicks("The same lines again", "link")
    olena.fills("lines-1-quantity", "60")
    olena.fills("lines-1-boxes", "5")
    olena.clicks("Record")
    page.wait_for_url("**/donations/DN-*")
    assert olena.touched <= 6
    donor, lines, boxes = stored(database)[1]
    assert (donor, boxes) == (DONOR, 38)
    assert lines == EXPECTED[1] - {("FOD-RICE-01", 120)} | {("FOD-RICE-01", 60)}


def test_a_usual_item_is_taken_by_one_tap_and_counted_on_big_keys(volunteer, database):
    first = volunteer()
    first.page.fill("[name=donor]", DONOR)
    first.page.fill("[name='lines-0-item']", "20 x 24 baked beans")
    first.page.get_by_role("button", name="Record", exact=True).click()
    first.page.wait_for_url("**/donations/DN-*")

    phone = volunteer(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page = phone.page
    page.get_by_role("button", name="Canned beans, 400 g").tap()
    phone.stands_in("lines-0-quantity")
    for key in ("1", "2", "0", "Next"):
        page.locator("[data-keypad]").get_by_role("button", name=key, exact=True).tap()
    phone.stands_in("lines-0-boxes")
    page.locator("[data-keypad]").get_by_role("button", name="5", exact=True).tap()
    page.fill("[name=donor]", DONOR)
    page.get_by_role("button", name="Record", exact=True).tap()
    page.wait_for_url("**/donations/DN-*")
    assert stored(database)[1] == (DONOR, {("FOD-BEAN-01", 120)}, 5)


def test_a_word_for_several_things_is_settled_by_one_press_below_it(volunteer, database):
    with database.work() as db:
        an_item(db, code="QQQ-ONE-01", name="Zorbo, large", words=("zorbo",))
        an_item(db, code="QQQ-TWO-01", name="Zorbo, small", words=("zorbo",))
    olena = volunteer()
    page = olena.page
    olena.clicks("What is it?", "combobox")
    olena.types("12 zorbo", "Tab")
    page.locator("[data-notes]").get_by_role("button", name="Zorbo, small").click()
    expect(page.locator("[name='lines-0-item']")).to_have_value("Zorbo, small")
    expect(page.locator("[name='lines-0-quantity']")).to_have_value("12")
    olena.stands_in("lines-0-boxes")


def test_what_is_typed_is_kept_by_itself_and_found_again_on_another_device(volunteer, database):
    first = volunteer()
    first.stands_in("donor")
    first.types(DONOR)
    first.stands_in("lines-0-item")
    # Where the search takes long, what is there so far is kept before it.
    with first.page.expect_response(lambda answer: "-quantity=480" in (answer.request.post_data or "")):
        first.types("20 x 24 baked beans")
    expect(first.page.locator("[data-kept]")).to_have_text("Kept as a draft")

    other = volunteer(viewport={"width": 360, "height": 740})
    other.page.get_by_role("link", name="1 draft waits").click()
    other.page.get_by_role("button", name="Go on with it").click()
    expect(other.page.locator("[name='lines-0-quantity']")).to_have_value("480")
    other.page.get_by_role("button", name="Record", exact=True).click()
    other.page.wait_for_url("**/donations/DN-*")
    assert stored(database) == [(DONOR, {("FOD-BEAN-01", 480)}, 20)]
    with database.look() as db:
        assert list(db.scalars(select(Draft))) == []


def test_a_network_that_is_gone_takes_nothing_from_the_desk(volunteer, database):
    olena = volunteer()
    page = olena.page
    page.fill("[name=donor]", DONOR)
    page.locator("[name='lines-0-item']").fill("20 x 24 baked beans")
    page.context.set_offline(True)
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.locator("[data-cut]")).to_contain_text("No network: nothing was sent.")
    expect(page.locator("[name=donor]")).to_have_value(DONOR)
    page.context.set_offline(False)
    expect(page.locator("[data-cut]")).to_be_hidden()
    page.get_by_role("button", name="Record", exact=True).click()
    page.wait_for_url("**/donations/DN-*")
    assert stored(database) == [(DONOR, {("FOD-BEAN-01", 480)}, 20)]


def test_a_server_that_does_not_answer_takes_nothing_from_the_desk(volunteer, database):
    olena = volunteer()
    page = olena.page
    page.fill("[name=donor]", DONOR)
    page.route("**/drafts", lambda route: route.fulfill(status=200, body="<h1>Welcome to our network</h1>"))
    page.locator("[name='lines-0-item']").fill("20 x 24 baked beans")
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.locator("[data-cut]")).to_be_visible()
    assert stored(database) == []
    page.unroute("**/drafts")
    page.get_by_role("button", name="Record", exact=True).click()
    page.wait_for_url("**/donations/DN-*")
    assert stored(database) == [(DONOR, {("FOD-BEAN-01", 480)}, 20)]


def lost(page):
    """Let the server take what is recorded, and lose its answer on the way."""

    def lose(route):
        if route.request.method == "POST":
            route.fetch(max_redirects=0)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/donations/new", lose)


def test_an_answer_that_is_lost_leaves_what_is_typed_and_pressing_again_records_nothing_twice(
    volunteer, database
):
    page = volunteer().page
    page.fill("[name=donor]", DONOR)
    page.locator("[name='lines-0-item']").fill("20 x 24 baked beans")
    lost(page)
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.locator("[data-unanswered]")).to_be_visible()
    expect(page.locator("[name=donor]")).to_have_value(DONOR)
    page.unroute("**/donations/new")
    page.get_by_role("button", name="Record", exact=True).click()
    page.wait_for_url("**/donations/DN-*")
    expect(page.get_by_text("Nothing was recorded twice.")).to_be_visible()
    assert stored(database) == [(DONOR, {("FOD-BEAN-01", 480)}, 20)]


def test_a_gift_that_another_tab_recorded_is_named_and_what_is_typed_stays(volunteer, database):
    page = volunteer().page
    page.fill("[name=donor]", DONOR)
    page.locator("[name='lines-0-item']").fill("20 x 24 baked beans")
    lost(page)
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.locator("[data-unanswered]")).to_be_visible()
    page.fill("[name='lines-0-quantity']", "481")
    (code,) = recorded(database)
    expect(page.locator("[data-stale]")).to_contain_text(f"recorded already, as {code}")
    page.get_by_role("button", name="Keep as a draft", exact=True).click()
    expect(page.locator("[data-summary]")).to_contain_text(f"recorded this form already, as {code}")
    expect(page.locator("[name='lines-0-quantity']")).to_have_value("481")


def test_any_other_form_stays_too_until_there_is_a_network(volunteer, desk):
    page = volunteer().page
    page.goto(f"{desk.url}/bags")
    page.context.set_offline(True)
    page.get_by_role("button", name="Record").first.click()
    expect(page.locator("[data-cut]")).to_be_visible()
    assert page.url.endswith("/bags")


def test_the_language_is_changed_while_a_gift_is_typed_and_it_goes_on_as_the_same_draft(volunteer, database):
    page = volunteer().page
    page.fill("[name=donor]", "Half a na")
    page.click("[data-add-line]")
    page.fill("[name=lines-1-item]", "beef")
    key = page.input_value("main form[data-intake] [name=key]")
    page.select_option("nav.rail [name=language]", "uk")
    page.click("nav.rail form[data-language] button")
    expect(page.locator("html")).to_have_attribute("lang", "uk")
    expect(page.locator("[name=donor]")).to_have_value("Half a na")
    expect(page.locator("[name=lines-1-item]")).to_have_value("beef")
    expect(page.locator("main form[data-intake] [name=key]")).to_have_value(key)
    assert recorded(database) == []
