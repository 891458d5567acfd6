"""A real browser looks at our labels through a camera; here the camera is a film of a printed sheet."""

import io
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Page, Playwright, expect
from sqlalchemy import select

from convoy.app import folder
from convoy.db import Database
from convoy.documents.papers.box_labels import render
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import Box, Place
from convoy.services import labels, passwords, users
from convoy.words import Words
from tests.browser import ARGUMENTS, chromium
from tests.engines import on_sqlite
from tests.factories import a_gift_at, an_item
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


def film(picture: Image.Image, file: Path) -> Path:
    """A film of three pictures as Chromium takes it for a camera: JPEGs one behind the other."""
    frames = []
    for shown in (Image.new("RGB", FRAME, "grey"), picture, picture):
        frame = io.BytesIO()
        shown.save(frame, "JPEG", quality=90)
        frames.append(frame.getvalue())
    file.write_bytes(b"".join(frames))
    return file


@pytest.fixture
def phone(playwright: Playwright, database: Database, hall, server: Server, tmp_path: Path):
    """A signed-in page whose camera looks at the sheet of both labels."""
    seen = film(sheet(database, hall, server.url), tmp_path / "camera.mjpeg")
    camera = (
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={seen}",
    )
    browser = playwright.chromium.launch(executable_path=chromium(), args=[*ARGUMENTS, *camera])
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(f"{server.url}/sign-in")
    page.fill("main [name=login]", "olena")
    page.fill("main [name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    yield page
    browser.close()


def test_two_labels_before_the_camera_are_moved_with_one_press(phone: Page, server, hall, database):
    wrong = []
    phone.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    phone.goto(f"{server.url}/scan/move")
    phone.get_by_role("button", name="Scan with the camera").click()
    expect(phone.locator("[data-count]")).to_have_text("2")
    assert phone.evaluate("'ZXingWASM' in window || 'BarcodeDetector' in window")
    phone.wait_for_timeout(600)  # both are seen again and again, and count once
    expect(phone.locator("[data-count]")).to_have_text("2")
    assert phone.locator("[data-last]").text_content().replace("-", "") in {
        code.replace("-", "") for code in hall
    }
    phone.fill("[name=shelf]", "B3")
    phone.get_by_role("button", name="Move all of them").click()
    expect(phone.get_by_text("2 boxes moved to")).to_be_visible()
    with database.look() as db:
        assert set(db.scalars(select(Box.shelf).where(Box.code.in_(hall)))) == {"B3"}
    assert wrong == []
