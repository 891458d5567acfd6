"""Devices and PINs: who is known where, who comes back by PIN, and who never does."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from convoy.domain.errors import NotAllowed, NotFound
from convoy.domain.permissions import CONSOLE, PIN_ROLES, Actor, Granted, Role
from convoy.models import Device, DevicePerson, Place, SignIn, User
from convoy.queries import devices as device_query
from convoy.queries import users as query
from convoy.services import devices, grants, pins, sign_ins, users
from tests.engines import on_sqlite
from tests.factories import a_place

FIREFOX = devices.At("", "Firefox · Linux")
PIN = "scrambled"


def someone(database, *granted, name="Olena"):
    new = users.NewUser(f"{name}-{uuid4().hex[:6]}", name, "!")
    user = database.do(lambda db: users.create(db, CONSOLE, new, *granted))
    return user, Actor(user.id, user.name, tuple(granted))


def arrive(database, user, token="", now=None):
    return database.do(devices.come_in, user.id, devices.At(token, "Firefox · Linux"), now=now)


def who(database, token, now=None):
    with database.look() as db:
        return query.recognise(db, token, now or datetime.now(UTC))


def device_id(database, token):
    with database.look() as db:
        return device_query.id_of(db, token)


def keep_pin(database, actor, device_token):
    database.do(pins.keep, actor, device_id(database, device_token), PIN)


def is_offered(database, token):
    with database.look() as db:
        now = datetime.now(UTC)
        return [met.user.name for met in device_query.with_pin(db, token) if pins.is_good(db, met, now)]


@pytest.fixture
def desk(database):
    return Granted(Role.DESK, place_id=database.do(lambda db: a_place(db).id))


@pytest.fixture
def laptop(database, desk):
    """A shared laptop: Olena and Marek signed in in full today, Olena has a PIN, Marek is there now."""
    (olena, as_olena), (marek, _) = someone(database, desk), someone(database, desk, name="Marek")
    first = arrive(database, olena)
    keep_pin(database, as_olena, first.device_token)
    second = arrive(database, marek, first.device_token)
    assert second.device_token == first.device_token
    return olena, as_olena, first, second


def test_a_device_is_known_by_its_own_token_and_never_by_one_that_was_planted(database, desk):
    olena, _ = someone(database, desk)
    planted = arrive(database, olena, token="planted")
    assert planted.device_token != "planted"
    assert arrive(database, olena, token=planted.device_token).device_token == planted.device_token
    with database.look() as db:
        kept = db.scalars(select(Device.token_hash)).all()
    assert len(kept) == 1
    assert planted.device_token not in kept


# --------------------------------------------------------------------------------------------------- by PIN


def test_a_person_comes_back_by_pin_and_the_one_before_is_out(database, laptop):
    olena, _, _, second = laptop
    assert is_offered(database, second.device_token) == ["Olena"]
    right = database.do(pins.take_try, second.device_token, olena.code)
    assert (right.user_id, right.pin_hash) == (olena.id, PIN)
    token = database.do(pins.change, right, second.token)
    assert who(database, token).actor.name == "Olena"
    assert who(database, second.token) is None


def test_a_pin_opens_nothing_on_another_device(database, laptop):
    olena, _, _, _ = laptop
    other, _ = someone(database, Granted(Role.DESK), name="Other")
    elsewhere = arrive(database, other).device_token
    assert is_offered(database, elsewhere) == []
    for token in (elsewhere, "", "made up"):
        with pytest.raises(pins.NoPin):
            database.do(pins.take_try, token, olena.code)


def test_a_pin_opens_nothing_the_day_after(database, laptop):
    olena, _, first, second = laptop
    with database.work() as db:
        db.execute(update(DevicePerson).values(full_at=datetime.now(UTC) - timedelta(days=1)))
    assert is_offered(database, second.device_token) == []
    with pytest.raises(pins.NoPin):
        database.do(pins.take_try, second.device_token, olena.code)
    # And signing in in full does not bring yesterday's PIN back.
    arrive(database, olena, first.device_token)
    with pytest.raises(pins.NoPin):
        database.do(pins.take_try, second.device_token, olena.code)


def test_a_pin_lasts_until_the_place_goes_home_whatever_the_day_is_in_greenwich(database, laptop, desk):
    olena, _, _, second = laptop
    with database.work() as db:
        db.execute(update(Place).where(Place.id == desk.place_id).values(zone="America/Sao_Paulo"))
        # Eight in the evening there, and nearly midnight in Greenwich.
        evening = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)
        db.execute(update(DevicePerson).values(full_at=evening))
        met = db.scalars(select(DevicePerson).where(DevicePerson.user_id == olena.id)).one()
        assert pins.good_until(db, met, grants.actor_of(met.user)) == datetime(2026, 11, 28, 3, tzinfo=UTC)
        devices.come_in(db, olena.id, devices.At(second.device_token, ""), now=evening + timedelta(hours=1))
        assert met.pin_hash == PIN
        devices.come_in(db, olena.id, devices.At(second.device_token, ""), now=evening + timedelta(hours=5))
        assert met.pin_hash == ""


def test_after_five_wrong_pins_the_full_sign_in_is_needed(database, laptop):
    olena, _, first, second = laptop
    for _ in range(pins.MOST_WRONG):
        database.do(pins.take_try, second.device_token, olena.code)
    for _ in range(2):
        with pytest.raises(pins.NoPin):
            database.do(pins.take_try, second.device_token, olena.code)
    assert is_offered(database, second.device_token) == []
    with pytest.raises(IntegrityError), database.work() as db:
        db.execute(text("UPDATE device_person SET pin_tries = 6"))
    arrive(database, olena, first.device_token)
    assert is_offered(database, second.device_token) == ["Olena"]


def test_twenty_pins_tried_at_once_count_as_twenty(database, laptop):
    olena, _, _, second = laptop
    start, counted = threading.Barrier(20), []

    def guess():
        start.wait()
        try:
            counted.append(database.do(pins.take_try, second.device_token, olena.code))
        except pins.NoPin:
            counted.append(None)

    threads = [threading.Thread(target=guess) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(counted) == 20
    assert sum(one is not None for one in counted) == pins.MOST_WRONG


@pytest.mark.parametrize("role", sorted(set(Role) - PIN_ROLES))
@on_sqlite
def test_whoever_sees_routes_or_lets_others_in_has_no_pin(database, desk, role):
    user, actor = someone(database, desk, Granted(role))
    device = arrive(database, user).device_token
    with pytest.raises(NotAllowed):
        keep_pin(database, actor, device)


def test_a_pin_is_worth_nothing_once_its_owner_has_a_role_that_needs_more(database, laptop):
    olena, _, _, second = laptop
    right = database.do(pins.take_try, second.device_token, olena.code)
    admin = Actor(None, "admin", (Granted(Role.ADMIN),))
    database.do(grants.give_role, admin, grants.GiveRole(uuid4(), olena.code, Granted(Role.COORDINATOR)))
    assert is_offered(database, second.device_token) == []
    with pytest.raises(pins.NoPin):
        database.do(pins.change, right, second.token)
    with pytest.raises(pins.NoPin):
        database.do(pins.take_try, second.device_token, olena.code)
    assert who(database, second.token).actor.name == "Marek"


def test_a_closed_account_does_not_come_back_by_pin(database, laptop):
    olena, _, _, second = laptop
    with database.work() as db:
        db.execute(update(User).where(User.id == olena.id).values(is_active=False))
    with pytest.raises(pins.NoPin):
        database.do(pins.take_try, second.device_token, olena.code)


def test_a_sign_in_by_pin_lasts_no_longer_than_the_full_one(database, laptop):
    olena, _, _, second = laptop
    right = database.do(pins.take_try, second.device_token, olena.code)
    database.do(pins.change, right, "")
    with database.look() as db:
        met = db.get_one(DevicePerson, (right.device_id, olena.id))
        newest = db.scalars(select(SignIn).order_by(SignIn.id.desc())).first()
        assert newest.expires_at <= pins.good_until(db, met, grants.actor_of(met.user))


def test_a_pin_is_set_only_where_the_person_signed_in_in_full(database, desk):
    _, actor = someone(database, desk)
    other, _ = someone(database, desk, name="Other")
    elsewhere = arrive(database, other).device_token
    for where in (device_id(database, elsewhere), None):
        with pytest.raises(pins.NoPin):
            database.do(pins.keep, actor, where, PIN)


# ---------------------------------------------------------------------------------------------- new devices


def test_a_second_device_is_told_on_the_first_until_it_was_seen_there(database, desk):
    olena, actor = someone(database, desk)
    known = arrive(database, olena)
    assert who(database, known.token).new_devices == 0
    new = arrive(database, olena)
    assert who(database, known.token).new_devices == 1
    assert who(database, new.token).new_devices == 0
    # Whoever sits at the new device cannot take the notice of it away.
    database.do(devices.told_owner, actor, device_id(database, new.device_token))
    assert who(database, known.token).new_devices == 1
    database.do(devices.told_owner, actor, device_id(database, known.device_token))
    assert who(database, known.token).new_devices == 0
    again = arrive(database, olena, new.device_token)
    assert who(database, again.token).new_devices == 0


@pytest.mark.parametrize(
    ("role", "told"), [(Role.COORDINATOR, 1), (Role.ADMIN, 1), (Role.DESK, 0), (Role.PRINTER, 0)]
)
def test_admins_are_told_of_new_devices_of_coordinators_and_admins(database, role, told):
    _, admin = someone(database, Granted(Role.ADMIN), name="Anna")
    user, _ = someone(database, Granted(role))
    arrive(database, user)
    second = arrive(database, user)
    with database.look() as db:
        assert len(device_query.new_for_admins(db, admin)) == told
        code = db.scalar(select(Device.code).where(Device.id == device_query.id_of(db, second.device_token)))
        assert device_query.new_for_admins(db, Actor(user.id, "x", (Granted(Role.DESK),))) == []
    database.do(devices.told_admin, admin, devices.NewDeviceSeen(uuid4(), code))
    with database.look() as db:
        assert device_query.new_for_admins(db, admin) == []


# -------------------------------------------------------------------------------------------- cutting off


def test_a_lost_phone_is_cut_off_with_everybody_on_it(database, laptop):
    _, _, first, second = laptop
    _, admin = someone(database, Granted(Role.ADMIN), name="Anna")
    with database.look() as db:
        code = db.scalar(select(Device.code))
    key = uuid4()
    assert database.do(devices.end, admin, devices.EndDevice(key, code)) == 2
    assert database.do(devices.end, admin, devices.EndDevice(key, code)) == 0
    assert [who(database, one.token) for one in (first, second)] == [None, None]
    assert is_offered(database, second.device_token) == []
    assert device_id(database, second.device_token) is None


def test_a_lead_cuts_off_a_device_whole_or_not_at_all(database, laptop, desk):
    _, _, first, second = laptop
    _, lead = someone(database, Granted(Role.IN_CHARGE, place_id=desk.place_id), name="Lidia")
    both, _ = someone(database, desk, Granted(Role.COORDINATOR), name="Both")
    there = arrive(database, both, first.device_token)
    with database.look() as db:
        code = db.scalar(select(Device.code))
        reference = db.scalars(select(SignIn.token_hash).order_by(SignIn.id)).all()
    with pytest.raises(NotAllowed):
        database.do(devices.end, lead, devices.EndDevice(uuid4(), code))
    assert who(database, second.token) is not None
    named = [one[: sign_ins.REFERENCE] for one in reference]
    with pytest.raises(NotAllowed):
        database.do(devices.end_sign_in, lead, devices.EndSignIn(uuid4(), named[-1]))
    database.do(devices.end_sign_in, lead, devices.EndSignIn(uuid4(), named[1]))
    assert who(database, second.token) is None
    assert who(database, there.token) is not None


def test_a_lead_sees_and_ends_nothing_of_another_place(database, laptop):
    elsewhere = database.do(lambda db: a_place(db, name="Elsewhere").id)
    _, lead = someone(database, Granted(Role.IN_CHARGE, place_id=elsewhere), name="Lidia")
    with database.look() as db:
        assert device_query.where(db, lead) == []
        code, reference = db.scalar(select(Device.code)), db.scalar(select(SignIn.token_hash))
    for end, command in (
        (devices.end, devices.EndDevice(uuid4(), code)),
        (devices.end_sign_in, devices.EndSignIn(uuid4(), reference[: sign_ins.REFERENCE])),
        (devices.name, devices.NameDevice(uuid4(), code, "Mine")),
    ):
        with pytest.raises(NotFound):
            database.do(end, lead, command)
