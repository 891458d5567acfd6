"""Photos on a phone without a network, in a real browser: kept, sent in parts, refused, left out."""

import re
from uuid import uuid4

from playwright.sync_api import Route

from convoy.db import Database
from convoy.domain.permissions import CONSOLE
from convoy.exchange import captures as shapes
from convoy.exchange import pictures
from convoy.models import Donation, Photo, User
from convoy.services import captures, grants, photo_arrivals, photos
from tests.engines import on_sqlite
from tests.flows.offline_phone import (
    CAMERA,
    DONOR,
    Phone,
    adds_photo,
    counted,
    cut,
    noise,
    recorded,
    saves,
    types,
    waits_for,
)

pytestmark = on_sqlite


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
