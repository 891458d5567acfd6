"""What a van on its way most likely does next, and which of its earlier steps nobody recorded."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from convoy.domain import dispatching
from convoy.domain.dispatching import STAGE_OF, has_left, next_step
from convoy.domain.kinds import EventKind, StopKind
from convoy.domain.lifecycle import FINISHED, RunStage
from convoy.models import Run, Stop

_FIRST = frozenset({EventKind.LOADING, EventKind.LOADED, EventKind.READY, EventKind.DEPARTED})
_LAST = frozenset({EventKind.AT_BORDER, EventKind.CROSSED, EventKind.ARRIVED, EventKind.UNLOADED})


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a van most likely does next: a step, with the stop where it concerns one, or counting there."""

    step: EventKind | None
    stop: Stop | None = None

    @property
    def is_counting(self) -> bool:
        """Whether the boxes of a stop wait to be counted."""
        return self.step is None and self.stop is not None


def ahead(run: Run, waiting: Mapping[int, int]) -> Ahead:
    """Return what the van most likely does next; `waiting` counts boxes not counted yet by stop id."""
    stops = [stop for stop in run.stops if stop.kind.is_unloading]
    reached = [stop for stop in stops if stop.arrived_at is not None and stop.id in waiting]
    if reached:
        return Ahead(None, reached[0])
    halt = _next_halt(run)
    if halt is not None and halt.kind is StopKind.LOADING and run.departed_at is not None:
        return Ahead(EventKind.DEPARTED, halt)
    still = [stop for stop in stops if stop.arrived_at is None]
    if run.stage is RunStage.ARRIVED and still:
        return Ahead(EventKind.ARRIVED, still[0])
    step = next_step(run.stage, is_given=run.given_to_id is not None)
    if step is EventKind.ARRIVED:
        return Ahead(step, still[0] if still else None)
    return Ahead(step)


def _next_halt(run: Run) -> Stop | None:
    """Return the first stop of a trip not over that is still to be left, or to be reached."""
    if run.stage in FINISHED:
        return None
    return next(
        (
            stop
            for stop in run.stops
            if (stop.left_at if stop.kind is StopKind.LOADING else stop.arrived_at) is None
        ),
        None,
    )


def gaps(run: Run, recorded: Collection[EventKind], *, gave_over: bool) -> tuple[EventKind, ...]:
    """What comes before the furthest step known, though nobody recorded it; a count proves an arrival."""
    if run.stage is RunStage.DROPPED:
        return ()
    # Whose boxes went on with another van may never arrive; who took them over loaded on the road.
    known = {
        *recorded,
        *(_LAST if gave_over else ()),
        *(_FIRST if run.continues_run_id is not None else ()),
    }
    proved = [kind for kind, stage in STAGE_OF.items() if stage is run.stage and has_left(stage)]
    found = dispatching.gaps({*known, *proved})
    return (*found, *(kind for kind in proved if kind not in known))
