"""Real sheets on both engines: what they say is in stock, goes on a van and on paper, and can be moved."""

import csv
import hashlib
import io
import json
import os
import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from uuid import uuid4

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from convoy.db import Base, Database
from convoy.domain.controls import Decision, Flag
from convoy.domain.kinds import CrewRole, OrganisationKind, PlaceKind
from convoy.domain.permissions import CONSOLE
from convoy.models import Box, Load, Organisation, Place
from convoy.queries import set_aside
from convoy.services import controls, convoys, crews, loading
from tests import commands, engines
from tests.engines import on_sqlite

SHEETS = Path(__file__).parent.parent / "exchange" / "samples"
ENGLISH, UKRAINIAN = SHEETS / "donations-sample.csv", SHEETS / "donations-sample-uk.csv"
MEANT = {
    "apteczka": "MED-FAKV-01",
    "soap": "HYG-SOAP-01",
    "guantes": "MED-GLOV-01",
    "agregat": "POW-GENP-01",
    "blanket": "BED-BLKS-01",
    "pannolini": "BAB-DIA3-01",
}
"""The words of the English sheet that name several items, and the one its donors meant."""

ANSWERS = [part for word, code in MEANT.items() for part in ("--item", f"{word}={code}")]

Run = Callable[..., subprocess.CompletedProcess[str]]


def convoy(environment: Mapping[str, str], *words: object) -> subprocess.CompletedProcess[str]:
    """What the command said and its exit code, in an environment with no other setting of ours.

    What is printed again is drawn by another interpreter.
    """
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CONVOY_")}
    start = commands.anew if "--reprint" in words else commands.run
    return start(*words, environment={**clean, **environment})


@pytest.fixture
def fresh(bare: Database, tmp_path: Path) -> dict[str, str]:
    """The environment of an installation fresh from `convoy init`, on each engine in turn."""
    bare.close()
    url = bare.engine.url.render_as_string(hide_password=False)
    environment = {"CONVOY_INSTANCE": str(tmp_path / "instance"), "CONVOY_DATABASE_URL": url}
    made = convoy(environment, "init", "--organisation", "Railway Workers' Aid", "--place", "Leeds")
    assert made.returncode == 0, made.stderr
    assert "One-time code" in made.stdout
    return environment


@pytest.fixture
def run(fresh: dict[str, str]) -> Run:
    """`run("stock", "--json")` in that installation."""
    return lambda *words: convoy(fresh, *words)


def told(run: Run, *words: object) -> str:
    """What a command that has to succeed said."""
    done = run(*words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def listed(run: Run, *words: object) -> list[dict[str, object]]:
    return json.loads(told(run, *words, "--json"))


def of_sheet(file: Path, column: str) -> list[int]:
    text = file.read_text(encoding="utf-8-sig")
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text.splitlines()[0] else ",")
    return [int(row[column]) for row in rows]


def everything_in(run: Run) -> None:
    told(run, "import", "donations", ENGLISH, "--place", "LEE", *ANSWERS)
    told(run, "import", "donations", UKRAINIAN, "--place", "LEE")


def loaded_van(environment: dict[str, str]) -> str:
    """The code of a new convoy whose one van has every box that may go, planned by the services."""
    database = Database(environment["CONVOY_DATABASE_URL"])
    with database.work() as db:
        recipient = Organisation(
            code="OR-TEST",
            kind=OrganisationKind.TRADE_UNION,
            name="Free Union of Miners, Kryva Balka",
            name_uk="Вільна профспілка гірників, Крива Балка",
            name_key="miners",
            address="Shakhtarska 4, Kryva Balka",
        )
        hall = Place(
            code="KRB", name="Miners' hall", name_key="miners hall", kind=PlaceKind.DESTINATION, country="UA"
        )
        hall.organisation = recipient
        db.add_all([recipient, hall])
        db.flush()
        plan = convoys.PlanConvoy(uuid4(), "Winter convoy", crossing="PL-MEDYKA", recipients=("KRB",))
        code = convoys.create(db, CONSOLE, plan).code
        van = convoys.AddRun(
            uuid4(), code, plate="WX 00024", payload_g=40_000_000, hold_ml=90_000_000,
            loads_at=("LEE",), delivers_to=("KRB",),
        )  # fmt: skip
        convoys.add_run(db, CONSOLE, van)
        driver = crews.Person(CrewRole.LEAD_DRIVER, "Alex Example", "+44 0000 000003")
        crews.set_crew(db, CONSOLE, crews.SetCrew(uuid4(), code, 1, (driver,)))
        meat = [
            one.target for one in set_aside.waiting(db, CONSOLE).packed if one.flags == (Flag.ANIMAL_ORIGIN,)
        ]
        signed = controls.DecideGoods(uuid4(), tuple(meat), Decision.RELEASE, "sterilised, seen by us")
        assert controls.decide(db, CONSOLE, signed).done == len(meat) > 0
        boxes = tuple(db.scalars(select(Box.code).order_by(Box.id)))
        wanted = loading.AssignBoxes(uuid4(), code, 1, "KRB", boxes, skip_ineligible=True)
        assert loading.assign(db, CONSOLE, wanted).boxes
    database.close()
    return code


def listed_boxes(environment: dict[str, str]) -> list[str]:
    """The codes of the boxes that a van has."""
    database = Database(environment["CONVOY_DATABASE_URL"])
    with database.look() as db:
        codes = list(db.scalars(select(Box.code).join(Load).where(Load.ended_at.is_(None))))
    database.close()
    return codes


def pages(file: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(file).pages]


def test_sheets_come_in_once_however_often_they_are_sent_and_the_stock_is_what_they_say(run):
    would = told(run, "import", "donations", UKRAINIAN, "--place", "LEE", "--dry-run")
    assert would.startswith("30 donations would be recorded in 168 boxes")
    assert listed(run, "stock") == []
    everything_in(run)
    once = listed(run, "stock")
    everything_in(run)
    assert listed(run, "stock") == once
    again = told(run, "import", "donations", UKRAINIAN, "--place", "LEE")
    assert again.startswith("0 donations recorded")
    assert "30 were there already" in again
    rows = listed(run, "stock")
    given = sum(of_sheet(ENGLISH, "quantity")) + sum(of_sheet(UKRAINIAN, "кількість"))
    assert sum(int(row["quantity"]) for row in rows) == given
    assert {row["place"] for row in rows} == {"LEE"}
    assert all(row["reserved"] == 0 for row in rows)
    assert "agree" in told(run, "check")


def test_what_came_in_is_loaded_printed_and_printed_again_byte_for_byte(fresh, run, tmp_path):
    everything_in(run)
    code = loaded_van(fresh)
    (planned,) = listed(run, "convoys")
    assert (planned["code"], planned["name"], planned["runs"]) == (code, "Winter convoy", 1)
    reserved = sum(int(row["reserved"]) for row in listed(run, "stock"))
    assert reserved > 0
    first, second = tmp_path / "first.pdf", tmp_path / "second.pdf"
    told(run, "manifest", code, "--run", 1, "--variant", "full", "-o", first)
    text = pages(first)
    whole = "\n".join(text)
    for words in ("WX 00024", "Alex Example", "Тушонка яловича", "Вільна профспілка гірників, Крива Балка"):
        assert words in whole
    for number, page in enumerate(text, 1):
        assert f"Page {number} of {len(text)}" in page
    assert set(listed_boxes(fresh)) <= set(re.findall(r"BX-[0-9A-Z]{4}-[0-9A-Z]{2}-[0-9A-Z]", whole))
    told(run, "manifest", code, "--run", 1, "--variant", "full", "--reprint", "-o", second)
    assert first.read_bytes() == second.read_bytes()
    assert "agree" in told(run, "check")


@on_sqlite
def test_an_installation_moves_to_postgresql_and_back_with_its_papers(
    fresh, run, tmp_path, postgresql_server, worker_id
):
    everything_in(run)
    code = loaded_van(fresh)
    paper = tmp_path / "here.pdf"
    told(run, "manifest", code, "--run", 1, "-o", paper)
    copy, second_copy = tmp_path / "copy.db", tmp_path / "back.db"
    told(run, "backup", copy)
    with engines.postgresql_database(postgresql_server, f"convoy_moved_{worker_id}") as url:
        there = {"CONVOY_INSTANCE": str(tmp_path / "there"), "CONVOY_DATABASE_URL": url}
        assert convoy(there, "restore", copy).returncode == 0
        assert convoy(there, "check").returncode == 0
        printed = tmp_path / "there.pdf"
        assert convoy(there, "manifest", code, "--run", 1, "--reprint", "-o", printed).returncode == 0
        assert digest(printed) == digest(paper)
        assert convoy(there, "backup", second_copy).returncode == 0
    back = {"CONVOY_INSTANCE": str(tmp_path / "back")}
    assert convoy(back, "restore", second_copy).returncode == 0
    assert json.loads(convoy(back, "stock", "--json").stdout) == listed(run, "stock")
    assert convoy(back, "check").returncode == 0
    assert convoy(back, "upgrade").returncode == 0
    repeated = convoy(back, "import", "donations", UKRAINIAN, "--place", "LEE")
    assert repeated.stdout.startswith("0 donations recorded")


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


REFUSED = [
    (("stock", "--place", "LEX"), "LEX"),
    (("import", "donations", UKRAINIAN, "--place", "LEX"), "LEX"),
    (
        ("import", "donations", ENGLISH, "--place", "LEE", "--item", "soap=NONE"),
        "“NONE” is not in the catalogue",
    ),
    (("manifest", "CV-NONE", "-o", "never.pdf"), "CV-NONE"),
    (("restore", ENGLISH), "not a whole copy"),
    (("init", "--organisation", "Another"), "set up before"),
]


@on_sqlite
def test_what_cannot_be_done_is_said_in_a_sentence_and_changes_nothing(run, fresh):
    told(run, "import", "donations", UKRAINIAN, "--place", "LEE")
    before = content_of(fresh)
    for words, says in REFUSED:
        refused = run(*words)
        assert refused.returncode == 1, words
        assert says in refused.stderr, words
        assert "Traceback" not in refused.stderr
        assert content_of(fresh) == before, words


def content_of(environment: dict[str, str]) -> list[tuple[str, int]]:
    """How many rows each table has."""
    database = Database(environment["CONVOY_DATABASE_URL"])
    with database.look() as db:
        rows = [
            (table.name, db.scalar(select(func.count()).select_from(table)) or 0)
            for table in Base.metadata.sorted_tables
        ]
    database.close()
    return rows
