"""What goes wrong around a command: a lost code, a missing folder, a database that is away."""

import os
import re
import subprocess
import sys

import pytest

from tests import commands

CODE = r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}"


@pytest.fixture
def convoy(tmp_path):
    """Run a command in a folder of its own, as a person does."""

    def run(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        instance = str(tmp_path / "new")
        environment = {**os.environ, "CONVOY_DATABASE_URL": "", "CONVOY_INSTANCE": instance, **settings}
        return commands.run(*words, environment=environment, folder=tmp_path)

    return run


def test_a_lost_code_of_the_first_admin_is_replaced_while_nobody_has_joined(convoy):
    first = re.findall(CODE, convoy("init", "--organisation", "A union", "--place", "Leeds").stdout)
    again = convoy("init")
    second = re.findall(CODE, again.stdout)
    assert len(first) == len(second) == 1
    assert first != second
    assert "there already" in again.stdout
    assert '"code": "LEE"' in convoy("places", "--json").stdout


def test_a_new_instance_folder_is_closed_to_other_users(convoy, tmp_path):
    assert convoy("init").returncode == 0
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_an_upgrade_of_nothing_makes_nothing(convoy, tmp_path):
    answer = convoy("upgrade")
    assert answer.returncode == 1
    assert "no installation here yet" in answer.stderr
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("words", [("backup", "away/copy"), ("manifest", "CV-1", "-o", "away/paper.pdf")])
def test_a_file_in_a_folder_that_is_not_there_is_refused_before_any_work(convoy, words):
    answer = convoy(*words)
    assert answer.returncode == 2
    assert "There is no folder away. Nothing was done" in answer.stderr


def test_a_meaning_without_a_code_is_refused(convoy, tmp_path):
    (tmp_path / "gifts.csv").write_text("Date,Item\n", encoding="utf-8")
    answer = convoy("import", "donations", "gifts.csv", "--place", "LEE", "--item", "soap")
    assert answer.returncode == 2
    assert "soap is not WORD=CODE" in answer.stderr


def test_a_database_that_is_away_is_said_in_a_sentence_without_its_password(convoy):
    answer = convoy("places", CONVOY_DATABASE_URL="postgresql://us:hush-hush@127.0.0.1:1/aid")
    assert answer.returncode == 1
    assert "The database does not answer" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert "hush-hush" not in answer.stderr


@pytest.mark.parametrize("url", ["http://[", "http://aid.example.org:many"])
def test_an_address_that_cannot_be_read_is_refused(convoy, url):
    answer = convoy("places", CONVOY_URL=url)
    assert answer.returncode == 1
    assert "it must be scheme and host only" in answer.stderr


@pytest.mark.parametrize(
    ("terminal", "shown"),
    [
        ({"LANG": "C", "PYTHONIOENCODING": ""}, "Львів"),
        ({"LC_ALL": "C", "PYTHONIOENCODING": "", "PYTHONCOERCECLOCALE": "0"}, "Львів"),
        ({"LANG": "C", "PYTHONIOENCODING": "latin-1"}, r"\u041b\u044c\u0432\u0456\u0432"),
    ],
    ids=["plain", "ascii only", "western"],
)
def test_a_name_in_letters_the_terminal_lacks_is_shown_or_spelt_out(convoy, tmp_path, terminal, shown):
    assert convoy("init", "--place", "Львів", "--country", "UA").returncode == 0
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))}
    environment = {**bare, "CONVOY_DATABASE_URL": "", "CONVOY_INSTANCE": str(tmp_path / "new")}
    told = commands.anew("places", environment={**environment, "PYTHONUTF8": "0", **terminal})
    assert told.returncode == 0, told.stderr
    assert shown in told.stdout
    assert told.stderr == ""


def test_letters_that_a_terminal_lost_are_refused_before_any_work(convoy, tmp_path):
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))}
    settings = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "CONVOY_DATABASE_URL": ""}
    new = str(tmp_path / "new")
    told = commands.anew("init", "--place", "Львів", environment={**bare, **settings, "CONVOY_INSTANCE": new})
    assert told.returncode == 1
    assert "Nothing was done. Set LC_ALL=C.UTF-8" in told.stderr
    assert not (tmp_path / "new").exists()


def test_telling_the_version_reads_neither_tables_nor_papers():
    asked = "import sys; from convoy.__main__ import convoy; convoy(['--version'], standalone_mode=False)"
    told = subprocess.run(
        [sys.executable, "-c", f"{asked}; print(*sys.modules)"], check=True, capture_output=True, text=True
    )
    assert "version" in told.stdout
    assert {"sqlalchemy", "reportlab", "flask"}.isdisjoint(told.stdout.split())
