"""A real browser for tests: Debian's Chromium, driven by Playwright, never allowed off this machine."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

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
def started_browser() -> Iterator[Browser]:
    """A headless browser; skips the test where no Chromium is installed."""
    program = chromium()
    if not program:
        pytest.skip(
            "browser: no Chromium found; `make browser` installs it, CONVOY_CHROMIUM names another place"
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield browser
        browser.close()
