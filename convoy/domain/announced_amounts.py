"""How much somebody announced, as the desk's form takes it: bags to be counted later, or about so many."""

import re
from dataclasses import dataclass

from convoy.domain import measures
from convoy.domain.errors import Invalid
from convoy.domain.quick_lines import BOX_WORDS, LINK_WORDS, identical
from convoy.domain.text import fold

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
_PACKED = re.compile(r"\s*(\d{1,4})\s+(\S+)\s*(.*)")
_WHOLE = re.compile(r"(?<![\w.,])\d{1,7}(?![\w.,]*\d)(?!\w)")
BAGS, BOXES = "BG", "BX"
"""Packages (UN Rec 21)."""


@dataclass(frozen=True, slots=True)
class Announced:
    """One line: goods in the donor's words, and how many; or so many bags or boxes that are counted later.

    `is_as_typed` is False where words of the donor were left out of the quantity ("about").
    """

    what: str
    quantity: str = ""
    packages: int = 0
    package_code: str = ""
    is_as_typed: bool = True


def read(what: str, amount: str) -> Announced:
    """Return what a line says; an amount that is not surely understood stays as it was typed."""
    found = _PACKED.fullmatch(amount or what)
    code = _package(found[2]) if found else ""
    if found and code and int(found[1]):
        rest = _unlinked(found[3])
        if amount and not rest:
            return Announced(what, packages=int(found[1]), package_code=code)
        if not amount and rest and code == BAGS:
            return Announced(rest, packages=int(found[1]), package_code=code)
    if not amount or identical(amount) or _is_clear(amount):
        return Announced(what, amount)
    words = [word for word in amount.replace("~", " ").split() if fold(word) not in ROUGH_WORDS]
    plain = " ".join(words)
    if _is_clear(plain):
        return Announced(what, plain, is_as_typed=False)
    numbers = _WHOLE.findall(plain)
    return Announced(what, numbers[0], is_as_typed=False) if len(numbers) == 1 else Announced(what, amount)


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
