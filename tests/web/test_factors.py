"""The second factor: set up, asked for, refused a second time, lost, and taken away."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from convoy.domain import totp
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import AuditEntry, Grant, Notice, RecoveryCode, SecondFactor, SignIn, SignInAttempt, User
from convoy.services import passwords, users
from tests.second_factor import half_minute, step
from tests.web.people import PASSWORD, make_app, post

# Fixtures of another file are asked for by name.
__all__ = ["half_minute"]

HASH = passwords.scramble(PASSWORD)
DAYS_AGO = datetime.now(UTC) - timedelta(days=3)


@pytest.fixture
def app(settings, database):
    return make_app(settings, database, second_factor=True)


def person(database, login: str, *granted: Granted) -> int:
    new = users.NewUser(login, login.title(), HASH)
    return database.do(lambda db: users.create(db, CONSOLE, new, *granted).id)


@pytest.fixture
def olena(database) -> int:
    return person(database, "olena", Granted(Role.ADMIN), Granted(Role.COORDINATOR))


def sign_in(app, login: str = "olena", **more):
    client = app.test_client()
    return client, post(client, "/sign-in", {"login": login, "password": PASSWORD, **more})


def set_up(client, *, ago: int = 1) -> tuple[str, list[str]]:
    """Secret and recovery codes of a factor set up with the code of so many steps ago."""
    page = client.get("/me/second-factor/new").text
    secret = re.search(r'name="secret"[^>]*value="(\w+)"', page).group(1)
    answer = post(
        client, "/me/second-factor/new", {"secret": secret, "code": totp.code_at(secret, step() - ago)}
    )
    assert answer.status_code == 200, answer.text
    codes = re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", unescape(answer.text))
    assert len(set(codes)) == 10
    return secret, codes


def shows(client, code: str):
    return post(client, "/second-factor", {"code": code})


def test_an_admin_reaches_nothing_before_a_second_factor_is_set_up(app, olena):
    client, answer = sign_in(app, next="/people")
    assert (answer.status_code, answer.location) == (303, "/me/second-factor/new?next=/people")
    for path in ("/people", "/me", "/convoys", "/log", "/catalogue"):
        assert client.get(path).status_code in {303, 401}
        assert "/me/second-factor/new" in (client.get(path).location or "")
    assert post(client, "/people/invite", {"role": "admin", "where": ""}).status_code == 303
    set_up(client)
    assert client.get("/people").status_code == 200


def test_who_sets_it_up_is_not_told_of_it_and_every_other_sign_in_is(app, olena, database):
    client, _ = sign_in(app)
    secret, _ = set_up(client)
    assert "Somebody signed in as you" not in client.get("/people").text
    assert "Something happened" not in client.get("/people").text
    assert "What happened to your second factor" not in client.get("/me").text
    post(client, "/me/notices/seen")
    other, _ = sign_in(app)
    with database.work() as db:
        db.execute(update(SecondFactor).values(last_step=1))
    shows(other, totp.code_at(secret, step()))
    assert "Something happened" in other.get("/people").text
    assert "What happened to your second factor" in other.get("/me").text
    post(other, "/me/notices/seen")
    assert "Something happened" not in other.get("/people").text


def test_desk_people_work_without_one(app, database):
    person(database, "petro", Granted(Role.DESK))
    client, answer = sign_in(app, "petro")
    assert answer.location == "/"
    assert client.get("/donations").status_code == 200


def test_a_role_that_needs_one_is_worth_nothing_until_it_is_there(app, database):
    petro = person(database, "petro", Granted(Role.DESK))
    client, _ = sign_in(app, "petro")
    with database.work() as db:
        db.add(Grant(user_id=petro, role=Role.ADMIN, granted_at=datetime.now(UTC)))
    assert client.get("/people").location.startswith("/me/second-factor/new")


def test_the_demo_asks_for_none(app, olena):
    app.config["CONVOY_SECOND_FACTOR"] = False
    client, answer = sign_in(app)
    assert answer.location == "/"
    assert client.get("/people").status_code == 200


def test_after_the_password_nothing_opens_without_the_code(app, olena):
    client, _ = sign_in(app)
    secret, _ = set_up(client)
    phone, answer = sign_in(app, next="/people")
    assert answer.status_code == 200
    assert phone.get("/people").status_code == 401
    assert phone.get("/me").status_code == 401
    assert post(phone, "/me/second-factor/codes", {"code": "123 456"}).status_code == 401
    assert (
        shows(phone, f" {totp.code_at(secret, step())[:3]} {totp.code_at(secret, step())[3:]} ").status_code
        == 303
    )
    assert phone.get("/people").status_code == 200


def test_what_was_typed_waits_behind_the_code(app, olena):
    client, _ = sign_in(app)
    secret, _ = set_up(client)
    later, _ = sign_in(app)
    ours = {"Origin": "http://localhost"}
    asked = later.post("/organisations/new", data={"name": "Union of Bakers"}, headers=ours)
    carried = unescape(re.search(r'name="carried"[^>]*value="([^"]*)"', asked.text).group(1))
    answer = post(later, "/second-factor", {"code": totp.code_at(secret, step()), "carried": carried})
    assert "Union of Bakers" in answer.text
    assert "Send what was typed" in answer.text


def test_the_same_code_is_taken_once(app, olena):
    client, _ = sign_in(app)
    secret, _ = set_up(client)
    first, second = sign_in(app)[0], sign_in(app)[0]
    code = totp.code_at(secret, step())
    assert shows(first, code).status_code == 303
    again = shows(second, code)
    assert again.status_code == 422
    assert "used already" in again.text
    assert second.get("/people").status_code == 401


def test_the_code_that_set_it_up_is_used_too(app, olena):
    client, _ = sign_in(app)
    secret, _ = set_up(client, ago=0)
    assert shows(sign_in(app)[0], totp.code_at(secret, step())).status_code == 422


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("１２３４５６", "Did you mean 123 456"),
        ("١٢٣٤٥٦", "Did you mean 123 456"),
        ("12345", "six digits"),
        ("abcdef", "six digits"),
        ("7K3F-2M9Q-XT4C-0000", "no recovery code"),
        ("", "needed"),
    ],
)
def test_what_is_no_code_is_refused_with_what_was_found(app, olena, typed, said):
    client, _ = sign_in(app)
    set_up(client)
    answer = shows(sign_in(app)[0], typed)
    assert answer.status_code == 422
    assert said in answer.text


@pytest.mark.parametrize("off", [-4, -2, 2, 4])
def test_a_phone_with_a_wrong_clock_is_told_so(app, olena, off):
    client, _ = sign_in(app)
    secret, _ = set_up(client)
    answer = shows(sign_in(app)[0], totp.code_at(secret, step() + off))
    assert answer.status_code == 422
    assert "clock" in answer.text


def test_guessing_is_slowed_down_for_the_account_in_every_process(app, olena, database):
    client, _ = sign_in(app)
    secret, _ = set_up(client)
    thief, _ = sign_in(app)
    wrong = f"{(int(totp.code_at(secret, step() + 50)) + 1) % 1_000_000:06}"
    answers = [shows(thief, wrong).status_code for _ in range(7)]
    assert answers[:5] == [422] * 5
    assert answers[-1] == 429
    # A second browser with the password does not begin anew.
    assert shows(sign_in(app)[0], wrong).status_code == 429
    with database.work() as db:
        db.query(SignInAttempt).delete()
    assert shows(thief, totp.code_at(secret, step())).status_code == 303


def test_a_cookie_copied_before_the_code_is_worth_nothing_afterwards(app, olena):
    client, _ = sign_in(app)
    secret, _ = set_up(client)
    mine, thief = sign_in(app)[0], app.test_client()
    thief.set_cookie("convoy", mine.get_cookie("convoy").value)
    shows(mine, totp.code_at(secret, step()))
    assert mine.get("/people").status_code == 200
    assert "Sign in to go on" in thief.get("/people").text


def test_a_recovery_code_lets_in_once_and_a_new_set_ends_the_old(app, olena, database):
    client, _ = sign_in(app)
    secret, codes = set_up(client)
    with database.look() as db:
        kept = db.scalars(select(RecoveryCode.code_hash)).all()
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)
    assert shows(sign_in(app)[0], codes[0].lower().replace("-", " ")).status_code == 303
    assert shows(sign_in(app)[0], codes[0]).status_code == 422
    assert "recovery codes was used" in client.get("/me").text
    answer = post(client, "/me/second-factor/codes", {"code": totp.code_at(secret, step())})
    assert answer.status_code == 200
    assert shows(sign_in(app)[0], codes[1]).status_code == 422


def test_another_persons_code_is_no_code_of_mine(app, olena, database):
    person(database, "petro", Granted(Role.ADMIN))
    mine, theirs = sign_in(app)[0], sign_in(app, "petro")[0]
    secret, codes = set_up(mine)
    set_up(theirs)
    thief, _ = sign_in(app, "petro")
    assert shows(thief, codes[0]).status_code == 422
    assert shows(thief, totp.code_at(secret, step())).status_code == 422


def test_a_new_password_by_one_time_code_keeps_the_second_factor(app, olena, database):
    person(database, "petro", Granted(Role.ADMIN))
    mine, theirs = sign_in(app)[0], sign_in(app, "petro")[0]
    set_up(mine)
    set_up(theirs)
    with database.look() as db:
        code = db.scalar(select(User.code).where(User.login == "petro"))
    page = post(mine, f"/people/{code}/recovery", {"key": uuid4()}).text
    one_time = re.search(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){6}", page).group(0)
    new = {"code": one_time, "password": "five other plain words", "again": "five other plain words"}
    browser = app.test_client()
    answer = post(browser, "/recover", new, headers={"Origin": "http://localhost"})
    assert answer.status_code == 200
    assert "What you typed is kept" not in answer.text
    assert browser.get("/people").status_code == 401


def test_moving_to_another_phone_needs_a_code_and_ends_the_old_one(app, olena, database):
    client, _ = sign_in(app)
    secret, codes = set_up(client)
    other, _ = sign_in(app)
    assert shows(other, codes[0]).status_code == 303
    assert post(client, "/me/second-factor/move", {"code": "000 000"}).status_code == 422
    answer = post(client, "/me/second-factor/move", {"code": totp.code_at(secret, step())})
    assert answer.location == "/me/second-factor/new"
    assert other.get("/people").status_code == 401
    assert client.get("/people").status_code == 303
    set_up(client)
    assert client.get("/people").status_code == 200


@pytest.fixture
def three(app, olena, database):
    """Olena, and the browsers of two more admins, all with a second factor; the code of Olena."""
    browsers = {"olena": sign_in(app)[0]}
    for login in ("petro", "rosa"):
        person(database, login, Granted(Role.ADMIN))
        browsers[login] = sign_in(app, login)[0]
    for browser in browsers.values():
        set_up(browser)
    with database.work() as db:
        db.execute(update(Grant).values(granted_at=DAYS_AGO))
        return browsers, db.scalar(select(User.code).where(User.id == olena))


def test_two_admins_together_take_a_second_factor_away(app, three, database, olena):
    browsers, code = three
    ask, remove = f"/people/{code}/second-factor/ask", f"/people/{code}/second-factor/remove"
    assert post(browsers["rosa"], remove, {"key": uuid4()}).status_code == 409
    assert post(browsers["petro"], ask, {"key": uuid4()}).status_code == 303
    assert post(browsers["petro"], remove, {"key": uuid4()}).status_code == 403
    assert post(browsers["olena"], remove, {"key": uuid4()}).status_code == 403
    assert "asked another admin" in browsers["olena"].get("/me").text
    assert post(browsers["rosa"], remove, {"key": uuid4()}).status_code == 303
    assert browsers["olena"].get("/me").status_code == 401
    client, answer = sign_in(app)
    assert answer.location.startswith("/me/second-factor/new")
    with database.look() as db:
        assert db.get(SecondFactor, olena) is None
        actions = db.scalars(select(AuditEntry.action)).all()
        assert {"user:ask_factor_removal", "user:remove_factor"} <= set(actions)
    set_up(client)
    assert "your second factor was taken away, by Rosa" in client.get("/me").text
    assert "Something happened to your second factor" in client.get("/people").text
    post(client, "/me/notices/seen")
    assert "Something happened" not in client.get("/people").text


def test_an_admin_made_just_now_does_not_count_as_the_second(three, database):
    browsers, code = three
    with database.work() as db:
        rosa = select(User.id).where(User.login == "rosa").scalar_subquery()
        db.execute(update(Grant).where(Grant.user_id == rosa).values(granted_at=datetime.now(UTC)))
    post(browsers["petro"], f"/people/{code}/second-factor/ask", {"key": uuid4()})
    answer = post(browsers["rosa"], f"/people/{code}/second-factor/remove", {"key": uuid4()})
    assert answer.status_code == 403


def test_an_admin_made_just_now_does_not_count_as_the_first_either(three, database, olena):
    browsers, code = three
    with database.work() as db:
        petro = select(User.id).where(User.login == "petro").scalar_subquery()
        db.execute(update(Grant).where(Grant.user_id == petro).values(granted_at=datetime.now(UTC)))
    answer = post(browsers["petro"], f"/people/{code}/second-factor/ask", {"key": uuid4()})
    assert answer.status_code == 403
    answer = post(browsers["rosa"], f"/people/{code}/second-factor/remove", {"key": uuid4()})
    assert answer.status_code == 409
    with database.look() as db:
        assert db.get(SecondFactor, olena) is not None


def test_what_was_asked_grows_too_old(three, database):
    browsers, code = three
    post(browsers["petro"], f"/people/{code}/second-factor/ask", {"key": uuid4()})
    with database.work() as db:
        db.execute(
            update(SecondFactor)
            .where(SecondFactor.removal_asked_at.is_not(None))
            .values(removal_asked_at=datetime.now(UTC) - timedelta(hours=25))
        )
    answer = post(browsers["rosa"], f"/people/{code}/second-factor/remove", {"key": uuid4()})
    assert answer.status_code == 409


def test_notices_and_codes_of_nobody_are_left_after_a_removal(three, database, olena):
    browsers, code = three
    post(browsers["petro"], f"/people/{code}/second-factor/ask", {"key": uuid4()})
    post(browsers["rosa"], f"/people/{code}/second-factor/remove", {"key": uuid4()})
    with database.look() as db:
        assert db.scalars(select(RecoveryCode).where(RecoveryCode.user_id == olena)).all() == []
        assert len(db.scalars(select(Notice).where(Notice.user_id == olena)).all()) == 3
        assert (
            db.scalars(select(SignIn).where(SignIn.user_id == olena, SignIn.ended_at.is_(None))).all() == []
        )
