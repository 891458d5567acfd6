"""What a phone finds without a network: its own finder over its own catalogue, in a real browser."""

import csv

import pytest
from playwright.sync_api import Page

from convoy.db import Database
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import Place
from convoy.queries import catalogue
from convoy.services import passwords, users
from tests.domain.test_matching import SPELLINGS
from tests.engines import on_sqlite
from tests.servers import Server

pytestmark = on_sqlite

PASSWORD = "four plain words suffice"
LISTS = ("before_tuning", "held_out", "blind")

FIND = """async ([address, asked]) => {
  const { finder } = await import(address);
  const { items, letters } = await (await fetch("/api/catalogue")).json();
  const finders = {};
  const found = [];
  for (const { query, language, usual } of asked) {
    finders[language] ??= await finder(items, letters, language);
    found.push(finders[language].find(query, usual).found.map(({ code }) => code));
  }
  const older = await finder(items, undefined, "en");
  const sure = ["wheelch", "weelchair"].map((typed) => finders.en.find(typed).isSure);
  return { found, sure, older: older.find("wheelchiar").found[0]?.code };
}"""


@pytest.fixture
def phone(page: Page, server: Server, database: Database) -> Page:
    """A page on which a desk volunteer is signed in."""
    with database.work() as db:
        leeds = db.query(Place).first().id
        new = users.NewUser("olena", "Olena", passwords.scramble(PASSWORD))
        users.create(db, CONSOLE, new, Granted(Role.DESK, place_id=leeds))
    page.goto(f"{server.url}/sign-in?next=/people/me")
    page.fill("main [name=login]", "olena")
    page.fill("main [name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).first.click()
    page.wait_for_url("**/people/me")
    return page


def spellings(written: str) -> list[dict[str, str]]:
    with (SPELLINGS / f"{written}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


BESIDE = {
    ("blanket", ""): ["BED-BLKS-01", "BED-BLKW-01"],
    ("blanket", "BED-BLKW-01"): ["BED-BLKW-01", "BED-BLKS-01"],
    ("rice", ""): ["FOD-RICE-01"],
    ("²" * 300, ""): [],
}
"""What is found for a word where an item is usual at the place."""


def test_a_phone_without_a_network_finds_first_what_is_meant_as_the_server_does(
    phone: Page, database: Database
):
    lists = {written: spellings(written) for written in LISTS}
    everything = [row for asked in lists.values() for row in asked]
    beside = [{"query": typed, "language": "en", "usual": {code: 1}} for typed, code in BESIDE]
    answer = phone.evaluate(FIND, ["/static/js/intake/finding.js", [*everything, *beside]])
    found = answer["found"]
    first = {
        (row["language"], row["query"]): codes[:1] for row, codes in zip(everything, found, strict=False)
    }
    for written, asked in lists.items():
        missed = [row for row in asked if first[row["language"], row["query"]] != [row["code"]]]
        assert 1 - len(missed) / len(asked) >= 0.95, (written, missed)
    with database.look() as db:
        ours = catalogue.load_catalogue(db)
    by_server = {
        (spoken, typed): [hit.code for hit in ours.search(typed, 1, language=spoken)]
        for spoken, typed in first
    }
    assert {asked: first[asked] for asked in first if first[asked] != by_server[asked]} == {}
    assert dict(zip(BESIDE, [codes[:2] for codes in found[-len(BESIDE) :]], strict=True)) == BESIDE
    # Leaving the field takes what was begun, but not what was mistyped.
    assert answer["sure"] == [True, False]
    # What a phone kept of an earlier version came without tables: it finds less, and breaks nothing.
    assert answer["older"] == "MEQ-WHEE-01"
