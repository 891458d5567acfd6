"""A van's whole trip as its papers may say it: load, crew, vehicle, borders, declarations, every package."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace

from sqlalchemy.orm import Session

from convoy.documents.cargo import (
    Border,
    CrewMember,
    Declared,
    LoadingPlace,
    PackedBox,
    Trip,
    VanLoad,
    VehicleFacts,
)
from convoy.domain.declarations import Clock, DeclarationStep
from convoy.domain.kinds import CrewRole, StopKind
from convoy.models import Convoy, CustomsRecord, Organisation, Run
from convoy.models import CrewMember as Person
from convoy.queries import declarations, loading, manifests
from convoy.queries.cargo_items import Kind
from convoy.queries.declarations import OnPaper
from convoy.queries.manifests import Cargo, Content, Package
from convoy.services import manifest_lines, van_loads

_FIRST = (CrewRole.LEAD_DRIVER, CrewRole.DRIVER)
_STEP = DeclarationStep


def of_run(db: Session, convoy: Convoy, run: Run) -> Trip:
    """Return all that is known of a van's trip; `convoy` comes from `queries.papers.printable_convoy`."""
    return of_runs(db, convoy, [run])[run.id]


def of_runs(db: Session, convoy: Convoy, runs: Sequence[Run]) -> dict[int, Trip]:
    """Return by run id all that is known of the trips of these vans; a fixed number of statements."""
    ours = manifests.our_organisation(db)
    cargo = manifests.cargo(db, list(runs))
    declared = declarations.on_paper(db, [run.id for run in runs])
    return {run.id: _of_run(convoy, run, ours, cargo, declared.get(run.id, [])) for run in runs}


def _of_run(
    convoy: Convoy, run: Run, ours: Organisation | None, cargo: Cargo, declared: Sequence[OnPaper]
) -> Trip:
    load = van_loads.van_load(convoy, run, ours, cargo)
    return Trip(
        **{one.name: getattr(load, one.name) for one in fields(VanLoad)},
        crew=crew_of(run),
        vehicle_facts=_vehicle(run),
        borders=tuple(_border(record) for record in run.customs),
        declared=tuple(_declared(one) for one in declared),
        loading=_loading(run),
        packages=_packages(run, load, cargo),
        lead_phone=convoy.lead_phone,
    )


def crew_of(run: Run) -> tuple[CrewMember, ...]:
    """Return who is in the van, those who drive first."""
    people = sorted(run.crew, key=lambda one: _FIRST.index(one.role) if one.role in _FIRST else len(_FIRST))
    return tuple(_member(one) for one in people)


def _member(person: Person) -> CrewMember:
    return CrewMember(
        role=person.role.value,
        name=person.name,
        born=person.born_on,
        nationality=person.nationality,
        document_kind=person.document_kind.value,
        document=person.document,
        document_until=person.document_until,
        licence=person.licence,
        licence_until=person.licence_until,
        phone=person.phone,
        language=person.language,
        emergency_contact=person.emergency_contact,
    )


def without_emergency_contact(member: CrewMember) -> CrewMember:
    """Return a person as a border may see them."""
    return replace(member, emergency_contact="")


def _vehicle(run: Run) -> VehicleFacts:
    vehicle = run.vehicle
    kind = vehicle.vehicle_class if vehicle is not None else run.vehicle_class
    return VehicleFacts(
        name=van_loads.vehicle_of(run),
        make=vehicle.make if vehicle else "",
        class_name=kind.name if kind else "",
        plate=van_loads.plate_of(run),
        trailer_plate=run.trailer_plate or (vehicle.trailer_plate if vehicle else ""),
        vin=vehicle.vin if vehicle else "",
        country=vehicle.country if vehicle else "",
        owner=van_loads.party(vehicle.organisation) if vehicle and vehicle.organisation else None,
        licence=kind.licence if kind else "",
        max_mass_grams=vehicle.max_mass_g if vehicle else None,
        service_mass_grams=vehicle.service_mass_g if vehicle else None,
        payload_grams=loading.limits(run).payload_g,
        weighbridge_grams=run.weighbridge_g,
        hold_millilitres=run.hold_ml,
        pallet_places=run.pallet_places if run.pallet_places is not None else _places(run),
        seals=tuple(filter(None, (run.customs_seal,))),
        has_tail_lift=bool(vehicle and vehicle.has_tail_lift),
        is_cooled=bool(vehicle and vehicle.is_cooled),
    )


def _places(run: Run) -> int | None:
    return run.vehicle.pallet_places if run.vehicle is not None else None


def _border(record: CustomsRecord) -> Border:
    crossing = record.crossing
    return Border(
        side=record.side.value,
        name=record.border or (crossing.name if crossing else ""),
        reference=record.reference,
        issued_on=record.issued_on,
        valid_until=record.valid_until,
        shown_at=record.shown_at,
        cleared_at=record.cleared_at,
        refused_at=record.refused_at,
    )


def _declared(one: OnPaper) -> Declared:
    host, steps = one.place.organisation, one.steps
    code, declaration = steps.get(_STEP.CODE_RECEIVED), steps.get(_STEP.DECLARED)
    cleared = steps.get(_STEP.CLEARED)
    return Declared(
        recipient=van_loads.party(host) if host is not None else van_loads.nobody(one.place),
        place=one.place.town or one.place.name,
        recipient_number=host.recipient_number if host is not None else "",
        aid_code=code.reference if code else "",
        aid_code_on=code.occurred_on if code else None,
        aid_code_until=one.last_days.get(Clock.CODE) if code else None,
        declaration=declaration.reference if declaration else "",
        declared_on=declaration.occurred_on if declaration else None,
        declared_until=one.last_days.get(Clock.DECLARATION) if declaration else None,
        cleared_on=cleared.occurred_on if cleared else None,
        report_until=one.last_days.get(Clock.REPORT) if cleared else None,
    )


def _loading(run: Run) -> tuple[LoadingPlace, ...]:
    return tuple(
        LoadingPlace(
            name=stop.place.name,
            address=", ".join(filter(None, (stop.place.address, stop.place.town, stop.place.country))),
            planned=stop.planned_at,
            left=stop.left_at,
            zone=stop.place.zone,
            contact=stop.place.contact_name,
            phone=stop.place.phone,
        )
        for stop in run.stops
        if stop.kind is StopKind.LOADING
    )


def _packages(run: Run, load: VanLoad, cargo: Cargo) -> tuple[PackedBox, ...]:
    """Every package, in the order of the index: by stop, line and number."""
    letters, contents = run.letters, manifest_lines.contents_by_box(cargo, run.id)
    lines = {line.number: line for line in load.lines}
    on_board = {package.code: package for package in cargo.packages if package.run_id == run.id}
    places = defaultdict(str, {stop.id: stop.place.name for stop in run.stops})
    found = []
    for indexed in load.boxes:
        package = on_board[indexed.code]
        box = packed(package, contents.get(package.box_id, ()), cargo.kinds)
        found.append(
            replace(
                box,
                stop=letters[package.stop_id],
                line=indexed.line,
                category=lines[indexed.line].category,
                loaded_at=places[package.from_stop_id or 0],
                donor=indexed.donor,
            )
        )
    return tuple(found)


def packed(package: Package, held: Sequence[Content], kinds: Mapping[int, Kind]) -> PackedBox:
    """Return a package with what is in it, wherever it stands."""
    return PackedBox(
        code=package.code,
        short=f"{package.origin} {package.short_number}",
        stop="",
        line=0,
        contents=manifest_lines.inside(package, held, kinds),
        grams=package.gross_g if package.gross_g is not None else package.estimated_g,
        weighed=package.gross_g is not None,
        millilitres=package.millilitres,
        size_mm=package.size_mm or (),
        package=package.package_code,
        foreign_number=package.foreign_number,
        pallet=package.pallet,
        fragile=package.is_fragile,
    )


def without_donor(box: PackedBox) -> PackedBox:
    """Return a package as a paper for others may list it."""
    return replace(box, donor="")
