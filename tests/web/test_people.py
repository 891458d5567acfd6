"""Pages about people: inviting, giving and ending roles, helping, ending."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import event

from convoy.domain.permissions import Granted, Role
from convoy.models import User
from convoy.web import frame
from tests.engines import on_sqlite
from tests.factories import a_convoy, a_place
from tests.web.people import PASSWORD, add_user, client_of, make_app, post, signed_in

pytestmark = on_sqlite

CODE = re.compile(r'<b class="code">([0-9A-Z-]{30,40})</b>')
PLANTED = "Convoy to Kharkiv on Friday"


@pytest.fixture
def app(settings, database):
    return make_app(settings, database)


@pytest.fixture
def places(database):
    with database.work() as db:
        here, there = a_place(db), a_place(db, name="Somewhere else")
        return {"here": (here.id, here.code), "there": (there.id, there.code)}


@pytest.fixture
def admin(app, database):
    return signed_in(app, database, Granted(Role.ADMIN), name="Anna")


@pytest.fixture
def lead(app, database, places):
    return signed_in(app, database, Granted(Role.IN_CHARGE, place_id=places["here"][0]), name="Lidia")


def code_of(database, user_id):
    with database.look() as db:
        return db.get_one(User, user_id).code


def join(app, code, login="olena"):
    client = app.test_client()
    typed = {"code": code, "name": "Olena", "login": login, "password": PASSWORD, "again": PASSWORD}
    return client, post(client, "/join", typed)


def test_a_lead_invites_a_desk_volunteer_to_the_own_place_and_sees_her(app, lead, places):
    page = post(lead, "/people/invite", {"role": "desk_volunteer", "where": places["here"][1]})
    (code,) = CODE.findall(page.text)
    assert code not in lead.get("/people").text
    client, joined = join(app, code)
    assert joined.status_code == 303
    assert client.get("/me").status_code == 200
    assert client.get("/people").status_code == 403
    assert "Olena" in lead.get("/people").text


@pytest.mark.parametrize(
    ("role", "where"),
    [("admin", ""), ("coordinator", "here"), ("desk_volunteer", "there"), ("desk_volunteer", "")],
)
def test_a_lead_can_neither_choose_nor_forge_a_wider_invitation(lead, places, role, where):
    answer = post(lead, "/people/invite", {"role": role, "where": places[where][1] if where else ""})
    assert answer.status_code == 422
    assert not CODE.search(answer.text)


def test_a_code_is_shown_once_even_when_the_form_is_sent_again(admin):
    form = {"role": "printer", "where": "", "key": "6f2a9a52-6c1e-4c6e-9c53-1c8d7a1f0001"}
    assert CODE.search(post(admin, "/people/invite", form).text)
    again = post(admin, "/people/invite", form)
    assert again.status_code == 409
    assert not CODE.search(again.text)


def test_an_open_invitation_is_listed_and_can_be_withdrawn(app, admin):
    (code,) = CODE.findall(post(admin, "/people/invite", {"role": "printer", "where": ""}).text)
    (path,) = re.findall(r'action="(/people/invitations/[^"]+)"', admin.get("/people").text)
    assert post(admin, path).status_code == 303
    assert join(app, code)[1].status_code == 410


def test_an_admin_gives_and_ends_a_role(app, database, admin, places):
    user_id = add_user(database, name="Petro")
    code, petro = code_of(database, user_id), client_of(app, database, user_id)
    assert petro.get("/people").status_code == 403
    role = {"role": "in_charge", "where": places["here"][1]}
    assert post(admin, f"/people/{code}/roles", role).status_code == 303
    assert petro.get("/people").status_code == 200
    assert post(admin, f"/people/{code}/roles", role).status_code == 409
    assert post(admin, f"/people/{code}/roles/end", role).status_code == 303
    assert petro.get("/people").status_code == 403
    assert post(admin, f"/people/{code}/roles/end", role).status_code == 409


def test_a_closed_account_is_out_and_comes_back_only_by_signing_in(app, database, admin):
    user_id = add_user(database, Granted(Role.DESK), name="Petro")
    code, petro = code_of(database, user_id), client_of(app, database, user_id)
    assert post(admin, f"/people/{code}/disable").status_code == 303
    assert petro.get("/me").status_code == 401
    assert "cannot sign in" in admin.get(f"/people/{code}").text
    assert post(admin, f"/people/{code}/enable").status_code == 303
    assert petro.get("/me").status_code == 401


def test_the_last_admin_is_told_why_the_role_stays(database, admin):
    with database.look() as db:
        code = db.query(User).one().code
    answer = post(admin, f"/people/{code}/roles/end", {"role": "admin", "where": ""})
    assert answer.status_code == 422
    assert "last admin" in answer.text


def test_a_forgotten_password_is_set_with_a_code_nobody_else_needs_to_know(app, database, lead, places):
    user_id = add_user(database, Granted(Role.DESK, place_id=places["here"][0]), name="Petro", login="petro")
    code = code_of(database, user_id)
    old = client_of(app, database, user_id)
    (one_time,) = CODE.findall(post(lead, f"/people/{code}/recovery").text)
    petro = app.test_client()
    typed = {"code": one_time, "password": PASSWORD, "again": PASSWORD}
    assert post(petro, "/recover", typed).status_code == 303
    assert petro.get("/me").status_code == 200
    assert old.get("/me").status_code == 401
    assert post(app.test_client(), "/recover", typed).status_code == 410
    signed = post(app.test_client(), "/sign-in", {"login": "petro", "password": PASSWORD})
    assert signed.status_code == 303


def test_a_lead_sees_what_colleagues_do_here_and_nothing_else_of_them(app, database, lead, places):
    with database.work() as db:
        convoy = a_convoy(db, name=PLANTED)
        convoy_id, convoy_code = convoy.id, convoy.code
    both = add_user(
        database,
        Granted(Role.DESK, place_id=places["here"][0]),
        Granted(Role.COORDINATOR, convoy_id=convoy_id),
        name="Both",
    )
    for path in ("/people", f"/people/{code_of(database, both)}"):
        page = lead.get(path).text
        assert "Both" in page
        assert convoy_code not in page
        assert PLANTED not in page


def test_not_even_an_admin_reads_a_convoys_name_where_roles_are_given(app, database, admin):
    with database.work() as db:
        convoy_code = a_convoy(db, name=PLANTED).code
    page = admin.get("/people/invite").text
    assert convoy_code in page
    assert PLANTED not in page


def test_the_list_costs_the_same_queries_for_two_people_and_for_forty(app, database, admin, places):
    few = queries(database, lambda: admin.get("/people"))
    for _ in range(38):
        add_user(database, Granted(Role.DESK, place_id=places["here"][0]))
    assert queries(database, lambda: admin.get("/people")) == few


def queries(database, ask):
    """How many statements reach the database while `ask` runs."""

    seen = []

    def note(*arguments):
        seen.append(arguments[2])

    event.listen(database.engine, "before_cursor_execute", note)
    ask()
    event.remove(database.engine, "before_cursor_execute", note)
    return len(seen)


@pytest.mark.parametrize("role", Role)
def test_nobody_has_more_than_seven_places_to_go(app, database, role):
    client = signed_in(app, database, Granted(role))
    rail = client.get("/").text.split('class="rail"')[1].split("</nav>")[0]
    assert rail.count("<li>") <= 7


def test_a_desk_volunteer_is_not_shown_convoys_records_papers_or_people(app, database):
    client = signed_in(app, database, Granted(Role.DESK))
    rail = client.get("/").text.split('class="rail"')[1].split("</nav>")[0]
    for word in ("Convoys", "Records", "Papers", "People", "Stock"):
        assert word not in rail


@pytest.mark.parametrize(
    ("at", "city"), [("Europe/London", "London"), ("Europe/Warsaw", "Warsaw"), ("Europe/Kyiv", "Kyiv")]
)
def test_times_are_those_of_the_place_where_a_person_works_and_the_page_says_so(app, database, at, city):
    with database.work() as db:
        a_place(db, name="First of all", zone="Europe/Madrid")
        place = a_place(db, name="Here", zone=at)
        granted = Granted(Role.IN_CHARGE, place_id=place.id)
    client = signed_in(app, database, granted)
    for address in ("/people", "/me"):
        assert f"Times are those of {city}." in client.get(address).text, address


def test_who_works_everywhere_reads_the_clock_of_the_installation(app, database):
    with database.work() as db:
        a_place(db, name="First of all", zone="Europe/Madrid")
        a_place(db, name="Another", zone="Europe/Warsaw")
    admin = signed_in(app, database, Granted(Role.ADMIN))
    assert "Times are those of Madrid." in admin.get("/people").text


def test_a_time_by_another_clock_names_it(app, database):
    with database.work() as db:
        place = a_place(db, zone="Europe/London")
        granted = Granted(Role.IN_CHARGE, place_id=place.id)
    client = signed_in(app, database, granted)
    noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
    with client:
        client.get("/people")
        assert frame.moment(noon) == "Wed 1 Jul 2026, 13:00"
        assert frame.moment(noon, "Europe/Kyiv") == "Wed 1 Jul 2026, 15:00 (Kyiv)"
