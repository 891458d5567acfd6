"""Day one at 360 px without JavaScript: last month's list becomes boxes, the hall is counted, one is lost."""

import re

from playwright.sync_api import Browser, Page
from sqlalchemy import func, select

from convoy.db import Database
from convoy.models import Box
from convoy.services import checking, users
from tests.browser import reads
from tests.engines import on_sqlite
from tests.second_factor import sets_up
from tests.servers import Server

pytestmark = on_sqlite
PASSWORD = "four plain words suffice"
NOT_WEIGHED = range(16, 145, 16)


def the_list() -> bytes:
    """A hundred and forty boxes with the hall's own numbers; nobody weighed nine of them."""
    unweighed = {*NOT_WEIGHED, 140}
    rows = [
        f"{number};tinned beef;24;new;01/2028;{'' if number in unweighed else '10,5'}"
        for number in range(1, 141)
    ]
    heading = "Box number;Item;Quantity;Condition;Expiry;Weight, kg"
    return "\n".join([heading, *rows, "Total;;3360;;;1375,5"]).encode()


def joins(page: Page, server: Server, code: str) -> None:
    page.goto(f"{server.url}/join")
    facts = {"code": code, "name": "Marta", "login": "marta", "password": PASSWORD, "again": PASSWORD}
    for name, value in facts.items():
        page.fill(f"[name='{name}']", value)
    page.get_by_role("button", name="Join").click()
    sets_up(page)


def sends(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/boxes/import")
    page.set_input_files(
        "input[type=file]", {"name": "hall.csv", "mimeType": "text/csv", "buffer": the_list()}
    )
    page.get_by_role("button", name="Check the list").click()


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_last_months_list_becomes_140_boxes_once_and_is_counted(
    browser: Browser, server: Server, database: Database
):
    with database.work() as db:
        code = users.first_admin_code(db)
    context = browser.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    joins(page, server, code)

    sends(page, server)
    assert "140 boxes would be taken in." in reads(page)
    assert "9 of 140 boxes not weighed" in reads(page)
    assert fits(page)
    page.get_by_role("button", name="Take them in").click()
    assert "140 boxes taken in." in reads(page)
    assert fits(page)

    sends(page, server)
    page.get_by_role("button", name="Take them in").click()
    assert "0 boxes taken in. 140 were here already." in reads(page)
    with database.look() as db:
        assert db.scalar(select(func.count(Box.id))) == 140

    page.goto(f"{server.url}/boxes")
    assert re.search(r"At least 1.375 kg; 9 of 140 boxes not weighed\.", reads(page))
    page.fill("[name='code']", "47")
    page.get_by_role("button", name="Find").click()
    assert "Leeds 47" in reads(page, "h1")

    page.goto(f"{server.url}/stock-takes")
    page.get_by_role("button", name="Begin").click()
    page.fill("#codes", "47")
    page.get_by_role("button", name="Seen", exact=True).click()
    assert "1 of 140 boxes seen" in reads(page)
    page.locator("summary", has_text="Paste many at once").click()
    page.fill("#many", "\n".join(f"Leeds {number}" for number in range(1, 140)))
    page.get_by_role("button", name="All seen").click()
    assert "138 boxes seen. 1 was seen before." in reads(page, "body")
    assert "1 box not seen yet" in reads(page)
    assert fits(page)
    page.get_by_role("link", name="Close it").click()
    page.check("[name='boxes-0-missing']")
    page.select_option("[name='boxes-0-reason']", "taken")
    page.get_by_role("button", name="Close the stock-take").click()
    assert "taken without a note" in reads(page)
    assert fits(page)
    context.close()
    with database.look() as db:
        assert db.scalar(select(Box.stage).where(Box.short_number == 140)).value == "missing"
        assert list(checking.differences(db)) == []
