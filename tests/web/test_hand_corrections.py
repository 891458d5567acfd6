"""What the pen changed on a paper is keyed in, and the next version says so."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from convoy.domain import days
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import AuditEntry, Balance, Convoy, HandCorrection, Holder, ItemName, Load, Lot, Place
from convoy.queries import papers as query
from convoy.services import declared, papers, pen_lines, renditions, void_papers
from convoy.words import Words
from tests.documents.reading import everything
from tests.engines import on_sqlite
from tests.printing import a_van_to_print
from tests.web.people import make_app, post, signed_in

pytestmark = on_sqlite

TODAY = datetime.now(UTC).date()


@pytest.fixture
def app(settings, database):
    return make_app(settings, database)


@pytest.fixture
def convoy(database):
    with database.work() as db:
        return a_van_to_print(db).code


@pytest.fixture
def coordinator(app, database, convoy):
    return signed_in(app, database, Granted(Role.COORDINATOR))


def final(database, convoy) -> papers.FinalPaper:
    return database.do(papers.issue, CONSOLE, papers.manifest(uuid4(), convoy, 1))


def says(database, paper) -> str:
    return " ".join(everything(renditions.draw(database, CONSOLE, paper, "").content).split())


def key_in(client, paper, **typed):
    said = {
        "key": str(uuid4()),
        "field": "plate",
        "value": "NEW 22",
        "written_on": TODAY.isoformat(),
        "reason": "the other van broke down",
    }
    return post(client, f"/papers/{paper.number}/v{paper.version}/pen", said | typed)


@pytest.mark.parametrize(
    ("field", "value"),
    [("plate", "NEW 22"), ("trailer", "TR 5"), ("driver", "Somebody Else"), ("seal", "SEAL-77")],
)
def test_what_is_keyed_in_stands_in_the_next_version_which_says_it_was_by_hand(
    coordinator, database, convoy, field, value
):
    first = final(database, convoy)
    before = says(database, first)
    assert key_in(coordinator, first, field=field, value=value).status_code == 303
    second = final(database, convoy)
    assert second.version == 2
    said = says(database, second)
    assert value in said
    assert value not in before
    assert "corrected by hand on" in said
    assert "corrected by hand on" not in before
    assert says(database, first) == before
    assert "the other van broke down" in coordinator.get(f"/papers/{first.number}/v1/pen").text


def test_the_day_of_a_correction_is_today_where_nothing_else_is_typed_and_any_way_of_writing_it_will_do(
    coordinator, database, convoy
):
    first = final(database, convoy)
    page = coordinator.get(f"/papers/{first.number}/v1/pen").text
    with database.look() as db:
        today = days.today(db.scalars(select(Place.zone).order_by(Place.id)).first())
    assert f'value="{today}"' in page
    assert 'placeholder="14 Mar 2026"' in page
    answer = key_in(coordinator, first, value="", written_on=f"{today:%d.%m}")
    assert answer.status_code == 422
    assert f"= {Words('en').weekday(today)}" in answer.text, "it is said what was understood"
    assert key_in(coordinator, first, written_on="yesterday").status_code == 303
    assert (
        "03/04/2026” may be 2026-04-03 or 2026-03-04"
        in key_in(coordinator, first, written_on="03/04/2026").text
    )


def test_a_later_version_does_not_repeat_an_old_correction(coordinator, database, convoy):
    key_in(coordinator, final(database, convoy))
    final(database, convoy)
    with database.work() as db:
        db.scalars(select(Convoy)).one().runs[0].plate = "NEW 33"
    third = final(database, convoy)
    assert third.version == 3
    assert "corrected by hand on" not in says(database, third)


@pytest.mark.parametrize(
    "typed",
    [{"reason": ""}, {"value": " "}, {"written_on": (TODAY + timedelta(days=2)).isoformat()}, {"field": "x"}],
    ids=str,
)
def test_a_correction_without_reason_value_or_with_a_day_to_come_is_refused(
    coordinator, database, convoy, typed
):
    assert key_in(coordinator, final(database, convoy), **typed).status_code == 422
    with database.look() as db:
        assert db.scalars(select(HandCorrection)).all() == []
        assert db.scalars(select(Convoy)).one().runs[0].plate == "PLATE-7Q"


def test_a_replaced_version_takes_no_correction(coordinator, database, convoy):
    first = final(database, convoy)
    key_in(coordinator, first)
    final(database, convoy)
    answer = key_in(coordinator, first, value="NEW 44")
    assert answer.status_code == 409
    assert "not in force" in answer.text


def test_the_log_names_no_plate_and_no_driver(coordinator, database, convoy):
    paper = final(database, convoy)
    key_in(coordinator, paper, field="driver", value="Somebody Else")
    with database.look() as db:
        facts = " ".join(db.scalars(select(AuditEntry.facts)))
    assert "Somebody" not in facts
    assert "broke down" not in facts


def listed(database, convoy, kind="CM"):
    """A list of van 1 made final: as it stands, with its lines."""
    target = f"{convoy}/1/A" if kind == "WB" else f"{convoy}/1"
    made = database.do(papers.issue, CONSOLE, papers.IssuePaper(uuid4(), kind, target))
    with database.look() as db:
        paper = query.find(db, CONSOLE, made.number, made.version)
        return made, pen_lines.printed_on(paper), declared.since(db, CONSOLE, paper)


@pytest.mark.parametrize("kind", ["CM", "WB", "PL"])
def test_packages_of_a_line_and_a_remark_stand_on_the_next_version_until_the_load_is_so(
    coordinator, database, convoy, kind
):
    first, lines, _ = listed(database, convoy, kind)
    line = max(lines, key=lambda one: one.packages)
    fewer = line.packages - 1
    wrong = key_in(coordinator, first, field="packages", line=str(line.number), value=str(line.packages))
    assert wrong.status_code == 422
    assert key_in(coordinator, first, field="packages", line="", value="3").status_code == 422
    told = key_in(coordinator, first, field="packages", line=str(line.number), value=str(fewer))
    assert told.status_code == 303
    assert key_in(coordinator, first, field="remark", value="One carton is wet").status_code == 303
    due = coordinator.get(f"/papers/{first.number}/v1/changes")
    assert "By hand" in due.text
    second, _, found = listed(database, convoy, kind)
    assert second.version == 2
    said = says(database, second)
    assert "corrected by hand on" in said
    assert f"{fewer} packages, not {line.packages}" in said
    assert "One carton is wet" in said
    assert not found
    assert [(one.declared.packages, one.now.packages) for one in found.by_pen] == [(fewer, line.packages)]
    assert "not so on the van" in coordinator.get(f"/papers/{first.number}/v2/changes").text
    unload_one(database, line)
    third, _, found = listed(database, convoy, kind)
    assert third.version == 3
    assert found.by_pen == ()
    said = says(database, third)
    assert "packages, not" not in said
    assert "One carton is wet" in said


def test_after_a_pen_correction_alone_no_paper_says_that_the_load_changed(coordinator, database, convoy):
    first, lines, _ = listed(database, convoy)
    key_in(coordinator, first, value="NEW 21")
    key_in(coordinator, first, value="NEW 22")
    said = coordinator.get(f"/papers/{first.number}/v1").text
    assert "A correction by pen was keyed in since." in said
    assert "The load has changed" not in said
    unload_one(database, lines[0])
    assert "The load has changed since." in coordinator.get(f"/papers/{first.number}/v1").text


def test_the_list_of_corrections_says_what_stands_there_now(coordinator, database, convoy):
    first, *_ = listed(database, convoy)
    key_in(coordinator, first, value="NEW 21")
    key_in(coordinator, first, value="NEW 22")
    key_in(coordinator, first, field="driver", value="Somebody Else")
    key_in(coordinator, first, field="remark", value="One carton is wet")
    page = coordinator.get(f"/papers/{first.number}/v1/pen").text
    assert [page.count(value) for value in ("NEW 21", "NEW 22", "Somebody Else", "One carton is wet")] == [
        0,
        1,
        1,
        1,
    ]


def unload_one(database, line):
    """Take one box with these goods off the van."""
    with database.work() as db:
        named = line.names["en"]
        chosen = (
            select(Load)
            .join(Holder, Holder.box_id == Load.box_id)
            .join(Balance, Balance.holder_id == Holder.id)
            .join(Lot, Lot.id == Balance.lot_id)
            .join(ItemName, ItemName.item_id == Lot.item_id)
            .where(ItemName.name == named, Load.ended_at.is_(None))
        )
        db.delete(db.scalars(chosen).first())


def test_what_the_pen_wrote_is_erased_with_its_paper_and_the_row_never_changes(database, convoy, coordinator):
    paper, *_ = listed(database, convoy)
    key_in(coordinator, paper, field="remark", value="Ask Somebody Else")
    for change in (update(HandCorrection).values(remark="x"), update(HandCorrection).values(reason="x")):
        with pytest.raises(IntegrityError), database.work() as db:
            db.execute(change)
    erase = void_papers.RedactPaper(uuid4(), paper.number, paper.version, "trip over")
    database.do(void_papers.redact, CONSOLE, erase)
    with database.look() as db:
        assert db.scalars(select(HandCorrection.remark)).all() == [None]


def test_a_crew_list_takes_neither_packages_nor_remarks(database, convoy, coordinator):
    made = database.do(papers.issue, CONSOLE, papers.IssuePaper(uuid4(), "CL", f"{convoy}/1"))
    assert "Packages of a line" not in coordinator.get(f"/papers/{made.number}/v1/pen").text
    assert key_in(coordinator, made, field="remark", value="x").status_code in {409, 422}
