"""Nobody's change is overwritten unseen."""

from sqlalchemy.orm import Session

from convoy.domain.errors import Conflict
from convoy.domain.messages import N_
from convoy.queries import revisions


def must_be_newest(db: Session, noun: str, code: str, seen: int | None) -> None:
    """Raise Conflict when a record was changed after `seen`; None is for callers that look at nothing.

    Call it with the record's row locked.
    """
    if seen is not None and revisions.latest(db, noun, code) != seen:
        who = revisions.history(db, noun, code)[0].who
        raise Conflict(
            N_(
                "%(who)s changed %(code)s while this form was open. Nothing was stored yet; look at it first."
            ),
            who=who,
            code=code,
        )
