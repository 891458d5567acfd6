"""What the papers of a gift, a box or a pallet say."""

from convoy.documents.cargo import PackedBox, amounts, total
from convoy.documents.papers.box_labels import BoxLabels
from convoy.documents.papers.packing_list import BoxSlip, PalletList
from convoy.documents.papers.pallet_labels import PalletLabel, PalletLabels
from convoy.models import Donation
from convoy.queries import manifests, pallets
from convoy.services import labels, manifest_lines, receipts, trips, van_loads
from convoy.services.contents_of_vans import packing_list as of_van
from convoy.services.gathering import Gathering
from convoy.services.paper_targets import Found


def receipt(gathering: Gathering, found: Found) -> object:
    """Return the receipt of a gift."""
    donation: Donation | None = found.donation
    assert donation is not None
    return receipts.content(gathering.db, gathering.actor, donation)


def box_labels(gathering: Gathering, found: Found) -> object:
    """Return the labels of a box, or of all boxes on a pallet."""
    if found.box is not None:
        codes = [found.box.code]
    else:
        codes = [box.code for box in found.pallet.boxes] if found.pallet is not None else []
    made = labels.box_labels(gathering.db, gathering.actor, codes, gathering.address)
    return BoxLabels(tuple(made))


def pallet_labels(gathering: Gathering, found: Found) -> PalletLabels:
    """Return the label of a pallet; like those of its boxes it names no recipient and no way."""
    pallet = found.pallet
    assert pallet is not None
    boxes = list(pallet.boxes)
    cargo = manifests.of_boxes(gathering.db, [box.id for box in boxes])
    sums = total(amounts.of_package(box) for box in _packed(gathering, [box.id for box in boxes]))
    ours = van_loads.shipper(manifests.our_organisation(gathering.db))
    place = pallet.place
    figures = pallets.figures(pallet, boxes)
    label = PalletLabel(
        code=pallet.code,
        url=f"{gathering.address.rstrip('/')}/b/{pallet.code}".upper(),
        boxes=tuple(manifest_lines.marks(cargo.packages).split("; ")) if boxes else (),
        box_count=len(boxes),
        grams=figures.grams,
        weighed=figures.is_certain,
        height_mm=pallet.height_mm,
        cold_chain=sums.cold_chain,
        dangerous_goods=sums.dangerous_goods,
        controlled=sums.controlled,
        from_organisation=ours.name,
        from_city=(place.town or place.name) if place else "",
        from_country=place.country if place else "",
    )
    return PalletLabels((label,))


def packing_list(gathering: Gathering, found: Found) -> object:
    """Return the slip of a box, the list of a pallet, or that of a whole van."""
    if found.box is not None:
        (box,) = _packed(gathering, [found.box.id])
        owner = van_loads.shipper(manifests.our_organisation(gathering.db)).name
        packed = found.box.closed_at.date() if found.box.closed_at else None
        return BoxSlip(owner, box, packed_at=found.box.origin_place.name, packed_on=packed)
    pallet = found.pallet
    if pallet is None:
        return of_van(gathering, found)
    return PalletList(
        code=pallet.code,
        shipper=van_loads.shipper(manifests.our_organisation(gathering.db)),
        boxes=_packed(gathering, [box.id for box in pallet.boxes]),
        gross_grams=pallet.gross_g,
        height_mm=pallet.height_mm,
    )


def _packed(gathering: Gathering, box_ids: list[int]) -> tuple[PackedBox, ...]:
    cargo = manifests.of_boxes(gathering.db, box_ids)
    contents = manifest_lines.contents_by_box(cargo, manifests.NO_RUN)
    return tuple(
        trips.packed(package, contents.get(package.box_id, ()), cargo.kinds) for package in cargo.packages
    )
