"""How long the pages on which gifts are logged take to be usable on a slow line, and what they weigh."""

from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.services import phones, sign_ins
from tests import browser, servers, wire
from tests.benchmarks import world
from tests.benchmarks.measuring import going_on, heading, row
from tests.benchmarks.recording import COOKIE
from tests.web.people import add_user, make_app

USABLE = 4.0
"""Seconds at 250 kbit/s down, 50 up and 300 ms there and back."""

PAGES = {"/donations/new": "[name=donor][role=combobox]", "/intake/en": "#gift [data-name=donor]"}
"""Each page, and what can be typed in once it is usable: with what helps while typing."""


def report(folder: Path) -> None:
    """Print how long a phone that has nothing of each page waits until somebody can type."""
    heading("First visit of a page on which gifts are logged, at 250 kbit/s")
    if not browser.chromium():
        row("a browser", "no Chromium found")
        return
    settings, database = world.new(folder)
    app = make_app(settings, database)
    database.do(phones.make_keys_once, CONSOLE)
    token = database.do(sign_ins.open_sign_in, add_user(database, Granted(Role.DESK)), "bench")
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = token
    client.get("/people/me")
    cookie = client.get_cookie(COOKIE).value
    environment = {"CONVOY_INSTANCE": str(settings.instance), "CONVOY_DATABASE_URL": settings.database_url}
    with (
        servers.started_server(environment, folder / "server.log") as server,
        sync_playwright() as playwright,
        browser.started_browser(playwright) as chromium,
    ):
        for path, usable in PAGES.items():
            going_on(path)
            made = _visit(chromium, server.url, path, usable, cookie)
            row(path, f"{made.seconds:.1f} s", f"at most {USABLE:.0f} s", held=made.seconds <= USABLE)
            row(
                "  all that came, the catalogue too",
                f"{made.bytes / 1000:.0f} kB, {len(made.came)} requests",
            )
    database.close()


def _visit(chromium: Browser, url: str, path: str, usable: str, cookie: str) -> wire.Visit:
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    context.set_default_timeout(120_000)
    context.add_cookies([{"name": COOKIE, "value": cookie, "url": url}])
    made = wire.visit(context.new_page(), url + path, usable, slow=True)
    context.close()
    return made
