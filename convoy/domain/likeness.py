"""Names that may be one and the same: written in another order or alphabet, or with a slip of the finger."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import combinations

from convoy.domain.spelling import slips
from convoy.domain.text import fold, skeleton
from convoy.domain.transliteration import latin

SHORTEST = 5
"""Names shorter than this differ by every letter."""

LONG = 12
"""From here on two slips are likely slips; in shorter names one is."""

CROWD = 30
"""More names than this under one key say nothing of any two of them."""

PHONE_DIGITS = 9
"""So many last digits are the number, however the country is written before it."""

_DIGITS = re.compile(r"\d+")


class Likeness(IntEnum):
    """Why two may be one, the surest first."""

    SAME_NAME = 1
    SAME_PHONE = 2
    NEAR_NAME = 3


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a code, the names it has, and perhaps a telephone number."""

    code: str
    names: Sequence[str]
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two codes that may mean one, in the order of the alphabet, and why."""

    first: str
    second: str
    likeness: Likeness


def likely_pairs(things: Iterable[Named]) -> list[Pair]:
    """Return the pairs that are likely one and the same, the surest first, each once.

    Names with different numbers in them ("Branch 1", "Branch 2") are never near. Takes time in proportion to
    the letters of all names, not to the number of pairs.
    """
    same, phones, near = defaultdict(set), defaultdict(set), defaultdict(set)
    spelled: dict[str, set[str]] = {}
    for thing in things:
        spelled[thing.code] = {key for key in map(_key, thing.names) if key}
        for key in spelled[thing.code] | {skeleton(name) for name in thing.names if _key(name)}:
            same[key].add(thing.code)
        for part in _with_a_letter_less(spelled[thing.code]):
            near[part].add(thing.code)
        digits = "".join(_DIGITS.findall(thing.phone))[-PHONE_DIGITS:]
        if len(digits) == PHONE_DIGITS:
            phones[digits].add(thing.code)
    found = {
        pair: Likeness.NEAR_NAME for pair in _together(near) if _are_near(*(spelled[code] for code in pair))
    }
    found |= dict.fromkeys(_together(phones), Likeness.SAME_PHONE)
    found |= dict.fromkeys(_together(same), Likeness.SAME_NAME)
    pairs = [Pair(first, second, likeness) for (first, second), likeness in found.items()]
    return sorted(pairs, key=lambda pair: (pair.likeness, pair.first, pair.second))


def _together(groups: Mapping[str, set[str]]) -> set[tuple[str, str]]:
    """The pairs of codes that share a key."""
    small = [sorted(codes) for codes in groups.values() if len(codes) <= CROWD]
    return {pair for codes in small for pair in combinations(codes, 2)}


def _key(name: str) -> str:
    """The words of a name in Latin letters, in the order of the alphabet."""
    return " ".join(sorted(fold(latin(name)).split()))


def _with_a_letter_less(keys: Iterable[str]) -> set[str]:
    """Each key, and what is left of it without one of its letters: two slips apart still share one."""
    long = [key for key in keys if len(key) >= SHORTEST]
    return {*long, *(key[:place] + key[place + 1 :] for key in long for place in range(len(key)))}


def _are_near(ones: set[str], others: set[str]) -> bool:
    return any(
        _DIGITS.findall(one) == _DIGITS.findall(other)
        and slips(one, other) <= (2 if min(len(one), len(other)) >= LONG else 1)
        for one in ones
        for other in others
    )
