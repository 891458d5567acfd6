"""Copies for other eyes. Each names what it keeps, so that a new field stays out until someone adds it."""

from dataclasses import dataclass

from convoy.documents.cargo import Line, Totals, total
from convoy.documents.papers.manifest.content import CategoryTotal, ConvoyManifest, Manifest


@dataclass(frozen=True, slots=True)
class PublicManifest:
    """What anyone may know: how much of what, from whom."""

    sender: str
    vans: int
    categories: tuple[CategoryTotal, ...]

    @property
    def totals(self) -> Totals:
        """The sum of all categories."""
        return total(one.totals for one in self.categories)


def for_border(manifest: Manifest) -> Manifest:
    """Return the manifest without donors' names, box index and internal notes."""
    return Manifest(
        convoy_code=manifest.convoy_code,
        convoy_name=manifest.convoy_name,
        van=manifest.van,
        vans=manifest.vans,
        shipper=manifest.shipper,
        stops=manifest.stops,
        carrier=manifest.carrier,
        vehicle=manifest.vehicle,
        plate=manifest.plate,
        trailer_plate=manifest.trailer_plate,
        driver=manifest.driver,
        driver_phone=manifest.driver_phone,
        seals=manifest.seals,
        departure=manifest.departure,
        zone=manifest.zone,
        crossing=manifest.crossing,
        aid_code=manifest.aid_code,
        emergency_phone=manifest.emergency_phone,
        given=manifest.given,
        by_hand=manifest.by_hand,
    )


def for_public(manifest: Manifest) -> PublicManifest:
    """Return totals by category: no plates, names of people, consignees, routes, times or addresses."""
    return PublicManifest(
        sender=manifest.shipper.name, vans=1, categories=tuple(_by_category(manifest.lines))
    )


def convoy_for_public(manifest: ConvoyManifest) -> PublicManifest:
    """Return a convoy's totals by category, with nothing of its vans but their number."""
    return PublicManifest(
        sender=manifest.shipper.name, vans=len(manifest.runs), categories=manifest.categories
    )


def _by_category(lines: tuple[Line, ...]) -> list[CategoryTotal]:
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.category, []).append(line)
    return [
        CategoryTotal(code, found[code][0].category_names, total(line.totals for line in found[code]))
        for code in sorted(found)
    ]
