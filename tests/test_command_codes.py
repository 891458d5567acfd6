"""Codes typed at the command line: any form is understood, unknown ones are answered with the nearest."""

import re

import pytest
from click.testing import CliRunner

from convoy.cli import convoy
from convoy.db import Database
from convoy.domain import references
from convoy.models import Place
from convoy.services.moving import without_password
from tests.printing import a_van_to_print


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("postgresql://aid:hush@127.0.0.1/aid", "postgresql://aid:***@127.0.0.1/aid"),
        ("postgresql:///aid?host=/run", "postgresql:///aid?host=/run"),
        ("sqlite:////srv/aid.db", "sqlite:////srv/aid.db"),
    ],
)
def test_a_password_is_not_printed_with_the_address_of_a_database(target, shown):
    assert without_password(target) == shown


@pytest.fixture
def run(tmp_path):
    """Run a command on a fresh installation with one collection point, Leeds (LEE)."""
    environment = {"CONVOY_INSTANCE": str(tmp_path / "instance"), "CONVOY_DATABASE_URL": ""}

    def command(*words: str):
        return CliRunner().invoke(convoy, [str(word) for word in words], env=environment)

    assert command("init", "--organisation", "Unison", "--place", "Leeds").exit_code == 0
    return command


@pytest.fixture
def sheet(tmp_path):
    file = tmp_path / "gifts.csv"
    file.write_text("Date,Item,Quantity\n", encoding="utf-8")
    return file


def test_stock_of_an_unknown_place_names_the_nearest(run):
    answer = run("stock", "--place", "LEX")
    assert answer.exit_code == 1
    assert "There is no place LEX here. Nearest: LEE." in answer.output


def test_a_place_is_understood_in_small_letters(run):
    assert run("stock", "--place", "lee", "--json").exit_code == 0


def test_a_sheet_for_an_unknown_place_names_the_nearest(run, sheet):
    answer = run("import", "donations", sheet, "--place", "XXX")
    assert answer.exit_code == 1
    assert "There is no collection point XXX where you take gifts in. Nearest: LEE." in answer.output


def test_a_manifest_of_an_unknown_convoy_is_refused_plainly(run, tmp_path):
    code = references.new("CV")
    answer = run("manifest", code.lower().replace("-", ""), "-o", tmp_path / "out.pdf")
    assert answer.exit_code == 1
    assert f"There is no convoy {code} here" in answer.output
    assert not (tmp_path / "out.pdf").exists()


@pytest.fixture
def van(run, tmp_path):
    """The code of a convoy with one van, which hands over at its stop A."""
    database = Database(f"sqlite:///{tmp_path / 'instance' / 'convoy.db'}")
    with database.work() as db:
        db.query(Place).filter_by(code="LEE").one().code = "HUL"
        code = a_van_to_print(db).code
    database.close()
    return code


def test_of_kinds_of_papers_only_the_near_ones_are_named(run, tmp_path):
    near = run("paper", "PO", "CV-1", "-o", tmp_path / "out.pdf").output
    assert near.strip().endswith("`convoy papers --kinds` lists them. Nearest: PF, PL.")
    assert "Nearest" not in run("paper", "WAYBILL", "CV-1", "-o", tmp_path / "out.pdf").output


@pytest.mark.parametrize(
    ("kind", "target", "meant"), [("WB", "/1", "/1/A"), ("WB", "", "/1/A"), ("CL", "", "/1")]
)
def test_a_paper_asked_of_something_else_names_what_it_could_be_of(run, van, tmp_path, kind, target, meant):
    answer = run("paper", kind, f"{van}{target}", "-o", tmp_path / "out.pdf")
    assert answer.exit_code == 1
    assert f"{kind} is not made of {van}{target}. " in answer.output
    assert answer.output.strip().endswith(f"like this: {van}{meant}.")


def test_a_paper_of_boxes_names_one_of_ours(run, van, tmp_path):
    answer = run("paper", "LB", van, "-o", tmp_path / "out.pdf").output
    assert re.search(r"like this: BX-[0-9A-Z]{4}-[0-9A-Z]{2}-[0-9A-Z]\.$", answer.strip())


def test_a_copy_that_is_not_there_is_named_in_words(run, van, tmp_path):
    out = tmp_path / "out.pdf"
    assert run("manifest", van, "--languages", "en,uk", "-o", out).exit_code == 0
    answer = run("manifest", van, "--languages", "en,uk", "--variant", "border", "--reprint", "-o", out)
    assert "was not made final as border copy in EN + UK on A4." in answer.output


def test_goods_that_a_paper_says_in_english_are_named_beside_it_and_not_on_the_output(run, van, tmp_path):
    answer = run("manifest", van, "--run", "1", "--languages", "pl,de", "-o", tmp_path / "out.pdf")
    assert answer.exit_code == 0, answer.output
    assert "not translated: " in answer.stderr
    assert answer.stderr.strip().endswith(": de")
    assert "not translated" not in answer.stdout
