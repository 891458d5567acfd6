"""Drafts on a phone, in a real browser: two tabs, a full phone, a page that is gone, a restart."""

import base64
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from convoy.db import Database
from tests import servers
from tests.engines import on_sqlite
from tests.flows.offline_phone import (
    CAMERA,
    DAY,
    DONOR,
    PASSWORD,
    PHONE,
    Phone,
    adds_photo,
    counted,
    cut,
    found,
    noise,
    recorded,
    saves,
    types,
    waits_for,
    waits_for_draft,
)

pytestmark = on_sqlite

CANARIES = (CAMERA, "Zebrafinch", "zebrafinch", "quokka-note-7731")


def test_two_tabs_send_nothing_twice_and_lose_nothing(phone: Phone, database: Database):
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    other = phone.context.new_page()
    other.goto(page.url)
    phone.is_ready(other)
    asked = []
    phone.context.on(
        "request", lambda request: asked.append(request.post_data) if "donations" in request.url else None
    )
    cut(phone.context)
    for tab, quantity in ((page, "1"), (other, "2"), (page, "3")):
        types(tab, quantity=quantity)
        saves(tab)
    waits_for(page, "waiting", 3)
    waits_for(other, "waiting", 3)
    asked.clear()
    cut(phone.context, cut_off=False)
    waits_for(page, "received", 3)
    waits_for(other, "received", 3)
    sent = [record["id"] for body in asked for record in json.loads(body)["records"]]
    assert len(sent) == len(set(sent)) == 3
    assert [quantity for _, quantity in recorded(database)] == [1, 2, 3]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own that can be filled up."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("small disk: only root can mount one")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill_up(file: Path) -> None:
    """Write until nothing more fits on the disk."""
    with file.open("wb", buffering=0) as filling, suppress(OSError):
        for size in (1_000_000, 4_096, 1):
            with suppress(OSError):
                while True:
                    filling.write(b"x" * size)


def test_a_full_phone_says_so_and_goes_on_once_there_is_room(
    playwright: Playwright, server: servers.Server, people: None, small_disk: Path, database: Database
):
    phone = Phone(playwright, server, small_disk / "profile")
    page = phone.switch_on()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    phone.signs_in(page, "olena")
    cut(phone.context)
    types(page, quantity="1")
    saves(page)
    page.wait_for_selector("#told >> text=No network. Not sent yet: 1")

    fill_up(small_disk / "filling")
    types(page, quantity="2")
    page.click("text=Another day or place, a note")
    page.fill("#note", "x" * 2_000)
    saves(page)
    page.wait_for_selector("#told >> text=The storage of this phone is full")
    assert page.input_value("#donor") == DONOR
    page.click("#send")
    page.wait_for_selector("#told.said-problem, #told >> text=No network")

    (small_disk / "filling").unlink()
    cut(phone.context, cut_off=False)
    page.click("#send")
    waits_for(page, "received", 1)
    assert page.input_value("#lines-0-quantity") == "2"
    saves(page)
    waits_for(page, "received", 2)
    assert recorded(database) == [(DONOR, 1), (DONOR, 2)]
    assert faults == []
    phone.switch_off()


def goes_on(page: Page) -> None:
    page.get_by_role("button", name="Go on with it").click()
    page.wait_for_function("() => document.querySelector('#donor').value !== ''")


def test_a_gift_that_one_tab_saved_is_never_a_draft_again_by_another(phone: Phone, database: Database):
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    types(page, quantity="1")
    waits_for_draft(page)
    page.reload()
    phone.is_ready(page)
    untouched, changed = (phone.context.new_page() for _ in range(2))
    goes_on(page)
    for tab in (untouched, changed):
        tab.goto(page.url)
        phone.is_ready(tab)
        goes_on(tab)
    cut(phone.context)
    page.fill("#lines-0-quantity", "2")
    saves(page)
    waits_for(page, "waiting", 1)
    untouched.wait_for_selector("#told >> text=Another tab saved or changed this gift")
    untouched.goto("about:blank")
    untouched.close()
    # What was typed elsewhere is kept beside it, and not sent by itself.
    changed.fill("#lines-0-quantity", "3")
    saves(changed)
    changed.wait_for_selector("#told >> text=as a draft of its own")
    assert changed.input_value("#lines-0-quantity") == "3"
    waits_for(page, "draft", 1)
    assert counted(page, "waiting") == 1
    cut(phone.context, cut_off=False)
    waits_for(page, "received", 1)
    assert recorded(database) == [(DONOR, 2)]
    saves(changed)
    waits_for(page, "received", 2)
    assert recorded(database) == [(DONOR, 2), (DONOR, 3)]


def comes_to_lie(page: Page, holds: str) -> bool:
    """Whether what lies on the phone, `all` of its rows, comes to be so."""
    return page.evaluate(
        f"""async () => {{
          const {{ rows }} = await import("/static/js/intake/queue.js");
          for (let tries = 0; tries < 400; tries += 1) {{
            const all = await rows();
            if ({holds}) return true;
            await new Promise((resolve) => setTimeout(resolve, 50));
          }}
          return false;
        }}"""
    )


def test_a_gift_waits_to_be_sent_even_if_the_page_is_gone_in_the_moment_it_is_saved(
    browser: Browser, server: servers.Server, people: None
):
    # The worker would hang with the page, which shares its process.
    context = browser.new_context(viewport=PHONE, service_workers="block")
    context.route("**/api/donations", lambda route: route.abort())
    page = context.new_page()
    page.goto(f"{server.url}/sign-in?next=/intake/en")
    page.fill("[name=login]", "olena")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).first.click()
    # Nothing runs on the page behind the press: it is left at once, or hangs until somebody ends it.
    for number, ends in enumerate(("location.reload();", "for (;;) {}", "for (;;) {}"), 1):
        page.wait_for_selector("html[data-ready]")
        types(page, quantity=str(number))
        assert comes_to_lie(page, f"all.length === {number}")
        press = f'document.querySelector("#gift button[type=submit]").click(); {ends}'
        # As long as a finger takes at least.
        page.evaluate(f"() => {{ setTimeout(() => {{ {press} }}, 1_000); }}")
        other = context.new_page()
        other.wait_for_timeout(2_000)
        page.close()
        page = other
        page.goto(f"{server.url}/intake/en")
        waits_for(page, "waiting", number)
        assert counted(page, "draft") == 0
    context.close()


def test_a_draft_and_a_queue_outlive_the_browser_and_nothing_of_them_can_be_read(
    phone: Phone, database: Database, server: servers.Server
):
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    # A plant that is not sealed: were nothing found, looking would prove nothing.
    page.evaluate(
        """() => new Promise((resolve) => { const open = indexedDB.open("plant", 1);
             open.onupgradeneeded = () => open.result.createObjectStore("plant");
             open.onsuccess = () => { const at = open.result.transaction("plant", "readwrite");
               at.objectStore("plant").put("unsealed-plant-4242 ".repeat(9), 1);
               at.oncomplete = resolve; }; })"""
    )
    plant = as_on_the_phone(page, noise(3), planted=True)
    cut(phone.context)
    types(page)
    page.get_by_text("Photos", exact=True).click()
    adds_photo(page, noise(4), 1)
    photo = as_on_the_phone(page, noise(4))
    page.click("text=Another day or place, a note")
    page.fill("#note", "quokka-note-7731")
    saves(page)
    page.wait_for_selector("#told >> text=No network. Not sent yet: 1 gift · 1 photo")
    page.fill("#donor", f"{DONOR} draft")
    waits_for_draft(page)
    phone.switch_off()

    assert found(phone.folder, "unsealed-plant-4242")
    assert any(found(phone.folder, part) for part in pieces(plant))
    assert [part for part in (*pieces(photo), *pieces(noise(4))) if found(phone.folder, part)] == []
    assert [canary for canary in CANARIES if found(phone.folder, canary)] == []

    page = phone.switch_on()
    phone.signs_in(page, "olena")
    waits_for(page, "received", 1)
    page.get_by_role("button", name="Go on with it").click()
    page.wait_for_function("() => document.querySelector('#donor').value.endsWith('draft')")
    assert recorded(database) == [(DONOR, 240)]
    phone.switch_off()
    assert [canary for canary in CANARIES if found(phone.folder, canary)] == []


def as_on_the_phone(page: Page, content: bytes, *, planted: bool = False) -> bytes:
    """A photo as the page makes it small; `planted` puts it unsealed into the profile."""
    line = page.evaluate(
        """async ([plain, planted]) => {
          const { shrink } = await import("/static/js/intake/photos.js");
          const bytes = Uint8Array.from(atob(plain), (letter) => letter.charCodeAt(0));
          const small = await shrink(new Blob([bytes], { type: "image/jpeg" }));
          if (planted) await new Promise((resolve) => {
            const open = indexedDB.open("planted photo", 1);
            open.onupgradeneeded = () => open.result.createObjectStore("plant");
            open.onsuccess = () => { const at = open.result.transaction("plant", "readwrite");
              at.objectStore("plant").put(small, 1); at.oncomplete = resolve; }; });
          return [...small].map((byte) => byte.toString(16).padStart(2, "0")).join("");
        }""",
        [base64.b64encode(content).decode(), planted],
    )
    return bytes.fromhex(line)


def pieces(content: bytes) -> list[bytes]:
    """Some of the pixels of a photo, from behind its tables."""
    return [content[start : start + 32] for start in range(5_000, len(content) - 32, 4_099)]


def test_a_draft_is_told_from_others_and_thrown_away_by_a_second_press_that_says_which(phone: Phone):
    page = phone.switch_on()
    phone.signs_in(page, "olena")
    types(page, "Quokka branch")
    waits_for_draft(page)
    page.reload()
    phone.is_ready(page)
    page.fill("#donor", "two")
    page.fill("#lines-0-item", "blankets")
    page.click("#add")
    page.fill("#lines-1-item", "tents")
    assert comes_to_lie(page, "all.some(({ lines }) => lines === 2)")
    page.reload()
    phone.is_ready(page)
    # After a restart nothing of who gives can be read, but when it was begun and how long it is.
    page.wait_for_selector("#rows >> text=2 lines")
    rows = page.locator("#rows > li")
    assert ["begun " in row and DAY.search(row) is not None for row in rows.all_inner_texts()] == [True, True]
    assert "Quokka" not in page.inner_text("#rows")
    rows.filter(has_text="1 line").get_by_role("button", name="Go on with it").click()
    page.wait_for_function("() => document.querySelector('#donor').value === 'Quokka branch'")
    expect(rows).to_have_count(1)
    # What this page opened it can name, until it is left.
    page.get_by_role("button", name="Go on with it").click()
    page.wait_for_function("() => document.querySelector('#donor').value === 'two'")
    here = rows.filter(has_text="Quokka branch: Tinned zebu, 400 g")
    drop = here.get_by_role("button", name="Throw away", exact=True)
    drop.press("Enter")
    sure = here.get_by_role("button", name="Throw away for ever:")
    expect(sure).to_be_focused()
    expect(sure).to_contain_text("Quokka branch: Tinned zebu, 400 g")
    here.get_by_role("button", name="Keep it").click()
    expect(drop).to_be_focused()
    assert counted(page, "draft") == 1
    drop.press("Enter")
    sure.press("Enter")
    waits_for(page, "draft", 0)
