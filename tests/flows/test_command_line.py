"""Real sheets in, paper out: the command line as somebody outside would check it."""

import io
import json
import os
from functools import partial
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests import commands
from tests.engines import on_sqlite

# Both engines are tried below the command line; here each command is a process of its own.
pytestmark = on_sqlite

SHEETS = Path(__file__).resolve().parent.parent / "exchange" / "samples"
MEANT = {
    "apteczka": "MED-FAKV-01",
    "soap": "HYG-SOAP-01",
    "guantes": "MED-GLOV-01",
    "agregat": "POW-GEND-01",
    "blanket": "BED-BLKS-01",
    "pannolini": "BAB-DIA3-01",
}


@pytest.fixture
def convoy(environment):
    """Runs `convoy …` on an installation that does not exist yet, and returns what came of it."""
    return partial(commands.run, environment={**os.environ, **environment})


@pytest.fixture
def convoy_anew(environment):
    """The same in another interpreter."""
    return partial(commands.anew, environment={**os.environ, **environment})


def test_sheets_come_in_once_and_leave_as_stock(convoy, tmp_path: Path):
    made = convoy("init", "--organisation", "A union", "--place", "Leeds")
    assert made.returncode == 0, made.stderr
    assert [place["code"] for place in json.loads(convoy("places", "--json").stdout)] == ["LEE"]

    sheet = str(SHEETS / "donations-sample.csv")
    refused = convoy("import", "donations", sheet, "--place", "LEE")
    assert refused.returncode == 1
    said = [line for line in refused.stderr.splitlines() if line.startswith("row ")]
    assert len(said) == len(MEANT)
    assert all(code in refused.stderr for code in MEANT.values())
    assert "--item WORD=CODE" in refused.stderr
    assert json.loads(convoy("stock", "--json").stdout) == []

    chosen = [word for pair in MEANT.items() for word in ("--item", "=".join(pair))]
    taken = convoy("import", "donations", sheet, "--place", "LEE", *chosen)
    assert taken.returncode == 0, taken.stderr
    stock = json.loads(convoy("stock", "--place", "LEE", "--json").stdout)
    assert {row["place"] for row in stock} == {"LEE"}
    again = convoy("import", "donations", sheet, "--place", "LEE", *chosen)
    assert "90 were there already" in again.stdout
    ukrainian = convoy("import", "donations", str(SHEETS / "donations-sample-uk.csv"), "--place", "LEE")
    assert "30 donations recorded" in ukrainian.stdout
    assert json.loads(convoy("stock", "--json").stdout) != stock
    assert convoy("check").returncode == 0


def test_the_demo_says_again_who_can_sign_in_and_gives_another_card(convoy):
    first, second = convoy("demo").stdout, convoy("demo").stdout
    for said in (first, second):
        assert "bread and roses" in said
        assert "printer      prints what travels with the vans" in said
        assert "weekend card" in said
    assert first.splitlines()[-1] != second.splitlines()[-1]
    real = convoy("init", "--place", "Leeds")
    assert "set up before" in real.stderr


def test_a_new_place_has_the_clock_of_its_country_and_a_guess_is_said(convoy):
    made = convoy("init", "--place", "Leeds", "--country", "gb")
    assert "It is in GB, on London time." in made.stdout, made.stderr
    (place,) = json.loads(convoy("places", "--json").stdout)
    assert place["country"] == "GB"


def test_a_place_without_a_country_is_said_to_be_a_guess(convoy):
    made = convoy("init", "--place", "Leeds").stdout
    assert "not known; it is on Kyiv time" in made
    assert "Change both under Records" in made


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (("--country", "Britain"), "two letters"),
        (("--country", "US"), "name its time zone too"),
        (("--country", "GB", "--zone", "Europe/Leeds"), "no time zone"),
    ],
)
def test_an_unknown_country_or_zone_makes_nothing(convoy, said, answer):
    refused = convoy("init", "--place", "Leeds", *said)
    assert refused.returncode == 1
    assert answer in refused.stderr
    assert "no installation here yet" in convoy("places").stderr


def test_the_demo_prints_the_same_manifest_again_and_survives_a_copy(convoy, convoy_anew, tmp_path: Path):
    assert "bread and roses" in convoy("demo").stdout
    listed = {row["state"]: row for row in json.loads(convoy("convoys", "--json").stdout)}
    assert set(listed) == {"planning", "loading", "on the road", "delivered"}
    assert listed["planning"]["runs"] == 3
    code = listed["on the road"]["code"]
    first, second = tmp_path / "first.pdf", tmp_path / "second.pdf"
    made = convoy("manifest", code, "--run", "1", "--variant", "border", "-o", str(first))
    assert made.returncode == 0, made.stderr
    convoy_anew("manifest", code, "--run", "1", "--variant", "border", "--reprint", "-o", str(second))
    assert first.read_bytes() == second.read_bytes()
    said = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(first.read_bytes())).pages)
    assert "WX 00017" in said
    assert "Вільна профспілка залізничників" in said

    found = convoy("readiness", listed["loading"]["code"], "--json")
    assert found.returncode == 1, found.stderr
    checks = json.loads(found.stdout)
    assert {row["run"] for row in checks} == {1, 2}
    stopping = [row for row in checks if row["severity"] == "block" and not row["met"]]
    assert [row["words"] for row in stopping] == ["50 kg over its payload"]
    assert stopping[0]["where"]["page"] == "runs.show"
    assert stopping[0]["where"]["address"].endswith("/runs/2#load")
    assert convoy("readiness", code).returncode == 0
    loading = listed["loading"]["code"]
    short, in_full = convoy("readiness", loading).stdout, convoy("readiness", loading, "--all").stdout
    assert "2    yes       50 kg over its payload" in short
    assert "in order" not in short
    assert "in order  Boxes are on it" in in_full

    copy = str(tmp_path / "copy.db")
    assert convoy("backup", copy).returncode == 0
    assert convoy("restore", copy).returncode == 0
    checked = convoy("check")
    assert checked.returncode == 0, checked.stderr
    convoy_anew("manifest", code, "--run", "1", "--variant", "border", "--reprint", "-o", str(second))
    assert first.read_bytes() == second.read_bytes()
    assert convoy("upgrade").returncode == 0


@pytest.mark.parametrize(
    "words",
    [
        ("stock",),
        ("check",),
        ("convoys",),
        ("import", "donations", str(SHEETS / "donations-sample.csv"), "--place", "LEE"),
    ],
)
def test_without_an_installation_every_command_says_what_to_do_first(convoy, words):
    refused = convoy(*words)
    assert refused.returncode == 1
    assert "convoy init" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_what_does_not_exist_is_answered_plainly(convoy, tmp_path: Path):
    convoy("init", "--organisation", "A union", "--place", "Leeds")
    no_copy = tmp_path / "copy.db"
    no_copy.write_text("nothing")
    for words in (
        ("init", "--organisation", "Another"),
        ("manifest", "CV-7K3F-2M-Q", "-o", str(tmp_path / "x.pdf")),
        ("import", "donations", str(SHEETS / "donations-sample.csv"), "--place", "LED"),
        ("import", "donations", str(no_copy), "--place", "LEE"),
        ("restore", str(no_copy)),
    ):
        refused = convoy(*words)
        assert refused.returncode == 1, words
        assert "Error: " in refused.stderr, refused.stderr
        assert "Traceback" not in refused.stderr
    assert not (tmp_path / "x.pdf").exists()


def test_a_list_of_boxes_comes_in_once_with_every_bad_row_named(convoy, tmp_path: Path):
    convoy("init", "--organisation", "A union", "--place", "Leeds")
    sheet = tmp_path / "hall.csv"
    rows = "".join(f"{n},HYG-SOAP-01,24,new,{'' if n % 15 == 0 else 3}\n" for n in range(1, 141))
    sheet.write_text(f"box number,item,quantity,condition,kg\n{rows}", encoding="utf-8")
    command = ("import", "boxes", str(sheet), "--place", "LEE")
    dry = convoy(*command, "--dry-run")
    assert "140 boxes would be recorded; 0 were there already." in dry.stdout
    assert "At least 393 kg; 9 of 140 not weighed." in dry.stdout
    assert json.loads(convoy("stock", "--json").stdout) == []
    assert "140 boxes recorded" in convoy(*command).stdout
    assert "0 boxes recorded; 140 were there already." in convoy(*command).stdout

    sheet.write_text("box number,item,quantity,condition\n1,nothing such,2,new\n2,HYG-SOAP-01,x,new\n")
    refused = convoy(*command, "--from", "Lublin", "--from-type", "trade_union")
    assert refused.returncode == 1
    assert [line[:6] for line in refused.stderr.splitlines() if line.startswith("row ")] == [
        "row 2:",
        "row 3:",
    ]
    assert convoy("check").returncode == 0


def test_the_commands_of_second_factors_and_crews_say_what_they_did(convoy):
    convoy("init", "--organisation", "A union", "--place", "Leeds")
    nobody = convoy("forget-factor", "olena")
    assert nobody.returncode == 1
    assert "nobody with the sign-in name olena" in nobody.stderr
    tidied = convoy("tidy")
    assert tidied.returncode == 0, tidied.stderr
    assert "details of 0 people of 0 convoys" in tidied.stdout


def test_an_installation_where_nothing_was_done_yet_says_what_to_do_first(convoy):
    convoy("init", "--organisation", "A union")
    for command, said in (
        ("check", "nothing to compare. All is well."),
        ("papers", "No paper was made final yet."),
        ("convoys", "Convoys, Plan a convoy"),
        ("places", "Records, Places"),
        ("stock", "convoy import donations"),
    ):
        told = convoy(command)
        assert told.returncode == 0, told.stderr
        assert said in told.stdout
