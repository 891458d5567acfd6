"""From the hall over the warehouse to the recipient: every figure adds up per donor, per box and per run."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlalchemy import select

from convoy.db import Database
from convoy.domain.check_codes import Code
from convoy.domain.counting import BoxCount, Outcome
from convoy.domain.customs import PapersState
from convoy.domain.errors import Invalid, RuleBroken
from convoy.domain.kinds import CustomsSide, EventKind, LoadEnd, OrganisationKind, PlaceKind, StopKind
from convoy.domain.lifecycle import BoxStage, ConvoyStage, RunStage
from convoy.domain.loading import SomeCannotGo
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import (
    Box,
    Convoy,
    Crossing,
    Donation,
    Load,
    Organisation,
    Run,
    Stop,
    Vehicle,
    VehicleClass,
)
from convoy.queries import box_facts, fetching, leftovers, legs, tallies
from convoy.queries import papers as paper_query
from convoy.services import (
    boards,
    checking,
    convoys,
    crews,
    declared,
    dispatch,
    dropping,
    loading,
    papers,
    receiving,
    returning,
    snapshots,
    stops,
    transshipping,
)
from convoy.services.dispatch import RecordStep
from convoy.services.loading import AssignBoxes
from convoy.services.receiving import ReceiveGoods
from convoy.services.returning import GiveBack
from convoy.services.transshipping import Transship
from tests.factories import a_convoy, a_gift_at, a_place, a_run, an_item
from tests.printing import ask

NOW = datetime.now(UTC).replace(microsecond=0)
EACH = 24


def ago(hours: int) -> datetime:
    return NOW - timedelta(hours=hours)


@pytest.fixture
def world(database: Database) -> SimpleNamespace:
    """A feeder from Leeds to Warsaw, a convoy from Warsaw to Kryvyi Rih, 40 boxes of one gift in Leeds."""
    with database.work() as db:
        leeds = a_place(db, country="GB")
        warsaw = a_place(db, name="Warsaw", kind=PlaceKind.WAREHOUSE, country="PL")
        miners = Organisation(
            code="OR-MINE-00-0", kind=OrganisationKind.TRADE_UNION, name="Miners", name_key="miners"
        )
        db.add(miners)
        db.flush()
        kryvyi = a_place(
            db,
            name="Kryvyi Rih",
            kind=PlaceKind.DESTINATION,
            country="UA",
            organisation_id=miners.id,
        )
        feeder, onward = a_convoy(db, name="Feeder"), a_convoy(db, name="Spring")
        a_run(db, feeder, (StopKind.LOADING, leeds), (StopKind.WAREHOUSE, warsaw))
        for _ in range(2):
            a_run(db, onward, (StopKind.LOADING, warsaw), (StopKind.DELIVERY, kryvyi))
        boxes = a_gift_at(db, leeds, an_item(db), boxes=40, each=EACH)
        for box in boxes:
            box.stage = BoxStage.CLOSED
        return SimpleNamespace(
            feeder=feeder.code,
            onward=onward.code,
            onward_id=onward.id,
            boxes=[box.code for box in boxes],
            leeds=leeds.id,
            warsaw=warsaw.id,
            miners=miners.code,
        )


def assign(database: Database, convoy: str, place: str, boxes: list[str], run: int = 1):
    return database.do(loading.assign, CONSOLE, AssignBoxes(uuid4(), convoy, run, place, tuple(boxes)))


def step(database: Database, convoy: str, kind: EventKind, when: datetime, run: int = 1, **rest) -> None:
    database.do(dispatch.record_step, CONSOLE, RecordStep(uuid4(), convoy, kind, when, (run,), **rest))


def count(
    database: Database, convoy: str, stop: int, when: datetime, *boxes: BoxCount, run=1, shelf=""
) -> None:
    command = ReceiveGoods(uuid4(), convoy, run, stop, when, boxes, shelf=shelf)
    database.do(receiving.receive, CONSOLE, command)


def in_warsaw(database: Database, world: SimpleNamespace) -> list[str]:
    """The boxes are sent to Warsaw, 39 are received, one is found later; all stand in bay B3."""
    assign(database, world.feeder, "WAR", world.boxes)
    step(database, world.feeder, EventKind.DEPARTED, ago(90))
    *received, lost = world.boxes
    good = [BoxCount(code) for code in received]
    missing = BoxCount(lost, Outcome.MISSING)
    count(database, world.feeder, 2, ago(70), *good, missing, shelf="bay B3")
    count(database, world.feeder, 2, ago(60), BoxCount(lost), shelf="bay B3")
    return world.boxes


def figures(database: Database, convoy: str) -> list[tuple[int, ...]]:
    """By stop: sent, as listed, different, damaged, missing, returned, transshipped, waiting."""
    with database.look() as db:
        rows = tallies.by_stop(db, CONSOLE, convoy)
    return [
        (
            one.boxes,
            one.as_listed,
            one.different,
            one.damaged,
            one.missing,
            one.returned,
            one.transshipped,
            one.waiting,
        )
        for one in rows
    ]


def fate(database: Database) -> legs.Fate:
    """What became of the one gift."""
    with database.look() as db:
        (found,) = legs.fates(db, CONSOLE, db.scalars(select(Donation)).one()).values()
        return found


def box_of(database: Database, code: str) -> Box:
    with database.look() as db:
        return db.scalars(select(Box).where(Box.code == code)).one()


def legs_of(database: Database, code: str, actor: Actor = CONSOLE) -> list[legs.Leg]:
    with database.look() as db:
        box = db.scalars(select(Box.id).where(Box.code == code)).one()
        return legs.of_boxes(db, actor, [box]).get(box, [])


def stage_of(database: Database, convoy: str, run: int = 1) -> RunStage:
    with database.look() as db:
        return db.scalars(
            select(Run.stage).join(Convoy).where(Convoy.code == convoy, Run.number == run)
        ).one()


def sound(database: Database) -> bool:
    with database.look() as db:
        return list(checking.differences(db)) == []


def test_forty_boxes_go_over_warsaw_and_every_figure_adds_up(database: Database, world):
    boxes = in_warsaw(database, world)
    assert figures(database, world.feeder) == [(40, 40, 0, 0, 0, 0, 0, 0)]
    assert stage_of(database, world.feeder) is RunStage.UNLOADED
    stands = box_of(database, boxes[39])
    assert (stands.place_id, stands.shelf, stands.stage) == (world.warsaw, "bay B3", BoxStage.CLOSED)
    assert fate(database) == legs.Fate(boxed=40 * EACH)
    assign(database, world.onward, "KRY", boxes)
    step(database, world.onward, EventKind.DEPARTED, ago(40))
    assert fate(database) == legs.Fate(on_the_way=40 * EACH)
    good = [BoxCount(code) for code in boxes[:38]]
    damaged, missing = BoxCount(boxes[38], Outcome.DAMAGED), BoxCount(boxes[39], Outcome.MISSING)
    count(database, world.onward, 2, ago(10), *good, damaged, missing)
    # Per run.
    assert figures(database, world.feeder) == [(40, 40, 0, 0, 0, 0, 0, 0)]
    assert figures(database, world.onward) == [(40, 38, 0, 1, 1, 0, 0, 0)]
    # Per donor.
    assert fate(database) == legs.Fate(delivered=38 * EACH, damaged=EACH, missing=EACH)
    assert fate(database).total == 40 * EACH
    # Per box.
    for code in (boxes[0], boxes[38], boxes[39]):
        assert [(leg.convoy, leg.came_on, leg.goes_to, leg.end) for leg in legs_of(database, code)] == [
            (world.feeder, "Leeds", "Warsaw", LoadEnd.SETTLED),
            (world.onward, "Warsaw", "Kryvyi Rih", LoadEnd.SETTLED),
        ]
    with database.look() as db:
        box = box_facts.by_code(db, CONSOLE, boxes[0])
        told = [one.action for one in box_facts.history(db, CONSOLE, box)]
    assert told.count("goods:receive") == 2
    assert told.count("load:assign") == 2
    assert sound(database)


def test_who_may_not_see_the_convoys_learns_where_a_box_stands_and_nothing_of_its_road(
    database: Database, world
):
    in_warsaw(database, world)
    desk = Actor(None, "Olena", (Granted(Role.DESK, place_id=world.leeds),))
    assert legs_of(database, world.boxes[0], desk) == []
    coordinator = Actor(None, "Petro", (Granted(Role.COORDINATOR, convoy_id=world.onward_id),))
    assign(database, world.onward, "KRY", world.boxes)
    assert [leg.convoy for leg in legs_of(database, world.boxes[0], coordinator)] == [world.onward]
    with database.look() as db:
        box = db.scalars(select(Box).where(Box.code == world.boxes[0])).one()
        (where,) = legs.whereabouts(db, desk, [box])
        assert (where.leg, where.is_in_stock, where.is_planned) == (None, True, False)


def test_a_van_takes_boxes_on_at_several_stops_and_each_leaves_with_its_own(database: Database, world):
    in_warsaw(database, world)
    with database.work() as db:
        lublin = a_place(db, name="Lublin", kind=PlaceKind.WAREHOUSE, country="PL")
        later = a_gift_at(db, lublin, an_item(db, code="FOD-PEAS-01", name="Peas"), boxes=3)
        for box in later:
            box.stage = BoxStage.CLOSED
        more = [box.code for box in later]
    add = stops.AddStop(uuid4(), world.onward, 1, StopKind.LOADING, "LUB", position=2)
    assert database.do(stops.add, CONSOLE, add).position == 2
    assign(database, world.onward, "KRY", [*world.boxes[:5], more[0]])
    step(database, world.onward, EventKind.DEPARTED, ago(40))
    assert box_of(database, world.boxes[0]).stage is BoxStage.IN_TRANSIT
    assert (box_of(database, more[0]).stage, box_of(database, more[0]).place_id) == (
        BoxStage.CLOSED,
        lublin.id,
    )
    assert sound(database)
    # What stands where the van still loads may come on; what stands where it was may not.
    assign(database, world.onward, "KRY", more[1:])
    with pytest.raises(SomeCannotGo) as refused:
        assign(database, world.onward, "KRY", world.boxes[5:6])
    assert "which van 1 has left; van 2 of" in str(refused.value.reasons[0][1])
    free = loading.FreeBoxes(uuid4(), world.onward, (more[2],))
    database.do(loading.free, CONSOLE, free)
    with database.look() as db:
        (van, _) = boards.trip(db, CONSOLE, world.onward).vans
        assert (van.ahead.step, van.ahead.stop.place.name) == (EventKind.DEPARTED, "Lublin")
    step(database, world.onward, EventKind.DEPARTED, ago(35))
    assert {box_of(database, code).stage for code in more[:2]} == {BoxStage.IN_TRANSIT}
    assert box_of(database, more[2]).stage is BoxStage.CLOSED
    with database.look() as db:
        run = db.scalars(select(Run).where(Run.convoy_id == world.onward_id, Run.number == 1)).one()
        assert run.departed_at == ago(40)
        assert [stop.left_at for stop in run.stops] == [ago(40), ago(35), None]
    count(database, world.onward, 3, ago(10), *(BoxCount(code) for code in [*world.boxes[:5], *more[:2]]))
    assert figures(database, world.onward) == [(7, 7, 0, 0, 0, 0, 0, 0)]
    assert sound(database)


def test_the_manifest_names_what_is_still_to_come_on_and_then_what_left(database: Database, world):
    in_warsaw(database, world)
    with database.work() as db:
        lublin = a_place(db, name="Lublin", kind=PlaceKind.WAREHOUSE)
        (box,) = a_gift_at(db, lublin, an_item(db, code="FOD-PEAS-01", name="Peas"), boxes=1)
        box.stage = BoxStage.CLOSED
        last = box.code
    database.do(
        stops.add, CONSOLE, stops.AddStop(uuid4(), world.onward, 1, StopKind.LOADING, "LUB", position=2)
    )
    assign(database, world.onward, "KRY", [*world.boxes[:2], last])

    def said() -> tuple[int, int]:
        with database.look() as db:
            convoy = paper_query.printable_convoy(db, CONSOLE, world.onward)
            (manifest, *_) = snapshots.of_runs(db, convoy, convoy.runs).values()
            pieces = sum(goods.quantity for line in manifest.lines for goods in line.goods)
            return manifest.totals.packages, pieces

    assert said() == (3, 3 * EACH)
    for hours in (40, 35):
        step(database, world.onward, EventKind.DEPARTED, ago(hours))
        assert said() == (3, 3 * EACH)
    count(database, world.onward, 3, ago(10), *(BoxCount(code) for code in [*world.boxes[:2], last]))
    assert said() == (3, 3 * EACH)


def test_reaching_a_stop_or_being_counted_there_means_having_left_every_stop_before(
    database: Database, world
):
    in_warsaw(database, world)
    with database.work() as db:
        a_place(db, name="Lublin", kind=PlaceKind.WAREHOUSE)
    database.do(
        stops.add, CONSOLE, stops.AddStop(uuid4(), world.onward, 1, StopKind.LOADING, "LUB", position=1)
    )
    assign(database, world.onward, "KRY", world.boxes[:2])
    step(database, world.onward, EventKind.AT_BORDER, ago(30))
    assert box_of(database, world.boxes[0]).stage is BoxStage.CLOSED
    count(database, world.onward, 3, ago(10), *(BoxCount(code) for code in world.boxes[:2]))
    assert box_of(database, world.boxes[0]).stage is BoxStage.DELIVERED
    assert sound(database)


def test_a_box_that_lies_where_the_van_does_not_go_is_refused_with_the_way_to_fetch_it(
    database: Database, world
):
    with pytest.raises(SomeCannotGo) as refused:
        assign(database, world.onward, "KRY", world.boxes[:2])
    said = str(refused.value.reasons[0][1])
    assert f"stands at Leeds, where van 1 does not load; van 1 of {world.feeder} loads there" in said
    with database.look() as db:
        run = db.scalars(select(Run).where(Run.convoy_id == world.onward_id, Run.number == 1)).one()
        (way,) = fetching.ways(db, CONSOLE, run, world.boxes[:2])
        stranger = Actor(None, "Petro", (Granted(Role.COORDINATOR, convoy_id=world.onward_id),))
        assert fetching.vans_loading_at(db, stranger, run, [world.leeds]) == {}
    assert (way.place, way.boxes, way.position) == ("LEE", 2, 2)
    assert [(van.convoy, van.number, van.brings_to) for van in way.vans] == [(world.feeder, 1, "Warsaw")]
    add = stops.AddStop(uuid4(), world.onward, 1, StopKind.LOADING, way.place, position=way.position)
    database.do(stops.add, CONSOLE, add)
    assign(database, world.onward, "KRY", world.boxes[:2])


def test_boxes_of_a_broken_down_van_go_on_with_another_and_both_runs_add_up(database: Database, world):
    in_warsaw(database, world)
    assign(database, world.onward, "KRY", world.boxes[:10])
    step(database, world.onward, EventKind.DEPARTED, ago(40))
    database.do(papers.issue, CONSOLE, ask(world.onward, 1))
    form = Transship(uuid4(), world.onward, 1, ago(30), plate="AA 1", note="clutch burnt out")
    done = database.do(transshipping.transship, CONSOLE, form)
    assert (done.van, done.boxes) == (3, 10)
    assert database.do(transshipping.transship, CONSOLE, form).van == 3
    assert (stage_of(database, world.onward, 1), stage_of(database, world.onward, 3)) == (
        RunStage.UNLOADED,
        RunStage.DEPARTED,
    )
    with database.look() as db:
        taker = db.scalars(select(Run).where(Run.number == 3)).one()
        assert taker.continues.number == 1
        first, _, third = boards.trip(db, CONSOLE, world.onward).vans
        assert (first.gaps, third.gaps) == ((EventKind.LOADING, EventKind.LOADED, EventKind.READY), ())
        assert (first.lacks_paper, third.lacks_paper) == (False, True)
        convoy = paper_query.printable_convoy(db, CONSOLE, world.onward)
        said = snapshots.of_runs(db, convoy, convoy.runs)
        assert [manifest.totals.packages for manifest in said.values()] == [10, 0, 10]
    count(database, world.onward, 1, ago(10), *(BoxCount(code) for code in world.boxes[:10]), run=3)
    assert figures(database, world.onward) == [(10, 0, 0, 0, 0, 0, 10, 0), (10, 10, 0, 0, 0, 0, 0, 0)]
    ends = [leg.end for leg in legs_of(database, world.boxes[0])]
    assert ends == [LoadEnd.SETTLED, LoadEnd.TRANSSHIPPED, LoadEnd.SETTLED]
    assert fate(database) == legs.Fate(boxed=30 * EACH, delivered=10 * EACH)
    assert sound(database)


def test_some_boxes_change_to_a_van_that_is_on_the_road_already(database: Database, world):
    in_warsaw(database, world)
    assign(database, world.onward, "KRY", world.boxes[:4])
    assign(database, world.onward, "KRY", world.boxes[4:6], run=2)
    for run in (1, 2):
        step(database, world.onward, EventKind.DEPARTED, ago(40), run)
    boxes = tuple(world.boxes[:3])
    form = Transship(uuid4(), world.onward, 1, ago(30), to=2, boxes=boxes, place="WAR")
    assert database.do(transshipping.transship, CONSOLE, form).boxes == 3
    assert figures(database, world.onward) == [(4, 0, 0, 0, 0, 0, 3, 1), (5, 0, 0, 0, 0, 0, 0, 5)]
    assert stage_of(database, world.onward, 1) is RunStage.DEPARTED
    with pytest.raises(RuleBroken, match="Not on the road with van 1"):
        database.do(
            transshipping.transship, CONSOLE, Transship(uuid4(), world.onward, 1, NOW, 2, boxes=boxes)
        )
    with pytest.raises(RuleBroken, match="cannot take the boxes over"):
        database.do(transshipping.transship, CONSOLE, Transship(uuid4(), world.onward, 1, NOW, to=1))
    assert sound(database)


def test_what_nobody_could_take_is_our_stock_again_and_on_the_left_behind_list(database: Database, world):
    in_warsaw(database, world)
    assign(database, world.onward, "KRY", world.boxes[:10])
    step(database, world.onward, EventKind.DEPARTED, ago(40))
    count(database, world.onward, 2, ago(20), *(BoxCount(code) for code in world.boxes[:6]))
    form = GiveBack(uuid4(), world.onward, 1, ago(10), "WAR", "the hall was closed", shelf="A1")
    with pytest.raises(Invalid, match="Say why"):
        database.do(returning.give_back, CONSOLE, GiveBack(uuid4(), world.onward, 1, NOW, "WAR", ""))
    with pytest.raises(Invalid, match="no place of ours") as refused:
        database.do(returning.give_back, CONSOLE, replace(form, place="KRY"))
    assert refused.value.field == "place"
    assert database.do(returning.give_back, CONSOLE, form) == 4
    assert figures(database, world.onward) == [(10, 6, 0, 0, 0, 4, 0, 0)]
    back = box_of(database, world.boxes[9])
    assert (back.stage, back.place_id, back.shelf) == (BoxStage.CLOSED, world.warsaw, "A1")
    assert stage_of(database, world.onward) is RunStage.UNLOADED
    assert fate(database) == legs.Fate(boxed=34 * EACH, delivered=6 * EACH)
    with database.look() as db:
        (pile,) = leftovers.piles(db, CONSOLE)
        assert (pile.place.name, len(pile.boxes), pile.boxes[0].came_back) == ("Warsaw", 4, True)
    assert sound(database)


def test_the_left_behind_list_outlives_its_convoy_and_rolls_to_the_next_one(database: Database, world):
    in_warsaw(database, world)
    assign(database, world.onward, "KRY", world.boxes[:5])
    step(database, world.onward, EventKind.DEPARTED, ago(40), not_loaded=tuple(world.boxes[3:5]))
    count(database, world.onward, 2, ago(20), *(BoxCount(code) for code in world.boxes[:3]))
    database.do(dropping.drop, CONSOLE, dropping.DropRun(uuid4(), world.onward, 2, "no driver"))
    database.do(dropping.close, CONSOLE, dropping.CloseConvoy(uuid4(), world.onward))
    with database.work() as db:
        assert db.scalars(select(Convoy.stage).where(Convoy.code == world.onward)).one() is ConvoyStage.CLOSED
        following = a_convoy(db, name="Next")
        places = db.scalars(
            select(Stop)
            .join(Run)
            .where(Run.convoy_id == world.onward_id, Run.number == 1)
            .order_by(Stop.position)
        ).all()
        a_run(db, following, *((stop.kind, stop.place) for stop in places))
        code = following.code
    with database.look() as db:
        (pile,) = leftovers.piles(db, CONSOLE)
        assert sorted(one.box.code for one in pile.boxes) == sorted(world.boxes[3:5])
        assert [target.value for target in pile.targets] == [f"{code}:1:KRY"]
        assert leftovers.count(db, CONSOLE) == 2
    assign(database, code, "KRY", world.boxes[3:5])
    with database.look() as db:
        assert leftovers.piles(db, CONSOLE) == []
        (lot,) = {
            one.lot.donation_line_id
            for one in box_facts.inside(db, CONSOLE, box_facts.by_code(db, CONSOLE, world.boxes[3]))
        }
        assert lot is not None


def test_a_box_goes_on_with_the_van_that_brought_it_and_may_still_be_found(database: Database, world):
    with database.work() as db:
        run = db.scalars(select(Run).join(Convoy).where(Convoy.code == world.feeder)).one()
        onward = db.scalars(
            select(Stop).join(Run).where(Run.convoy_id == world.onward_id).order_by(Stop.id)
        ).all()
        run.stops.append(Stop(position=3, kind=StopKind.LOADING, place=onward[0].place))
        run.stops.append(Stop(position=4, kind=StopKind.DELIVERY, place=onward[1].place))
    assign(database, world.feeder, "WAR", world.boxes[:3])
    step(database, world.feeder, EventKind.DEPARTED, ago(90))
    first, second, lost = world.boxes[:3]
    count(
        database, world.feeder, 2, ago(80), BoxCount(first), BoxCount(second), BoxCount(lost, Outcome.MISSING)
    )
    assign(database, world.feeder, "KRY", [first])
    step(database, world.feeder, EventKind.DEPARTED, ago(70))
    count(database, world.feeder, 2, ago(60), BoxCount(lost), shelf="B3")
    assert box_of(database, lost).shelf == "B3"
    count(database, world.feeder, 4, ago(50), BoxCount(first))
    assert figures(database, world.feeder) == [(3, 3, 0, 0, 0, 0, 0, 0), (1, 1, 0, 0, 0, 0, 0, 0)]
    assert sound(database)


def test_a_departure_in_the_past_without_papers_is_accepted_and_the_gap_is_shown(database: Database, world):
    in_warsaw(database, world)
    with database.work() as db:
        crossing = Crossing(code="PL-DOR", name="Dorohusk", name_uk="Дорогуськ", country="PL")
        db.add(crossing)
        db.flush()
        db.scalars(select(Convoy).where(Convoy.code == world.onward)).one().crossing_id = crossing.id
    assign(database, world.onward, "KRY", world.boxes)
    with database.look() as db:
        (van, _) = boards.board(db, CONSOLE, world.onward).vans
        sides = {Code.EXPORT, Code.ENTRY}
        assert {one.code: one.amount for one in van.unmet if one.code in sides} == dict.fromkeys(sides, 1)
    step(database, world.onward, EventKind.DEPARTED, ago(30))
    with database.look() as db:
        (van, _) = boards.trip(db, CONSOLE, world.onward).vans
    assert van.lacks_paper
    assert [(one.name, one.side) for one in van.borders_lacking] == [
        ("Dorohusk", CustomsSide.EXPORT),
        ("Dorohusk", CustomsSide.ENTRY),
    ]
    assert van.gaps == (EventKind.LOADING, EventKind.LOADED, EventKind.READY)
    paper = crews.RecordCustoms(uuid4(), world.onward, 1, CustomsSide.ENTRY, "PL-DOR", reference="AID-1")
    database.do(crews.record_customs, CONSOLE, paper)
    with database.look() as db:
        (van, _) = boards.trip(db, CONSOLE, world.onward).vans
    assert [one.side for one in van.borders_lacking] == [CustomsSide.EXPORT]
    assert sound(database)


def test_each_border_of_a_van_has_its_own_record_and_the_aid_code_is_that_of_ukraine(
    database: Database, world
):
    with database.work() as db:
        db.add(Crossing(code="PL-DOR", name="Dorohusk", name_uk="Дорогуськ", country="PL"))
    day = date(2026, 1, 1)
    for border in (
        {"side": CustomsSide.EXPORT, "border": "Dover", "reference": "T1-77", "cleared_at": ago(50)},
        {"side": CustomsSide.ENTRY, "border": "Calais", "reference": "T1-77", "refused_at": ago(40)},
        {"side": CustomsSide.EXPORT, "crossing": "PL-DOR"},
        {"side": CustomsSide.ENTRY, "crossing": "PL-DOR", "reference": "AID-1", "valid_until": day},
    ):
        record = crews.RecordCustoms(uuid4(), world.onward, 1, **border)
        database.do(crews.record_customs, CONSOLE, record)
    with database.look() as db:
        van = boards.van(db, CONSOLE, world.onward, 1)
        assert [(one.name, one.state) for one in van.borders] == [
            ("Dover", PapersState.CLEARED),
            ("Calais", PapersState.REFUSED),
            ("Dorohusk", PapersState.NEEDED),
            ("Dorohusk", PapersState.EXPIRED),
        ]
        convoy = paper_query.printable_convoy(db, CONSOLE, world.onward)
        (manifest, *_) = snapshots.of_runs(db, convoy, convoy.runs).values()
        assert manifest.aid_code == "AID-1"


def test_a_vehicle_that_is_itself_aid_is_a_line_of_its_manifest_and_is_handed_over(database: Database, world):
    in_warsaw(database, world)
    with database.work() as db:
        kind = VehicleClass(
            code="VAN-L",
            name="Panel van",
            licence="B",
            max_mass_g=3_500_000,
            payload_g=1_200_000,
            hold_length_mm=3_000,
            hold_width_mm=1_700,
            hold_height_mm=1_800,
            pallet_places=4,
        )
        db.add(kind)
        db.flush()
        vehicle = Vehicle(
            code="VH-0000-00-0",
            name="Grey van",
            make="Ford Transit",
            vin="WF0X",
            plate="AB 12",
            class_id=kind.id,
        )
        db.add(vehicle)
    step_given = RecordStep(uuid4(), world.onward, EventKind.HANDED_OVER, ago(1), (1,))
    with pytest.raises(RuleBroken, match="Nobody is named who gets van 1"):
        database.do(dispatch.record_step, CONSOLE, step_given)
    edit = convoys.EditRun(uuid4(), world.onward, 1, vehicle="VH-0000-00-0", given_to=world.miners)
    database.do(convoys.edit_run, CONSOLE, edit)
    assign(database, world.onward, "KRY", world.boxes[:2])
    with database.look() as db:
        convoy = paper_query.printable_convoy(db, CONSOLE, world.onward)
        given = snapshots.of_runs(db, convoy, convoy.runs)[convoy.runs[0].id].given
        assert (given.make, given.model, given.plate, given.vin) == (
            "Ford Transit",
            "Grey van",
            "AB 12",
            "WF0X",
        )
        assert given.recipient.name == "Miners"
    database.do(papers.issue, CONSOLE, ask(world.onward, 1))
    step(database, world.onward, EventKind.DEPARTED, ago(40))
    count(database, world.onward, 2, ago(20), *(BoxCount(code) for code in world.boxes[:2]))
    with database.look() as db:
        (van, _) = boards.trip(db, CONSOLE, world.onward).vans
        assert van.ahead.step is EventKind.HANDED_OVER
    step(database, world.onward, EventKind.HANDED_OVER, ago(10))
    assert stage_of(database, world.onward) is RunStage.HANDED_OVER
    step(database, world.onward, EventKind.RETURNED, ago(5))
    assert stage_of(database, world.onward) is RunStage.HANDED_OVER
    with database.look() as db:
        (van, _) = boards.trip(db, CONSOLE, world.onward).vans
        assert van.ahead.step is None
        (handed,) = [
            one for one in boards.trip(db, CONSOLE, world.onward).past if one.kind is EventKind.HANDED_OVER
        ]
        assert handed.place == "Kryvyi Rih"
    with pytest.raises(RuleBroken, match="was handed over"):
        database.do(convoys.edit_run, CONSOLE, convoys.EditRun(uuid4(), world.onward, 1))
    database.do(dropping.drop, CONSOLE, dropping.DropRun(uuid4(), world.onward, 2, "no driver"))
    with database.look() as db:
        assert (
            db.scalars(select(Convoy.stage).where(Convoy.code == world.onward)).one() is ConvoyStage.DELIVERED
        )
    assert sound(database)


def test_a_change_of_who_gets_the_vehicle_makes_a_new_version_due(database: Database, world):
    in_warsaw(database, world)
    assign(database, world.onward, "KRY", world.boxes[:2])
    database.do(papers.issue, CONSOLE, ask(world.onward, 1))
    database.do(convoys.edit_run, CONSOLE, convoys.EditRun(uuid4(), world.onward, 1, given_to=world.miners))
    with database.look() as db:
        convoy = paper_query.printable_convoy(db, CONSOLE, world.onward)
        standing = declared.state_of(db, CONSOLE, convoy)[convoy.runs[0].id]
        changes = declared.since(db, CONSOLE, standing.paper)
    assert "Vehicle, part of the donation" in [one.what for one in changes.facts]


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ({"end": LoadEnd.TRANSSHIPPED}, "that changed van 1"),
        ({"departed_at": None}, "departure of box"),
    ],
)
def test_the_check_finds_a_box_that_lost_its_leg(database: Database, world, stored, said):
    assign(database, world.feeder, "WAR", world.boxes[:1])
    step(database, world.feeder, EventKind.DEPARTED, ago(90))
    with database.work() as db:
        load = db.scalars(select(Load)).one()
        for name, value in stored.items():
            setattr(load, name, value)
        if load.end is not None:
            load.ended_at = NOW
    with database.look() as db:
        assert any(said in str(one) for one in checking.differences(db))
