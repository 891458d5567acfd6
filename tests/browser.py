"""A real browser for tests: Debian's Chromium, driven by Playwright, never allowed off this machine."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, expect, sync_playwright

PATIENCE = 30_000
"""Milliseconds a page may take on the slowest machine we know; as long as Playwright waits of itself."""

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


def chromium() -> str:
    """The program to start: CONVOY_CHROMIUM where set, else the one on the PATH; "" if there is none."""
    return shutil.which(os.environ.get("CONVOY_CHROMIUM") or "chromium") or ""


@contextmanager
def started_playwright() -> Iterator[Playwright]:
    """What starts browsers, once in a process; skips the test where no Chromium is installed."""
    if not chromium():
        pytest.skip(
            "browser: no Chromium found; `make browser` installs it, CONVOY_CHROMIUM names another place"
        )
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        yield playwright


@contextmanager
def started_browser(playwright: Playwright) -> Iterator[Browser]:
    """A headless browser."""
    browser = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
    yield browser
    browser.close()


def reads(page: Page, what: str = "main") -> str:
    """What a page says there, once all of it has arrived: a press ends when the next page begins."""
    page.wait_for_load_state()
    return page.inner_text(what)


def the_button(page: Page, words: str) -> Locator:
    """The button that says just this, else the first that says so among more."""
    page.wait_for_load_state()
    same = page.get_by_role("button", name=words, exact=True)
    return same.first if same.count() else page.get_by_role("button", name=words).first
