"""Sheets as collection points keep them: all rows or none, every fault named, repeating adds nothing."""

from datetime import UTC, datetime, timedelta
from secrets import randbits

import pytest
from sqlalchemy import func, select

from convoy.db import Database
from convoy.domain import references
from convoy.domain.errors import NotFound
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import AuditEntry, AuditMention, Balance, Box, Donation, Movement, Organisation
from convoy.services import imports, sheets
from tests.factories import a_place, an_item

HEAD = "date,donor,donor type,item,quantity,condition,expiry,boxes,total kg,note\n"
BEEF = '2026-10-03,"Rail Workers Branch 12, Leeds",union branch,FOD-BEEF-01,240,as new,2028-01,10,121.2,\n'


@pytest.fixture
def catalogue(database: Database) -> str:
    """A code of the catalogue, at places where goods are taken in."""
    with database.work() as db:
        an_item(db)
        an_item(db, code="HYG-SOAP-01", category="hygiene", name="Bar soap, 100 g", words=("soap",))
        an_item(db, code="HYG-SOAP-02", category="hygiene", name="Liquid soap, 500 ml", words=("soap",))
        an_item(db, code="HYG-TOOT-01", category="hygiene", name="Toothbrush, adult", words=("tooth brush",))
        a_place(db)
        a_place(db, name="Bradford")
    return "FOD-BEEF-01"


@pytest.fixture
def beef(catalogue: str) -> str:
    return HEAD + BEEF.replace("FOD-BEEF-01", catalogue)


def take(database, sheet, **options):
    data = sheet if isinstance(sheet, bytes) else sheet.encode()
    given = {"place_code": "LEE", "name": "sheet.csv", "data": data}
    return imports.import_file(database, CONSOLE, **(given | options))


def stored(database):
    with database.look() as db:
        tables = (Donation, Box, Movement, Balance, Organisation, AuditEntry)
        return [db.scalar(select(func.count()).select_from(table)) for table in tables]


def said(outcome):
    return [(problem.row_number, str(problem.refusal)) for problem in outcome.problems]


def test_a_row_becomes_a_donation_in_weighed_boxes(database, beef):
    outcome = take(database, beef)
    assert (outcome.added, outcome.already, outcome.boxes, outcome.problems) == (1, 0, 10, ())
    with database.look() as db:
        assert db.scalar(select(func.sum(Box.gross_g))) == 121_200
        assert db.scalar(select(func.count(Box.weighed_at))) == 10
        assert db.scalar(select(func.sum(Balance.quantity))) == 240
        assert db.scalars(select(Donation)).one().number.endswith("-0001")


def test_a_sheet_taken_in_twice_is_there_once(database, beef):
    take(database, beef)
    before = stored(database)
    outcome = take(database, beef)
    assert (outcome.added, outcome.already) == (0, 1)
    assert stored(database) == before


def test_a_longer_sheet_adds_only_its_new_rows(database, beef):
    take(database, beef)
    outcome = take(database, beef + beef.splitlines()[1].replace("240", "120") + "\n")
    assert (outcome.added, outcome.already) == (1, 1)


def test_two_equal_rows_are_two_gifts(database, beef):
    outcome = take(database, beef + beef.splitlines()[1] + "\n")
    assert outcome.added == 2
    assert take(database, beef + beef.splitlines()[1] + "\n").already == 2


def test_the_same_rows_at_another_place_are_other_gifts(database, beef):
    take(database, beef)
    assert take(database, beef, place_code="BRA").added == 1


def test_every_bad_row_is_named_and_nothing_is_stored(database, beef):
    good = beef.splitlines()[1]
    bad = [
        good.replace("240", "NaN"),
        good.replace("240", "-1"),
        good.replace("240", "1e309"),
        good.replace("240", "1_000"),
        good.replace("240", "１２"),
        good.replace("2026-10-03", "2026-02-30"),
        good.replace("union branch", "royal house"),
        good.replace("as new", "rotten"),
        good.replace(",10,121.2", ",241,121.2"),
        good.replace("Leeds", "Leeds\u202e"),
        good.replace("2026-10-03", "2039-10-03"),
        good.replace(",10,121.2", ",10,NaN"),
    ]
    before = stored(database)
    outcome = take(database, beef + "\n".join(bad) + "\n")
    assert {row for row, _ in said(outcome)} == set(range(3, 3 + len(bad)))
    assert stored(database) == before


def test_goods_counted_by_weight_are_read_as_at_the_desk(database, beef):
    with database.work() as db:
        an_item(
            db, code="FOD-RICE-01", name="Rice", words=("rice",), unit_code="GRM", units_per_package=10_000
        )
    rice = beef.splitlines()[1].replace("FOD-BEEF-01", "rice").replace(",10,121.2", ",,")
    kilograms = [rice.replace("240", typed) for typed in ("1.5", '"1,5"', "1.200", "12 kg", "1.000")]
    assert take(database, HEAD + "\n".join(kilograms)).added == 5
    with database.look() as db:
        assert db.scalar(select(func.sum(Balance.quantity))) == 1_500 + 1_500 + 1_200 + 12_000 + 1_000
    for typed in ("240 pieces", "3 packs"):
        ((_, sentence),) = said(take(database, HEAD + rice.replace("240", typed)))
        assert sentence == f"“{typed}” is not a weight; write it like 12.5 kg or 800 g"
    ((_, sentence),) = said(take(database, beef.replace("240", "1.5")))
    assert "pieces cannot be divided" in sentence


def test_an_ambiguous_word_is_reported_with_its_candidates_and_may_be_told(database, beef):
    sheet = beef + "2026-10-24,Anonymous,individual,soap,300,new,,3,33.3,\n"
    before = stored(database)
    ((row, reason),) = said(take(database, sheet))
    assert row == 3
    assert "HYG-SOAP-01" in reason
    assert stored(database) == before
    assert take(database, sheet, chosen={"Soap": "HYG-SOAP-01"}).added == 2


def test_an_unknown_word_is_answered_with_what_comes_nearest(database, beef):
    ((_, reason),) = said(take(database, beef + "2026-10-24,Anonymous,individual,tooth brushs,30,new,,,,\n"))
    assert "(HYG-" in reason


def test_a_sheet_of_strange_words_is_answered_in_full_and_the_first_of_them_with_suggestions(
    database, beef, monkeypatch
):
    monkeypatch.setattr(sheets, "MOST_SUGGESTED", 1)
    strange = [BEEF.replace("FOD-BEEF-01", word) for word in ("tooth brusch", "tooth brushh", "soap")]
    first, second, known = [text for _, text in said(take(database, HEAD + "".join(strange)))]
    assert "Perhaps: Toothbrush" in first
    assert "write the item's code" in second
    assert "may be any of" in known


def test_an_anonymous_gift_makes_no_organisation(database, catalogue):
    take(database, HEAD + f"2026-10-11,Anonymous,individual,{catalogue},120,new,2027-06,,,\n")
    assert stored(database)[4] == 0


def test_a_day_of_receipt_that_has_not_come_is_not_taken_but_tomorrow_further_east(database, beef):
    soon, far = (datetime.now(UTC).date() + timedelta(days=days) for days in (1, 3))
    assert take(database, beef.replace("2026-10-03", soon.isoformat())).added == 1
    assert take(database, beef.replace("2026-10-03", far.isoformat())).problems


def test_a_dry_run_says_what_would_be_and_stores_nothing(database, beef):
    before = stored(database)
    outcome = take(database, beef, dry_run=True)
    assert (outcome.added, outcome.boxes) == (1, 10)
    assert stored(database) == before


def test_an_import_is_one_entry_that_names_its_donations(database, beef):
    before = stored(database)[5]
    take(database, beef + beef.splitlines()[1].replace("240", "20") + "\n")
    assert stored(database)[5] == before + 1
    with database.look() as db:
        codes = set(db.scalars(select(Donation.code)))
        assert set(db.scalars(select(AuditMention.code))) == codes


def test_a_volunteer_takes_sheets_in_at_the_own_place_only(database, beef):
    with database.look() as db:
        place_id = db.scalar(select(Donation.place_id)) or 1
    stranger = Actor(None, "x", (Granted(Role.DESK, place_id=place_id + 99),))
    with pytest.raises(NotFound):
        imports.import_file(database, stranger, place_code="LEE", name="x.csv", data=beef.encode())


def test_of_two_gifts_that_draw_the_same_code_none_is_lost(database, beef):
    drawn = iter([1, 1, 1, 2, 3])
    with references.drawn_by(lambda _bits: next(drawn, None) or randbits(30)):
        assert take(database, beef).added == 1
        assert take(database, HEAD + BEEF.replace("240", "120") + BEEF.replace("240", "60")).added == 2
    assert stored(database)[0] == 3


def test_long_work_shows_how_far_it_is(database, beef):
    shown = []
    take(database, beef, progress=lambda *step: shown.append(step))
    assert shown[-1][1:] == (1, 1)
