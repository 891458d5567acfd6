"""The gate before departure: what is known of a van in, its checks out. It forbids nothing by itself.

A van that has left is only asked for problems, terms of declarations, and its way back out of Ukraine.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from convoy.domain import cargo_checks, crew_checks, rules
from convoy.domain.cargo_checks import Cargo
from convoy.domain.check_codes import Code
from convoy.domain.checks import Check, CheckedVan
from convoy.domain.controls import EU
from convoy.domain.crew_checks import Person, VehiclePapers
from convoy.domain.declarations import DECLARED_IN, Deadline
from convoy.domain.departure import Papers
from convoy.domain.kinds import CustomsSide
from convoy.domain.lifecycle import BEFORE_DEPARTURE, RunStage
from convoy.domain.loading import Limits, Totals, excess
from convoy.domain.payload import left_g, over_g

IN_UKRAINE = frozenset({RunStage.CROSSED, RunStage.ARRIVED, RunStage.UNLOADED})


@dataclass(frozen=True, slots=True)
class Route:
    """Where a van loads and unloads (countries; "" is not known), and when it is there and back."""

    origins: frozenset[str] = frozenset()
    destinations: frozenset[str] = frozenset()
    loads_somewhere: bool = False
    unloads_somewhere: bool = False
    arrives_on: date | None = None
    ends_on: date | None = None

    @property
    def meets_customs(self) -> bool:
        """Whether the goods leave a customs territory on the way."""
        return any(
            here != there and not {here, there} <= EU for here in self.origins for there in self.destinations
        )


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who receives at a stop: `organisation` is its code, "" for nobody legal."""

    stop: str
    """The stop's letter."""
    place: str
    country: str = ""
    organisation: str = ""
    has_numbers: bool = False
    """Whether both are known: in the state register (EDRPOU) and in that of recipients of aid."""


@dataclass(frozen=True, slots=True)
class BorderSide:
    """One side of a border on the way."""

    side: CustomsSide
    name: str
    country: str
    """Of the crossing, on its own side; "" for one that is only named."""
    is_lacking: bool


@dataclass(frozen=True, slots=True)
class RunFacts:
    """Everything that is looked at before a van leaves."""

    van: CheckedVan
    stage: RunStage
    totals: Totals = field(default_factory=Totals)
    limits: Limits = field(default_factory=Limits)
    papers: Papers = field(default_factory=Papers)
    problems: int = 0
    route: Route = field(default_factory=Route)
    recipients: tuple[Recipient, ...] = ()
    borders: tuple[BorderSide, ...] = ()
    people: tuple[Person, ...] = ()
    vehicle: VehiclePapers = field(default_factory=VehiclePapers)
    is_given: bool = False
    """Whether the vehicle itself is aid, and stays."""
    cargo: Cargo = field(default_factory=Cargo)
    undeclared: int = 0
    """Recipients whose online declaration has no code yet."""
    deadlines: tuple[Deadline, ...] = ()
    """Of declarations, those that have reached an alarm."""
    agreed: frozenset[tuple[Code, str]] = frozenset()
    """Checks by code and hash to which two persons agreed."""


def checks(run: RunFacts, today: date) -> tuple[Check, ...]:
    """Return the checks of a van, met and unmet, in the order of their codes."""
    if run.stage is RunStage.DROPPED:
        return ()
    order = {code: place for place, code in enumerate(Code)}
    asked = _ahead(run, today) if run.stage in BEFORE_DEPARTURE else _under_way(run, today)
    found = (
        one.agreed() if not one.is_met and (one.code, one.sha256) in run.agreed else one for one in asked
    )
    return tuple(sorted(found, key=lambda one: order[one.code]))


def unmet(found: Iterable[Check]) -> tuple[Check, ...]:
    """Return the checks that want mending, without those to which two persons agreed."""
    return tuple(one for one in found if not one.is_met and not one.is_agreed)


def blocking(found: Iterable[Check]) -> tuple[Check, ...]:
    """Return the checks that hold back what lies ahead."""
    return tuple(one for one in found if one.blocks)


def _under_way(run: RunFacts, today: date) -> Iterator[Check]:
    yield from _trouble(run)
    stays = run.is_given or not run.route.destinations & DECLARED_IN
    if run.stage in IN_UKRAINE and not stays:
        yield from crew_checks.way_back(run.van, run.vehicle, today)


def _ahead(run: RunFacts, today: date) -> Iterator[Check]:
    ends_on = run.route.ends_on or today
    meets_customs = run.route.meets_customs
    yield from _trouble(run)
    yield from _stops(run)
    yield from _load(run)
    yield from cargo_checks.checks(
        run.van,
        run.cargo,
        meets_customs=meets_customs,
        arrives_on=run.route.arrives_on or ends_on,
        certified=crew_checks.certified(run.people, ends_on),
    )
    yield from _recipients(run)
    yield from _borders(run)
    yield from crew_checks.crew(run.van, run.people, ends_on=ends_on, meets_customs=meets_customs)
    yield from crew_checks.vehicle(run.van, run.vehicle, ends_on=ends_on)
    yield from _papers(run)


def _papers(run: RunFacts) -> Iterator[Check]:
    """What every kind of paper lacks that the van calls for; an empty van needs none yet."""
    van, papers = run.van, run.papers
    if run.totals.boxes or run.is_given:
        yield van.check(Code.PAPER, len(papers.missing), about=papers.missing)
    yield _of_papers(van, Code.VOID_PAPER, papers.void)
    yield _of_papers(van, Code.NEW_PAPER, papers.out_of_date)
    if papers.unsigned:
        (number, version), *_ = papers.unsigned
        yield _of_papers(van, Code.UNSIGNED_PAPER, papers.unsigned, target=f"{number} {version}")


def _of_papers(van: CheckedVan, code: Code, found: Sequence[tuple[str, int]], target: str = "") -> Check:
    """Check papers by number; the fact `versions` says which version of each is meant."""
    return van.check(code, len(found), about=dict(found), target=target, versions=dict(found))


def _trouble(run: RunFacts) -> Iterator[Check]:
    yield run.van.check(Code.PROBLEMS, run.problems)
    over = [one.until for one in run.deadlines if one.is_over]
    soon = [one.until for one in run.deadlines if not one.is_over]
    yield run.van.check(Code.CLOCK_OVER, len(over), until=min(over, default=None))
    yield run.van.check(Code.CLOCK, len(soon), until=min(soon, default=None))


def _stops(run: RunFacts) -> Iterator[Check]:
    yield run.van.check(Code.LOADING_STOP, not run.route.loads_somewhere)
    yield run.van.check(Code.DELIVERY_STOP, not run.route.unloads_somewhere)


def _load(run: RunFacts) -> Iterator[Check]:
    van, totals, allowed = run.van, run.totals, run.limits.payload_g
    bridge = run.vehicle.weighbridge_g
    too_much = excess(totals, run.limits)
    over = over_g(totals.load_g, allowed, bridge, run.vehicle.masses.maximum_g)
    left = left_g(totals.load_g, allowed) if totals.boxes and not over else None
    yield van.check(Code.BOXES, not totals.boxes)
    yield van.check(Code.MAXIMUM_MASS, over, load_g=totals.load_g, payload_g=allowed, weighbridge_g=bridge)
    yield van.check(Code.VOLUME, too_much.ml)
    yield van.check(Code.PLACES, too_much.places)
    if allowed is not None and not over:
        yield van.check(Code.NEARLY_FULL, (left or 0) // 1000 * 1000, is_met=left is None)
    yield van.check(Code.WEIGHTS, totals.not_weighed)
    yield van.check(Code.CLOSED_BOXES, totals.open_boxes)
    if left is not None or over or totals.not_weighed or bridge is not None:
        yield van.check(Code.WEIGHBRIDGE, bridge is None)


def _recipients(run: RunFacts) -> Iterator[Check]:
    van = run.van
    if run.recipients:
        nobody = [one for one in run.recipients if not one.organisation]
        yield van.check(
            Code.RECIPIENT,
            len(nobody),
            about=[one.stop for one in nobody],
            target=nobody[0].place if nobody else "",
            places=sorted(one.place for one in nobody),
        )
    declaring = [one for one in run.recipients if one.country in DECLARED_IN]
    bare = {one.organisation: one.stop for one in declaring if one.organisation and not one.has_numbers}
    if declaring:
        yield van.check(Code.RECIPIENT_NUMBER, len(bare), about=bare.values(), target=next(iter(bare), ""))
        yield van.check(Code.DECLARATION, run.undeclared)


def _borders(run: RunFacts) -> Iterator[Check]:
    for side, code in ((CustomsSide.EXPORT, Code.EXPORT), (CustomsSide.ENTRY, Code.ENTRY)):
        named = [one for one in run.borders if one.side is side]
        asked = [one for one in named if one.is_lacking and _may_be_said_orally(run, one)]
        if asked:
            unknown = run.cargo.without_euros
            yield run.van.check(Code.VALUE, len(unknown), about=unknown)
        lacking = [one for one in named if one.is_lacking and not (one in asked and _is_worth_little(run))]
        if named:
            yield run.van.check(code, len(lacking), about=[one.name for one in lacking])


def _may_be_said_orally(run: RunFacts, border: BorderSide) -> bool:
    """Whether goods of the Union leave it there, for which no paper is asked while they are worth little."""
    return (
        border.side is CustomsSide.EXPORT
        and border.country in rules.countries("export_oral_over")
        and bool(run.route.origins)
        and run.route.origins <= EU
        and bool(run.cargo.goods)
    )


def _is_worth_little(run: RunFacts) -> bool:
    worth = run.cargo.euro_cents
    return worth is not None and worth <= rules.whole("export_oral")


def trip_end(starts_on: date | None, ends_on: date | None) -> date | None:
    """Return the last day of a trip: as planned, else some days after its first one; None where unknown."""
    if ends_on is not None or starts_on is None:
        return ends_on
    return starts_on + timedelta(days=rules.whole("trip"))
