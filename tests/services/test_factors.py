"""A second factor's codes are taken once, also by two processes at the same moment, on both engines."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from convoy.db import Database
from convoy.domain import one_time, totp
from convoy.domain.errors import Conflict, NotAllowed, NotFound, Refusal
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import AuditEntry, RecoveryCode, SecondFactor, SignIn
from convoy.services import factor_removals, factors, sign_ins, users
from tests.second_factor import half_minute, step

SECRET = totp.new_secret()
AT_ONCE = 6

# Fixtures of another file are asked for by name.
__all__ = ["half_minute"]


@pytest.fixture
def olena(database: Database) -> int:
    new = users.NewUser("olena", "Olena", "!")
    return database.do(lambda db: users.create(db, CONSOLE, new, Granted(Role.ADMIN)).id)


def opened(database: Database, user_id: int) -> int:
    token = database.do(sign_ins.open_sign_in, user_id, "test")
    with database.look() as db:
        return db.scalar(select(SignIn.id).where(SignIn.token_hash == one_time.hashed(token)))


@pytest.fixture
def codes(database: Database, olena: int) -> tuple[str, ...]:
    command = factors.SetUp(SECRET, totp.code_at(SECRET, step() - 1))
    return database.do(factors.set_up, opened(database, olena), command).recovery_codes


def at_once(settings, sign_in_ids: list[int], typed: str) -> list[bool]:
    """Who got in, of browsers that send the same code at the same moment to processes of their own."""
    databases = [Database(settings.database_url) for _ in sign_in_ids]

    def enter(database: Database, sign_in_id: int) -> bool:
        try:
            database.do(factors.enter, sign_in_id, typed)
        except Refusal:
            return False
        return True

    try:
        with ThreadPoolExecutor(len(sign_in_ids)) as pool:
            return list(pool.map(enter, databases, sign_in_ids))
    finally:
        for database in databases:
            database.close()


def test_of_many_who_come_with_one_code_at_once_one_gets_in(settings, database, olena, codes):
    browsers = [opened(database, olena) for _ in range(AT_ONCE)]
    assert sum(at_once(settings, browsers, totp.code_at(SECRET, step()))) == 1
    with database.look() as db:
        shown = select(func.count()).where(SignIn.id.in_(browsers), SignIn.factor_at.is_not(None))
        assert db.scalar(shown) == 1


def test_of_many_who_come_with_one_recovery_code_at_once_one_gets_in(settings, database, olena, codes):
    browsers = [opened(database, olena) for _ in range(AT_ONCE)]
    assert sum(at_once(settings, browsers, codes[0])) == 1
    with database.look() as db:
        used = select(func.count()).where(RecoveryCode.used_at.is_not(None))
        assert db.scalar(used) == 1


def test_an_earlier_code_is_not_taken_after_a_later_one(database, olena, codes):
    present = step()
    database.do(factors.enter, opened(database, olena), totp.code_at(SECRET, present + 1))
    with pytest.raises(Refusal, match="used already"):
        database.do(factors.enter, opened(database, olena), totp.code_at(SECRET, present))


def test_a_sign_in_that_was_ended_shows_no_factor(database, olena, codes):
    browser = opened(database, olena)
    with database.work() as db:
        db.get(SignIn, browser).ended_at = datetime.now(UTC)
    with pytest.raises(NotAllowed):
        database.do(factors.enter, browser, totp.code_at(SECRET, step()))
    database.do(factors.enter, opened(database, olena), totp.code_at(SECRET, step()))


def test_the_command_line_takes_the_last_admins_factor_away(database, olena, codes):
    database.do(factor_removals.remove_at_console, CONSOLE, "Olena")
    with database.look() as db:
        assert db.get(SecondFactor, olena) is None
        entry = db.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert (entry.action, entry.user_id) == ("user:remove_factor", None)
    with pytest.raises(Conflict):
        database.do(factor_removals.remove_at_console, CONSOLE, "olena")
    with pytest.raises(NotFound):
        database.do(factor_removals.remove_at_console, CONSOLE, "nobody")
