"""The rules that change, read from data/rules.toml: what each says, its source, and whether to doubt it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parent.parent / "data" / "rules.toml"

UNION = "the Union"
"""Stands in a list of countries for all members of the European Union."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `value` is None where a rule has no figure, `unit` empty where it is not one of those."""

    name: str
    value: int | tuple[int, ...] | tuple[str, ...] | None
    unit: str
    says: str
    """A message id; those are collected from the file (see .build/translations.py)."""
    source: str
    """Where that stands, word for word; empty where it is our own practice."""
    is_doubtful: bool


def _read(name: str, said: Mapping[str, Any]) -> Rule:
    value = said.get("value")
    return Rule(
        name=name,
        value=tuple(value) if isinstance(value, list) else value,
        unit=said.get("unit", ""),
        says=said["says"],
        source=said.get("source", ""),
        is_doubtful=said["doubtful"],
    )


RULES: dict[str, Rule] = {
    name: _read(name, said) for name, said in tomllib.loads(FILE.read_text(encoding="utf-8")).items()
}


def whole(name: str) -> int:
    """Return the figure of a rule, in its unit. Raises KeyError, TypeError for another kind of rule."""
    value = RULES[name].value
    if not isinstance(value, int):
        raise TypeError(name)
    return value


def wholes(name: str) -> tuple[int, ...]:
    """Return the figures of a rule, in its unit. Raises KeyError, TypeError for another kind of rule."""
    return tuple(int(one) for one in _several(name))


def texts(name: str) -> tuple[str, ...]:
    """Return what a rule lists, such as languages. Raises KeyError, TypeError for another kind of rule."""
    return tuple(str(one) for one in _several(name))


def countries(name: str) -> frozenset[str]:
    """Return the ISO codes of the countries of a rule; the Union stands for all of its members."""
    listed = frozenset(texts(name))
    return (listed - {UNION}) | (frozenset(texts("union")) if UNION in listed else frozenset())


def _several(name: str) -> tuple[int, ...] | tuple[str, ...]:
    value = RULES[name].value
    if not isinstance(value, tuple):
        raise TypeError(name)
    return value
