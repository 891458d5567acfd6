"""What is typed gets one verdict at the desk, in a sheet, from the API, and on a phone without a network."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from convoy.domain import days, phone_words, quick_lines
from convoy.domain.cautions import Goods, cautions
from convoy.domain.kinds import IntakeRule
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import Place
from convoy.queries import phones
from convoy.services import imports
from tests.domain.test_quick_lines import TYPED
from tests.engines import on_sqlite
from tests.factories import a_place, an_item
from tests.phones import Phone, a_line
from tests.structure.test_code import TOP
from tests.web.people import make_app, post, signed_in
from tests.web.test_donations import a_form

BEEF, RICE, PEAS = "FOD-BEEF-01", "FOD-RICE-01", "FOD-PEAS-01"

QUANTITIES = (
    *(
        "240",
        "1o0",
        "many",
        "0",
        "-3",
        "1_000",
        "1 200",
        "1.200",
        "1,200",
        "1.5",
        "2 dozen",
        "a dozen",
        "dozen",
    ),
    *("дюжина", "20 x 24", "20х24", "20 × 24", "0 x 24", "20 x", "x 24", "20 x 24 beans", "12 pcs", "12 шт."),
    *(
        "3 kg",
        "3 уп.",
        "NaN",
        "1e308",
        "Infinity",
        "٢٤٠",
        "２４０",
        "10 000 001",
        "10000000",
        "+5",
        "5+",
        "1/2",
        "50%",
    ),
    *(
        "12,000,000",
        "1.000",
        "007",
        "12 12",
        "about 12",
        "12 about",
        "",
        " ",
        "5 szt",
        "4 stück",
        "12.0",
        "12 ea",
    ),
)
WEIGHED = (
    "12 kg",
    "12,5 kg",
    "1,234 kg",
    "500 g",
    "1.200 g",
    "0.0001 kg",
    "2 t",
    "60 t",
    "2 l",
    "kg",
    "12 kgs",
    "1 кг",
    "1.5",
    "1,5",
    "+1.5",
    "1.200",
    "1.000",
    "0.0001",
    "240",
    "240 pieces",
    "240 шт.",
    "2 dozen",
    "3 packs",
    "3 уп.",
    "60000",
    "20 x 24",
    "1o0",
    "many",
    "0",
    "-3",
)
PACKED = ("3 packs", "3 уп.", "1.5 packs", "0 packs", "1.000 packs", "500000 packs", "уп.", "3 boxes")
BOXES = ("10", "many", "0", "-1", "1.5", "1o", "241", "501", "2 dozen", "10 boxes", "٣", "")
EXPIRIES = (
    *(
        "01/2028",
        "13/2028",
        "03.2027",
        "0327",
        "1327",
        "2027-03",
        "2027-13",
        "березень 2027",
        "marzo de 2027",
    ),
    *(
        "31.03.2027",
        "31.02.2027",
        "03/04/2027",
        "14/03/2027",
        "3 жовтня 2027",
        "Sat 3 Oct 2026",
        "March 3, 2027",
    ),
    *(
        "soon",
        "2020-01",
        "1999-01",
        "2100-01",
        "٠٣/٢٠٢٧",
        "2027",
        "3 2027",
        "03-27",
        "1er mars 2027",
        "2027. 03. 14.",
        "2027 března 14",
        "mar 14 abr 2027",
        "14 mar 2027",
        "2027-02-30",
    ),
    *(
        "28/11",
        "28.11.",
        "28.11",
        "28 nov",
        "3 жовтня",
        "yesterday",
        "Dec-27",
        "27-Dec-27",
        "1st Dec 2027",
        "05/11",
        "11/28",
        "5/2027",
    ),
)
DAYS = (
    *("2026-10-03", "03.10.2026", "3.10.26", "14/03/2026", "03/04/2026", "3 жовтня 2026", "Sat 3 Oct 2026"),
    *("3-Oct-26", "13th October 2026", "October 1st, 2026", "3 Oct 26"),
    *("2026-02-30", "1999-10-03", "2099-10-03", "2026. 10. 3.", "٠٣.١٠.٢٠٢٦", "10/2026", "2026", "soon"),
)
"""Days of receipt with their year, or none at all: one verdict at every door."""

WEIGHTS = ("12", "12,5 kg", "500 g", "heavy", "0", "-1", "12 l", "0.001", "5 g", "1,5 t", "")

TABLE: list[dict[str, str]] = [
    *({"item": BEEF, "quantity": typed, "boxes": ""} for typed in QUANTITIES),
    *({"item": RICE, "quantity": typed, "boxes": ""} for typed in WEIGHED),
    *({"item": PEAS, "quantity": typed, "boxes": ""} for typed in PACKED),
    *({"item": BEEF, "boxes": typed} for typed in BOXES),
    *({"item": BEEF, "quantity": "20 x 24", "boxes": typed} for typed in ("", "12", "many")),
    *({"item": BEEF, "expires_on": typed} for typed in EXPIRIES),
    *({"item": BEEF, "weight": typed} for typed in WEIGHTS),
]
PLAIN = {"item": BEEF, "quantity": "240", "boxes": "10", "expires_on": "", "weight": ""}

READ = """async ([script, words, asked]) => {
  const { reader } = await import(`data:text/javascript;charset=utf-8,${encodeURIComponent(script)}`);
  const read = reader(words);
  return asked.map(([name, ...given]) => read[name](...given));
}"""


def on_the_phone(page: Page, asked: list[tuple[object, ...]]) -> list[object]:
    """What the phone's own reader answers, with the words it is given by the API."""
    script = (TOP / "static/js/intake/reading.js").read_text(encoding="utf-8")
    page.goto("about:blank")
    return page.evaluate(READ, [script, json.loads(json.dumps(phone_words.words())), asked])


@pytest.fixture
def doors(settings, database):
    with database.work() as db:
        an_item(db, units_per_package=1)
        an_item(db, code=RICE, name="Rice", words=("rice",), unit_code="GRM", units_per_package=1)
        an_item(db, code=PEAS, name="Tinned peas", words=("peas",), units_per_package=24)
        leeds = a_place(db).id
    app = make_app(settings, database)
    return signed_in(app, database, Granted(Role.DESK, place_id=leeds)), database


def at_the_desk(client, line: dict[str, str]) -> bool:
    typed = {f"lines-0-{name}": value for name, value in line.items() if name != "weight"}
    told = f"{BEEF}:PAST_DATE"
    form = a_form() | typed | {"lines-0-grams": line["weight"], "told": told}
    return post(client, "/donations/new", form).status_code == 303


def in_a_sheet(database, line: dict[str, str], day: str = "2026-10-03") -> bool:
    names = {
        "item": "item",
        "quantity": "quantity",
        "boxes": "boxes",
        "expires_on": "expiry",
        "weight": "total kg",
    }
    row = {"date": day, "donor": "Miners", "donor type": "union branch", "condition": "new"}
    row |= {names[name]: value for name, value in line.items()}
    file = io.StringIO()
    sheet = csv.DictWriter(file, row)
    sheet.writeheader()
    sheet.writerow(row)
    data = file.getvalue().encode()
    found = imports.import_file(database, CONSOLE, place_code="LEE", name="x.csv", data=data, dry_run=True)
    return not found.problems


@on_sqlite
def test_what_is_typed_in_a_line_gets_one_verdict_by_form_sheet_api_and_phone(page, doors):
    client, database = doors
    lines = [PLAIN | changed for changed in TABLE]
    phone = Phone(client)
    records = [phone.record(a_line(condition="new", **line)) for line in lines]
    api = [
        answer["status"] == 201
        for start in range(0, len(records), 20)
        for answer in phone.send(*records[start : start + 20])
    ]
    with database.look() as db:
        items = {
            code: {"unit": unit, "asks": "", "pack": pack}
            for code, unit, _, _, _, pack in phones.catalogue_for_phone(db, CONSOLE)
        }
    found = on_the_phone(page, [("wrong", line, items[line["item"]]) for line in lines])
    verdicts = {
        json.dumps(changed, ensure_ascii=False): (
            at_the_desk(client, line),
            in_a_sheet(database, line),
            taken,
            not wrong,
        )
        for changed, line, taken, wrong in zip(TABLE, lines, api, found, strict=True)
    }
    assert {typed: said for typed, said in verdicts.items() if len(set(said)) > 1} == {}
    assert {True, False} == {said[0] for said in verdicts.values()}


def days_without_a_year():
    """Days around today as people write them; a sheet, which may be read again next year, takes none."""
    today = datetime.now(UTC).date()
    for day in (
        today,
        today - timedelta(days=20),
        today + timedelta(days=20),
        today + timedelta(days=80),
        today + timedelta(days=155),
    ):
        yield from (f"{day:%d.%m.}", f"{day.day}.{day.month}", f"{day:%d %b}", f"{day:%B} {day.day}")
        yield f"{day.day}/{day.month}"
    yield from ("yesterday", "вчора", "today", "tomorrow", "someday", "31.04.", "32/1", "1/32", "nov", "28")


@on_sqlite
def test_a_day_of_receipt_gets_one_verdict_at_every_door_and_without_its_year_in_no_sheet(page, doors):
    client, database = doors
    short = list(days_without_a_year())
    typed = [*DAYS, *short]
    phone = Phone(client)
    records = [phone.record(a_line() | {"received_on": day}) for day in typed]
    api = [
        answer["status"] == 201
        for start in range(0, len(records), 20)
        for answer in phone.send(*records[start : start + 20])
    ]
    with database.look() as db:
        today = days.today(db.scalars(select(Place.zone).where(Place.code == "LEE")).one()).isoformat()
    found = on_the_phone(page, [("wrongAround", {"received_on": day}, today) for day in typed])
    desk = [post(client, "/donations/new", a_form(received_on=day)).status_code == 303 for day in typed]
    verdicts = dict(zip(typed, zip(desk, api, [not wrong for wrong in found], strict=True), strict=True))
    assert {day: said for day, said in verdicts.items() if len(set(said)) > 1} == {}
    assert {True, False} == {said[0] for day, said in verdicts.items() if day in short}
    sheet = {day: in_a_sheet(database, PLAIN, day) for day in typed}
    assert {day for day in DAYS if sheet[day] is not verdicts[day][0]} == set()
    assert not any(sheet[day] for day in short)


def test_a_line_typed_in_one_go_is_taken_apart_on_the_phone_as_at_the_desk(page):
    typed = [
        *TYPED,
        "2 kg sugar",
        "beans",
        "5 boxes",
        "10 boxes of 0 beans",
        "0 x 5 beans",
        "20 x 24",
        "1 kg pack",
    ]
    meant = [quick_lines.read(line) for line in typed]
    wanted = [{"item": one.item, "quantity": one.quantity, "boxes": one.boxes} for one in meant]
    assert on_the_phone(page, [("line", line) for line in typed]) == wanted


def test_the_phone_says_of_goods_what_the_desk_says(page):
    days = (date(2026, 11, 28), date(2026, 5, 2))
    expiries = (None, date(2026, 1, 31), date(2026, 12, 31), date(2028, 1, 31))
    table = list(
        product(IntakeRule, ("", "m", "d", "e", "E", "md"), days, expiries, (False, True), (False, True))
    )
    asked: list[tuple[object, ...]] = []
    wanted = []
    for number, (rule, letters, day, expires, wants, shuns) in enumerate(table):
        code = "BED-SLPB-01" if number % 2 else BEEF
        goods = Goods(
            code=code,
            rule=rule,
            category="medicine" if "m" in letters else "food",
            dual_use="d" in letters,
            asks_expiry="e" in letters.lower(),
            is_wanted=wants,
            is_unwanted=shuns,
            expires_on=expires,
        )
        wanted.append([one.replace(" ", "-") for one in cautions(goods, day)])
        place = {"wanted": [code] if wants else [], "unwanted": [code] if shuns else []}
        item = {"code": code, "rule": rule.value, "asks": letters + ("w" if number % 2 else "")}
        asked.append(("cautions", item, expires.isoformat() if expires else "", day.isoformat(), place))
    assert on_the_phone(page, asked) == wanted
