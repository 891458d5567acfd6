"""Signing in and out in a browser, with everything a thief or a bad moment may do to it."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from convoy.app import create_app
from convoy.config import Settings
from convoy.db import Base, Database
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import SignIn, User
from convoy.services import passwords, sign_ins, users
from tests.factories import a_place
from tests.web.people import PASSWORD, add_user, csrf, make_app, post, signed_in

HASH = passwords.scramble(PASSWORD)
OURS = {"Origin": "http://localhost"}


@pytest.fixture
def app(settings: Settings, database: Database):
    return make_app(settings, database)


@pytest.fixture
def olena(database: Database) -> User:
    new = users.NewUser("olena", "Olena", HASH)
    return database.do(lambda db: users.create(db, CONSOLE, new, Granted(Role.ADMIN)))


def sign_in(client: FlaskClient, login: str = "olena", password: str = PASSWORD, **more) -> TestResponse:
    return post(client, "/sign-in", {"login": login, "password": password, **more})


def test_the_right_password_opens_the_page_that_was_asked_for(app, olena):
    client = app.test_client()
    asked = client.get("/people?x=1")
    assert asked.status_code == 401
    assert 'value="/people?x=1"' in asked.text
    answer = sign_in(client, next="/people?x=1")
    assert (answer.status_code, answer.location) == (303, "/people?x=1")
    assert client.get("/people").status_code == 200


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(app, olena, database):
    def told(login):
        answer = sign_in(app.test_client(), login, "not the password")
        return answer.status_code, [part for part in answer.text.split("\n") if "do not belong" in part]

    database.do(users.create, CONSOLE, users.NewUser("petro", "Petro", HASH))
    with database.work() as db:
        db.execute(update(User).where(User.login == "petro").values(is_active=False))
    assert told("olena") == told("nobody") == told("petro")
    assert sign_in(app.test_client(), "petro").status_code == 422


def test_a_cookie_copied_before_signing_out_opens_nothing_afterwards(app, olena):
    client, thief = app.test_client(), app.test_client()
    sign_in(client)
    thief.set_cookie("convoy", client.get_cookie("convoy").value)
    assert thief.get("/people").status_code == 200
    assert post(client, "/sign-out").status_code == 303
    assert client.get("/people").status_code == 401
    assert thief.get("/people").status_code == 401


def test_signing_in_drops_whatever_the_cookie_held_before(app, olena):
    client = app.test_client()
    planted = csrf(client)
    with client.session_transaction() as session:
        session["planted"] = "yes"
    sign_in(client)
    with client.session_transaction() as session:
        assert "planted" not in session
    assert client.post("/sign-out", data={"csrf_token": planted}).status_code == 400


def test_a_closed_account_is_out_with_the_very_next_request(app, olena, database):
    client = app.test_client()
    sign_in(client)
    with database.work() as db:
        db.execute(update(User).values(is_active=False))
    assert client.get("/me").status_code == 401


def test_a_changed_password_ends_the_other_devices(app, olena):
    here, there = app.test_client(), app.test_client()
    sign_in(here)
    sign_in(there)
    new = "five other plain words"
    answer = post(here, "/me/password", {"current": PASSWORD, "password": new, "again": new})
    assert answer.status_code == 303
    assert here.get("/me").status_code == 200
    assert there.get("/me").status_code == 401
    assert sign_in(app.test_client(), password=new).status_code == 303


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"current": "wrong one entirely"}, "not your password"),
        ({"password": "short", "again": "short"}, "at least 12"),
        ({"again": "something else"}, "differs"),
    ],
)
def test_a_password_is_not_changed_by_mistake(app, olena, typed, said):
    client = app.test_client()
    sign_in(client)
    new = "five other plain words"
    answer = post(client, "/me/password", {"current": PASSWORD, "password": new, "again": new, **typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert sign_in(app.test_client()).status_code == 303


def test_ones_devices_are_listed_and_can_be_ended(app, olena):
    here, phone = app.test_client(), app.test_client()
    sign_in(here)
    phone.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Linux; Android 9) Chrome/120 Mobile Safari/537"
    sign_in(phone)
    assert "Chrome · Android" in here.get("/me").text
    assert post(here, "/me/sign-ins/end").status_code == 303
    assert phone.get("/me").status_code == 401
    assert "Chrome · Android" not in here.get("/me").text


def test_guessing_is_blocked_but_the_owner_gets_in_from_a_device_of_her_own(app, olena):
    own, stranger = app.test_client(), app.test_client()
    sign_in(own)
    post(own, "/sign-out")
    statuses = [sign_in(stranger, password=f"guess number {n}").status_code for n in range(12)]
    assert statuses == [422] * sign_ins.FREE_BY_ACCOUNT + [429] * (12 - sign_ins.FREE_BY_ACCOUNT)
    blocked = sign_in(stranger)
    assert blocked.status_code == 429
    assert int(blocked.headers["Retry-After"]) > 0
    assert sign_in(own).status_code == 303


def test_a_forged_device_is_a_stranger(app, olena):
    client = app.test_client()
    client.set_cookie("convoy-device", f"{'0' * 64}.{sign_ins.hashed('olena')}-00")
    statuses = {sign_in(client, password=f"guess number {n}").status_code for n in range(8)}
    assert statuses == {422, 429}


def test_last_seen_is_written_after_the_answer_and_at_most_once_a_minute(app, database):
    client = signed_in(app, database, Granted(Role.DESK))

    def seen():
        with database.look() as db:
            return db.scalar(select(SignIn.last_seen_at))

    before = seen()
    client.get("/").close()
    assert seen() == before
    past = datetime.now(UTC) - timedelta(minutes=2)
    with database.work() as db:
        db.execute(update(SignIn).values(last_seen_at=past))
    client.get("/").close()
    assert seen() > past


def test_looking_writes_nothing(app, database):
    client = signed_in(app, database, Granted(Role.ADMIN))
    before = count_all(database)
    for path in ("/", "/people", "/people/invite", "/me", "/sign-in", "/join", "/recover"):
        client.get(path).close()
    assert count_all(database) == before


def count_all(database):
    with database.look() as db:
        return {
            table.name: db.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.tables.values()
        }


# ------------------------------------------------------------------------------------- nothing typed is lost


def test_a_form_sent_after_the_sign_in_ended_comes_back_and_is_sent_by_one_press(app, olena, database):
    client = app.test_client()
    asked = client.post("/me/language", data={"language": "uk", "csrf_token": "old"}, headers=OURS)
    assert asked.status_code == 401
    assert "Nothing was lost" in asked.text
    carried = '["/me/language", [["language", "uk"]], false]'
    assert carried.replace('"', "&#34;") in asked.text
    wrong = sign_in(client, password="not the password", carried=carried)
    assert carried.replace('"', "&#34;") in wrong.text
    back = sign_in(client, carried=carried)
    assert back.status_code == 200
    assert 'action="/me/language"' in back.text
    assert 'name="language" value="uk"' in back.text
    assert post(client, "/me/language", {"language": "uk"}).status_code == 303


def test_a_form_of_another_sign_in_comes_back_filled(app, database):
    client = signed_in(app, database, Granted(Role.DESK))
    answer = client.post("/me/language", data={"language": "uk", "csrf_token": "old"}, headers=OURS)
    assert answer.status_code == 400
    assert 'name="language" value="uk"' in answer.text


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_what_a_foreign_page_made_up_is_never_carried_through_the_sign_in(app, headers):
    answer = app.test_client().post("/me/language", data={"language": "evil"}, headers=headers)
    assert answer.status_code == 401
    assert "evil" not in answer.text


def test_passwords_are_never_carried(app):
    data = {"current": "the secret one", "password": "a new secret", "again": "a new secret"}
    answer = app.test_client().post("/me/password", data=data, headers=OURS)
    assert "secret" not in answer.text


@pytest.mark.parametrize("garbled", ["x", "[]", "[1,2]", '["//evil", [], false]', "[" * 100_000, '{"a": 1}'])
def test_a_garbled_form_on_its_way_is_left_out(app, olena, garbled):
    assert sign_in(app.test_client(), carried=garbled).status_code == 303


# ------------------------------------------------------------------------------------------ where to go next


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
        " //evil.example",
        "https://evil.example",
        "https:evil.example",
        "HTTPS://evil.example",
        "http:///evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "evil.example",
        "@evil.example",
        ".evil.example",
        "/\x00/evil.example",
        "/\x7f/evil.example",
        "/a\\b",
        "/a b",
        "ftp://evil.example",
        "/\r\nLocation: https://evil.example",
        "/" + "x" * 2_001,
        "?next=//evil.example",
    ],
)
def test_signing_in_never_leads_to_another_site(app, olena, elsewhere):
    assert sign_in(app.test_client(), next=elsewhere).location == "/"


def test_a_request_for_another_host_is_refused(settings, database):
    ours = Settings(settings.instance, settings.database_url, url="https://aid.example.org")
    app = create_app(ours, database)
    client = app.test_client()
    assert client.get("/sign-in", base_url="https://aid.example.org").status_code == 200
    for host in (
        "evil.example",
        "aid.example.org.evil.example",
        "xaid.example.org",
        "localhost",
        "127.0.0.1",
    ):
        answer = client.get("/sign-in", base_url=f"https://{host}")
        assert (answer.status_code, host in answer.text) == (400, False)
    forwarded = {"X-Forwarded-Host": "evil.example"}
    answer = client.get("/sign-in", base_url="https://aid.example.org", headers=forwarded)
    assert (answer.status_code, "evil" in answer.text) == (200, False)


def test_the_cookie_of_a_https_installation_is_kept_to_it(settings, database):
    ours = Settings(settings.instance, settings.database_url, url="https://aid.example.org")
    client = create_app(ours, database).test_client()
    cookie = client.get("/sign-in", base_url="https://aid.example.org").headers["Set-Cookie"]
    assert cookie.startswith("__Host-convoy=")
    for rule in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert rule in cookie
    assert "Domain" not in cookie


# -------------------------------------------------------------------------------------------------- joining


def test_a_code_lets_one_person_in_and_is_then_gone(app, database):
    code = database.do(users.first_admin_code)
    typed = {"code": code, "name": "Anna", "login": "anna", "password": PASSWORD, "again": PASSWORD}
    assert post(app.test_client(), "/join", {**typed, "code": "AAAA"}).status_code == 422
    client = app.test_client()
    assert post(client, "/join", typed).status_code == 303
    assert client.get("/people").status_code == 200
    again = post(app.test_client(), "/join", {**typed, "login": "second"})
    assert again.status_code == 410
    assert "good once" in again.text


@pytest.mark.parametrize("field", ["code", "name", "login", "password"])
@pytest.mark.parametrize("typed", ["", "<b>x</b>\u202e", "x" * 200_000, "a\x00b"])
def test_hostile_text_is_refused_at_its_field_and_stores_nothing(app, database, field, typed):
    code = database.do(users.first_admin_code)
    good = {"code": code, "name": "Anna", "login": "anna", "password": PASSWORD, "again": PASSWORD}
    if field == "password":
        good["again"] = typed
    answer = post(app.test_client(), "/join", {**good, field: typed})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert "<b>x</b>" not in answer.text
    with database.look() as db:
        assert db.scalar(select(func.count(User.id))) == 0


def test_the_language_stays_as_chosen_through_signing_in(app, olena):
    client = app.test_client()
    assert post(client, "/language", {"language": "uk", "next": "/join"}).location == "/join"
    assert '<html lang="uk"' in client.get("/sign-in").text
    sign_in(client)
    assert '<html lang="uk"' in client.get("/").text
    post(client, "/language", {"language": "xx", "next": "//evil.example"})
    assert '<html lang="uk"' in client.get("/").text


def test_a_chosen_language_is_the_persons_everywhere_and_the_browsers_before_signing_in(app, database, olena):
    first = app.test_client()
    sign_in(first)
    post(first, "/language", {"language": "pl", "next": "/"})
    post(first, "/sign-out", {})
    # Before somebody signs in it is that of the browser, also when that was closed.
    with first.session_transaction() as session:
        session.clear()
    assert '<html lang="pl"' in first.get("/sign-in").text
    other = app.test_client()
    sign_in(other)
    assert '<html lang="pl"' in other.get("/").text
    # Who chose nothing yet reads what was chosen on this browser, and who did the own language.
    with database.work() as db:
        users.create(db, CONSOLE, users.NewUser("marek", "Marek", HASH))
    post(other, "/sign-out", {})
    sign_in(other, "marek")
    assert '<html lang="en"' in other.get("/people/me").text
    post(first, "/sign-out", {})
    sign_in(first, "marek")
    assert '<html lang="pl"' in first.get("/people/me").text
    with database.look() as db:
        assert db.query(User).filter_by(login="marek").one().language == ""


def test_a_phone_says_which_language_was_chosen_on_it(app, database):
    with database.work() as db:
        leeds = a_place(db).id
    client = signed_in(app, database, Granted(Role.DESK, place_id=leeds))
    headers = {"Convoy-Client": "1"}
    assert client.post("/api/phone", json={"language": "xx"}, headers=headers).status_code == 200
    assert '<html lang="en"' in client.get("/").text
    assert client.post("/api/phone", json={"language": "ar"}, headers=headers).status_code == 200
    client.post("/api/sign-out", json={}, headers=headers)
    assert '<html lang="ar"' in client.get("/sign-in").text


def test_a_person_without_a_role_sees_only_the_own_account(app, database):
    client = signed_in(app, database)
    assert client.get("/me").status_code == 200
    assert client.get("/me").status_code == 200
    assert client.get("/people").status_code == 403
    assert add_user(database) > 0
