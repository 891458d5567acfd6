"""Every kind of code as a tired person types it: understood, or answered with what it may have been."""

import itertools
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from convoy.domain.kinds import OrganisationKind
from convoy.domain.permissions import CONSOLE
from convoy.models import User
from convoy.services import organisations
from tests.engines import on_sqlite
from tests.web.hostile import House, a_house

pytestmark = on_sqlite

Way = Callable[[str], str]

CYRILLIC = str.maketrans("ABCEHIKMOPTXY", "АВСЕНІКМОРТХУ")
RANDOM = ("waiting box", "gift", "pallet", "convoy", "vehicle", "union", "person")
"""Things whose codes are random characters with one that checks the others."""

PAGES = {
    "waiting box": ("/boxes/{}", "/b/{}", "/boxes?code={}", "/boxes/{}/weigh"),
    "gift": ("/donations/{}", "/donations/{}/correct"),
    "pallet": ("/pallets/{}", "/boxes?code={}"),
    "convoy": (
        "/convoys/{}",
        "/papers/{}",
        "/convoys/{}/load",
        "/convoys/{}/runs/1/crew",
        "/convoys/{}/trip",
    ),
    "vehicle": ("/vehicles/{}",),
    "union": ("/organisations/{}",),
    "person": ("/people/{}",),
    "paper": ("/papers/{}/v1",),
    "place": ("/places/{}", "/places/{}/edit"),
    "item": ("/catalogue/{}", "/catalogue/{}/edit"),
}


def swapped(code: str) -> str:
    """Two different neighbours behind the beginning, swapped."""
    pairs = (at for at in range(len(code) - 1) if code[at] != code[at + 1])
    at = next((at for at in pairs if at > len("BX-") and "-" not in code[at : at + 2]), 0)
    return code[:at] + code[at + 1] + code[at] + code[at + 2 :]


def another(letter: str) -> str:
    return "7" if letter != "7" else "8"


UNDERSTOOD: dict[str, Way] = {
    "small letters": str.lower,
    "blanks around": "  {} ".format,
    "Cyrillic letters": lambda code: code.translate(CYRILLIC),
}
"""How any code may be typed."""

ALSO_UNDERSTOOD: dict[str, Way] = {
    "O for 0, I for 1": lambda code: code[:3] + code[3:].replace("0", "O").replace("1", "I"),
    "no dashes": lambda code: code.replace("-", ""),
    "blanks for dashes": lambda code: code.replace("-", " "),
    "long dashes": lambda code: code.replace("-", " – "),
}
"""How a random code may be typed too."""

MISTYPED: dict[str, Way] = {
    "last one wrong": lambda code: code[:-1] + another(code[-1]),
    "one in the middle wrong": lambda code: (
        code[: len(code) // 2] + another(code[len(code) // 2]) + code[len(code) // 2 + 1 :]
    ),
    "two swapped": swapped,
    "one left out": lambda code: code[:-1],
    "one too many": lambda code: code + "X",
    "small and one wrong": lambda code: (code[:-1] + another(code[-1])).lower(),
    "Cyrillic and one wrong": lambda code: (code[:-1] + another(code[-1])).translate(CYRILLIC),
}


@pytest.fixture
def house(settings, database) -> House:
    here = a_house(settings, database)
    with database.work() as db:
        facts = organisations.OrganisationFacts("Union of Nurses", OrganisationKind.TRADE_UNION)
        wish = organisations.RecordOrganisation(uuid4(), facts)
        here.codes["union"] = organisations.record(db, CONSOLE, wish).code
        here.codes["person"] = db.query(User).first().code
    return here


def tried(pages: tuple[str, ...], ways: dict[str, Way]) -> Iterator[tuple[str, str, Way]]:
    """The first page with all the ways to type a code, the others, which ask the same, with one each."""
    yield from ((pages[0], how, way) for how, way in ways.items())
    yield from ((page, *one) for page, one in zip(pages[1:], itertools.cycle(ways.items()), strict=False))


def test_codes_are_understood_however_they_are_typed(house):
    wrong = []
    for kind, pages in PAGES.items():
        code = house.codes[kind]
        ways = UNDERSTOOD | (ALSO_UNDERSTOOD if kind in RANDOM else {})
        for page, how, typed_as in tried(pages, ways):
            answer = house.client.get(page.format(typed_as(code)), follow_redirects=True)
            if answer.status_code != 200 or code not in answer.text:
                wrong.append(f"{page.format(typed_as(code))} ({how}): {answer.status_code}")
    assert not wrong, "\n" + "\n".join(wrong)


def test_mistyped_codes_are_answered_with_what_they_may_have_been(house):
    wrong = []
    for kind, pages in PAGES.items():
        code = house.codes[kind]
        for page, how, typed_as in tried(pages, MISTYPED):
            typed = typed_as(code)
            answer = house.client.get(page.format(typed), follow_redirects=True)
            if answer.status_code != 404 or code not in answer.text:
                wrong.append(f"{page.format(typed)} ({how} of {code}): {answer.status_code}")
    assert not wrong, "\n" + "\n".join(wrong)
