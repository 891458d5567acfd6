"""Counting a hall: what is seen is here, what is not is missing only when somebody says so."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import selectinload

from convoy.db import Database
from convoy.domain.controls import Decision, Flag
from convoy.domain.errors import NotAllowed, NotFound, Refusal, RuleBroken
from convoy.domain.kinds import HolderKind, MovementKind, StopKind
from convoy.domain.lifecycle import BoxStage
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.domain.stocktaking import Reason, Sighting
from convoy.models import (
    AuditEntry,
    AuditMention,
    Balance,
    Box,
    BoxSighting,
    Holder,
    LooseCount,
    Lot,
    Movement,
    Place,
)
from convoy.queries import stock_takes as query
from convoy.services import audit, boxes, checking, packing, pallets, signing, stock_takes
from convoy.services.stock_take_closing import Because, CloseStockTake, close
from convoy.services.stock_takes import CountLoose, SeeBoxes, StartStockTake, UnseeBox
from tests.factories import a_convoy, a_gift_at, a_load, a_place, a_run, an_item


@pytest.fixture
def hall(database: Database) -> Database:
    """Five boxes of 24 tins at Leeds with 40 loose, one box at Bradford."""
    with database.work() as db:
        item = an_item(db)
        place = a_place(db)
        a_gift_at(db, place, item, boxes=5, each=24, loose=40)
        a_gift_at(db, a_place(db, name="Bradford"), item, boxes=1, each=24)
    return database


@pytest.fixture
def codes(hall):
    with hall.look() as db:
        return list(db.scalars(select(Box.code).order_by(Box.id)))


@pytest.fixture
def take(hall):
    return hall.do(stock_takes.start, CONSOLE, StartStockTake(uuid4(), "LEE")).code


def see(database, take, *codes, actor=CONSOLE):
    return database.do(stock_takes.see, actor, SeeBoxes(uuid4(), take, codes))


def count(database, take, **counts):
    pairs = tuple((code.replace("_", "-"), quantity) for code, quantity in counts.items())
    return database.do(stock_takes.count_loose, CONSOLE, CountLoose(uuid4(), take, pairs))


def finish(database, take, *, missing=(), loose=(), actor=CONSOLE):
    return database.do(close, actor, CloseStockTake(uuid4(), take, tuple(missing), tuple(loose)))


def box_of(database, code):
    with database.look() as db:
        return db.query(Box).options(selectinload(Box.place)).filter_by(code=code).one()


def outcomes(database):
    with database.look() as db:
        rows = db.execute(select(Box.code, BoxSighting.outcome).join(Box, Box.id == BoxSighting.box_id))
        return {code: outcome for code, outcome in rows}  # noqa: C416


def held(database, kind, code="LEE"):
    with database.look() as db:
        return (
            db.scalar(
                select(func.sum(Balance.quantity))
                .join(Holder, Holder.id == Balance.holder_id)
                .join(Place, Place.id == Holder.place_id)
                .where(Holder.kind == kind, Place.code == code)
            )
            or 0
        )


def moved(database):
    with database.look() as db:
        rows = db.execute(
            select(Movement.kind, func.sum(Movement.quantity))
            .join(AuditEntry, AuditEntry.id == Movement.audit_id)
            .where(AuditEntry.action == "stocktake:close")
            .group_by(Movement.kind)
        )
        return {kind: int(quantity) for kind, quantity in rows}


def sound(database):
    with database.look() as db:
        return list(checking.differences(db)) == []


def test_a_round_says_what_was_seen_and_what_was_not(hall, codes, take):
    see(hall, take, *codes[:3])
    with hall.look() as db:
        found = query.round_of(db, CONSOLE, query.found(db, CONSOLE, take))
    assert (found.expected, found.seen) == (5, 3)
    assert [box.code for box in found.not_seen] == codes[3:5]
    assert found.elsewhere == ()


def test_a_box_scanned_twice_or_by_two_people_counts_once(hall, codes, take):
    see(hall, take, codes[0])
    again = see(hall, take, codes[0], codes[1])
    assert (again.added, again.already) == (1, (codes[0],))
    command = SeeBoxes(uuid4(), take, (codes[2],))
    assert hall.do(stock_takes.see, CONSOLE, command).added == 1
    assert hall.do(stock_takes.see, CONSOLE, command).added == 0
    with hall.look() as db:
        assert db.scalar(select(func.count()).select_from(BoxSighting)) == 3


def test_a_box_named_by_mistake_is_taken_back(hall, codes, take):
    see(hall, take, *codes[:2])
    hall.do(stock_takes.unsee, CONSOLE, UnseeBox(uuid4(), take, codes[0]))
    with hall.look() as db:
        assert query.round_of(db, CONSOLE, query.found(db, CONSOLE, take)).seen == 1


@pytest.mark.parametrize("typed", ["BX-0000-00-0", "anything at all"])
def test_what_was_not_seen_is_not_taken_back_and_no_word_typed_gets_into_the_log(hall, codes, take, typed):
    see(hall, take, codes[0])
    for code in (typed, codes[1]):
        with pytest.raises(RuleBroken, match="was not seen"):
            hall.do(stock_takes.unsee, CONSOLE, UnseeBox(uuid4(), take, code))
    with hall.look() as db:
        assert db.query(AuditMention).filter(AuditMention.code == typed).count() == 0
        assert db.query(AuditEntry).filter_by(action="stocktake:unsee").count() == 0


def test_a_code_nobody_knows_is_refused_and_nothing_of_the_list_is_kept(hall, codes, take):
    with pytest.raises(NotFound):
        see(hall, take, codes[0], "BX-0000-00-0")
    assert outcomes(hall) == {}


def test_what_was_not_seen_stays_as_it_is_unless_somebody_says_it_is_missing(hall, codes, take):
    see(hall, take, *codes[:3])
    finish(hall, take, missing=[Because(codes[3], Reason.TAKEN)])
    assert box_of(hall, codes[3]).stage is BoxStage.MISSING
    assert box_of(hall, codes[3]).place_id is None
    assert box_of(hall, codes[4]).stage is BoxStage.CLOSED
    assert moved(hall) == {MovementKind.MISSING: 24}
    assert held(hall, HolderKind.MISSING) == 24
    assert outcomes(hall) == {
        **dict.fromkeys(codes[:3], Sighting.HERE),
        codes[3]: Sighting.MISSING,
        codes[4]: Sighting.NOT_SEEN,
    }
    assert sound(hall)


def test_a_missing_box_seen_in_the_next_stock_take_is_found_again_with_all_it_held(hall, codes, take):
    with hall.work() as db:
        db.execute(update(Box).where(Box.code == codes[0]).values(gross_g=10_500, weighed_at=func.now()))
    finish(
        hall, take, missing=[Because(codes[0], Reason.TAKEN), Because(codes[1], Reason.OTHER, "who knows")]
    )
    again = hall.do(stock_takes.start, CONSOLE, StartStockTake(uuid4(), "LEE")).code
    see(hall, again, codes[0])
    with hall.look() as db:
        found = query.round_of(db, CONSOLE, query.found(db, CONSOLE, again))
    assert [(one.box.code, one.outcome) for one in found.elsewhere] == [(codes[0], Sighting.FOUND_AGAIN)]
    finish(hall, again)
    box = box_of(hall, codes[0])
    assert (box.stage, box.place.code, box.gross_g) == (BoxStage.CLOSED, "LEE", 10_500)
    assert moved(hall) == {MovementKind.MISSING: 48, MovementKind.TURNED_UP: 24}
    assert held(hall, HolderKind.MISSING) == 24
    assert sound(hall)


def test_an_open_box_found_again_is_open(hall, codes, take):
    hall.do(boxes.reopen, CONSOLE, boxes.ReopenBox(uuid4(), codes[0], "look"))
    finish(hall, take, missing=[Because(codes[0], Reason.MISCOUNTED)])
    again = hall.do(stock_takes.start, CONSOLE, StartStockTake(uuid4(), "LEE")).code
    see(hall, again, codes[0])
    finish(hall, again)
    assert box_of(hall, codes[0]).stage is BoxStage.OPEN


def test_a_box_the_books_have_elsewhere_is_moved_here(hall, codes, take):
    see(hall, take, *codes)
    with hall.look() as db:
        (one,) = query.round_of(db, CONSOLE, query.found(db, CONSOLE, take)).elsewhere
    assert (one.box.code, one.outcome) == (codes[5], Sighting.MOVED)
    finish(hall, take)
    assert box_of(hall, codes[5]).place.code == "LEE"
    assert moved(hall) == {}
    assert sound(hall)


def test_a_box_on_another_shelf_is_put_on_the_shelf_that_was_counted(hall, codes):
    hall.do(boxes.relocate, CONSOLE, boxes.MoveBoxes(uuid4(), tuple(codes[:2]), "LEE", "A"))
    take = hall.do(stock_takes.start, CONSOLE, StartStockTake(uuid4(), "LEE", "A")).code
    with hall.look() as db:
        assert query.round_of(db, CONSOLE, query.found(db, CONSOLE, take)).expected == 2
    see(hall, take, *codes[:3])
    finish(hall, take)
    assert box_of(hall, codes[2]).shelf == "A"
    assert box_of(hall, codes[3]).shelf == ""


def on_a_van(database, code, *, departed):
    with database.work() as db:
        leeds = db.query(Place).filter_by(code="LEE").one()
        lviv = a_place(db, name="Lviv", code="LVI")
        run = a_run(db, a_convoy(db), (StopKind.LOADING, leeds), (StopKind.DELIVERY, lviv))
        box = db.query(Box).filter_by(code=code).one()
        load = a_load(db, box, run)
        if departed:
            box.stage, box.place_id, load.departed_at = BoxStage.IN_TRANSIT, None, load.assigned_at


def test_a_box_on_a_departed_van_is_not_expected_and_never_changed(hall, codes, take):
    on_a_van(hall, codes[0], departed=True)
    with hall.look() as db:
        assert query.round_of(db, CONSOLE, query.found(db, CONSOLE, take)).expected == 4
    see(hall, take, codes[0])
    with hall.look() as db:
        (one,) = query.round_of(db, CONSOLE, query.found(db, CONSOLE, take)).elsewhere
    assert one.outcome is Sighting.UNCHANGED
    assert "on the road" in one.why.message
    finish(hall, take)
    assert box_of(hall, codes[0]).stage is BoxStage.IN_TRANSIT


def test_a_box_a_van_counts_on_is_expected_and_not_lost_before_it_is_taken_off(hall, codes, take):
    on_a_van(hall, codes[0], departed=False)
    with hall.look() as db:
        assert query.round_of(db, CONSOLE, query.found(db, CONSOLE, take)).expected == 5
    with pytest.raises(RuleBroken, match="is on van 1"):
        finish(hall, take, missing=[Because(codes[0], Reason.TAKEN)])
    assert box_of(hall, codes[0]).stage is BoxStage.CLOSED


def test_a_box_on_a_wrapped_pallet_is_not_lost_out_of_it(hall, codes, take):
    pallet = hall.do(pallets.build, CONSOLE, pallets.BuildPallet(uuid4(), "LEE", (codes[0],)))
    hall.do(pallets.wrap, CONSOLE, pallets.WrapPallet(uuid4(), pallet.code))
    with pytest.raises(RuleBroken, match="wrapped"):
        finish(hall, take, missing=[Because(codes[0], Reason.TAKEN)])


def test_a_box_seen_in_the_last_moment_is_not_lost(hall, codes, take):
    see(hall, take, codes[0])
    with pytest.raises(RuleBroken, match="seen meanwhile"):
        finish(hall, take, missing=[Because(codes[0], Reason.TAKEN)])


@pytest.mark.parametrize("reason", [None, Reason.FOUND, Reason.OTHER])
def test_a_box_is_missing_for_a_reason(hall, codes, take, reason):
    with pytest.raises(RuleBroken, match="Say why"):
        finish(hall, take, missing=[Because(codes[0], reason)])


@pytest.mark.parametrize(
    ("counted", "reason", "movement", "end"),
    [
        (36, Reason.BROKEN, MovementKind.WRITTEN_OFF, HolderKind.WRITTEN_OFF),
        (36, Reason.EXPIRED, MovementKind.WRITTEN_OFF, HolderKind.WRITTEN_OFF),
        (36, Reason.MISCOUNTED, MovementKind.WRITTEN_OFF, HolderKind.WRITTEN_OFF),
        (36, Reason.TAKEN, MovementKind.MISSING, HolderKind.MISSING),
        (44, Reason.FOUND, MovementKind.FOUND, HolderKind.PLACE),
    ],
)
def test_a_loose_difference_becomes_an_entry_that_names_its_reason(
    hall, take, counted, reason, movement, end
):
    count(hall, take, FOD_BEEF_01=counted)
    finish(hall, take, loose=[Because("FOD-BEEF-01", reason)])
    assert held(hall, HolderKind.PLACE) == counted
    assert moved(hall) == {movement: 4}
    assert held(hall, end) == (counted if end is HolderKind.PLACE else 4)
    with hall.look() as db:
        row = db.scalars(select(LooseCount)).one()
        assert (row.expected, row.counted, row.reason) == (40, counted, reason)
    assert sound(hall)


@pytest.mark.parametrize(
    ("counted", "reason", "note"),
    [(36, None, ""), (36, Reason.FOUND, ""), (36, Reason.OTHER, ""), (44, Reason.BROKEN, ""), (44, None, "")],
)
def test_a_difference_without_a_true_reason_closes_nothing(hall, codes, take, counted, reason, note):
    count(hall, take, FOD_BEEF_01=counted)
    with pytest.raises(RuleBroken):
        finish(
            hall,
            take,
            missing=[Because(codes[0], Reason.TAKEN)],
            loose=[Because("FOD-BEEF-01", reason, note)],
        )
    assert moved(hall) == {}
    assert box_of(hall, codes[0]).stage is BoxStage.CLOSED


def test_what_agrees_needs_no_reason_and_what_was_not_counted_stays(hall, take):
    count(hall, take, FOD_BEEF_01=40)
    finish(hall, take)
    assert moved(hall) == {}
    assert held(hall, HolderKind.PLACE) == 40


def test_packing_between_counting_and_closing_does_not_change_the_difference(hall, take):
    count(hall, take, FOD_BEEF_01=38)
    with hall.work() as db:
        place = db.query(Place).filter_by(code="LEE").one()
        lot = db.scalars(select(Balance.lot_id).join(Holder).where(Holder.place_id == place.id)).first()
    from_shelf(hall, lot, 24)
    finish(hall, take, loose=[Because("FOD-BEEF-01", Reason.BROKEN)])
    assert held(hall, HolderKind.PLACE) == 14
    assert sound(hall)


def test_goods_that_are_gone_since_they_were_counted_are_counted_again(hall, take):
    count(hall, take, FOD_BEEF_01=10)
    with hall.look() as db:
        lot = db.scalars(select(Balance.lot_id).join(Holder).where(Holder.kind == HolderKind.PLACE)).first()
    from_shelf(hall, lot, 36)
    with pytest.raises(RuleBroken, match="count it again"):
        finish(hall, take, loose=[Because("FOD-BEEF-01", Reason.BROKEN)])


def from_shelf(database, lot, quantity):
    from_there = packing.PackNewBox(uuid4(), "LEE", ((lot, quantity),))
    return database.do(packing.pack_new, CONSOLE, from_there)


def test_what_is_found_joins_goods_nobody_signed_for_before_those_that_were_signed_off(hall, take):
    with hall.work() as db:
        tuna = an_item(db, code="FOD-TUNA-01", name="Tuna", words=("tuna",), animal_origin="fish")
        leeds = db.scalars(select(Place).where(Place.code == "LEE")).one()
        for _ in range(2):
            a_gift_at(db, leeds, tuna, boxes=0, loose=10)
        waits, signed = db.scalars(select(Lot).where(Lot.item_id == tuna.id).order_by(Lot.id))
        entry = audit.note(db, CONSOLE, "control:decide", "LEE")
        signing.sign(db, CONSOLE, entry, signed, Flag.ANIMAL_ORIGIN, signing.Said(Decision.RELEASE, "seen"))
        ids = (waits.id, signed.id)
    count(hall, take, FOD_TUNA_01=25)
    finish(hall, take, loose=[Because("FOD-TUNA-01", Reason.FOUND)])
    with hall.look() as db:
        rows = db.execute(select(Balance.lot_id, Balance.quantity).where(Balance.lot_id.in_(ids)))
        assert dict(tuple(row) for row in rows) == {ids[0]: 15, ids[1]: 10}
    assert sound(hall)


def test_an_item_that_never_stood_here_is_logged_as_a_gift_instead(hall, take):
    with hall.work() as db:
        an_item(db, code="FOD-RICE-01", words=("rice",))
    with pytest.raises(RuleBroken, match="log it as a gift"):
        count(hall, take, FOD_RICE_01=3)


def test_one_stock_take_at_a_time_is_open_at_a_place(hall, take):
    with pytest.raises(RuleBroken, match=take):
        hall.do(stock_takes.start, CONSOLE, StartStockTake(uuid4(), "LEE"))
    assert hall.do(stock_takes.start, CONSOLE, StartStockTake(uuid4(), "BRA")).code != take


def test_a_closed_stock_take_is_closed(hall, codes, take):
    finish(hall, take)
    for act in (lambda: see(hall, take, codes[0]), lambda: finish(hall, take)):
        with pytest.raises(RuleBroken, match="is closed"):
            act()


def test_closing_twice_by_one_form_closes_once(hall, codes, take):
    command = CloseStockTake(uuid4(), take, (Because(codes[0], Reason.TAKEN),))
    for _ in range(2):
        hall.do(close, CONSOLE, command)
    assert moved(hall) == {MovementKind.MISSING: 24}


def test_who_counts_and_who_closes(hall, codes):
    with hall.look() as db:
        place_id = db.scalar(select(Place.id).where(Place.code == "LEE"))
    desk = Actor(None, "desk", (Granted(Role.DESK, place_id=place_id),))
    lead = Actor(None, "lead", (Granted(Role.IN_CHARGE, place_id=place_id),))
    stranger = Actor(None, "stranger", (Granted(Role.IN_CHARGE, place_id=place_id + 1),))
    with pytest.raises(NotAllowed):
        hall.do(stock_takes.start, desk, StartStockTake(uuid4(), "LEE"))
    take = hall.do(stock_takes.start, lead, StartStockTake(uuid4(), "LEE")).code
    assert see(hall, take, codes[0], actor=desk).added == 1
    with pytest.raises(NotAllowed):
        finish(hall, take, actor=desk)
    with pytest.raises(Refusal):
        see(hall, take, codes[5], actor=stranger)
    finish(hall, take, actor=lead)


def test_check_notices_a_stock_take_that_says_more_than_was_done(hall, codes, take):
    count(hall, take, FOD_BEEF_01=38)
    finish(
        hall, take, missing=[Because(codes[0], Reason.TAKEN)], loose=[Because("FOD-BEEF-01", Reason.BROKEN)]
    )
    with hall.work() as db:
        db.execute(update(LooseCount).values(counted=30))
    assert not sound(hall)
    with hall.work() as db:
        db.execute(update(LooseCount).values(counted=38))
        db.execute(
            update(BoxSighting)
            .where(BoxSighting.outcome == Sighting.NOT_SEEN)
            .values(outcome=Sighting.MISSING, reason=Reason.TAKEN)
        )
    assert not sound(hall)


def test_check_notices_a_number_that_would_be_given_twice(hall):
    with hall.work() as db:
        db.execute(update(Place).values(next_box_number=1))
    assert not sound(hall)
