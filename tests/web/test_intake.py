"""The page that phones keep: the same to everybody, its files known to the worker; and taking it back."""

import json
import re

import pytest

from convoy.domain.permissions import Granted, Role
from convoy.web.intake_words import COUNTED, SENTENCES
from convoy.web.languages import LANGUAGES
from tests.engines import on_sqlite
from tests.factories import a_place
from tests.structure.test_code import TOP
from tests.web.people import make_app, signed_in

pytestmark = on_sqlite

MODULES = sorted((TOP / "static" / "js" / "intake").glob("*.js"))


@pytest.fixture
def app(settings, database):
    return make_app(settings, database)


def test_the_page_says_nothing_of_who_asks(app, database):
    with database.work() as db:
        leeds = a_place(db).id
    volunteer = signed_in(app, database, Granted(Role.DESK, place_id=leeds), name="Olena")
    for language in LANGUAGES:
        answer = volunteer.get(f"/intake/{language}")
        assert answer.get_data() == app.test_client().get(f"/intake/{language}").get_data()
        assert "Olena" not in answer.text
        assert "csrf" not in answer.text
        assert "Set-Cookie" not in answer.headers


def test_from_the_page_there_is_a_way_home(app):
    assert re.search(r'<a href="/">.*First page</a>', app.test_client().get("/intake/en").text)


def test_the_worker_keeps_every_file_of_the_page_and_nothing_of_the_api(app):
    client = app.test_client()
    worker = client.get("/intake/worker.js").text
    files = json.loads(re.search(r"^const FILES = (.+);$", worker, re.MULTILINE)[1])
    for file in files:
        with client.get(file) as answer:
            assert answer.status_code == 200, file
    page = client.get("/intake/en").text
    asked = re.findall(r'(?:src|href)="(/static/[^"#]+)', page)
    imported = {
        f"/static/js/intake/{name}".replace("intake/../", "")
        for module in MODULES
        if not module.name.startswith("worker")
        for name in re.findall(
            r'(?:from |import\()"(?:\./)?([\w./]+\.js)"', module.read_text(encoding="utf-8")
        )
    }
    assert "/static/js/camera.js" in imported
    assert {*asked, *imported} <= set(files)
    assert [file for file in files if "/api" in file] == []


def test_what_reads_codes_is_kept_later_and_may_run_on_this_page(app):
    client = app.test_client()
    later = json.loads(
        re.search(r"^const LATER = (.+);$", client.get("/intake/worker.js").text, re.MULTILINE)[1]
    )
    page = client.get("/intake/en")
    for file in later:
        assert file in page.text
    assert "'wasm-unsafe-eval'" in page.headers["Content-Security-Policy"]
    assert "data-scan-line hidden" in page.text


def test_a_phone_forgets_the_page_where_it_is_switched_off(app):
    app.config["CONVOY_PHONES"] = False
    worker = app.test_client().get("/intake/worker.js").text
    assert "unregister" in worker
    assert 'addEventListener("fetch"' not in worker


def test_it_is_installed_under_a_plain_name_where_that_is_wanted(app):
    client = app.test_client()
    usual, plain = (client.get(f"/intake/en/{name}.webmanifest").json for name in ("convoy", "plain"))
    assert usual["name"] == "Convoy"
    assert "onvoy" not in json.dumps(plain)
    assert plain["start_url"].startswith(plain["scope"])
    for manifest in (usual, plain):
        with client.get(manifest["icons"][0]["src"]) as icon:
            assert icon.status_code == 200


def test_every_sentence_the_script_says_is_on_the_page(engine):
    script = "".join(module.read_text(encoding="utf-8") for module in MODULES)
    said = set(re.findall(r'say\("([a-z-]+)"', script)) | set(re.findall(r', "(say-[a-z]+)"', script))
    assert said - {*SENTENCES, *COUNTED} == set()
