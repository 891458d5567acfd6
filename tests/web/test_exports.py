"""Lists as files: what the page shows, to whom the page is shown, harmless in a spreadsheet."""

import csv
import io
import re
from dataclasses import replace
from datetime import date, datetime
from itertools import product
from pathlib import Path
from uuid import uuid4
from zipfile import ZipFile

import pytest
from flask import request, template_rendered
from flask_babel import force_locale, gettext
from python_calamine import load_workbook

from convoy.domain.kinds import Condition, OrganisationKind
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import Convoy, Donation, Item, ItemName, Pallet, User, Vehicle
from convoy.services import donations, kits, stock_takes
from convoy.services.gifts import Line, RecordDonation, Unsorted
from convoy.services.kits import KeepKit
from convoy.web import exports
from convoy.web.exports import Column
from convoy.web.views.exports import LISTS, WITHOUT_A_FILE
from tests.engines import on_sqlite
from tests.factories import a_place, an_item
from tests.printing import SECRETS, an_organisation
from tests.web.hostile import a_house
from tests.web.people import make_app, post, signed_in

TAG = "#"
NUMBER = re.compile(r"-?\d+(\.\d+)?")

NUMBERS = {
    "donations": {"Quantity", "Packages", "kg", "Value"},
    "sorting": {"Packages", "Not weighed", "kg", "Words to link", "Days old"},
    "boxes": {"kg", "Quantity"},
    "pallets": {"Boxes", "Boxes weighed", "kg", "Height, cm"},
    "kits": {"Quantity"},
    "stock": {"Loose", "In boxes", "Reserved", "Free", "Of it earmarked", "All"},
    "convoys": {"Vans", "Boxes", "kg", "Payload, kg"},
    "papers": {"Vans", "Final papers"},
    "vehicles": {"Payload, kg"},
    "catalogue": {"kg of one"},
}
"""What is counted, weighed or paid in each list; all other columns are text or days."""

NO_LIST = {
    "box_imports.import",
    "donations.new",
    "paper_defaults.index",
    "people.me",
    "scanning.index",
    "scanning.move",
    "scanning.weigh",
}
"""Pages whose table or panel is a part of a form, or shows one's own account."""

SIGNS = ("=", "+", "-", "@", "\t", "\r")


@pytest.fixture
def house(settings, database):
    made = a_house(settings, database)
    with database.work() as db:
        convoy = db.query(Convoy).first()
        convoy.starts_on = convoy.ends_on = date(2031, 3, 14)
        for run in convoy.runs:
            run.payload_g = 1_200_500
        db.query(Item).filter_by(code=made.codes["item"]).one().unit_gross_g = 470
        db.query(Pallet).first().height_mm = 1_450
        item, place = made.codes["item"], made.codes["place"]
        bags = (Unsorted(3, grams=12_300), Unsorted(1))
        tins = Line(item, 24, Condition.NEW, grams=9_600, value_cents=1_250)
        gift = RecordDonation(uuid4(), place, date(2026, 10, 3), lines=(tins,), unsorted=bags)
        donations.record(db, CONSOLE, gift)
        stock_takes.start(db, CONSOLE, stock_takes.StartStockTake(uuid4(), place))
        kits.keep(db, CONSOLE, KeepKit(uuid4(), "Parcel", ((item, 2),)))
    return made


def page_of(client, name):
    with client.application.test_request_context():
        return client.application.url_for(LISTS[name].page)


def rows_of(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_as_a_file_has_its_rows_and_tells_no_secret(house, name):
    rows = rows_of(house.client, f"/{name}.csv")
    assert rows
    said = str(rows)
    for what in ("plate", "driver", "driver_phone", "crossing", "address"):
        assert SECRETS[what] not in said, what
    assert "2031" not in said, "the day a convoy leaves"
    first = next(iter(rows[0]))
    if name not in {"stock", "log", "places", "catalogue"}:
        assert rows[0][first] in house.client.get(page_of(house.client, name)).text


def sheet_of(client, path):
    """Headings and rows of a workbook."""
    book = load_workbook(io.BytesIO(client.get(path).get_data()))
    headings, *rows = book.get_sheet_by_index(0).to_python()
    return headings, rows


@on_sqlite
def test_a_workbook_has_one_row_of_tags_where_asked(house):
    for name in LISTS:
        headings, (tags, *rows) = sheet_of(house.client, f"/{name}.xlsx?hxl=1")
        assert len(headings) == len(set(headings))
        assert any(tag.startswith(TAG) for tag in tags)
        assert all(not tag or tag.startswith(TAG) for tag in tags)
        assert rows
        _, (first, *_) = sheet_of(house.client, f"/{name}.xlsx")
        assert not any(TAG in str(cell)[:1] for cell in first)


@pytest.fixture
def weighed(house, database):
    """20 kg of rice in a gift that nobody weighed again."""
    with database.work() as db:
        rice = an_item(db, code="FOD-RICE-02", unit_code="GRM", name="Rice by weight", words=())
        rice.names.append(ItemName(language="pl", name="Ryż na wagę"))
        place = house.codes["place"]
        line = Line(rice.code, 20_000, Condition.NEW)
        donations.record(db, CONSOLE, RecordDonation(uuid4(), place, date(2026, 10, 4), lines=(line,)))
    return house


@on_sqlite
def test_what_is_weighed_stands_in_kilograms_with_the_unit_in_words(weighed):
    (row,) = (row for row in rows_of(weighed.client, "/donations.csv") if row["Item"] == "FOD-RICE-02")
    assert [row[name] for name in ("Quantity", "Unit", "Unit in words", "kg")] == ["20", "KGM", "kg", "20"]
    (row,) = (row for row in rows_of(weighed.client, "/stock.csv") if row["Item"] == "FOD-RICE-02")
    assert [row[name] for name in ("All", "Unit", "Unit in words")] == ["20", "KGM", "kg"]


@on_sqlite
def test_items_are_named_in_the_readers_language(weighed):
    post(weighed.client, "/language", {"language": "pl", "next": "/"})
    assert "Ryż na wagę" in weighed.client.get("/donations.csv").get_data(as_text=True)


@on_sqlite
def test_a_place_is_named_alike_in_every_file(weighed):
    named = {row["Name"] for row in rows_of(weighed.client, "/places.csv")}
    for name in ("donations", "boxes", "stock"):
        assert {row["Place"] for row in rows_of(weighed.client, f"/{name}.csv")} <= named | {""}, name


@on_sqlite
def test_the_sheet_of_an_arabic_file_begins_at_the_right_and_has_the_lists_name(house):
    with house.client.application.test_request_context(), force_locale("ar"):
        file = exports.Named("boxes", "xlsx", "Boxes")
        content = exports.answer(file, [Column("Box", "", str)], ["one"], is_tagged=False).get_data()
        name = gettext("Boxes")
    with ZipFile(io.BytesIO(content)) as book:
        assert 'rightToLeft="1"' in book.read("xl/worksheets/sheet1.xml").decode()
        assert f'name="{name}"' in book.read("xl/workbook.xml").decode()
    assert name != "Boxes"


@on_sqlite
def test_numbers_are_numbers_and_nothing_else_is_one(house):
    for name in LISTS:
        headings, rows = sheet_of(house.client, f"/{name}.xlsx")
        numbers = NUMBERS.get(name, set())
        assert numbers <= set(headings)
        for heading, *cells in zip(headings, *rows, strict=True):
            kinds = {type(cell) for cell in cells if cell != ""}
            if heading in numbers:
                assert kinds == {float}, heading
            else:
                assert kinds <= {str, date, datetime}, heading
        for row in rows_of(house.client, f"/{name}.csv"):
            assert all(NUMBER.fullmatch(row[heading]) for heading in numbers if row[heading]), row


@on_sqlite
def test_what_is_unsorted_is_in_the_list_of_gifts_with_its_words_and_packages(house):
    with house.database.work() as db:
        kept = (Unsorted(30, package_code="NE", note="xqzt paste tubes"),)
        gift = RecordDonation(uuid4(), house.codes["place"], date(2026, 10, 3), unsorted=kept)
        donations.record(db, CONSOLE, gift)
    row = next(row for row in rows_of(house.client, "/donations.csv") if row["In words"])
    said = (row["In words"], row["Packages"], row["Kind of package"], row["Quantity"], row["State"])
    assert said == ("xqzt paste tubes", "30", "NE", "", "Not sorted yet")
    assert "xqzt" not in house.client.get("/donations.csv?hxl=1").text


@on_sqlite
def test_text_of_no_column_is_ever_a_formula(house, monkeypatch):
    for name, whole in list(LISTS.items()):
        monkeypatch.setitem(
            LISTS,
            name,
            replace(
                whole,
                columns=lambda whole=whole: [signed(column) for column in whole.columns()],
                rows=lambda db, actor, whole=whole: product(whole.rows(db, actor), SIGNS),
            ),
        )
        texts = [text for row in rows_of(house.client, f"/{name}.csv") for text in row.values()]
        risky = [text for text in texts if "A1" in text[:4]]
        assert {text[1] for text in risky} == set(SIGNS), name
        assert all(text[0] == "'" for text in risky), name
        with ZipFile(io.BytesIO(house.client.get(f"/{name}.xlsx").get_data())) as book:
            assert not re.search(rb"<f[ >/]", book.read("xl/worksheets/sheet1.xml")), name
        _, rows = sheet_of(house.client, f"/{name}.xlsx")
        kept = {cell[0] for row in rows for cell in row if isinstance(cell, str) and cell[1:3] == "A1"}
        assert kept >= set(SIGNS) - {"\r"}, name


def signed(column):
    """The column with each of its texts beginning with a sign, in rows of (row, sign)."""

    def cell(found):
        row, sign = found
        said = column.cell(row)
        return f"{sign}A1{said}" if isinstance(said, str) else said

    return Column(column.heading, column.tag, cell)


@on_sqlite
def test_weights_of_boxes_add_up_down_the_column(house):
    rows = rows_of(house.client, "/boxes.csv")
    by_box = {}
    for row in rows:
        by_box.setdefault(row["Box"], []).append(row["kg"])
    assert all(sum(bool(weight) for weight in weights) <= 1 for weights in by_box.values())


@on_sqlite
def test_filters_of_the_page_are_those_of_the_file(house):
    everywhere = rows_of(house.client, "/boxes.csv")
    open_ones = rows_of(house.client, "/boxes.csv?which=not-closed")
    assert 0 < len(open_ones) < len(everywhere)
    assert rows_of(house.client, "/donations.csv?day=2001-01-01") == []
    assert {row["Kind"] for row in rows_of(house.client, "/places.csv?kind=collection_point")} == {
        "collection point"
    }


@on_sqlite
def test_text_is_never_a_formula(house, database):
    with database.work() as db:
        an_organisation(db, "=HYPERLINK(1)")
        a_place(db, name="+44 cellar", code="CEL")
        db.query(Vehicle).first().name = "@SUM(A1)"
    for name, typed in (
        ("organisations", "=HYPERLINK(1)"),
        ("places", "+44 cellar"),
        ("vehicles", "@SUM(A1)"),
    ):
        assert f"'{typed}" in {row["Name"] for row in rows_of(house.client, f"/{name}.csv")}
        book = load_workbook(io.BytesIO(house.client.get(f"/{name}.xlsx").get_data()))
        assert typed in {cell for row in book.get_sheet_by_index(0).to_python() for cell in row}


@on_sqlite
def test_persons_who_gave_are_not_named_in_data_for_other_systems(house, database):
    with database.work() as db:
        gift = db.query(Donation).first()
        giver = an_organisation(db, "Vira Private", kind=OrganisationKind.INDIVIDUAL)
        gift.organisation_id = giver.id
    assert "Vira Private" in str(rows_of(house.client, "/donations.csv"))
    assert "Vira Private" not in str(rows_of(house.client, "/donations.csv?hxl=1"))


@on_sqlite
def test_people_are_named_in_a_file_for_people_alone_and_how_they_sign_in_in_none(house, database):
    with database.look() as db:
        somebody = db.query(User).filter_by(is_active=True).first()
        name, login = somebody.name, somebody.login
    plain, tagged = (house.client.get(f"/people.csv{asked}").text for asked in ("", "?hxl=1"))
    assert name in plain
    assert name not in tagged
    for said in (plain, tagged):
        assert login not in re.split(r"[,\r\n]", said)


@on_sqlite
@pytest.mark.parametrize("role", Role)
def test_a_list_goes_out_only_to_those_who_read_its_page(house, settings, database, role):
    client = signed_in(make_app(settings, database), database, Granted(role))
    exporting = {Role.IN_CHARGE, Role.COORDINATOR, Role.AUDITOR}
    for name in LISTS:
        page = client.get(page_of(client, name))
        seen = page.status_code == 200 and (name != "log" or role in {Role.AUDITOR, Role.ADMIN})
        answered = client.get(f"/{name}.csv").status_code
        assert answered == (200 if seen and role in exporting else 403), (name, role)
        assert (f'href="/{name}.xlsx' in page.text) <= (answered == 200), (name, role)


@on_sqlite
def test_the_page_of_a_list_leads_to_its_file(house):
    for name in LISTS:
        page = house.client.get(page_of(house.client, name)).text
        for ending in ("csv", "xlsx"):
            assert f'href="/{name}.{ending}' in page


@on_sqlite
def test_every_page_with_a_list_has_a_file_or_a_reason_for_none(house):
    app, listing = house.client.application, set()

    def drawn(sender, template, context):
        source = Path(template.filename).read_text(encoding="utf-8")
        if re.search(r"call (table|panel)\(", source) and "{% for " in source:
            listing.add(request.endpoint)

    with template_rendered.connected_to(drawn, app):
        for rule in app.url_map.iter_rules():
            if "GET" in rule.methods and not rule.arguments:
                house.client.get(rule.rule)
    pages = {made.page for made in LISTS.values()}
    assert pages <= listing
    assert not pages & set(WITHOUT_A_FILE)
    of_one = {rule.endpoint for rule in app.url_map.iter_rules() if rule.arguments}
    assert listing - pages - NO_LIST == set(WITHOUT_A_FILE) - of_one
    assert all(WITHOUT_A_FILE.values())


def test_a_file_of_another_kind_is_nowhere(house):
    assert house.client.get("/boxes.pdf").status_code == 404
    for name in ("cards", "drafts", "announced", "duplicates"):
        assert house.client.get(f"/{name}.csv").status_code == 404
