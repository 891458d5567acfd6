"""Accounts, roles, one-time codes and sign-ins."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from convoy.domain import one_time
from convoy.domain.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import AuditEntry, Grant, Invitation, SignIn, SignInAttempt, User
from convoy.queries import open_invitations
from convoy.queries import users as query
from convoy.services import grants, invitations, passwords, sign_ins, users
from tests.factories import a_place

NOTHING_FITS = "!"
NOW = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)


def someone(database, *granted, login="olena", name="Olena"):
    """A person with these grants, as others see one, and as an actor."""
    new = users.NewUser(login, name, NOTHING_FITS)
    user = database.do(lambda db: users.create(db, CONSOLE, new, *granted))
    return user, Actor(user.id, user.name, tuple(granted))


def entries(database):
    with database.look() as db:
        return list(db.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


@pytest.fixture
def place_id(database):
    return database.do(lambda db: a_place(db).id)


def refused_field(password):
    """The field that is blamed where this may not become the password of olena-petrenko, else None."""
    try:
        passwords.check_new(password, "olena-petrenko")
    except Invalid as refusal:
        return refusal.field
    return None


@pytest.mark.parametrize(
    "password", ["short", "password1234", "aaaaaaaaaaaaaaa", "olena-petrenko1", "x" * 201]
)
def test_a_password_that_guessers_try_first_is_refused(password):
    assert refused_field(password) == "password"


def test_a_passphrase_in_any_script_is_taken():
    assert refused_field("чотири прості слова тут") is None


def test_only_the_right_password_fits_and_nothing_fits_an_account_that_is_not_there():
    kept = passwords.scramble("four plain words here")
    assert passwords.fits(kept, "four plain words here")
    assert not passwords.fits(kept, "four plain words hero")
    assert not passwords.fits(None, "nobody has this password")
    assert not passwords.is_outdated(kept)


def test_a_sign_in_name_that_only_looks_different_is_taken(database):
    someone(database, login="Olena")
    for lookalike in ("olena", "Оlena", "  OLENA "):
        with pytest.raises(Invalid, match="taken"):
            someone(database, login=lookalike)


@pytest.mark.parametrize("name", ["", "x" * 121, "Olena\u202e", "Ole\x00na"])
def test_a_name_that_cannot_be_shown_is_refused_and_nothing_is_stored(database, name):
    with pytest.raises(Invalid):
        someone(database, name=name)
    with database.look() as db:
        assert db.scalar(select(func.count(User.id))) == 0


def test_a_sign_in_is_recognised_until_it_rests_too_long_or_grows_too_old(database):
    user, _ = someone(database, Granted(Role.ADMIN))
    token = database.do(sign_ins.open_sign_in, user.id, "Firefox", now=NOW)

    def who(now):
        with database.look() as db:
            return query.recognise(db, token, now)

    assert who(NOW + timedelta(minutes=29)).actor.roles == {Role.ADMIN}
    assert who(NOW + timedelta(minutes=30)) is None
    sign_in_id = who(NOW).sign_in_id
    for half_hours in range(1, 20):
        database.do(sign_ins.seen, sign_in_id, NOW + timedelta(minutes=25 * half_hours))
    assert who(NOW + timedelta(hours=7, minutes=55)) is not None
    assert who(NOW + timedelta(hours=8)) is None


def test_the_database_never_holds_what_opens_a_door(database):
    user, _ = someone(database, Granted(Role.DESK))
    token = database.do(sign_ins.open_sign_in, user.id, "")
    code = database.do(users.first_admin_code)
    with database.look() as db:
        assert token not in db.scalars(select(SignIn.token_hash)).all()
        stored = db.scalars(select(Invitation.token_hash)).all()
    assert code not in stored
    assert one_time.read(code) not in stored


def test_taking_a_role_away_takes_effect_at_once(database, place_id):
    desk = Granted(Role.DESK, place_id=place_id)
    user, _ = someone(database, desk)
    _, admin = someone(database, Granted(Role.ADMIN), login="admin")
    token = database.do(sign_ins.open_sign_in, user.id, "")
    database.do(grants.end_role, admin, grants.EndRole(uuid4(), user.code, desk))
    with database.look() as db:
        assert query.recognise(db, token, datetime.now(UTC)).actor.grants == ()


def test_a_closed_account_is_signed_out_everywhere(database):
    user, _ = someone(database, Granted(Role.DESK))
    _, admin = someone(database, Granted(Role.ADMIN), login="admin")
    token = database.do(sign_ins.open_sign_in, user.id, "")
    database.do(users.disable, admin, users.OnPerson(uuid4(), user.code))
    database.do(users.enable, admin, users.OnPerson(uuid4(), user.code))
    with database.look() as db:
        assert query.recognise(db, token, datetime.now(UTC)) is None
    assert entries(database)[-2:] == ["user:disable", "user:enable"]


def test_the_last_admin_stays(database):
    user, admin = someone(database, Granted(Role.ADMIN))
    with pytest.raises(RuleBroken, match="last admin"):
        database.do(grants.end_role, admin, grants.EndRole(uuid4(), user.code, Granted(Role.ADMIN)))
    other, _ = someone(database, Granted(Role.ADMIN), login="other")
    database.do(users.disable, admin, users.OnPerson(uuid4(), other.code))
    with pytest.raises(RuleBroken, match="last admin"):
        database.do(grants.end_role, admin, grants.EndRole(uuid4(), user.code, Granted(Role.ADMIN)))


def test_two_admins_who_end_each_other_leave_one(database):
    pairs = [someone(database, Granted(Role.ADMIN), login=login) for login in ("first", "second")]
    start, outcomes = threading.Barrier(2), []

    def end(actor, code):
        start.wait()
        try:
            database.do(users.disable, actor, users.OnPerson(uuid4(), code))
            outcomes.append("done")
        except RuleBroken:
            outcomes.append("refused")

    (first, first_actor), (second, second_actor) = pairs
    in_parallel((end, first_actor, second.code), (end, second_actor, first.code))
    assert sorted(outcomes) == ["done", "refused"]


def in_parallel(*calls):
    threads = [threading.Thread(target=call, args=arguments) for call, *arguments in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# Which role may hand out which, where: an admin all of them, a lead desk work at the own place, others none.
@pytest.mark.parametrize("role", Role)
def test_nobody_hands_out_more_than_is_theirs_to_give(database, place_id, role):
    elsewhere = database.do(lambda db: a_place(db, name="Elsewhere").id)
    mine, other = Granted(role, place_id=place_id), Granted(role, place_id=elsewhere)
    admin = Actor(1, "admin", (Granted(Role.ADMIN),))
    assert grants.may_hand_out(admin, mine)
    assert grants.may_hand_out(admin, Granted(role))
    lead = Actor(2, "lead", (Granted(Role.IN_CHARGE, place_id=place_id),))
    assert grants.may_hand_out(lead, mine) is (role is Role.DESK)
    assert not grants.may_hand_out(lead, other)
    assert not grants.may_hand_out(lead, Granted(role))
    for powerless in set(Role) - {Role.ADMIN, Role.IN_CHARGE}:
        assert not grants.may_hand_out(Actor(3, "x", (Granted(powerless),)), mine)


def test_a_lead_cannot_widen_what_the_lead_may_do(database, place_id):
    user, lead = someone(database, Granted(Role.IN_CHARGE, place_id=place_id))
    with pytest.raises(NotAllowed):
        database.do(grants.give_role, lead, grants.GiveRole(uuid4(), user.code, Granted(Role.ADMIN)))
    with pytest.raises(NotAllowed):
        database.do(invitations.invite, lead, invitations.Invite(uuid4(), Granted(Role.COORDINATOR)))
    assert entries(database) == []


def test_a_lead_looks_after_desk_people_of_the_place_and_nobody_else(database, place_id):
    _, lead = someone(database, Granted(Role.IN_CHARGE, place_id=place_id), login="lead")
    desk, _ = someone(database, Granted(Role.DESK, place_id=place_id), login="desk")
    both, _ = someone(
        database, Granted(Role.DESK, place_id=place_id), Granted(Role.PRINTER), login="both", name="Both"
    )
    stranger, _ = someone(database, Granted(Role.DESK), login="stranger")
    assert database.do(invitations.recovery_code, lead, users.OnPerson(uuid4(), desk.code))
    with pytest.raises(NotAllowed):
        database.do(invitations.recovery_code, lead, users.OnPerson(uuid4(), both.code))
    with pytest.raises(NotFound):
        database.do(invitations.recovery_code, lead, users.OnPerson(uuid4(), stranger.code))
    with pytest.raises(NotAllowed):
        database.do(users.disable, lead, users.OnPerson(uuid4(), desk.code))


def test_a_form_sent_twice_gives_one_role_and_one_audit_entry(database, place_id):
    user, _ = someone(database)
    _, admin = someone(database, Granted(Role.ADMIN), login="admin")
    command = grants.GiveRole(uuid4(), user.code, Granted(Role.DESK, place_id=place_id))
    for _ in range(2):
        database.do(grants.give_role, admin, command)
    with database.look() as db:
        assert db.scalar(select(func.count(Grant.id)).where(Grant.user_id == user.id)) == 1
    assert entries(database) == ["user:give_role"]
    with pytest.raises(Conflict):
        database.do(grants.give_role, admin, grants.GiveRole(command.key, user.code, Granted(Role.PRINTER)))


def test_the_first_admin_joins_once_and_can_do_everything_alone(database):
    lost = database.do(users.first_admin_code)
    code = database.do(users.first_admin_code)
    user = database.do(invitations.join, joining(code.lower().replace("-", " ")))
    with database.look() as db:
        held = db.scalars(select(Grant.role).where(Grant.user_id == user.id)).all()
    assert set(held) == {Role.ADMIN, Role.COORDINATOR}
    for spent in (code, lost):
        with pytest.raises(invitations.CodeSpent):
            database.do(invitations.join, joining(spent, login="second"))
    with pytest.raises(RuleBroken, match="admin already"):
        database.do(users.first_admin_code)


def joining(code, login="olena"):
    return invitations.Join(code, users.NewUser(login, "Olena", NOTHING_FITS))


def invited(database, granted):
    admin = Actor(None, "console", is_console=True)
    return database.do(invitations.invite, admin, invitations.Invite(uuid4(), granted))


def test_an_invitation_gives_its_role_in_its_scope_and_no_other(database, place_id):
    code = invited(database, Granted(Role.DESK, place_id=place_id))
    user = database.do(invitations.join, joining(code))
    with database.look() as db:
        grant = db.scalars(select(Grant).where(Grant.user_id == user.id)).one()
    assert (grant.role, grant.place_id, grant.convoy_id) == (Role.DESK, place_id, None)
    assert entries(database) == ["user:invite", "user:join"]


def test_a_taken_name_does_not_use_up_the_invitation(database):
    code = invited(database, Granted(Role.DESK))
    someone(database, login="olena")
    with pytest.raises(Invalid, match="taken"):
        database.do(invitations.join, joining(code))
    assert database.do(invitations.join, joining(code, login="another")).login == "another"


def test_an_old_invitation_is_worth_nothing(database):
    code = invited(database, Granted(Role.DESK))
    with database.work() as db:
        db.execute(update(Invitation).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))
    with pytest.raises(invitations.CodeSpent):
        database.do(invitations.join, joining(code))


def test_a_withdrawn_invitation_is_worth_nothing(database, place_id):
    code = invited(database, Granted(Role.DESK, place_id=place_id))
    lead = Actor(None, "lead", (Granted(Role.IN_CHARGE, place_id=place_id),))
    with database.look() as db:
        (listed,) = open_invitations.listing(db, lead)
    database.do(invitations.withdraw, lead, invitations.Withdraw(uuid4(), listed.reference))
    with pytest.raises(invitations.CodeSpent):
        database.do(invitations.join, joining(code))


def test_an_unknown_code_names_its_field(database):
    with pytest.raises(Invalid) as refusal:
        database.do(invitations.join, joining("7K3F-2MQR"))
    assert refusal.value.field == "code"


def test_of_two_people_with_one_code_exactly_one_gets_in(database, count):
    for turn in range(count(3, 100)):
        code = invited(database, Granted(Role.DESK))
        start, outcomes = threading.Barrier(2), []

        def redeem(login, code=code, start=start, outcomes=outcomes):
            start.wait()
            try:
                database.do(invitations.join, joining(code, login))
                outcomes.append("in")
            except invitations.CodeSpent:
                outcomes.append("late")

        in_parallel((redeem, f"left-{turn}"), (redeem, f"right-{turn}"))
        assert sorted(outcomes) == ["in", "late"]


def test_a_recovery_code_sets_a_password_once_and_ends_every_sign_in(database):
    user, _ = someone(database, Granted(Role.DESK))
    _, admin = someone(database, Granted(Role.ADMIN), login="admin")
    token = database.do(sign_ins.open_sign_in, user.id, "")
    code = database.do(invitations.recovery_code, admin, users.OnPerson(uuid4(), user.code))
    with pytest.raises(Invalid):
        database.do(invitations.join, joining(code))
    database.do(invitations.set_password, code, "new hash")
    with database.look() as db:
        assert query.account(db, users.login_key("olena")).password_hash == "new hash"
        assert query.recognise(db, token, datetime.now(UTC)) is None
    with pytest.raises(invitations.CodeSpent):
        database.do(invitations.set_password, code, "another hash")


def test_an_invitation_is_worth_nothing_once_its_giver_may_not_give_it(database, place_id):
    leaver, leaving = someone(database, Granted(Role.ADMIN), login="leaver")
    _, admin = someone(database, Granted(Role.ADMIN), login="admin")
    code = database.do(invitations.invite, leaving, invitations.Invite(uuid4(), Granted(Role.ADMIN)))
    database.do(users.disable, admin, users.OnPerson(uuid4(), leaver.code))
    with pytest.raises(invitations.CodeSpent):
        database.do(invitations.join, joining(code))
    database.do(users.enable, admin, users.OnPerson(uuid4(), leaver.code))
    database.do(grants.end_role, admin, grants.EndRole(uuid4(), leaver.code, Granted(Role.ADMIN)))
    with pytest.raises(invitations.CodeSpent):
        database.do(invitations.join, joining(code))


def test_a_lead_cannot_take_over_whom_an_admin_gave_more_meanwhile(database, place_id):
    _, lead = someone(database, Granted(Role.IN_CHARGE, place_id=place_id), login="lead")
    _, admin = someone(database, Granted(Role.ADMIN), login="admin")
    desk, _ = someone(database, Granted(Role.DESK, place_id=place_id), login="desk")
    code = database.do(invitations.recovery_code, lead, users.OnPerson(uuid4(), desk.code))
    database.do(grants.give_role, admin, grants.GiveRole(uuid4(), desk.code, Granted(Role.COORDINATOR)))
    with pytest.raises(invitations.CodeSpent):
        database.do(invitations.set_password, code, "the lead's hash")
    with database.look() as db:
        assert query.account(db, users.login_key("desk")).password_hash == NOTHING_FITS


def test_changing_the_password_ends_the_other_sign_ins_only(database):
    user, actor = someone(database, Granted(Role.DESK))
    here, there = (database.do(sign_ins.open_sign_in, user.id, "") for _ in range(2))
    with database.look() as db:
        keep = query.recognise(db, here, datetime.now(UTC)).sign_in_id
    database.do(users.change_password, actor, "new hash", keep=keep)
    with database.look() as db:
        assert query.recognise(db, here, datetime.now(UTC)) is not None
        assert query.recognise(db, there, datetime.now(UTC)) is None


def test_of_two_hundred_guesses_in_a_row_only_the_first_few_are_tried(database):
    waits = [database.do(sign_ins.take_turn, "olena", "192.0.2.1", NOW) for _ in range(200)]
    assert sum(not wait for wait in waits) == sign_ins.FREE_BY_ACCOUNT
    with database.look() as db:
        assert db.scalar(select(func.count(SignInAttempt.id))) == sign_ins.FREE_BY_ACCOUNT


def test_guessing_many_names_from_one_address_is_slowed_down_too(database):
    waits = [database.do(sign_ins.take_turn, f"name {n}", "192.0.2.1", NOW) for n in range(60)]
    assert sum(not wait for wait in waits) == sign_ins.FREE_BY_ADDRESS


def test_the_slow_down_ends_by_itself_and_the_owner_gets_in(database):
    now = NOW
    for _ in range(40):
        wait = database.do(sign_ins.take_turn, "olena", "192.0.2.1", now)
        assert wait <= sign_ins.LONGEST_WAIT
        now += wait
    later = now + sign_ins.LONGEST_WAIT
    assert not database.do(sign_ins.take_turn, "olena", "198.51.100.7", later)


def test_guesses_at_the_same_moment_count_one_by_one(database):
    start, waits = threading.Barrier(8), []

    def guess():
        start.wait()
        waits.append(database.do(sign_ins.take_turn, "olena", "192.0.2.1", NOW))

    in_parallel(*[(guess,)] * 8)
    assert sum(not wait for wait in waits) == sign_ins.FREE_BY_ACCOUNT


def test_old_tries_are_forgotten(database):
    database.do(sign_ins.take_turn, "olena", "192.0.2.1", NOW)
    database.do(sign_ins.take_turn, "petro", "192.0.2.1", NOW + sign_ins.REMEMBERED * 2)
    with database.look() as db:
        assert db.scalar(select(func.count(SignInAttempt.id))) == 1
