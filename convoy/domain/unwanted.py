"""Words that a place's own list of what not to bring names, whatever the catalogue has of them."""

import re
from dataclasses import dataclass

from convoy.domain.endings import is_one
from convoy.domain.matching import Catalogue
from convoy.domain.text import fold

_PARTS = re.compile(r"[,;.\n/]| and | та | і | i | y | und | et ")
_USED = (
    "used secondhand worn вживан ношен старий старі stary stare używan usado usada usagé gebraucht"
    " usato usata kullanılmış مستعمل"
)
_USED_ROOTS = tuple(fold(word) for word in _USED.split())
_USED_WORDS = frozenset({"old", "alt", "alte"})


def parts(do_not_bring: str) -> tuple[str, ...]:
    """Return the kinds of goods that a list in words names, each in the place's own words."""
    return tuple(part.strip() for part in _PARTS.split(do_not_bring) if fold(part))


def named(typed: str, do_not_bring: str) -> str:
    """Return the part of a list all of whose words stand in `typed`, endings apart; "" for none."""
    words = fold(typed).split()
    for part in parts(do_not_bring):
        if all(any(is_one(asked, word) for word in words) for asked in fold(part).split()):
            return part
    return ""


def without_used(typed: str) -> str:
    """Return the words without those that say that goods are used; "" where none of them says so."""
    words = fold(typed).split()
    rest = [word for word in words if not (word in _USED_WORDS or word.startswith(_USED_ROOTS))]
    return " ".join(rest) if len(rest) < len(words) else ""


@dataclass(frozen=True, slots=True)
class Unwanted:
    """What stands against some goods: a part of the place's list, in its own words; "" for our own rule."""

    part: str = ""


def judged(catalogue: Catalogue, typed: str, do_not_bring: str) -> Unwanted | None:
    """Return what stands against goods in somebody's words at a place with this list; None for nothing.

    Words that mean nothing here are welcome: the desk looks at the goods.
    """
    if part := named(typed, do_not_bring):
        return Unwanted(part)
    meant = frozenset(catalogue.meant(typed))
    listed = {part: frozenset(catalogue.meant(part)) for part in parts(do_not_bring)}
    for part, asked in listed.items():
        if meant and meant <= asked:
            return Unwanted(part)
    if meant and all(catalogue.entries[code].is_rejected for code in meant):
        return Unwanted()
    # "Used coats" are of the kind of "used clothing": of the same group, and used as well.
    goods = catalogue.meant(without_used(typed))
    groups = {catalogue.entries[code].group for code in goods}
    for part, asked in listed.items():
        if groups and without_used(part) and groups <= {catalogue.entries[code].group for code in asked}:
            return Unwanted(part)
    return None
