"""What the crew and the vehicle need before they leave: passports, licences, masses, insurance, admission."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from convoy.domain import rules
from convoy.domain.check_codes import Code
from convoy.domain.checks import Check, CheckedVan
from convoy.domain.declarations import alarm
from convoy.domain.payload import Masses


@dataclass(frozen=True, slots=True)
class Person:
    """Who is in the van; a date is the last day on which a paper holds, None where it is not known."""

    name: str
    drives: bool = False
    has_passport: bool = False
    passport_until: date | None = None
    has_licence: bool = False
    licence_until: date | None = None
    adr_until: date | None = None


@dataclass(frozen=True, slots=True)
class VehiclePapers:
    """What is known of the vehicle; `code` is "" where only its class is known."""

    code: str = ""
    has_plate: bool = False
    has_payload: bool = False
    masses: Masses = field(default_factory=Masses)
    weighbridge_g: int | None = None
    insured_until: date | None = None
    admitted_until: date | None = None
    """The last day of its temporary admission in Ukraine."""


def crew(
    van: CheckedVan, people: Collection[Person], *, ends_on: date, meets_customs: bool
) -> Iterator[Check]:
    """Yield the checks of those in the van, whose trip ends on a day."""
    drivers = [one for one in people if one.drives]
    yield van.check(Code.DRIVER, not drivers)
    if people and meets_customs:
        holds = ends_on + timedelta(days=rules.whole("passport"))
        without = [one.name for one in people if not (one.has_passport and _holds(one.passport_until, holds))]
        yield van.check(Code.PASSPORT, len(without), about=without)
    if drivers:
        without = [
            one.name for one in drivers if not (one.has_licence and _holds(one.licence_until, ends_on))
        ]
        yield van.check(Code.LICENCE, len(without), about=without)


def certified(people: Collection[Person], ends_on: date) -> tuple[date, ...]:
    """Return the last days of the ADR certificates of drivers that hold until a day."""
    return tuple(
        one.adr_until
        for one in people
        if one.drives and one.adr_until is not None and one.adr_until >= ends_on
    )


def vehicle(van: CheckedVan, papers: VehiclePapers, *, ends_on: date) -> Iterator[Check]:
    """Yield the checks of the vehicle's papers before departure."""
    yield van.check(Code.PLATE, not papers.has_plate)
    yield van.check(Code.PAYLOAD, not papers.has_payload)
    yield van.check(Code.MASSES, not papers.masses.are_known, target=papers.code)
    insured = papers.insured_until
    yield van.check(
        Code.INSURANCE,
        not _holds(insured, ends_on),
        until=insured if not _holds(insured, ends_on) else None,
        target=papers.code,
    )
    admitted = papers.admitted_until
    if admitted is not None:
        yield van.check(Code.TEMPORARY_ADMISSION, admitted < ends_on, until=admitted, target=papers.code)


def way_back(van: CheckedVan, papers: VehiclePapers, today: date) -> Iterator[Check]:
    """Yield until when a vehicle that is in Ukraine must have left it, told at the alarms."""
    until = papers.admitted_until
    is_pressing = until is None or alarm((until - today).days) is not None
    yield van.check(Code.TEMPORARY_ADMISSION, is_pressing, until=until, target=papers.code)


def _holds(until: date | None, day: date) -> bool:
    return until is not None and until >= day
