"""What the pages on which gifts are logged weigh on the wire, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from convoy.db import Database
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import Place
from convoy.services import passwords, users
from tests import wire
from tests.engines import on_sqlite
from tests.servers import Server

pytestmark = on_sqlite

PASSWORD = "four plain words suffice"


@pytest.fixture
def phone(browser: Browser, server: Server, database: Database) -> Iterator[Page]:
    """A phone on which a desk volunteer is signed in, and nothing is kept of any page yet."""
    with database.work() as db:
        leeds = db.query(Place).first().id
        new = users.NewUser("olena", "Olena", passwords.scramble(PASSWORD))
        users.create(db, CONSOLE, new, Granted(Role.DESK, place_id=leeds))
    first = browser.new_context()
    page = first.new_page()
    page.goto(f"{server.url}/sign-in?next=/people/me")
    page.fill("main [name=login]", "olena")
    page.fill("main [name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).first.click()
    page.wait_for_url("**/people/me")
    context = browser.new_context(storage_state=first.storage_state(), viewport={"width": 360, "height": 740})
    first.close()
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def test_the_desk_is_light_on_the_first_visit_and_lighter_on_the_next(phone: Page, server: Server):
    first = wire.visit(phone, f"{server.url}/donations/new", "[name=donor]")
    assert len(first.came) <= wire.FIRST_REQUESTS, first.came
    assert first.bytes <= wire.FIRST_BYTES, first.came
    assert [url for url in first.asked if not url.startswith((server.url, "data:"))] == []
    again = wire.visit(phone, f"{server.url}/donations/new", "[name=donor]")
    assert len(again.came) <= wire.AGAIN_REQUESTS, again.came
    assert again.bytes <= wire.AGAIN_BYTES, again.came


def test_the_page_without_a_network_is_as_light_and_the_catalogue_comes_once_behind_it(
    phone: Page, server: Server
):
    first = wire.visit(phone, f"{server.url}/intake/en", "html[data-ready]")
    page = first.without("/api/")
    for behind in ("finding.js", "codes.js", "reading.js", "quick.js", "keypad.js"):
        page = page.without(behind)
    assert len(page.came) <= wire.FIRST_REQUESTS, page.came
    assert page.bytes <= wire.FIRST_BYTES, page.came
    assert [url for url in first.asked if not url.startswith((server.url, "data:"))] == []
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    again = wire.visit(phone, f"{server.url}/intake/en", "html[data-ready]")
    assert len(again.came) <= wire.AGAIN_REQUESTS, again.came
    assert again.bytes <= wire.AGAIN_BYTES, again.came
