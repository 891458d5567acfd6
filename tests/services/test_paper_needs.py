"""What the papers lack that a van calls for, kind by kind, and when a new version is due at all."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlalchemy import event, select

from convoy.db import Database
from convoy.documents.registry import KINDS
from convoy.domain.check_codes import Code
from convoy.domain.errors import NotAllowed, NotFound
from convoy.domain.kinds import EventKind
from convoy.domain.lifecycle import RunStage
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import Box, Organisation, Paper, Run
from convoy.queries import papers as query
from convoy.services import bundles, contents, dispatch, offers, paper_needs, papers, readiness, void_papers
from convoy.services.bundles import IssueBundle
from convoy.services.gathering import Gathering
from convoy.services.papers import IssuePaper
from convoy.services.void_papers import CancelPaper
from tests.documents.reading import everything
from tests.documents.samples import ISSUE
from tests.engines import on_sqlite
from tests.factories import a_place
from tests.printing import SECRETS, a_van_to_print

CALLED_FOR = ("CL", "CM", "DS", "GC A", "PF", "WB A")
"""What a plain van is offered, by kind and stop."""
SIGNED_FIRST = ("GC", "PF")


@pytest.fixture
def convoy(database: Database) -> str:
    """A van with boxes for one stop."""
    with database.work() as db:
        return a_van_to_print(db, boxes=2).code


def lacks(database: Database, convoy: str) -> dict[Code, tuple[str, ...]]:
    """What its readiness says of papers: which ones, by the check that is not met."""
    of_papers = {Code.PAPER, Code.VOID_PAPER, Code.NEW_PAPER, Code.UNSIGNED_PAPER}
    with database.look() as db:
        checks = readiness.gate(db, CONSOLE, convoy, 1).van.checks
    return {one.code: one.about for one in checks if one.code in of_papers and not one.is_met}


def everything_of(database: Database, convoy: str) -> list[str]:
    parts = database.do(bundles.issue, CONSOLE, IssueBundle(uuid4(), convoy, 1))
    return [f"{part.final.number} v{part.final.version}" for part in parts]


def test_every_kind_that_a_van_calls_for_is_missed_by_name_until_it_is_final(database, convoy):
    assert sorted(lacks(database, convoy)[Code.PAPER]) == sorted(CALLED_FOR)
    database.do(papers.issue, CONSOLE, IssuePaper(uuid4(), "WB", f"{convoy}/1/A"))
    assert "WB A" not in lacks(database, convoy)[Code.PAPER]
    everything_of(database, convoy)
    assert set(lacks(database, convoy)) == {Code.UNSIGNED_PAPER}


@on_sqlite
def test_a_cancelled_paper_is_missed_as_void_and_another_driver_makes_new_versions_due(database, convoy):
    everything_of(database, convoy)
    with database.look() as db:
        crew = db.scalars(select(Paper).where(Paper.kind == "CL")).one()
    database.do(void_papers.cancel, CONSOLE, CancelPaper(uuid4(), crew.number, 1, "torn"))
    assert lacks(database, convoy)[Code.VOID_PAPER] == (crew.number,)
    with database.work() as db:
        db.scalars(select(Run)).one().crew[0].name = "Another Driver"
    due = {number[:2] for number in lacks(database, convoy)[Code.NEW_PAPER]}
    assert {"CM", "DS", "WB"} <= due
    everything_of(database, convoy)
    assert set(lacks(database, convoy)) == {Code.UNSIGNED_PAPER}


@on_sqlite
def test_a_paper_without_the_hand_it_needs_is_named_and_leads_to_its_signed_copies(database, convoy):
    everything_of(database, convoy)
    with database.look() as db:
        checks = readiness.gate(db, CONSOLE, convoy, 1).van.checks
    (check,) = (one for one in checks if one.code is Code.UNSIGNED_PAPER)
    assert sorted(number[:2] for number in check.about) == sorted(SIGNED_FIRST)
    assert check.where.endpoint == "signed_copies.index"
    assert (check.where.args["code"], check.where.args["version"]) == (check.about[0], 1)


@on_sqlite
@pytest.mark.parametrize("backwards", [False, True])
def test_papers_that_name_each_other_come_to_rest_in_whatever_order_they_were_made(
    database, convoy, backwards
):
    with database.look() as db:
        found = query.printable_convoy(db, CONSOLE, convoy)
        (run,) = found.runs
        load = Gathering(db, CONSOLE).trips(found, [run])[run.id]
        wishes = [(kind.code, str(target.aim)) for kind, target in offers.of_van(found, run, load)]
    wishes.append(("CM", convoy))
    for kind, target in sorted(wishes, reverse=backwards):
        database.do(papers.issue, CONSOLE, IssuePaper(uuid4(), kind, target))
    # The driver's sheet lists what lies in the folder: it may have to say it once more, and nothing else.
    database.do(papers.issue, CONSOLE, IssuePaper(uuid4(), "DS", f"{convoy}/1"))
    for kind, target in (*wishes, *reversed(wishes)):
        database.do(papers.issue, CONSOLE, IssuePaper(uuid4(), kind, target))
    with database.look() as db:
        later = set(db.scalars(select(Paper.kind).where(Paper.version > 1)))
        assert later <= {"DS"}
        assert not db.scalars(select(Paper).where(Paper.version > 2)).all()


@on_sqlite
def test_the_summary_on_top_of_a_convoys_bundle_names_the_manifests_made_with_it(database, convoy):
    parts = database.do(bundles.issue, CONSOLE, IssueBundle(uuid4(), convoy, None))
    assert (parts[0].kind, parts[0].target) == ("CM", convoy)
    with database.look() as db:
        made = {paper.run_id is None: paper for paper in db.scalars(select(Paper).where(Paper.kind == "CM"))}
        assert made[False].number in made[True].snapshot


@on_sqlite
def test_an_empty_van_has_no_paper_of_a_stop_and_one_that_is_itself_given_has_them(database):
    with database.work() as db:
        convoy = a_van_to_print(db, boxes=0)
        host = db.scalars(select(Organisation).where(Organisation.registration_number != "")).one()
        convoy.runs[0].stage, code, host_id = RunStage.PLANNED, convoy.code, host.id
    with database.look() as db:
        assert {kind for kind, target in _of_the_van(db, code) if target.endswith("/A")} == set()
    everything_of(database, code)
    with database.work() as db:
        db.scalars(select(Run)).one().given_to_id = host_id
    with database.look() as db:
        said = {kind: one for (kind, target), one in _of_the_van(db, code).items() if target.endswith("/A")}
    assert {"GC", "WB", "CN", "GR", "DI"} <= set(said)
    for kind in ("GC", "WB"):
        text = everything(KINDS[kind].render(contents.to_json(said[kind]), ISSUE, ("en", "uk")))
        assert "part of the donation" in text


def _of_the_van(db, code: str) -> dict[tuple[str, str], object]:
    convoy, gathering = query.printable_convoy(db, CONSOLE, code), Gathering(db, CONSOLE)
    (run,) = convoy.runs
    load = gathering.trips(convoy, [run])[run.id]
    return {
        (kind.code, str(target.aim)): contents.content(gathering, kind, target)
        for kind, target in offers.of_van(convoy, run, load)
    }


@on_sqlite
def test_the_papers_of_many_vans_cost_the_statements_of_those_of_one(database):
    with database.work() as db:
        code = a_van_to_print(db, boxes=1, vans=6).code
    database.do(bundles.issue, CONSOLE, IssueBundle(uuid4(), code, None))
    seen: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *told: seen.append(told[2]))

    def statements(number: int | None) -> int:
        with database.look() as db:
            convoy = query.printable_convoy(db, CONSOLE, code)
            seen.clear()
            found = paper_needs.of_vans(db, CONSOLE, convoy, number)
        assert found
        return len(seen)

    assert statements(None) == statements(1)


@on_sqlite
def test_a_boxs_paper_is_cancelled_by_whoever_prints_labels_at_its_place_and_nobody_else(database, convoy):
    with database.look() as db:
        box = db.scalars(select(Box)).first()
        code, here = box.code, box.place_id or box.origin_place_id
    final = database.do(papers.issue, CONSOLE, IssuePaper(uuid4(), "PL", code))
    with database.work() as db:
        elsewhere = a_place(db, name="York", code="YRK").id
    stranger = Actor(None, "York", (Granted(Role.AUDITOR), Granted(Role.DESK, place_id=elsewhere)))
    wish = CancelPaper(uuid4(), final.number, 1, "torn")
    with pytest.raises((NotAllowed, NotFound)):
        database.do(void_papers.cancel, stranger, wish)
    database.do(void_papers.cancel, Actor(None, "Leeds", (Granted(Role.DESK, place_id=here),)), wish)


@on_sqlite
def test_the_waybill_says_when_loading_began_and_ended_and_is_not_due_again_for_that(database, convoy):
    wish = ("WB", f"{convoy}/1/A")
    before = database.do(papers.issue, CONSOLE, IssuePaper(uuid4(), *wish))
    for kind in (EventKind.LOADING, EventKind.LOADED):
        step = dispatch.RecordStep(uuid4(), convoy, kind, datetime(2026, 11, 1, 6, 10, tzinfo=UTC), (1,))
        database.do(dispatch.record_step, CONSOLE, step)
    assert database.do(papers.issue, CONSOLE, IssuePaper(uuid4(), *wish)).version == before.version
    with database.look() as db:
        said = _of_the_van(db, convoy)[wish]
    assert said.loaded_from == said.loaded_until == datetime(2026, 11, 1, 6, 10, tzinfo=UTC)


@on_sqlite
def test_the_dangerous_goods_note_names_the_driver_whose_certificate_lasts_through_the_trip(database, convoy):
    def named() -> str:
        with database.look() as db:
            return _of_the_van(db, convoy)["DG", f"{convoy}/1"].certificate

    assert named() == ""
    with database.work() as db:
        run = db.scalars(select(Run)).one()
        run.convoy.ends_on = date(2027, 5, 1)
        run.crew[0].adr_until = date(2027, 4, 30)
    assert named() == ""
    with database.work() as db:
        db.scalars(select(Run)).one().crew[0].adr_until = date(2027, 5, 1)
    assert named() == SECRETS["driver"]
