"""Goods that stop and ask: who signs them off, two persons for dual use, and what may go before."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from convoy.db import Database
from convoy.domain.check_codes import Code
from convoy.domain.controls import Decision, Flag
from convoy.domain.errors import Invalid, NotAllowed, NotFound, RuleBroken
from convoy.domain.kinds import Condition, EventKind, HolderKind, PlaceKind, PoolFate, StopKind
from convoy.domain.lifecycle import LineStage
from convoy.domain.loading import SomeCannotGo
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import (
    AuditEntry,
    Balance,
    Box,
    Donation,
    DonationLine,
    Grant,
    Holder,
    Item,
    Lot,
    PoolOutcome,
    SecondSignature,
    SignOff,
    User,
)
from convoy.queries import departures, second_signatures, set_aside, stock
from convoy.services import (
    controls,
    dispatch,
    donations,
    installation,
    line_decisions,
    loading,
    pool_decisions,
    sorting,
    users,
)
from convoy.services.controls import DecideGoods
from convoy.services.dispatch import RecordStep
from convoy.services.gifts import Line, RecordDonation, Unsorted
from convoy.services.second_signatures import AnswerSignOff
from convoy.services.second_signatures import answer as give_answer
from tests.factories import a_convoy, a_gift_at, a_pallet, a_place, a_recipient, a_run, an_item


@pytest.fixture
def world(database: Database) -> SimpleNamespace:
    """Leeds with every kind of goods that asks, a van to Lviv, and the people who decide."""
    with database.work() as db:
        leeds = a_place(db, country="GB")
        host = a_recipient(db)
        lviv = a_place(db, name="Lviv", kind=PlaceKind.DESTINATION, country="UA", organisation_id=host.id)
        convoy = a_convoy(db)
        a_run(db, convoy, (StopKind.LOADING, leeds), (StopKind.DELIVERY, lviv))
        an_item(db)
        an_item(db, code="FOD-TUNA-01", animal_origin="fish")
        an_item(db, code="COM-THIM-01", dual_use=True)
        an_item(db, code="MDC-PARA-01", category="medicine")
        here = {"place_id": leeds.id}

        def a_person(name: str, *granted: Granted) -> Actor:
            user = users.create(db, CONSOLE, users.NewUser(f"u{uuid4()}", name, "!"), *granted)
            return Actor(user.id, name, granted)

        return SimpleNamespace(
            leeds=leeds.id,
            convoy=convoy.code,
            desk=a_person("Ola", Granted(Role.DESK, **here)),
            lead=a_person("Sam", Granted(Role.IN_CHARGE, **here)),
            medic=a_person("Iryna", Granted(Role.MEDIC, **here)),
            marta=a_person("Marta", Granted(Role.COORDINATOR)),
            petro=a_person("Petro", Granted(Role.COORDINATOR)),
        )


def a_gift(database: Database, item: str, *, boxes: int = 0, who: Actor = CONSOLE) -> str:
    line = Line(item, 24, Condition.NEW, boxes=boxes)
    command = RecordDonation(uuid4(), "LEE", date(2026, 10, 3), (line,))
    return database.do(donations.record, who, command).code


def decide(database: Database, who: Actor, *targets: str, decision=Decision.RELEASE, reason="as agreed"):
    return database.do(controls.decide, who, DecideGoods(uuid4(), targets, decision, reason, "L-1"))


def the_request(database: Database) -> SignOff:
    with database.look() as db:
        return db.scalars(select(SignOff).order_by(SignOff.id.desc())).first()


def answer(database: Database, who: Actor, row: SignOff, *, agrees: bool = True, **changes):
    command = AnswerSignOff(uuid4(), row.code, row.sha256, agrees, "seen the licence")
    return database.do(give_answer, who, replace(command, **changes))


def stage_of(database: Database, code: str) -> LineStage:
    with database.look() as db:
        return db.scalars(
            select(DonationLine.stage)
            .join(Donation, Donation.id == DonationLine.donation_id)
            .where(Donation.code == code)
        ).one()


def free(database: Database, item: str) -> int:
    with database.look() as db:
        return sum(
            row.quantity for row in stock.listing(db, CONSOLE, stock.StockFilter()) if row.item_code == item
        )


def test_dual_use_goods_are_set_aside_even_for_a_coordinator(database, world):
    code = a_gift(database, "COM-THIM-01", who=world.marta)
    assert stage_of(database, code) is LineStage.SET_ASIDE
    with pytest.raises(RuleBroken, match="Two persons"):
        database.do(line_decisions.release, world.marta, line_decisions.DecideLine(uuid4(), code, 1, "fine"))


def test_two_persons_release_dual_use_goods_into_stock(database, world):
    code = a_gift(database, "COM-THIM-01")
    assert decide(database, world.marta, f"{code}/1").waiting == 1
    assert free(database, "COM-THIM-01") == 0
    answer(database, world.petro, the_request(database))
    assert stage_of(database, code) is LineStage.ACCEPTED
    assert free(database, "COM-THIM-01") == 24


def test_nobody_is_their_own_second_person(database, world):
    code = a_gift(database, "COM-THIM-01")
    decide(database, world.marta, f"{code}/1")
    with pytest.raises(RuleBroken, match="another"):
        answer(database, world.marta, the_request(database))
    with pytest.raises(RuleBroken, match="another"):
        answer(database, CONSOLE, the_request(database))
    assert stage_of(database, code) is LineStage.SET_ASIDE


def test_the_database_itself_knows_that_one_person_is_not_two(database, world):
    code = a_gift(database, "COM-THIM-01")
    decide(database, world.marta, f"{code}/1")
    row = the_request(database)
    facts = {"is_agreed": True, "reason": "x", "at": datetime.now(UTC), "audit_id": row.audit_id}
    with pytest.raises(DBAPIError, match="by_another_person"), database.work() as db:
        db.add(
            SecondSignature(
                sign_off_id=row.id, first_by_id=row.by_id, sha256=row.sha256, by_id=row.by_id, **facts
            )
        )
    with pytest.raises(DBAPIError), database.work() as db:
        db.add(
            SecondSignature(
                sign_off_id=row.id,
                first_by_id=row.by_id,
                sha256="0" * 64,
                by_id=world.petro.user_id,
                **facts,
            )
        )


def test_a_role_given_by_the_first_person_just_before_makes_no_second_person(database, world):
    code = a_gift(database, "COM-THIM-01")
    decide(database, world.marta, f"{code}/1")
    with database.work() as db:
        ours = update(Grant).where(Grant.user_id == world.petro.user_id)
        db.execute(ours.values(granted_by_id=world.marta.user_id))
    with pytest.raises(RuleBroken, match="gave you this role"):
        answer(database, world.petro, the_request(database))
    with database.work() as db:
        db.execute(ours.values(granted_at=datetime.now(UTC) - timedelta(days=3)))
    answer(database, world.petro, the_request(database))
    assert stage_of(database, code) is LineStage.ACCEPTED


def test_whoever_made_the_first_person_just_before_is_no_second_person(database, world):
    code = a_gift(database, "COM-THIM-01")
    decide(database, world.marta, f"{code}/1")
    with database.work() as db:
        theirs = update(Grant).where(Grant.user_id == world.marta.user_id)
        db.execute(theirs.values(granted_by_id=world.petro.user_id))
    with pytest.raises(RuleBroken, match="You gave a role"):
        answer(database, world.petro, the_request(database))
    with database.work() as db:
        db.execute(theirs.values(granted_at=datetime.now(UTC) - timedelta(days=3)))
    answer(database, world.petro, the_request(database))
    assert stage_of(database, code) is LineStage.ACCEPTED


@pytest.mark.parametrize(("taker", "giver"), [("petro", "marta"), ("marta", "petro")])
def test_the_database_itself_knows_who_was_just_let_in(database, world, taker, giver):
    code = a_gift(database, "COM-THIM-01")
    decide(database, world.marta, f"{code}/1")
    row = the_request(database)
    grants = update(Grant).where(Grant.user_id == getattr(world, taker).user_id)
    with database.work() as db:
        db.execute(grants.values(granted_by_id=getattr(world, giver).user_id))
    facts = {"is_agreed": True, "reason": "x", "at": datetime.now(UTC), "audit_id": row.audit_id}
    signed = insert(SecondSignature).values(
        sign_off_id=row.id,
        first_by_id=row.by_id,
        sha256=row.sha256,
        by_id=world.petro.user_id,
        **facts,
    )
    with pytest.raises(DBAPIError, match="no second person"), database.work() as db:
        db.execute(signed)
    with database.work() as db:
        db.execute(grants.values(granted_at=row.at - timedelta(days=2)))
        db.execute(signed)


def test_an_account_that_was_closed_signs_nothing(database, world):
    code = a_gift(database, "COM-THIM-01")
    decide(database, world.marta, f"{code}/1")
    with database.work() as db:
        db.execute(update(User).where(User.id == world.marta.user_id).values(is_active=False))
    with pytest.raises(RuleBroken, match="open"):
        answer(database, world.petro, the_request(database))


def test_a_request_that_changed_since_it_was_read_is_not_agreed_to(database, world):
    code = a_gift(database, "COM-THIM-01")
    decide(database, world.marta, f"{code}/1", reason="for the rescue squad")
    read = the_request(database)
    decide(database, world.marta, f"{code}/1", reason="for somebody else")
    with pytest.raises(RuleBroken, match="changed"):
        answer(database, world.petro, read)
    with pytest.raises(RuleBroken, match="changed"):
        answer(database, world.petro, the_request(database), sha256=read.sha256)
    answer(database, world.petro, the_request(database))
    assert stage_of(database, code) is LineStage.ACCEPTED


def test_of_two_answers_at_the_same_moment_one_counts(database, world):
    code = a_gift(database, "COM-THIM-01")
    decide(database, world.marta, f"{code}/1")
    row = the_request(database)

    def one(who: Actor) -> str:
        try:
            answer(database, who, row)
        except RuleBroken:
            return "refused"
        return "agreed"

    with ThreadPoolExecutor(2) as both:
        said = sorted(both.map(one, (world.petro, world.lead)))
    assert said == ["agreed", "refused"]
    assert free(database, "COM-THIM-01") == 24
    with database.look() as db:
        assert db.scalar(select(func.count(SecondSignature.id))) == 1
        audit = select(func.count(AuditEntry.id)).where(AuditEntry.action == "control:answer")
        assert db.scalar(audit) == 1


def test_a_no_keeps_the_goods_aside_and_a_new_request_may_follow(database, world):
    code = a_gift(database, "COM-THIM-01")
    decide(database, world.marta, f"{code}/1")
    answer(database, world.petro, the_request(database), agrees=False)
    assert stage_of(database, code) is LineStage.SET_ASIDE
    decide(database, world.petro, f"{code}/1")
    answer(database, world.marta, the_request(database))
    assert stage_of(database, code) is LineStage.ACCEPTED


def test_the_same_decision_sent_twice_is_taken_once(database, world):
    code = a_gift(database, "COM-THIM-01")
    command = DecideGoods(uuid4(), (f"{code}/1",), Decision.RELEASE, "as agreed")
    assert database.do(controls.decide, world.marta, command) == database.do(
        controls.decide, world.marta, command
    )
    with database.look() as db:
        assert db.scalar(select(func.count(SignOff.id))) == 1


@pytest.mark.parametrize(
    ("item", "who", "may"),
    [
        ("MDC-PARA-01", "medic", True),
        ("MDC-PARA-01", "marta", False),
        ("MDC-PARA-01", "lead", False),
        ("FOD-TUNA-01", "marta", True),
        ("FOD-TUNA-01", "lead", False),
        ("FOD-TUNA-01", "medic", False),
        ("COM-THIM-01", "lead", False),
        ("COM-THIM-01", "desk", False),
    ],
)
def test_goods_are_signed_off_by_the_right_role(database, world, item, who, may):
    code = a_gift(database, item, who=world.desk)
    if may:
        assert decide(database, getattr(world, who), f"{code}/1").done == 1
    else:
        with pytest.raises(NotAllowed):
            decide(database, getattr(world, who), f"{code}/1")


def test_what_a_medical_checker_takes_in_is_signed_off_by_that(database, world):
    a_gift(database, "MDC-PARA-01")
    assert the_request(database).flag is Flag.MEDICINE


def test_many_at_once_are_all_decided_or_none(database, world):
    tuna = a_gift(database, "FOD-TUNA-01")
    paracetamol = a_gift(database, "MDC-PARA-01", who=world.desk)
    with pytest.raises(NotAllowed):
        decide(database, world.marta, f"{tuna}/1", f"{paracetamol}/1")
    with pytest.raises(NotFound):
        decide(database, world.marta, f"{tuna}/1", "DN-0000-00-0/1")
    with pytest.raises(Invalid):
        decide(database, world.marta, f"{tuna}/1", reason="")
    with database.look() as db:
        assert db.scalar(select(func.count(SignOff.id)).where(SignOff.flag == Flag.ANIMAL_ORIGIN)) == 0


def test_sign_offs_are_never_changed(database, world):
    code = a_gift(database, "FOD-TUNA-01")
    decide(database, world.marta, f"{code}/1")
    for statement in (update(SignOff).values(reason="other"), delete(SignOff)):
        with pytest.raises(DBAPIError, match="never changed"), database.work() as db:
            db.execute(statement)


def the_boxes(database: Database, item: str) -> tuple[str, ...]:
    with database.work() as db:
        place = donations.intake_place(db, CONSOLE, "LEE")
        goods = db.scalars(select(Item).where(Item.code == item)).one()
        return tuple(box.code for box in a_gift_at(db, place, goods))


def assign(database: Database, world: SimpleNamespace, boxes=(), pallets=()) -> loading.Assigned:
    command = loading.AssignBoxes(uuid4(), world.convoy, 1, "LVI", boxes, pallets)
    return database.do(loading.assign, world.marta, command)


def test_a_box_nobody_signed_off_does_not_go_to_a_border_that_minds(database, world):
    boxes = the_boxes(database, "FOD-TUNA-01")
    with pytest.raises(SomeCannotGo) as refused:
        assign(database, world, boxes)
    assert refused.value.unsigned
    with database.look() as db:
        code = db.scalars(select(Donation.code)).one()
    decide(database, world.marta, f"{code}/1")
    assert assign(database, world, boxes).boxes == boxes


def test_a_pallet_goes_once_somebody_has_seen_its_stamp(database, world):
    boxes = the_boxes(database, "FOD-BEEF-01")
    with database.work() as db:
        place = donations.intake_place(db, CONSOLE, "LEE")
        pallet = a_pallet(db, place, db.scalars(select(Box).where(Box.code.in_(boxes))).one()).code
    with pytest.raises(SomeCannotGo, match="cannot go"):
        assign(database, world, pallets=(pallet,))
    decide(database, world.lead, pallet, decision=Decision.REFUSE, reason="no stamp")
    with pytest.raises(SomeCannotGo):
        assign(database, world, pallets=(pallet,))
    decide(database, world.lead, pallet, reason="stamped, seen")
    assert assign(database, world, pallets=(pallet,)).boxes == boxes


def test_what_loses_its_sign_off_on_a_van_stops_ready_but_never_the_record_that_it_left(database, world):
    boxes = the_boxes(database, "FOD-TUNA-01")
    with database.look() as db:
        code = db.scalars(select(Donation.code)).one()
    decide(database, world.marta, f"{code}/1")
    assign(database, world, boxes)
    with database.work() as db:
        # The catalogue learns later that these goods are of a kind that two persons decide on.
        db.execute(update(Item).where(Item.code == "FOD-TUNA-01").values(dual_use=True))
    with database.look() as db:
        van = departures.van(db, world.marta, world.convoy, 1, {})
        assert [(one.code, one.amount) for one in van.checks if one.blocks] == [(Code.DUAL_USE, 1)]
    now = datetime.now(UTC)
    with pytest.raises(RuleBroken, match="two persons have not signed off"):
        database.do(
            dispatch.record_step, world.marta, RecordStep(uuid4(), world.convoy, EventKind.READY, now)
        )
    database.do(dispatch.record_step, world.marta, RecordStep(uuid4(), world.convoy, EventKind.DEPARTED, now))


def test_the_page_of_goods_set_aside_shows_each_person_what_that_person_decides(database, world):
    a_gift(database, "FOD-TUNA-01")
    a_gift(database, "MDC-PARA-01", who=world.desk)
    thermal = a_gift(database, "COM-THIM-01")
    decide(database, world.marta, f"{thermal}/1")
    with database.look() as db:
        # The others' are listed apart, and neither they nor what oneself asked a second person are counted.
        for who, aside, packed, others, answers in (
            (world.marta, 1, 1, 1, 0),
            (world.lead, 0, 0, 3, 1),
            (world.medic, 1, 0, 0, 0),
        ):
            found = set_aside.waiting(db, who)
            listed = (len(found.aside), len(found.packed), len(found.others), found.others_found)
            assert listed == (aside, packed, others, others), who.name
            count = set_aside.count(db, who)
            assert (count["lines"], count["asked"]) == (aside + packed, answers), who.name
        assert [one.may for one in second_signatures.asked(db, world.marta)] == [False]
        assert [one.may for one in second_signatures.asked(db, world.lead)] == [True]


POOL = "LEE-2026-10-03"


def sort_out(database: Database, world: SimpleNamespace, item: str, pieces: int = 5) -> str:
    """Count goods out of the bags of a day, without a box, and return what a decision calls them."""
    bags = RecordDonation(uuid4(), "LEE", date(2026, 10, 3), unsorted=(Unsorted(2),))
    database.do(donations.record, world.desk, bags)
    return count_more(database, world, item, pieces)


def count_more(database: Database, world: SimpleNamespace, item: str, pieces: int) -> str:
    counted = (Line(item, pieces, Condition.NEW, batch="L1"),)
    database.do(
        sorting.pack, world.desk, sorting.SortAndPack(uuid4(), "LEE", POOL, counted, box=sorting.NO_BOX)
    )
    with database.look() as db:
        chosen = (
            select(Lot.id)
            .join(Item, Item.id == Lot.item_id)
            .where(Item.code == item, Lot.pool_id.is_not(None))
        )
        return f"{POOL}/{db.scalars(chosen).one()}"


def lies(database: Database) -> dict[HolderKind, int]:
    with database.look() as db:
        rows = db.execute(
            select(Holder.kind, func.sum(Balance.quantity))
            .join(Balance)
            .where(Balance.quantity > 0)
            .group_by(Holder.kind)
        )
        return {kind: int(quantity) for kind, quantity in rows}


def test_dual_use_goods_from_a_pool_are_released_by_a_second_person_on_the_page_that_lists_them(
    database, world
):
    target = sort_out(database, world, "COM-THIM-01")
    with database.look() as db:
        (row,) = set_aside.waiting(db, world.marta).aside
        assert (row.target, row.quantity, row.source.code) == (target, 5, POOL)
        assert set_aside.count(db, world.marta)["lines"] == 1
    with pytest.raises(NotAllowed):
        decide(database, world.lead, target)
    done = decide(database, world.marta, target)
    assert (done.done, done.waiting) == (0, 1)
    assert lies(database) == {HolderKind.SET_ASIDE: 5}
    with database.look() as db:
        (question,) = second_signatures.asked(db, world.lead)
        assert (question.source.code, question.quantity, question.may) == (POOL, 5, True)
    with pytest.raises(RuleBroken, match="another than"):
        answer(database, world.marta, the_request(database))
    answer(database, world.lead, the_request(database))
    assert lies(database) == {HolderKind.PLACE: 5}
    with database.look() as db:
        assert set_aside.count(db, world.marta) == {"lines": 0, "wood": 0, "asked": 0}


def test_a_second_person_who_does_not_agree_leaves_goods_of_a_pool_set_aside(database, world):
    target = sort_out(database, world, "COM-THIM-01")
    decide(database, world.marta, target)
    answer(database, world.lead, the_request(database), agrees=False)
    assert lies(database) == {HolderKind.SET_ASIDE: 5}


def test_two_persons_sign_for_as_many_pieces_of_a_pool_as_they_were_asked_about(database, world):
    target = sort_out(database, world, "COM-THIM-01")
    decide(database, world.marta, target)
    count_more(database, world, "COM-THIM-01", 2)
    with pytest.raises(RuleBroken, match="changed since"):
        answer(database, world.lead, the_request(database))
    decide(database, world.marta, target)
    answer(database, world.lead, the_request(database))
    count_more(database, world, "COM-THIM-01", 3)
    number = int(target.partition("/")[2])
    alone = pool_decisions.DecideGoods(uuid4(), POOL, number, 3, "as before")
    with pytest.raises(RuleBroken, match="Two persons"):
        database.do(pool_decisions.release, world.marta, alone)
    assert decide(database, world.marta, target).waiting == 1
    assert lies(database) == {HolderKind.PLACE: 7, HolderKind.SET_ASIDE: 3}


def test_medicine_from_a_pool_is_released_by_the_medical_checker_alone(database, world):
    target = sort_out(database, world, "MDC-PARA-01")
    with database.look() as db:
        assert [row.target for row in set_aside.waiting(db, world.medic).aside] == [target]
        told = set_aside.waiting(db, world.lead)
        assert (told.aside, [row.target for row in told.others]) == ((), [target])
    assert decide(database, world.medic, target).done == 1
    assert lies(database) == {HolderKind.PLACE: 5}


def test_goods_of_a_pool_that_are_refused_are_among_what_became_of_it(database, world):
    target = sort_out(database, world, "COM-THIM-01")
    decide(database, world.marta, target)
    asked = the_request(database)
    decide(database, world.marta, target, decision=Decision.REFUSE, reason="no licence")
    assert lies(database) == {}
    with database.look() as db:
        outcome = db.scalars(select(PoolOutcome)).one()
        assert (outcome.fate, outcome.quantity, outcome.reason) == (PoolFate.REFUSED, 5, "no licence")
        assert second_signatures.asked(db, world.lead) == [], "nothing of it is here any more"
    with pytest.raises(RuleBroken, match="changed since"):
        answer(database, world.lead, asked)


def test_goods_of_a_pool_that_wait_in_stock_are_signed_off_where_they_lie(database, world):
    target = sort_out(database, world, "FOD-TUNA-01")
    with database.look() as db:
        waiting = set_aside.waiting(db, world.marta)
        assert ([row.target for row in waiting.packed], waiting.aside) == ([target], ())
    assert decide(database, world.marta, target).done == 1
    assert lies(database) == {HolderKind.PLACE: 5}
    with pytest.raises(RuleBroken, match="waits for nothing"):
        decide(database, world.marta, target)


def test_nobody_sees_or_decides_what_another_place_sorts(database, world):
    target = sort_out(database, world, "COM-THIM-01")
    decide(database, world.marta, target)
    with database.work() as db:
        york = a_place(db, name="York").id
    granted = (Granted(Role.IN_CHARGE, place_id=york),)
    away = replace(world.lead, grants=granted)
    with database.look() as db:
        assert set_aside.waiting(db, away) == set_aside.Waiting((), (), (), (), (), 0)
        with pytest.raises(NotFound):
            second_signatures.find(db, away, the_request(database).code)
    with pytest.raises(NotFound):
        decide(database, away, target, decision=Decision.REFUSE)
    with pytest.raises(NotFound):
        answer(database, away, the_request(database))
    for wrong in (f"{POOL}/999", f"{POOL}/x", f"{POOL[:-1]}4/1"):
        with pytest.raises(NotFound):
            decide(database, world.marta, wrong)


def test_medicine_released_before_there_were_sign_offs_does_not_wait_again(database, world):
    released, waiting = (a_gift(database, "MDC-PARA-01", who=world.desk) for _ in range(2))
    command = line_decisions.DecideLine(uuid4(), released, 1, "in date, in its packs")
    database.do(line_decisions.release, world.medic, command)
    a_gift(database, "MDC-PARA-01")
    before = signed_off(database)
    assert len(before) == 2
    newest = as_it_was_before_sign_offs(database)
    installation.migrate(database, "9e04b6f2d1c8")
    with database.work() as db:
        db.execute(text("UPDATE alembic_version SET version_num = :newest"), {"newest": newest})
    assert signed_off(database) == before
    with database.look() as db:
        codes = [row.source.code for row in set_aside.waiting(db, world.medic).aside]
    assert codes == [waiting]
    installation.upgrade(database)
    assert signed_off(database) == before


def signed_off(database: Database) -> list[tuple[object, ...]]:
    facts = (SignOff.lot_id, SignOff.sha256, SignOff.by_id, SignOff.reason, SignOff.audit_id)
    with database.look() as db:
        return [tuple(row) for row in db.execute(select(*facts).order_by(SignOff.lot_id))]


def as_it_was_before_sign_offs(database: Database) -> str | None:
    """Go back to the version before the sign-offs of older releases, none there; return the newest."""
    newest = installation.schema_version(database)
    with database.work() as db:
        on = "" if database.is_sqlite else " ON sign_off"
        db.execute(text(f"DROP TRIGGER sign_off_delete_refused{on}"))
        db.execute(delete(SignOff))
        db.execute(text("UPDATE alembic_version SET version_num = '7c31d0e5a9b4'"))
    return newest
