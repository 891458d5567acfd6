"""The warehouse leg in a real browser: from the hall to Warsaw, stored in a bay, and on to Kryvyi Rih."""

import pytest
from playwright.sync_api import Page

from convoy.db import Database
from convoy.domain.kinds import PlaceKind, StopKind
from convoy.domain.lifecycle import BoxStage
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import Place
from convoy.services import passwords, users
from tests.browser import reads, the_button
from tests.engines import on_sqlite
from tests.factories import a_convoy, a_gift_at, a_place, a_run, an_item
from tests.second_factor import sets_up
from tests.servers import Server

PASSWORD = "four plain words suffice"

pytestmark = on_sqlite


@pytest.fixture
def codes(server: Server, database: Database) -> tuple[str, str, str]:
    """Codes of a feeder to Warsaw, of a convoy onward from there, and of a gift of forty boxes in Leeds."""
    scrambled = passwords.scramble(PASSWORD)
    with database.work() as db:
        leeds = db.query(Place).filter_by(code="LEE").one()
        warsaw = a_place(db, name="Warsaw", kind=PlaceKind.WAREHOUSE)
        kryvyi = a_place(db, name="Kryvyi Rih", kind=PlaceKind.DESTINATION)
        feeder, onward = a_convoy(db, name="Feeder"), a_convoy(db, name="Spring")
        a_run(db, feeder, (StopKind.LOADING, leeds), (StopKind.WAREHOUSE, warsaw))
        a_run(db, onward, (StopKind.LOADING, warsaw), (StopKind.DELIVERY, kryvyi))
        boxes = a_gift_at(db, leeds, an_item(db, code="FOD-TEST-01"), boxes=40)
        for box in boxes:
            box.stage = BoxStage.CLOSED
        users.create(db, CONSOLE, users.NewUser("marta", "Marta", scrambled), Granted(Role.COORDINATOR))
        return feeder.code, onward.code, boxes[0].code


def presses(page: Page, words: str) -> None:
    the_button(page, words).click()


def loads_all_and_leaves(page: Page, url: str, convoy: str, shown: str) -> None:
    page.goto(f"{url}/convoys/{convoy}/load")
    page.fill("main [name='code']", shown)
    presses(page, "Open it")
    page.get_by_label("Choose all", exact=False).first.check()
    presses(page, "Put the chosen on the van")
    page.goto(f"{url}/convoys/{convoy}/runs/1/trip")
    page.locator("summary", has_text="Another step").click()
    page.select_option("select[name='other']", value="departed")
    presses(page, "Record this step")


def test_forty_boxes_reach_kryvyi_rih_over_a_bay_in_warsaw(page: Page, server: Server, codes):
    feeder, onward, box = codes
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{server.url}/sign-in")
    page.fill("[name='login']", "marta")
    page.fill("[name='password']", PASSWORD)
    presses(page, "Sign in")
    kept = sets_up(page)
    loads_all_and_leaves(page, server.url, feeder, kept.codes.pop())

    page.goto(f"{server.url}/convoys/{feeder}/runs/1/stops/2/count")
    page.locator("select[name^='box-']").last.select_option("missing")
    page.fill("[name='shelf']", "bay B3")
    presses(page, "Record the count: all not marked are good")
    assert "39 good, 0 damaged, 1 missing" in reads(page)
    page.goto(f"{server.url}/convoys/{feeder}/runs/1/stops/2/count")
    page.locator("select[name^='box-']").select_option("good")
    page.fill("[name='shelf']", "bay B3")
    presses(page, "Record only what is marked")

    loads_all_and_leaves(page, server.url, onward, kept.codes.pop())
    page.goto(f"{server.url}/convoys/{onward}/runs/1/stops/2/count")
    fates = page.locator("select[name^='box-']")
    fates.nth(38).select_option("damaged")
    fates.nth(39).select_option("missing")
    presses(page, "Record the count: all not marked are good")
    assert "38 good, 1 damaged, 1 missing" in reads(page)

    page.goto(f"{server.url}/boxes/{box}")
    told = reads(page)
    assert f"van 1 of {feeder}" in told
    assert f"van 1 of {onward}" in told
    page.get_by_role("link", name="van 1 of", exact=False).first.click()
    page.goto(f"{server.url}/convoys/{onward}/receipts")
    assert "Warsaw" not in page.inner_text("table >> nth=0")
    page.goto(f"{server.url}/donations")
    page.locator("a[href^='/donations/DN-'], a[href^='/donations/D']").first.click()
    gift = reads(page)
    assert "912" in gift  # 38 boxes of 24 reached the recipient
    assert "960" in gift
