"""Rows gathered for papers that are made at one moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from convoy.documents.cargo import ByHand, Stop, Trip, VanLoad, for_the_road
from convoy.domain.controls import Flag
from convoy.domain.errors import RuleBroken
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import Convoy, HandCorrection, Paper, Run
from convoy.queries import loading_times, paper_defaults, papers, released
from convoy.queries.loading_times import Between
from convoy.queries.paper_defaults import Defaults
from convoy.queries.papers import About
from convoy.queries.released import Released
from convoy.services import pen_lines, trips
from convoy.services.paper_targets import Found


@dataclass(slots=True)
class Gathering:
    """Rows gathered for papers made at one moment; what several of them say is looked up once."""

    db: Session
    actor: Actor
    address: str = ""
    """Where this installation is reached: codes on labels lead there."""
    _defaults: Defaults | None = None
    _trips: dict[int, Trip] = field(default_factory=dict)
    _made: dict[int, Mapping[About, Paper]] = field(default_factory=dict)
    _written: dict[int, Mapping[About, Sequence[tuple[int, HandCorrection]]]] = field(default_factory=dict)
    _loading: dict[int, Between] = field(default_factory=dict)
    _released: dict[tuple[int, Flag], Mapping[str, Released]] = field(default_factory=dict)

    @property
    def defaults(self) -> Defaults:
        """How each kind is printed here where nobody says otherwise."""
        if self._defaults is None:
            self._defaults = paper_defaults.known(self.db)
        return self._defaults

    def trips(self, convoy: Convoy, runs: Sequence[Run]) -> Mapping[int, Trip]:
        """Return by run id the trips of these vans, in a fixed number of statements."""
        unknown = [run for run in runs if run.id not in self._trips]
        if unknown:
            self._trips |= trips.of_runs(self.db, convoy, unknown)
        return {run.id: self._trips[run.id] for run in runs}

    def know(self, trips: Mapping[int, Trip]) -> None:
        """Take these trips, by run id, as gathered."""
        self._trips |= trips

    def trip(self, found: Found) -> Trip:
        """Return the trip of the van that a paper is about."""
        convoy, run = van_of(found)
        return self.trips(convoy, [run])[run.id]

    def load(self, found: Found) -> VanLoad:
        """Return the van's load without donors, single boxes and internal notes."""
        return for_the_road(self.trip(found))

    def stop(self, found: Found) -> Stop:
        """Return the stop that a paper is about; raises RuleBroken where nothing is handed over there."""
        said = next((stop for stop in self.trip(found).served if stop.label == found.aim.stop), None)
        if said is None:
            raise RuleBroken(
                N_("Nothing is loaded for stop %(stop)s of van %(number)s. Nothing was made final."),
                stop=found.aim.stop,
                number=found.aim.van,
            )
        return said

    def made(self, convoy: Convoy) -> Mapping[About, Paper]:
        """Return the newest version of every paper of a convoy that is made final up to now."""
        if convoy.id not in self._made:
            all_kinds = papers.of_convoys(self.db, self.actor, [convoy.id], kinds=None)
            self._made[convoy.id] = papers.newest_of_each(all_kinds)
        return self._made[convoy.id]

    def by_hand(self, found: Found, kind: str, now: object) -> tuple[ByHand, ...]:
        """Return what the pen wrote on earlier versions of a list of this kind, as far as it holds still."""
        convoy, run = van_of(found)
        if convoy.id not in self._written:
            self._written[convoy.id] = papers.by_hand(self.db, self.actor, convoy.id)
        about = (kind, run.id, found.stop.id if found.stop else None)
        return pen_lines.still_by_hand(self._written[convoy.id].get(about, ()), now)

    def was_made(self, convoy: Convoy) -> None:
        """Forget which papers there are: one was added."""
        self._made.pop(convoy.id, None)

    def loading_times(self, found: Found) -> Between:
        """Return when the loading of the van began and ended, as recorded; None for what is not known."""
        _, run = van_of(found)
        if run.id not in self._loading:
            self._loading |= loading_times.of_runs(self.db, {run.id, *self._trips})
        return self._loading[run.id]

    def released(self, found: Found, flag: Flag) -> Mapping[str, Released]:
        """Return by item who signed off the goods of the van that stop and ask; once for all vans at hand."""
        _, run = van_of(found)
        if (run.id, flag) not in self._released:
            said = released.on_vans(self.db, {run.id, *self._trips}, flag)
            self._released |= {(run_id, flag): items for run_id, items in said.items()}
        return self._released[run.id, flag]


def van_of(found: Found) -> tuple[Convoy, Run]:
    """Return convoy and van of a target that has them."""
    assert found.convoy is not None
    assert found.run is not None
    return found.convoy, found.run
