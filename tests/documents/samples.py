"""Invented papers to draw: a van with two stops, a convoy, labels."""

from dataclasses import replace
from datetime import UTC, date, datetime

from convoy.documents.cargo import CrewMember, Goods, IndexedBox, Line, Party, Stop, Totals
from convoy.documents.layout.issue import Issue
from convoy.documents.papers.blank_labels import BlankLabel, BlankLabels
from convoy.documents.papers.box_labels import BoxLabel, Content
from convoy.documents.papers.bundle_cover import BundleCover, Bundled
from convoy.documents.papers.crew_list import CrewList
from convoy.documents.papers.donation_receipt import DonationReceipt, ReceiptLine
from convoy.documents.papers.intake_sheets import BlankSheet, IntakeSheets
from convoy.documents.papers.manifest import CategoryTotal, ConvoyManifest, Manifest, RunRow
from convoy.documents.papers.pallet_labels import PalletLabel
from convoy.documents.papers.poster import Poster
from convoy.documents.papers.weekend_cards import WeekendCard
from convoy.domain.days import Amount, Bags, CategoryIn, DayReport, Givers, Moved, Refused

CATEGORIES = {
    "food": {"en": "Food", "uk": "Продукти харчування"},
    "hygiene": {"en": "Hygiene", "uk": "Гігієна"},
    "bedding": {"en": "Bedding", "uk": "Постільні речі"},
    "medical": {"en": "Medical supplies", "uk": "Медичні вироби"},
    "power": {"en": "Power", "uk": "Електроживлення"},
    "clothing": {"en": "Clothing", "uk": "Одяг"},
}
ITEMS = [
    ("food", "Rice, white, 1 kg pack", "Рис білий, упаковка 1 кг", "100630", 240, 2027, 140),
    ("food", "Sunflower oil, 1 L bottle", "Олія соняшникова, пляшка 1 л", "151219", 120, 2027, 210),
    ("hygiene", "Bar soap, 100 g", "Мило тверде, 100 г", "340111", 960, None, 60),
    (
        "bedding",
        "Blanket, synthetic or fleece, 150 x 200 cm",
        "Ковдра синтетична/флісова 150×200 см",
        "630140",
        80,
        None,
        900,
    ),
    (
        "medical",
        "Wound dressing, sterile, 10 x 10 cm",
        "Пов'язка на рану стерильна, 10×10 см",
        "300510",
        1500,
        2028,
        35,
    ),
    ("power", "Petrol generator, 2-3 kW", "Генератор бензиновий, 2–3 кВт", "850220", 2, None, 45000),
    (
        "clothing",
        "Thermal underwear set, adult",
        "Термобілизна, комплект, доросла",
        "610990",
        150,
        None,
        1200,
    ),
]
ISSUE = Issue(
    number="CM-CV7-2026-0003",
    version=2,
    content_hash="9f3a61c2" + "0" * 56,
    made_at=datetime(2026, 3, 13, 18, 5, tzinfo=UTC),
    made_by="Oksana Printer",
    url="HTTPS://AID.EXAMPLE.ORG/P/CM-CV7-2026-0003/2",
    check_code="K7Q2",
    replaces=1,
)


def goods(row: int = 0, **changes) -> Goods:
    _, english, ukrainian, hs6, quantity, year, _ = ITEMS[row % len(ITEMS)]
    known = Goods(
        names={"en": english, "uk": ukrainian},
        quantity=quantity,
        hs6=hs6,
        condition="new",
        expires=date(year, 3, 1) if year else None,
        unreviewed=("uk",) if row % 3 == 0 else (),
    )
    return replace(known, **changes)


def totals(row: int = 0, **changes) -> Totals:
    cents = ITEMS[row % len(ITEMS)][-1] * ITEMS[row % len(ITEMS)][4]
    packages = 3 + row % 9
    known = Totals(
        packages=packages, grams=12_815 * packages + row, millilitres=18_250 * packages, cents={"EUR": cents}
    )
    return replace(known, **changes)


def line(number: int = 1, **changes) -> Line:
    category = ITEMS[(number - 1) % len(ITEMS)][0]
    known = Line(
        number=number,
        category=category,
        category_names=CATEGORIES[category],
        goods=(goods(number - 1),),
        totals=totals(number - 1),
        marks=f"Leeds {number * 10}–{number * 10 + 2 + number % 9}",
    )
    return replace(known, **changes)


MINERS = Party(
    name="Independent Union of Miners, Pavlohrad branch",
    other_name="Незалежна профспілка гірників, Павлоградська організація",
    address="вул. Центральна 1, Павлоград, Дніпропетровська обл.",
    phone="+380 00 000 00 01",
    registration="ЄДРПОУ 00000001",
    contact="Олена Приклад",
)
HOSPITAL = Party(
    name="City Hospital No. 2",
    other_name="Міська лікарня № 2",
    address="вул. Лікарняна 5, Кривий Ріг",
    phone="+380 00 000 00 02",
    registration="ЄДРПОУ 00000002",
    contact="Тарас Зразок",
)


def a_manifest(lines: int = 9, second: int = 5, **changes) -> Manifest:
    """A van with two stops; `second` is where the second stop begins."""
    all_lines = [line(number) for number in range(1, lines + 1)]
    if lines > 6:
        all_lines[3] = line(4, totals=totals(3, estimated=2, unknown=1))
        all_lines[4] = line(
            5,
            goods=(goods(4), goods(2, quantity=48), goods(6, quantity=7, condition="used_good")),
            totals=totals(4, estimated=4, cold_chain=True),
        )
        all_lines[5] = line(6, totals=totals(5, packages=2, grams=93_000, dangerous_goods=True))
    known = Manifest(
        convoy_code="CV-7",
        convoy_name="Spring convoy of the northern branches",
        van=2,
        vans=3,
        shipper=Party(
            name="Leeds Trades Council Ukraine Solidarity",
            address="Union Hall, 12 Example Street, Leeds LS1 0AA, United Kingdom",
            phone="+44 113 000 0000",
            registration="Charity 0000000",
        ),
        carrier=Party(name="Leeds Trades Council, own vehicle"),
        vehicle="3.5 t panel van L2H2",
        plate="YK19 ABC",
        driver="Jan Example",
        driver_phone="+44 7000 000000",
        departure=datetime(2026, 3, 14, 6, 30, tzinfo=UTC),
        crossing="Korczowa – Krakovets / Корчова – Краковець",
        aid_code="AC-2026-000123",
        emergency_phone="+44 7000 000001",
        stops=(
            Stop(
                label="A",
                consignee=MINERS,
                place="Pavlohrad",
                arrival=datetime(2026, 3, 17, 9, 0, tzinfo=UTC),
                lines=tuple(all_lines[:second]),
            ),
            Stop(label="B", consignee=HOSPITAL, place="Kryvyi Rih", lines=tuple(all_lines[second:])),
        ),
        boxes=tuple(
            IndexedBox(
                code=f"BX-7K3F-{number:02d}-Q",
                short=f"Leeds {number}",
                line=1 + number % lines,
                contents={"en": ITEMS[number % 7][1] + " × 12", "uk": ITEMS[number % 7][2] + " × 12"},
                grams=12_815 if number % 5 else None,
                weighed=number % 3 > 0,
                donor="Unite NE/407/12 branch",
            )
            for number in range(1, 41)
        ),
        notes="Van 2 carries the spare wheel of van 1.",
    )
    return replace(known, **changes)


def a_convoy(**changes) -> ConvoyManifest:
    known = ConvoyManifest(
        convoy_code="CV-7",
        convoy_name="Spring convoy",
        shipper=Party(name="Leeds Trades Council Ukraine Solidarity", phone="+44 113 000 0000"),
        runs=(
            RunRow(
                van=1,
                totals=totals(1),
                plate="YK18 XYZ",
                vehicle="Small van",
                driver_initials="A. B.",
                payload_grams=600_000,
                manifest_number="CM-CV7-2026-0002",
            ),
            RunRow(
                van=2,
                totals=totals(2, unknown=2),
                plate="YK19 ABC",
                vehicle="Panel van",
                driver_initials="J. E.",
                payload_grams=1_150_000,
                manifest_number="CM-CV7-2026-0003",
                aid_code="AC-2026-000123",
            ),
            RunRow(van=3, totals=totals(3, dangerous_goods=True), vehicle="7.5 t box"),
        ),
        recipients=(MINERS, HOSPITAL),
        departure=datetime(2026, 3, 14, 6, 30, tzinfo=UTC),
        crossing="Korczowa – Krakovets",
        lead_name="Ada Example",
        lead_phone="+44 7000 000002",
        emergency_phone="+44 7000 000001",
        categories=(
            CategoryTotal("food", CATEGORIES["food"], totals(1)),
            CategoryTotal("power", CATEGORIES["power"], totals(2)),
        ),
    )
    return replace(known, **changes)


def a_card() -> WeekendCard:
    return WeekendCard(
        number="WC-7K3F-2M-Q",
        secret="7K3F-2M9Q-XT4C",
        url="https://aid.example.org/card#7K3F2M9QXT4C",
        address="aid.example.org/card",
        role="desk_volunteer",
        where="Leeds, Railway Hall",
        starts_at=datetime(2026, 3, 14, 8, tzinfo=UTC),
        ends_at=datetime(2026, 3, 15, 20, tzinfo=UTC),
        zone="Europe/London",
        most_people=4,
    )


def a_label(hall: int = 47, **changes) -> BoxLabel:
    category, english, ukrainian, _, quantity, year, _ = ITEMS[hall % len(ITEMS)]
    known = BoxLabel(
        code=f"BX-{hall:04d}-2M-Q",
        url=f"HTTPS://AID.EXAMPLE.ORG/B/BX-{hall:04d}-2M-Q",
        short=f"Leeds {hall}",
        category=category,
        category_names=CATEGORIES[category],
        contents=(Content({"en": english, "uk": ukrainian}, quantity),),
        grams=12_815 + hall,
        expires=date(year, 3, 1) if year else None,
        from_organisation="Leeds Trades Council",
        from_city="Leeds",
        from_country="United Kingdom",
    )
    return replace(known, **changes)


def a_pallet(serial: int = 1, **changes) -> PalletLabel:
    known = PalletLabel(
        code=f"PL-4F2K-{serial:02d}-Q",
        url=f"HTTPS://AID.EXAMPLE.ORG/P/PL-4F2K-{serial:02d}-Q",
        boxes=("Leeds 47–56", "Leeds 61", "Manchester 3–15"),
        box_count=24,
        grams=310_400,
        height_mm=1_450,
        millilitres=1_391_400,
        stackable=False,
        position="row 2, left",
        from_organisation="Leeds Trades Council",
        from_city="Leeds",
        from_country="United Kingdom",
    )
    return replace(known, **changes)


def blank_labels(count: int = 4, **changes) -> BlankLabels:
    known = BlankLabels(
        tuple(
            BlankLabel(
                f"BX-{number:04d}-2M-Q", f"HTTPS://AID.EXAMPLE.ORG/B/BX-{number:04d}-2M-Q", f"Leeds {number}"
            )
            for number in range(1, count + 1)
        ),
        from_whom="Leeds Trades Council, Leeds, United Kingdom",
    )
    return replace(known, **changes)


def intake_sheets(count: int = 2, **changes) -> IntakeSheets:
    known = IntakeSheets(
        owner="Leeds Trades Council Ukraine Solidarity",
        place="Leeds, Railway Hall",
        address="12 Example Street, Leeds",
        sheets=tuple(
            BlankSheet(f"IS-LEE-2026-{number:04d}", f"HTTPS://AID.EXAMPLE.ORG/I/LEE/{number:04d}")
            for number in range(1, count + 1)
        ),
    )
    return replace(known, **changes)


def a_receipt(lines: int = 3, **changes) -> DonationReceipt:
    known = DonationReceipt(
        owner="Leeds Trades Council Ukraine Solidarity",
        place="Leeds Union Hall",
        place_address="12 Example Street, Leeds",
        received_at=datetime(2026, 3, 1, 13, 20, tzinfo=UTC),
        zone="Europe/London",
        donor="Unite NE/407/12 branch",
        donor_contact="Sam Example",
        donor_reference="Resolution 14/2026",
        lines=tuple(
            ReceiptLine(
                names={"en": ITEMS[row % 7][1], "uk": ITEMS[row % 7][2]},
                quantity=ITEMS[row % 7][4],
                condition="new",
                grams=14_000 if row % 2 else None,
                refused=row == 2,
                reason="opened packs, returned" if row == 2 else "",
            )
            for row in range(lines)
        ),
        boxes=10,
        declared=("owner", "free_gift"),
        received_by="Kim Example",
        received_by_role="desk volunteer",
        tracking_url="HTTPS://AID.EXAMPLE.ORG/T/7K3F2MQX",
    )
    return replace(known, **changes)


def a_day(**changes) -> DayReport:
    """A full Saturday: more donors, goods and reasons than most days have."""
    known = DayReport(
        place="Leeds, Railway Hall",
        day=date(2026, 3, 14),
        zone="Europe/London",
        made_at=datetime(2026, 3, 14, 18, 5, tzinfo=UTC),
        givers=(
            Givers("anonymous", 3),
            Givers("bought by us", 1),
            Givers("individual", 9),
            Givers("student_group", 2, ("Students' Union, Aire Campus",)),
            Givers("union_branch", 6, tuple(f"Rail Workers Branch {number}, Leeds" for number in range(6))),
        ),
        categories=tuple(
            CategoryIn(code, 3 + place, (Amount(1_200 + place, "H87"), Amount(12_500, "GRM")))
            for place, code in enumerate(CATEGORIES)
        ),
        bags=Bags(12, 84_500, 3),
        boxes_packed=41,
        boxes_closed=38,
        boxes_weighed=29,
        refused=tuple(Refused(f"opened, reason {number}", "Rice", Amount(4, "H87")) for number in range(14)),
        moved=(Moved(12, "Manchester", is_in=True), Moved(30, "", is_in=False)),
        boxes_now=187,
        open_now=3,
        not_weighed_now=9,
        aside_now=4,
        bags_now=Bags(15, 90_000, 15),
        on_duty=("Kim", "Olena", "Sam"),
    )
    return replace(known, **changes)


def a_crew_list(**changes) -> CrewList:
    """Two who drive and a medic whose passport nobody has seen yet."""
    known = CrewList(
        convoy_code="CV-7",
        convoy_name="Spring convoy of the northern branches",
        van=2,
        vans=3,
        shipper=Party(name="Leeds Trades Council Ukraine Solidarity"),
        crew=(
            CrewMember(
                role="lead_driver",
                name="Jan Example",
                born=date(1979, 5, 4),
                nationality="GB",
                document="000000001",
                document_until=date(2031, 2, 1),
                licence="EXAMP705049J99AB",
                licence_until=date(2029, 5, 3),
                phone="+44 7000 000000",
            ),
            CrewMember(
                role="driver",
                name="Oksana Zrazok / Оксана Зразок",
                born=date(1990, 11, 30),
                nationality="UA",
                document_kind="identity_card",
                document="000000002",
            ),
            CrewMember(role="medic", name="Ada Companion"),
        ),
        vehicle="3.5 t panel van L2H2",
        plate="YK19 ABC",
        trailer_plate="TR 1",
        crossing="Korczowa – Krakovets",
        departure=datetime(2026, 3, 14, 6, 30, tzinfo=UTC),
        emergency_phone="+44 7000 000001",
    )
    return replace(known, **changes)


def a_bundle(papers: int = 8, **changes) -> BundleCover:
    """The folder of a van with two stops."""
    known = BundleCover(
        convoy_code="CV-7",
        convoy_name="Spring convoy of the northern branches",
        van=2,
        made_at=datetime(2026, 3, 13, 18, 5, tzinfo=UTC),
        zone="UTC",
        two_sided=True,
        papers=tuple(
            Bundled(
                title="Waybill and act of acceptance",
                number=f"WB-CV7-2026-{number:04d}",
                version=1,
                stop="AB"[number % 2],
                van=2,
                pages=3,
                copies=("Copy for the recipient", "Copy that comes back signed"),
                signed_pages=1,
                first_page=2 + 8 * number,
            )
            for number in range(papers)
        ),
    )
    return replace(known, **changes)


def a_poster(**changes) -> Poster:
    known = Poster(
        owner="Workers' Aid",
        place="Leeds, Railway Hall",
        url="https://aid.example.org/at/LEE",
        address="12 Mill Street\nLeeds",
        opening_hours="Sat and Sun 10:00 to 16:00\nWed 17:00 to 20:00",
        accepts="tinned food, blankets, sleeping bags, batteries, bandages, hygiene in closed packs",
        do_not_bring="clothes, open packs, medicines without a box, glass",
    )
    return replace(known, **changes)
