"""The departure board and the trip: what every van has and lacks, its papers compared with its load."""

from sqlalchemy.orm import Session

from convoy.domain.permissions import Actor
from convoy.models import Convoy
from convoy.queries import convoys, departures, dispatch, papers
from convoy.queries.departures import Board, Van
from convoy.queries.dispatch import Trip
from convoy.services import declared, paper_needs


def board(db: Session, actor: Actor, code: str) -> Board:
    """Return the departure board of a convoy in a fixed number of statements; raises NotFound."""
    convoy = _with_papers(db, actor, code)
    return departures.board(db, actor, code, paper_needs.of_vans(db, actor, convoy))


def van(db: Session, actor: Actor, code: str, number: int) -> Van:
    """Return one van of a convoy as its board has it; raises NotFound."""
    convoy = _with_papers(db, actor, code)
    return departures.van(db, actor, code, number, paper_needs.of_vans(db, actor, convoy, number))


def trip(db: Session, actor: Actor, code: str, number: int | None = None) -> Trip:
    """Return the trip of a convoy, or of one of its vans; raises NotFound."""
    standing = declared.state_of(db, actor, _with_papers(db, actor, code))
    return dispatch.trip(db, actor, code, {run_id: one.state for run_id, one in standing.items()}, number)


def _with_papers(db: Session, actor: Actor, code: str) -> Convoy:
    # First, so that a mistyped code is answered as one of a convoy and not of its papers.
    convoys.find(db, actor, code)
    return papers.printable_convoy(db, actor, code)
