"""What each kind of paper says now: from the rows to the frozen dataclass that is stored and drawn."""

from collections.abc import Callable, Mapping

from convoy.documents.layout.snapshot import but_for_pen, from_json
from convoy.documents.registry import Kind, to_json
from convoy.services import contents_of_flags, contents_of_goods, contents_of_stops, contents_of_vans
from convoy.services.gathering import Gathering
from convoy.services.paper_targets import Found


def content(gathering: Gathering, kind: Kind, found: Found) -> object:
    """Return what a paper says now, as the dataclass its module draws."""
    return BUILDERS[kind.code](gathering, found)


def says(snapshot: str, now: object) -> bool:
    """Whether a stored snapshot says what `now` says.

    It may have been made when papers had fewer fields, or before the papers that it names had numbers.
    """
    if snapshot == to_json(now):
        return True
    try:
        then = from_json(snapshot, type(now))
    except ValueError:
        return False
    return to_json(then) == to_json(but_for_pen(now, then))


BUILDERS: Mapping[str, Callable[[Gathering, Found], object]] = {
    "AL": contents_of_vans.coded_list,
    "CL": contents_of_vans.crew_list,
    "CM": contents_of_vans.manifest,
    "CN": contents_of_stops.consignment_note,
    "DG": contents_of_flags.dangerous_goods,
    "DI": contents_of_stops.distribution_report,
    "DR": contents_of_goods.receipt,
    "DS": contents_of_vans.driver_sheet,
    "DU": contents_of_flags.dual_use,
    "GC": contents_of_stops.gift_letter,
    "GR": contents_of_stops.goods_received,
    "LB": contents_of_goods.box_labels,
    "LR": contents_of_vans.loss_report,
    "LS": contents_of_vans.loaders_sheet,
    "ML": contents_of_flags.medicines,
    "PF": contents_of_vans.value_list,
    "PL": contents_of_goods.packing_list,
    "PLT": contents_of_goods.pallet_labels,
    "VS": contents_of_vans.vehicle_sheet,
    "WB": contents_of_stops.waybill,
}
"""By kind; a kind of the registry that is made of a target has its row here."""
