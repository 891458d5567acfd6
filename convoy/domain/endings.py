"""Whether two words are one but for its ending, where nobody looks before something is said: rather not.

A short word has too little of a root to be cut: "wine" is no "winter", "books" are no "boots".
"""

from itertools import takewhile

LONG, ROOT, ENDING = 6, 5, 2
"""Letters of a long word; of the root that two of them share; and at most of each one's ending."""

_PLURALS = frozenset({"s", "es"})
_CASES = frozenset(["a", "e", "i", "u", "y", "en", "ow", "om", "em", "ami", "ach", "lar", "ler"])
_SWAPPED = frozenset("aioy")
_CYRILLIC = frozenset(
    [
        "а",
        "у",
        "е",
        "і",
        "и",
        "о",
        "я",
        "ю",
        "ь",
        "ів",
        "ом",
        "ем",
        "ам",
        "ям",
        "ах",
        "ях",
        "ами",
        "ями",
        "ою",
        "ею",
        "ові",
        "еві",
    ]  # folded: й and ї are и and і
)
_SHORTEST_OF_CASES, _SHORTEST = 4, 3
"""Letters before a case ending in Latin letters ("car" is no "care"), and before every other one."""


def is_one(one: str, other: str) -> bool:
    """Whether two folded words are one: the same, or with another ending of number or case."""
    if one == other:
        return True
    root = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    first, second = one[root:], other[root:]
    if min(len(one), len(other)) >= LONG:
        return root >= ROOT and max(len(first), len(second)) <= ENDING
    return root >= _SHORTEST and _are_endings(one[:root], *sorted((first, second), key=len))


def _are_endings(root: str, short: str, long: str) -> bool:
    if not short and long in _PLURALS:
        # The glasses that are read with are not of glass as jars are.
        return not root.endswith("ss")
    if not short and long in _CASES:
        return len(root) >= _SHORTEST_OF_CASES
    return {short, long} <= _SWAPPED or {short, long} <= _CYRILLIC | {""}
