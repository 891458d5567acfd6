"""Every kind of paper of a van: it is drawn in every pair of languages, and all papers agree to the gram."""

import json
import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from uuid import uuid4

import pytest
from sqlalchemy import event, select

from convoy.db import Database
from convoy.documents.cargo import Totals, total
from convoy.documents.registry import KINDS, to_json
from convoy.domain.errors import Conflict
from convoy.domain.permissions import CONSOLE
from convoy.domain.targets import Target
from convoy.models import Convoy, NumberSeries, Paper, Run
from convoy.queries import papers as query
from convoy.services import audit, bundles, contents, demo, offers, paper_changes, papers, trips, van_loads
from convoy.services.gathering import Gathering
from convoy.services.paper_targets import Found
from convoy.services.papers import IssuePaper
from convoy.words import Words
from tests.documents.reading import everything
from tests.documents.samples import ISSUE
from tests.engines import on_sqlite
from tests.printing import SECRETS, a_van_to_print

KINDS_AT_ONCE = ("CL", "LR", "LS", "CM")
PART_ONLY = {"DG", "DU", "ML"}
"""They list a part of the load: its sums are not theirs."""
PAIRS = (("en", "uk"), ("pl", "uk"), ("es", "uk"))


@pytest.fixture
def convoys(database: Database, count) -> list[str]:
    """A small convoy of ours; all of the demo's in `make prove`."""
    if count(0, 1):
        demo.build(database, lambda _what, _done, _of: None)
        with database.look() as db:
            return list(db.scalars(select(Convoy.code).order_by(Convoy.id)))
    with database.work() as db:
        return [a_van_to_print(db, boxes=4, vans=2).code]


def of_all_vans(gathering: Gathering, codes: list[str]) -> Iterator[tuple[Convoy, Run, str, Found, object]]:
    """Every paper that every van can have, as it would be said now."""
    for code in codes:
        convoy = query.printable_convoy(gathering.db, CONSOLE, code)
        runs = van_loads.going(convoy)
        loads = van_loads.of_runs(gathering.db, convoy, runs)
        for run in runs:
            for kind, found in offers.of_van(convoy, run, loads[run.id]):
                yield convoy, run, kind.code, found, contents.content(gathering, kind, found)


def of_target(totals: Totals) -> tuple[int, int, dict[str, int]]:
    return totals.packages, totals.grams, dict(totals.cents)


@on_sqlite
def test_all_papers_of_a_van_say_the_same_packages_pieces_weights_and_values(database, convoys):
    words, met = Words("en"), set()
    with database.look() as db:
        for convoy, run, code, found, said in of_all_vans(Gathering(db, CONSOLE), convoys):
            stops = paper_changes.stops(said)
            if not stops:
                continue
            trip = trips.of_run(db, convoy, run)
            there = {stop.label: stop for stop in trip.stops}
            expected = total(there[stop.label].totals for stop in stops)
            sums = total(stop.totals for stop in stops)
            assert of_target(sums) == of_target(expected), (code, str(found.aim))
            if sums.pieces:
                assert (sums.pieces, sums.net_grams) == (expected.pieces, expected.net_grams), code
            if code in PART_ONLY:
                continue
            text = everything(KINDS[code].render(to_json(said), ISSUE, ("en", "uk")))
            if expected.packages and expected.unknown < expected.packages:
                assert words.fixed(expected.grams, 3) in text, (code, str(found.aim))
            met.add(code)
    assert {"CM", "WB", "DS", "LS"} <= met


@on_sqlite
def test_every_kind_of_every_van_is_drawn_in_three_pairs_of_languages_and_twice_alike(database, convoys):
    met = set()
    with database.look() as db:
        for _, _, code, _, said in of_all_vans(Gathering(db, CONSOLE), convoys):
            snapshot = to_json(said)
            for pair in PAIRS:
                drawn = KINDS[code].render(snapshot, ISSUE, pair)
                assert KINDS[code].render(snapshot, ISSUE, pair) == drawn
                assert "[U+" not in everything(drawn), (code, pair)
            assert contents.says(snapshot, said)
            met.add(code)
    made = {code for code, kind in KINDS.items() if {Target.RUN, Target.STOP} & {*kind.plan.targets}}
    assert met == {code for code in made if KINDS[code].plan.is_numbered}


def test_every_kind_with_a_target_has_a_builder_and_nothing_else_has():
    assert {code for code, kind in KINDS.items() if kind.plan.targets} == {*contents.BUILDERS}


def issue_many(url: str, wishes: list[IssuePaper]) -> list[str]:
    """Make these final, several at the same moment."""
    database = Database(url)
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(lambda wish: papers.make(database, CONSOLE, wish).number, wishes))
    database.close()
    return numbers


def test_numbers_are_gap_free_and_unique_when_many_processes_make_papers_final(database, settings, count):
    papers_made, processes = count(12, 100), count(2, 4)
    with database.work() as db:
        vans = papers_made // len(KINDS_AT_ONCE)
        code = a_van_to_print(db, boxes=0, vans=vans).code
    wishes = [
        IssuePaper(uuid4(), kind, f"{code}/{van}") for van in range(1, vans + 1) for kind in KINDS_AT_ONCE
    ]
    shares = [wishes[at::processes] for at in range(processes)]
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=spawn) as pool:
        parts = pool.map(issue_many, [settings.database_url] * processes, shares)
        numbers = [number for part in parts for number in part]
    assert len({*numbers}) == len(numbers) == papers_made
    for kind in KINDS_AT_ONCE:
        mine = sorted(int(one[-4:]) for one in numbers if one.startswith(f"{kind}-"))
        assert mine == list(range(1, vans + 1))
    with database.look() as db:
        assert len(db.scalars(select(Paper.id)).all()) == papers_made
        series = db.scalars(select(NumberSeries).where(NumberSeries.kind.in_(KINDS_AT_ONCE)))
        assert {one.next_number for one in series} == {vans + 1}


def test_two_who_want_the_same_paper_at_once_get_one_number(database):
    with database.work() as db:
        code = a_van_to_print(db, boxes=1).code
    wishes = [IssuePaper(uuid4(), "CL", f"{code}/1") for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        finals = list(pool.map(lambda wish: papers.make(database, CONSOLE, wish), wishes))
    assert {(final.number, final.version) for final in finals} == {(finals[0].number, 1)}


@on_sqlite
@pytest.mark.parametrize("load_changes", [False, True])
def test_what_a_look_found_is_frozen_unless_something_changed_before_the_number_was_taken(
    database, load_changes
):
    with database.work() as db:
        code = a_van_to_print(db, boxes=2).code
    wish = IssuePaper(uuid4(), "PF", f"{code}/1")
    with database.look() as db:
        ahead = papers.gather(db, CONSOLE, wish)
        bundle_ahead = bundles.gather(db, CONSOLE, bundles.IssueBundle(uuid4(), code, 1))
        assert ahead.found.scope == code
    with database.work() as db:
        db.scalars(select(Run)).one().plate = "NEW 22"
        audit.note(db, CONSOLE, "run:change" if load_changes else "paper:print", code)
    said = "NEW 22" if load_changes else SECRETS["plate"]
    database.do(papers.issue, CONSOLE, wish, ahead)
    assert plate(database, "PF") == said
    database.do(bundles.issue, CONSOLE, bundles.IssueBundle(uuid4(), code, 1), bundle_ahead)
    assert plate(database, "CM") == said


def plate(database: Database, kind: str) -> str:
    """The plate that the only paper of a kind names."""
    with database.look() as db:
        return json.loads(db.scalars(select(Paper.snapshot).where(Paper.kind == kind)).one())["says"]["plate"]


@on_sqlite
def test_a_database_that_is_busy_for_too_long_is_said_to_be_busy(database, settings):
    other = Database(settings.database_url)
    event.listen(other.engine, "connect", lambda raw, _: raw.execute("PRAGMA busy_timeout=1").close())
    wish = IssuePaper(uuid4(), "CL", "CV-0000-00-0/1")
    with database.work() as writing:
        writing.execute(select(1))
        with pytest.raises(Conflict) as refused:
            other.do(papers.issue, CONSOLE, wish)
    other.close()
    assert "The database was busy" in str(refused.value)
