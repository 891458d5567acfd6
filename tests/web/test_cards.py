"""Weekend cards and the change of person, as browsers meet them."""

import io
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import Card, Device, Donation, SignIn, User
from convoy.services import cards, passwords, sign_ins, users
from tests.engines import on_sqlite
from tests.factories import a_convoy, a_place, an_item
from tests.web.people import PASSWORD, csrf, make_app, post, signed_in

pytestmark = on_sqlite

HASH = passwords.scramble(PASSWORD)
PLANTED = "Convoy to Kharkiv on Friday"
OURS = {"Origin": "http://localhost"}
SECRET = re.compile(r'<b class="code">([0-9A-Z-]{14})</b>')


@pytest.fixture
def app(settings, database):
    return make_app(settings, database)


@pytest.fixture
def place(database):
    with database.work() as db:
        an_item(db)
        made = a_place(db, zone="UTC")
        return made.id, made.code


@pytest.fixture
def admin(app, database):
    return signed_in(app, database, Granted(Role.ADMIN), name="Anna")


def a_card(database, granted, people=1):
    now = datetime.now(UTC)
    command = cards.MakeCards(uuid4(), granted, now, now + timedelta(hours=8), people)
    (code,) = database.do(cards.make, CONSOLE, command)
    return code


def come_in(client, code, name="Olena", **more):
    return post(client, "/card", {"code": code, "name": name, "key": str(uuid4()), **more})


def end(admin, database):
    with database.look() as db:
        code = db.scalar(select(Card.code).order_by(Card.id.desc()))
    return post(admin, f"/cards/{code}/end")


def test_an_admin_makes_cards_prints_them_once_and_sees_who_came_in(app, database, admin, place):
    typed = {
        "task": f"desk_volunteer {place[1]}",
        "starts_at": f"{datetime.now(UTC) - timedelta(hours=2):%Y-%m-%d %H:%M}",
        "ends_at": f"{datetime.now(UTC) + timedelta(hours=8):%Y-%m-%d %H:%M}",
        "most_people": "2",
        "how_many": "2",
        "key": str(uuid4()),
    }
    made = post(admin, "/cards", typed)
    codes = SECRET.findall(made.text)
    assert len(set(codes)) == 2
    assert post(admin, "/cards", typed).status_code == 409
    printed = post(admin, "/cards/sheet", {"secret": codes})
    said = PdfReader(io.BytesIO(printed.data)).pages[0].extract_text()
    assert all(code in said for code in codes)
    for words in ("Weekend card", "Картка на вихідні", "Leeds", "for up to 2 people"):
        assert words in said
    assert not any(code in admin.get("/cards").text for code in codes)
    guest = app.test_client()
    assert come_in(guest, codes[0].lower()).location == "/donations/new"
    assert guest.get("/donations/new").status_code == 200
    assert "Olena" in admin.get("/cards").text


def test_a_printers_card_shows_one_convoy_and_its_name_is_nowhere_on_it(app, database, admin):
    with database.work() as db:
        mine, other = a_convoy(db, name=PLANTED), a_convoy(db, name="Another")
        convoy_id, convoy_code, other_code = mine.id, mine.code, other.code
    code = a_card(database, Granted(Role.PRINTER, convoy_id=convoy_id))
    for page in (admin.get("/cards").text, admin.get("/cards/new").text):
        assert convoy_code in page
        assert PLANTED not in page
    sheet = post(admin, "/cards/sheet", {"secret": code})
    said = PdfReader(io.BytesIO(sheet.data)).pages[0].extract_text()
    assert convoy_code in said
    assert "Kharkiv" not in said
    guest = app.test_client()
    assert come_in(guest, code).location == f"/papers/{convoy_code}"
    assert guest.get(f"/papers/{convoy_code}").status_code == 200
    assert guest.get(f"/papers/{other_code}").status_code == 404
    assert guest.get(f"/convoys/{convoy_code}").status_code == 404


def test_a_guest_meets_the_end_of_the_card_on_the_very_next_press_and_loses_nothing(
    app, database, admin, place
):
    guest = app.test_client()
    come_in(guest, a_card(database, Granted(Role.DESK, place_id=place[0])))
    assert end(admin, database).status_code == 303
    typed = {"lines-0-item": "tinned beef", "lines-0-quantity": "240", "csrf_token": csrf(guest)}
    answer = guest.post("/donations/new", data=typed, headers=OURS)
    assert answer.status_code == 401
    assert "The weekend card has ended" in answer.text
    assert "Nothing was lost" in answer.text
    assert "tinned beef" in answer.text
    assert guest.get("/").status_code == 401
    carried = '["/donations/new", [["lines-0-item", "tinned beef"]], false]'
    other = a_card(database, Granted(Role.DESK, place_id=place[0]))
    back = come_in(guest, other, carried=carried)
    assert 'value="tinned beef"' in back.text
    assert 'action="/donations/new"' in back.text


def test_an_ended_a_full_and_an_unknown_card_open_nothing(app, database, admin, place):
    code = a_card(database, Granted(Role.DESK, place_id=place[0]))
    assert come_in(app.test_client(), code).status_code == 303
    full = come_in(app.test_client(), code, "Marek")
    assert (full.status_code, "as many as it may" in full.text) == (410, True)
    same = come_in(app.test_client(), code, "Olena")
    assert (same.status_code, "another device" in same.text) == (422, True)
    end(admin, database)
    ended = come_in(app.test_client(), code, "Marek")
    assert (ended.status_code, "has ended" in ended.text) == (410, True)
    unknown = come_in(app.test_client(), "0000-0000-0000")
    assert (unknown.status_code, "no such card" in unknown.text) == (422, True)


def test_guessing_cards_is_slowed_down_in_the_database(app):
    statuses = [
        come_in(app.test_client(), "0000-0000-0000").status_code for _ in range(sign_ins.FREE_BY_ACCOUNT + 2)
    ]
    assert statuses == [422] * sign_ins.FREE_BY_ACCOUNT + [429] * 2


@pytest.mark.parametrize(
    ("field", "typed"), [("code", ""), ("code", "x\x00"), ("name", "Ole\u202ena"), ("name", " ")]
)
def test_what_cannot_be_read_is_said_at_its_field(app, database, place, field, typed):
    code = a_card(database, Granted(Role.DESK, place_id=place[0]))
    client = app.test_client()
    answer = post(client, "/card", {"code": code, "name": "Olena", "key": str(uuid4()), field: typed})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    with database.look() as db:
        assert db.scalar(select(SignIn.id)) is None


def test_a_lead_can_neither_choose_nor_forge_a_card_for_more(app, database, place):
    lead = signed_in(app, database, Granted(Role.IN_CHARGE, place_id=place[0]), name="Lidia")
    with database.work() as db:
        convoy, there = a_convoy(db).code, a_place(db, name="Elsewhere").code
    for task in (f"printer {convoy}", f"admin {place[1]}", f"desk_volunteer {there}", "desk_volunteer "):
        answer = post(lead, "/cards", {"task": task, "most_people": "1", "how_many": "1"})
        assert answer.status_code == 422
    with database.look() as db:
        assert db.scalar(select(Card.id)) is None


# ------------------------------------------------------------------------------------------- change of person


@pytest.fixture
def laptop(app, database, place):
    """A shared browser in which Olena set a PIN and Marek works now."""
    for login, name in (("olena", "Olena"), ("marek", "Marek")):
        new = users.NewUser(login, name, HASH)
        database.do(users.create, CONSOLE, new, Granted(Role.DESK, place_id=place[0]))
    client = app.test_client()
    post(client, "/sign-in", {"login": "olena", "password": PASSWORD})
    assert post(client, "/me/pin", {"pin": "482915"}).status_code == 303
    post(client, "/sign-in", {"login": "marek", "password": PASSWORD})
    return client


def code_of(database, login):
    with database.look() as db:
        return db.scalar(select(User.code).where(User.login == login))


def test_changing_the_person_leaves_nothing_of_the_one_before(app, database, laptop):
    before = laptop.get_cookie("convoy").value
    assert "Olena" in laptop.get("/change").text
    changed = post(laptop, "/change", {"person": code_of(database, "olena"), "pin": "482915"})
    assert (changed.status_code, changed.location) == (303, "/")
    assert changed.headers["Clear-Site-Data"] == '"cache"'
    assert laptop.get_cookie("convoy").value != before
    for path in ("/", "/me", "/donations"):
        page = laptop.get(path)
        assert "Marek" not in page.text
        assert page.headers["Cache-Control"] == "no-store"
    thief = app.test_client()
    thief.set_cookie("convoy", before)
    assert thief.get("/me").status_code == 401
    assert laptop.get("/me").status_code == 200


def test_a_page_left_open_by_the_one_before_does_nothing_in_the_name_of_the_next(app, database, laptop):
    left_open = csrf(laptop)
    post(laptop, "/change", {"person": code_of(database, "olena"), "pin": "482915"})
    sent = {"csrf_token": left_open, "key": str(uuid4()), "note": "typed by Marek"}
    answer = laptop.post("/bags", data=sent, headers=OURS)
    assert answer.status_code == 400
    assert "You are signed in as Olena" in answer.text
    for path in ("/me/password", "/sign-out"):
        laptop.post(path, data={"csrf_token": left_open}, headers=OURS)
    assert "Olena" in laptop.get("/me").text
    with database.look() as db:
        assert db.scalar(select(Donation.id)) is None


def test_a_wrong_pin_changes_nothing_and_the_form_of_a_pin_is_never_carried(app, database, laptop):
    olena = code_of(database, "olena")
    wrong = post(laptop, "/change", {"person": olena, "pin": "999888"})
    assert (wrong.status_code, "not the PIN" in wrong.text) == (422, True)
    assert "999888" not in wrong.text
    assert "Marek" in laptop.get("/me").text
    stale = laptop.post("/change", data={"person": olena, "pin": "482915", "csrf_token": "x"}, headers=OURS)
    assert "482915" not in stale.text
    for _ in range(5):
        post(laptop, "/change", {"person": olena, "pin": "111222"})
    assert post(laptop, "/change", {"person": olena, "pin": "482915"}).status_code in {422, 429}
    assert "Marek" in laptop.get("/me").text


def test_a_stranger_with_the_pin_but_another_browser_stays_out(app, database, laptop):
    stranger = app.test_client()
    assert "Olena" not in stranger.get("/change").text
    answer = post(stranger, "/change", {"person": code_of(database, "olena"), "pin": "482915"})
    assert answer.status_code == 422
    assert stranger.get("/me").status_code == 401


def test_a_coordinator_is_told_to_sign_in_in_full(app, database):
    client = signed_in(app, database, Granted(Role.COORDINATOR))
    assert post(client, "/me/pin", {"pin": "482915"}).status_code == 422
    assert "in full each time" in client.get("/me/pin").text


# ----------------------------------------------------------------------------------- who is signed in where


def test_a_new_device_is_told_on_the_one_known_before_until_seen(app, database, laptop):
    phone = app.test_client()
    phone.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Linux; Android 9) Chrome/120 Mobile Safari/537"
    post(phone, "/sign-in", {"login": "marek", "password": PASSWORD})
    notice = "on a new device"
    assert notice in laptop.get("/").text
    assert notice not in phone.get("/").text
    post(phone, "/me/devices/seen")
    assert "It was me" in laptop.get("/me").text
    post(laptop, "/me/devices/seen")
    assert notice not in laptop.get("/").text


def test_a_lost_phone_is_cut_off_with_its_next_request(app, database, admin, laptop):
    page = admin.get("/people/where").text
    assert "Marek" in page
    # The admin's own sign-in is known by no device here; the laptop is another one.
    assert "This device" not in page
    assert "Name it, or cut it off" in page
    with database.look() as db:
        code = db.scalar(select(Device.code))
    assert post(admin, f"/people/devices/{code}/name", {"name": "Laptop, Leeds desk"}).status_code == 303
    assert "Laptop, Leeds desk" in admin.get("/people/where").text
    assert post(admin, f"/people/devices/{code}/end").status_code == 303
    assert laptop.get("/me").status_code == 401
    assert "Olena" not in laptop.get("/change").text


# ----------------------------------------------------------------------------- what a desk volunteer reaches


def test_a_desk_volunteer_sees_at_most_seven_places_to_go(app, database, place):
    """Every link of the rail and of the first page, each place once; one's own account apart."""
    guest = app.test_client()
    come_in(guest, a_card(database, Granted(Role.DESK, place_id=place[0])))
    page = guest.get("/").text
    rail = page.split('class="rail"')[1].split("</nav>")[0]
    work = page.split("<main")[1].split("</main>")[0]
    reached = {link.partition("?")[0] for link in re.findall(r'href="(/[^"]*)"', rail + work)}
    reached = {link for link in reached if not link.startswith("/static/")}
    places = reached - {"/", "/me", "/change"}
    assert {"/donations/new", "/donations", "/boxes"} <= places
    assert len(places) <= 7
    assert all(guest.get(link, follow_redirects=True).status_code == 200 for link in reached)
    with database.look() as db:
        assert db.scalar(select(Donation.id)) is None
