"""What the papers of a whole van say."""

from dataclasses import fields, replace
from typing import Any

from convoy.documents.cargo import VanLoad
from convoy.documents.kind import ASKED_FOR
from convoy.documents.papers.coded_list import CodedList
from convoy.documents.papers.crew_list import CrewList
from convoy.documents.papers.driver_sheet import DriverSheet, FolderPaper
from convoy.documents.papers.loaders_sheet import LoadedBox, LoadedPallet, LoadersSheet
from convoy.documents.papers.loss_report import LossReport
from convoy.documents.papers.packing_list import PackingList
from convoy.documents.papers.value_list import ValueList
from convoy.documents.papers.vehicle_sheet import Payload, VehicleSheet
from convoy.documents.registry import KINDS
from convoy.queries import pallets as pallets_query
from convoy.queries import papers as query
from convoy.services import snapshots, trips
from convoy.services.gathering import Gathering, van_of
from convoy.services.paper_targets import Found


def manifest(gathering: Gathering, found: Found) -> object:
    """Return the cargo manifest of a van or a convoy."""
    assert found.convoy is not None
    db, convoy, run = gathering.db, found.convoy, found.run
    if run is not None:
        said = snapshots.manifest_of(gathering.trip(found))
        return replace(said, by_hand=gathering.by_hand(found, "CM", said))
    return snapshots.of_convoy(db, convoy, query.manifest_numbers(db, gathering.actor, convoy.id))


def crew_list(gathering: Gathering, found: Found) -> object:
    """Return who travels, without whom to ring in an emergency."""
    trip = gathering.trip(found)
    return CrewList(
        convoy_code=trip.convoy_code,
        convoy_name=trip.convoy_name,
        van=trip.van,
        vans=trip.vans,
        shipper=trip.shipper,
        crew=tuple(trips.without_emergency_contact(member) for member in trip.crew),
        vehicle=trip.vehicle,
        plate=trip.plate,
        trailer_plate=trip.trailer_plate,
        crossing=trip.crossing,
        departure=trip.departure,
        zone=trip.zone,
        emergency_phone=trip.emergency_phone,
    )


def driver_sheet(gathering: Gathering, found: Found) -> object:
    """Return the way of the van and what is in its folder."""
    convoy, run = van_of(found)
    trip = gathering.trip(found)
    made = gathering.made(convoy)
    folder = [
        FolderPaper(
            title=KINDS[kind].title,
            number=paper.number,
            copies=gathering.defaults.in_a_bundle(KINDS[kind]),
            stop=run.letter_of(stop_id) if stop_id is not None else "",
        )
        for (kind, run_id, stop_id), paper in sorted(made.items(), key=lambda one: _in_folder(one[0]))
        if run_id == run.id and paper.cancelled_at is None and _is_of_the_folder(kind)
    ]
    first = trip.loading[0] if trip.loading else None
    return DriverSheet(
        load=gathering.load(found),
        papers=tuple(folder),
        meeting_place=", ".join(filter(None, (first.name, first.address))) if first else "",
        lead_phone=trip.lead_phone,
        remarks=trip.notes,
    )


def _is_of_the_folder(kind: str) -> bool:
    """Whether it travels, and is not the sheet itself; what is printed for the hall does not."""
    return kind != "DS" and KINDS[kind].plan.offer is not ASKED_FOR


def _in_folder(about: query.About) -> tuple[int, str, int]:
    kind, _, stop = about
    return KINDS[kind].plan.place, kind, stop or 0


def loaders_sheet(gathering: Gathering, found: Found) -> object:
    """Return every box and pallet of the van."""
    trip = gathering.trip(found)
    said = {box.code: box.contents for box in trip.boxes}
    lines = {line.number: line for line in trip.lines}
    pallets = pallets_query.weights(gathering.db, {box.pallet for box in trip.packages if box.pallet})
    return LoadersSheet(
        load=gathering.load(found),
        boxes=tuple(
            LoadedBox(
                code=box.code,
                short=box.short,
                stop=box.stop,
                contents=said[box.code],
                grams=box.grams,
                weighed=box.weighed,
                pallet=box.pallet,
                cold_chain=lines[box.line].totals.cold_chain,
                dangerous_goods=lines[box.line].totals.dangerous_goods,
                controlled=lines[box.line].totals.controlled,
                fragile=box.fragile,
            )
            for box in trip.packages
        ),
        pallets=tuple(LoadedPallet(code, tare, gross) for code, tare, gross in pallets),
        loading_place=trip.loading_place,
        payload_grams=trip.vehicle_facts.payload_grams,
    )


def loss_report(gathering: Gathering, found: Found) -> object:
    """A form for this van: what happened is written by hand where it happens."""
    trip = gathering.trip(found)
    return LossReport(
        owner=trip.shipper.name,
        convoy_code=trip.convoy_code,
        van=trip.van,
        plate=trip.plate,
        driver=trip.driver,
    )


def coded_list(gathering: Gathering, found: Found) -> object:
    """Return the goods of the van as its recipients declare them."""
    return CodedList(**parts_of(gathering.load(found)))


def value_list(gathering: Gathering, found: Found) -> object:
    """Return what customs asks of a gift."""
    load = gathering.load(found)
    last = load.stops[-1].place if load.stops else ""
    return ValueList(**parts_of(load), terms=f"DAP {last}" if last else "")


def packing_list(gathering: Gathering, found: Found) -> object:
    """Return what is in every box of the van, without who gave it."""
    trip = gathering.trip(found)
    packages = tuple(trips.without_donor(box) for box in trip.packages)
    said = PackingList(**parts_of(gathering.load(found)), packages=packages)
    return replace(said, by_hand=gathering.by_hand(found, "PL", said))


def parts_of(load: VanLoad) -> dict[str, Any]:
    """Return the fields of a load, for a paper that says all of it."""
    return {one.name: getattr(load, one.name) for one in fields(VanLoad)}


def vehicle_sheet(gathering: Gathering, found: Found) -> object:
    """Return what the vehicle's own papers say, and until when it may stay."""
    _, run = van_of(found)
    trip, vehicle = gathering.trip(found), run.vehicle
    known = trip.vehicle_facts
    return VehicleSheet(
        owner=trip.shipper.name,
        convoy_code=trip.convoy_code,
        van=trip.van,
        plate=known.plate,
        country=known.country,
        make=known.make,
        vehicle_class=known.class_name,
        vin=known.vin,
        trailer_plate=known.trailer_plate,
        vehicle_owner=known.owner,
        payload=Payload(
            known.max_mass_grams, known.service_mass_grams, kit_grams=vehicle.kit_g if vehicle else None
        ),
        load=trip.totals,
        weighbridge_grams=known.weighbridge_grams,
        green_card_until=vehicle.insured_until if vehicle else None,
        drivers=tuple(member.name for member in trip.crew if member.role in {"lead_driver", "driver"}),
        leave_by=vehicle.admitted_until if vehicle else None,
        stays=trip.given is not None,
    )
