"""The goods of a line: each item's share of packages, grams and cents, to the unit what the line says."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from convoy.documents.cargo import Batch, Danger, Goods
from convoy.domain.adr import proper_shipping_name
from convoy.domain.controls import ANIMAL_KINDS
from convoy.domain.intake import MEDICINE
from convoy.domain.kinds import Condition
from convoy.domain.shares import by_largest_remainder, worth
from convoy.queries.cargo_items import Kind
from convoy.queries.manifests import Content

Kinds = Mapping[int, Kind]
Pile = tuple[tuple[int, Condition, int], ...]
"""Item, condition and quantity of everything in a package: what makes two packages the same."""
Cents = dict[tuple[int, Condition], dict[str, int]]
"""By item and condition, then by currency."""

MEASURED = frozenset({"GRM", "MLT", "MMT"})
"""Units of goods that are not counted in pieces."""


@dataclass(frozen=True, slots=True)
class Values:
    """What goods are worth, and the boxes where something has no value."""

    cents: Cents
    unvalued: frozenset[int]

    @property
    def sums(self) -> dict[str, int]:
        """Cents by currency of everything."""
        found: dict[str, int] = defaultdict(int)
        for by_currency in self.cents.values():
            for currency, amount in by_currency.items():
                found[currency] += amount
        return dict(found)


def values(held: Sequence[Content], kinds: Kinds) -> Values:
    """Return the value of what some boxes hold.

    What the donor stated counts for its share of the donation line, rounded down once per lot and line; else
    the catalogue's planning value.
    """
    cents: Cents = defaultdict(lambda: defaultdict(int))
    unvalued: set[int] = set()
    for _, group in groupby(sorted(held, key=lambda one: one.lot_id), key=lambda one: one.lot_id):
        lot = list(group)
        one, quantity = lot[0], sum(content.quantity for content in lot)
        catalogue = kinds[one.item_id].unit_value_cents
        amount, is_stated = worth(quantity, one.value_cents, one.line_quantity, catalogue)
        by_currency = cents[one.item_id, one.condition]
        if amount is None:
            unvalued |= {content.box_id for content in lot}
        else:
            by_currency[one.currency if is_stated else "EUR"] += amount
    return Values({key: dict(worth) for key, worth in cents.items()}, frozenset(unvalued))


def main_item(pile: Pile, kinds: Kinds) -> int | None:
    """Return the item that a package is mostly made of, by weight; None for an empty one."""
    weights = [(kinds[item].unit_gross_g * count, -item) for item, _, count in pile]
    return -max(weights)[1] if weights else None


def net_grams(pile: Pile, packages: int, kinds: Kinds) -> list[int | None]:
    """Return for each part of so many equal packages the grams of the goods alone, None where unknown."""
    return [
        net * count * packages if (net := kinds[item].unit_net_g) is not None else None
        for item, _, count in pile
    ]


def goods(
    pile: Pile, packages: int, grams: int, held: Sequence[Content], kinds: Kinds, valued: Values
) -> tuple[Goods, ...]:
    """Return what so many packages of the same contents hold; `grams` is the gross weight they share."""
    net = net_grams(pile, packages, kinds)
    gross = by_largest_remainder(grams, _weights(pile, net, kinds))
    counted = _counted(pile, packages, kinds)
    parts = _by_part(held)
    return tuple(
        Goods(
            names=kinds[item].names,
            quantity=count * packages,
            unit=kinds[item].unit_code,
            hs6=kinds[item].hs6,
            condition=condition.value,
            expires=min((one.expires_on for one in parts[item, condition] if one.expires_on), default=None),
            unreviewed=kinds[item].unreviewed,
            code=kinds[item].code,
            packages=counted[place],
            net_grams=net[place],
            gross_grams=gross[place],
            cents=valued.cents.get((item, condition), {}),
            batches=_batches(parts[item, condition]),
            danger=danger(kinds[item]),
            cold_chain=kinds[item].cold_chain,
            dual_use=kinds[item].dual_use,
            medicine=kinds[item].category == MEDICINE,
            animal_origin=kinds[item].animal_origin in ANIMAL_KINDS,
        )
        for place, (item, condition, count) in enumerate(pile)
    )


def _weights(pile: Pile, net: Sequence[int | None], kinds: Kinds) -> list[int]:
    """Net weights where the catalogue knows all of them, else its gross planning weights, else quantities."""
    known = [one for one in net if one is not None]
    if len(known) == len(pile) and any(known):
        return known
    planned = [kinds[item].unit_gross_g * count for item, _, count in pile]
    return planned if any(planned) else [count for _, _, count in pile]


def _counted(pile: Pile, packages: int, kinds: Kinds) -> list[int]:
    """Return the packages counted at each part: all of them at the first one of the main item."""
    main = main_item(pile, kinds)
    first = next((place for place, part in enumerate(pile) if part[0] == main), None)
    return [packages if place == first else 0 for place in range(len(pile))]


def _by_part(held: Sequence[Content]) -> dict[tuple[int, Condition], list[Content]]:
    parts: dict[tuple[int, Condition], list[Content]] = defaultdict(list)
    for content in held:
        parts[content.item_id, content.condition].append(content)
    return parts


def _batches(held: Sequence[Content]) -> tuple[Batch, ...]:
    """Return the goods by batch and expiry, the earliest first; nothing where neither is known."""
    quantities: dict[tuple[str, str], int] = defaultdict(int)
    expiry = {(one.expires_on.isoformat() if one.expires_on else "", one.batch): one for one in held}
    for one in held:
        quantities[one.expires_on.isoformat() if one.expires_on else "", one.batch] += one.quantity
    if not any(any(key) for key in quantities):
        return ()
    return tuple(Batch(quantities[key], key[1], expiry[key].expires_on) for key in sorted(quantities))


def danger(kind: Kind) -> Danger | None:
    """Return what the ADR says of an item; None for what is none of its business or has no UN number."""
    if not kind.un_number:
        return None
    return Danger(
        un_number=kind.un_number,
        name=proper_shipping_name(kind.un_number),
        adr_class=kind.adr_class,
        packing_group=kind.adr_packing_group,
        category=kind.adr_category,
        small_load_unit=kind.adr_small_load_unit,
        special_provision=kind.special_provision,
    )
