"""What grows for ever is never read whole by the pages people open all day."""

import re
from datetime import date

import pytest
from sqlalchemy import event

from convoy.domain.permissions import Actor, Granted, Role
from convoy.queries import audit, days, donations, set_aside, today, usual
from convoy.queries.gift_search import Wanted
from tests.engines import on_sqlite
from tests.factories import a_gift_at, a_place, an_item

pytestmark = on_sqlite

TODAY = date(2026, 10, 3)
READ_WHOLE = re.compile(
    r"SCAN (donation|donation_line|lot|box|movement|audit_entry)\b"
    r"(?! USING (COVERING )?INDEX ix_(\w+_set_aside|\w+_in_stock|audit_entry_at)$)"
    r"|ix_donation_place_id \(place_id=\?\)$|ON TABLE donation FOR IN-OPERATOR"
)
"""A table without the index of what is of today, or all gifts of a place."""

PAGES = {
    "what came in today": today.counts,
    "what waits for a decision": set_aside.count,
    "day report": lambda db, who: days.report(db, who, "LEE", TODAY),
    "log": lambda db, who: audit.page(db, who, zone="Europe/London"),
    "gifts of a donor": lambda db, who: donations.recorded_page(db, who, Wanted("LEE", find="rail")),
    "gifts of goods": lambda db, who: donations.recorded_page(db, who, Wanted("LEE", what="beef")),
    "gifts of days": lambda db, who: donations.recorded_page(db, who, Wanted("LEE", days=(TODAY,))),
    "gifts of all that": lambda db, who: donations.recorded_page(
        db, who, Wanted("LEE", days=(TODAY,), find="rail", what="beef")
    ),
    "a gift by its number": lambda db, who: donations.recorded_page(db, who, Wanted(find="DR-LEE-2026-0001")),
    "the last gift again": lambda db, who: usual.newest(db, who, "LEE"),
}


@pytest.fixture
def leeds(database):
    with database.work() as db:
        place = a_place(db)
        a_gift_at(db, place, an_item(db), boxes=2, each=24)
        return place.id


@pytest.mark.parametrize("everywhere", [True, False], ids=["everywhere", "at one place"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_reads_no_table_whole_that_grows_for_ever(database, leeds, page, everywhere):
    roles = (Role.COORDINATOR, Role.AUDITOR, Role.DESK) if everywhere else (Role.IN_CHARGE, Role.DESK)
    who = Actor(1, "Ira", tuple(Granted(role, place_id=None if everywhere else leeds) for role in roles))
    sent = []

    def listen(_connection, _cursor, statement, parameters, *_rest):
        sent.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", listen)
    with database.look() as db:
        PAGES[page](db, who)
    event.remove(database.engine, "before_cursor_execute", listen)
    with database.engine.connect() as connection:
        for statement, parameters in sent:
            if statement.startswith(("SELECT", "WITH")):
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
                found = [row[3] for row in plan if READ_WHOLE.search(row[3])]
                assert found == [], statement
