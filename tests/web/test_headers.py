"""What every answer carries, whatever it is."""

import pytest

from convoy.app import create_app
from convoy.config import Settings
from convoy.domain.permissions import Granted, Role
from tests.engines import on_sqlite
from tests.web.people import make_app, post, signed_in

pytestmark = on_sqlite

PATHS = [
    "/",
    "/sign-in",
    "/join",
    "/people",
    "/people/US-0000-00-0",
    "/me",
    "/nothing",
    "/me/language",
    "/static/css/convoy.css",
    "/static/nothing.css",
    "/static/../convoy.db",
]


@pytest.fixture
def app(settings, database):
    return make_app(settings, database)


def check(answer, path):
    headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';"), path
    assert "unsafe" not in policy, path
    assert "frame-ancestors 'none'" in policy, path
    assert headers["X-Frame-Options"] == "DENY", path
    assert headers["X-Content-Type-Options"] == "nosniff", path
    assert headers["Referrer-Policy"] == "same-origin", path
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin", path
    if not path.startswith("/static") or answer.status_code != 200:
        assert headers["Cache-Control"] == "no-store", path


@pytest.mark.parametrize("role", [None, Role.DESK, Role.ADMIN])
def test_every_answer_says_what_may_be_run_framed_and_kept(app, database, role):
    client = signed_in(app, database, Granted(role)) if role else app.test_client()
    for path in PATHS:
        with client.get(path) as answer:
            check(answer, path)
        with client.post(path) as answer:
            check(answer, path)


def test_redirects_refusals_and_pages_that_broke_say_it_too(app, database):
    client = signed_in(app, database, Granted(Role.ADMIN))
    for answer in (
        post(client, "/language", {"language": "uk"}),
        client.post("/sign-out"),
        client.put("/people"),
        client.post("/sign-in", data={"x": "y" * 5_000_000}),
    ):
        assert answer.status_code in {303, 400, 405, 413}
        check(answer, str(answer.status_code))
    app.view_functions["home.index"] = lambda: 1 / 0
    broken = client.get("/")
    assert broken.status_code == 500
    assert "ZeroDivision" not in broken.text
    check(broken, "broken")


def test_a_file_with_its_hash_in_the_address_may_be_kept_for_long(app):
    client = app.test_client()
    page = client.get("/sign-in").text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0].replace("&amp;", "&")
    with client.get(address) as answer:
        assert "immutable" in answer.headers["Cache-Control"]
    with client.get(address.split("?")[0]) as answer:
        assert "immutable" not in answer.headers.get("Cache-Control", "")


def test_a_https_installation_is_asked_for_by_https_only(settings, database):
    ours = Settings(settings.instance, settings.database_url, url="https://aid.example.org")
    answer = create_app(ours, database).test_client().get("/", base_url="https://aid.example.org")
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_a_foreign_host_gets_the_headers_and_no_page(settings, database):
    ours = Settings(settings.instance, settings.database_url, url="https://aid.example.org")
    answer = create_app(ours, database).test_client().get("/", base_url="https://evil.example")
    assert answer.status_code == 400
    assert "<" not in answer.text
    check(answer, "foreign host")


def test_pages_run_no_script_and_no_style_of_their_own(app, database):
    client = signed_in(app, database, Granted(Role.ADMIN))
    for path in ("/", "/people", "/people/invite", "/me", "/nothing"):
        page = client.get(path).text
        assert "<style" not in page
        assert " style=" not in page
        assert "<script>" not in page
        assert "javascript:" not in page
