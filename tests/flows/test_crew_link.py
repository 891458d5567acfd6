"""At 360 px: a coordinator signs in with a second factor, and a driver types details in another browser."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page

from convoy.db import Database
from convoy.domain.kinds import StopKind
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import CrewMember, Place
from convoy.services import passwords, users
from tests.browser import reads
from tests.engines import on_sqlite
from tests.factories import a_convoy, a_run
from tests.second_factor import code, opens_the_convoy, sets_up
from tests.servers import Server

PASSWORD = "four plain words suffice"

pytestmark = on_sqlite


@pytest.fixture
def phone(browser: Browser):
    contexts = []

    def unfold(*, script: bool = True) -> Page:
        context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=script)
        contexts.append(context)
        return context.new_page()

    yield unfold
    for context in contexts:
        context.close()


@pytest.fixture
def convoy(server: Server, database: Database) -> str:
    scrambled = passwords.scramble(PASSWORD)
    with database.work() as db:
        spring = a_convoy(db, name="Spring convoy")
        run = a_run(db, spring, (StopKind.LOADING, db.query(Place).filter_by(code="LEE").one()))
        run.departs_at = datetime.now(UTC) + timedelta(days=3)
        users.create(db, CONSOLE, users.NewUser("marta", "Marta", scrambled), Granted(Role.COORDINATOR))
        return spring.code


def presses(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).first.click()


def signs_in(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/sign-in")
    page.fill("main [name='login']", "marta")
    page.fill("main [name='password']", PASSWORD)
    presses(page, "Sign in")


def fits_the_phone(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("script", [True, False])
def test_a_driver_types_details_by_a_link_that_a_coordinator_made(
    phone, server: Server, database: Database, convoy: str, script
):
    marta, driver = phone(), phone(script=script)
    signs_in(marta, server)
    assert fits_the_phone(marta)
    kept = sets_up(marta)
    marta.context.clear_cookies()
    signs_in(marta, server)
    marta.fill("main [name='code']", code(kept.secret, 1))
    presses(marta, "Go on")
    links = f"{server.url}/convoys/{convoy}/runs/1/crew/links"
    marta.goto(links)
    assert fits_the_phone(marta)
    marta.fill("main [name='code']", kept.codes.pop())
    presses(marta, "Open it")
    assert marta.url == links
    presses(marta, "Make a crew link")
    assert fits_the_phone(marta)
    address = reads(marta, ".one-time")

    driver.goto(address)
    assert "#" not in driver.url or not script
    if not script:
        driver.fill("main [name='code']", address.partition("#")[2])
    presses(driver, "Go on")
    said = reads(driver)
    assert "Spring convoy, van 1" in said
    assert "Leeds" not in said
    assert fits_the_phone(driver)
    for name, typed in (
        ("name", "Zenobia Quill"),
        ("phone", "+44 7700 900731"),
        ("document", "QX7310731"),
        ("document_until", "2031-05-01"),
        ("licence", "C1E 731"),
        ("emergency_contact", "Yaropolk +380731"),
    ):
        driver.fill(f"main [name='{name}']", typed)
    presses(driver, "Send my details")
    assert "Your details are kept" in reads(driver)
    driver.goto(f"{server.url}/convoys/{convoy}")
    assert "Sign in to go on" in reads(driver)

    marta.goto(links)
    opens_the_convoy(marta, kept, PASSWORD)
    assert "QX7310731" in reads(marta)
    with database.look() as db:
        assert db.query(CrewMember).one().name == "Zenobia Quill"
