"""Lists as files: what the page shows, to whom the page is shown, harmless in a spreadsheet."""

import csv
import io

import pytest
from python_calamine import load_workbook

from convoy.domain.kinds import OrganisationKind
from convoy.domain.permissions import Granted, Role
from convoy.models import Donation, Vehicle
from convoy.web.views.exports import LISTS
from tests.engines import on_sqlite
from tests.factories import a_place
from tests.printing import SECRETS, an_organisation
from tests.web.hostile import a_house
from tests.web.people import make_app, signed_in

PAGES = {
    "donations": "/donations",
    "boxes": "/boxes",
    "pallets": "/pallets",
    "stock": "/stock",
    "organisations": "/organisations",
    "places": "/places",
    "vehicles": "/vehicles",
    "catalogue": "/catalogue",
    "log": "/log",
}
TAG = "#"


@pytest.fixture
def house(settings, database):
    return a_house(settings, database)


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
    first = next(iter(rows[0]))
    if name not in {"stock", "log", "places", "catalogue"}:
        assert f'{rows[0][first]}"' in house.client.get(PAGES[name]).text or rows[0][first] in (
            house.client.get(PAGES[name]).text
        )


@on_sqlite
@pytest.mark.parametrize("name", LISTS)
def test_a_workbook_has_numbers_as_numbers_and_one_row_of_tags_where_asked(house, name):
    content = house.client.get(f"/{name}.xlsx?hxl=1").get_data()
    headings, tags, *rows = load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert len(headings) == len(set(headings))
    assert any(tag.startswith(TAG) for tag in tags)
    assert all(not tag or tag.startswith(TAG) for tag in tags)
    assert rows
    plain = load_workbook(io.BytesIO(house.client.get(f"/{name}.xlsx").get_data()))
    assert not any(TAG in str(cell)[:1] for cell in plain.get_sheet_by_index(0).to_python()[1])
    if "Quantity" in headings:
        place = headings.index("Quantity")
        assert all(isinstance(row[place], float) for row in rows if row[place] != "")


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
@pytest.mark.parametrize("role", Role)
def test_a_list_goes_out_only_to_those_who_read_its_page(house, settings, database, role):
    client = signed_in(make_app(settings, database), database, Granted(role))
    exporting = {Role.IN_CHARGE, Role.COORDINATOR, Role.AUDITOR}
    for name, page in PAGES.items():
        seen = client.get(page).status_code == 200 and (name != "log" or role in {Role.AUDITOR, Role.ADMIN})
        answered = client.get(f"/{name}.csv").status_code
        assert answered == (200 if seen and role in exporting else 403), (name, role)


def test_a_file_of_another_kind_is_nowhere(house):
    assert house.client.get("/boxes.pdf").status_code == 404
    assert house.client.get("/people.csv").status_code == 404
