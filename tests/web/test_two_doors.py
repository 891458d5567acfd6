"""A gift typed into the form and one in a sheet meet the same verdict: taken alike, or refused alike."""

import csv
import io

import pytest

from convoy.domain.errors import Invalid
from convoy.domain.permissions import CONSOLE
from convoy.models import DonationLine
from convoy.services import imports
from tests.web.hostile import DAYS, NUMBERS, TEXTS, House, a_house

HEADINGS = ("date", "donor", "item", "quantity", "condition", "expiry", "boxes", "total kg", "note")
GOOD = dict(
    zip(
        HEADINGS,
        ("2026-10-03", "Rail Workers", "tinned beef", "240", "new", "2028-01", "10", "121.2", "ok"),
        strict=True,
    )
)
FIELDS = {
    "date": "received_on",
    "donor": "donor",
    "item": "lines-0-item",
    "quantity": "lines-0-quantity",
    "expiry": "lines-0-expires_on",
    "boxes": "lines-0-boxes",
    "total kg": "lines-0-grams",
    "note": "note",
}
"""Column of the sheet by field of the form."""

SOME_NUMBERS = ("0", "24", "1.000", "1,5", "1 200", "12 kg", "240 tins", "10000001", "2-3", "1e5", "½")
SOME_DAYS = ("2026-10-03", "03.10.2026", "3.10.26", "14/03/2026", "03/04/2026", "29.02.2027", "1926-01-01")
SOME_MONTHS = ("2027-03", "03.2027", "03/27", "13/2027", "березень 2027", "soon", "2027")
TYPED = {
    "date": (*DAYS, *SOME_DAYS, "NaN", "１２", "\x00"),
    "quantity": (*NUMBERS, *SOME_NUMBERS, "<b>heavy</b>", "\u202e12"),
    "boxes": (*NUMBERS, *SOME_NUMBERS, "a few"),
    "total kg": (*NUMBERS, *SOME_NUMBERS, "12 lb", "60 t"),
    "expiry": (*SOME_MONTHS, "31.02.2027", "0000-00", "9999-99", "NaN"),
    "donor": TEXTS,
    "note": TEXTS,
}


@pytest.fixture
def house(settings, database) -> House:
    return a_house(settings, database)


def kept(database) -> int:
    with database.look() as db:
        return db.query(DonationLine).count()


def by_form(house: House, column: str, typed: str) -> bool:
    """Whether the form takes it."""
    values = GOOD | {column: typed}
    data = {FIELDS[name]: value for name, value in values.items() if name in FIELDS}
    (form,) = house.forms("/donations/new")
    sent = dict(form.filled()) | data | {"lines-0-condition": "new", "donor_kind": "individual"}
    answer = house.client.post("/donations/new", data=sent)
    assert answer.status_code in {303, 422}, (column, typed[:40], answer.status_code)
    return answer.status_code == 303


def by_sheet(house: House, column: str, typed: str) -> bool:
    """Whether a sheet with one such row is taken."""
    out = io.StringIO()
    csv.writer(out).writerows([HEADINGS, (GOOD | {column: typed}).values()])
    place, data = house.codes["place"], out.getvalue().encode()
    try:
        outcome = imports.import_file(
            house.database, CONSOLE, place_code=place, name="gifts.csv", data=data, dry_run=True
        )
    except Invalid:
        return False  # a cell so long that the file is not even read
    assert all(problem.row_number == 2 for problem in outcome.problems)
    return not outcome.problems


@pytest.mark.parametrize("column", TYPED)
def test_form_and_sheet_say_the_same_of(house, column):
    assert by_form(house, column, GOOD[column])
    assert by_sheet(house, column, GOOD[column])
    before, differing = kept(house.database), []
    for typed in TYPED[column]:
        if typed.strip():
            taken = by_form(house, column, typed)
            before += taken
            assert kept(house.database) == before, typed[:40]
            if taken != by_sheet(house, column, typed):
                differing.append(f"{typed[:40]!r}: the form {'takes' if taken else 'refuses'} it")
    assert not differing, "\n" + "\n".join(differing)
