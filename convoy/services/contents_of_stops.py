"""What the papers of one stop say: of what goes off there."""

from dataclasses import replace
from typing import Any

from convoy.documents.cargo import Goods
from convoy.documents.kind import WITH_A_HAULIER
from convoy.documents.papers.cmr_note import ConsignmentNote
from convoy.documents.papers.distribution_report import DistributedGoods, DistributionReport
from convoy.documents.papers.gift_letter import GiftLetter
from convoy.documents.papers.goods_received import Counted, GoodsReceived
from convoy.documents.papers.waybill import Waybill
from convoy.queries import goods_receipts
from convoy.services.contents_of_vans import parts_of
from convoy.services.gathering import Gathering, van_of
from convoy.services.paper_targets import Found


def _at_stop(gathering: Gathering, found: Found) -> dict[str, Any]:
    """The fields of the van's load with this stop alone."""
    load, stop = gathering.load(found), gathering.stop(found)
    return {**parts_of(load), "stops": (stop,), "given": load.given_at(stop)}


def _numbers(gathering: Gathering, found: Found) -> dict[str, str]:
    """The numbers of the papers of this stop, and of the van where its papers are for all stops."""
    convoy, run = van_of(found)
    here = {None, found.stop.id if found.stop else None}
    return {
        kind: paper.number
        for (kind, run_id, stop_id), paper in gathering.made(convoy).items()
        if run_id == run.id and stop_id in here
    }


def waybill(gathering: Gathering, found: Found) -> object:
    """Return what goes off at a stop."""
    began, ended = gathering.loading_times(found)
    said = Waybill(
        **{**_at_stop(gathering, found), "loaded_from": began, "loaded_until": ended},
        manifest_number=_numbers(gathering, found).get("CM", ""),
    )
    return replace(said, by_hand=gathering.by_hand(found, "WB", said))


def gift_letter(gathering: Gathering, found: Found) -> object:
    """Return who gives what to whom."""
    return GiftLetter(**_at_stop(gathering, found))


def consignment_note(gathering: Gathering, found: Found) -> object:
    """Return the CMR note; in our own vehicle it says that nobody is paid."""
    numbers, trip = _numbers(gathering, found), gathering.trip(found)
    exported = [border.reference for border in trip.borders if border.side == "export" and border.reference]
    attached = [numbers[kind] for kind in ("CM", "GC", "PF", "WB") if kind in numbers]
    return ConsignmentNote(
        **_at_stop(gathering, found),
        own_account=not WITH_A_HAULIER.holds(trip),
        documents=(*attached, *exported),
    )


def goods_received(gathering: Gathering, found: Found) -> object:
    """Return the note of what arrived: counted figures where there are some, else to be filled in."""
    assert found.stop is not None
    numbers, trip = _numbers(gathering, found), gathering.trip(found)
    made, counted = goods_receipts.counted_at(gathering.db, found.stop.id)
    lines = {box.code: box.line for box in trip.packages}
    sums: dict[tuple[int, str, str], list[int]] = {}
    reasons: dict[tuple[int, str, str], str] = {}
    for one in counted:
        key = (lines.get(one.box, 0), one.item, one.condition.value)
        figures = (one.good, one.damaged, one.missing, one.excess)
        sums[key] = [old + new for old, new in zip(sums.get(key, [0] * 4), figures, strict=True)]
        reasons[key] = reasons.get(key) or one.reason
    rows = tuple(
        Counted(
            line,
            code,
            condition,
            good=good,
            damaged=damaged,
            missing=missing,
            excess=excess,
            reason=reasons[line, code, condition],
        )
        for (line, code, condition), (good, damaged, missing, excess) in sorted(sums.items())
    )
    return GoodsReceived(
        **_at_stop(gathering, found),
        waybill_number=numbers.get("WB", ""),
        manifest_number=numbers.get("CM", ""),
        received_at=made[-1].occurred_at if made else None,
        received_by=made[-1].received_by if made else "",
        remarks="; ".join(dict.fromkeys(one.note for one in made if one.note)),
        loss_report=numbers.get("LR", ""),
        counted=rows,
    )


def distribution_report(gathering: Gathering, found: Found) -> object:
    """Return the form on which a recipient reports about the goods of a stop."""
    stop, trip = gathering.stop(found), gathering.trip(found)
    goods: dict[str, list[Goods]] = {}
    for line in stop.lines:
        for one in line.goods:
            goods.setdefault(one.code, []).append(one)
    waybill = _numbers(gathering, found).get("WB")
    declared = next((one for one in trip.declared if one.place == stop.place), None)
    return DistributionReport(
        owner=trip.shipper.name,
        recipient=stop.consignee,
        goods=tuple(
            DistributedGoods(same[0].names, same[0].unit, unreviewed=same[0].unreviewed)
            for same in goods.values()
        ),
        convoy_code=trip.convoy_code,
        aid_code=declared.aid_code if declared else trip.aid_code,
        papers=(waybill,) if waybill else (),
        due_on=declared.report_until if declared else None,
        return_to=trip.shipper.phone,
    )
