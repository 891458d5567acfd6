"""Lists of numbered boxes: all or nothing, once, and found by either number afterwards."""

import pytest
from sqlalchemy import func, select

from convoy.db import Database
from convoy.domain.errors import Invalid, NotAllowed, RuleBroken
from convoy.domain.kinds import DonationOrigin, IntakeRule, OrganisationKind
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import AuditEntry, AuditMention, Balance, Box, Donation, Movement, Organisation, Place
from convoy.queries import box_lists, box_names
from convoy.services import box_imports, checking, receipts, withdrawals
from convoy.services.box_imports import BoxList
from tests.factories import a_gift_at, a_place, an_item

HEAD = "box number,item,quantity,condition,expiry,kg,size,shelf,note\n"
ROW = "47,FOD-BEEF-01,24,new,2028-01,10.7,60x40x40 cm,A3,\n"


@pytest.fixture
def hall(database: Database) -> Database:
    """Two places, four items."""
    with database.work() as db:
        an_item(db)
        an_item(db, code="HYG-SOAP-01", category="hygiene", name="Bar soap, 100 g", words=("soap",))
        an_item(db, code="HYG-SOAP-02", category="hygiene", name="Liquid soap, 500 ml", words=("soap",))
        an_item(db, code="MED-TOUR-01", category="medicine", name="Tourniquet", words=("tourniquet",))
        an_item(db, code="X-ARMS-01", name="Knife", words=("knife",), intake_rule=IntakeRule.REJECT)
        a_place(db)
        a_place(db, name="Bradford")
    return database


def take(database, rows, *, actor=CONSOLE, dry_run=False, head=HEAD, **asked):
    given = {"place": "LEE", "name": "boxes.csv", "data": (head + rows).encode()}
    return box_imports.import_file(database, actor, BoxList(**(given | asked)), dry_run=dry_run)


def stored(database):
    with database.look() as db:
        tables = (Donation, Box, Movement, Balance, Organisation, AuditEntry)
        return [db.scalar(select(func.count()).select_from(table)) for table in tables]


def said(outcome):
    return [(problem.row_number, str(problem.refusal)) for problem in outcome.problems]


def one_box(database, **where):
    with database.look() as db:
        return db.query(Box).filter_by(**where).one()


def sound(database):
    with database.look() as db:
        return list(checking.differences(db)) == []


def a_sheet_of_140():
    return "".join(
        f"{number},FOD-BEEF-01,24,new,2028-01,{'' if number % 16 == 0 and number < 145 else 10.5},,,\n"
        for number in range(1, 141)
    ).replace("\n140,FOD-BEEF-01,24,new,2028-01,10.5", "\n140,FOD-BEEF-01,24,new,2028-01,")


def test_a_sheet_of_140_own_numbered_boxes_becomes_140_boxes_once(hall):
    sheet = a_sheet_of_140()
    outcome = take(hall, sheet)
    assert (outcome.added, outcome.already, outcome.problems) == (140, 0, ())
    assert (outcome.not_weighed, outcome.known_g) == (9, 131 * 10_500)
    with hall.look() as db:
        assert set(db.scalars(select(Box.short_number))) == set(range(1, 141))
        assert db.scalar(select(Place.next_box_number).where(Place.code == "LEE")) == 141
        assert db.scalar(select(func.sum(Balance.quantity))) == 140 * 24
        (found,) = box_names.find(db, CONSOLE, "47").boxes
        assert found.short_name == "Leeds 47"
        assert box_names.find(db, CONSOLE, "Leeds 47").boxes == (found,)
    before = stored(hall)
    again = take(hall, sheet)
    assert (again.added, again.already, again.codes) == (0, 140, outcome.codes)
    assert stored(hall) == before
    assert sound(hall)


def test_what_is_in_a_box_is_read_as_at_the_desk(hall):
    with hall.work() as db:
        an_item(db, code="FOD-RICE-01", name="Rice", words=("rice",), unit_code="GRM")
    assert take(hall, "47,rice,1.5,new,,,,,\n48,FOD-BEEF-01,2 packs,new,,,,,\n").added == 2
    with hall.look() as db:
        assert db.scalars(select(Balance.quantity).order_by(Balance.quantity)).all() == [48, 1_500]
    ((_, sentence),) = said(take(hall, "49,rice,240 pieces,new,,,,,\n"))
    assert "is not a weight" in sentence


def test_a_box_keeps_weight_size_and_shelf(hall):
    take(hall, ROW)
    box = one_box(hall, short_number=47)
    assert (box.gross_g, box.length_mm, box.width_mm, box.height_mm) == (10_700, 600, 400, 400)
    assert (box.shelf, box.planning_ml, box.foreign_number) == ("A3", 96_000, "")
    assert box.weighed_at is not None


def test_a_partners_number_stays_beside_ours_and_either_finds_the_box(hall):
    asked = {"partner": "Solidarity Lublin", "partner_kind": OrganisationKind.TRADE_UNION}
    outcome = take(hall, ROW.replace("47", "SL-047"), **asked)
    assert outcome.added == 1
    box = one_box(hall, foreign_number="SL-047")
    assert box.short_number == 1
    with hall.look() as db:
        for typed in ("SL-047", "sl 47".replace("47", "047"), "1", "Leeds 1", "SL047"):
            assert [found.code for found in box_names.find(db, CONSOLE, typed).boxes] == [box.code], typed
        donation = db.scalars(select(Donation)).one()
        assert (donation.origin, donation.organisation.name) == (DonationOrigin.GIVEN, "Solidarity Lublin")
        assert donation.number.startswith("DR-LEE-")
    assert take(hall, ROW.replace("47", "SL-047"), **asked).already == 1


def test_a_number_two_boxes_have_finds_both(hall):
    take(hall, ROW)
    take(hall, ROW, partner="Lublin", partner_kind=OrganisationKind.TRADE_UNION)
    with hall.look() as db:
        found = box_names.find(db, CONSOLE, "47").boxes
    assert {box.short_number for box in found} == {47, 48}


def test_a_partner_who_numbers_every_list_from_1_says_which_list_it_is(hall):
    asked = {"partner": "Lublin", "partner_kind": OrganisationKind.TRADE_UNION}
    take(hall, ROW, reference="L-1", **asked)
    other = ROW.replace("24", "48")
    ((row, reason),) = said(take(hall, other, reference="L-1", **asked))
    assert row == 2
    assert "24 Tinned beef" in reason
    assert take(hall, other, reference="L-2", **asked).added == 1


def test_a_new_partner_needs_its_kind(hall):
    with pytest.raises(Invalid, match="what kind of donor"):
        take(hall, ROW, partner="Lublin")
    assert stored(hall)[1] == 0


def test_opening_stock_has_no_donor_no_receipt_and_numbers_of_its_own(hall):
    take(hall, ROW)
    with hall.look() as db:
        donation = db.scalars(select(Donation)).one()
        assert (donation.origin, donation.organisation_id) == (DonationOrigin.OPENING, None)
        assert donation.number.startswith("OS-LEE-")
        assert donation.number.endswith("-0001")
        with pytest.raises(RuleBroken, match="no receipt"):
            receipts.draft(db, CONSOLE, donation)
    with hall.work() as db:
        place = db.query(Place).filter_by(code="LEE").one()
        a_gift_at(db, place, an_item(db, code="FOD-RICE-01", words=("rice",)))
        assert db.query(Donation).filter_by(origin="given").one().number.endswith("-0001")


def test_rows_that_name_a_donor_are_that_donors(hall):
    head = HEAD.replace("\n", ",donor,donor type\n")
    rows = (
        "1,FOD-BEEF-01,24,new,,,,,,Miners,union branch\n"
        "2,FOD-BEEF-01,24,new,,,,,,Miners,\n"
        "3,FOD-BEEF-01,24,new,,,,,,Anonymous,\n"
        "4,FOD-BEEF-01,24,new,,,,,,,\n"
    )
    assert take(hall, rows, head=head).added == 4
    with hall.look() as db:
        given = {
            (donation.origin, donation.organisation.name if donation.organisation else ""): [
                line.quantity for line in donation.lines
            ]
            for donation in db.scalars(select(Donation))
        }
    assert given == {
        (DonationOrigin.GIVEN, "Miners"): [48],
        (DonationOrigin.GIVEN, ""): [24],
        (DonationOrigin.OPENING, ""): [24],
    }


def test_a_number_another_box_has_is_refused_and_names_that_box(hall):
    with hall.work() as db:
        place = db.query(Place).filter_by(code="LEE").one()
        (box,) = a_gift_at(db, place, an_item(db, code="FOD-RICE-01", words=("rice",)))
    ((row, reason),) = said(take(hall, ROW.replace("47", str(box.short_number))))
    assert row == 2
    assert box.code in reason


def test_the_same_number_with_other_content_says_what_is_stored(hall):
    take(hall, ROW)
    before = stored(hall)
    ((row, reason),) = said(take(hall, ROW.replace(",24,", ",30,")))
    assert row == 2
    assert "24 Tinned beef, 400 g, 10.7 kg" in reason
    assert one_box(hall, short_number=47).code in reason
    assert stored(hall) == before


def test_a_longer_list_adds_only_its_new_boxes(hall):
    take(hall, ROW)
    outcome = take(hall, ROW + ROW.replace("47", "48"))
    assert (outcome.added, outcome.already) == (1, 1)


def test_the_same_list_at_another_place_is_other_boxes(hall):
    take(hall, ROW)
    assert take(hall, ROW, place="BRA").added == 1


def test_every_bad_row_is_listed_and_nothing_is_half_stored(hall):
    bad = [
        ROW.replace("24", "NaN"),
        ROW.replace("47", "1-10"),
        ROW.replace("47", "60").replace("FOD-BEEF-01", "soap"),
        ROW.replace("47", "61").replace("FOD-BEEF-01", "tooth brushs"),
        ROW.replace("47", "62").replace("10.7", "2500"),
        ROW.replace("47", "63").replace("24", "24 kg"),
        ROW.replace("47", "64").replace("FOD-BEEF-01", "knife"),
        ROW.replace("47", "Leeds 64"),
        ROW.replace("47", "0065"),
        ROW.replace("47", "Leeds 65"),
    ]
    before = stored(hall)
    outcome = take(hall, ROW.replace("47", "46") + "".join(bad))
    assert {row for row, _ in said(outcome)} == {3, 4, 5, 6, 7, 8, 9, 12}
    assert stored(hall) == before
    reasons = dict(said(outcome))
    assert "HYG-SOAP-01" in reasons[5]
    assert "HYG-SOAP-02" in reasons[5]


def test_an_ambiguous_word_may_be_told(hall):
    row = ROW.replace("FOD-BEEF-01", "soap")
    assert take(hall, row, chosen={"soap": "HYG-SOAP-01"}).added == 1


def test_what_somebody_decides_on_is_not_taken_in_unseen(hall):
    lead = Actor(None, "lead", (Granted(Role.IN_CHARGE),))
    ((row, reason),) = said(take(hall, ROW.replace("FOD-BEEF-01", "tourniquet"), actor=lead))
    assert row == 2
    assert "medical checker" in reason


def test_a_number_that_is_none_of_the_hall_is_kept_and_a_number_given(hall):
    outcome = take(hall, ROW.replace("47", "K-12b"))
    assert [remark.row_number for remark in outcome.remarks] == [2]
    box = one_box(hall, foreign_number="K-12b")
    assert box.short_number == 1


@pytest.mark.parametrize("written", ["47", "0047", "Leeds 47", "LEE-47", "№ 47"])
def test_our_own_number_may_be_written_as_the_hall_says_it(hall, written):
    take(hall, ROW.replace("47", written, 1))
    assert one_box(hall, short_number=47).foreign_number == ""
    with hall.work() as db:
        place = db.query(Place).filter_by(code="LEE").one()
        (box,) = a_gift_at(db, place, an_item(db, code="FOD-RICE-01", words=("rice",)))
        assert box.short_number == 48


def test_contents_in_several_rows_are_one_box(hall):
    take(hall, ROW + "47,HYG-SOAP-01,30,new,,,,,\n,FOD-BEEF-01,6,,2028-01,,,,\n")
    box = one_box(hall, short_number=47)
    with hall.look() as db:
        held = box_lists.contents_of(db, CONSOLE, [box.id])[box.id]
    assert {item.code: quantity for item, quantity in held} == {"FOD-BEEF-01": 30, "HYG-SOAP-01": 30}
    assert sound(hall)


def test_doubtful_weights_totals_and_missing_dates_are_remarked(hall):
    outcome = take(hall, "47,FOD-BEEF-01,24,new,,1.1,,,\nTotal,,24,,,1.1,,,\n", dry_run=True)
    assert [remark.row_number for remark in outcome.remarks] == [2, 3]
    assert "should weigh about 10.68 kg" in str(outcome.remarks[0].refusal)


def test_a_dry_run_says_what_would_be_and_stores_nothing(hall):
    before = stored(hall)
    outcome = take(hall, ROW, dry_run=True)
    assert (outcome.added, outcome.already, outcome.codes) == (1, 0, ())
    assert stored(hall) == before


def test_an_import_is_one_entry_that_names_gifts_and_boxes(hall):
    before = stored(hall)[5]
    take(hall, ROW + ROW.replace("47", "48"))
    assert stored(hall)[5] == before + 1
    with hall.look() as db:
        named = set(db.scalars(select(AuditMention.code)))
        assert named == {*db.scalars(select(Box.code)), *db.scalars(select(Donation.code))}


def test_who_is_not_in_charge_takes_no_list_in(hall):
    with hall.look() as db:
        place_id = db.scalar(select(Place.id).where(Place.code == "LEE"))
    desk = Actor(None, "x", (Granted(Role.DESK, place_id=place_id),))
    with pytest.raises(NotAllowed):
        take(hall, ROW, actor=desk)
    assert take(hall, ROW, actor=Actor(None, "y", (Granted(Role.IN_CHARGE, place_id=place_id),))).added == 1


def test_opening_stock_can_be_taken_back(hall):
    take(hall, ROW)
    with hall.look() as db:
        code = db.scalar(select(Donation.code))
    command = withdrawals.WithdrawDonation(key=None, donation=code, reason="wrong sheet")
    hall.do(withdrawals.withdraw, CONSOLE, command)
    assert one_box(hall, short_number=47).stage.value == "emptied"
    assert sound(hall)
