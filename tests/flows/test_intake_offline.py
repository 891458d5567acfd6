"""The intake page on a phone, in a real browser with a profile folder of its own.

Cut off before, during and after sending; two tabs; a full phone; a restart; three days without a network;
another person; a Wi-Fi's own page; and what the profile folder gives away.
"""

import json
from collections.abc import Iterator
from functools import partial
from itertools import product
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Playwright, Route

from convoy.db import Database
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import Capture, Donation, Place, User
from convoy.services import passwords, phones, users
from tests import browser as browsers
from tests.engines import on_sqlite
from tests.factories import an_item
from tests.flows.test_accessible import LANGUAGES, RULES, WIDTHS
from tests.servers import Server

pytestmark = on_sqlite

PASSWORD = "four plain words suffice"
PHONE = {"width": 360, "height": 740}
DONOR = "Zebrafinch Miners' Choir"
CANARIES = ("Zebrafinch", "zebrafinch", "quokka-note-7731")


@pytest.fixture
def people(server: Server, database: Database) -> None:
    """Two desk volunteers, and the tins they count."""
    with database.work() as db:
        if db.query(Place).count() and not db.query(User).filter_by(login="olena").count():
            leeds = db.query(Place).first().id
            scrambled = passwords.scramble(PASSWORD)
            for name in ("Olena", "Marek"):
                new = users.NewUser(name.lower(), name, scrambled)
                users.create(db, CONSOLE, new, Granted(Role.DESK, place_id=leeds))
            an_item(db, code="FOD-BEEF-99", name="Tinned zebu, 400 g", words=("zebu",))


class Phone:
    """A browser with a profile folder of its own, as a phone has."""

    def __init__(self, playwright: Playwright, server: Server, folder: Path) -> None:
        self.playwright, self.server, self.folder = playwright, server, folder
        self.context: BrowserContext | None = None

    def switch_on(self) -> Page:
        self.context = self.playwright.chromium.launch_persistent_context(
            self.folder,
            executable_path=browsers.chromium(),
            args=list(browsers.ARGUMENTS),
            viewport=PHONE,
            accept_downloads=True,
        )
        self.context.set_default_timeout(40_000)
        return self.context.pages[0]

    def switch_off(self) -> None:
        if self.context is not None:
            self.context.close()
            self.context = None

    def signs_in(self, page: Page, login: str) -> None:
        self.context.clear_cookies()
        page.goto(f"{self.server.url}/sign-in?next=/intake/en")
        page.fill("[name=login]", login)
        page.fill("[name=password]", PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).first.click()
        page.wait_for_url("**/intake/en")
        self.is_ready(page)

    def is_ready(self, page: Page) -> None:
        page.wait_for_selector("html[data-ready]")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")


@pytest.fixture
def phone(playwright: Playwright, server: Server, people: None, tmp_path: Path) -> Iterator[Phone]:
    one = Phone(playwright, server, tmp_path / "profile")
    yield one
    one.switch_off()


def types(page: Page, donor: str = DONOR, quantity: str = "240") -> None:
    page.fill("#donor", donor)
    page.select_option("#donor_kind", "trade_union")
    page.fill("#lines-0-item", "zebu")
    page.get_by_role("option", name="Tinned zebu").click()
    page.fill("#lines-0-quantity", quantity)


def saves(page: Page) -> None:
    page.get_by_role("button", name="Save on this phone and send").click()


def counted(page: Page, name: str) -> int:
    return int(page.inner_text(f"[data-count={name}] b"))


def waits_for(page: Page, name: str, number: int) -> None:
    page.wait_for_function(
        "([name, number]) => document.querySelector(`[data-count=${name}] b`)?.textContent === number",
        arg=[name, str(number)],
    )


def recorded(database: Database) -> list[tuple[str, int]]:
    with database.look() as db:
        return sorted((gift.organisation.name, gift.lines[0].quantity) for gift in db.query(Donation))


def cut(context: BrowserContext, *, cut_off: bool = True) -> None:
    """The network of the page goes; what the page asks for itself, too."""
    context.set_offline(cut_off)


def test_a_network_cut_before_during_and_after_sending_records_every_gift_once(
    phone: Phone, database: Database
):
    page = phone.switch_on()
    phone.signs_in(page, "olena")

    # Before: nothing reaches the server; the page opens all the same.
    cut(phone.context)
    page.reload()
    page.wait_for_selector("#gift:not([hidden])")
    types(page, quantity="1")
    saves(page)
    page.wait_for_selector("#told >> text=No network. Not sent yet: 1")
    assert counted(page, "waiting") == 1
    assert recorded(database) == []
    cut(phone.context, cut_off=False)
    waits_for(page, "received", 1)
    assert "DR-" in page.inner_text("#told")

    # During: the request never arrives. After: it arrives, and the answer is lost.
    def lost(route: Route) -> None:
        route.abort("connectionreset")

    def answer_lost(route: Route) -> None:
        assert route.fetch().status == 200
        route.abort("connectionreset")

    for quantity, gone in (("2", lost), ("3", answer_lost)):
        phone.context.route("**/api/donations", gone)
        types(page, quantity=quantity)
        saves(page)
        page.wait_for_selector("#told >> text=No network. Not sent yet: 1")
        phone.context.unroute("**/api/donations")
        page.click("#send")
        waits_for(page, "received", int(quantity))
    assert recorded(database) == [(DONOR, 1), (DONOR, 2), (DONOR, 3)]


def say(body: str, kind: str, route: Route) -> None:
    route.fulfill(body=body, content_type=kind)


def test_the_page_of_a_wi_fi_counts_for_nothing(phone: Phone, database: Database):
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    said = {"convoy": 1, "records": []}
    for body, kind in (("<h1>Accept the terms</h1>", "text/html"), (json.dumps(said), "application/json")):
        phone.context.route("**/api/**", partial(say, body, kind))
        types(page)
        saves(page)
        page.wait_for_selector("#told >> text=Something else than our server answered")
        assert counted(page, "received") == 0
        phone.context.unroute("**/api/**")
    page.click("#send")
    waits_for(page, "received", 2)
    assert len(recorded(database)) == 2


def test_two_tabs_send_nothing_twice_and_lose_nothing(phone: Phone, database: Database):
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    other = phone.context.new_page()
    other.goto(page.url)
    phone.is_ready(other)
    asked = []
    phone.context.on(
        "request", lambda request: asked.append(request.post_data) if "donations" in request.url else None
    )
    cut(phone.context)
    for tab, quantity in ((page, "1"), (other, "2"), (page, "3")):
        types(tab, quantity=quantity)
        saves(tab)
    waits_for(page, "waiting", 3)
    waits_for(other, "waiting", 3)
    asked.clear()
    cut(phone.context, cut_off=False)
    waits_for(page, "received", 3)
    waits_for(other, "received", 3)
    sent = [record["id"] for body in asked for record in json.loads(body)["records"]]
    assert len(sent) == len(set(sent)) == 3
    assert [quantity for _, quantity in recorded(database)] == [1, 2, 3]


def test_a_full_phone_says_so_and_what_was_typed_stays(phone: Phone):
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    types(page)
    page.evaluate(
        """() => { IDBObjectStore.prototype.put = function () {
             this.transaction.abort(); throw new DOMException("full", "QuotaExceededError"); } }"""
    )
    saves(page)
    page.wait_for_selector("#told >> text=The storage of this phone is full")
    assert page.input_value("#donor") == DONOR
    assert page.input_value("#lines-0-quantity") == "240"


def test_a_draft_and_a_queue_outlive_the_browser_and_nothing_of_them_can_be_read(
    phone: Phone, database: Database, server: Server
):
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    # A plant that is not sealed: were nothing found, looking would prove nothing.
    page.evaluate(
        """() => new Promise((resolve) => { const open = indexedDB.open("plant", 1);
             open.onupgradeneeded = () => open.result.createObjectStore("plant");
             open.onsuccess = () => { const at = open.result.transaction("plant", "readwrite");
               at.objectStore("plant").put("unsealed-plant-4242 ".repeat(9), 1);
               at.oncomplete = resolve; }; })"""
    )
    cut(phone.context)
    types(page)
    page.click("text=Another day or place, a note")
    page.fill("#note", "quokka-note-7731")
    saves(page)
    page.wait_for_selector("#told >> text=No network. Not sent yet: 1")
    page.fill("#donor", f"{DONOR} draft")
    waits_for_draft(page)
    phone.switch_off()

    assert found(phone.folder, "unsealed-plant-4242")
    assert [canary for canary in CANARIES if found(phone.folder, canary)] == []

    page = phone.switch_on()
    phone.signs_in(page, "olena")
    waits_for(page, "received", 1)
    page.get_by_role("button", name="Go on with it").click()
    page.wait_for_function("() => document.querySelector('#donor').value.endsWith('draft')")
    assert recorded(database) == [(DONOR, 240)]
    phone.switch_off()
    assert [canary for canary in CANARIES if found(phone.folder, canary)] == []


def waits_for_draft(page: Page) -> None:
    page.wait_for_selector("#told >> text=Draft saved on this phone")


def found(folder: Path, canary: str) -> list[str]:
    """The files of the profile in which a text can be read, in either width of its letters."""
    wanted = (canary.encode(), canary.encode("utf-16-le"))
    files = (file for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    return [file.name for file in files if any(text in file.read_bytes() for text in wanted)]


def test_two_hundred_gifts_of_three_days_are_received_once(phone: Phone, database: Database, count):
    number = count(20, 200)
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    cut(phone.context)
    types(page)
    saves(page)
    waits_for(page, "waiting", 1)
    # The same hand that fills the form fills the queue: sealed rows as the page writes them.
    page.evaluate(
        """async (number) => {
          const { kept, put, seal } = await import("/static/js/intake/queue.js");
          const phone = await kept("phone");
          for (let n = 2; n <= number; n += 1) {
            const id = crypto.randomUUID();
            const lines = [{ item: "FOD-BEEF-99", quantity: `${n}` }];
            const gift = { place: phone.places[0].code, received_on: "2026-11-20", lines };
            const at = Date.now() - 73 * 3600000 + n;
            const content = { v: 1, made_at: new Date(at).toISOString(), by: phone.by, gift };
            const sealed = await seal(phone.keys.sealing, id, content);
            await put({ id, at, state: "waiting", owner: phone.person, sealed });
          }
        }""",
        number,
    )
    page.reload()
    waits_for(page, "waiting", number)
    page.wait_for_selector("#warning >> text=Not sent for more than three days")
    cut(phone.context, cut_off=False)
    waits_for(page, "waiting", 0)
    with database.look() as db:
        assert db.query(Donation).count() == number
        assert db.query(Capture).count() == number


def test_whoever_comes_next_sees_numbers_and_sends_what_is_there(phone: Phone, database: Database):
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    phone.context.route("**/api/donations", lambda route: route.abort())
    types(page)
    saves(page)
    page.wait_for_selector("#told >> text=No network. Not sent yet: 1")
    page.fill("#donor", "half a draft")
    waits_for_draft(page)
    page.click("text=This phone: file, sign out")
    page.click("#sign-out")
    page.get_by_role("button", name="Leave it here sealed").click()
    page.wait_for_url("**/sign-in")
    phone.context.unroute("**/api/donations")
    phone.signs_in(page, "marek")
    page.wait_for_selector("#others >> text=Of others on this phone: 1.")
    assert counted(page, "draft") == 0
    assert page.get_by_role("button", name="Go on with it").count() == 0
    with database.look() as db:
        capture = db.query(Capture).one()
        assert db.get(User, capture.author_id).name == "Olena"
        assert db.get(User, capture.sent_by_id).name == "Marek"


def test_other_pages_say_what_is_unsent_and_ask_before_somebody_signs_out(phone: Phone):
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    page.goto(f"{phone.server.url}/donations/new")
    assert not page.is_visible("[data-unsent]")
    page.goto(f"{phone.server.url}/intake/en")
    phone.is_ready(page)
    phone.context.route("**/api/donations", lambda route: route.abort())
    types(page)
    saves(page)
    page.wait_for_selector("#told >> text=No network. Not sent yet: 1")
    page.goto(f"{phone.server.url}/donations/new")
    page.wait_for_selector("[data-unsent] >> text=1 gift on this phone is not sent yet")
    page.locator("details.menu > summary").click()
    page.get_by_role("button", name="Sign out").locator("visible=true").click()
    page.wait_for_selector("[data-asking]:focus >> text=They stay here, sealed")
    assert page.url.endswith("/donations/new")
    page.get_by_role("button", name="Leave them here and go on").click()
    page.wait_for_url("**/sign-in")


def test_a_newer_server_that_says_more_is_understood(phone: Phone, database: Database):
    def newer(route: Route) -> None:
        answer = route.fetch()
        said = answer.json() | {"notice": {"of": "a later version"}}
        said["records"] = [record | {"colour": "blue"} for record in said.get("records", [])]
        content = json.dumps(said).encode()
        with database.look() as db:
            signature = phones.sign(db, content)
        route.fulfill(body=content, headers={"Convoy-Signature": signature}, content_type="application/json")

    page = phone.switch_on()
    phone.signs_in(page, "olena")
    for path in ("phone", "donations"):
        phone.context.route(f"**/api/{path}", newer)
    page.reload()
    phone.is_ready(page)
    types(page)
    saves(page)
    waits_for(page, "received", 1)
    assert recorded(database) == [(DONOR, 240)]


def test_the_page_has_no_fault_that_axe_can_find(phone: Phone):
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    phone.context.route("**/api/donations", lambda route: route.abort())
    types(page)
    saves(page)
    page.wait_for_selector("#told >> text=No network. Not sent yet: 1")
    found = {}
    for language, width in product(LANGUAGES, WIDTHS):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{phone.server.url}/intake/{language}")
        phone.is_ready(page)
        page.fill("#lines-0-item", "zebu")
        page.click("#gift button[type=submit] >> nth=0")
        page.wait_for_selector("#unclear:not([hidden])")
        page.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))")
        said = Axe().run(page, options=RULES).response["violations"]
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if said or wide > 0:
            found[language, width] = [(fault["id"], fault["nodes"][0]["html"]) for fault in said], wide
    assert not found


def test_the_queue_leaves_as_a_file_and_the_phone_is_cleared(phone: Phone):
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    cut(phone.context)
    types(page)
    saves(page)
    waits_for(page, "waiting", 1)
    page.click("text=This phone: file, sign out")
    with page.expect_download() as waiting:
        page.click("#export")
    file = waiting.value.path().read_text(encoding="utf-8")
    assert "Zebra" not in file
    assert len(json.loads(file)["records"]) == 1
    page.click("#clear")
    page.get_by_role("button", name="Throw it away for ever").click()
    page.wait_for_selector("#told >> text=This phone is cleared")
    assert page.evaluate("indexedDB.databases().then((all) => all.map((one) => one.name))") == []
    assert page.evaluate("caches.keys()") == []
