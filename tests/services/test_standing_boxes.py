"""A correction makes void only the labels that no longer tell the truth."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from convoy.domain.kinds import Condition, OrganisationKind
from convoy.domain.lifecycle import BoxStage
from convoy.domain.permissions import CONSOLE
from convoy.models import Box, Holder, Lot, Movement
from convoy.queries import donations as query
from convoy.services import checking, donations, labels, packing, withdrawals
from convoy.services.donations import Donor, Line, RecordDonation
from convoy.services.withdrawals import CorrectDonation
from tests.engines import on_sqlite
from tests.factories import a_place, an_item

pytestmark = on_sqlite

MAY_LATER = date(2028, 5, 31)
BEEF = Line("FOD-BEEF-01", 72, Condition.NEW, date(2028, 1, 31), boxes=3)
RICE = Line("FOD-RICE-01", 40, Condition.NEW, date(2028, 1, 31), boxes=2, grams=42_000)
GIFT = RecordDonation(
    uuid4(),
    "LEE",
    date(2026, 10, 3),
    (BEEF, RICE),
    donor=Donor("Rail Workers", OrganisationKind.UNION_BRANCH),
)


@pytest.fixture
def gift(database):
    with database.work() as db:
        an_item(db)
        an_item(db, code="FOD-RICE-01", name="Rice, 1 kg", words=("rice",), unit_gross_g=1_020)
        a_place(db)
        a_place(db, name="Bradford")
    return database.do(donations.record, CONSOLE, GIFT).code


def printed(database):
    """What the label of each box in stock says, by its number in the hall."""
    with database.look() as db:
        boxes = db.scalars(select(Box).where(Box.stage == BoxStage.CLOSED).order_by(Box.short_number)).all()
        said = labels.box_labels(db, CONSOLE, [box.code for box in boxes], "http://x")
        return {box.short_number: label for box, label in zip(boxes, said, strict=True)}


def corrected(database, gift, *lines, **changes):
    """Correct the gift; the numbers of boxes that were emptied."""
    new = replace(GIFT, key=uuid4(), lines=lines, **changes)
    code = database.do(withdrawals.correct, CONSOLE, CorrectDonation(new.key, gift, "mistyped", new)).code
    with database.look() as db:
        assert [str(one) for one in checking.differences(db)] == []
        boxes = query.boxes_of(db, CONSOLE, query.found(db, CONSOLE, code))
        assert len(boxes) == sum(line.boxes for line in lines)
        return list(
            db.scalars(
                select(Box.short_number).where(Box.stage == BoxStage.EMPTIED).order_by(Box.short_number)
            )
        )


@pytest.mark.parametrize(
    ("beef", "void"),
    [
        (BEEF, []),
        (replace(BEEF, condition=Condition.AS_NEW, batch="7", value_cents=900, earmark="the miners"), []),
        (replace(BEEF, expires_on=MAY_LATER), [1, 2, 3]),
        (replace(BEEF, item="FOD-RICE-01"), [1, 2, 3]),
        (replace(BEEF, quantity=73), [1]),
        (replace(BEEF, boxes=4), [1, 2, 3]),
        (replace(BEEF, grams=30_000), [1, 2, 3]),
        (replace(BEEF, boxes=0), [1, 2, 3]),
    ],
    ids=["nothing", "not printed", "expiry", "item", "a piece more", "a box more", "weight", "loose"],
)
def test_boxes_whose_labels_stay_true_stand_and_the_others_are_emptied(database, gift, beef, void):
    before = printed(database)
    assert corrected(database, gift, beef, RICE) == void
    after = printed(database)
    assert {number: after[number] for number in before if number not in void} == {
        number: label for number, label in before.items() if number not in void
    }
    if beef.boxes:
        assert sorted(label.number for number, label in after.items() if number not in (4, 5)) == [
            *range(1, beef.boxes + 1)
        ]


def test_a_weight_that_the_scale_said_since_stays_with_its_box(database, gift):
    with database.work() as db:
        db.execute(update(Box).where(Box.short_number == 4).values(gross_g=20_500))
    assert corrected(database, gift, replace(BEEF, quantity=75), RICE) == [1, 2, 3]
    assert printed(database)[4].grams == 20_500
    with database.look() as db:
        again = db.scalars(select(Box).where(Box.short_number == 4)).one()
        assert again.closed_at is not None


def test_lines_may_change_their_order_and_the_donor_and_no_label_is_void(database, gift):
    assert corrected(database, gift, RICE, BEEF, donor=None, note="anonymous after all") == []


def test_at_another_place_every_label_is_void(database, gift):
    assert corrected(database, gift, BEEF, RICE, place="BRA") == [1, 2, 3, 4, 5]


def test_a_box_whose_contents_changed_since_is_packed_anew(database, gift):
    with database.look() as db:
        code, lot_id = db.execute(
            select(Box.code, Lot.id)
            .join(Holder, Holder.box_id == Box.id)
            .join(Movement, Movement.to_holder_id == Holder.id)
            .join(Lot, Lot.id == Movement.lot_id)
            .where(Box.short_number == 2)
        ).one()
    with database.work() as db:
        db.execute(update(Box).where(Box.code == code).values(stage=BoxStage.OPEN, closed_at=None))
    database.do(packing.unpack, CONSOLE, packing.Unpack(uuid4(), code, ((lot_id, 4),)))
    assert corrected(database, gift, BEEF, RICE) == [2]


def test_a_gift_is_corrected_twice_and_its_boxes_still_stand(database, gift):
    assert corrected(database, gift, BEEF, replace(RICE, expires_on=MAY_LATER)) == [4, 5]
    with database.look() as db:
        (again,) = [
            one.donation.code for one in query.recorded_page(db, CONSOLE)[0] if not one.donation.withdrawn_at
        ]
        kept = query.boxes_kept(db, query.found(db, CONSOLE, again))
        assert {box.short_number for box in db.scalars(select(Box).where(Box.id.in_(kept)))} == {1, 2, 3}
    assert corrected(database, again, BEEF, RICE) == [4, 5, 6, 7]
