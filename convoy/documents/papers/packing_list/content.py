"""What packing lists say: of one box, of a pallet, of a whole van."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from convoy.documents.cargo import ByHand, Goods, Line, PackedBox, Party, Totals, VanLoad, amounts, total


@dataclass(frozen=True, slots=True)
class BoxSlip:
    """What is in one box. Like its label it names no recipient, address or route."""

    owner: str
    box: PackedBox
    packed_at: str = ""
    packed_on: date | None = None
    packer: str = ""

    @property
    def totals(self) -> Totals:
        """The sums of the box."""
        return amounts.of_package(self.box)


@dataclass(frozen=True, slots=True)
class PalletList:
    """What stands on a pallet, box by box."""

    code: str
    shipper: Party
    boxes: tuple[PackedBox, ...]
    consignee: Party | None = None
    """Known once the pallet has a place on a van."""
    convoy_code: str = ""
    van: int | None = None
    stop: str = ""
    """The letter of the stop where it goes off."""
    place: str = ""
    reference: str = ""
    """The recipient's own."""
    aid_code: str = ""
    gross_grams: int | None = None
    """From scales, pallet and all; None where only its boxes were weighed."""
    height_mm: int | None = None
    packed_on: date | None = None
    packer: str = ""
    checker: str = ""

    @property
    def totals(self) -> Totals:
        """The sum of its boxes, without the pallet."""
        return total(amounts.of_package(box) for box in self.boxes)


@dataclass(frozen=True, slots=True)
class PackingList(VanLoad):
    """What is in a van, box by box; values and sums are those of its lines."""

    packages: tuple[PackedBox, ...] = ()
    packed_on: date | None = None
    packer: str = ""
    checker: str = ""
    by_hand: tuple[ByHand, ...] = ()


def by_item(boxes: Sequence[PackedBox]) -> list[tuple[Goods, list[str]]]:
    """Return each item with all there is of it and the short numbers of its boxes, by the items' codes."""
    found: dict[tuple[str, str, str], tuple[Goods, list[str]]] = {}
    for box in boxes:
        for goods in box.contents:
            key = (goods.code, goods.names.get("en", ""), goods.unit)
            so_far, shorts = found.get(key, (replace(goods, quantity=0), []))
            if not shorts or shorts[-1] != box.short:
                shorts.append(box.short)
            found[key] = replace(so_far, quantity=so_far.quantity + goods.quantity), shorts
    return [found[key] for key in sorted(found)]


def by_category(lines: Sequence[Line]) -> list[tuple[Line, Totals]]:
    """Return the sum of each category, with a line of it to be named by."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.category, []).append(line)
    return [(found[code][0], total(line.totals for line in found[code])) for code in sorted(found)]
