"""The phone's page itself, in a real browser: its words, languages, links, versions and large text."""

import json
import shutil
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from convoy.db import Database
from convoy.services import phones
from convoy.words import SCREENS
from tests import servers
from tests.engines import on_sqlite
from tests.flows.offline_phone import (
    DONOR,
    Phone,
    as_an_older_page_sealed,
    counted,
    cut,
    recorded,
    saves,
    types,
    waits_for,
    waits_for_draft,
)
from tests.flows.test_accessible import LANGUAGES, WIDTHS, faults_shown

pytestmark = on_sqlite

TOP = Path(__file__).resolve().parents[2]


def every_language_is_kept(page: Page) -> None:
    page.evaluate(
        """async (number) => {
          for (;;) {
            const pages = (await caches.keys()).map(async (name) => (await caches.open(name)).keys());
            const kept = (await Promise.all(pages)).flat();
            if (kept.filter(({ url }) => /[/]intake[/][a-z]{2}$/.test(url)).length >= number) return;
            await new Promise((later) => setTimeout(later, 100));
          }
        }""",
        len(SCREENS),
    )


def test_the_page_changes_its_language_without_a_network_and_says_first_what_would_be_shut(phone: Phone):
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    every_language_is_kept(page)
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
