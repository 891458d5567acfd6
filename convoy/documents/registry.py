"""Which papers there are; adding one adds a module under papers/ with its KIND, and its name here.

What fills it from the tables stands in services/contents.py.
"""

from collections.abc import Mapping

from convoy.documents.kind import Kind
from convoy.documents.layout.issue import Issue, Variant
from convoy.documents.layout.snapshot import fingerprint, to_json
from convoy.documents.papers import (
    blank_labels,
    box_labels,
    bundle_cover,
    cmr_note,
    coded_list,
    crew_list,
    dangerous_goods,
    day_report,
    distribution_report,
    donation_receipt,
    driver_sheet,
    dual_use,
    gift_letter,
    goods_received,
    intake_sheets,
    loaders_sheet,
    loss_report,
    manifest,
    medicines_list,
    packing_list,
    pallet_labels,
    poster,
    value_list,
    vehicle_sheet,
    waybill,
    weekend_cards,
)

__all__ = ["KINDS", "Issue", "Kind", "Variant", "fingerprint", "to_json"]

_PAPERS = (
    blank_labels,
    box_labels,
    bundle_cover,
    cmr_note,
    coded_list,
    crew_list,
    dangerous_goods,
    day_report,
    distribution_report,
    donation_receipt,
    driver_sheet,
    dual_use,
    gift_letter,
    goods_received,
    intake_sheets,
    loaders_sheet,
    loss_report,
    manifest,
    medicines_list,
    packing_list,
    pallet_labels,
    poster,
    value_list,
    vehicle_sheet,
    waybill,
    weekend_cards,
)

KINDS: Mapping[str, Kind] = {
    kind.code: kind for kind in sorted((paper.KIND for paper in _PAPERS), key=lambda kind: kind.code)
}
"""By code."""
