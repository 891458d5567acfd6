"""When vans were loaded, by what was recorded of it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from convoy.domain.kinds import EventKind
from convoy.models import Event

Between = tuple[datetime | None, datetime | None]
"""When something began and ended; None is not known."""


def of_runs(db: Session, run_ids: Collection[int]) -> dict[int, Between]:
    """Return by run id when its loading began and ended; one statement."""
    rows = db.execute(
        select(Event.run_id, Event.kind, func.min(Event.occurred_at), func.max(Event.occurred_at))
        .where(Event.run_id.in_(run_ids), Event.kind.in_((EventKind.LOADING, EventKind.LOADED)))
        .group_by(Event.run_id, Event.kind)
    )
    found = {(run_id, kind): (first, last) for run_id, kind, first, last in rows}
    nothing: Between = (None, None)
    return {
        run_id: (
            found.get((run_id, EventKind.LOADING), nothing)[0],
            found.get((run_id, EventKind.LOADED), nothing)[1],
        )
        for run_id in run_ids
    }
