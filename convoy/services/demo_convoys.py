"""The demo's convoys: delivered with shortages, held on the road, being loaded, being planned, a feeder."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from convoy.domain.kinds import CrewRole, CustomsSide, EventKind, StopKind
from convoy.domain.permissions import Actor
from convoy.models import Box, Convoy, Load, Pallet, Place, Vehicle
from convoy.services import convoys, crews, dispatch, loading, receiving, stops
from convoy.services.demo_world import World
from convoy.services.receiving import BoxCount, Outcome

Progress = Callable[[str, int, int], None]


def build(world: World, progress: Progress) -> None:
    """Make the convoys from boxes that are free."""
    makers = (_delivered, _held, _being_loaded, _planned, _feeder, _given)
    for number, make in enumerate(makers, 1):
        make(world)
        progress("convoys", number, len(makers))


def _coordinator(world: World) -> Actor:
    return world.people["coordinator"]


def _plan(world: World, name: str, days: int, crossing: str, recipients: tuple[str, ...]) -> Convoy:
    start = world.today + timedelta(days=days)
    return convoys.create(
        world.db,
        _coordinator(world),
        convoys.PlanConvoy(
            key=world.key(),
            name=name,
            starts_on=start,
            ends_on=start + timedelta(days=4),
            cut_off_on=start - timedelta(days=2),
            crossing=crossing,
            recipients=recipients,
            lead_phone="+44 0000 000002",
        ),
    )


def _van(
    world: World,
    convoy: Convoy,
    vehicle: str,
    loads_at: tuple[str, ...],
    delivers_to: tuple[str, ...],
    driver: str = "",
) -> int:
    """Add a van by its vehicle's name (or the code of a class), with its lead driver; return it."""
    code = world.db.scalar(select(Vehicle.code).where(Vehicle.name == vehicle))
    run = convoys.add_run(
        world.db,
        _coordinator(world),
        convoys.AddRun(
            key=world.key(),
            convoy=convoy.code,
            vehicle=code or "",
            vehicle_class="" if code else vehicle,
            loads_at=loads_at,
            delivers_to=delivers_to,
        ),
    )
    if driver:
        holds = world.today + timedelta(days=400)
        person = crews.Person(
            CrewRole.LEAD_DRIVER,
            driver,
            "+44 0000 000003",
            "DEMO 000003",
            document_until=holds,
            licence="B, C1, DEMO 000003",
            licence_until=holds,
        )
        command = crews.SetCrew(world.key(), convoy.code, run.number, (person,))
        crews.set_crew(world.db, _coordinator(world), command)
    return run.number


def _free(world: World, place: str, count: int) -> tuple[str, ...]:
    """Return codes of loose boxes at a place that no van has."""
    taken = select(Load.box_id).where(Load.ended_at.is_(None))
    rows = (
        select(Box.code)
        .join(Place, Place.id == Box.place_id)
        .where(Place.code == place, Box.pallet_id.is_(None), Box.id.not_in(taken))
        .order_by(Box.id)
        .limit(count)
    )
    return tuple(world.db.scalars(rows))


def _load(world: World, convoy: Convoy, run: int, stop: str, boxes: tuple[str, ...]) -> None:
    command = loading.AssignBoxes(world.key(), convoy.code, run, stop, boxes)
    loading.assign(world.db, _coordinator(world), command)


def _step(
    world: World,
    convoy: Convoy,
    step: EventKind,
    hours_ago: int,
    runs: tuple[int, ...] = (),
    note: str = "",
) -> None:
    moment = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=hours_ago)
    command = dispatch.RecordStep(world.key(), convoy.code, step, moment, runs, note=note)
    dispatch.record_step(world.db, _coordinator(world), command)


def _delivered(world: World) -> None:
    convoy = _plan(world, "Autumn convoy for the miners", -30, "PL-KORCZOWA", ("KRB", "LYP"))
    first = _van(world, convoy, "White Sprinter", ("LEE",), ("KRB",), "Alex Example")
    second = _van(world, convoy, "Blue Transit", ("LEE",), ("LYP",), "Robin Sample")
    miners, hospital = _free(world, "LEE", 40), _free(world, "LEE", 76)[40:]
    _load(world, convoy, first, "KRB", miners)
    _load(world, convoy, second, "LYP", hospital)
    for step, hours_ago in (
        (EventKind.LOADED, 30 * 24),
        (EventKind.DEPARTED, 30 * 24 - 3),
        (EventKind.AT_BORDER, 28 * 24),
        (EventKind.CROSSED, 28 * 24 - 7),
        (EventKind.ARRIVED, 26 * 24),
    ):
        _step(world, convoy, step, hours_ago)
    _receive(world, convoy, first, miners, damaged=1, missing=1)
    _receive(world, convoy, second, hospital, damaged=0, missing=2)


def _receive(
    world: World, convoy: Convoy, run: int, boxes: tuple[str, ...], *, damaged: int, missing: int
) -> None:
    outcomes = [Outcome.MISSING] * missing + [Outcome.DAMAGED] * damaged
    outcomes += [Outcome.GOOD] * (len(boxes) - len(outcomes))
    counts = tuple(BoxCount(code, outcome) for code, outcome in zip(boxes, outcomes, strict=True))
    command = receiving.ReceiveGoods(
        world.key(), convoy.code, run, 2, datetime.now(UTC) - timedelta(days=26), counts, "Storekeeper"
    )
    receiving.receive(world.db, _coordinator(world), command)


def _held(world: World) -> None:
    convoy = _plan(world, "Rail workers' convoy", -1, "PL-HREBENNE", ("STE",))
    first = _van(world, convoy, "Ducato Wola", ("WAW",), ("STE",), "Kim Example")
    second = _van(world, convoy, "Iveco box van", ("WAW",), ("STE",), "Jo Sample")
    boxes = _free(world, "WAW", 95)
    _load(world, convoy, first, "STE", boxes[:50])
    _load(world, convoy, second, "STE", boxes[50:])
    _step(world, convoy, EventKind.DEPARTED, 26)
    _step(world, convoy, EventKind.AT_BORDER, 12)
    _step(world, convoy, EventKind.CROSSED, 6, (first,))
    problem = dispatch.ReportProblem(
        world.key(),
        convoy.code,
        EventKind.BORDER_HELD,
        datetime.now(UTC) - timedelta(hours=9),
        second,
        note="Customs asks for the pro-forma value list",
    )
    dispatch.report_problem(world.db, _coordinator(world), problem)


def _being_loaded(world: World) -> None:
    convoy = _plan(world, "Hospital convoy", 2, "PL-MEDYKA", ("LYP",))
    first = _van(world, convoy, "Atego 7.5 t", ("WHW",), ("LYP",), "Sasha Example")
    second = _van(world, convoy, "VAN-BOX", ("WHW", "WAW"), ("LYP",))
    here = select(Pallet.code).join(Place).where(Place.code == "WHW").order_by(Pallet.id)
    pallets = tuple(world.db.scalars(here.limit(10)))
    command = loading.AssignBoxes(world.key(), convoy.code, first, "LYP", pallets=pallets)
    loading.assign(world.db, _coordinator(world), command)
    loose = _free(world, "WHW", 30)
    _load(world, convoy, second, "LYP", loose)
    loading.tick(
        world.db, _coordinator(world), loading.TickBoxes(world.key(), convoy.code, second, loose[:18])
    )
    export = crews.RecordCustoms(
        world.key(), convoy.code, first, CustomsSide.EXPORT, "PL-MEDYKA", reference="DEMO-MRN-0042"
    )
    crews.record_customs(world.db, _coordinator(world), export)


def _planned(world: World) -> None:
    convoy = _plan(world, "Spring convoy", 16, "PL-DOROHUSK", ("KRB", "LYP", "VER"))
    first = _van(world, convoy, "White Sprinter", ("LEE", "BRA"), ("KRB", "LYP"), "Alex Example")
    second = _van(world, convoy, "Renault Master Lyon", ("LYO",), ("VER", "KRB"))
    _van(world, convoy, "VAN-L", ("LEE",), ("LYP",))
    _load(world, convoy, first, "KRB", _free(world, "LEE", 45))
    _load(world, convoy, first, "LYP", _free(world, "BRA", 20))
    _load(world, convoy, second, "VER", _free(world, "LYO", 35))


def _feeder(world: World) -> None:
    """Boxes go from the hall to the warehouse in Warsaw, one is found later, and all but two are sent on."""
    convoy = _plan(world, "Feeder van to Warsaw", -9, "", ())
    van = _van(world, convoy, "Renault Master Lyon", ("LEE",), (), "Robin Sample")
    warehouse = stops.AddStop(world.key(), convoy.code, van, StopKind.WAREHOUSE, "WHW")
    stops.add(world.db, _coordinator(world), warehouse)
    boxes = _free(world, "LEE", 40)
    _load(world, convoy, van, "WHW", boxes)
    _step(world, convoy, EventKind.DEPARTED, 9 * 24)
    *here, lost = (BoxCount(code) for code in boxes)
    for days, counts in ((7, (*here, BoxCount(lost.code, Outcome.MISSING))), (5, (lost,))):
        moment = datetime.now(UTC) - timedelta(days=days)
        count = receiving.ReceiveGoods(
            world.key(), convoy.code, van, 2, moment, counts, "Storekeeper", shelf="bay B3"
        )
        receiving.receive(world.db, _coordinator(world), count)
    onward = world.db.scalars(select(Convoy).where(Convoy.name == "Hospital convoy")).one()
    _load(world, onward, 2, "LYP", boxes[:38])
    # One van that is too heavy: a second person has to agree, or boxes come off.
    heavy = convoys.EditRun(world.key(), onward.code, 2, vehicle_class="VAN-BOX", payload_g=840_000)
    convoys.edit_run(world.db, _coordinator(world), heavy)


def _given(world: World) -> None:
    """The second van of the first convoy stayed with the hospital it went to."""
    convoy = world.db.scalars(select(Convoy).where(Convoy.name == "Autumn convoy for the miners")).one()
    hospital = world.db.scalars(select(Place).where(Place.code == "LYP")).one().organisation
    vehicle = world.db.scalars(select(Vehicle).where(Vehicle.name == "Blue Transit")).one()
    command = convoys.EditRun(
        world.key(),
        convoy.code,
        2,
        vehicle=vehicle.code,
        given_to=hospital.code if hospital else "",
        note="The van itself is part of the donation",
    )
    convoys.edit_run(world.db, _coordinator(world), command)
    _step(world, convoy, EventKind.HANDED_OVER, 25 * 24, (2,))
