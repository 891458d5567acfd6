"""Taking gifts in: what is recorded once, what is refused, and taking an entry back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import OperationalError

from convoy.db import Database
from convoy.domain.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from convoy.domain.kinds import Condition, DonationOrigin, HolderKind, IntakeRule, OrganisationKind
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
    Organisation,
    Place,
)
from convoy.services import donations, line_decisions, packing, users, withdrawals
from convoy.services.donations import Donor, Line, RecordDonation
from convoy.services.line_decisions import DecideLine
from convoy.services.withdrawals import CorrectDonation, WithdrawDonation
from tests.engines import on_postgresql
from tests.factories import a_place, an_item

BRANCH = Donor("Rail Workers Branch 12, Leeds", OrganisationKind.UNION_BRANCH)
BEEF = Line("FOD-BEEF-01", 240, Condition.AS_NEW, date(2028, 1, 31), boxes=10)


@pytest.fixture
def leeds(database: Database) -> int:
    with database.work() as db:
        an_item(db)
        an_item(db, code="MDC-PARA-01", category="medicine", intake_rule=IntakeRule.COORDINATOR_ONLY)
        an_item(db, code="POW-GENP-01", category="power", intake_rule=IntakeRule.ACCEPT_WITH_DOCS)
        an_item(db, code="MDC-OPEN-01", category="medicine", intake_rule=IntakeRule.REJECT)
        an_item(db, code="FOD-DATE-01", expiry_rule="required")
        a_place(db, name="Bradford")
        return a_place(db).id


def a_gift(**changes) -> RecordDonation:
    gift = RecordDonation(
        key=uuid4(), place="LEE", received_on=date(2026, 10, 3), lines=(BEEF,), donor=BRANCH
    )
    return replace(gift, **changes)


def a_person(database: Database, place_id: int, role: Role = Role.DESK) -> Actor:
    granted = Granted(role, place_id=place_id)
    user_id = database.do(
        lambda db: users.create(db, CONSOLE, users.NewUser(f"u{uuid4()}", "Olena", "!"), granted).id
    )
    return Actor(user_id, "Olena", (granted,))


def everything_stored(database: Database) -> list[int]:
    with database.look() as db:
        return [
            db.scalar(select(func.count()).select_from(table)) or 0
            for table in (Donation, Lot, Box, Movement, AuditEntry, Organisation)
        ]


def held(database: Database, kind: HolderKind) -> int:
    with database.look() as db:
        return db.scalar(select(func.sum(Balance.quantity)).join(Holder).where(Holder.kind == kind)) or 0


def test_240_tins_in_10_boxes_are_in_stock_with_a_receipt(database, leeds):
    donation = database.do(donations.record, CONSOLE, a_gift())
    year = datetime.now(UTC).year
    assert donation.number == f"DR-LEE-{year}-0001"
    with database.look() as db:
        boxes = list(db.scalars(select(Box).order_by(Box.short_number)))
        assert [(box.short_number, box.n_of, box.n_of_total) for box in boxes] == [
            (n, n, 10) for n in range(1, 11)
        ]
        assert all(box.stage is BoxStage.CLOSED and box.gross_g is None for box in boxes)
        assert db.scalars(select(Organisation)).one().name == BRANCH.name
    assert held(database, HolderKind.BOX) == 240
    assert held(database, HolderKind.PLACE) == 0


def test_a_rest_goes_into_the_first_boxes_and_the_weight_is_shared_to_the_gram(database, leeds):
    line = replace(BEEF, quantity=7, boxes=3, grams=10_001)
    database.do(donations.record, CONSOLE, a_gift(lines=(line,)))
    with database.look() as db:
        holdings = db.execute(
            select(Box.gross_g, Balance.quantity)
            .join(Holder, Holder.box_id == Box.id)
            .join(Balance)
            .order_by(Box.id)
        ).all()
    assert [quantity for _, quantity in holdings] == [3, 2, 2]
    assert sum(grams for grams, _ in holdings) == 10_001


def test_receipt_numbers_have_no_gap_even_when_a_recording_fails(database, leeds):
    database.do(donations.record, CONSOLE, a_gift())
    with pytest.raises(Invalid):
        database.do(donations.record, CONSOLE, a_gift(lines=(replace(BEEF, boxes=241),)))
    second = database.do(donations.record, CONSOLE, a_gift())
    other = database.do(donations.record, CONSOLE, a_gift(place="BRA"))
    assert second.number.endswith("-0002")
    assert other.number.endswith("-0001")


def test_the_same_form_sent_twice_records_one_gift(database, leeds):
    gift = a_gift()
    first = database.do(donations.record, CONSOLE, gift)
    stored = everything_stored(database)
    assert database.do(donations.record, CONSOLE, gift).code == first.code
    assert everything_stored(database) == stored


def test_the_same_form_with_other_content_is_a_conflict_that_names_the_first(database, leeds):
    gift = a_gift()
    first = database.do(donations.record, CONSOLE, gift)
    stored = everything_stored(database)
    with pytest.raises(Conflict) as refused:
        database.do(donations.record, CONSOLE, replace(gift, note="other"))
    assert refused.value.facts["subject"] == first.code
    assert everything_stored(database) == stored


def test_an_action_leaves_exactly_one_audit_entry(database, leeds):
    before = everything_stored(database)[4]
    database.do(donations.record, CONSOLE, a_gift())
    assert everything_stored(database)[4] == before + 1


def test_the_same_donor_written_otherwise_is_not_doubled(database, leeds):
    database.do(donations.record, CONSOLE, a_gift())
    again = Donor("rail workers  branch 12 leeds", None)
    database.do(donations.record, CONSOLE, a_gift(donor=again))
    assert everything_stored(database)[5] == 1


def test_a_new_donor_needs_a_kind(database, leeds):
    with pytest.raises(Invalid) as refused:
        database.do(donations.record, CONSOLE, a_gift(donor=Donor("Students' Union")))
    assert refused.value.field == "donor_kind"


def test_an_anonymous_gift_names_nobody(database, leeds):
    donation = database.do(donations.record, CONSOLE, a_gift(donor=None))
    assert donation.organisation_id is None
    assert everything_stored(database)[5] == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"lines": ()}, "lines-0-item"),
        ({"origin": DonationOrigin.BOUGHT, "donor": None}, "invoice"),
        ({"received_on": date(2126, 1, 1)}, "received_on"),
        ({"received_on": date(1926, 1, 1)}, "received_on"),
        ({"lines": (BEEF, replace(BEEF, boxes=241))}, "lines-1-boxes"),
        ({"lines": (replace(BEEF, quantity=10_000, boxes=501),)}, "lines-0-boxes"),
        ({"lines": (replace(BEEF, grams=9),)}, "lines-0-grams"),
        ({"lines": (replace(BEEF, item="FOD-DATE-01", expires_on=None),)}, "lines-0-expires_on"),
        ({"lines": (replace(BEEF, decision=LineStage.REFUSED),)}, "lines-0-reason"),
    ],
)
def test_what_is_missing_is_asked_for_by_field_and_nothing_is_stored(database, leeds, changes, field):
    before = everything_stored(database)
    with pytest.raises(Invalid) as refused:
        database.do(donations.record, CONSOLE, a_gift(**changes))
    assert refused.value.field == field
    assert everything_stored(database) == before


def test_an_unknown_item_is_named_and_nothing_is_stored(database, leeds):
    before = everything_stored(database)
    with pytest.raises(NotFound, match="FOD-NONE-01"):
        database.do(donations.record, CONSOLE, a_gift(lines=(replace(BEEF, item="FOD-NONE-01"),)))
    assert everything_stored(database) == before


def test_nobody_records_at_a_place_of_others(database, leeds):
    desk = a_person(database, leeds)
    with pytest.raises(NotFound):
        database.do(donations.record, desk, a_gift(place="BRA"))


def test_what_a_volunteer_may_not_decide_is_set_aside_with_its_reason(database, leeds):
    desk = a_person(database, leeds)
    lines = (
        BEEF,
        replace(BEEF, item="POW-GENP-01", quantity=2, boxes=2),
        replace(BEEF, item="MDC-PARA-01", quantity=50, boxes=5),
    )
    donation = database.do(donations.record, desk, a_gift(lines=lines))
    assert [line.stage for line in donation.lines] == [
        LineStage.ACCEPTED,
        LineStage.SET_ASIDE,
        LineStage.SET_ASIDE,
    ]
    assert all(line.reason for line in donation.lines[1:])
    assert held(database, HolderKind.SET_ASIDE) == 52
    assert held(database, HolderKind.BOX) == 240


def test_who_is_in_charge_takes_a_generator_in_but_not_medicine(database, leeds):
    lead = a_person(database, leeds, Role.IN_CHARGE)
    lines = (
        replace(BEEF, item="POW-GENP-01", quantity=2, boxes=2),
        replace(BEEF, item="MDC-PARA-01", quantity=50, boxes=0),
    )
    donation = database.do(donations.record, lead, a_gift(lines=lines))
    assert [line.stage for line in donation.lines] == [LineStage.ACCEPTED, LineStage.SET_ASIDE]


def test_what_we_never_take_is_on_the_receipt_and_not_in_stock(database, leeds):
    refused = replace(BEEF, item="MDC-OPEN-01", quantity=9, boxes=0)
    donation = database.do(donations.record, CONSOLE, a_gift(lines=(BEEF, refused)))
    assert donation.lines[1].stage is LineStage.REFUSED
    assert donation.lines[1].reason
    assert held(database, HolderKind.BOX) == 240
    assert everything_stored(database)[1] == 1


def test_expired_goods_are_set_aside_for_who_is_in_charge(database, leeds):
    desk = a_person(database, leeds)
    old = replace(BEEF, expires_on=date(2026, 9, 30))
    donation = database.do(donations.record, desk, a_gift(lines=(old,)))
    assert donation.lines[0].stage is LineStage.SET_ASIDE


def test_undo_empties_the_boxes_and_leaves_the_codes(database, leeds):
    donation = database.do(donations.record, CONSOLE, a_gift(lines=(BEEF, replace(BEEF, boxes=0))))
    database.do(withdrawals.withdraw, CONSOLE, WithdrawDonation(uuid4(), donation.code, "typed twice"))
    with database.look() as db:
        kept = db.scalars(select(Donation)).one()
        assert kept.withdrawn_reason == "typed twice"
        assert {line.stage for line in kept.lines} == {LineStage.WITHDRAWN}
        assert {box.stage for box in db.scalars(select(Box))} == {BoxStage.EMPTIED}
        assert db.scalar(select(func.count()).select_from(Balance)) == 0


def test_undo_twice_is_refused_and_replay_is_not(database, leeds):
    donation = database.do(donations.record, CONSOLE, a_gift())
    undo = WithdrawDonation(uuid4(), donation.code, "typed twice")
    database.do(withdrawals.withdraw, CONSOLE, undo)
    assert database.do(withdrawals.withdraw, CONSOLE, undo).code == donation.code
    with pytest.raises(RuleBroken):
        database.do(withdrawals.withdraw, CONSOLE, replace(undo, key=uuid4()))


def test_a_volunteer_undoes_an_own_fresh_entry_and_no_other(database, leeds):
    olena, petro = a_person(database, leeds), a_person(database, leeds)
    mine = database.do(donations.record, olena, a_gift())
    with pytest.raises(NotAllowed):
        database.do(withdrawals.withdraw, petro, WithdrawDonation(uuid4(), mine.code, "not mine"))
    database.do(withdrawals.withdraw, olena, WithdrawDonation(uuid4(), mine.code, "mine"))


def test_an_own_entry_of_this_morning_needs_who_is_in_charge(database, leeds):
    olena, lead = a_person(database, leeds), a_person(database, leeds, Role.IN_CHARGE)
    mine = database.do(donations.record, olena, a_gift())
    with database.work() as db:
        db.execute(update(Donation).values(recorded_at=datetime.now(UTC) - timedelta(hours=3)))
    with pytest.raises(NotAllowed):
        database.do(withdrawals.withdraw, olena, WithdrawDonation(uuid4(), mine.code, "late"))
    database.do(withdrawals.withdraw, lead, WithdrawDonation(uuid4(), mine.code, "late"))


def test_what_has_left_cannot_be_undone_and_nothing_changes(database, leeds):
    donation = database.do(donations.record, CONSOLE, a_gift())
    with database.work() as db:
        bradford = db.scalars(select(Place).where(Place.code == "BRA")).one()
        db.execute(update(Box).where(Box.short_number == 3).values(place_id=bradford.id))
    before = everything_stored(database)
    with pytest.raises(RuleBroken):
        database.do(withdrawals.withdraw, CONSOLE, WithdrawDonation(uuid4(), donation.code, "no"))
    assert everything_stored(database) == before


def test_a_correction_replaces_the_gift_by_a_new_entry(database, leeds):
    wrong = database.do(donations.record, CONSOLE, a_gift())
    right = a_gift(lines=(replace(BEEF, quantity=204),))
    command = CorrectDonation(right.key, wrong.code, "204, not 240", right)
    new = database.do(withdrawals.correct, CONSOLE, command)
    assert new.corrects_id == wrong.id
    assert new.number.endswith("-0002")
    assert held(database, HolderKind.BOX) == 204
    assert database.do(withdrawals.correct, CONSOLE, command).code == new.code


def decision(donation: Donation, **changes) -> DecideLine:
    return replace(DecideLine(uuid4(), donation.code, 1, "because"), **changes)


def test_a_line_set_aside_comes_back_into_boxes_when_released(database, leeds):
    donation = database.do(donations.record, CONSOLE, a_gift())
    database.do(line_decisions.set_aside, CONSOLE, decision(donation))
    assert held(database, HolderKind.SET_ASIDE) == 240
    assert held(database, HolderKind.BOX) == 0
    database.do(line_decisions.release, CONSOLE, decision(donation, boxes=5))
    assert held(database, HolderKind.BOX) == 240
    assert held(database, HolderKind.SET_ASIDE) == 0


def test_a_line_is_not_released_into_more_boxes_than_a_gift_may_have(database, leeds):
    donation = database.do(donations.record, CONSOLE, a_gift(lines=(replace(BEEF, quantity=2_000, boxes=0),)))
    database.do(line_decisions.set_aside, CONSOLE, decision(donation))
    with pytest.raises(RuleBroken, match="more than one line takes"):
        database.do(line_decisions.release, CONSOLE, decision(donation, boxes=501))
    assert held(database, HolderKind.SET_ASIDE) == 2_000


def test_a_line_set_aside_and_refused_leaves_our_hands(database, leeds):
    donation = database.do(donations.record, CONSOLE, a_gift())
    database.do(line_decisions.set_aside, CONSOLE, decision(donation))
    database.do(line_decisions.refuse, CONSOLE, decision(donation))
    with database.look() as db:
        assert db.scalar(select(func.count()).select_from(Balance)) == 0
        assert db.scalars(select(Donation)).one().lines[0].stage is LineStage.REFUSED


def test_the_same_decision_sent_twice_is_taken_once(database, leeds):
    donation = database.do(donations.record, CONSOLE, a_gift())
    command = decision(donation)
    database.do(line_decisions.set_aside, CONSOLE, command)
    before = everything_stored(database)
    database.do(line_decisions.set_aside, CONSOLE, command)
    assert everything_stored(database) == before


def test_a_volunteer_sets_aside_but_does_not_release(database, leeds):
    desk = a_person(database, leeds)
    donation = database.do(donations.record, desk, a_gift())
    database.do(line_decisions.set_aside, desk, decision(donation))
    with pytest.raises(NotAllowed):
        database.do(line_decisions.release, desk, decision(donation))


def test_medicine_is_released_by_a_medical_checker_only(database, leeds):
    gift = a_gift(lines=(replace(BEEF, item="MDC-PARA-01"),))
    donation = database.do(donations.record, a_person(database, leeds), gift)
    with pytest.raises(NotAllowed):
        database.do(line_decisions.release, a_person(database, leeds, Role.IN_CHARGE), decision(donation))
    database.do(line_decisions.release, a_person(database, leeds, Role.MEDIC), decision(donation))
    assert held(database, HolderKind.PLACE) == 240


def test_an_absent_gift_and_a_gift_of_others_get_the_same_answer(database, leeds):
    donation = database.do(donations.record, CONSOLE, a_gift(place="BRA"))
    desk = a_person(database, leeds)
    with pytest.raises(NotFound) as hidden:
        database.do(withdrawals.withdraw, desk, WithdrawDonation(UUID(int=1), donation.code, "x"))
    with pytest.raises(NotFound) as absent:
        database.do(withdrawals.withdraw, desk, WithdrawDonation(UUID(int=1), "DN-0000-00-0", "x"))
    assert hidden.value.message == absent.value.message


@on_postgresql
def test_goods_that_are_being_taken_back_are_not_packed_meanwhile(database, leeds):
    code = database.do(donations.record, CONSOLE, a_gift(lines=(replace(BEEF, boxes=0),))).code
    with database.look() as db:
        line_id, lot_id = db.execute(
            select(Lot.donation_line_id, Lot.id).join(Balance, Balance.lot_id == Lot.id)
        ).one()
        donation = db.scalars(select(Donation).where(Donation.code == code)).one()
    packs = packing.PackNewBox(uuid4(), "LEE", ((lot_id, 10),))
    with database.work() as taking_back:
        withdrawals.boxes_with(taking_back, donation, [line_id])
        with database.work() as db:
            db.execute(text("SET LOCAL lock_timeout = 300"))
            with pytest.raises(OperationalError, match="lock timeout"):
                packing.pack_new(db, CONSOLE, packs)
            db.rollback()
