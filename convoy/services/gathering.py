"""Rows gathered for papers that are made at one moment."""

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from convoy.documents.cargo import Stop, Trip, VanLoad, for_the_road
from convoy.domain.errors import RuleBroken
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import Convoy, Run
from convoy.services import trips
from convoy.services.paper_targets import Found


@dataclass(slots=True)
class Gathering:
    """Rows gathered for papers made at one moment; a van's trip is looked up once for all of them."""

    db: Session
    actor: Actor
    address: str = ""
    """Where this installation is reached: codes on labels lead there."""
    _trips: dict[int, Trip] = field(default_factory=dict)

    def trip(self, found: Found) -> Trip:
        """Return the trip of the van that a paper is about."""
        convoy, run = van_of(found)
        if run.id not in self._trips:
            self._trips[run.id] = trips.of_run(self.db, convoy, run)
        return self._trips[run.id]

    def load(self, found: Found) -> VanLoad:
        """Return the van's load without donors, single boxes and internal notes."""
        return for_the_road(self.trip(found))

    def stop(self, found: Found) -> Stop:
        """Return the stop that a paper is about, with its goods; raises RuleBroken where there are none."""
        said = next((stop for stop in self.trip(found).stops if stop.label == found.aim.stop), None)
        if said is None or not said.lines:
            raise RuleBroken(
                N_("Nothing is loaded for stop %(stop)s of van %(number)s. Nothing was made final."),
                stop=found.aim.stop,
                number=found.aim.van,
            )
        return said


def van_of(found: Found) -> tuple[Convoy, Run]:
    """Return convoy and van of a target that has them."""
    assert found.convoy is not None
    assert found.run is not None
    return found.convoy, found.run
