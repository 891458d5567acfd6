"""The borders of a van's way, each side with what is recorded of it and how its papers stand."""

from dataclasses import dataclass
from datetime import UTC, datetime

from convoy.domain.customs import LACKING, PapersState, Recorded, papers_state
from convoy.domain.kinds import CustomsSide
from convoy.models import Crossing, CustomsRecord, Run

INTO = "UA"
"""The crossings of the reference data lead into Ukraine."""


@dataclass(frozen=True, slots=True)
class Border:
    """One side of one border; without a record it is only known that the van has to pass it."""

    side: CustomsSide
    crossing: Crossing | None
    name: str
    record: CustomsRecord | None
    state: PapersState

    @property
    def is_lacking(self) -> bool:
        """Whether the paper for it is not there, not valid any more, or was refused."""
        return self.state in LACKING


def of_run(run: Run) -> tuple[Border, ...]:
    """Return the borders on record for a van, and those its route and its convoy's crossing call for.

    Asks nothing of the database where stops, places, customs records and the convoy's crossing are at hand.
    """
    today = datetime.now(UTC).date()
    recorded = [
        Border(one.side, one.crossing, _name(one), one, papers_state(_known(one), today))
        for one in run.customs
    ]
    crossing = run.convoy.crossing
    if crossing is None or not _crosses_into(run):
        return tuple(recorded)
    called_for = [
        Border(side, crossing, crossing.name, None, PapersState.NEEDED)
        for side in CustomsSide
        if not any(one.side is side and _may_be(one, crossing) for one in run.customs)
    ]
    return (*recorded, *called_for)


def lacking(run: Run) -> tuple[Border, ...]:
    """Return the borders for which a van has no valid paper."""
    return tuple(border for border in of_run(run) if border.is_lacking)


def _name(record: CustomsRecord) -> str:
    return record.border or (record.crossing.name if record.crossing else "")


def _may_be(record: CustomsRecord, crossing: Crossing) -> bool:
    """A record without any border named is taken for the one there is."""
    return record.crossing_id == crossing.id or (record.crossing_id is None and not record.border)


def _known(record: CustomsRecord) -> Recorded:
    return Recorded(
        record.reference, record.valid_until, record.shown_at, record.cleared_at, record.refused_at
    )


def _crosses_into(run: Run) -> bool:
    countries = [stop.place.country for stop in run.stops]
    outside = [place for place, country in enumerate(countries) if country and country != INTO]
    return bool(outside) and INTO in countries[outside[0] :]
