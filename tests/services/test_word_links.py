"""Words on unsorted goods are linked to the item they mean: that counts nothing and is taken back."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from convoy.db import Database
from convoy.domain.errors import NotAllowed, RuleBroken
from convoy.domain.kinds import Condition
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import AuditEntry, Balance, Item, UnsortedLine
from convoy.queries import catalogue, pool_words
from convoy.queries import donations as donation_query
from convoy.queries import pools as query
from convoy.services import audit, donations, item_merging, receipts, sorting, withdrawals, word_links
from convoy.services.gifts import Line, RecordDonation, Unsorted
from convoy.services.item_merging import MergeItems
from convoy.services.withdrawals import CorrectDonation
from convoy.services.word_links import LinkWords, UnlinkWords
from tests.factories import a_place, an_item
from tests.web.people import add_user

DAY = date(2026, 10, 3)
POOL = f"LEE-{DAY}"
TUBES = Unsorted(30, package_code="NE", note="xqzt paste tubes (B7)")


@pytest.fixture
def leeds(database: Database) -> int:
    with database.work() as db:
        an_item(db, code="HYG-TPAS-01", name="Toothpaste, 100 ml", words=("toothpaste",))
        an_item(db)
        return a_place(db).id


@pytest.fixture
def desk(database: Database, leeds: int) -> Actor:
    granted = Granted(Role.DESK, place_id=leeds)
    return Actor(add_user(database, granted, name="Olena"), "Olena", (granted,))


@pytest.fixture
def line(database: Database, desk: Actor) -> int:
    gift = RecordDonation(uuid4(), "LEE", DAY, unsorted=(TUBES, Unsorted(2)))
    database.do(donations.record, desk, gift)
    with database.look() as db:
        return db.scalars(select(UnsortedLine.id).where(UnsortedLine.note != "")).one()


def a_link(line: int, **changes) -> LinkWords:
    return replace(LinkWords(uuid4(), POOL, line, "HYG-TPAS-01"), **changes)


def words_of(database, actor):
    """What is still to be linked in the pool, and what is linked with how much was counted."""
    with database.look() as db:
        pool = query.found(db, actor, POOL)
        return (
            [one.words for one in pool_words.spoken(db, actor, pool, "en")],
            [(one.item.code, one.pieces, one.counted) for one in pool_words.linked(db, actor, pool, "en")],
        )


def found(database, words):
    with database.look() as db:
        return catalogue.load_catalogue(db).find(words).code


def test_linked_words_leave_what_waits_and_are_no_stock_until_they_are_counted(database, desk, line):
    command = a_link(line)
    for _ in range(2):
        database.do(word_links.link, desk, command)
    assert words_of(database, desk) == ([], [("HYG-TPAS-01", 30, 0)])
    with database.look() as db:
        assert db.query(Balance).count() == 0
        assert db.query(AuditEntry).filter_by(action="pool:link").count() == 1
        assert [one.to_link for one in query.waiting(db, desk)] == [0]
    database.do(
        sorting.pack,
        desk,
        sorting.SortAndPack(uuid4(), "LEE", POOL, (Line("HYG-TPAS-01", 28, Condition.NEW),)),
    )
    assert words_of(database, desk) == ([], [("HYG-TPAS-01", 30, 28)])


def test_a_link_is_taken_back_and_two_people_cannot_link_the_same_words(database, desk, line):
    database.do(word_links.link, desk, a_link(line))
    with pytest.raises(RuleBroken, match="linked to HYG-TPAS-01 already"):
        database.do(word_links.link, desk, a_link(line, item="FOD-BEEF-01"))
    database.do(word_links.unlink, desk, UnlinkWords(uuid4(), POOL, line))
    assert words_of(database, desk) == ([TUBES.note], [])
    with database.look() as db:
        assert [one.to_link for one in query.waiting(db, desk)] == [1]
    with pytest.raises(RuleBroken, match="not linked"):
        database.do(word_links.unlink, desk, UnlinkWords(uuid4(), POOL, line))


def test_words_are_remembered_by_whoever_keeps_the_catalogue_and_forgotten_with_the_link(
    database, desk, line
):
    with pytest.raises(NotAllowed):
        database.do(word_links.link, desk, a_link(line, remember_in="en"))
    assert words_of(database, desk) == ([TUBES.note], []), "nothing was linked"
    database.do(word_links.link, CONSOLE, a_link(line, remember_in="en"))
    assert found(database, "XQZT paste tubes") == "HYG-TPAS-01"
    database.do(word_links.unlink, CONSOLE, UnlinkWords(uuid4(), POOL, line))
    assert found(database, "xqzt paste tubes") is None


def corrected(database, desk) -> int:
    """The line with the words of the one gift in the pool, after the gift was corrected."""
    with database.look() as db:
        code = query.became(db, desk, query.found(db, desk, POOL)).givers[0].gifts[0]
    named = RecordDonation(uuid4(), "LEE", DAY, unsorted=(Unsorted(2), replace(TUBES, packages=29)))
    mended = database.do(withdrawals.correct, desk, CorrectDonation(uuid4(), code, "29 tubes", named)).code
    with database.look() as db:
        return next(one.id for one in donation_query.found(db, desk, mended).unsorted if one.note)


def test_what_was_learnt_is_forgotten_with_the_link_of_a_corrected_gift_too(database, desk, line):
    database.do(word_links.link, CONSOLE, a_link(line, remember_in="en"))
    database.do(word_links.unlink, CONSOLE, UnlinkWords(uuid4(), POOL, corrected(database, desk)))
    assert found(database, "xqzt paste tubes") is None


def test_what_was_learnt_stays_while_another_line_is_linked_by_the_same_words(database, desk, line):
    database.do(donations.record, desk, RecordDonation(uuid4(), "LEE", DAY, unsorted=(TUBES,)))
    with database.look() as db:
        other = db.scalars(select(UnsortedLine.id).where(UnsortedLine.note != "").order_by(-UnsortedLine.id))
        other = other.first()
    database.do(word_links.link, CONSOLE, a_link(line, remember_in="en"))
    database.do(word_links.link, desk, a_link(other))
    database.do(word_links.unlink, CONSOLE, UnlinkWords(uuid4(), POOL, line))
    assert found(database, "xqzt paste tubes") == "HYG-TPAS-01"


def test_a_corrected_gift_means_the_item_that_was_kept_when_two_were_merged(database, desk, line):
    with database.work() as db:
        own = an_item(db, code="HYG-TPAS-90", name="Paste of Leeds", words=("dent",))
        audit.note(db, CONSOLE, "item:add", own.code)
    database.do(word_links.link, desk, a_link(line, item="HYG-TPAS-90"))
    database.do(item_merging.merge, CONSOLE, MergeItems(uuid4(), "HYG-TPAS-90", "HYG-TPAS-01"))
    mended = corrected(database, desk)
    with database.look() as db:
        assert db.get_one(UnsortedLine, mended).item.code == "HYG-TPAS-01"


def test_only_words_of_the_pool_are_linked_and_only_where_somebody_packs(database, desk, line):
    with pytest.raises(RuleBroken, match="not in LEE"):
        database.do(word_links.link, desk, a_link(line + 40))
    with database.look() as db:
        bags = db.scalars(select(UnsortedLine.id).where(UnsortedLine.note == "")).one()
    with pytest.raises(RuleBroken, match="not in LEE"):
        database.do(word_links.link, desk, a_link(bags))
    auditor = Actor(None, "Auditor", (Granted(Role.AUDITOR),))
    with pytest.raises(NotAllowed):
        database.do(word_links.link, auditor, a_link(line))


def test_the_database_itself_links_nothing_that_has_no_words(database, line):
    item = select(Item.id).where(Item.code == "FOD-BEEF-01").scalar_subquery()
    linking = update(UnsortedLine).where(UnsortedLine.note == "").values(item_id=item)
    with database.work() as db, pytest.raises(IntegrityError):
        db.execute(linking)


def test_the_receipt_says_the_item_beside_the_words_and_a_corrected_gift_keeps_it(database, desk, line):
    database.do(word_links.link, desk, a_link(line))
    with database.look() as db:
        code = query.became(db, desk, query.found(db, desk, POOL)).givers[0].gifts[0]
    named = RecordDonation(uuid4(), "LEE", DAY, unsorted=(Unsorted(2), replace(TUBES, packages=29)))
    mended = database.do(withdrawals.correct, desk, CorrectDonation(uuid4(), code, "29 tubes", named)).code
    with database.look() as db:
        said = receipts.content(db, desk, donation_query.found(db, desk, mended)).unsorted
    assert [(bags.packages, bags.description, bags.names.get("en")) for bags in said] == [
        (2, "", None),
        (29, TUBES.note, "Toothpaste, 100 ml"),
    ]
