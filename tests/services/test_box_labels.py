"""Labels printed before there are boxes: issued once, on one box each, and refused with what was found."""

from datetime import UTC, datetime
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from convoy.domain import references
from convoy.domain.errors import Invalid
from convoy.domain.kinds import Condition, StopKind
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import Box, BoxLabel, Donation, Lot, Place
from convoy.queries import box_names
from convoy.services import box_labels, checking, donations, label_runs, packing, sorting
from convoy.services.donations import Line, RecordDonation
from tests.engines import on_sqlite
from tests.factories import a_convoy, a_gift_at, a_load, a_place, a_run, an_item


@pytest.fixture
def hall(database):
    """Leeds with one box, number 1, and 40 pieces standing loose; Bradford."""
    with database.work() as db:
        leeds = a_place(db)
        a_place(db, name="Bradford", code="BRA")
        return a_gift_at(db, leeds, an_item(db, code="BEANS", name="Beans"), boxes=1, each=5, loose=40)[
            0
        ].code


def issued(database, count=3, place="LEE", key=None):
    """Code and number of each label of a new print run."""
    command = label_runs.IssueLabels(key or uuid4(), place, count)
    return [(one.code, one.short_number) for one in database.do(label_runs.issue, CONSOLE, command)]


def gift(*names, boxes=None, quantity=24):
    today = datetime.now(UTC).date()
    line = Line(
        "BEANS", quantity, Condition.NEW, boxes=len(names) if boxes is None else boxes, box_codes=names
    )
    return RecordDonation(uuid4(), "LEE", today, (line,))


def boxes_of(database, donation):
    with database.look() as db:
        found = donations.by_code(db, donation.code)
        lots = select(Lot.id).where(Lot.donation_line_id.in_([line.id for line in found.lines]))
        rows = db.execute(
            text(
                "SELECT box.code, short_number FROM box JOIN holder ON holder.box_id = box.id "
                "JOIN balance ON balance.holder_id = holder.id WHERE lot_id = :lot ORDER BY box.id"
            ),
            {"lot": db.scalar(lots)},
        )
        return [tuple(row) for row in rows]


def found(database, typed):
    with database.look() as db:
        return box_names.find(db, CONSOLE, typed)


def labels_of(database):
    with database.look() as db:
        return db.scalars(select(BoxLabel)).all()


def differences(database):
    with database.look() as db:
        return [str(one) for one in checking.differences(db)]


def gifts_stored(database):
    with database.look() as db:
        return len(db.scalars(select(Donation.id)).all())


def test_numbers_follow_those_of_the_hall_and_nobody_gets_them_again(database, hall):
    key = uuid4()
    first = issued(database, 3, key=key)
    assert issued(database, 3, key=key) == first
    assert [number for _, number in first] == [2, 3, 4]
    recorded = database.do(donations.record, CONSOLE, gift(boxes=2))
    assert [number for _, number in boxes_of(database, recorded)] == [5, 6]
    assert [number for _, number in issued(database, 1)] == [7]
    assert [number for _, number in issued(database, 1, "BRA")] == [1]
    assert differences(database) == []


def test_boxes_of_a_gift_take_the_codes_and_numbers_of_their_labels_the_others_follow(database, hall):
    labels = issued(database, 5)
    names = (labels[2][0].lower(), f"https://aid.example.org/b/{labels[0][0]}", "Leeds 5-6")
    recorded = database.do(donations.record, CONSOLE, gift(*names, boxes=5))
    made = boxes_of(database, recorded)
    assert made[:4] == [labels[2], labels[0], labels[3], labels[4]]
    assert made[4][1] == labels[4][1] + 1
    with database.look() as db:
        bound = db.execute(select(BoxLabel.code, Box.code).join(BoxLabel.box)).all()
    assert {(one, one) for one, _ in made[:4]} == {tuple(row) for row in bound}
    assert differences(database) == []


def test_labels_alone_say_how_many_boxes_there_are(database, hall):
    labels = issued(database, 4)
    assert boxes_of(database, database.do(donations.record, CONSOLE, gift("2-5", boxes=0))) == labels


def test_a_label_that_is_not_free_here_is_refused_with_what_was_found(database, hall):
    (spoiled, _), (used, used_number), (free, number), (more, _) = issued(database, 4)
    ((elsewhere, _),) = issued(database, 1, "BRA")
    spoil = label_runs.SpoilLabels(uuid4(), "LEE", (spoiled,), "smudged")
    assert database.do(label_runs.spoil, CONSOLE, spoil) == 1
    database.do(donations.record, CONSOLE, gift(used))
    before = gifts_stored(database)
    for names, said in {
        (elsewhere,): "was printed for %(place)s, not for",
        (used,): "is on box %(box)s already",
        (str(used_number),): "is on box %(box)s already",
        (spoiled,): "struck off as spoiled",
        (references.new("BX"),): "was printed for %(here)s",
        ("999",): "was printed for %(here)s",
        ("Bradford 3",): "was printed for %(here)s",
        (hall,): "is a box already",
        (free, str(number)): "is named twice",
        ("crate",): "is no label",
        ("9-4",): "is no run of numbers",
    }.items():
        with pytest.raises(Invalid) as refused:
            database.do(donations.record, CONSOLE, gift(*names))
        assert said in refused.value.message, names
        assert refused.value.field == "lines-0-box_codes"
    with pytest.raises(Invalid, match="each box has one"):
        database.do(donations.record, CONSOLE, gift(free, more, boxes=1))
    assert gifts_stored(database) == before
    assert differences(database) == []


def test_of_many_who_take_one_label_at_one_moment_one_gets_it(database, hall):
    ((code, number),) = issued(database, 1)
    people, start, refused = 6, Barrier(6), []

    def take():
        start.wait()
        try:
            database.do(donations.record, CONSOLE, gift(code))
        except Invalid as error:
            refused.append(error.message)

    before = gifts_stored(database)
    threads = [Thread(target=take) for _ in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == people - 1
    assert all("is on box" in message for message in refused)
    assert gifts_stored(database) == before + 1
    assert [box.short_number for box in found(database, code).boxes] == [number]
    assert differences(database) == []


def test_whoever_prints_at_one_moment_gets_other_codes_and_numbers(database, hall):
    start, runs = Barrier(4), []

    def print_some():
        start.wait()
        runs.append(issued(database, 5))

    threads = [Thread(target=print_some) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    labels = [label for run in runs for label in run]
    assert len({code for code, _ in labels}) == 20
    assert sorted(number for _, number in labels) == list(range(2, 22))


def test_the_database_lets_no_box_have_half_of_a_label(database, hall):
    ((code, number),) = issued(database, 1)
    with database.look() as db:
        box = db.execute(select(Box.__table__).where(Box.code == hall)).mappings().one()
    fresh = {name: box[name] for name in box if name != "id"}
    fresh |= {"code": references.new("BX"), "short_number": number + 9}
    for values in ({"code": code}, {"short_number": number}, {"code": code, "short_number": number + 5}):
        with pytest.raises(IntegrityError), database.work() as db:
            db.execute(Box.__table__.insert().values(fresh | values))
    for forbidden in (update(BoxLabel).values(code="BX-0000-00-0"), BoxLabel.__table__.delete()):
        with pytest.raises(IntegrityError), database.work() as db:
            db.execute(forbidden)


def a_lot(database):
    with database.look() as db:
        return db.scalars(select(Lot.id)).first()


@on_sqlite
def test_a_box_is_packed_under_a_label_at_the_shelf_and_at_the_sorting_table(database, hall):
    labels = issued(database)
    lines = ((a_lot(database), 4),)
    packed = database.do(packing.pack_new, CONSOLE, packing.PackNewBox(uuid4(), "LEE", lines, labels[1][0]))
    assert (packed.code, packed.short_number) == labels[1]
    at_table = sorting.SortAndPack(uuid4(), "LEE", loose=lines, box=labels[0][0])
    assert database.do(sorting.pack, CONSOLE, at_table).box.short_number == labels[0][1]
    again = packing.PackNewBox(uuid4(), "LEE", lines, str(labels[1][1]))
    with pytest.raises(Invalid, match="is on box"):
        database.do(packing.pack_new, CONSOLE, again)
    assert differences(database) == []


@on_sqlite
def test_a_second_label_finds_the_box_too_until_it_is_taken_off(database, hall):
    ((code, number), *_) = issued(database)
    database.do(box_labels.put_on, CONSOLE, box_labels.PutLabel(uuid4(), hall, code))
    for typed in (code, hall, f"Leeds {number}"):
        assert [box.code for box in found(database, typed).boxes] == [hall]
    with database.look() as db:
        assert box_names.meant(db, CONSOLE, [code, hall]) == box_names.Named({hall: code}, ())
    with pytest.raises(Invalid, match="is on box"):
        database.do(donations.record, CONSOLE, gift(code))
    database.do(box_labels.take_off, CONSOLE, box_labels.TakeLabelOff(uuid4(), hall, code))
    assert found(database, code).label.code == code
    with pytest.raises(Invalid, match="is not on box"):
        database.do(box_labels.take_off, CONSOLE, box_labels.TakeLabelOff(uuid4(), hall, hall))
    database.do(donations.record, CONSOLE, gift(code))
    assert differences(database) == []


@on_sqlite
def test_a_run_of_labels_is_not_put_on_one_box(database, hall):
    issued(database)
    with pytest.raises(Invalid):
        database.do(box_labels.put_on, CONSOLE, box_labels.PutLabel(uuid4(), hall, "2-3"))
    assert {label.box_id for label in labels_of(database)} == {None}


@on_sqlite
def test_whoever_works_for_a_convoy_finds_its_boxes_by_their_second_label(database, hall):
    ((code, _), (free, _), *_) = issued(database)
    database.do(box_labels.put_on, CONSOLE, box_labels.PutLabel(uuid4(), hall, code))
    with database.work() as db:
        convoy = a_convoy(db)
        bradford = db.scalars(select(Place).where(Place.code == "BRA")).one()
        a_load(db, db.scalars(select(Box)).one(), a_run(db, convoy, (StopKind.DELIVERY, bradford)))
        printer = Actor(None, "Pat", (Granted(Role.COORDINATOR, convoy_id=convoy.id),))
        stranger = Actor(None, "Sam", (Granted(Role.COORDINATOR, convoy_id=convoy.id + 1),))
    with database.look() as db:
        assert box_names.meant(db, printer, [code]).codes == (hall,)
        assert box_names.find(db, printer, free).label is None
        assert hall not in box_names.meant(db, stranger, [code]).codes


@on_sqlite
def test_check_names_a_label_whose_box_it_does_not_know(database, hall):
    ((code, _),) = issued(database, 1)
    database.do(donations.record, CONSOLE, gift(code))
    with database.work() as db:
        db.execute(update(BoxLabel).values(box_id=None, bound_at=None))
    assert f"label {code}" in differences(database)[0]
    with database.work() as db:
        db.execute(update(Place).where(Place.code == "LEE").values(next_box_number=1))
    assert any("next box number of LEE" in one for one in differences(database))
