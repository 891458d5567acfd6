"""A real browser looks at our labels through a camera; here the camera is a film of a printed sheet."""

import io
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import BrowserContext, Page, Playwright, expect
from sqlalchemy import select

from convoy.app import folder
from convoy.db import Database
from convoy.documents.papers.box_labels import render
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import AuditEntry, Barcode, Box, DonationLine, Item, Place
from convoy.services import labels, passwords, users
from convoy.words import Words
from tests.browser import ARGUMENTS, chromium
from tests.engines import on_sqlite
from tests.factories import a_gift_at, an_item
from tests.scanned_codes import CORPUS
from tests.servers import Server

pytestmark = on_sqlite

PASSWORD = "four plain words suffice"
FRAME = (1280, 720)


@pytest.fixture(scope="module", autouse=True)
def reader():
    """The reader is brought by the build."""
    if not Path(folder("static"), "vendor", "zxing-wasm", "reader.js").is_file():
        pytest.skip(
            "camera: zxing-wasm is not in static/vendor; `.venv/bin/python .build/vendoring.py` brings it"
        )


@pytest.fixture
def hall(database: Database, installed) -> list[str]:
    """Codes of two boxes at Leeds, a place to move them to, and somebody who packs there."""
    with database.work() as db:
        leeds = db.scalars(select(Place)).one()
        made = a_gift_at(db, leeds, an_item(db), boxes=2, each=24)
        packs = Granted(Role.DESK, place_id=leeds.id)
        users.create(db, CONSOLE, users.NewUser("olena", "Olena", passwords.scramble(PASSWORD)), packs)
        return [box.code for box in made]


def sheet(database: Database, codes: list[str], address: str) -> Image.Image:
    """The printed sheet of labels, as a camera held over it sees it."""
    with database.look() as db:
        drawn = labels.box_labels(db, CONSOLE, codes, address)
    page = pypdfium2.PdfDocument(render(drawn, Words("en")))[0]
    picture = page.render(scale=3).to_pil().convert("RGB")
    return picture.crop((0, 0, picture.width, picture.width * FRAME[1] // FRAME[0])).resize(FRAME)


def film(pictures: Sequence[Image.Image], file: Path) -> Path:
    """A film of these pictures as Chromium takes it for a camera: JPEGs one behind the other."""
    frames = []
    for shown in (Image.new("RGB", FRAME, "grey"), *pictures):
        frame = io.BytesIO()
        shown.save(frame, "JPEG", quality=90)
        frames.append(frame.getvalue())
    file.write_bytes(b"".join(frames))
    return file


def sign_in(page: Page) -> None:
    page.fill("main [name=login]", "olena")
    page.fill("main [name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.fixture
def looks_at(playwright: Playwright, hall, server: Server, tmp_path: Path):
    """Switches on a phone on which Olena is signed in, and whose camera looks at pictures."""
    opened = []

    def looks_at(*pictures: Image.Image) -> Page:
        camera = (
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            f"--use-file-for-fake-video-capture={film(pictures, tmp_path / 'camera.mjpeg')}",
        )
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*ARGUMENTS, *camera])
        opened.append(browser)
        page = browser.new_page(viewport={"width": 360, "height": 740})
        page.goto(f"{server.url}/sign-in")
        sign_in(page)
        return page

    yield looks_at
    for browser in opened:
        browser.close()


def code_on_goods(text: str, kind: zxingcpp.BarcodeFormat, scale: int, **options: bool) -> Image.Image:
    """A code in the middle of a picture, as somebody holds a pack before the camera."""
    drawn = zxingcpp.write_barcode_to_image(zxingcpp.create_barcode(text, kind, **options), scale=scale)
    height, width = drawn.shape
    picture = Image.new("RGB", FRAME, "white")
    picture.paste(
        Image.frombytes("L", (width, height), bytes(drawn)),
        ((FRAME[0] - width) // 2, (FRAME[1] - height) // 2),
    )
    return picture


def test_two_labels_before_the_camera_are_moved_with_one_press(looks_at, server, hall, database):
    phone = looks_at(sheet(database, hall, server.url))
    wrong = []
    phone.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    phone.goto(f"{server.url}/scan/move")
    phone.get_by_role("button", name="Scan with the camera").click()
    expect(phone.locator("[data-count]:visible")).to_have_text("2")
    assert phone.evaluate("'ZXingWASM' in window || 'BarcodeDetector' in window")
    phone.wait_for_timeout(600)  # both are seen again and again, and count once
    expect(phone.locator("[data-count]:visible")).to_have_text("2")
    assert phone.locator("[data-last]").text_content().replace("-", "") in {
        code.replace("-", "") for code in hall
    }
    phone.fill("[name=shelf]", "B3")
    phone.get_by_role("button", name="Move all of them").click()
    expect(phone.get_by_text("2 boxes moved to")).to_be_visible()
    with database.look() as db:
        assert set(db.scalars(select(Box.shelf).where(Box.code.in_(hall)))) == {"B3"}
    assert wrong == []


def shelf_of(codes: list[str], address: str) -> Image.Image:
    """Ten boxes on a shelf, each with its label's code to the camera."""
    picture = Image.new("RGB", FRAME, "white")
    for place, code in enumerate(codes):
        text = f"{address}/b/{code.replace('-', '')}".upper()
        drawn = zxingcpp.write_barcode_to_image(
            zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode), scale=6
        )
        one = Image.frombytes("L", (drawn.shape[1], drawn.shape[0]), bytes(drawn))
        picture.paste(one, (20 + place % 5 * 250, 40 + place // 5 * 340))
    return picture


def test_thirty_boxes_wait_through_a_reload_and_a_lost_sign_in_and_move_with_one_press(
    looks_at, server, database
):
    with database.work() as db:
        leeds, item = db.scalars(select(Place)).one(), db.scalars(select(DonationLine.item_id)).first()
        boxes = [box.code for box in a_gift_at(db, leeds, db.get_one(Item, item), boxes=30, each=2)]
    phone = looks_at(*(shelf_of(boxes[at : at + 10], server.url) for at in (0, 10, 20)))
    phone.goto(f"{server.url}/scan/move")
    phone.get_by_role("button", name="Scan with the camera").click()
    expect(phone.locator("[data-count]:visible")).to_have_text("30", timeout=30_000)

    phone.reload()
    expect(phone.get_by_text("What was scanned here before, and not sent, is back: 30")).to_be_visible()
    expect(phone.locator("[data-count]:visible")).to_have_text("30")
    phone.fill("[name=shelf]", "C7")
    phone.context.clear_cookies()
    phone.get_by_role("button", name="Move all of them").click()
    sign_in(phone)
    phone.locator("main form button[type=submit]").first.click()  # what was typed came through the sign-in
    expect(phone.get_by_text("30 boxes moved to")).to_be_visible()
    with database.look() as db:
        assert set(db.scalars(select(Box.shelf).where(Box.code.in_(boxes)))) == {"C7"}
        assert len(db.scalars(select(AuditEntry).where(AuditEntry.action == "box:move")).all()) == 1
    # What was acted on does not come back.
    phone.goto(f"{server.url}/scan/move")
    expect(phone.locator("[data-count]:visible")).to_have_text("0")


GTIN = "4006381333931"
MEDICINE = f"(01)0{GTIN}(17)280512(10)LOT-7"


def test_a_barcode_that_is_new_is_scanned_and_taught_at_the_desk(looks_at, server, database):
    page = looks_at(code_on_goods(GTIN, zxingcpp.BarcodeFormat.EAN13, 4))
    page.goto(f"{server.url}/donations/new")
    page.get_by_role("button", name="Scan", exact=True).click()
    expect(page.get_by_text(f"Barcode {GTIN} is new here. Say what it is.")).to_be_visible()
    expect(page.locator("[data-scanner]")).to_be_hidden()
    item = page.locator("[name=lines-0-item]")
    expect(item).to_be_focused()
    item.press_sequentially("tinned b")
    page.locator(".offers [role=option]").first.click()
    page.get_by_role("group", name=f"Remember {GTIN} as").get_by_label("Yes, remember it").check()
    page.fill("[name=lines-0-quantity]", "24")
    page.check("[name=anonymous]")
    page.get_by_role("button", name="Record", exact=True).click()
    page.wait_for_url("**/donations/DN-*")
    with database.look() as db:
        assert db.scalars(select(Barcode.gtin)).all() == [GTIN]


def test_a_medicine_is_scanned_without_a_network_and_its_batch_and_expiry_arrive(looks_at, server, database):
    with database.work() as db:
        db.add(Barcode(gtin=GTIN, item_id=db.scalars(select(DonationLine.item_id)).first()))
    page = looks_at(code_on_goods(MEDICINE, zxingcpp.BarcodeFormat.DataMatrix, 12, gs1=True))
    page.goto(f"{server.url}/intake/en")
    page.wait_for_selector("html[data-ready]")
    # What reads the codes is kept by the worker once nothing else is on its way.
    assert page.evaluate(
        """async () => {
            const { wasm } = document.querySelector("[data-scanner]").dataset;
            for (let look = 0; look < 300; look += 1) {
                if (await caches.match(wasm)) return true;
                await new Promise((resolve) => setTimeout(resolve, 100));
            }
            return false;
        }"""
    )
    context: BrowserContext = page.context
    context.set_offline(True)
    page.reload()
    page.get_by_role("button", name="Scan", exact=True).click()
    expect(page.locator("#lines-0-batch")).to_have_value("LOT-7")
    expect(page.locator("#lines-0-expires_on")).to_have_value("2028-05-12")
    expect(page.locator("#lines-0-quantity")).to_be_focused()
    expect(page.locator("[data-scanner]")).to_be_hidden()
    page.check("#anonymous")
    page.fill("#lines-0-quantity", "30")
    page.get_by_role("button", name="Save on this phone and send").click()
    page.wait_for_selector("#told >> text=Not sent yet: 1")
    context.set_offline(False)
    page.get_by_role("button", name="Send now").first.click()
    page.wait_for_selector("#told >> text=Everything is received")
    with database.look() as db:
        line = db.scalars(select(DonationLine).where(DonationLine.quantity == 30)).one()
        assert (line.batch, line.expires_on.isoformat()) == ("LOT-7", "2028-05-12")


def test_a_phone_reads_codes_on_goods_as_the_server_does(looks_at, server):
    page = looks_at(Image.new("RGB", FRAME, "grey"))

    by_phone = page.evaluate(
        """async ([address, codes]) => {
            const { goods } = await import(address);
            const wrong = ["refused", "", ""], words = ["words", "", ""];
            const said = (one) => (!one ? words : one.wrong ? wrong : [one.gtin, one.batch, one.expires]);
            return codes.map((code) => said(goods(code)));
        }""",
        [f"{server.url}/static/js/intake/codes.js", [typed for typed, *_ in CORPUS]],
    )
    assert {typed: tuple(said) for (typed, *_), said in zip(CORPUS, by_phone, strict=True)} == {
        typed: (item, batch, expiry) for typed, item, batch, expiry in CORPUS
    }
