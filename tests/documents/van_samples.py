"""Invented working papers of a van whose boxes add up to its lines, to the gram."""

from dataclasses import replace
from datetime import UTC, date, datetime

from convoy.documents.cargo import Batch, Danger, Medicine, Party, Stop, Totals, VanLoad
from convoy.documents.papers.dangerous_goods import DangerousGoodsNote
from convoy.documents.papers.distribution_report import DistributedGoods, DistributionReport
from convoy.documents.papers.driver_sheet import DriverSheet, FolderPaper
from convoy.documents.papers.dual_use import DualUseGoods, DualUseStatement
from convoy.documents.papers.loaders_sheet import LoadedBox, LoadedPallet, LoadersSheet
from convoy.documents.papers.loss_report import LossReport, LostGoods
from convoy.documents.papers.medicines_list import MedicinesList
from convoy.documents.papers.vehicle_sheet import Payload, VehicleSheet
from tests.documents.samples import CATEGORIES, HOSPITAL, ITEMS, MINERS, a_manifest, goods, line

HOSTILE = "<b>Ж</b> \u202eשלום\u202c سلام\x00\x07\n e\u0301 (" + "w" * 200


def boxes(lines: int = 9, second: int = 5) -> tuple[LoadedBox, ...]:
    """Three boxes for each line, every fourth one estimated, one without a weight."""
    found = []
    for number in range(1, lines + 1):
        _, english, ukrainian, *_ = ITEMS[(number - 1) % len(ITEMS)]
        for place in range(3):
            serial = 3 * number + place
            found.append(
                LoadedBox(
                    code=f"BX-{serial:04d}-2M-Q",
                    short=f"Leeds {serial}",
                    stop="A" if number <= second else "B",
                    contents={"en": f"{english} × 12", "uk": f"{ukrainian} × 12"},
                    grams=None if serial == 8 else 9_000 + 137 * serial,
                    weighed=serial % 4 > 0,
                    pallet="PL-4F2K-7X-3" if number in {1, 4} else "PL-9QQR-1B-W" if number in {6, 7} else "",
                    cold_chain=number == 5,
                    dangerous_goods=number == 6,
                    fragile=number == 2,
                )
            )
    return tuple(found)


def sums(some: tuple[LoadedBox, ...]) -> Totals:
    return Totals(
        packages=len(some),
        grams=sum(box.grams or 0 for box in some),
        estimated=sum(box.grams is not None and not box.weighed for box in some),
        unknown=sum(box.grams is None for box in some),
        millilitres=18_250 * len(some),
        cents={"EUR": 12_345 * len(some)},
        cold_chain=any(box.cold_chain for box in some),
        dangerous_goods=any(box.dangerous_goods for box in some),
    )


def a_load(lines: int = 9, second: int = 5, **changes) -> VanLoad:
    """A van with two stops; `second` is where the second one begins."""
    some = boxes(lines, second)
    known = a_manifest()
    all_lines = tuple(
        line(
            number,
            goods=(goods(number - 1),),
            totals=sums(some[3 * number - 3 : 3 * number]),
            category_names=CATEGORIES[ITEMS[(number - 1) % len(ITEMS)][0]],
            marks=f"Leeds {3 * number}–{3 * number + 2}",
        )
        for number in range(1, lines + 1)
    )
    load = VanLoad(
        **{
            name: getattr(known, name)
            for name in VanLoad.__dataclass_fields__
            if name not in {"stops", "boxes", "notes"}
        },
        stops=(
            Stop("A", MINERS, all_lines[:second], "Pavlohrad", known.stops[0].arrival),
            Stop("B", HOSPITAL, all_lines[second:], "Kryvyi Rih"),
        ),
    )
    return replace(load, **changes)


def a_driver_sheet(load: VanLoad | None = None, **changes) -> DriverSheet:
    known = DriverSheet(
        load=load or a_load(seals=("UK 0012345",)),
        papers=(
            FolderPaper("Packing list (cargo manifest)", "CM-CV7-2026-0003", 4),
            FolderPaper("Donation receipt", "DR-LEE-2026-0042", 1),
            FolderPaper("Loader's sheet", "LS-CV7-2026-0003", 1, stop="A"),
        ),
        meeting_place="Union Hall, 12 Example Street, Leeds",
        lead_name="Ada Example",
        lead_phone="+44 7000 000002",
        remarks="The gate of stop A is opened from inside; ring ten minutes before.",
    )
    return replace(known, **changes)


def a_loaders_sheet(lines: int = 9, second: int = 5, **changes) -> LoadersSheet:
    known = LoadersSheet(
        load=a_load(lines, second),
        boxes=boxes(lines, second),
        pallets=(
            LoadedPallet("PL-4F2K-7X-3", 25_000, position="row 1, left"),
            LoadedPallet("PL-9QQR-1B-W", 25_000, gross_grams=131_500, position="row 1, right"),
        ),
        loading_place="Leeds, Railway Hall, gate 3",
        payload_grams=1_150_000,
    )
    return replace(known, **changes)


def a_loss_report(**changes) -> LossReport:
    known = LossReport(
        owner="Leeds Trades Council Ukraine Solidarity",
        convoy_code="CV-7",
        van=2,
        plate="YK19 ABC",
        driver="Jan Example",
        waybill="WB-CV7-2026-0004",
        recipient=MINERS,
        happened_at=datetime(2026, 3, 16, 14, 5, tzinfo=UTC),
        place="Car park near Lviv",
        position="49.84, 24.03",
        kinds=("damage", "spoilage"),
        goods=(
            LostGoods(goods(0).names, 24, boxes="Leeds 3–4", cents={"EUR": 3_360}, remark="wet, burst"),
            LostGoods(goods(2).names, 48, boxes="Leeds 9", cents={"EUR": 2_880, "GBP": 150}),
            LostGoods(goods(3).names, None, boxes="Leeds 12"),
        ),
        cause="Rain came through the roof hatch over night.",
        found_by="Jan Example",
        photos=4,
        actions=("repacked", "disposed"),
    )
    return replace(known, **changes)


def a_distribution_report(lines: int = 5, **changes) -> DistributionReport:
    known = DistributionReport(
        owner="Leeds Trades Council Ukraine Solidarity",
        recipient=MINERS,
        goods=tuple(
            DistributedGoods(
                goods(row).names,
                received=ITEMS[row % 7][4],
                distributed=100 if row == 1 else None,
                unreviewed=goods(row).unreviewed,
            )
            for row in range(lines)
        ),
        convoy_code="CV-7",
        aid_code="AC-2026-000123",
        papers=("WB-CV7-2026-0004", "GR-CV7-2026-0002"),
        received_on=date(2026, 3, 17),
        due_on=date(2026, 6, 15),
        return_to="papers@aid.example.org",
    )
    return replace(known, **changes)


PETROL = Danger("UN1203", "PETROL", "3", "II", "2", "L", tunnel_code="D/E", measured=40_000)
POWER_STATIONS = Danger("UN3480", "LITHIUM ION BATTERIES", "9", "", "2", "kg", "SP230", "E")
GENERATORS = Danger(
    "UN3528",
    "MACHINERY, INTERNAL COMBUSTION, FLAMMABLE LIQUID POWERED",
    "3",
    special_provision="SP363",
)
BLEACH = Danger("UN1791", "HYPOCHLORITE SOLUTION", "8", "III", "3", "L", tunnel_code="E")


def dangerous_load(*dangers: Danger, **changes) -> VanLoad:
    """A load whose lines are dangerous in turn, half of them for each stop."""
    load = a_load(lines=len(dangers), second=len(dangers) // 2)
    stops = []
    number = 0
    for stop in load.stops:
        lines = []
        for one in stop.lines:
            item = replace(
                one.goods[0],
                names={"en": dangers[number].name.title() or "Fuel", "uk": "Товар"},
                danger=dangers[number],
                net_grams=12_500 * (number + 1),
                packages=3,
            )
            lines.append(replace(one, goods=(item,)))
            number += 1
        stops.append(replace(stop, lines=tuple(lines)))
    return replace(load, stops=tuple(stops), **changes)


def a_dangerous_note(**changes) -> DangerousGoodsNote:
    bleach = replace(BLEACH, measured=36_000)
    load = dangerous_load(PETROL, GENERATORS, POWER_STATIONS, bleach)
    return replace(DangerousGoodsNote(load), **changes)


PARACETAMOL = Medicine(
    "Paracetamol",
    "Examplol",
    "N02BE01",
    "500 mg",
    "tablets",
    "20 tablets",
    "Example Pharma, PL",
    "15–25 °C",
    "otc",
)


def a_medicines_list(lines: int = 3, batches: int = 2, **changes) -> MedicinesList:
    load = a_load(lines=lines, second=(lines + 1) // 2)
    stops = []
    for stop in load.stops:
        some = []
        for one in stop.lines:
            item = replace(
                one.goods[0],
                names={"en": "Paracetamol 500 mg", "uk": "Парацетамол 500 мг"},
                quantity=100 * batches,
                unit="NMP",
                hs6="300490",
                medicine=True,
                packages=3,
                gross_grams=one.totals.grams,
                cents={"EUR": 24_000},
                unreviewed=("uk",) if one.number == 1 else (),
                batches=tuple(
                    Batch(
                        100, f"LOT-{one.number}{place}", date(2028, 5, 1), f"Leeds {3 * one.number + place}"
                    )
                    for place in range(batches)
                ),
                medicine_facts=PARACETAMOL if one.number != 2 else None,
            )
            some.append(replace(one, goods=(item,)))
        stops.append(replace(stop, lines=tuple(some)))
    known = MedicinesList(
        replace(load, stops=tuple(stops)), "Dr. Alex Example", "pharmacist", date(2026, 3, 12)
    )
    return replace(known, **changes)


def a_dual_use_statement(**changes) -> DualUseStatement:
    return replace(DualUseStatement(a_load()), **changes)


def some_dual_use() -> tuple[DualUseGoods, ...]:
    return (
        DualUseGoods(
            {"en": "Thermal camera", "uk": "Тепловізор"},
            2,
            unreviewed=("uk",),
            entry="6A003.b.4",
            licence="X-2026-000001",
            licence_until=date(2026, 12, 31),
            end_user="City Hospital No. 2, technical service",
            decided_by="Ada Example",
            decided_on=date(2026, 3, 1),
        ),
        DualUseGoods({"en": "Two-way radio", "uk": "Рація"}, 12),
    )


def a_vehicle_sheet(**changes) -> VehicleSheet:
    known = VehicleSheet(
        owner="Leeds Trades Council Ukraine Solidarity",
        convoy_code="CV-7",
        van=2,
        plate="YK19 ABC",
        country="United Kingdom",
        make="Example Transit",
        vehicle_class="3.5 t panel van L2H2",
        vin="WZZZZZ00000000001",
        seats=3,
        vehicle_owner=Party(
            "Examples of Leeds Ltd", address="4 Example Street, Leeds", phone="+44 113 000 0001"
        ),
        payload=Payload(3_500_000, 2_150_000, 240_000, 60_000),
        load=a_load().totals,
        insurer="Example Mutual",
        green_card="GB 000001",
        green_card_until=date(2026, 12, 31),
        inspected_until=date(2026, 9, 30),
        tachograph=False,
        tachograph_exemption="Non-commercial carriage of humanitarian aid",
        drivers=("Jan Example", "Sam Example"),
        authorised_until=date(2026, 4, 30),
        leave_by=date(2026, 5, 16),
    )
    return replace(known, **changes)
