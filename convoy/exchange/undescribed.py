"""What is said of a message of a machine that is not as described at /api/openapi.json."""

from collections.abc import Sequence

from pydantic import ValidationError

from convoy.domain.errors import Invalid
from convoy.domain.messages import N_

_MISSING = N_("%(where)s is missing: see /api/openapi.json. Nothing was stored.")
_STRANGE = N_("%(where)s is no field of this: see /api/openapi.json. Nothing was stored.")
_LONG = N_("%(where)s is too long: see /api/openapi.json. Nothing was stored.")
_EMPTY = N_("%(where)s is empty: see /api/openapi.json. Nothing was stored.")
_NO_NUMBER = N_("%(where)s is no number that can be here: see /api/openapi.json. Nothing was stored.")
_OTHERWISE = N_("%(where)s is not as described at /api/openapi.json. Nothing was stored.")
_WRONG = {
    "missing": _MISSING,
    "extra_forbidden": _STRANGE,
    "string_too_long": _LONG,
    "bytes_too_long": _LONG,
    "too_long": _LONG,
    "string_too_short": _EMPTY,
    "too_short": _EMPTY,
    "value_error": _NO_NUMBER,
    "int_type": _NO_NUMBER,
    "int_parsing": _NO_NUMBER,
    "int_from_float": _NO_NUMBER,
    "greater_than": _NO_NUMBER,
    "greater_than_equal": _NO_NUMBER,
    "less_than_equal": _NO_NUMBER,
}
"""By pydantic's names of what is wrong, whose own sentences are English only."""


def not_as_described(error: ValidationError) -> Invalid:
    """Return the refusal that names the first field that is not as described, in a sentence of our own."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    where = _where(first["loc"])
    return Invalid(_WRONG.get(first["type"], _OTHERWISE), field=where, where=where or "JSON")


def _where(path: Sequence[int | str]) -> str:
    """Name a field as forms do: lines-0-quantity."""
    return "-".join(str(part) for part in path)
