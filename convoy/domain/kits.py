"""Kits that cannot be packed, because something of them is lacking."""

from collections.abc import Sequence
from dataclasses import dataclass

from convoy.domain.errors import RuleBroken
from convoy.domain.messages import N_


@dataclass(frozen=True, slots=True)
class Lack:
    """What does not suffice: the item's name and unit code, and in that unit what is needed and there."""

    name: str
    unit: str
    needed: int
    there: int


class Lacking(RuleBroken):
    """Loose goods do not suffice for so many kits; `lacks` says of what how much."""

    def __init__(self, place: str, lacks: Sequence[Lack]) -> None:
        super().__init__(
            N_("What stands loose at %(place)s does not suffice: %(items)s. Nothing was packed."),
            place=place,
            items=", ".join(one.name for one in lacks),
        )
        self.lacks = tuple(lacks)
