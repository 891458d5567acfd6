"""Unsorted bags: what goes into a day's pool, what is counted out of it, and what becomes of the rest."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from convoy.db import Database
from convoy.domain.errors import Invalid, NotAllowed, RuleBroken
from convoy.domain.kinds import Condition, IntakeRule, OrganisationKind, PoolFate
from convoy.domain.lifecycle import BoxStage, LineStage
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import (
    AuditEntry,
    Balance,
    Box,
    Donation,
    Holder,
    Lot,
    Movement,
    Place,
    PoolOutcome,
    SortingPool,
    UnsortedLine,
)
from convoy.queries import pool_boxes
from convoy.queries import pools as query
from convoy.services import checking, donations, packing, pool_decisions, pools, sorting, withdrawals
from convoy.services.gifts import Line, RecordDonation, Unsorted
from convoy.services.pool_decisions import DecideGoods, PartWithBags, PartWithGoods, TakeBackOutcome
from convoy.services.sorting import NO_BOX, SortAndPack
from convoy.services.withdrawals import CorrectDonation, WithdrawDonation
from tests.factories import a_place, an_item
from tests.web.people import add_user

DAY = date(2026, 10, 3)
POOL = f"LEE-{DAY}"
TINS = Line("FOD-BEEF-01", 30, Condition.NEW)
ASPIRIN = Line("MDC-PARA-01", 4, Condition.NEW, batch="L1")


@pytest.fixture
def leeds(database: Database) -> int:
    with database.work() as db:
        an_item(db)
        an_item(db, code="MDC-PARA-01", category="medicine", name="Paracetamol", words=("paracetamol",))
        an_item(db, code="WPN-KNIF-01", name="Knife", words=("knife",), intake_rule=IntakeRule.REJECT)
        an_item(db, code="FOD-DATE-01", name="Dates", words=("dates",), expiry_rule="required")
        a_place(db, name="Bradford")
        return a_place(db).id


@pytest.fixture
def desk(database: Database, leeds: int) -> Actor:
    granted = Granted(Role.DESK, place_id=leeds)
    return Actor(add_user(database, granted, name="Olena"), "Olena", (granted,))


@pytest.fixture
def lead(database: Database, leeds: int) -> Actor:
    granted = Granted(Role.IN_CHARGE, place_id=leeds)
    return Actor(add_user(database, granted, name="Nadia"), "Nadia", (granted,))


def bags(packages: int = 3, grams: int | None = 12_000, **changes) -> RecordDonation:
    return replace(
        RecordDonation(uuid4(), "LEE", DAY, unsorted=(Unsorted(packages, grams=grams),)), **changes
    )


def sort(*counted: Line, **changes) -> SortAndPack:
    return replace(SortAndPack(uuid4(), "LEE", POOL, counted), **changes)


def held(database: Database) -> dict[str, int]:
    """How much lies where, by kind of holder."""
    with database.look() as db:
        rows = db.execute(select(Holder.kind, func.sum(Balance.quantity)).join(Balance).group_by(Holder.kind))
        return {kind.value: int(quantity) for kind, quantity in rows}


def agrees(database: Database) -> bool:
    with database.look() as db:
        return list(checking.differences(db)) == []


def test_bags_get_a_receipt_number_and_make_the_pool_of_their_day(database, desk):
    first = database.do(donations.record, desk, bags())
    second = database.do(donations.record, desk, bags(2, None))
    year = datetime.now(UTC).year
    assert (first.number, second.number) == (f"DR-LEE-{year}-0001", f"DR-LEE-{year}-0002")
    with database.look() as db:
        (waiting,) = query.waiting(db, desk)
        assert waiting.pool.code == POOL
        assert waiting.bags == query.Bags(5, 12_000, 2)
        assert db.query(Lot).count() == 0, "pools are apart from the ledger"
    assert agrees(database)


def test_bags_that_are_refused_are_on_the_receipt_and_in_no_pool(database, desk):
    refused = (Unsorted(2, refused_because="mouldy"),)
    database.do(donations.record, desk, bags(unsorted=refused))
    with database.look() as db:
        assert db.query(UnsortedLine).one().stage is LineStage.REFUSED
        assert db.query(SortingPool).count() == 0


def test_a_gift_of_nothing_is_still_asked_what_it_is(database, desk):
    with pytest.raises(Invalid) as refused:
        database.do(donations.record, desk, bags(unsorted=()))
    assert refused.value.field == "lines-0-item"


def test_goods_enter_the_ledger_when_they_are_counted_into_a_box_which_traces_to_its_donors(database, desk):
    gift = database.do(donations.record, desk, bags())
    done = database.do(sorting.pack, desk, sort(TINS, TINS, is_full=True))
    assert done.box.stage is BoxStage.CLOSED
    assert held(database) == {"box": 60}
    with database.look() as db:
        assert db.query(Lot).count() == 1, "one lot of a pool for such goods"
        gift = db.query(Donation).filter_by(code=gift.code).one()
        assert [box.code for box in pool_boxes.of_gift(db, desk, gift)] == [done.box.code]
        kinds = list(db.scalars(select(Movement.kind).order_by(Movement.id)))
        entries = db.query(AuditEntry).filter(AuditEntry.action == "sorting:pack").count()
    assert [kind.value for kind in kinds] == ["sorted", "sorted", "packed"]
    assert entries == 1
    assert agrees(database)


def test_a_gift_is_credited_with_no_box_that_was_packed_before_it_came_in(database, desk):
    first = database.do(donations.record, desk, bags())
    early = database.do(sorting.pack, desk, sort(TINS, is_full=True)).box.code
    late = database.do(donations.record, desk, bags())

    def traced(code: str) -> list[str]:
        with database.look() as db:
            gift = db.query(Donation).filter_by(code=code).one()
            return [box.code for box in pool_boxes.of_gift(db, desk, gift)]

    assert (traced(first.code), traced(late.code)) == ([early], [])
    both = database.do(sorting.pack, desk, sort(TINS, is_full=True)).box.code
    assert (traced(first.code), traced(late.code)) == ([early, both], [both])


def test_sent_twice_it_is_packed_once(database, desk):
    database.do(donations.record, desk, bags())
    command = sort(TINS)
    first, again = (database.do(sorting.pack, desk, command) for _ in range(2))
    assert again.box.code == first.box.code
    assert held(database) == {"box": 30}


def test_a_box_takes_loose_goods_and_counted_ones_and_more_into_the_same_box(database, desk):
    database.do(donations.record, desk, bags(lines=(replace(TINS, quantity=5),)))
    with database.look() as db:
        loose = db.scalars(select(Lot.id)).one()
    made = database.do(sorting.pack, desk, sort(TINS, loose=((loose, 2),)))
    database.do(sorting.pack, desk, sort(pool="", loose=((loose, 3),), box=made.box.code))
    assert held(database) == {"box": 35}
    assert agrees(database)


def test_whoever_comes_second_to_the_last_loose_goods_is_told(database, desk):
    database.do(donations.record, desk, bags(lines=(replace(TINS, quantity=5),)))
    with database.look() as db:
        loose = db.scalars(select(Lot.id)).one()
    database.do(sorting.pack, desk, sort(pool="", loose=((loose, 5),)))
    with pytest.raises(RuleBroken, match="no longer"):
        database.do(sorting.pack, desk, sort(TINS, loose=((loose, 5),)))
    assert held(database) == {"box": 5}, "nothing of the refused form was counted"


@pytest.mark.parametrize(
    ("line", "why"), [(ASPIRIN, "Medicine"), (Line("WPN-KNIF-01", 1, Condition.NEW), "do not take")]
)
def test_what_the_intake_rules_do_not_take_is_set_aside_and_never_packed(database, desk, line, why):
    database.do(donations.record, desk, bags())
    done = database.do(sorting.pack, desk, sort(TINS, line))
    assert [why in reason for _, reason in done.aside] == [True]
    assert held(database) == {"box": 30, "set_aside": line.quantity}


def test_a_date_that_must_be_known_is_asked_for_at_the_table_too(database, desk):
    database.do(donations.record, desk, bags())
    with pytest.raises(Invalid) as refused:
        database.do(sorting.pack, desk, sort(TINS, Line("FOD-DATE-01", 2, Condition.NEW)))
    assert refused.value.field == "counted-1-expires_on"
    assert held(database) == {}


def test_goods_set_aside_are_released_by_whoever_may_and_thrown_away_with_a_reason(
    database, desk, lead, leeds
):
    medic = Actor(None, "Medic", (Granted(Role.MEDIC, place_id=leeds),))
    database.do(donations.record, desk, bags())
    database.do(sorting.pack, desk, sort(ASPIRIN, box=NO_BOX))
    with database.look() as db:
        lot = db.scalars(select(Lot.id)).one()
    released = DecideGoods(uuid4(), POOL, lot, 3, "sealed")
    for person in (desk, lead):
        with pytest.raises(NotAllowed):
            database.do(pool_decisions.release, person, released)
    database.do(pool_decisions.release, medic, released)
    away = PartWithGoods(uuid4(), POOL, lot, 1, "opened", PoolFate.THROWN_AWAY)
    database.do(pool_decisions.part_with, lead, away)
    database.do(pool_decisions.part_with, lead, away)
    assert held(database) == {"place": 3}
    with database.look() as db:
        outcome = db.query(PoolOutcome).one()
    assert (outcome.quantity, outcome.reason) == (1, "opened")
    assert agrees(database)
    database.do(pool_decisions.take_back, lead, TakeBackOutcome(uuid4(), POOL, 1))
    assert held(database) == {"place": 3, "set_aside": 1}
    assert agrees(database)


def test_rags_are_thrown_away_uncounted_by_who_is_in_charge_only(database, desk, lead):
    database.do(donations.record, desk, bags())
    rags = PartWithBags(uuid4(), POOL, PoolFate.THROWN_AWAY, "torn", grams=2_500)
    with pytest.raises(NotAllowed):
        database.do(pool_decisions.part_with_bags, desk, rags)
    pool = database.do(pool_decisions.part_with_bags, lead, rags)
    with database.look() as db:
        assert query.became(db, lead, query.found(db, lead, pool.code)).grams_gone == 2_500


def test_a_closed_pool_is_not_sorted_from_until_a_late_bag_opens_it_again(database, desk, lead):
    database.do(donations.record, desk, bags())
    with pytest.raises(NotAllowed):
        database.do(pools.close, desk, pools.ClosePool(uuid4(), POOL))
    database.do(pools.close, lead, pools.ClosePool(uuid4(), POOL))
    with pytest.raises(RuleBroken, match="closed"):
        database.do(sorting.pack, desk, sort(TINS))
    database.do(donations.record, desk, bags(1))
    assert database.do(sorting.pack, desk, sort(TINS)).box is not None


def test_a_wrong_count_is_taken_back_and_the_ledger_agrees(database, desk):
    database.do(donations.record, desk, bags())
    database.do(sorting.pack, desk, sort(TINS, box=NO_BOX))
    with database.look() as db:
        lot = db.scalars(select(Lot.id)).one()
    database.do(pool_decisions.uncount, desk, DecideGoods(uuid4(), POOL, lot, 12, "counted twice"))
    assert held(database) == {"place": 18}
    with pytest.raises(RuleBroken, match="There are 18"):
        database.do(pool_decisions.uncount, desk, DecideGoods(uuid4(), POOL, lot, 19, "?"))
    assert agrees(database)


def test_bags_are_undone_while_nothing_of_them_is_counted(database, desk):
    gift = database.do(donations.record, desk, bags())
    database.do(withdrawals.withdraw, desk, WithdrawDonation(uuid4(), gift.code, "handed back"))
    with database.look() as db:
        assert query.waiting(db, desk) == []
    with pytest.raises(RuleBroken, match="No gift"):
        database.do(sorting.pack, desk, sort(TINS))


def test_what_was_counted_always_keeps_a_donor(database, desk):
    only = database.do(donations.record, desk, bags())
    database.do(sorting.pack, desk, sort(TINS))
    undo = WithdrawDonation(uuid4(), only.code, "handed back")
    with pytest.raises(RuleBroken, match="no other gift"):
        database.do(withdrawals.withdraw, desk, undo)
    elsewhere = bags(place="BRA")
    with pytest.raises(RuleBroken, match="no other gift"):
        database.do(withdrawals.correct, CONSOLE, CorrectDonation(uuid4(), only.code, "?", elsewhere))
    donor = donations.Donor("Branch 12", OrganisationKind.UNION_BRANCH)
    named = CorrectDonation(uuid4(), only.code, "the donor has a name", bags(4, donor=donor))
    database.do(withdrawals.correct, desk, named)
    with database.look() as db:
        became = query.became(db, desk, query.found(db, desk, POOL))
    assert [(giver.name, giver.bags.packages) for giver in became.givers] == [("Branch 12", 4)]
    assert agrees(database)


def test_a_gift_recorded_twice_is_undone_though_its_pool_is_being_sorted(database, desk):
    database.do(donations.record, desk, bags())
    twice = database.do(donations.record, desk, bags())
    database.do(sorting.pack, desk, sort(TINS))
    database.do(withdrawals.withdraw, desk, WithdrawDonation(uuid4(), twice.code, "twice"))
    assert agrees(database)


def test_a_box_out_of_which_all_of_a_pool_was_taken_is_none_of_its_boxes(database, desk):
    gift = database.do(donations.record, desk, bags(lines=(replace(TINS, quantity=5),)))
    with database.look() as db:
        given = db.scalars(select(Lot.id)).one()
    box = database.do(sorting.pack, desk, sort(TINS, loose=((given, 5),))).box
    with database.look() as db:
        pooled = db.scalars(select(Lot.id).where(Lot.pool_id.is_not(None))).one()
    database.do(packing.unpack, desk, packing.Unpack(uuid4(), box.code, ((pooled, 30),)))
    with database.look() as db:
        gift = db.query(Donation).filter_by(code=gift.code).one()
        assert pool_boxes.of_gift(db, desk, gift) == []
        assert db.query(Box).one().stage is BoxStage.OPEN


def test_other_places_neither_see_nor_sort_a_pool(database, desk, leeds):
    database.do(donations.record, desk, bags())
    with database.look() as db:
        bradford = db.scalars(select(Place.id).where(Place.code == "BRA")).one()
        stranger = Actor(desk.user_id, "Petro", (Granted(Role.DESK, place_id=bradford),))
        assert query.waiting(db, stranger) == []
    granted = Actor(desk.user_id, "Petro", (Granted(Role.DESK, place_id=bradford), *desk.grants))
    with pytest.raises(RuleBroken, match="not at"):
        database.do(sorting.pack, granted, sort(TINS, place="BRA"))
