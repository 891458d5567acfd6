"""A convoy's pages ask again who is there, and every look is written down."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from convoy.domain import totp
from convoy.domain.factors import LOOK_LASTS, MOST_CONVOYS
from convoy.domain.kinds import EventKind
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import AuditEntry, Box, Convoy, Donation, Look, Run, SecondFactor, SignIn
from convoy.services import dispatch, earmarks, passwords, users
from convoy.services.earmarks import BindEarmark
from convoy.web import step_up
from tests.engines import on_sqlite
from tests.factories import a_convoy, a_load
from tests.second_factor import half_minute, step
from tests.web import test_canaries
from tests.web.access_matrix import rows
from tests.web.people import PASSWORD, add_user, client_of, make_app, post

planted = test_canaries.planted

pytestmark = on_sqlite
SECRET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
LEFT = datetime(2026, 3, 5, 21, 47, tzinfo=UTC)
LEFT_IN_KYIV = "5 Mar 2026, 23:47"
LEFT_ON = ("5 Mar 2026", "2026-03-05")
"""A minute alone would not do: other things happen at 23:47 too, where the test runs at that time."""
SHOWN_ON = {
    # Where a convoy, a border crossing or a recipient is chosen by its name; recipients also for an earmark.
    "convoy's name": {
        *("/", "/convoys", "/convoys.csv", "/convoys.xlsx"),
        *("/papers", "/papers.csv", "/papers.xlsx"),
    },
    "crossing": {"/convoys/new"},
    "consignee": {
        *("/places", "/places.csv", "/places.xlsx"),
        *("/organisations", "/organisations.csv", "/organisations.xlsx", "/organisations/search"),
        *("/donors/search", "/convoys/new"),
    },
}
EARMARK = re.compile(r"/donations/[^/]+/lines/1/earmark")

# Fixtures of another file are asked for by name.
__all__ = ["half_minute", "planted"]


def coordinator(app, database, *granted: Granted, name: str = "Olena", role: Role = Role.COORDINATOR):
    """A browser of somebody who has shown the second factor, and has not looked at anything."""
    user_id = add_user(database, *(granted or (Granted(role),)), name=name)
    with database.work() as db:
        db.add(SecondFactor(user_id=user_id, secret=SECRET, last_step=1, set_up_at=datetime.now(UTC)))
    client = client_of(app, database, user_id)
    with database.work() as db:
        db.execute(update(SignIn).where(SignIn.user_id == user_id).values(factor_at=datetime.now(UTC)))
    return client, user_id


def code(off: int = 0) -> str:
    return totp.code_at(SECRET, step() + off)


def again(database, user_id: int) -> None:
    """Let the code of this half minute be good once more: time passes quickly in a test."""
    with database.work() as db:
        db.execute(update(SecondFactor).where(SecondFactor.user_id == user_id).values(last_step=1))


@pytest.fixture
def app(settings, database):
    return make_app(settings, database, second_factor=True)


@pytest.fixture
def convoy(database) -> str:
    with database.work() as db:
        return a_convoy(db).code


@pytest.fixture
def departed(planted):
    """The planted convoy, whose van has left with a box of a gift at a time that no other page has."""
    _, database, ids = planted
    with database.work() as db:
        run = db.scalars(select(Run).where(Run.convoy_id == ids["convoy_id"])).one()
        gift = db.scalars(select(Donation)).one()
        box = db.scalars(select(Box).order_by(Box.id)).first()
        a_load(db, box, run)
        step = dispatch.RecordStep(uuid4(), run.convoy.code, EventKind.DEPARTED, LEFT)
        dispatch.record_step(db, CONSOLE, step)
        names = {"gift": gift.code, "convoy": run.convoy.code, "box": box.code}
        return names | {"place": run.stops[-1].place.code}


def test_no_page_shows_a_convoy_before_it_was_opened(planted, departed, database):
    app, _, _ = planted
    app.config["CONVOY_SECOND_FACTOR"] = True
    client, _ = coordinator(app, database)
    pages = test_canaries.reached(client)
    seen = set(test_canaries.sightings(pages))
    severe = ("plate", "driver", "note of the convoy", "address", "contact", "time")
    assert [one for one in seen if one.startswith(severe)] == []
    on = {what: {path.partition("?")[0] for path in _paths(seen, what)} for what in SHOWN_ON}
    assert {what: paths - SHOWN_ON[what] for what, paths in on.items()} == {what: set() for what in on}
    told = [path for path, text in pages.items() if any(day in text for day in LEFT_ON)]
    assert told == []
    assert sum("Open the convoy" in text for text in pages.values()) >= 3
    # The walk has been where the goods are, which anybody who packs needs all day.
    assert {f"/boxes/{departed['box']}", f"/donations/{departed['gift']}"} <= set(pages)


def _paths(seen: set[str], what: str) -> list[str]:
    paths = [one.split(" on ")[1] for one in seen if one.startswith(f"{what} on ")]
    return [path for path in paths if not EARMARK.fullmatch(path)]


def test_a_box_tells_its_van_and_its_way_once_the_convoy_is_open(planted, departed, database):
    app, _, _ = planted
    app.config["CONVOY_SECOND_FACTOR"] = True
    client, _ = coordinator(app, database)
    box, convoy, gift = departed["box"], departed["convoy"], f"/donations/{departed['gift']}"
    told = (convoy, test_canaries.CANARIES["consignee"], LEFT_IN_KYIV)
    page = client.get(f"/boxes/{box}")
    assert page.status_code == 200
    assert [word for word in (*told, *LEFT_ON) if word in page.text] == []
    assert f'href="/boxes/{box}/vans"' in page.text
    assert convoy not in client.get(gift).text
    asked = client.get(f"/boxes/{box}/vans")
    assert asked.status_code == 401
    assert convoy not in asked.text
    wanted = {"code": code(), "next": f"/boxes/{box}/vans"}
    answer = post(client, f"/look/box/{box}", wanted)
    assert (answer.status_code, answer.location) == (303, f"/boxes/{box}/vans")
    assert client.get(f"/boxes/{box}/vans").location == f"/boxes/{box}"
    page = client.get(f"/boxes/{box}")
    assert [word for word in told if word not in page.text] == []
    assert f"/boxes/{box}/vans" not in page.text
    assert convoy in client.get(gift).text
    with database.look() as db:
        entries = db.scalars(select(AuditEntry).where(AuditEntry.action == "convoy:look")).all()
    assert [entry.subject for entry in entries] == [convoy]


def test_a_consignees_page_asks_and_does_not_say_with_which_convoy_it_goes(planted, departed, database):
    app, _, _ = planted
    app.config["CONVOY_SECOND_FACTOR"] = True
    client, user_id = coordinator(app, database)
    place = departed["place"]
    pages = [
        f"/places/{place}",
        f"/places/{place}/edit",
        f"/places/{place}/letters",
        "/organisations/OR-0000-00-0",
        "/organisations/OR-0000-00-0/edit",
    ]
    asked = [client.get(path) for path in pages]
    assert [answer.status_code for answer in asked] == [401] * len(pages)
    assert [answer.text.count(departed["convoy"]) for answer in asked] == [0] * len(pages)
    wrong = post(client, f"/look/place/{place}", {"code": "000 000", "next": pages[0]})
    assert (wrong.status_code, departed["convoy"] in wrong.text) == (422, False)
    assert post(client, f"/look/place/{place}", {"code": code(), "next": pages[0]}).location == pages[0]
    assert [client.get(path).status_code for path in pages] == [200] * len(pages)
    with database.look() as db:
        assert len(db.scalars(select(Look).where(Look.user_id == user_id)).all()) == 1


def test_whom_goods_are_bound_to_is_told_once_a_convoy_there_is_open(planted, departed, database):
    app, _, _ = planted
    app.config["CONVOY_SECOND_FACTOR"] = True
    client, _ = coordinator(app, database)
    told, gift = test_canaries.CANARIES["consignee"], f"/donations/{departed['gift']}"
    words = BindEarmark(uuid4(), departed["gift"], 1, "for the ward", departed["place"])
    database.do(earmarks.bind, CONSOLE, words)
    pages = [gift, f"/boxes/{departed['box']}"]
    shown = [client.get(path).text for path in pages]
    assert [("for the ward" in text, told in text) for text in shown] == [(True, False)] * 2
    choosing = f"{gift}/lines/1/earmark"
    asked = client.get(choosing)
    assert (asked.status_code, told in asked.text, departed["convoy"] in asked.text) == (401, False, False)
    opened = post(client, f"/look/gift/{departed['gift']}", {"code": code(), "next": choosing})
    assert (opened.status_code, opened.location) == (303, choosing)
    assert f'selected value="{departed["place"]}"' in client.get(choosing).text
    assert [told in client.get(path).text for path in pages] == [True] * 2


ABOUT_A_CONVOY = {
    "convoy",
    "paper",
    "van-paper",
    "signed",
    "letter",
    "destination",
    "consignee",
    "recipient",
}


@pytest.mark.usefixtures("engine")
def test_every_page_about_a_convoy_is_in_the_table():
    about = {
        row.endpoint
        for row in rows()
        if row.kind in ABOUT_A_CONVOY and row.endpoint not in {"looks.enter", "looks.of_convoy"}
    }
    # This one only leads on to a page that asks.
    assert about - set(step_up.PAGES) == {"papers.downloaded"}
    assert set(step_up.PAGES) <= {row.endpoint for row in rows()}


def test_a_code_opens_one_convoy_for_a_while(app, database, convoy):
    client, _ = coordinator(app, database)
    with database.work() as db:
        other = a_convoy(db).code
    asked = client.get(f"/convoys/{convoy}")
    assert asked.status_code == 401
    assert f'value="/convoys/{convoy}"' in asked.text
    answer = post(client, f"/convoys/{convoy}/look", {"code": code(), "next": f"/convoys/{convoy}"})
    assert (answer.status_code, answer.location) == (303, f"/convoys/{convoy}")
    assert client.get(f"/convoys/{convoy}").status_code == 200
    assert client.get(f"/convoys/{convoy}/trip").status_code == 200
    assert client.get(f"/convoys/{other}").status_code == 401
    with database.work() as db:
        db.execute(update(Look).values(at=datetime.now(UTC) - LOOK_LASTS - timedelta(seconds=1)))
    assert client.get(f"/convoys/{convoy}").status_code == 401


def test_a_look_is_of_one_sign_in(app, database, convoy):
    client, user_id = coordinator(app, database)
    post(client, f"/convoys/{convoy}/look", {"code": code()})
    other = client_of(app, database, user_id)
    with database.work() as db:
        db.execute(update(SignIn).values(factor_at=datetime.now(UTC)))
    assert other.get(f"/convoys/{convoy}").status_code == 401


@pytest.mark.parametrize("typed", ["000 000", "", "12", "ABCD-EFGH-JKMN-PQRS"])
def test_a_wrong_code_opens_nothing(app, database, convoy, typed):
    client, _ = coordinator(app, database)
    answer = post(client, f"/convoys/{convoy}/look", {"code": typed})
    assert answer.status_code == 422
    assert client.get(f"/convoys/{convoy}").status_code == 401


def test_a_code_of_the_sign_in_is_not_taken_again(app, database, convoy):
    client, _ = coordinator(app, database)
    with database.work() as db:
        db.execute(update(SecondFactor).values(last_step=step() + 1))
    answer = post(client, f"/convoys/{convoy}/look", {"code": code()})
    assert answer.status_code == 422
    assert "used already" in answer.text


def test_what_was_typed_waits_until_the_convoy_is_open(app, database, convoy):
    client, _ = coordinator(app, database)
    sent = {"name": "Autumn convoy", "note": "by the forest road"}
    asked = post(client, f"/convoys/{convoy}/edit", sent, headers={"Origin": "http://localhost"})
    assert asked.status_code == 401
    carried = unescape(re.search(r'name="carried"[^>]*value="([^"]*)"', asked.text).group(1))
    answer = post(client, f"/convoys/{convoy}/look", {"code": code(), "carried": carried})
    assert answer.status_code == 200
    assert 'value="by the forest road"' in answer.text


def test_of_a_convoy_one_may_not_see_nothing_is_asked(app, database, convoy):
    with database.work() as db:
        mine = a_convoy(db)
        own = Granted(Role.COORDINATOR, convoy_id=mine.id)
    client, _ = coordinator(app, database, own)
    assert client.get(f"/convoys/{convoy}").status_code == 404
    assert post(client, f"/convoys/{convoy}/look", {"code": code()}).status_code == 404


def test_who_looked_is_shown_to_the_coordinators_and_admins(app, database, convoy):
    client, _ = coordinator(app, database)
    post(client, f"/convoys/{convoy}/look", {"code": code()})
    assert "Olena" in client.get(f"/convoys/{convoy}/looks").text
    admin, _ = coordinator(app, database, name="Admin", role=Role.ADMIN)
    listed = admin.get("/people/looks").text
    assert "Olena" in listed
    assert convoy in listed
    with database.look() as db:
        entries = db.scalars(select(AuditEntry).where(AuditEntry.action == "convoy:look")).all()
    assert [entry.subject for entry in entries] == [convoy]


def test_more_convoys_in_an_hour_than_work_needs_are_refused_and_flagged(app, database):
    client, user_id = coordinator(app, database)
    with database.work() as db:
        codes = [a_convoy(db).code for _ in range(MOST_CONVOYS + 2)]
    answers = []
    for one in codes:
        again(database, user_id)
        answers.append(post(client, f"/convoys/{one}/look", {"code": code()}).status_code)
    assert answers == [303] * MOST_CONVOYS + [429] * 2
    assert client.get(f"/convoys/{codes[-1]}").status_code == 401
    assert client.get(f"/convoys/{codes[0]}").status_code == 200
    again(database, user_id)
    assert post(client, f"/convoys/{codes[0]}/look", {"code": code()}).status_code == 303
    admin, _ = coordinator(app, database, name="Admin", role=Role.ADMIN)
    assert "refused: too many convoys" in admin.get("/people/looks").text
    assert "too many convoys" in admin.get("/people").text
    with database.look() as db:
        refused = db.scalars(select(AuditEntry).where(AuditEntry.action == "convoy:refuse_look")).all()
    assert len(refused) == 2


def test_a_printer_without_a_second_factor_types_the_password(app, database, convoy):
    with database.work() as db:
        convoy_id = db.scalar(select(Convoy.id).where(Convoy.code == convoy))
        new = users.NewUser("printer", "Petro", passwords.scramble(PASSWORD))
        user_id = users.create(db, CONSOLE, new, Granted(Role.PRINTER, convoy_id=convoy_id)).id
    client = client_of(app, database, user_id)
    asked = client.get(f"/papers/{convoy}")
    assert asked.status_code == 401
    assert 'name="password"' in asked.text
    assert post(client, f"/convoys/{convoy}/look", {"password": "not this one"}).status_code == 422
    assert post(client, f"/convoys/{convoy}/look", {"password": PASSWORD}).status_code == 303
    assert client.get(f"/papers/{convoy}").status_code == 200


def test_a_lost_phone_is_cut_off_in_the_middle_of_opening_a_convoy(app, database, convoy):
    client, user_id = coordinator(app, database)
    assert client.get(f"/convoys/{convoy}").status_code == 401
    with database.work() as db:
        db.execute(update(SignIn).where(SignIn.user_id == user_id).values(ended_at=datetime.now(UTC)))
    answer = post(client, f"/convoys/{convoy}/look", {"code": code()})
    assert answer.status_code == 401
    with database.look() as db:
        assert db.scalars(select(Look)).all() == []


def test_guessing_the_code_is_slowed_down(app, database, convoy):
    client, _ = coordinator(app, database)
    answers = [post(client, f"/convoys/{convoy}/look", {"code": "000 000"}).status_code for _ in range(7)]
    assert answers[-1] == 429


def test_the_demo_opens_convoys_without_asking(app, database, convoy):
    app.config["CONVOY_SECOND_FACTOR"] = False
    client, _ = coordinator(app, database)
    assert client.get(f"/convoys/{convoy}").status_code == 200
