"""Earmarks: typed at the desk, bound by a coordinator, kept to the end, and asked about before a van."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlalchemy import select

from convoy.db import Database
from convoy.domain.errors import NotAllowed, NotFound
from convoy.domain.kinds import Condition, PlaceKind, StopKind
from convoy.domain.loading import SomeCannotGo
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import AuditEntry, Box, Donation, DonationLine, Lot, Place
from convoy.queries import earmarks as questions
from convoy.queries import stock
from convoy.services import boxes, donations, earmarks, loading, packing, withdrawals
from convoy.services.earmarks import BindEarmark
from convoy.services.gifts import Line, RecordDonation
from convoy.services.loading import AssignBoxes, MoveLoads
from tests.factories import a_convoy, a_place, a_run, an_item

SQUAD = "For the mine rescue squad"


@pytest.fixture
def world(database: Database) -> SimpleNamespace:
    """Ten stretchers for the mine rescue squad, in two boxes, and a van to Lviv and Kyiv."""
    with database.work() as db:
        leeds = a_place(db)
        lviv, kyiv = (a_place(db, name=name, kind=PlaceKind.DESTINATION) for name in ("Lviv", "Kyiv"))
        an_item(db, code="MED-STRE-01")
        convoy = a_convoy(db)
        a_run(db, convoy, (StopKind.LOADING, leeds), (StopKind.DELIVERY, lviv), (StopKind.DELIVERY, kyiv))
        line = Line("MED-STRE-01", 10, Condition.NEW, boxes=2, earmark=SQUAD)
        gift = donations.record(db, CONSOLE, RecordDonation(uuid4(), "LEE", date(2026, 10, 3), (line,)))
        return SimpleNamespace(
            gift=gift.code,
            convoy=convoy.code,
            boxes=tuple(db.scalars(select(Box.code).order_by(Box.id))),
            leeds=leeds.id,
            kyiv=kyiv.id,
            desk=Actor(None, "Ola", (Granted(Role.DESK, place_id=leeds.id),)),
        )


def bind(database: Database, world: SimpleNamespace, place: str = "KYI", who: Actor = CONSOLE) -> None:
    database.do(earmarks.bind, who, BindEarmark(uuid4(), world.gift, 1, SQUAD, place))


def marks(database: Database, who: Actor = CONSOLE) -> list[questions.Earmark]:
    with database.look() as db:
        ids = list(db.scalars(select(Box.id).where(Box.stage != "emptied").order_by(Box.id)))
        found = questions.of_boxes(db, who, ids)
        return [mark for box_id in ids for mark in found.get(box_id, ())]


def assign(database: Database, world: SimpleNamespace, to: str, reason: str = "", **changes):
    command = AssignBoxes(uuid4(), world.convoy, 1, to, world.boxes, earmark_reason=reason, **changes)
    return database.do(loading.assign, CONSOLE, command)


def test_only_a_coordinator_binds_an_earmark_and_only_to_a_recipient(database, world):
    with pytest.raises(NotAllowed):
        bind(database, world, who=world.desk)
    with pytest.raises(NotFound):
        bind(database, world, place="LEE")
    bind(database, world)
    assert marks(database)[0] == questions.Earmark(SQUAD, world.kyiv, "Kyiv")


def test_the_desk_reads_the_words_and_never_the_place(database, world):
    bind(database, world)
    assert marks(database, world.desk) == [questions.Earmark(SQUAD)] * 2
    with database.look() as db:
        facts = " ".join(db.scalars(select(AuditEntry.facts).where(AuditEntry.action == "earmark:bind")))
    assert "KYI" not in facts


def test_earmarked_boxes_go_to_their_recipient_without_a_question(database, world):
    bind(database, world)
    assert assign(database, world, "KYI").boxes == world.boxes


@pytest.mark.parametrize("bound", [True, False])
def test_earmarked_boxes_need_a_yes_with_a_reason_for_another_recipient(database, world, bound):
    if bound:
        bind(database, world)
    with pytest.raises(SomeCannotGo) as refused:
        assign(database, world, "LVI")
    assert refused.value.earmarked == world.boxes
    with pytest.raises(SomeCannotGo):
        assign(database, world, "LVI", skip_ineligible=True)
    assert assign(database, world, "LVI", "the donor agreed").boxes == world.boxes
    with database.look() as db:
        facts = db.scalars(select(AuditEntry.facts).where(AuditEntry.action == "load:assign")).one()
    assert "the donor agreed" in facts


def test_moving_to_another_recipients_stop_asks_too(database, world):
    bind(database, world)
    assign(database, world, "KYI")
    move = MoveLoads(uuid4(), world.convoy, 1, "LVI", world.boxes)
    with pytest.raises(SomeCannotGo):
        database.do(loading.move, CONSOLE, move)
    moved = MoveLoads(uuid4(), world.convoy, 1, "LVI", world.boxes, earmark_reason="the donor agreed")
    assert database.do(loading.move, CONSOLE, moved).boxes == world.boxes


def test_an_earmark_goes_with_the_goods_through_splitting_and_merging(database, world):
    bind(database, world)
    first, second = world.boxes
    for code in world.boxes:
        database.do(boxes.reopen, CONSOLE, boxes.ReopenBox(uuid4(), code, "shared out anew"))
    database.do(packing.split, CONSOLE, packing.SplitBox(uuid4(), first, 2))
    assert len(marks(database)) == 3
    database.do(packing.merge, CONSOLE, packing.MergeBoxes(uuid4(), (first,), second))
    assert {mark.place for mark in marks(database)} == {"Kyiv"}


def test_a_corrected_gift_keeps_the_recipient_its_words_were_bound_to(database, world):
    bind(database, world)
    lines = (
        Line("MED-STRE-01", 9, Condition.NEW, earmark=SQUAD),
        Line("MED-STRE-01", 1, Condition.NEW, earmark="For the school"),
    )
    mended = RecordDonation(uuid4(), "LEE", date(2026, 10, 3), lines)
    command = withdrawals.CorrectDonation(mended.key, world.gift, "counted again", mended)
    new = database.do(withdrawals.correct, CONSOLE, command).code
    with database.look() as db:
        bound = db.execute(
            select(DonationLine.earmark, DonationLine.earmark_place_id)
            .join(Lot, Lot.donation_line_id == DonationLine.id)
            .where(DonationLine.donation.has(code=new))
            .order_by(DonationLine.position)
        ).all()
    assert [tuple(row) for row in bound] == [(SQUAD, world.kyiv), ("For the school", None)]


def test_lines_with_the_same_words_keep_their_own_recipients_when_a_gift_is_corrected(database, world):
    with database.work() as db:
        an_item(db, code="MED-BAND-01", name="Bandages", words=("bandages",))
        lviv = db.scalars(select(Place.id).where(Place.code == "LVI")).one()
    words, day = "For the squad", date(2026, 10, 3)
    wanted = [("MED-STRE-01", 4), ("MED-BAND-01", 5), ("MED-BAND-01", 6), ("MED-BAND-01", 6)]
    lines = tuple(Line(item, quantity, Condition.NEW, earmark=words) for item, quantity in wanted)
    gift = database.do(donations.record, CONSOLE, RecordDonation(uuid4(), "LEE", day, lines)).code
    for position, place in enumerate(("KYI", "LVI", "KYI", "LVI"), start=1):
        database.do(earmarks.bind, CONSOLE, BindEarmark(uuid4(), gift, position, words, place))
    mended = RecordDonation(uuid4(), "LEE", day, (lines[1], replace(lines[0], quantity=3), lines[2]))
    command = withdrawals.CorrectDonation(mended.key, gift, "in another order", mended)
    new = database.do(withdrawals.correct, CONSOLE, command).code
    with database.look() as db:
        corrected = db.scalars(select(Donation).where(Donation.code == new)).one()
        bound = [line.earmark_place_id for line in corrected.lines]
    # Of two lines that are the same but for the recipient, nobody can say which one this is: it is asked.
    assert bound == [lviv, world.kyiv, None]


def test_stock_says_how_much_of_what_is_free_is_earmarked(database, world):
    def figures() -> tuple[int, int]:
        with database.look() as db:
            (row,) = stock.listing(db, CONSOLE, stock.StockFilter())
            return row.free, row.earmarked

    assert figures() == (10, 10)
    bind(database, world)
    assign(database, world, "KYI")
    assert figures() == (0, 0)
