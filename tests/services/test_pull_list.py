"""The pull list: another plate, driver or recipient makes the next version of every printed paper due."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from convoy.db import Database
from convoy.documents.registry import KINDS
from convoy.domain.permissions import CONSOLE
from convoy.models import Convoy
from convoy.queries import papers as query
from convoy.services import offers, papers, printing, renditions, van_loads
from convoy.services.papers import IssuePaper
from tests.engines import on_sqlite
from tests.printing import a_van_to_print

pytestmark = on_sqlite

SAYS = {
    "plate": {"CL", "CM", "CMR", "DS", "GL", "VL", "VS", "WB"},
    "driver": {"CL", "CM", "DS", "WB"},
    "recipient": {"CM", "WB"},
}
"""Kinds that certainly name it."""


@pytest.fixture
def convoy(database: Database) -> str:
    """A convoy with one van, each of whose papers was made final and printed."""
    with database.work() as db:
        code = a_van_to_print(db).code
    with database.look() as db:
        found = query.printable_convoy(db, CONSOLE, code)
        runs = van_loads.going(found)
        loads = van_loads.of_runs(db, found, runs)
        wanted = [(kind.code, str(on.aim)) for kind, on in offers.of_van(found, runs[0], loads[runs[0].id])]
    # A goods received note names the papers it goes with: the others are made first.
    for kind, target in sorted([*wanted, ("CM", code)], key=lambda one: one[0] == "GR"):
        final = database.do(papers.issue, CONSOLE, IssuePaper(uuid4(), kind, target))
        renditions.download(database, CONSOLE, final, "")
    return code


def pulled(database: Database, convoy: str) -> dict[str, printing.Pull]:
    with database.look() as db:
        return {
            f"{pull.number[:2]} {pull.van or 'convoy'}": pull
            for pull in printing.desk(db, CONSOLE, convoy).pulls
        }


def change(database: Database, what: str) -> None:
    with database.work() as db:
        run = db.scalars(select(Convoy)).one().runs[0]
        if what == "plate":
            run.plate = "NEW 22"
        elif what == "driver":
            run.crew[0].name = "Somebody Else"
        else:
            run.stops[1].place.organisation.name = "Other union"


@pytest.mark.parametrize("what", sorted(SAYS))
def test_every_printed_paper_that_names_it_is_pulled_when_it_changes(database, convoy, what):
    assert pulled(database, convoy) == {}
    with database.look() as db:
        before = {
            paper.id: (paper.kind, paper.snapshot)
            for paper in query.of_convoys(db, CONSOLE, [db.scalars(select(Convoy.id)).one()], kinds=None)
        }
    secret = {"plate": "PLATE-7Q", "driver": "Drivera Canary", "recipient": "Miners of Canaryhrad"}[what]
    naming = {kind for kind, snapshot in before.values() if secret in snapshot}
    assert naming >= SAYS[what] & {kind for kind, _ in before.values()}
    change(database, what)
    found = pulled(database, convoy)
    assert {KINDS[pull.number.split("-")[0]].code for pull in found.values()} >= naming
    assert {(pull.old, pull.prints, pull.new, pull.is_due) for pull in found.values()} == {(1, 1, 2, True)}


def test_once_the_next_version_is_made_the_old_one_is_pulled_for_it_and_a_due_one_is_named(database, convoy):
    change(database, "plate")
    database.do(papers.issue, CONSOLE, IssuePaper(uuid4(), "CM", f"{convoy}/1"))
    pull = pulled(database, convoy)["CM 1"]
    assert (pull.old, pull.new, pull.is_due) == (1, 2, False)
    change(database, "driver")
    pull = pulled(database, convoy)["CM 1"]
    assert (pull.old, pull.new, pull.is_due) == (1, 3, True)
