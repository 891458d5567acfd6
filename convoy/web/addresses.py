"""Codes in addresses: typed in any form, they lead to the one address a thing has."""

from http import HTTPStatus

from flask import Flask, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.routing import IntegerConverter, Map

from convoy.domain import references
from convoy.domain.errors import NotFound
from convoy.web.numbers import LARGEST

BEGINNINGS = {
    "announced_gifts": "AG",
    "appeals": "AP",
    "boxes": "BX",
    "packing": "BX",
    "weighing": "BX",
    "donations": "DN",
    "pallets": "PT",
    "convoys": "CV",
    "runs": "CV",
    "loading": "CV",
    "dispatch": "CV",
    "receiving": "CV",
    "print_desk": "CV",
    "bundles": "CV",
    "organisations": "OR",
    "vehicles": "VH",
    "people": "US",
    "cards": "WC",
    "devices": "DV",
}
"""Which kind of code the pages of an area have in their addresses."""

IN_CAPITALS = frozenset({"places", "catalogue", "public_pages", "papers"})
"""Areas whose codes are no random characters: people chose them, or they are counted."""

ANY_FORM = frozenset({"boxes.scanned", "boxes.scanned_label"})
"""Labels lead here, and they say more than codes."""


class Number(IntegerConverter):
    """A number in an address: there is nothing at one that no database holds."""

    def __init__(self, numbers: Map) -> None:
        super().__init__(numbers, max=LARGEST)


def _in_one_form(endpoint: str, typed: str) -> str:
    """Return the code as it is written everywhere, or what was typed where it cannot be one."""
    area = endpoint.partition(".")[0]
    if area in BEGINNINGS:
        return references.in_one_form(typed, BEGINNINGS[area])
    if area in IN_CAPITALS:
        return references.in_capitals(typed)
    return typed


def _read(endpoint: str | None, values: dict[str, object] | None) -> None:
    typed = (values or {}).get("code")
    if endpoint is None or values is None or not isinstance(typed, str) or endpoint in ANY_FORM:
        return
    values["code"] = _in_one_form(endpoint, typed)
    g.address_was_another = values["code"] != typed


CHOSEN = ("box", "pallet", "not_loaded", "place", "category", "text", "typed")
"""What pages send besides their forms' own fields, which say themselves what they cannot read."""


def _refuse_unreadable() -> None:
    """Refuse an address with a character no text of ours has, which PostgreSQL cannot even compare with."""
    parts = [*(request.view_args or {}).values(), *request.args.keys()]
    parts += [value for values in request.args.listvalues() for value in values]
    parts += [value for name in CHOSEN for value in request.form.getlist(name)]
    if any("\x00" in str(part) for part in parts):
        abort(HTTPStatus.BAD_REQUEST)


def _lead() -> ResponseReturnValue | None:
    """Lead from any form of a code to the address with its one form: the same whether or not it is there."""
    if request.method == "GET" and g.get("address_was_another") and request.endpoint is not None:
        there = url_for(request.endpoint, **(request.view_args or {}))
        asked = request.query_string.decode("ascii", "replace")
        return redirect(f"{there}?{asked}" if asked else there)
    return None


def suggested(error: NotFound) -> tuple[str | tuple[str, str], ...]:
    """Return what was meant perhaps, with the address of the same page for it where a page was asked for."""
    values = request.view_args or {}
    typed = values.get("code")
    asked = str(error.facts.get("code", error.facts.get("number", "")))
    if request.method != "GET" or request.endpoint is None or not asked or not str(typed).startswith(asked):
        return error.suggestions
    return tuple((code, url_for(request.endpoint, **{**values, "code": code})) for code in error.suggestions)


def install(app: Flask) -> None:
    """Understand codes before a page is asked for them; those who may not sign in meet the door first."""
    app.url_map.converters["int"] = Number
    app.url_value_preprocessor(_read)
    app.before_request(_refuse_unreadable)
    app.before_request(_lead)
