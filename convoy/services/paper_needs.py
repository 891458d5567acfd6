"""What the papers lack that vans call for: kinds never made, void, out of date, or without a signature."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from convoy.domain.departure import Papers, PaperState
from convoy.domain.filing import Filing
from convoy.domain.lifecycle import BEFORE_DEPARTURE
from convoy.domain.permissions import Actor
from convoy.models import Convoy
from convoy.queries import papers as query
from convoy.queries import signed_copies
from convoy.services import declared, offers, van_loads
from convoy.services.gathering import Gathering
from convoy.services.offers import Offered

SIGNED = frozenset({Filing.SIGNED, Filing.FILED})


def of_vans(db: Session, actor: Actor, convoy: Convoy, number: int | None = None) -> dict[int, Papers]:
    """Return by run id how the papers of a convoy's vans stand, or of one; a fixed number of statements.

    `convoy` comes from `queries.papers.printable_convoy`. What lies ahead is looked at kind by kind; a van on
    its way has the papers it has.
    """
    standing = declared.state_of(db, actor, convoy)
    ahead = [run for run in van_loads.going(convoy) if run.stage in BEFORE_DEPARTURE]
    ahead = [run for run in ahead if number is None or run.number == number]
    made = query.of_convoys(db, actor, [convoy.id], kinds=None) if ahead else []
    offered = offers.of_vans(Gathering(db, actor), convoy, ahead, made, only_called_for=True)
    final = [one.paper for papers in offered.values() for one in papers if one.paper is not None]
    filing = signed_copies.states(db, actor, [paper.id for paper in final])
    return {run_id: _papers(one.state, offered.get(run_id, ()), filing) for run_id, one in standing.items()}


def _papers(manifest: PaperState, offered: Sequence[Offered], filing: dict[int, Filing]) -> Papers:
    current = [one for one in offered if one.state is PaperState.CURRENT and one.kind.plan.signed_first]
    return Papers(
        manifest=manifest,
        missing=tuple(one.name for one in offered if one.state is PaperState.MISSING and one.void is None),
        void=tuple((one.void.number, one.void.version) for one in offered if one.void is not None),
        out_of_date=tuple(
            (one.paper.number, one.paper.version)
            for one in offered
            if one.paper and one.state is PaperState.OUT_OF_DATE
        ),
        unsigned=tuple(
            (one.paper.number, one.paper.version)
            for one in current
            if one.paper and filing[one.paper.id] not in SIGNED
        ),
    )
