"""The list for the recipient's declaration as a sheet: the figures of the van, to the gram and cent."""

import csv
import io
from decimal import Decimal
from uuid import uuid4

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from convoy.db import Database
from convoy.domain.errors import NotFound
from convoy.domain.permissions import CONSOLE
from convoy.models import AuditEntry, Convoy, Run
from convoy.queries import papers as query
from convoy.services import coded_lists, declared, papers, van_loads
from convoy.services.coded_lists import HandOut
from convoy.services.papers import IssuePaper
from tests.printing import a_van_to_print, put_more_on


@pytest.fixture
def listed(database: Database):
    """The final list of a van and what the van carries."""
    with database.work() as db:
        code = a_van_to_print(db, boxes=4, vans=1).code
    final = database.do(papers.issue, CONSOLE, IssuePaper(uuid4(), "AL", f"{code}/1"))
    with database.look() as db:
        convoy = query.printable_convoy(db, CONSOLE, code)
        (load,) = van_loads.of_runs(db, convoy, van_loads.going(convoy)).values()
    return final, load.totals


def test_both_sheets_have_the_sums_of_the_van(database, listed):
    final, totals = listed
    wish = HandOut(uuid4(), final.number, final.version, "csv", "en")
    content = database.do(coded_lists.hand_out, CONSOLE, wish)
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert sum(int(row["Packages"]) for row in rows) == totals.packages
    assert sum(Decimal(row["Gross kg"]) for row in rows if row["Gross kg"]) * 1000 == totals.grams
    assert all(row["Name in Ukrainian"] for row in rows)
    wish = HandOut(uuid4(), final.number, final.version, "xlsx", "uk")
    book = CalamineWorkbook.from_filelike(io.BytesIO(database.do(coded_lists.hand_out, CONSOLE, wish)))
    heading, *cells = book.get_sheet_by_index(0).to_python()
    place = heading.index("Місць")
    assert sum(row[place] for row in cells) == totals.packages


def test_who_took_a_sheet_is_written_down(database, listed):
    final, _ = listed
    database.do(coded_lists.hand_out, CONSOLE, HandOut(uuid4(), final.number, 1, "csv", "en"))
    with database.look() as db:
        (entry,) = db.query(AuditEntry).filter_by(action="paper:sheet")
        assert entry.subject == final.number


def test_no_other_paper_is_there_as_a_sheet(database, listed):
    with database.look() as db:
        convoy = query.find(db, CONSOLE, listed[0].number, 1).convoy.code
    manifest = database.do(papers.issue, CONSOLE, papers.manifest(uuid4(), convoy, 1))
    with pytest.raises(NotFound):
        database.do(coded_lists.hand_out, CONSOLE, HandOut(uuid4(), manifest.number, 1, "csv", "en"))
    with pytest.raises(NotFound):
        database.do(coded_lists.hand_out, CONSOLE, HandOut(uuid4(), listed[0].number, 1, "ods", "en"))


def test_a_newer_version_of_a_list_that_was_sent_says_what_is_different_in_it(database, listed):
    final, _ = listed

    def newest() -> tuple[list[str], list[str]]:
        with database.look() as db:
            target = query.find(db, CONSOLE, final.number, 1).target
        database.do(papers.issue, CONSOLE, IssuePaper(uuid4(), "AL", target))
        with database.look() as db:
            now, *_, sent = query.versions(db, CONSOLE, final.number)
            found = declared.between("AL", sent.snapshot, now.snapshot)
        return [one.what for one in found.facts], [one.stop for one in found.goods]

    with database.work() as db:
        db.scalars(select(Run)).one().plate = "NEW 22"
    assert newest() == (["Plate"], [])
    with database.work() as db:
        put_more_on(db, db.scalars(select(Convoy)).one().code, 2)
    assert newest()[1] == ["A"]
    assert declared.between("AL", "", "") is None
