"""Letters on file: who sees them, that they stay as they came, and what replaces which."""

from dataclasses import replace
from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from convoy.db import Database
from convoy.domain.errors import Invalid, NotAllowed, NotFound, RuleBroken
from convoy.domain.kinds import PlaceKind
from convoy.domain.letters import LetterKind
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.exchange import uploads
from convoy.models import AuditEntry, ConvoyRecipient, Letter
from convoy.queries import convoys
from convoy.queries import letters as questions
from convoy.services import letters
from convoy.services.letters import KeepLetter
from tests.factories import a_convoy, a_place


@pytest.fixture
def world(database: Database) -> SimpleNamespace:
    """Two convoys, each with its recipient."""
    with database.work() as db:
        mine, other = a_convoy(db), a_convoy(db)
        for convoy, name in ((mine, "Lviv"), (other, "Kyiv")):
            place = a_place(db, name=name, kind=PlaceKind.DESTINATION)
            db.add(ConvoyRecipient(convoy_id=convoy.id, place_id=place.id))
        return SimpleNamespace(
            mine=mine.code,
            other=other.code,
            coordinator=Actor(None, "Marta", (Granted(Role.COORDINATOR, convoy_id=mine.id),)),
            planner=Actor(None, "Petro", (Granted(Role.COORDINATOR),)),
        )


def keep(database: Database, who: Actor = CONSOLE, words: str = "we need beds", **facts) -> str:
    upload = uploads.read(f"%PDF-1.4 {words} %%EOF".encode(), "Zimorodok need.pdf")
    command = KeepLetter(uuid4(), LetterKind.NEED, upload.sha256)
    return database.do(letters.keep, who, replace(command, **facts), upload).code


def on_file(database: Database, who: Actor, convoy: str) -> dict[str, bool]:
    with database.look() as db:
        found = questions.of_convoy(db, who, convoys.find(db, who, convoy))
        return {one.letter.code: one.is_replaced for one in found}


def test_a_letter_comes_back_byte_for_byte(database, world):
    code = keep(database, convoy=world.mine, place="LVI")
    with database.look() as db:
        letter = questions.find(db, CONSOLE, code, with_content=True)
        assert letter.content == b"%PDF-1.4 we need beds %%EOF"
        assert letter.name == "Zimorodok need.pdf"


def test_a_newer_letter_stands_beside_the_one_it_replaces(database, world):
    first = keep(database, convoy=world.mine)
    second = keep(database, words="we need more beds", convoy=world.mine, replaces=first)
    assert on_file(database, CONSOLE, world.mine) == {first: True, second: False}
    with pytest.raises(RuleBroken, match="replaced by"):
        keep(database, words="a third", convoy=world.mine, replaces=first)


def test_a_letter_of_a_recipient_is_on_file_for_every_convoy_that_goes_there(database, world):
    code = keep(database, world.planner, place="LVI")
    assert code in on_file(database, world.coordinator, world.mine)
    assert on_file(database, world.planner, world.other) == {}


def test_coordinators_of_another_convoy_and_everyone_else_find_no_letter(database, world):
    code = keep(database, convoy=world.other, place="KYI")
    strangers = [world.coordinator] + [
        Actor(None, "x", (Granted(role),))
        for role in (Role.DESK, Role.IN_CHARGE, Role.MEDIC, Role.AUDITOR, Role.ADMIN, Role.PRINTER)
    ]
    for stranger in strangers:
        with database.look() as db, pytest.raises(NotFound):
            questions.find(db, stranger, code)
        with pytest.raises((NotFound, NotAllowed)):
            keep(database, stranger, words="mine", convoy=world.other)


def test_the_very_same_file_is_not_put_on_file_twice(database, world):
    code = keep(database, convoy=world.mine)
    with pytest.raises(RuleBroken, match="very file"):
        keep(database, convoy=world.mine)
    key = uuid4()
    assert keep(database, words="other", convoy=world.mine, key=key) == keep(
        database, words="other", convoy=world.mine, key=key
    )
    assert len(on_file(database, CONSOLE, world.mine)) == 2
    assert code in on_file(database, CONSOLE, world.mine)


def test_a_letter_is_about_somebody(database, world):
    with pytest.raises(Invalid):
        keep(database)
    with pytest.raises(NotFound):
        keep(database, place="NIX")


def test_no_letter_is_changed_or_deleted_but_its_content_may_be_erased(database, world):
    keep(database, convoy=world.mine)
    for statement in (update(Letter).values(sha256="0"), update(Letter).values(content=b"x"), delete(Letter)):
        with pytest.raises(DBAPIError, match="never changed"), database.work() as db:
            db.execute(statement)
    with database.work() as db:
        db.execute(update(Letter).values(content=None))


def test_the_log_names_no_file_and_no_recipient(database, world):
    keep(database, convoy=world.mine, place="LVI")
    with database.look() as db:
        facts = " ".join(db.scalars(select(AuditEntry.facts).where(AuditEntry.action == "letter:keep")))
    assert "Zimorodok" not in facts
    assert "LVI" not in facts
