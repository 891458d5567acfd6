"""Invented papers of one van, their goods filled in to the gram and cent."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import TypeVar

from convoy.documents.cargo import Batch, Line, PackedBox, VanLoad
from convoy.documents.papers.cmr_note import ConsignmentNote
from convoy.documents.papers.coded_list import CodedList
from convoy.documents.papers.gift_letter import GiftLetter
from convoy.documents.papers.goods_received import Counted, GoodsReceived
from convoy.documents.papers.packing_list import BoxSlip, PackingList, PalletList
from convoy.documents.papers.value_list import ValueList
from convoy.documents.papers.waybill import Waybill
from tests.documents.samples import MINERS, a_manifest

T = TypeVar("T", bound=VanLoad)


def _shared(whole: int, among: int) -> list[int]:
    """`whole` in as many parts, the first ones one greater where it does not divide."""
    return [whole // among + (place < whole % among) for place in range(among)]


def filled(line: Line) -> Line:
    """The line with what the catalogue knows of its goods; their shares add up to its sums."""
    many = len(line.goods)
    grams, cents = _shared(line.totals.grams, many), _shared(line.totals.cents.get("EUR", 0), many)
    packages = _shared(line.totals.packages, many)
    goods = tuple(
        replace(
            one,
            code=f"ITM-{one.hs6}-01",
            packages=packages[place],
            net_grams=grams[place] * 9 // 10,
            gross_grams=grams[place],
            cents={"EUR": cents[place]},
            batches=(Batch(one.quantity, "LOT 4411", one.expires),) if one.expires else (),
            origin="GB" if line.number % 2 else "",
            wear_percent=10 if one.condition == "used_good" else None,
        )
        for place, one in enumerate(line.goods)
    )
    sums = replace(
        line.totals,
        pieces=sum(one.quantity for one in goods),
        net_grams=sum(one.net_grams or 0 for one in goods),
    )
    return replace(line, goods=goods, totals=sums, package="BX" if line.number % 3 else "CT")


def a_load(kind: type[T], lines: int = 9, second: int | None = None, **changes) -> T:
    """What a van carries, as any paper of it: for one consignee, or two from line `second` on."""
    sample = a_manifest(lines=lines or 1, second=lines if second is None else second)
    stops = tuple(
        replace(stop, lines=tuple(filled(line) for line in stop.lines[:lines]), reference="Request 17/2026")
        for stop in sample.stops[: 1 if second is None else 2]
    )
    known = {field.name: getattr(sample, field.name) for field in fields(VanLoad)}
    known |= {
        "stops": stops,
        "boxes": (),
        "notes": "",
        "seals": ("SEAL 004417",),
        "loading_place": "Leeds, Railway Hall",
        "loaded_from": datetime(2026, 3, 13, 9, 0, tzinfo=UTC),
        "loaded_until": datetime(2026, 3, 13, 15, 40, tzinfo=UTC),
        "driver_licence": "…417K",
        **changes,
    }
    return kind(**known)


def a_waybill(lines: int = 9, **changes) -> Waybill:
    return a_load(Waybill, lines, **{"manifest_number": "CM-CV7-2026-0003", **changes})


def a_value_list(lines: int = 9, **changes) -> ValueList:
    return a_load(ValueList, lines, **{"terms": "DAP Pavlohrad", **changes})


def a_gift_letter(lines: int = 9, **changes) -> GiftLetter:
    known = {
        "place": "Leeds",
        "written_on": date(2026, 3, 12),
        "purpose": "Relief for miners' families who had to leave their homes",
        "final_users": "Displaced families, patients of the city hospital",
    }
    return a_load(GiftLetter, lines, **{**known, **changes})


def a_coded_list(lines: int = 9, **changes) -> CodedList:
    return a_load(CodedList, lines, **changes)


def boxes_of(load: VanLoad) -> tuple[PackedBox, ...]:
    """The packages of every line, whose goods and weights add up to it."""
    found = []
    for stop in load.stops:
        for line in stop.lines:
            count = line.totals.packages
            grams = _shared(line.totals.grams, count - line.totals.unknown)
            litres = _shared(line.totals.millilitres, count)
            quantities = [_shared(one.quantity, count) for one in line.goods]
            nets = [_shared(one.net_grams or 0, count) for one in line.goods]
            for place in range(count):
                known = place < len(grams)
                found.append(
                    PackedBox(
                        code=f"BX-{line.number:04d}-{place:02d}-Q",
                        short=f"Leeds {line.number * 100 + place}",
                        stop=stop.label,
                        line=line.number,
                        category=line.category,
                        contents=tuple(
                            replace(
                                one,
                                quantity=quantities[row][place],
                                net_grams=nets[row][place],
                                cents={},
                                batches=tuple(
                                    replace(batch, quantity=quantities[row][place]) for batch in one.batches
                                ),
                            )
                            for row, one in enumerate(line.goods)
                        ),
                        grams=grams[place] if known else None,
                        weighed=place >= line.totals.estimated,
                        millilitres=litres[place],
                        package=line.package,
                        pallet="PL-4F2K-7X-3" if line.number % 3 == 0 else "",
                    )
                )
    return tuple(found)


def a_packing_list(lines: int = 9, **changes) -> PackingList:
    load = a_load(PackingList, lines, **changes)
    known = {"packages": boxes_of(load), "packed_on": date(2026, 3, 12), "packer": "Kim Example", **changes}
    return replace(load, **known)


def a_pallet_list(lines: int = 3, **changes) -> PalletList:
    known = PalletList(
        code="PL-4F2K-7X-3",
        shipper=a_manifest().shipper,
        boxes=boxes_of(a_load(VanLoad, lines)),
        consignee=MINERS,
        convoy_code="CV-7",
        van=2,
        stop="A",
        place="Pavlohrad",
        reference="Request 17/2026",
        aid_code="AC-2026-000123",
        gross_grams=412_500,
        height_mm=1_650,
        packed_on=date(2026, 3, 12),
        packer="Kim Example",
    )
    return replace(known, **changes)


def a_box_slip(line: int = 5, **changes) -> BoxSlip:
    boxes = [box for box in boxes_of(a_load(VanLoad, 9)) if box.line == line]
    known = BoxSlip(
        owner="Leeds Trades Council Ukraine Solidarity",
        box=boxes[0],
        packed_at="Leeds, Railway Hall",
        packed_on=date(2026, 3, 12),
        packer="Kim Example",
    )
    return replace(known, **changes)


def a_consignment_note(lines: int = 9, **changes) -> ConsignmentNote:
    known = {
        "documents": ("PL-CV7-2026-0003", "GC-CV7-2026-0003", "MRN 26GB0000000000000"),
        "instructions": "Keep dry. Do not stack anything on the generators.",
        "established_at": "Leeds",
        "established_on": date(2026, 3, 13),
    }
    return a_load(ConsignmentNote, lines, **{**known, **changes})


def a_received(lines: int = 9, **changes) -> GoodsReceived:
    """As it is taken along: nothing counted yet."""
    known = {"waybill_number": "WB-CV7-2026-0005", "manifest_number": "CM-CV7-2026-0003"}
    return a_load(GoodsReceived, lines, **{**known, **changes})


def counted(lines: int = 9, **changes) -> GoodsReceived:
    """As it was keyed in: four damaged and one missing of the first line."""
    blank = a_received(lines)
    found = tuple(
        Counted(
            line.number,
            goods.code,
            goods.condition,
            good=goods.quantity - (5 if line.number == 1 else 0),
            damaged=4 if line.number == 1 else 0,
            missing=1 if line.number == 1 else 0,
            excess=0,
            storage="Row 4",
            reason="wet" if line.number == 1 else "",
        )
        for line in blank.lines
        for goods in line.goods
    )
    known = {
        "received_at": datetime(2026, 3, 17, 10, 5, tzinfo=UTC),
        "received_by": "Олена Приклад",
        "witness": "Тарас Зразок",
        "seals_intact": True,
        "photos": 3,
        "temperature": "+4",
        "loss_report": "LR-CV7-2026-0001",
        "remarks": "Two cartons of rice stood in water.",
        "counted": found,
    }
    return replace(blank, **{**known, **changes})
