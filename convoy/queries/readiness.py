"""The checks of runs before departure: everything that is known of them, in a fixed number of statements."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain import readiness
from convoy.domain.cargo_checks import Cargo
from convoy.domain.check_codes import Code
from convoy.domain.checks import Check, CheckedVan
from convoy.domain.crew_checks import Person, VehiclePapers
from convoy.domain.departure import Papers
from convoy.domain.kinds import CrewRole, DocumentKind, StopKind
from convoy.domain.lifecycle import BEFORE_DEPARTURE
from convoy.domain.loading import Totals
from convoy.domain.readiness import BorderSide, Recipient, Route, RunFacts
from convoy.models import CrewMember, Override, OverrideAnswer, Run
from convoy.queries import borders, cargo_facts, controls, declarations, loading
from convoy.queries.loading import OnVan

DRIVERS = frozenset({CrewRole.LEAD_DRIVER, CrewRole.DRIVER})


def of_runs(
    db: Session,
    runs: Sequence[Run],
    rows: Collection[OnVan],
    papers: Mapping[int, Papers],
    problems: Mapping[int | None, int],
    language: str = "en",
) -> dict[int, tuple[Check, ...]]:
    """Return by id the checks of these runs, met and unmet, in at most nine statements.

    `rows` are the boxes on them, `papers` says how their papers stand, `problems` counts those
    that are open. Stops with places and hosts, crews, vehicles, customs records and convoys are at hand.
    """
    today = datetime.now(UTC).date()
    totals = loading.totals_by_run(rows)
    ahead = [run for run in runs if run.stage in BEFORE_DEPARTURE]
    cargo = cargo_facts.of_runs(db, ahead, rows, language)
    declared = declarations.pressing(db, runs, today)
    agreed = _agreed(db, [run.id for run in ahead])
    return {
        run.id: readiness.checks(
            RunFacts(
                van=CheckedVan(run.convoy.code, run.number),
                stage=run.stage,
                totals=totals.get(run.id, Totals()),
                limits=loading.limits(run),
                papers=papers.get(run.id, Papers()),
                problems=problems.get(run.id, 0),
                route=_route(run),
                recipients=_recipients(run),
                borders=_borders(run),
                people=tuple(map(_person, run.crew)),
                vehicle=_vehicle(run),
                is_given=run.given_to_id is not None,
                cargo=cargo.get(run.id, Cargo()),
                undeclared=declared[run.id].undeclared,
                deadlines=declared[run.id].deadlines,
                agreed=agreed.get(run.id, frozenset()),
            ),
            today,
        )
        for run in runs
    }


def _agreed(db: Session, run_ids: Collection[int]) -> dict[int, frozenset[tuple[Code, str]]]:
    """Return by run the checks to which two persons agreed, each by its code and the hash it had then."""
    rows = db.execute(
        select(Override.run_id, Override.check_code, Override.sha256)
        .join(OverrideAnswer, OverrideAnswer.override_id == Override.id)
        .where(Override.run_id.in_(run_ids), OverrideAnswer.is_agreed)
    )
    known = set(Code)
    found: dict[int, frozenset[tuple[Code, str]]] = {}
    for run_id, code, sha256 in rows:
        if code in known:
            found[run_id] = found.get(run_id, frozenset()) | {(Code(code), sha256)}
    return found


def _route(run: Run) -> Route:
    origins, destinations = controls.countries_of(run)
    unloading = [stop for stop in run.stops if stop.kind.is_unloading]
    planned = [stop.planned_at.date() for stop in unloading if stop.planned_at is not None]
    convoy = run.convoy
    starts_on = run.departs_at.date() if run.departs_at is not None else convoy.starts_on
    return Route(
        origins=origins,
        destinations=destinations,
        loads_somewhere=len(unloading) < len(run.stops),
        unloads_somewhere=bool(unloading),
        arrives_on=max(planned, default=None),
        ends_on=readiness.trip_end(starts_on, convoy.ends_on),
    )


def _recipients(run: Run) -> tuple[Recipient, ...]:
    return tuple(
        Recipient(
            stop=run.letter_of(stop.id),
            place=stop.place.code,
            country=stop.place.country,
            organisation=host.code if host else "",
            has_numbers=bool(host and host.registration_number and host.recipient_number),
        )
        for stop, host in ((stop, stop.place.organisation) for stop in run.stops)
        if stop.kind is StopKind.DELIVERY
    )


def _borders(run: Run) -> tuple[BorderSide, ...]:
    return tuple(
        BorderSide(one.side, one.name, one.crossing.country if one.crossing else "", one.is_lacking)
        for one in borders.of_run(run)
    )


def _person(member: CrewMember) -> Person:
    return Person(
        name=member.name,
        drives=member.role in DRIVERS,
        has_passport=bool(member.document) and member.document_kind is DocumentKind.PASSPORT,
        passport_until=member.document_until,
        has_licence=bool(member.licence),
        licence_until=member.licence_until,
        adr_until=member.adr_until,
    )


def _vehicle(run: Run) -> VehiclePapers:
    vehicle = run.vehicle
    return VehiclePapers(
        code=vehicle.code if vehicle else "",
        has_plate=bool(run.plate),
        has_payload=loading.limits(run).payload_g is not None,
        masses=loading.masses(run),
        weighbridge_g=run.weighbridge_g,
        insured_until=vehicle.insured_until if vehicle else None,
        admitted_until=vehicle.admitted_until if vehicle else None,
    )
