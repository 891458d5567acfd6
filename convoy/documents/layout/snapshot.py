"""Everything a paper says as one canonical text: kept, hashed, and drawn from again years later."""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import cache, partial
from hashlib import sha256
from types import UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
WRITTEN_IN = {"written in": True}
"""Metadata of a field that is ruled for the pen until it is known: the number of another paper, a time."""


def to_json(content: object) -> str:
    """Return `content` (a dataclass of strings, integers, dates, tuples and mappings) as canonical JSON.

    Keys are sorted and there are no floats, so that equal content gives equal text on every machine.
    Raises TypeError for anything else.
    """
    packed = {"paper": type(content).__name__, "says": _packed(content)}
    return json.dumps(packed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(snapshot: str, *papers: type[T]) -> T:
    """Return what a snapshot of one of `papers` says; raises ValueError for any other paper.

    A field that did not exist yet when the snapshot was made has its default.
    """
    packed = json.loads(snapshot)
    for paper in papers:
        if packed["paper"] == paper.__name__:
            return cast("T", _of_fields(cast("Any", paper))(packed["says"]))
    message = f"a snapshot of {packed['paper']}, not of {' or '.join(paper.__name__ for paper in papers)}"
    raise ValueError(message)


def but_for_pen(now: T, then: T) -> T:
    """Return what a paper says `now` without what it could not say `then` and was ruled for the pen.

    That a paper it names was made after it, or the loading ended, makes no new version of it due.
    """
    if type(now) is not type(then) or not is_dataclass(now) or isinstance(now, type):
        return now
    kept: dict[str, Any] = {}
    for field in fields(now):
        new, old = getattr(now, field.name), getattr(then, field.name)
        if field.metadata.get("written in"):
            fewer = {*old} <= {*new} if isinstance(new, tuple) else not old
            kept[field.name] = old if fewer else new
        elif isinstance(new, tuple) and isinstance(old, tuple) and len(new) == len(old):
            kept[field.name] = tuple(map(but_for_pen, new, old))
    return replace(now, **kept)


def fingerprint(snapshot: str) -> str:
    """Return the SHA-256 of a snapshot in hexadecimal; papers print its first 8 characters."""
    return sha256(snapshot.encode()).hexdigest()


def _packed(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _packed(getattr(value, name)) for name in _types(type(value))}
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_packed(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): _packed(one) for key, one in value.items()}
    message = f"a snapshot cannot hold {value!r}"
    raise TypeError(message)


@cache
def _types(paper: type) -> dict[str, Any]:
    hints = get_type_hints(paper)
    return {field.name: hints[field.name] for field in fields(paper)}


_Reader = Callable[[Any], Any]


@cache
def _reader(wanted: Any) -> _Reader | None:
    """How what the text holds becomes a value of a type; None where it is the value itself.

    Found once for each type: a long paper is read in a fraction of the time that drawing it takes.
    """
    if wanted in (str, int, bool):
        return None
    if is_dataclass(wanted) and isinstance(wanted, type):
        return _of_fields(wanted)
    kind, inner = get_origin(wanted), get_args(wanted)
    if kind in (Union, UnionType):
        return _reader(next(one for one in inner if one is not type(None)))
    if kind is tuple:
        each = _reader(inner[0])
        return tuple if each is None else partial(_several, each)
    if isinstance(wanted, type) and issubclass(wanted, date):
        return wanted.fromisoformat
    return dict


def _several(each: _Reader, said: list[Any]) -> tuple[Any, ...]:
    return tuple([one if one is None else each(one) for one in said])


@cache
def _of_fields(paper: type) -> _Reader:
    types = _types(paper)
    known = types.keys()
    made = [(name, one) for name, kind in types.items() if (one := _reader(kind)) is not None]

    def read(said: dict[str, Any]) -> Any:
        values = said if said.keys() <= known else {name: said[name] for name in said.keys() & known}
        for name, become in made:
            value = values.get(name)
            if value is not None:
                values[name] = become(value)
        return paper(**values)

    return read
