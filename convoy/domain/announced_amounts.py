"""How much somebody announced, as the desk's form takes it: bags to be counted later, or about so many."""

import re
from dataclasses import dataclass, replace

from convoy.domain import measures
from convoy.domain.errors import Invalid
from convoy.domain.quick_lines import BOX_WORDS, LINK_WORDS, SIZE_WORDS, identical
from convoy.domain.text import fold
from convoy.domain.unit_words import PACK_WORDS

BAG_WORDS = frozenset(
    fold(
        "bag bags sack sacks мішок мішки мішків мішка пакет пакети пакетів worek worki worków torba torby"
        " bolsa bolsas saco sacos sac sacs säcke tüte tüten beutel sacco sacchi sacchetti busta buste"
        " poşet çuval كيس أكياس اكياس"
    ).split()
)
ROUGH_WORDS = frozenset(
    fold(
        "about around roughly approximately approx circa ca some maybe perhaps almost близько приблизно"
        " десь орієнтовно około ok mniej więcej unos unas aproximadamente alrededor cerca de environ autour"
        " ungefähr etwa rund zirka yaklaşık aşağı yukarı حوالي تقريبا نحو"
    ).split()
)
PAIR_WORDS = frozenset(
    fold(
        "pair pairs prs пара пари пар para pary par pares paar paire paires paio paia pár çift زوج أزواج"
    ).split()
)
_COUNT = re.compile("[0-9]{1,4}")
_NOT_LIKENESS = frozenset(measures.UNIT_WORDS) | PACK_WORDS | LINK_WORDS | SIZE_WORDS
MOST_LIKENESS = 2
"""Words between a number and its packages that say what these are like: "2 big boxes"."""

BAGS, BOXES = "BG", "BX"
"""Packages (UN Rec 21)."""


@dataclass(frozen=True, slots=True)
class Announced:
    """One line: goods in the donor's words, and how many; or so many bags or boxes that are counted later.

    `is_as_typed` is False where words of the donor were left out ("about"): they belong in the note.
    """

    what: str
    quantity: str = ""
    packages: int = 0
    package_code: str = ""
    is_as_typed: bool = True


def read(what: str, amount: str) -> Announced:
    """Return what a line says; an amount that is not surely understood is left to be counted."""
    words = [word for word in amount.replace("~", " ").split() if fold(word) not in ROUGH_WORDS]
    if packed := _packed(what, words):
        return packed if words == amount.split() else replace(packed, is_as_typed=False)
    if not amount or identical(amount) or _is_clear(amount):
        return Announced(what, amount)
    plain = " ".join(word for word in words if fold(word) not in PAIR_WORDS)
    return Announced(what, plain if _is_clear(plain) else "", is_as_typed=False)


def _packed(what: str, amount: list[str]) -> Announced | None:
    """So many bags or boxes of something; None where the line does not surely say so."""
    words = amount or what.split()
    at = next((at for at, word in enumerate(words) if _package(word)), 0)
    likeness = words[1:at]
    if not at or not _COUNT.fullmatch(words[0]) or not int(words[0]) or len(likeness) > MOST_LIKENESS:
        return None
    if any(fold(word) in _NOT_LIKENESS or not word.isalpha() for word in likeness):
        return None
    number, code, rest = int(words[0]), _package(words[at]), _unlinked(" ".join(words[at + 1 :]))
    if amount and not rest:
        return Announced(what, packages=number, package_code=code, is_as_typed=not likeness)
    # "5 boxes of beans" is a line as the desk types it itself: boxes of one item.
    if not amount and rest and (code == BAGS or likeness):
        return Announced(rest, packages=number, package_code=code, is_as_typed=not likeness)
    return None


def _package(word: str) -> str:
    folded = fold(word)
    return BAGS if folded in BAG_WORDS else BOXES if folded in BOX_WORDS else ""


def _unlinked(rest: str) -> str:
    words = rest.split()
    while words and fold(words[0]) in LINK_WORDS:
        words = words[1:]
    return " ".join(words)


def _is_clear(amount: str) -> bool:
    try:
        measures.amount(amount)
    except Invalid:
        return False
    return True
