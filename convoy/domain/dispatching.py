"""Recording what a van did: which step reaches which stage, in what order, and which steps were left out."""

from collections.abc import Iterable

from convoy.domain.kinds import EventKind
from convoy.domain.lifecycle import RunStage

STAGE_OF: dict[EventKind, RunStage] = {
    EventKind.LOADING: RunStage.LOADING,
    EventKind.LOADED: RunStage.LOADED,
    EventKind.READY: RunStage.READY,
    EventKind.DEPARTED: RunStage.DEPARTED,
    EventKind.AT_BORDER: RunStage.AT_BORDER,
    EventKind.CROSSED: RunStage.CROSSED,
    EventKind.ARRIVED: RunStage.ARRIVED,
    EventKind.UNLOADED: RunStage.UNLOADED,
    EventKind.HANDED_OVER: RunStage.HANDED_OVER,
    EventKind.RETURNED: RunStage.RETURNED,
}
"""The steps of a run in their order, and the stage each one reaches."""

STEPS: tuple[EventKind, ...] = tuple(STAGE_OF)
ENDS = frozenset({EventKind.HANDED_OVER, EventKind.RETURNED})
"""A vehicle that is itself aid stays there, every other one comes back: a trip ends in one of both ways."""

_ORDER = {stage: place for place, stage in enumerate([RunStage.PLANNED, *STAGE_OF.values()])}
_ORDER[RunStage.HANDED_OVER] = _ORDER[RunStage.RETURNED]


def has_left(stage: RunStage) -> bool:
    """Whether a run at this stage has left with its load."""
    return stage in _ORDER and _ORDER[stage] >= _ORDER[RunStage.DEPARTED]


def furthest(now: RunStage, step: EventKind) -> RunStage:
    """Return the stage after a step is recorded: late entries never send a van back."""
    reached = STAGE_OF[step]
    return reached if _ORDER[reached] > _ORDER[now] else now


def next_step(now: RunStage, *, is_given: bool = False) -> EventKind | None:
    """Return the step that most likely comes next, None when the trip is over.

    A vehicle that is given to a recipient is handed over at the end; every other one comes back.
    """
    never = EventKind.RETURNED if is_given else EventKind.HANDED_OVER
    later = [
        step
        for step, stage in STAGE_OF.items()
        if step is not never and now in _ORDER and _ORDER[stage] > _ORDER[now]
    ]
    return later[0] if later else None


def gaps(recorded: Iterable[EventKind]) -> tuple[EventKind, ...]:
    """Return the steps before the furthest recorded one that nobody has recorded."""
    known = set(recorded) & set(STEPS)
    if not known:
        return ()
    last = max(STEPS.index(step) for step in known)
    return tuple(step for step in STEPS[:last] if step not in known | ENDS)
