"""Which of the items that a search finds are worth offering for words that somebody else said once.

A search that answers while somebody types may guess boldly: the next letter mends it. Words that were kept
are all there is, so that an item is offered only where a good part of them is in its name.
"""

import re

from convoy.domain.keyboards import other_layout
from convoy.domain.matching import Catalogue, Hit
from convoy.domain.spelling import slips
from convoy.domain.text import fold
from convoy.domain.transliteration import latin

LOOKED_AT = 24
"""Items found that are looked at more closely."""

SHORTEST_WORD, SHORTEST_ROOT, MISTYPED_FROM = 3, 4, 6
ENDING = 2
"""Letters that another case or number may change at the end of a word."""

_WHOSE = re.compile(r"\w+['’]s\b")
"""Whose it was says nothing of what it is: "grandma's"."""


def likely(items: Catalogue, said: str, most: int, *, language: str = "") -> list[str]:
    """Return the codes of at most `most` items that `said` may mean, the likeliest first; often none."""
    hits = items.search(said, LOOKED_AT, language=language)
    return [hit.code for hit in hits if _is_like(said, hit.text) and _is_whole(said, hit, items)][:most]


def _is_whole(said: str, hit: Hit, items: Catalogue) -> bool:
    """Whether an everyday word that an item was found by was said whole, or its own name is like it too."""
    names = items.entries[hit.code].names.values()
    if hit.text in names:
        return True
    asked = [word for one in (said, other_layout(said)) for word in _words(one)]
    whole = all(any(_is_one(word, other) for other in asked) for word in _words(hit.text))
    return whole or any(_is_like(said, name) for name in names)


def _is_like(said: str, text: str) -> bool:
    """Whether a third of the words said, or more, are in a name, and are half of that."""
    named = [word for word in _words(text) if len(word) >= SHORTEST_WORD]
    for written in (said, other_layout(said)):
        asked = [word for word in _words(written) if len(word) >= SHORTEST_WORD and not word.isdigit()]
        known = sum(any(_is_one(word, other) for other in named) for word in asked)
        if known and known * 3 >= len(asked) and (known == len(asked) or known * 2 >= len(named)):
            return True
    return False


def _words(text: str) -> list[str]:
    return latin(fold(_WHOSE.sub(" ", text))).split()


def _is_one(word: str, other: str) -> bool:
    """Whether two words are one: but for an ending or a slip, or the last part of a longer one."""
    if word == other:
        return True
    short, long = sorted((word, other), key=len)
    if len(short) < SHORTEST_ROOT:
        return False
    if long.endswith(short):
        return True
    root = short[: max(SHORTEST_ROOT, len(short) - ENDING)]
    if long.startswith(root) and len(long) - len(short) <= ENDING:
        return True
    return len(short) >= MISTYPED_FROM and slips(word, other) == 1
