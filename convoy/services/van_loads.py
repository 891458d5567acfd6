"""What vans carry for whom, stop by stop: what all their papers say alike."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from convoy.documents.cargo import GivenVehicle, IndexedBox, Party, Stop, VanLoad
from convoy.domain.kinds import CrewRole, CustomsSide, StopKind
from convoy.domain.lifecycle import RunStage
from convoy.models import Convoy, CrewMember, Organisation, Place, Run
from convoy.models import Stop as Halt
from convoy.queries import manifests
from convoy.queries.manifests import Cargo, Package
from convoy.services import manifest_lines

_LAST = 4
"""Characters of a licence that a waybill tells."""
_DRIVERS = (CrewRole.LEAD_DRIVER, CrewRole.DRIVER)


def going(convoy: Convoy) -> list[Run]:
    """Return the convoy's vans that have not dropped out, by number."""
    return [run for run in convoy.runs if run.stage is not RunStage.DROPPED]


def of_runs(db: Session, convoy: Convoy, runs: Sequence[Run]) -> dict[int, VanLoad]:
    """Return what each of these vans carries now, or carried when it left, by run id."""
    ours = manifests.our_organisation(db)
    cargo = manifests.cargo(db, runs)
    return {run.id: van_load(convoy, run, ours, cargo) for run in runs}


def unloading(run: Run) -> list[Halt]:
    """Return the stops where boxes go off, in order."""
    return [stop for stop in run.stops if stop.kind.is_unloading]


def van_load(convoy: Convoy, run: Run, ours: Organisation | None, cargo: Cargo) -> VanLoad:
    """Return what a van carries, from rows at hand."""
    stops, boxes = _stops(run, ours, cargo)
    vehicle, driver = run.vehicle, drivers(run.crew)
    return VanLoad(
        convoy_code=convoy.code,
        convoy_name=convoy.name,
        van=run.number,
        vans=max(one.number for one in going(convoy) or [run]),
        shipper=shipper(ours),
        stops=stops,
        carrier=party(vehicle.organisation) if vehicle and vehicle.organisation else None,
        vehicle=vehicle_of(run),
        plate=plate_of(run),
        trailer_plate=run.trailer_plate or (vehicle.trailer_plate if vehicle else ""),
        driver=", ".join(member.name for member in driver),
        driver_licence=next((member.licence[-_LAST:] for member in driver if member.licence), ""),
        loading_place=_loading_place(run),
        driver_phone=next((member.phone for member in driver if member.phone), ""),
        seals=tuple(filter(None, (run.customs_seal,))),
        departure=run.departs_at,
        zone=zone_of(run),
        crossing=crossing_of(convoy),
        aid_code=_aid_code(run),
        emergency_phone=ours.emergency_phone if ours else "",
        boxes=boxes,
        notes=run.note,
        given=_given(run),
    )


def _stops(
    run: Run, ours: Organisation | None, cargo: Cargo
) -> tuple[tuple[Stop, ...], tuple[IndexedBox, ...]]:
    """The stops where something goes off, all of them while nothing is loaded; and the index of boxes."""
    named = run.letters
    packages: dict[int, list[Package]] = defaultdict(list)
    for package in cargo.packages:
        if package.run_id == run.id:
            packages[package.stop_id].append(package)
    contents = manifest_lines.contents_by_box(cargo, run.id)
    stops: list[Stop] = []
    boxes: list[IndexedBox] = []
    number = 1
    for halt in unloading(run):
        if packages and not packages[halt.id]:
            continue
        lines, indexed = manifest_lines.lines(packages[halt.id], contents, cargo.kinds, number)
        number += len(lines)
        boxes += indexed
        stops.append(
            Stop(
                label=named[halt.id],
                consignee=consignee(halt, ours),
                lines=tuple(lines),
                place=halt.place.town or halt.place.name,
                arrival=halt.planned_at,
                zone=halt.place.zone,
            )
        )
    return tuple(stops), tuple(boxes)


def _loading_place(run: Run) -> str:
    """Return where the goods come on, place after place."""
    loading = [stop.place for stop in run.stops if stop.kind is StopKind.LOADING]
    return "; ".join(dict.fromkeys(", ".join(filter(None, (one.name, one.town))) for one in loading))


def zone_of(run: Run) -> str:
    """Return the time zone of where the van sets out."""
    first = next((stop for stop in run.stops if stop.kind is StopKind.LOADING), None)
    return first.place.zone if first else "Europe/Kyiv"


def _given(run: Run) -> GivenVehicle | None:
    """Return the vehicle where it is part of the donation."""
    if run.given_to is None:
        return None
    vehicle = run.vehicle
    return GivenVehicle(
        recipient=party(run.given_to),
        make=vehicle.make if vehicle else "",
        model=vehicle_of(run),
        plate=plate_of(run),
        vin=vehicle.vin if vehicle else "",
    )


def drivers(crew: Iterable[CrewMember]) -> list[CrewMember]:
    """Return who drives, the lead driver first."""
    return sorted((one for one in crew if one.role in _DRIVERS), key=lambda one: _DRIVERS.index(one.role))


def plate_of(run: Run) -> str:
    """Return the plate the van travels under; "" while it is not known."""
    return run.plate or (run.vehicle.plate if run.vehicle else "")


def vehicle_of(run: Run) -> str:
    """Return what the vehicle is called, else its class."""
    if run.vehicle is not None:
        return run.vehicle.name or run.vehicle.vehicle_class.name
    return run.vehicle_class.name if run.vehicle_class is not None else ""


def _aid_code(run: Run) -> str:
    """The recipient's declaration in the Ukrainian register is what lets the van in (papers.md 1.0)."""
    entries = [record for record in run.customs if record.side is CustomsSide.ENTRY and record.reference]
    into_ukraine = sorted((one for one in entries if not one.border), key=lambda one: one.crossing_id is None)
    return next((record.reference for record in into_ukraine), "")


def crossing_of(convoy: Convoy) -> str:
    """Return the name of the crossing into Ukraine, in both scripts; "" while it is open."""
    if convoy.crossing is None:
        return ""
    return " / ".join(dict.fromkeys(filter(None, (convoy.crossing.name, convoy.crossing.name_uk))))


def shipper(ours: Organisation | None) -> Party:
    """Return who sends: ourselves."""
    return party(ours) if ours is not None else Party(name="")


def party(organisation: Organisation) -> Party:
    """Return an organisation as a paper names it."""
    return Party(
        name=organisation.name,
        other_name=organisation.name_uk if organisation.name_uk != organisation.name else "",
        address=", ".join(filter(None, (organisation.address, organisation.country))),
        phone=organisation.phone,
        registration=_numbers(organisation),
        contact=organisation.contact_name,
    )


def _numbers(organisation: Organisation) -> str:
    numbers = (organisation.registration_number, organisation.recipient_number)
    return ", ".join(dict.fromkeys(filter(None, numbers)))


def consignee(halt: Halt, ours: Organisation | None) -> Party:
    """Return who receives: the place's host, in our own warehouses we; the address is the place's."""
    place: Place = halt.place
    host = place.organisation or (ours if halt.kind is StopKind.WAREHOUSE else None)
    where = ", ".join(filter(None, (place.address, place.town, place.country)))
    if host is None:
        return nobody(place)
    return Party(
        name=host.name,
        other_name=host.name_uk if host.name_uk != host.name else "",
        address=where or host.address,
        phone=place.phone or host.phone,
        registration=_numbers(host),
        contact=place.contact_name or host.contact_name,
    )


def nobody(place: Place) -> Party:
    """Return a place without a legal recipient: a name is ruled for the pen."""
    where = ", ".join(filter(None, (place.address, place.town, place.country)))
    return Party(name="", address=where, phone=place.phone, contact=place.contact_name)
