"""Goods that stop and ask: which, at which borders, and who signs them off.

Which border minds what, and from which source we know, stands in data/rules.toml under the flag's own name.
"""

from collections.abc import Collection
from dataclasses import dataclass

from convoy.domain import rules
from convoy.domain.intake import MEDICINE
from convoy.domain.messages import N_
from convoy.domain.permissions import Permission
from convoy.domain.vocabulary import Vocabulary


class Flag(Vocabulary):
    """Why goods stop and ask."""

    MEDICINE = "medicine"
    DUAL_USE = "dual_use"
    ANIMAL_ORIGIN = "animal_origin"
    WOOD = "wood"


class Decision(Vocabulary):
    """What somebody says of goods that wait."""

    RELEASE = "release"
    REFUSE = "refuse"


EU = rules.countries("union")
"""Within the Union, goods meet no border that minds."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What is minded of a flag: where (countries, None: everywhere), who decides, and with whom.

    `set_aside` takes the goods out of stock at intake; otherwise they are packed, and wait before a van.
    """

    minds: frozenset[str] | None
    decides: Permission
    second_person: bool
    set_aside: bool
    minds_unknown: bool
    waits: str
    document: str


ANIMAL_KINDS = frozenset({"meat", "fish", "dairy", "petfood"})
"""Of the catalogue's column `animal_origin`; composite food and finished leather are not asked."""

WOODEN = frozenset({"4C", "7B", "8A", "8B", "CR"})
"""UN Rec 21: boxes, cases, pallets and crates of natural wood."""

RULES: dict[Flag, Rule] = {
    Flag.MEDICINE: Rule(
        minds=None,
        decides=Permission.MEDICINE_RELEASE,
        second_person=False,
        set_aside=True,
        minds_unknown=True,
        waits=N_("the medical checker signs it off"),
        document=N_("Batch, expiry, prescription or permit"),
    ),
    Flag.DUAL_USE: Rule(
        minds=None,
        decides=Permission.CONTROL_SIGN,
        second_person=True,
        set_aside=True,
        minds_unknown=True,
        waits=N_("a coordinator and a second person sign it off"),
        document=N_("Number of the licence, or why none is needed"),
    ),
    Flag.ANIMAL_ORIGIN: Rule(
        minds=rules.countries("animal_origin"),
        decides=Permission.CONTROL_SIGN,
        second_person=False,
        set_aside=False,
        minds_unknown=True,
        waits=N_("a coordinator signs it off"),
        document=N_("Veterinary paper, or why none is needed"),
    ),
    Flag.WOOD: Rule(
        minds=rules.countries("wood"),
        decides=Permission.WOOD_CONFIRM,
        second_person=False,
        set_aside=False,
        minds_unknown=False,
        waits=N_("who is in charge or a coordinator confirms the ISPM 15 stamp"),
        document=N_("What the stamp says"),
    ),
}


def flags_of(category: str, *, dual_use: bool, animal_origin: str) -> tuple[Flag, ...]:
    """Return why goods of an item stop and ask, in the order of RULES; nothing for ordinary goods."""
    held = {
        Flag.MEDICINE: category == MEDICINE,
        Flag.DUAL_USE: dual_use,
        Flag.ANIMAL_ORIGIN: animal_origin in ANIMAL_KINDS,
    }
    return tuple(flag for flag in RULES if held.get(flag))


def is_minded(flag: Flag, origins: Collection[str], destinations: Collection[str]) -> bool:
    """Whether a border between one of these countries and one of those minds the flag; "" is unknown."""
    return any(_minds(RULES[flag], origin, there) for origin in origins for there in destinations)


def _minds(rule: Rule, origin: str, destination: str) -> bool:
    if rule.minds is None:
        return True
    if not destination:
        return rule.minds_unknown
    if origin == destination or {origin, destination} <= EU:
        return False
    return destination in rule.minds
