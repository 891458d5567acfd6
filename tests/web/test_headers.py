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


ALWAYS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def left_open(answer, path):
    """The headers by which an answer may be framed, run, guessed at or kept more than it should."""
    policy = answer.headers.get("Content-Security-Policy", "")
    is_strict = policy.startswith("default-src 'none';") and "frame-ancestors 'none'" in policy
    if not is_strict or "unsafe" in policy:
        yield "Content-Security-Policy"
    yield from (name for name, value in ALWAYS.items() if answer.headers.get(name) != value)
    may_be_kept = path.startswith("/static") and answer.status_code == 200
    if not may_be_kept and answer.headers.get("Cache-Control") != "no-store":
        yield "Cache-Control"


@pytest.mark.parametrize("role", [None, Role.DESK, Role.ADMIN])
def test_every_answer_says_what_may_be_run_framed_and_kept(app, database, role):
    client = signed_in(app, database, Granted(role)) if role else app.test_client()
    for path in PATHS:
        for ask in (client.get, client.post):
            with ask(path) as answer:
                assert list(left_open(answer, path)) == [], path


def test_redirects_refusals_and_pages_that_broke_say_it_too(app, database):
    client = signed_in(app, database, Granted(Role.ADMIN))
    for answer in (
        post(client, "/language", {"language": "uk"}),
        client.post("/sign-out"),
        client.put("/people"),
        client.post("/sign-in", data={"x": "y" * 5_000_000}),
    ):
        assert answer.status_code in {303, 400, 405, 413}
        assert list(left_open(answer, "")) == [], answer.status
    app.view_functions["home.index"] = lambda: 1 / 0
    broken = client.get("/")
    assert broken.status_code == 500
    assert "ZeroDivision" not in broken.text
    assert list(left_open(broken, "/")) == []


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
    assert list(left_open(answer, "/")) == []


def test_pages_run_no_script_and_no_style_of_their_own(app, database):
    client = signed_in(app, database, Granted(Role.ADMIN))
    for path in ("/", "/people", "/people/invite", "/me", "/nothing"):
        page = client.get(path).text
        assert "<style" not in page
        assert " style=" not in page
        assert "<script>" not in page
        assert "javascript:" not in page
