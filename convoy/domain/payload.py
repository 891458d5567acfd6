"""What a van may carry by its registration papers: maximum mass less its own, crew and kit. Grams only."""

from dataclasses import dataclass

from convoy.domain import rules


@dataclass(frozen=True, slots=True)
class Masses:
    """Of the registration papers, in grams: F.2 (maximum) and G (in service, with the driver and fuel).

    `kit_g` is what always travels in the van besides: tools, spare wheel, beds. None is not known.
    """

    maximum_g: int | None = None
    in_service_g: int | None = None
    kit_g: int | None = None

    @property
    def are_known(self) -> bool:
        """Whether a payload follows from them."""
        return self.maximum_g is not None and self.in_service_g is not None


def payload_g(masses: Masses, people: int, stated_g: int | None) -> int | None:
    """Return the grams a van may carry with so many people in it; never negative, None where unknown.

    The registration papers win over what was stated, which has crew and kit taken off already.
    """
    if masses.maximum_g is None or masses.in_service_g is None:
        return stated_g
    beside_the_driver = max(0, people - 1) * rules.whole("person") * 1000
    return max(0, masses.maximum_g - masses.in_service_g - beside_the_driver - (masses.kit_g or 0))


def over_g(load_g: int, allowed_g: int | None, weighbridge_g: int | None, maximum_g: int | None) -> int:
    """Return by how many grams a van is too heavy: by what is on it, or as a whole on a weighbridge."""
    by_load = load_g - allowed_g if allowed_g is not None else 0
    by_scale = weighbridge_g - maximum_g if weighbridge_g is not None and maximum_g is not None else 0
    return max(0, by_load, by_scale)


def left_g(load_g: int, allowed_g: int | None) -> int | None:
    """Return the grams to spare of a payload that is nearly full, else None; 0 for a van over it."""
    if allowed_g is None or load_g * 100 < allowed_g * rules.whole("nearly_full"):
        return None
    return max(0, allowed_g - load_g)
