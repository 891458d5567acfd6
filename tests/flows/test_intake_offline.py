"""The intake page on a phone, in a real browser with a profile folder of its own.

Cut off before, during and after sending; two tabs; a full phone; a restart; three days without a network;
another person; a Wi-Fi's own page; and what the profile folder gives away.
"""

import base64
import io
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import product
from pathlib import Path
from uuid import uuid4

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route, expect

from convoy.db import Database
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.exchange import captures as shapes
from convoy.exchange import pictures
from convoy.models import Capture, Donation, Photo, Place, User
from convoy.services import captures, grants, passwords, phones, photo_arrivals, photos, users
from tests import browser as browsers
from tests import servers
from tests.engines import on_sqlite
from tests.factories import an_item
from tests.flows.test_accessible import LANGUAGES, WIDTHS, faults_shown

pytestmark = on_sqlite

TOP = Path(__file__).resolve().parents[2]
PASSWORD = "four plain words suffice"
PHONE = {"width": 360, "height": 740}
DONOR = "Zebrafinch Miners' Choir"
CAMERA = "PlantedMaker 7731"
DAY = re.compile(r"\d{1,2} [A-Z][a-z]{2,3} \d{4}, \d\d:\d\d")
CANARIES = (CAMERA, "Zebrafinch", "zebrafinch", "quokka-note-7731")


@pytest.fixture
def people(server: servers.Server, database: Database) -> None:
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

    def __init__(self, playwright: Playwright, server: servers.Server, folder: Path) -> None:
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
def phone(playwright: Playwright, server: servers.Server, people: None, tmp_path: Path) -> Iterator[Phone]:
    one = Phone(playwright, server, tmp_path / "profile")
    yield one
    one.switch_off()


def types(page: Page, donor: str = DONOR, quantity: str = "240") -> None:
    page.fill("#donor", donor)
    page.select_option("#donor_kind", "trade_union")
    page.fill("#lines-0-item", "zebu")
    page.get_by_role("option", name="Tinned zebu").click()
    page.fill("#lines-0-quantity", quantity)


def as_an_older_page_sealed(page: Page, received_on: str) -> None:
    """Put a gift on the phone that the page itself would not take any more."""
    page.evaluate(
        """async ([name, received_on]) => {
          const { exchange, kept, sealer } = await import("/static/js/intake/queue.js");
          const phone = await kept("phone");
          const id = crypto.randomUUID();
          const gift = { place: phone.places[0].code, received_on,
            donor: { name, kind: "trade_union" }, lines: [{ item: "FOD-BEEF-99", quantity: "240" }] };
          const content = { v: 1, made_at: new Date().toISOString(), by: phone.by, gift };
          const sealed = await (await sealer(phone.keys.sealing, id))(content);
          const row = { id, at: Date.now(), state: "waiting", owner: phone.person, rev: 1, sealed };
          await exchange(id, () => row);
        }""",
        [DONOR, received_on],
    )


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
    assert DAY.fullmatch(page.inner_text("#rows [data-at]"))
    assert recorded(database) == []
    # Where the next gift is begun, what became of this one is in sight.
    for seen in ("#told", "#lines-0-item"):
        box = page.locator(seen).bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= PHONE["height"]
    cut(phone.context, cut_off=False)
    waits_for(page, "received", 1)
    assert "DR-" in page.inner_text("#told")
    assert page.get_attribute("#rows a[data-receipt]", "href").startswith("/donations/DR-")

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


def test_what_waits_for_an_answer_of_the_network_that_was_is_sent_over_the_one_that_is(
    phone: Phone, database: Database
):
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    asked: list[Route] = []

    def hangs_once(route: Route) -> None:
        asked.append(route)
        if len(asked) > 1:
            route.continue_()

    phone.context.route("**/api/donations", hangs_once)
    types(page, quantity="1")
    with page.expect_request("**/api/donations"):
        saves(page)
    cut(phone.context)
    cut(phone.context, cut_off=False)
    waits_for(page, "received", 1)
    assert recorded(database) == [(DONOR, 1)]


def test_the_page_changes_its_language_without_a_network_and_says_first_what_would_be_shut(phone: Phone):
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    page.wait_for_function(
        """async (number) => {
          const [name] = await caches.keys();
          const kept = await (await caches.open(name)).keys();
          return kept.filter(({ url }) => /[/]intake[/][a-z]{2}$/.test(url)).length === number;
        }""",
        arg=len(LANGUAGES),
    )
    cut(phone.context)
    types(page)
    page.get_by_role("button", name="Save, and another of this donor").click()
    page.wait_for_selector("#told >> text=No network. Not sent yet: 1 gift")
    assert page.input_value("#donor") == DONOR
    page.get_by_text("Language", exact=True).click()
    page.get_by_role("link", name="Українська").click()
    page.wait_for_selector("#told >> text=a draft cannot be opened again without one")
    assert page.url.endswith("/intake/en")
    page.get_by_role("link", name="Українська").click()
    page.wait_for_selector("html[lang=uk][data-ready]")
    assert (counted(page, "waiting"), counted(page, "draft")) == (1, 1)
    # Opened again it is in the language it was in; with a network the choice is the person's, everywhere.
    page.goto(f"{phone.server.url}/intake/")
    page.wait_for_selector("html[lang=uk][data-ready]")
    cut(phone.context, cut_off=False)
    page.reload()
    phone.is_ready(page)
    page.goto(phone.server.url)
    page.wait_for_selector("html[lang=uk]")


def test_nothing_covers_what_became_of_a_gift_on_a_small_screen_with_large_text(phone: Phone):
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    cut(phone.context)
    types(page)
    saves(page)
    page.wait_for_selector("#told >> text=No network. Not sent yet: 1")
    seen = """() => { const told = document.querySelector("#told p").getBoundingClientRect();
      const [x, y] = [(told.left + told.right) / 2, told.bottom - 4];
      return told.top >= 0 && Boolean(document.elementFromPoint(x, y)?.closest("#told")); }"""
    for width, height, text in ((320, 480, "200%"), (360, 640, "200%"), (360, 330, "100%")):
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("(text) => { document.documentElement.style.fontSize = text; }", text)
        page.focus("#lines-0-item")
        assert page.evaluate(seen), (width, height, text)


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


@contextmanager
def full_disk(server: servers.Server) -> Iterator[None]:
    """No file of the server's processes can grow."""
    numbers = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(ProcessLookupError):
            numbers += [int(entry.name)] if os.getpgid(int(entry.name)) == server.process.pid else []
    before = {number: resource.prlimit(number, resource.RLIMIT_FSIZE) for number in numbers}
    for number, (_, hard) in before.items():
        resource.prlimit(number, resource.RLIMIT_FSIZE, (1, hard))
    yield
    for number, limits in before.items():
        resource.prlimit(number, resource.RLIMIT_FSIZE, limits)


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux limits another process")
def test_while_the_server_can_take_nothing_in_gifts_stay_on_the_phone_and_go_by_themselves(
    phone: Phone, server: servers.Server, database: Database
):
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    with full_disk(server):
        types(page, quantity="1")
        saves(page)
        page.wait_for_selector("#told >> text=The server is busy. Not sent yet: 1")
        assert counted(page, "waiting") == 1
        assert recorded(database) == []
    page.click("#send")
    waits_for(page, "received", 1)
    # What stands before a server that is down says so in a page of its own, signed by nobody.
    down = {"status": 502, "body": "<h1>Bad gateway</h1>", "content_type": "text/html"}
    phone.context.route("**/api/donations", lambda route: route.fulfill(**down))
    types(page, quantity="2")
    saves(page)
    page.wait_for_selector("#told >> text=The server is busy. Not sent yet: 1")
    phone.context.unroute("**/api/donations")
    waits_for(page, "received", 2)
    assert recorded(database) == [(DONOR, 1), (DONOR, 2)]


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


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own that can be filled up."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("small disk: only root can mount one")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill_up(file: Path) -> None:
    """Write until nothing more fits on the disk."""
    with file.open("wb", buffering=0) as filling, suppress(OSError):
        for size in (1_000_000, 4_096, 1):
            with suppress(OSError):
                while True:
                    filling.write(b"x" * size)


def test_a_full_phone_says_so_and_goes_on_once_there_is_room(
    playwright: Playwright, server: servers.Server, people: None, small_disk: Path, database: Database
):
    phone = Phone(playwright, server, small_disk / "profile")
    page = phone.switch_on()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    phone.signs_in(page, "olena")
    cut(phone.context)
    types(page, quantity="1")
    saves(page)
    page.wait_for_selector("#told >> text=No network. Not sent yet: 1")

    fill_up(small_disk / "filling")
    types(page, quantity="2")
    page.click("text=Another day or place, a note")
    page.fill("#note", "x" * 2_000)
    saves(page)
    page.wait_for_selector("#told >> text=The storage of this phone is full")
    assert page.input_value("#donor") == DONOR
    page.click("#send")
    page.wait_for_selector("#told.said-problem, #told >> text=No network")

    (small_disk / "filling").unlink()
    cut(phone.context, cut_off=False)
    page.click("#send")
    waits_for(page, "received", 1)
    assert page.input_value("#lines-0-quantity") == "2"
    saves(page)
    waits_for(page, "received", 2)
    assert recorded(database) == [(DONOR, 1), (DONOR, 2)]
    assert faults == []
    phone.switch_off()


def test_a_server_that_hangs_is_given_up_and_tried_again(
    phone: Phone, server: servers.Server, database: Database
):
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    page.clock.install()
    types(page, quantity="1")
    os.killpg(server.process.pid, signal.SIGSTOP)
    saves(page)
    page.wait_for_selector("[data-row=sending]")
    page.click("#send")
    page.wait_for_selector("#told >> text=What is on this phone is being sent. Not sent yet: 1 gift")
    page.clock.fast_forward(60_000)
    page.wait_for_selector("#told >> text=The server does not answer. Not sent yet: 1 gift")
    page.wait_for_selector("[data-row=waiting]")
    os.killpg(server.process.pid, signal.SIGCONT)
    page.click("#send")
    waits_for(page, "received", 1)
    assert recorded(database) == [(DONOR, 1)]


def test_what_is_received_refused_and_lies_for_long_is_said_as_it_is(phone: Phone, database: Database):
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    as_an_older_page_sealed(page, "1999-03-02")
    page.click("#send")
    page.wait_for_selector("#told >> text=The server did not take 1 gift")
    assert "1999" in page.inner_text("#told")
    types(page, quantity="1")
    saves(page)
    page.wait_for_selector("#told >> text=Received. Receipt: ")
    page.wait_for_selector("#told >> text=Look below at what was not taken: 1 gift")
    page.fill("#donor", "half a draft")
    waits_for_draft(page)
    page.evaluate(
        """async () => {
          const { change, rows } = await import("/static/js/intake/queue.js");
          const ids = (await rows()).map(({ id }) => id);
          await change(ids, (row) => ({ ...row, at: row.at - 80 * 3600000 }));
        }"""
    )
    page.reload()
    page.wait_for_selector("#warning >> text=A refused gift is not mended (3 days ago)")
    page.wait_for_selector("#warning >> text=A draft is not finished (3 days ago)")
    phone.is_ready(page)
    page.click("text=This phone: file, sign out")
    with page.expect_download() as waiting:
        page.click("#export")
    assert len(json.loads(waiting.value.path().read_text(encoding="utf-8"))["records"]) == 2
    page.get_by_role("button", name="Open and mend").click()
    page.wait_for_function("() => document.querySelector('#donor').value !== ''")
    page.wait_for_selector("#received_on:visible")  # what was wrong is in sight
    page.fill("#received_on", "")
    page.fill("#lines-0-quantity", "2")
    saves(page)
    page.wait_for_selector("#told >> text=1 draft is not finished")
    assert recorded(database) == [(DONOR, 1), (DONOR, 2)]


def goes_on(page: Page) -> None:
    page.get_by_role("button", name="Go on with it").click()
    page.wait_for_function("() => document.querySelector('#donor').value !== ''")


def test_a_gift_that_one_tab_saved_is_never_a_draft_again_by_another(phone: Phone, database: Database):
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    types(page, quantity="1")
    waits_for_draft(page)
    page.reload()
    phone.is_ready(page)
    untouched, changed = (phone.context.new_page() for _ in range(2))
    goes_on(page)
    for tab in (untouched, changed):
        tab.goto(page.url)
        phone.is_ready(tab)
        goes_on(tab)
    cut(phone.context)
    page.fill("#lines-0-quantity", "2")
    saves(page)
    waits_for(page, "waiting", 1)
    untouched.wait_for_selector("#told >> text=Another tab saved or changed this gift")
    untouched.goto("about:blank")
    untouched.close()
    # What was typed elsewhere is kept beside it, and not sent by itself.
    changed.fill("#lines-0-quantity", "3")
    saves(changed)
    changed.wait_for_selector("#told >> text=as a draft of its own")
    assert changed.input_value("#lines-0-quantity") == "3"
    waits_for(page, "draft", 1)
    assert counted(page, "waiting") == 1
    cut(phone.context, cut_off=False)
    waits_for(page, "received", 1)
    assert recorded(database) == [(DONOR, 2)]
    saves(changed)
    waits_for(page, "received", 2)
    assert recorded(database) == [(DONOR, 2), (DONOR, 3)]


def comes_to_lie(page: Page, holds: str) -> bool:
    """Whether what lies on the phone, `all` of its rows, comes to be so."""
    return page.evaluate(
        f"""async () => {{
          const {{ rows }} = await import("/static/js/intake/queue.js");
          for (let tries = 0; tries < 400; tries += 1) {{
            const all = await rows();
            if ({holds}) return true;
            await new Promise((resolve) => setTimeout(resolve, 50));
          }}
          return false;
        }}"""
    )


def test_a_gift_waits_to_be_sent_even_if_the_page_is_gone_in_the_moment_it_is_saved(
    browser: Browser, server: servers.Server, people: None
):
    # The worker would hang with the page, which shares its process.
    context = browser.new_context(viewport=PHONE, service_workers="block")
    context.route("**/api/donations", lambda route: route.abort())
    page = context.new_page()
    page.goto(f"{server.url}/sign-in?next=/intake/en")
    page.fill("[name=login]", "olena")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).first.click()
    # Nothing runs on the page behind the press: it is left at once, or hangs until somebody ends it.
    for number, ends in enumerate(("location.reload();", "for (;;) {}", "for (;;) {}"), 1):
        page.wait_for_selector("html[data-ready]")
        types(page, quantity=str(number))
        assert comes_to_lie(page, f"all.length === {number}")
        press = f'document.querySelector("#gift button[type=submit]").click(); {ends}'
        # As long as a finger takes at least.
        page.evaluate(f"() => {{ setTimeout(() => {{ {press} }}, 1_000); }}")
        other = context.new_page()
        other.wait_for_timeout(2_000)
        page.close()
        page = other
        page.goto(f"{server.url}/intake/en")
        waits_for(page, "waiting", number)
        assert counted(page, "draft") == 0
    context.close()


def test_a_draft_and_a_queue_outlive_the_browser_and_nothing_of_them_can_be_read(
    phone: Phone, database: Database, server: servers.Server
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
    plant = as_on_the_phone(page, noise(3), planted=True)
    cut(phone.context)
    types(page)
    page.get_by_text("Photos", exact=True).click()
    adds_photo(page, noise(4), 1)
    photo = as_on_the_phone(page, noise(4))
    page.click("text=Another day or place, a note")
    page.fill("#note", "quokka-note-7731")
    saves(page)
    page.wait_for_selector("#told >> text=No network. Not sent yet: 1 gift · 1 photo")
    page.fill("#donor", f"{DONOR} draft")
    waits_for_draft(page)
    phone.switch_off()

    assert found(phone.folder, "unsealed-plant-4242")
    assert any(found(phone.folder, part) for part in pieces(plant))
    assert [part for part in (*pieces(photo), *pieces(noise(4))) if found(phone.folder, part)] == []
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


def as_on_the_phone(page: Page, content: bytes, *, planted: bool = False) -> bytes:
    """A photo as the page makes it small; `planted` puts it unsealed into the profile."""
    line = page.evaluate(
        """async ([plain, planted]) => {
          const { shrink } = await import("/static/js/intake/photos.js");
          const bytes = Uint8Array.from(atob(plain), (letter) => letter.charCodeAt(0));
          const small = await shrink(new Blob([bytes], { type: "image/jpeg" }));
          if (planted) await new Promise((resolve) => {
            const open = indexedDB.open("planted photo", 1);
            open.onupgradeneeded = () => open.result.createObjectStore("plant");
            open.onsuccess = () => { const at = open.result.transaction("plant", "readwrite");
              at.objectStore("plant").put(small, 1); at.oncomplete = resolve; }; });
          return [...small].map((byte) => byte.toString(16).padStart(2, "0")).join("");
        }""",
        [base64.b64encode(content).decode(), planted],
    )
    return bytes.fromhex(line)


def pieces(content: bytes) -> list[bytes]:
    """Some of the pixels of a photo, from behind its tables."""
    return [content[start : start + 32] for start in range(5_000, len(content) - 32, 4_099)]


def found(folder: Path, canary: str | bytes) -> list[str]:
    """The files of the profile in which bytes stand, or a text in either width of its letters."""
    wanted = (canary,) if isinstance(canary, bytes) else (canary.encode(), canary.encode("utf-16-le"))
    files = (file for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    return [file.name for file in files if any(text in file.read_bytes() for text in wanted)]


def noise(seed: int) -> bytes:
    """A photo that no coding makes smaller, with the camera in it."""
    file, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = CAMERA
    dots = random.Random(seed).randbytes(400 * 300 * 3)
    Image.frombytes("RGB", (400, 300), dots).save(file, "JPEG", quality=90, exif=exif)
    return file.getvalue()


def adds_photo(page: Page, content: bytes, number: int) -> None:
    page.set_input_files("#photos", {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": content})
    page.wait_for_selector("#photos-here >> text=" + ("1 photo on" if number == 1 else f"{number} photos on"))
    page.wait_for_selector("#told >> text=The photo is on this phone, sealed")


def album(database: Database) -> list[tuple[int, bytes]]:
    with database.look() as db:
        return [(photo.donation.lines[0].quantity, photo.content) for photo in db.query(Photo)]


def test_photos_follow_their_gift_go_on_where_they_were_cut_off_and_are_kept_once(
    phone: Phone, database: Database
):
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    cut(phone.context)
    types(page, quantity="7")
    page.get_by_text("Photos", exact=True).click()
    adds_photo(page, noise(1), 1)
    adds_photo(page, noise(2), 2)
    saves(page)
    page.wait_for_selector("#told >> text=No network. Not sent yet: 1 gift · 2 photos")
    page.wait_for_selector("#rows >> text=2 photos on this phone")
    assert counted(page, "photos") == 2
    assert not page.is_visible("#photos-here >> text=photo")

    # The gift arrives; its first photo is cut off behind its first part, then before the answer to another.
    sent = []

    def goes(route: Route) -> None:
        sent.append(route.request.headers["content-range"])
        if len(sent) == 3:
            return route.abort("connectionreset")
        answer = route.fetch()
        return route.abort("connectionreset") if len(sent) == 5 else route.fulfill(response=answer)

    phone.context.route("**/api/photos/**", goes)
    cut(phone.context, cut_off=False)
    waits_for(page, "received", 1)
    page.wait_for_selector("#told >> text=No network. Not sent yet: 2 photos")
    assert [gift for gift, _ in album(database)] == []
    page.click("#send")
    page.wait_for_selector("#told >> text=No network. Not sent yet")
    page.click("#send")
    page.wait_for_selector("#rows >> text=2 photos received")
    assert counted(page, "photos") == 0
    kept = album(database)
    assert [gift for gift, _ in kept] == [7, 7]
    assert all(content.startswith(b"\xff\xd8") and CAMERA.encode() not in content for _, content in kept)
    starts = [span.split()[1].split("-")[0] for span in sent]
    assert starts[:4] == ["*/" + sent[0].split("/")[1], "0", "32768", "*/" + sent[0].split("/")[1]]
    # What was there already was not sent again.
    assert starts[4] == "32768"
    phone.context.unroute("**/api/photos/**")
    page.reload()
    phone.is_ready(page)
    assert len(album(database)) == 2


def test_photos_refused_for_a_reason_that_passed_are_sent_again(phone: Phone, database: Database):
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    types(page)
    page.get_by_text("Photos", exact=True).click()
    adds_photo(page, noise(1), 1)
    phone.context.route("**/api/photos/**", lambda route: route.abort())
    saves(page)
    waits_for(page, "received", 1)
    page.wait_for_selector("#told >> text=Not sent yet: 1")
    with database.work() as db:
        gift = db.query(Donation).one().code
        for number in range(photos.MOST):
            other = pictures.photo(noise(10 + number))
            photos.keep(db, CONSOLE, photos.KeepPhoto(uuid4(), gift, other.sha256), other)
        first = db.query(Photo).first().code
    phone.context.unroute("**/api/photos/**")
    page.click("#send")
    said = f"#refused >> text=12 photos are kept with {gift} already. Nothing was stored; erase one first."
    page.wait_for_selector(said)
    # It is not forgotten with the page, and counted as what it is: not sent.
    page.reload()
    phone.is_ready(page)
    page.wait_for_selector(said)
    assert (counted(page, "photos"), counted(page, "refused")) == (1, 1)
    page.wait_for_selector("#told >> text=Look below at what was not taken: 1 photo")
    with database.work() as db:
        photos.erase(db, CONSOLE, photos.ErasePhoto(uuid4(), first))
    page.get_by_role("button", name="Send these photos again").click()
    page.wait_for_selector("#rows >> text=1 photo received")
    assert not page.is_visible("#refused")
    assert len([content for _, content in album(database) if content]) == photos.MOST


def test_why_a_gift_was_refused_is_said_until_it_is_settled_and_cannot_be_read_on_the_phone(
    phone: Phone, database: Database
):
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    as_an_older_page_sealed(page, "1999-03-02")
    page.click("#send")
    page.wait_for_selector("#rows >> text=Day: “1999-03-02” is in the year 1999")
    page.reload()
    phone.is_ready(page)
    page.wait_for_selector("#rows >> text=Day: “1999-03-02” is in the year 1999")
    kept = (
        "import('/static/js/intake/queue.js').then(({ rows }) => rows()).then((all) => JSON.stringify(all))"
    )
    assert "attention" in page.evaluate(kept)
    assert "1999" not in page.evaluate(kept)
    cut(phone.context)
    page.reload()
    page.wait_for_selector("#rows >> text=Day: Look at this once more.")
    page.wait_for_selector("#rows >> text=Open it, put this right and save it again.")
    cut(phone.context, cut_off=False)
    page.reload()
    phone.is_ready(page)
    page.get_by_role("button", name="Open and mend").click()
    page.wait_for_selector("#unclear >> text=“1999-03-02” is in the year 1999")
    page.fill("#received_on", "")
    saves(page)
    waits_for(page, "received", 1)
    assert not page.is_visible("#rows [data-why] li")
    assert recorded(database) == [(DONOR, 240)]


def test_a_draft_is_told_from_others_and_thrown_away_by_a_second_press_that_says_which(phone: Phone):
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    types(page, "Quokka branch")
    waits_for_draft(page)
    page.reload()
    phone.is_ready(page)
    page.fill("#donor", "two")
    page.fill("#lines-0-item", "blankets")
    page.click("#add")
    page.fill("#lines-1-item", "tents")
    assert comes_to_lie(page, "all.some(({ lines }) => lines === 2)")
    page.reload()
    phone.is_ready(page)
    # After a restart nothing of who gives can be read, but when it was begun and how long it is.
    page.wait_for_selector("#rows >> text=2 lines")
    rows = page.locator("#rows > li")
    assert ["begun " in row and DAY.search(row) is not None for row in rows.all_inner_texts()] == [True, True]
    assert "Quokka" not in page.inner_text("#rows")
    rows.filter(has_text="1 line").get_by_role("button", name="Go on with it").click()
    page.wait_for_function("() => document.querySelector('#donor').value === 'Quokka branch'")
    # What this page opened it can name, until it is left.
    page.get_by_role("button", name="Go on with it").click()
    page.wait_for_function("() => document.querySelector('#donor').value === 'two'")
    here = rows.filter(has_text="Quokka branch: Tinned zebu, 400 g")
    drop = here.get_by_role("button", name="Throw away", exact=True)
    drop.press("Enter")
    sure = here.get_by_role("button", name="Throw away for ever:")
    expect(sure).to_be_focused()
    expect(sure).to_contain_text("Quokka branch: Tinned zebu, 400 g")
    here.get_by_role("button", name="Keep it").click()
    expect(drop).to_be_focused()
    assert counted(page, "draft") == 1
    drop.press("Enter")
    sure.press("Enter")
    waits_for(page, "draft", 0)


def test_what_is_said_of_states_agrees(phone: Phone, database: Database):
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    page.fill("#donor", "half a draft")
    waits_for_draft(page)
    saves(page)
    # A draft is saved, and says so: it is not finished.
    page.wait_for_selector("#unclear >> text=Not finished: something is missing or unclear")
    assert "Not saved" not in page.inner_text("main")
    page.reload()
    phone.is_ready(page)
    types(page)
    saves(page)
    waits_for(page, "received", 1)
    page.wait_for_selector("#told >> text=1 draft is not finished.")
    assert "Everything" not in page.inner_text("#told")
    page.get_by_role("button", name="Throw away").press("Enter")
    page.get_by_role("button", name="Throw away for ever:").press("Enter")
    waits_for(page, "draft", 0)
    page.click("#send")
    page.wait_for_selector("#told >> text=Everything is received")


def test_without_a_network_no_link_leads_to_the_page_of_the_browser(phone: Phone):
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    types(page)
    cut(phone.context)
    page.get_by_role("link", name="First page").click()
    page.wait_for_selector("#told >> text=That page cannot be reached now. What you wrote stays here")
    cut(phone.context, cut_off=False)
    # There seems to be a network, and nobody answers.
    phone.context.route(f"{phone.server.url}/", lambda route: route.abort("connectionrefused"))
    page.evaluate("document.querySelector('#told p').textContent = ''")
    page.get_by_role("link", name="First page").click()
    page.wait_for_selector("#told >> text=That page cannot be reached now")
    assert page.input_value("#donor") == DONOR
    phone.context.unroute(f"{phone.server.url}/")
    page.get_by_role("link", name="First page").click()
    page.wait_for_url(f"{phone.server.url}/")


def test_the_server_answers_in_the_language_that_the_page_is_open_in(phone: Phone):
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    page.goto(f"{phone.server.url}/intake/uk")
    phone.is_ready(page)
    as_an_older_page_sealed(page, "1999-03-02")
    page.click("#send")
    page.wait_for_selector("#told >> text=«1999-03-02»")
    assert "is in the year" not in page.inner_text("main")


LARGE = """() => { document.documentElement.style.fontSize = "200%"; }"""
CUT = """() => {
  const isMeant = (one) => one.getClientRects().length && !one.closest(".unseen, .chips");
  const isSeen = (one) => one.checkVisibility() && isMeant(one);
  const isCut = (one) => {
    const { left, right } = one.getBoundingClientRect();
    const isClipped = getComputedStyle(one).overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1;
    return left < -1 || right > innerWidth + 1 || (isClipped && !one.matches("input, textarea, select"));
  };
  const { scrollWidth, clientWidth } = document.documentElement;
  const cut = [...document.querySelectorAll("main *")].filter((one) => isSeen(one) && isCut(one));
  const called = cut.map((one) => `${one.tagName} ${one.className} ${one.textContent.trim().slice(0, 40)}`);
  return scrollWidth > clientWidth ? [`${scrollWidth - clientWidth} px wider`, ...called] : called;
}"""
FREE = """() => {
  // Down the middle of the screen, wherever the page is scrolled to: what is not under something that stays.
  const isStaying = (one) => ["sticky", "fixed"].includes(getComputedStyle(one).position);
  const stays = (one) => one && (isStaying(one) || stays(one.parentElement));
  const rows = Array.from({ length: innerHeight }, (_, y) => y);
  return rows.filter((y) => !stays(document.elementFromPoint(innerWidth / 2, y))).length / innerHeight;
}"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_large_text_and_forced_colours_nothing_is_cut_and_half_the_screen_is_left(
    phone: Phone, language: str
):
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    page.emulate_media(forced_colors="active")
    page.goto(f"{phone.server.url}/intake/{language}")
    phone.is_ready(page)
    page.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))")
    page.evaluate(LARGE)
    types(page)
    save = page.locator("#gift button[type=submit]").first
    save.click()
    page.wait_for_selector("#told >> text=DR-")
    assert page.evaluate(CUT) == []
    page.fill("#lines-0-item", "tents")
    save.click()
    page.wait_for_selector("#unclear:not([hidden])")
    assert page.evaluate(CUT) == []
    page.fill("#donor", "x")
    for field in ("#lines-0-item", "#lines-0-quantity", "#note"):
        page.locator(field).evaluate("field => field.scrollIntoView({ block: 'center' })")
        assert page.evaluate(FREE) >= 0.5, field


def test_what_is_saved_while_a_photo_is_being_sent_goes_before_the_rest_of_it(
    phone: Phone, database: Database
):
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    asked: list[str] = []
    parts: list[Route] = []

    def holds_one_part(route: Route) -> None:
        if not parts and "*" not in route.request.headers["content-range"]:
            parts.append(route)
        else:
            route.continue_()

    phone.context.on("request", lambda request: asked.append(request.url.split("/")[4].partition("?")[0]))
    phone.context.route("**/api/photos/**", holds_one_part)
    types(page, quantity="1")
    page.get_by_text("Photos", exact=True).click()
    adds_photo(page, noise(1), 1)
    with page.expect_request(lambda request: "bytes 0-" in request.headers.get("content-range", "")):
        saves(page)
    types(page, quantity="2")
    saves(page)
    page.wait_for_selector(
        "#told >> text=What is on this phone is being sent. Not sent yet: 1 gift · 1 photo"
    )
    asked.clear()
    parts[0].continue_()
    page.wait_for_selector("#told >> text=Everything is received")
    assert next(name for name in asked if name in ("donations", "photos")) == "donations"
    assert recorded(database) == [(DONOR, 1), (DONOR, 2)]
    assert len(album(database)) == 1


def test_where_there_is_no_room_for_a_photo_its_gift_is_kept(phone: Phone, database: Database):
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    types(page, quantity="5")
    page.get_by_text("Photos", exact=True).click()
    page.evaluate(
        """() => { const put = IDBObjectStore.prototype.put;
             IDBObjectStore.prototype.put = function (...row) {
               if (this.name !== "sealed") return put.apply(this, row);
               this.transaction.abort(); throw new DOMException("full", "QuotaExceededError"); } }"""
    )
    page.set_input_files("#photos", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": noise(1)})
    page.wait_for_selector("#told >> text=that photo was not kept. The gift can be saved without it")
    page.set_input_files("#photos", {"name": "a.heic", "mimeType": "image/heic", "buffer": b"no picture"})
    page.wait_for_selector("#told >> text=That photo was not kept: the browser cannot read it")
    saves(page)
    waits_for(page, "received", 1)
    assert recorded(database) == [(DONOR, 5)]
    assert album(database) == []


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
          const { exchange, kept, sealer } = await import("/static/js/intake/queue.js");
          const phone = await kept("phone");
          for (let n = 2; n <= number; n += 1) {
            const id = crypto.randomUUID();
            const lines = [{ item: "FOD-BEEF-99", quantity: `${n}` }];
            const gift = { place: phone.places[0].code, received_on: "2026-11-20", lines };
            const at = Date.now() - 73 * 3600000 + n;
            const content = { v: 1, made_at: new Date(at).toISOString(), by: phone.by, gift };
            const sealed = await (await sealer(phone.keys.sealing, id))(content);
            await exchange(id, () => ({ id, at, state: "waiting", owner: phone.person, sealed }));
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
    # Their receipts are here for a day from when they were received, however old the gifts are.
    page.reload()
    phone.is_ready(page)
    assert counted(page, "received") == number


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
    page.get_by_text("Photos", exact=True).click()
    adds_photo(page, noise(1), 1)
    saves(page)
    page.wait_for_selector("#told >> text=No network. Not sent yet: 1")
    page.goto(f"{phone.server.url}/donations/new")
    page.wait_for_selector("[data-unsent] >> text=Not sent yet from this phone: 1 gift · 1 photo")
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


def a_newer_version(folder: Path) -> Path:
    """The whole program once more, with another page, other scripts and other colours."""
    for name in ("convoy", "templates", "static"):
        shutil.copytree(TOP / name, folder / name, ignore=shutil.ignore_patterns("*.po"))
    for name, added in (
        ("js/intake/page.js", "\ndocument.documentElement.dataset.version = 'newer';\n"),
        ("js/intake/queue.js", "\n// newer\n"),
        ("css/convoy.css", "\n/* newer */\n"),
    ):
        with (folder / "static" / name).open("a", encoding="utf-8") as file:
            file.write(added)
    return folder


def test_an_old_page_goes_on_beside_a_newer_server_until_somebody_takes_the_newer_one(
    phone: Phone, server: servers.Server, environment: dict[str, str], database: Database, tmp_path: Path
):
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    cut(phone.context)
    types(page, quantity="1")
    saves(page)
    page.wait_for_selector("#told >> text=No network. Not sent yet: 1")
    page.fill("#donor", f"{DONOR} draft")
    waits_for_draft(page)

    server.stop()
    port, program = int(server.url.rpartition(":")[2]), a_newer_version(tmp_path / "newer")
    with servers.started_server(environment, tmp_path / "newer.log", port=port, program=program):
        # What the old page recorded is taken by the newer server; what is typed stays open.
        cut(phone.context, cut_off=False)
        waits_for(page, "received", 1)
        page.wait_for_selector("#newer >> text=A newer version of this page is here")
        assert page.input_value("#donor") == f"{DONOR} draft"
        assert not page.query_selector("html[data-version]")
        # It goes on, also without a network, opened once more.
        phone.context.route("**/api/donations", lambda route: route.abort())
        types(page, quantity="2")
        saves(page)
        page.wait_for_selector("#told >> text=No network. Not sent yet: 1")
        cut(phone.context)
        page.reload()
        page.wait_for_selector("#newer:not([hidden])")
        assert not page.query_selector("html[data-version]")
        assert counted(page, "waiting") == 1
        page.fill("#donor", f"{DONOR} draft")
        waits_for_draft(page)
        page.click("#use-newer")
        page.wait_for_selector("#told >> text=a draft cannot be opened again without one")

        # The newer page has the queue and the draft of the old one.
        cut(phone.context, cut_off=False)
        page.click("#use-newer")
        page.wait_for_selector("html[data-version=newer][data-ready]")
        assert (counted(page, "waiting"), counted(page, "draft")) == (1, 1)
        assert page.evaluate("caches.keys().then((all) => all.length)") == 1
        assert page.is_hidden("#newer")
        phone.context.unroute("**/api/donations")
        page.click("#send")
        waits_for(page, "received", 2)
        page.get_by_role("button", name="Go on with it").click()
        page.wait_for_function("() => document.querySelector('#donor').value.endsWith('draft')")
        assert recorded(database) == [(DONOR, 1), (DONOR, 2)]
        phone.switch_off()


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
        if said := faults_shown(page):
            found[language, width] = said
    assert not found


def test_the_queue_leaves_as_a_file_with_its_photos_and_the_phone_is_cleared(
    phone: Phone, database: Database
):
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    cut(phone.context)
    types(page)
    page.get_by_text("Photos", exact=True).click()
    adds_photo(page, noise(1), 1)
    saves(page)
    waits_for(page, "waiting", 1)
    page.click("text=This phone: file, sign out")
    with page.expect_download() as waiting:
        page.click("#export")
    assert re.search(r"saved: 1 gift · 1 photo, \d+ kB", page.inner_text("#told"))
    file = waiting.value.path().read_text(encoding="utf-8")
    assert "Zebra" not in file
    queue = shapes.read(file.encode(), shapes.Queue)
    with database.look() as db:
        olena = grants.actor_of(db.query(User).filter_by(login="olena").one())
    for _ in range(2):
        assert [answer.status < 300 for answer in captures.take(database, olena, queue.records)] == [True]
        assert all(photo_arrivals.take_whole(database, olena, photo).code for photo in queue.photos)
    assert recorded(database) == [(DONOR, 240)]
    assert [quantity for quantity, _ in album(database)] == [240]
    page.click("#clear")
    page.get_by_role("button", name="Throw it away for ever").click()
    page.wait_for_selector("#told >> text=This phone is cleared")
    assert page.evaluate("indexedDB.databases().then((all) => all.map((one) => one.name))") == []
    assert page.evaluate("caches.keys()") == []
