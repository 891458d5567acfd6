"""The state of a border's papers, derived from what is recorded of it."""

from dataclasses import dataclass
from datetime import date, datetime

from convoy.domain.vocabulary import Vocabulary


class PapersState(Vocabulary):
    """How far one side of a border is for one van."""

    NEEDED = "needed"
    READY = "ready"
    EXPIRED = "expired"
    SHOWN = "shown"
    REFUSED = "refused"
    CLEARED = "cleared"


LACKING = frozenset({PapersState.NEEDED, PapersState.EXPIRED, PapersState.REFUSED})
"""A van should not leave for a border in this state."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is known of a border: the paper's number, until when it holds, and what happened there."""

    reference: str = ""
    valid_until: date | None = None
    shown_at: datetime | None = None
    cleared_at: datetime | None = None
    refused_at: datetime | None = None


def papers_state(known: Recorded, today: date) -> PapersState:
    """Return the state of a border's papers; of what happened there, the last counts."""
    happened = [
        (moment, place, state)
        for place, (moment, state) in enumerate(
            (
                (known.shown_at, PapersState.SHOWN),
                (known.refused_at, PapersState.REFUSED),
                (known.cleared_at, PapersState.CLEARED),
            )
        )
        if moment is not None
    ]
    if happened:
        return max(happened)[2]
    if not known.reference:
        return PapersState.NEEDED
    if known.valid_until is not None and known.valid_until < today:
        return PapersState.EXPIRED
    return PapersState.READY
