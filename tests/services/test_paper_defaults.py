"""How papers are printed here: what is set for a kind is used wherever nobody says otherwise."""

import os
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from convoy.documents.registry import KINDS
from convoy.domain.errors import Invalid, NotAllowed
from convoy.domain.page_sizes import PageSize
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import Installation, PaperDefault
from convoy.queries import paper_defaults as query
from convoy.queries.paper_defaults import Default
from convoy.services import bundles, paper_defaults, printing
from tests import commands
from tests.documents.reading import pages, sides
from tests.engines import on_sqlite
from tests.printing import a_van_to_print


def put(database, *defaults, actor=CONSOLE, key=None):
    database.do(paper_defaults.keep, actor, paper_defaults.SetDefaults(key or uuid4(), defaults))


def made(database, convoy, languages=(), *, page=None, two_sided=False):
    command = bundles.IssueBundle(uuid4(), convoy, 1, languages=languages, page=page)
    bundle = bundles.to_file(database, CONSOLE, command, two_sided=two_sided)
    with database.look() as db:
        parts = bundles.made(db, CONSOLE, convoy, command.key).parts
    return bundle, {part.kind: part.final for part in parts}


@pytest.fixture
def convoy(database):
    with database.work() as db:
        return a_van_to_print(db).code


def test_without_anything_set_a_bundle_is_what_it_was(database, convoy):
    _, finals = made(database, convoy)
    assert {final.languages for final in finals.values()} == {("en", "uk")}
    assert all(final.copies == len(KINDS[kind].plan.copies) for kind, final in finals.items())


@on_sqlite
def test_a_bundle_follows_what_is_set_and_a_choice_of_languages_overrules_it(database, convoy):
    put(database, Default("CM", ("pl", "uk"), 2), Default("DS", ("uk",)))
    bundle, finals = made(database, convoy)
    assert (finals["CM"].languages, finals["CM"].copies) == (("pl", "uk"), 2)
    assert finals["DS"].languages == ("uk",)
    others = {final.languages for kind, final in finals.items() if kind not in {"CM", "DS"}}
    assert others == {("en", "uk")}
    with database.look() as db:
        desk = printing.desk(db, CONSOLE, convoy)
    assert desk.vans[0].copies == sum(len(one.copies) for one in bundle.cover.papers)
    _, chosen = made(database, convoy, ("es", "uk"))
    assert {final.languages for final in chosen.values()} == {("es", "uk")}


@on_sqlite
def test_a_bundle_on_letter_has_all_its_papers_and_the_cover_on_letter(database, convoy):
    upright, lying = (612, 792), (792, 612)
    bundle, finals = made(database, convoy, page=PageSize.LETTER, two_sided=True)
    assert {final.page for final in finals.values()} == {PageSize.LETTER}
    assert sides(bundle.content) == {upright, lying}
    assert {one.sheet for one in bundle.cover.papers} == {"Letter", "Letter landscape"}
    put(database, Default("CM", page=PageSize.LETTER))
    bundle, finals = made(database, convoy)
    assert [kind for kind, final in finals.items() if final.page is PageSize.LETTER] == ["CM"]
    again, finals = made(database, convoy, page=PageSize.A4)
    assert {final.page for final in finals.values()} == {PageSize.A4}
    assert not sides(again.content) & {upright, lying}


@on_sqlite
def test_what_is_one_sided_has_a_sheet_for_each_page_among_two_sided_papers(database, convoy):
    put(database, Default("CM", sides=1))
    bundle, _ = made(database, convoy, two_sided=True)
    said = pages(bundle.content)
    (one,) = [one for one in bundle.cover.papers if one.number.startswith("CM") and one.van]
    count = one.pages * len(one.copies)
    starts = range(one.first_page, one.first_page + 2 * count, 2)
    assert all(one.number in said[start - 1] for start in starts)
    assert not any(said[start].strip() for start in starts[:-1])
    first = {other.first_page for other in bundle.cover.papers}
    assert all(page % 2 for page in first)
    assert all(said[page - 1].strip() for page in first)


def test_one_row_a_kind_that_says_something_sensible(database):
    put(database, Default("CM", ("pl", "uk"), 3, 2), Default("WB"), Default("PF", page=PageSize.LETTER))
    put(database, Default("CM", ("en",)))
    with database.look() as db:
        assert dict(query.known(db).of_kind) == {"CM": Default("CM", ("en",))}
    bad = (
        {"kind": "CM", "copies": 1},
        {"kind": "WB", "copies": 21},
        {"kind": "WB", "sides": 3},
        {"kind": "WB"},
        {"kind": "WB", "languages": "en,uk,pl"},
        {"kind": "WB", "page": "A5"},
    )
    for row in bad:
        values = {"languages": None, "copies": None, "sides": None} | row
        with pytest.raises(IntegrityError), database.work() as db:
            db.execute(insert(PaperDefault.__table__).values(values))


@on_sqlite
def test_nonsense_and_people_of_one_convoy_are_refused(database):
    for default, field in (
        (Default("CM", ("en", "xx")), "CM-languages"),
        (Default("CM", ("en", "en")), "CM-languages"),
        (Default("CM", copies=21), "CM-copies"),
        (Default("CM", sides=3), "CM-sides"),
        (Default("BX"), ""),
        (Default("LB", page=PageSize.LETTER), ""),
        (Default("PO", ("en",)), "PO-page"),
    ):
        with pytest.raises(Invalid) as refused:
            put(database, default)
        assert refused.value.field == field
    for role, scope in ((Role.COORDINATOR, {"convoy_id": 1}), (Role.PRINTER, {}), (Role.DESK, {})):
        with pytest.raises(NotAllowed):
            put(database, Default("CM", ("en",)), actor=Actor(None, "Ann", (Granted(role, **scope),)))
    put(database, Default("CM", ("en",)), actor=Actor(None, "Ann", (Granted(Role.ADMIN),)))


@on_sqlite
def test_the_command_line_follows_what_is_set_unless_an_option_says_otherwise(
    database, convoy, settings, tmp_path, monkeypatch
):
    put(database, Default("CM", ("pl",), 2), Default("DS", ("es",), page=PageSize.LETTER))
    with database.work() as db:
        db.add(Installation(id=1, is_demo=False, made_at=datetime.now(UTC)))
    monkeypatch.setenv("CONVOY_INSTANCE", str(settings.instance))
    said = {}
    lying, letter = {(842, 595)}, {(612, 792)}
    for name, (size, *words) in {
        "set": [lying, "paper", "CM", f"{convoy}/1"],
        "said": [lying, "paper", "CM", f"{convoy}/1", "--languages", "en", "--copies", "1"],
        "short": [{(792, 612)}, "manifest", convoy, "--run", "1", "--page", "letter"],
        "driver": [letter, "paper", "DS", f"{convoy}/1"],
    }.items():
        file = tmp_path / f"{name}.pdf"
        commands.run(*words, "-o", file, environment=os.environ).check_returncode()
        said[name] = pages(file.read_bytes())
        assert sides(file.read_bytes()) == size, name
    assert len(said["set"]) == len(said["short"]) == 2 * len(said["said"])
    assert "Manifest" not in said["set"][0]
