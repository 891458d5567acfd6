"""A phone for tests: it shows codes, and a person types them where a page asks."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Self

import pytest
from playwright.sync_api import Page

from convoy.domain import totp
from convoy.services import factors


def step() -> int:
    """The number of the half minute in which codes are read now."""
    return totp.step_of(factors.datetime.now(UTC))


@pytest.fixture(autouse=True)
def half_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """One half minute that does not end while a test types the codes of it, in the files that ask for it."""
    middle = (step() + 0.5) * totp.STEP

    class Held(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls.fromtimestamp(middle, tz)

    monkeypatch.setattr(factors, "datetime", Held)


def code(secret: str, off: int = 0) -> str:
    """What the phone shows now, or so many half minutes later."""
    return totp.code_at(secret, step() + off)


@dataclass
class Kept:
    """What a person keeps: the secret in the phone, and recovery codes on paper, which no clock spoils."""

    secret: str = ""
    codes: list[str] = field(default_factory=list)


def sets_up(page: Page) -> Kept:
    """Do as the page says that asks to set a second factor up."""
    secret = page.inner_text("main ol b.code").replace(" ", "")
    page.fill("main [name='code']", code(secret))
    page.get_by_role("button", name="Set it up", exact=True).click()
    page.get_by_role("link", name="I have kept them").wait_for()
    codes = page.locator(".recovery-codes b").all_inner_texts()
    page.get_by_role("link", name="I have kept them").click()
    return Kept(secret, codes)


def opens_the_convoy(page: Page, kept: Kept, password: str) -> None:
    """Show again who is there, where the page asks for that."""
    page.wait_for_load_state()
    if not page.get_by_role("heading", name="Open the convoy").count():
        return
    if page.locator("main [name='password']").count():
        page.fill("main [name='password']", password)
    else:
        page.fill("main [name='code']", kept.codes.pop())
    page.get_by_role("button", name="Open it", exact=True).click()
