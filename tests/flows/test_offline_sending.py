"""What a phone sends, in a real browser: the network cut, a Wi-Fi with a page of its own, days offline."""

import json
import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Route

from convoy.db import Database
from convoy.models import Capture, Donation, User
from tests import servers
from tests.engines import on_sqlite
from tests.flows.offline_phone import (
    DAY,
    DONOR,
    PHONE,
    Phone,
    adds_photo,
    as_an_older_page_sealed,
    counted,
    cut,
    noise,
    recorded,
    saves,
    types,
    waits_for,
    waits_for_draft,
)

pytestmark = on_sqlite


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
