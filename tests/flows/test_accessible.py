"""Every page in a real browser: no fault that axe can find, nothing wider than the screen."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle, product
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page, Route

from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.services import public_pages, wishes
from tests.engines import on_sqlite
from tests.factories import a_place, an_item
from tests.web.access_matrix import PEOPLE, rows
from tests.web.hostile import House, a_house
from tests.web.people import make_app, signed_in
from tests.web.scene import Scene

HOST = "http://convoy.test"
LANGUAGES = ("en", "uk", "ar")
WIDTHS = (360, 1280)
SCHEMES = ("light", "dark")
NARROWEST = 320
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RULES = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": list(TAGS)}}
COVERED = "target-size"
"""The rule that takes a field for small where the bar with the main action lies over it."""

CUT = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const found = wide > 0 ? [`${wide} px wider than the screen`] : [];
  const isTold = (part) => part.closest(".unseen, .skip, option");
  const seen = (part) => part.checkVisibility({ visibilityProperty: true }) && !isTold(part);
  for (const part of document.querySelectorAll("body *")) {
    if (!seen(part)) continue;
    const { position, overflowX } = getComputedStyle(part);
    const called = `${part.tagName} ${part.className}: ${part.textContent.trim().slice(0, 40)}`;
    const isOver = ["sticky", "fixed"].includes(position) && !part.matches(".rail");
    if (isOver && part.offsetHeight > innerHeight / 3) found.push(`over a third of the screen: ${called}`);
    const mayRoll = overflowX === "visible" || part.matches("input, select, textarea");
    if (!mayRoll && part.scrollWidth > part.clientWidth + 2)
      found.push(`scrolls sideways, or is cut: ${called}`);
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { currentNode: text } = texts;
    if (!seen(text.parentElement)) continue;
    for (const word of text.data.matchAll(/(?<!\\p{L})\\p{L}{2,8}(?!\\p{L})/gu)) {
      const range = document.createRange();
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const heights = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
      if (heights.size > 1) found.push(`broken: ${word[0]}`);
    }
  }
  return found;
}"""
"""What is cut, pushed sideways, in the way, or broken within a word."""

FIRST_STOPS = 30
RING = """() => {
  const at = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(at);
  const drawn = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  return at === document.body ? null : { of: `${at.tagName} ${at.name ?? at.textContent.trim()}`, drawn };
}"""
"""Whether what has the focus shows it, however colours are chosen."""

HOME = "/"
LEAST_PAGES = 80


@dataclass(frozen=True)
class Look:
    """How somebody looks at a page."""

    language: str
    width: int
    scheme: str


@pytest.fixture
def house(settings, database) -> House:
    return a_house(settings, database)


def served_by(client: FlaskClient) -> Callable[[Route], None]:
    """Answers a browser out of this process, as the person who is signed in there."""

    def answer(route: Route) -> None:
        asked = urlsplit(route.request.url)
        said = client.get(f"{asked.path}?{asked.query}", follow_redirects=True)
        headers = {name: value for name, value in said.headers.items() if name != "Content-Encoding"}
        route.fulfill(status=said.status_code, headers=headers, body=said.get_data())
        said.close()

    return answer


@pytest.fixture
def looked_at(browser: Browser) -> Iterator[Callable[[FlaskClient, Look], BrowserContext]]:
    """A browser's window for somebody's look at things."""
    opened: dict[tuple[FlaskClient, Look], BrowserContext] = {}

    def open_once(client: FlaskClient, look: Look) -> BrowserContext:
        if (client, look) not in opened:
            context = browser.new_context(
                viewport={"width": look.width, "height": 900},
                color_scheme="dark" if look.scheme == "dark" else "light",
                service_workers="block",
            )
            context.route(f"{HOST}/**", served_by(client))
            context.new_page()
            opened[client, look] = context
        return opened[client, look]

    yield open_once
    for context in opened.values():
        context.close()


def speaking(client: FlaskClient, language: str) -> None:
    """Choose the language of this person's pages."""
    with client.session_transaction() as session:
        session["language"] = language


def faults(context: BrowserContext, path: str) -> list[str]:
    """What is wrong with a page, one line each."""
    page = context.pages[0]
    answer = page.goto(HOST + path)
    if answer is None or "text/html" not in answer.headers.get("content-type", ""):
        return []
    return faults_shown(page)


def faults_shown(page: Page) -> list[str]:
    """What is wrong with a page as it stands there now, one line each."""
    found = Axe().run(page, options=RULES).response["violations"]
    said = [
        f"{fault['id']}: {node['target']} {node['html'][:120]}"
        for fault in found
        for node in fault["nodes"]
        if fault["id"] != COVERED or is_small(page, node["target"][0])
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return said + ([f"{wide} px wider than the screen"] if wide > 0 else [])


def is_small(page: Page, selector: str) -> bool:
    """Whether a target is small also when it is scrolled from under the bar with the main action."""
    page.locator(selector).evaluate("target => target.scrollIntoView({block: 'center'})")
    options = {"runOnly": {"type": "rule", "values": [COVERED]}}
    return bool(Axe().run(page, context=selector, options=options).response["violations"])


def paths(house: House) -> list[str]:
    """Pages, without those that answer with a file."""
    return [path for path in house.addresses() if not path.endswith((".csv", ".xlsx", ".json", ".js"))]


@on_sqlite
def test_no_page_has_a_fault_that_axe_can_find(house, looked_at, count):
    looks = [Look(*one) for one in product(LANGUAGES, WIDTHS, SCHEMES)]
    each, found = count(1, len(looks)), {}
    turns = cycle(looks)
    pages = paths(house)
    assert len(pages) > LEAST_PAGES
    for path in pages:
        for look in [next(turns) for _ in range(each)]:
            speaking(house.client, look.language)
            wrong = faults(looked_at(house.client, look), path)
            if wrong:
                found[path, look] = wrong
    assert not found, "\n".join(f"{path} {look}: {wrong}" for (path, look), wrong in found.items())


@on_sqlite
@pytest.mark.parametrize("who", ["anonymous", *PEOPLE])
def test_no_page_that_somebody_is_let_in_to_has_a_fault(who, looked_at, settings, database, count):
    """Each route of the table, about one's own: by one person in one look, or by everybody in every one."""
    scene = Scene(make_app(settings, database), database)
    client = scene.browser(who)
    looks = [Look(language, width, "light") for language, width in product(LANGUAGES, WIDTHS)]
    found = {}
    for turn, row in enumerate(row for row in rows() if row.method == "GET" and row.own):
        theirs = sorted(row.own - {"disabled"})
        if who not in count([theirs[turn % len(theirs)]], theirs):
            continue
        path = scene.path(row, 0)
        with client.get(path, follow_redirects=True) as answer:
            if answer.mimetype != "text/html":
                continue
        for look in count([looks[turn % len(looks)]], looks):
            speaking(client, look.language)
            wrong = faults(looked_at(client, look), path)
            if wrong:
                found[row.endpoint, look] = wrong
    assert not found, "\n".join(f"{page} {look}: {wrong}" for (page, look), wrong in found.items())


@on_sqlite
def test_what_everybody_sees_first_has_no_fault_in_any_look(house, looked_at, settings, database):
    found = {}
    for role in Role:
        client = signed_in(make_app(settings, database), database, Granted(role))
        for look in (Look("en", NARROWEST, "light"), Look("ar", WIDTHS[1], "dark")):
            speaking(client, look.language)
            wrong = faults(looked_at(client, look), HOME)
            if wrong:
                found[role, look] = wrong
    assert not found, "\n".join(f"{role} {look}: {wrong}" for (role, look), wrong in found.items())


@on_sqlite
def test_what_strangers_see_has_no_fault_in_any_look(looked_at, settings, database):
    with database.work() as db:
        a_place(
            db, code="LEE", address="12 Mill Street", opening_hours="Sat 10-16",
            accepts="tins, blankets", do_not_bring="open packs",
        )  # fmt: skip
    database.do(
        public_pages.change,
        CONSOLE,
        public_pages.ChangePage(uuid4(), "LEE", is_shown=True, takes_announcements=True),
    )
    client, found = make_app(settings, database).test_client(), {}
    for path, language, width in product(("/at/LEE", "/at/LEE/announce"), LANGUAGES, WIDTHS):
        assert client.get(path).status_code == 200
        wrong = faults(looked_at(client, Look(language, width, "light")), f"{path}?in={language}")
        if wrong:
            found[path, language, width] = wrong
    assert not found, "\n".join(f"{look}: {wrong}" for look, wrong in found.items())


@on_sqlite
@pytest.mark.parametrize("width", WIDTHS)
def test_letters_twice_as_large_cut_nothing_and_break_no_word(house, looked_at, width):
    place, usual = house.codes["place"], ("Beans, 400 g", "Exercise book", "Blanket, wool")
    with house.database.work() as db:
        for number, name in enumerate(usual):
            an_item(db, code=f"QQQ-CHIP-0{number}", name=name, words=())
            wishes.pin(db, CONSOLE, wishes.Pin(uuid4(), place, f"QQQ-CHIP-0{number}"))
    context = looked_at(house.client, Look("en", width, "light"))
    page, found = context.pages[0], {}
    for path in (f"/donations/new?place={place}", "/scan", HOME):
        page.goto(HOST + path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        if wrong := page.evaluate(CUT):
            found[path] = wrong
    assert not found


@on_sqlite
@pytest.mark.parametrize("path", ["/donations/new", "/scan"])
def test_where_the_system_chooses_the_colours_every_focus_has_its_ring(house, looked_at, path):
    context = looked_at(house.client, Look("en", WIDTHS[1], "light"))
    page, without = context.pages[0], []
    page.emulate_media(forced_colors="active")
    page.goto(HOST + path)
    for _ in range(FIRST_STOPS):
        page.keyboard.press("Tab")
        ring = page.evaluate(RING)
        if ring and not ring["drawn"]:
            without.append(ring["of"])
    assert not without


@on_sqlite
def test_no_page_is_wider_than_the_narrowest_phone(house, looked_at, count):
    found = {}
    for path in paths(house)[:: count(3, 1)]:
        context = looked_at(house.client, Look("uk", NARROWEST, "light"))
        speaking(house.client, "uk")
        page = context.pages[0]
        page.goto(HOST + path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > NARROWEST:
            found[path] = wide
    assert not found
