"""In a language whose every sentence stands in brackets, nothing outside them is ours to say."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from sqlalchemy import String, select

from convoy import words
from convoy.app import create_app
from convoy.db import Base
from convoy.domain import zones
from convoy.domain.permissions import Granted, Role
from convoy.web.languages import LANGUAGES
from tests.engines import on_sqlite
from tests.web.hostile import House, a_house
from tests.web.people import signed_in

PSEUDO = "it"
"""Its catalogue is replaced; its months and countries are Babel's own."""

OPEN, CLOSE = "⟦", "⟧"
WORD = re.compile(r"[^\W\d_]{3,}")
SAID_IN = ("title", "alt", "placeholder", "aria-label", "aria-description", "content", "data-confirm")
UNSEEN = {"script", "style", "svg"}
NEVER_SAID = {"viewport", "color-scheme", "theme-color", "description"}
NAMES = {"Convoy", "CSV", "Excel", "JSON", "CMR", "ADR", "UTC", "Letter"}


class Said(HTMLParser):
    """What a page says outside the brackets, in its text and in what is read out of attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.loose: list[str] = []
        self._depth = 0
        self._unseen: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in UNSEEN or given.get("translate") == "no":
            self._unseen.append(tag)
        if given.get("name") in NEVER_SAID and tag == "meta":
            return
        for name, value in attrs:
            if name in SAID_IN or (
                tag == "input" and name == "value" and given.get("type") in {"submit", "button"}
            ):
                self.loose += outside(value or "", 0)[0]

    def handle_endtag(self, tag: str) -> None:
        if self._unseen and self._unseen[-1] == tag:
            self._unseen.pop()

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            loose, self._depth = outside(data, self._depth)
            self.loose += loose


def outside(text: str, depth: int) -> tuple[list[str], int]:
    """The words of a text that stand in no bracket, and how many brackets are open at its end."""
    kept = []
    for character in text:
        if character == OPEN:
            depth += 1
            kept.append(" ")
        elif character == CLOSE:
            depth -= 1
            kept.append(" ")
        elif not depth:
            kept.append(character)
    return WORD.findall("".join(kept)), depth


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every sentence there is, in brackets and two fifths longer."""
    with (words.TRANSLATIONS / words.COMPLETE / "LC_MESSAGES" / "messages.po").open("rb") as file:
        known = read_po(file, locale=words.COMPLETE)
    pseudo = Catalog(locale=PSEUDO)
    for message in known:
        if message.id:
            said = message.id if isinstance(message.id, tuple) else (message.id,)
            forms = tuple(f"{OPEN}{one}{'~' * (2 * len(one) // 5)}{CLOSE}" for one in said)
            string = (*forms, forms[-1])[: pseudo.num_plurals] if len(said) > 1 else forms[0]
            pseudo.add(message.id, string, flags=message.flags, context=message.context)
    top = tmp_path_factory.mktemp("translations")
    folder = top / PSEUDO / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, pseudo)
    return top


@pytest.fixture
def house(settings, database, catalogue, monkeypatch) -> Iterator[House]:
    """The house full of things, seen in the language of brackets."""
    made = a_house(settings, database)
    monkeypatch.setattr(words, "TRANSLATIONS", catalogue)
    words._catalogue.cache_clear()  # nothing else would read the catalogue anew
    monkeypatch.setattr("convoy.web.languages.said_of_a_hundred", lambda _language: 100)
    app = create_app(settings, database)
    app.config.update(TESTING=True, CONVOY_SECOND_FACTOR=False, BABEL_TRANSLATION_DIRECTORIES=str(catalogue))
    app.extensions["babel"].translation_directories[:] = [str(catalogue)]
    made.client = signed_in(app, database, *(Granted(role) for role in Role))
    with made.client.session_transaction() as session:
        session["language"] = PSEUDO
    yield made
    words._catalogue.cache_clear()


def data_words(house: House) -> set[str]:
    """Every word that people or the catalogue of goods have typed."""
    found: set[str] = set()
    with house.database.work() as db:
        for table in Base.metadata.sorted_tables:
            columns = [column for column in table.columns if isinstance(column.type, String)]
            for row in db.execute(select(*columns)) if columns else ():
                found.update(word for value in row if value for word in WORD.findall(str(value)))
    return found


def babels_words() -> set[str]:
    """Months, days, countries, cities and languages, which Babel says."""
    locale = Locale.parse(PSEUDO)
    said = [*locale.territories.values(), *locale.languages.values(), *LANGUAGES.values()]
    said += [*locale.currencies.values(), *locale.currencies]
    for width in ("abbreviated", "wide"):
        said += [*locale.months["format"][width].values(), *locale.days["format"][width].values()]
    said += [words.Words(PSEUDO).city(zone) for zone in zones.MAIN.values()]
    said += [words.Words(language).own_name for language in words.LANGUAGES]
    return {form for one in said for word in WORD.findall(one) for form in (word, word.title())}


@on_sqlite
def test_no_page_says_a_word_that_is_not_in_the_catalogues(house):
    known = data_words(house) | babels_words() | NAMES
    wrong: dict[str, set[str]] = {}
    seen = 0
    for path in house.addresses():
        answer = house.client.get(path, follow_redirects=True)
        if answer.mimetype != "text/html" or answer.status_code >= 500:
            continue
        seen += OPEN in answer.text
        loose = set(Said(answer.text).loose) - known
        if loose:
            wrong[path] = loose
    assert seen > 80
    assert not wrong, "\n".join(f"{path}: {sorted(loose)}" for path, loose in wrong.items())


def test_a_word_outside_the_brackets_would_be_found():
    page = f'<p title="{OPEN}told{CLOSE}">{OPEN}in <b>and {OPEN}within{CLOSE}</b> still{CLOSE} hard 3 kg</p>'
    page += '<img alt="coded">'
    assert Said(page).loose == ["hard", "coded"]
