"""A phone with the intake page: a real browser with a profile folder of its own, and what is done on it."""

import io
import random
import re
from pathlib import Path

from PIL import Image
from playwright.sync_api import BrowserContext, Page, Playwright

from convoy.db import Database
from convoy.models import Donation
from tests import browser as browsers
from tests import servers

PASSWORD = "four plain words suffice"
PHONE = {"width": 360, "height": 740}
DONOR = "Zebrafinch Miners' Choir"
CAMERA = "PlantedMaker 7731"
DAY = re.compile(r"\d{1,2} [A-Z][a-z]{2,3} \d{4}, \d\d:\d\d")


class Phone:
    """A browser with a profile folder of its own, as a phone has."""

    def __init__(self, playwright: Playwright, server: servers.Server, folder: Path) -> None:
        self.playwright, self.server, self.folder = playwright, server, folder
        self.context: BrowserContext | None = None

    def switch_on(self) -> Page:
        self.context = self.playwright.chromium.launch_persistent_context(
            self.folder,
            executable_path=browsers.chromium(),
            args=list(browsers.ARGUMENTS),
            viewport=PHONE,
            accept_downloads=True,
        )
        self.context.set_default_timeout(40_000)
        return self.context.pages[0]

    def switch_off(self) -> None:
        if self.context is not None:
            self.context.close()
            self.context = None

    def signs_in(self, page: Page, login: str) -> None:
        self.context.clear_cookies()
        page.goto(f"{self.server.url}/sign-in?next=/intake/en")
        page.fill("[name=login]", login)
        page.fill("[name=password]", PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).first.click()
        page.wait_for_url("**/intake/en")
        self.is_ready(page)

    def is_ready(self, page: Page) -> None:
        page.wait_for_selector("html[data-ready]")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def types(page: Page, donor: str = DONOR, quantity: str = "240") -> None:
    page.fill("#donor", donor)
    page.select_option("#donor_kind", "trade_union")
    page.fill("#lines-0-item", "zebu")
    page.get_by_role("option", name="Tinned zebu").click()
    page.fill("#lines-0-quantity", quantity)


def as_an_older_page_sealed(page: Page, received_on: str) -> None:
    """Put a gift on the phone that the page itself would not take any more."""
    page.evaluate(
        """async ([name, received_on]) => {
          const { exchange, kept, sealer } = await import("/static/js/intake/queue.js");
          const phone = await kept("phone");
          const id = crypto.randomUUID();
          const gift = { place: phone.places[0].code, received_on,
            donor: { name, kind: "trade_union" }, lines: [{ item: "FOD-BEEF-99", quantity: "240" }] };
          const content = { v: 1, made_at: new Date().toISOString(), by: phone.by, gift };
          const sealed = await (await sealer(phone.keys.sealing, id))(content);
          const row = { id, at: Date.now(), state: "waiting", owner: phone.person, rev: 1, sealed };
          await exchange(id, () => row);
        }""",
        [DONOR, received_on],
    )


def saves(page: Page) -> None:
    page.get_by_role("button", name="Save on this phone and send").click()


def counted(page: Page, name: str) -> int:
    return int(page.inner_text(f"[data-count={name}] b"))


def waits_for(page: Page, name: str, number: int) -> None:
    page.wait_for_function(
        "([name, number]) => document.querySelector(`[data-count=${name}] b`)?.textContent === number",
        arg=[name, str(number)],
    )


def recorded(database: Database) -> list[tuple[str, int]]:
    with database.look() as db:
        return sorted((gift.organisation.name, gift.lines[0].quantity) for gift in db.query(Donation))


def cut(context: BrowserContext, *, cut_off: bool = True) -> None:
    """The network of the page goes; what the page asks for itself, too."""
    context.set_offline(cut_off)


def waits_for_draft(page: Page) -> None:
    page.wait_for_selector("#told >> text=Draft saved on this phone")


def found(folder: Path, canary: str | bytes) -> list[str]:
    """The files of the profile in which bytes stand, or a text in either width of its letters."""
    wanted = (canary,) if isinstance(canary, bytes) else (canary.encode(), canary.encode("utf-16-le"))
    files = (file for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    return [file.name for file in files if any(text in file.read_bytes() for text in wanted)]


def noise(seed: int) -> bytes:
    """A photo that no coding makes smaller, with the camera in it."""
    file, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = CAMERA
    dots = random.Random(seed).randbytes(400 * 300 * 3)
    Image.frombytes("RGB", (400, 300), dots).save(file, "JPEG", quality=90, exif=exif)
    return file.getvalue()


def adds_photo(page: Page, content: bytes, number: int) -> None:
    page.set_input_files("#photos", {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": content})
    page.wait_for_selector("#photos-here >> text=" + ("1 photo on" if number == 1 else f"{number} photos on"))
    page.wait_for_selector("#told >> text=The photo is on this phone, sealed")
