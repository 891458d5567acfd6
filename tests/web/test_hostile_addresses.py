"""Every part of an address, and all that a page reads behind the question mark, as nobody should type it."""

import itertools
from typing import ClassVar
from urllib.parse import quote

import pytest
from flask import Request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import AnyConverter, IntegerConverter, Rule

from tests.web.access_matrix import VALUES, rows
from tests.web.hostile import HOSTILE, House, a_house, shows_markup
from tests.web.people import csrf

TYPED = (*HOSTILE, "a\r\nX-Injected: 1", "%00", "..", "é" * 300, "\udcff")
BY_KIND = {
    "donation": "gift",
    "box": "full box",
    "convoy": "convoy",
    "pallet": "pallet",
    "paper": "paper",
    "organisation": "organisation",
    "place": "place",
    "vehicle": "vehicle",
    "item": "item",
}
NOT_OURS = {"static"}
FOLLOWED = 3
STAND_IN = "typed-here"


class Asked(ImmutableMultiDict):
    """What stands behind the question mark, which remembers what a page wanted to know."""

    names: ClassVar[set[str]] = set()

    def get(self, key, *args, **kwargs):
        self.names.add(key)
        return super().get(key, *args, **kwargs)

    def getlist(self, key, *args, **kwargs):
        self.names.add(key)
        return super().getlist(key, *args, **kwargs)

    def __contains__(self, key):
        self.names.add(key)
        return super().__contains__(key)


class AskingRequest(Request):
    parameter_storage_class = Asked


@pytest.fixture
def house(settings, database) -> House:
    return a_house(settings, database)


def values_of(house: House, rule: Rule, kind: str) -> dict[str, object]:
    """An address of the route that leads to something, as far as it needs no more than a code."""
    values = {name: _value(rule, name) for name in rule.arguments}
    if kind in BY_KIND and "code" in values:
        values["code"] = house.codes[BY_KIND[kind]]
    return values


def _value(rule: Rule, name: str) -> object:
    converter = rule._converters[name]
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return 1 if isinstance(converter, IntegerConverter) else VALUES.get(name, "x")


def routes(house: House, *methods: str) -> list[tuple[str, Rule, dict[str, object]]]:
    """Method, rule and working values of every route."""
    app, found = house.client.application, []
    for row in rows():
        if row.method in methods and row.endpoint not in NOT_OURS:
            (rule,) = (one for one in app.url_map.iter_rules(row.endpoint) if row.method in one.methods)
            found.append((row.method, rule, values_of(house, rule, row.kind)))
    return found


def address(house: House, rule: Rule, values: dict[str, object], name: str = "", typed: str = "") -> str:
    """The address of the route, with one part of it as it was typed, down to bytes that are no letters."""
    with house.client.application.test_request_context():
        path = house.client.application.url_for(rule.endpoint, **values | ({name: STAND_IN} if name else {}))
    return path.replace(STAND_IN, quote(typed, safe="", errors="surrogateescape"))


def answer(house: House, method: str, path: str):
    """What comes in the end, and whether anything broke, reflected or went round in circles on the way."""
    where = f"{method} {path[:90]}"
    if method == "POST":
        got = house.client.post(path, data={"csrf_token": csrf(house.client), "key": "x"})
        return got, _faults(got, where)
    seen = set()
    for _ in range(FOLLOWED):
        got = house.client.get(path)
        faults = _faults(got, where)
        if faults or got.status_code not in {301, 302, 303, 308}:
            return got, faults
        seen.add(path)
        path = got.location
    return got, [f"{where}: goes on and on to {got.location[:90]}"]


def _faults(got, where: str) -> list[str]:
    faults = []
    if got.status_code >= 500:
        faults.append(f"{where}: {got.status_code}")
    if "X-Injected" in got.headers:
        faults.append(f"{where}: writes a header")
    if shows_markup(got):
        faults.append(f"{where}: shows markup")
    return faults


def some(values, number: int, of: int):
    return itertools.islice(itertools.cycle(values), number * of, number * of + of)


def test_nothing_behind_the_question_mark_breaks_a_page(house, count):
    house.client.application.request_class = AskingRequest
    each, wrong, number = count(1, len(TYPED)), [], 0
    asked: dict[str, tuple[Rule, dict[str, object], list[str]]] = {}
    for _, rule, values in routes(house, "GET"):
        Asked.names = set()
        path = address(house, rule, values)
        answer(house, "GET", path)
        asked[path] = rule, values, sorted(Asked.names)
    pairs = [(rule, values, name) for rule, values, names in asked.values() for name in names]
    assert len(pairs) > 50
    for rule, values, name in house.fewer(pairs, prove=each > 1):
        for typed in some(TYPED, number, each):
            number += 1
            where = address(house, rule, values)
            behind = quote(typed, safe="", errors="surrogateescape")
            _, faults = answer(house, "GET", f"{where}{'&' if '?' in where else '?'}{name}={behind}")
            wrong += faults
    assert not wrong, "\n" + "\n".join(wrong)


def test_no_part_of_an_address_breaks_a_page(house, count):
    each, wrong, number = count(1, len(TYPED)), [], 0
    for method, rule, values in house.fewer(routes(house, "GET", "POST"), prove=each > 1):
        for name in sorted(rule.arguments):
            converter = rule._converters[name]
            if isinstance(converter, (AnyConverter, IntegerConverter)):
                continue
            for typed in some(TYPED, number, each):
                number += 1
                got, faults = answer(house, method, address(house, rule, values, name, typed))
                wrong += faults
                checked = rule.endpoint == "papers.scanned"  # leads on to the check of any number
                if (
                    not faults
                    and got.status_code < 300
                    and method == "GET"
                    and name == "code"
                    and not checked
                ):
                    wrong.append(f"GET {rule} {name}={typed[:20]!r}: {got.status_code} for what is not there")
    assert number > 10
    assert not wrong, "\n" + "\n".join(wrong)
