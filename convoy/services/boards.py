"""The departure board and the trip: what every van has and lacks, its papers compared with its load."""

from sqlalchemy.orm import Session

from convoy.domain.departure import PaperState
from convoy.domain.permissions import Actor
from convoy.queries import convoys, departures, dispatch, papers
from convoy.queries.departures import Board, Van
from convoy.queries.dispatch import Trip
from convoy.services import declared


def board(db: Session, actor: Actor, code: str) -> Board:
    """Return the departure board of a convoy in a fixed number of statements; raises NotFound."""
    return departures.board(db, actor, code, paper_states(db, actor, code))


def van(db: Session, actor: Actor, code: str, number: int) -> Van:
    """Return one van of a convoy as its board has it; raises NotFound."""
    return departures.van(db, actor, code, number, paper_states(db, actor, code))


def trip(db: Session, actor: Actor, code: str, number: int | None = None) -> Trip:
    """Return the trip of a convoy, or of one of its vans; raises NotFound."""
    return dispatch.trip(db, actor, code, paper_states(db, actor, code), number)


def paper_states(db: Session, actor: Actor, code: str) -> dict[int, PaperState]:
    """Return by run id whether its final manifest says what the van carries; raises NotFound."""
    # First, so that a mistyped code is answered as one of a convoy and not of its papers.
    convoys.find(db, actor, code)
    convoy = papers.printable_convoy(db, actor, code)
    return {run_id: standing.state for run_id, standing in declared.state_of(db, actor, convoy).items()}
