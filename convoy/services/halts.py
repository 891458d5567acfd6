"""Halts: which stops of a van's route a step is about, and which of them it has behind it."""

from convoy.domain.errors import NotFound
from convoy.domain.kinds import EventKind, StopKind
from convoy.domain.messages import N_
from convoy.models import Run, Stop


def loading(run: Run) -> list[Stop]:
    """Return the stops where boxes come on, in the order of the route."""
    return [stop for stop in run.stops if stop.kind is StopKind.LOADING]


def unloading(run: Run) -> list[Stop]:
    """Return the stops where boxes go off, in the order of the route."""
    return [stop for stop in run.stops if stop.kind.is_unloading]


def ahead(run: Run) -> list[Stop]:
    """Return the stops where boxes go off that the van has not reached."""
    return [stop for stop in unloading(run) if stop.arrived_at is None]


def before(run: Run, position: int) -> list[Stop]:
    """Return the loading stops that come before a place in the route."""
    return [stop for stop in loading(run) if stop.position < position]


def passed(run: Run) -> int:
    """Return the position of the last stop the van was at, 0 for a van that has not left its first one."""
    been = [stop.position for stop in run.stops if stop.arrived_at or stop.left_at]
    return max(been, default=0)


def of_step(run: Run, step: EventKind, position: int | None) -> Stop | None:
    """Return the stop a step is about: the one arrived at, left, or where the vehicle is handed over.

    Where no position is given it is the next one, else the last (for a departure the first); None for a step
    that has no stop. Raises NotFound.
    """
    if step is EventKind.ARRIVED:
        named = _named(run, unloading(run), position, _UNLOADS_NOTHING)
        return named or next(iter(ahead(run) or unloading(run)[-1:]), None)
    if step is EventKind.DEPARTED:
        stops = loading(run)
        waiting = [stop for stop in stops if stop.left_at is None]
        named = _named(run, stops, position, _LOADS_NOTHING)
        return named or next(iter(waiting or stops[:1]), None)
    if step is EventKind.HANDED_OVER:
        theirs = [stop for stop in unloading(run) if stop.place.organisation_id == run.given_to_id]
        return next(iter(theirs or unloading(run)[-1:]), None)
    return None


_LOADS_NOTHING = N_("Van %(number)s loads nothing at stop %(stop)s. Nothing was stored.")
_UNLOADS_NOTHING = N_("Van %(number)s unloads nothing at stop %(stop)s. Nothing was stored.")


def _named(run: Run, stops: list[Stop], position: int | None, nothing: str) -> Stop | None:
    if position is None:
        return None
    found = next((stop for stop in stops if stop.position == position), None)
    if found is not None:
        return found
    raise NotFound(nothing, number=run.number, stop=position)


def behind(run: Run, step: EventKind, stop: Stop | None) -> list[Stop]:
    """Return the loading stops a van has left by a step.

    A border may lie between two of them: whoever is at one has left the first, and perhaps no other.
    """
    if step is EventKind.DEPARTED:
        return before(run, stop.position + 1) if stop is not None else []
    if step in {EventKind.AT_BORDER, EventKind.CROSSED}:
        return loading(run)[:1]
    return loading(run)
