"""Weekend cards: what they give, to how many, for how long, and what nobody gets out of them."""

import multiprocessing
import threading
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError

from convoy.db import Database
from convoy.domain import card_codes
from convoy.domain.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal, RuleBroken
from convoy.domain.one_time import hashed
from convoy.domain.permissions import CARD_ROLES, CONSOLE, Actor, Granted, Role
from convoy.models import AuditEntry, Card, Grant, SignIn, User
from convoy.queries import users as query
from convoy.services import cards, devices, grants, invitations, users
from tests.engines import on_sqlite
from tests.factories import a_convoy, a_place

FIREFOX = devices.At("", "Firefox")


@pytest.fixture
def place_id(database):
    return database.do(lambda db: a_place(db).id)


@pytest.fixture
def lead(database, place_id):
    granted = Granted(Role.IN_CHARGE, place_id=place_id)
    new = users.NewUser("lidia", "Lidia", "!")
    user = database.do(lambda db: users.create(db, CONSOLE, new, granted))
    return Actor(user.id, user.name, (granted,))


def command(granted, *, people=1, how_many=1, begins=timedelta(minutes=-1), lasts=timedelta(hours=8)):
    start = datetime.now(UTC) + begins
    return cards.MakeCards(uuid4(), granted, start, start + lasts, people, how_many)


def made(database, actor, granted, **more):
    (code,) = database.do(cards.make, actor, command(granted, **more))
    return code


def arriving(code, name="Olena", **more):
    return cards.ComeIn(uuid4(), hashed(card_codes.read(code)), name, **more)


def signed_in(database, user):
    """The token of a sign-in of this person on a device of its own."""
    return database.do(devices.come_in, user.id, FIREFOX).token


def who(database, token, now=None):
    with database.look() as db:
        return query.recognise(db, token, now or datetime.now(UTC))


def test_a_guest_holds_what_the_card_gives_and_every_record_can_name_a_person(database, lead, place_id):
    desk = Granted(Role.DESK, place_id=place_id)
    code = made(database, lead, desk, people=3)
    guests = [database.do(cards.come_in, arriving(code, name)) for name in ("Olena", "Marek")]
    assert [guest.name for guest in guests] == ["Olena", "Marek"]
    assert len({guest.login for guest in guests}) == 2
    for guest in guests:
        assert who(database, signed_in(database, guest)).actor.grants == (desk,)


def test_one_card_lets_in_as_many_as_it_says_and_then_nobody(database, lead, place_id):
    code = made(database, lead, Granted(Role.DESK, place_id=place_id), people=2)
    for name in ("Olena", "Marek"):
        database.do(cards.come_in, arriving(code, name))
    with pytest.raises(cards.CardRefused, match="as many as it may"):
        database.do(cards.come_in, arriving(code, "Third"))
    with pytest.raises(IntegrityError), database.work() as db:
        db.execute(update(Card).values(came_in=3))


def test_the_same_form_sent_twice_lets_one_person_in_once(database, lead, place_id):
    code = made(database, lead, Granted(Role.DESK, place_id=place_id))
    sent = arriving(code)
    first, second = (database.do(cards.come_in, sent) for _ in range(2))
    assert first.id == second.id
    with database.look() as db:
        assert db.scalar(select(Card.came_in)) == 1


def test_a_name_of_the_card_comes_back_on_its_own_device_and_on_no_other(database, lead, place_id):
    code = made(database, lead, Granted(Role.DESK, place_id=place_id))
    guest = database.do(cards.come_in, arriving(code))
    token = database.do(devices.come_in, guest.id, FIREFOX).device_token
    with database.look() as db:
        here = devices.known(db, token).id
    assert database.do(cards.come_in, arriving(code, "olena", device_id=here)).id == guest.id
    for elsewhere in (None, here + 1):
        with pytest.raises(Invalid, match="another device"):
            database.do(cards.come_in, arriving(code, "OLENA", device_id=elsewhere))


def test_an_ended_card_cuts_its_guests_off_at_once_and_takes_nothing_they_recorded(database, lead, place_id):
    code = made(database, lead, Granted(Role.DESK, place_id=place_id))
    guest = database.do(cards.come_in, arriving(code))
    token = signed_in(database, guest)
    with database.look() as db:
        card_code = db.scalar(select(Card.code))
    key = uuid4()
    assert database.do(cards.end, lead, cards.EndCard(key, card_code)) == 1
    assert database.do(cards.end, lead, cards.EndCard(key, card_code)) == 0
    assert who(database, token) is None
    with pytest.raises(cards.CardRefused, match="has ended"):
        database.do(cards.come_in, arriving(code, "Marek"))
    with database.look() as db:
        assert db.scalar(select(User.name).where(User.id == guest.id)) == "Olena"
        assert db.scalar(select(SignIn.ended_reason)) == "card_ended"
        actions = list(db.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert actions == ["card:make", "card:come_in", "user:sign_in", "card:end"]


def test_a_card_is_over_at_its_hour_without_anybody_pressing_anything(database, lead, place_id):
    code = made(database, lead, Granted(Role.DESK, place_id=place_id), lasts=timedelta(hours=2))
    token = signed_in(database, database.do(cards.come_in, arriving(code)))
    assert who(database, token) is not None
    assert who(database, token, datetime.now(UTC) + timedelta(hours=2)) is None
    with database.work() as db:
        past = datetime.now(UTC) - timedelta(seconds=1)
        db.execute(update(Card).values(ends_at=past))
        db.execute(update(Grant).where(Grant.card_id.is_not(None)).values(ends_at=past))
    assert who(database, token) is None
    with pytest.raises(cards.CardRefused):
        database.do(cards.come_in, arriving(code, "Marek"))


def test_a_card_opens_nothing_before_its_hour(database, lead, place_id):
    code = made(database, lead, Granted(Role.DESK, place_id=place_id), begins=timedelta(hours=1))
    with pytest.raises(cards.CardRefused, match="not good yet"):
        database.do(cards.come_in, arriving(code))


def test_all_cards_of_the_place_end_in_one_press_and_no_others(database, lead, place_id):
    elsewhere = database.do(lambda db: a_place(db, name="Elsewhere").id)
    mine = made(database, lead, Granted(Role.DESK, place_id=place_id))
    other = made(database, CONSOLE, Granted(Role.DESK, place_id=elsewhere))
    tokens = [signed_in(database, database.do(cards.come_in, arriving(code))) for code in (mine, other)]
    assert database.do(cards.end_all, lead, cards.EndAllCards(uuid4())) == 1
    assert [who(database, token) is None for token in tokens] == [True, False]


def test_a_card_of_somebody_who_may_not_let_people_in_any_more_opens_nothing(database, lead, place_id):
    code = made(database, lead, Granted(Role.DESK, place_id=place_id))
    with database.work() as db:
        db.execute(update(User).where(User.id == lead.user_id).values(is_active=False))
    with pytest.raises(cards.CardRefused):
        database.do(cards.come_in, arriving(code))


# --------------------------------------------------------------------------------- nobody gets more than that


@pytest.mark.parametrize("role", sorted(set(Role) - set(CARD_ROLES)))
@on_sqlite
def test_no_card_gives_more_than_a_desk_or_printing(database, place_id, role):
    with pytest.raises(NotAllowed):
        database.do(cards.make, CONSOLE, command(Granted(role, place_id=place_id)))


def test_the_database_itself_refuses_a_card_for_more(database, lead, place_id):
    made(database, lead, Granted(Role.DESK, place_id=place_id))
    for wider in ("role = 'admin'", "place_id = NULL", "most_people = 13", "role = 'printer'"):
        with pytest.raises(IntegrityError), database.work() as db:
            db.execute(text(f"UPDATE card SET {wider}"))
    with pytest.raises(IntegrityError), database.work() as db:
        db.execute(update(Card).values(ends_at=Card.starts_at, starts_at=datetime.now(UTC)))
    with pytest.raises(IntegrityError), database.work() as db:
        db.execute(update(Card).values(ends_at=datetime.now(UTC) + timedelta(hours=73)))


def test_nobody_makes_a_card_for_what_is_not_theirs_to_give(database, lead, place_id):
    elsewhere = database.do(lambda db: a_place(db, name="Elsewhere").id)
    convoy_id = database.do(lambda db: a_convoy(db).id)
    for wider in (
        Granted(Role.DESK, place_id=elsewhere),
        Granted(Role.DESK),
        Granted(Role.PRINTER, convoy_id=convoy_id),
    ):
        with pytest.raises(NotAllowed):
            database.do(cards.make, lead, command(wider))
    guest = Actor(1, "guest", (Granted(Role.DESK, place_id=place_id),))
    with pytest.raises(NotAllowed):
        database.do(cards.make, guest, command(Granted(Role.DESK, place_id=place_id)))
    with pytest.raises(Invalid):
        database.do(cards.make, CONSOLE, command(Granted(Role.DESK)))


def test_a_lead_can_end_no_card_of_another_place(database, lead):
    elsewhere = database.do(lambda db: a_place(db, name="Elsewhere").id)
    made(database, CONSOLE, Granted(Role.DESK, place_id=elsewhere))
    with database.look() as db:
        card_code = db.scalar(select(Card.code))
    with pytest.raises(NotFound):
        database.do(cards.end, lead, cards.EndCard(uuid4(), card_code))


def test_a_guest_is_given_no_further_role_and_no_password(database, lead, place_id):
    code = made(database, lead, Granted(Role.DESK, place_id=place_id))
    guest = database.do(cards.come_in, arriving(code))
    admin = Actor(None, "admin", (Granted(Role.ADMIN),))
    with pytest.raises(RuleBroken, match="weekend card"):
        database.do(grants.give_role, admin, grants.GiveRole(uuid4(), guest.code, Granted(Role.ADMIN)))
    with pytest.raises(RuleBroken, match="weekend card"):
        database.do(invitations.recovery_code, admin, users.OnPerson(uuid4(), guest.code))


@pytest.mark.parametrize(
    ("hours", "people", "how_many"), [(73, 1, 1), (0, 1, 1), (-1, 1, 1), (8, 0, 1), (8, 13, 1), (8, 1, 7)]
)
@on_sqlite
def test_hours_not_years_and_a_few_people(database, lead, place_id, hours, people, how_many):
    granted = Granted(Role.DESK, place_id=place_id)
    wanted = command(granted, people=people, how_many=how_many, lasts=timedelta(hours=hours))
    with pytest.raises(Invalid):
        database.do(cards.make, lead, wanted)
    with database.look() as db:
        assert db.scalar(select(func.count(Card.id))) == 0


def test_codes_are_shown_once_even_when_the_form_is_sent_again(database, lead, place_id):
    wanted = command(Granted(Role.DESK, place_id=place_id), how_many=6)
    codes = database.do(cards.make, lead, wanted)
    assert len(set(codes)) == 6
    with pytest.raises(Conflict):
        database.do(cards.make, lead, wanted)
    with database.look() as db:
        stored = db.scalars(select(Card.token_hash)).all()
        facts = " ".join(db.scalars(select(AuditEntry.facts)))
    assert len(stored) == 6
    assert not any(code in facts or code in stored or card_codes.read(code) in stored for code in codes)


# --------------------------------------------------------------------------------------------------- at once


def door(url: str, wire: Connection) -> None:
    """Wait for a code and a name, come in at once, and answer how that went."""
    database = Database(url)
    wire.send("ready")
    while sent := wire.recv():
        try:
            database.do(cards.come_in, arriving(*sent))
        except Refusal as error:
            wire.send(str(error))
        else:
            wire.send("")
    database.close()


def test_of_two_phones_with_a_card_for_one_person_one_gets_in(database, settings, lead, place_id, count):
    codes = [made(database, lead, Granted(Role.DESK, place_id=place_id)) for _ in range(count(8, 500))]
    spawn = multiprocessing.get_context("spawn")
    wires, processes = [], []
    for _ in range(2):
        here, there = spawn.Pipe()
        process = spawn.Process(target=door, args=(settings.database_url, there), daemon=True)
        process.start()
        wires.append(here)
        processes.append(process)
    for wire in wires:
        assert wire.recv() == "ready"
    for code in codes:
        for wire, name in zip(wires, ("Olena", "Marek"), strict=True):
            wire.send((code, name))
        answers = [wire.recv() for wire in wires]
        assert answers.count("") == 1, answers
        assert "as many as it may" in max(answers)
    for wire, process in zip(wires, processes, strict=True):
        wire.send("")
        process.join(timeout=60)
    with database.look() as db:
        assert set(db.scalars(select(Card.came_in))) == {1}
        assert db.scalar(select(func.count(Grant.id)).where(Grant.card_id.is_not(None))) == len(codes)


def test_somebody_who_comes_in_while_the_card_is_ended_is_out_all_the_same(database, lead, place_id):
    for _ in range(5):
        code = made(database, lead, Granted(Role.DESK, place_id=place_id))
        with database.look() as db:
            card_code = db.scalar(select(Card.code).order_by(Card.id.desc()))
        came, start = [], threading.Barrier(2)

        def come(code=code, came=came, start=start):
            start.wait()
            try:
                came.append(database.do(cards.come_in, arriving(code)))
            except cards.CardRefused:
                came.append(None)

        def end(card_code=card_code, start=start):
            start.wait()
            database.do(cards.end, lead, cards.EndCard(uuid4(), card_code))

        threads = [threading.Thread(target=one) for one in (come, end)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        (guest,) = came
        assert guest is None or who(database, signed_in(database, guest)) is None
