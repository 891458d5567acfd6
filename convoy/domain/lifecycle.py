"""Stages of boxes, pallets, runs and convoys, and the steps that contradict nothing recorded.

Source: the state tables of the field (Logistics Cluster, Boxtribute, UNECE Rec 24), reduced to what is
really pressed. Trouble is an event, not a stage, unless it ends the path. Skipping ahead is legal and
shows its gap; going back is a new entry with a reason.
"""

from convoy.domain.errors import RuleBroken
from convoy.domain.messages import N_
from convoy.domain.vocabulary import Vocabulary


class Stage(Vocabulary):
    """A stage knows which stages may follow it (see NEXT)."""

    def step_to(self, stage: "Stage") -> "Stage":
        """Return `stage` if it may follow this one, else raise RuleBroken."""
        if stage not in NEXT[self]:
            raise RuleBroken(
                N_("This is %(now)s; it cannot become %(wanted)s. Nothing was changed."),
                now=self.value,
                wanted=stage.value,
            )
        return stage


class BoxStage(Stage):
    """Where a box is on its way. On a van but not departed is a load, not a stage."""

    OPEN = "open"
    CLOSED = "closed"
    IN_TRANSIT = "in transit"
    ARRIVED = "arrived"
    DELIVERED = "delivered"
    MISSING = "missing"
    DAMAGED = "damaged"
    EMPTIED = "emptied"


class PalletStage(Stage):
    """A pallet is built, wrapped, travels and is broken down with its boxes."""

    BUILDING = "building"
    WRAPPED = "wrapped"
    BROKEN_DOWN = "broken down"


class RunStage(Stage):
    """How far one vehicle's trip is."""

    PLANNED = "planned"
    LOADING = "loading"
    LOADED = "loaded"
    READY = "ready"
    DEPARTED = "departed"
    AT_BORDER = "at the border"
    CROSSED = "crossed"
    ARRIVED = "arrived"
    UNLOADED = "unloaded"
    HANDED_OVER = "handed over"
    RETURNED = "returned"
    DROPPED = "dropped"


class ConvoyStage(Stage):
    """The convoy's stage follows from its runs, except where it is cancelled or closed."""

    PLANNING = "planning"
    LOADING = "loading"
    ON_THE_ROAD = "on the road"
    DELIVERED = "delivered"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class LineStage(Stage):
    """What became of a donation line at intake."""

    ACCEPTED = "accepted"
    SET_ASIDE = "set aside"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


_RUN_ORDER = tuple(stage for stage in RunStage if stage is not RunStage.DROPPED)
BEFORE_DEPARTURE = frozenset({RunStage.PLANNED, RunStage.LOADING, RunStage.LOADED, RunStage.READY})
ON_THE_ROAD = frozenset({RunStage.DEPARTED, RunStage.AT_BORDER, RunStage.CROSSED, RunStage.ARRIVED})
OVER = frozenset({RunStage.UNLOADED, RunStage.HANDED_OVER, RunStage.RETURNED})
FINISHED = OVER | {RunStage.DROPPED}

_B, _P, _C, _L = BoxStage, PalletStage, ConvoyStage, LineStage

NEXT: dict[Stage, frozenset[Stage]] = {
    _B.OPEN: frozenset({_B.CLOSED, _B.EMPTIED, _B.IN_TRANSIT, _B.MISSING}),
    _B.CLOSED: frozenset({_B.OPEN, _B.IN_TRANSIT, _B.EMPTIED, _B.MISSING}),
    _B.IN_TRANSIT: frozenset({_B.ARRIVED, _B.DELIVERED, _B.MISSING, _B.DAMAGED, _B.CLOSED}),
    _B.ARRIVED: frozenset({_B.IN_TRANSIT, _B.DELIVERED, _B.MISSING, _B.DAMAGED, _B.CLOSED}),
    _B.MISSING: frozenset({_B.DELIVERED, _B.DAMAGED, _B.CLOSED, _B.OPEN}),
    _B.DELIVERED: frozenset(),
    _B.DAMAGED: frozenset(),
    _B.EMPTIED: frozenset(),
    _P.BUILDING: frozenset({_P.WRAPPED, _P.BROKEN_DOWN}),
    _P.WRAPPED: frozenset({_P.BUILDING, _P.BROKEN_DOWN}),
    _P.BROKEN_DOWN: frozenset(),
    # A later step may always be recorded: people enter what happened, in the order they hear of it.
    **{
        stage: frozenset(_RUN_ORDER[place + 1 :])
        | ({RunStage.DROPPED} if stage in BEFORE_DEPARTURE else frozenset())
        | (
            {RunStage.PLANNED, RunStage.LOADING} & set(_RUN_ORDER[:place])
            if stage in BEFORE_DEPARTURE
            else set()
        )
        for place, stage in enumerate(_RUN_ORDER)
    },
    RunStage.HANDED_OVER: frozenset(),
    RunStage.DROPPED: frozenset({RunStage.PLANNED}),
    _C.PLANNING: frozenset({_C.LOADING, _C.ON_THE_ROAD, _C.DELIVERED, _C.CANCELLED}),
    _C.LOADING: frozenset({_C.PLANNING, _C.ON_THE_ROAD, _C.DELIVERED, _C.CANCELLED}),
    _C.ON_THE_ROAD: frozenset({_C.DELIVERED}),
    _C.DELIVERED: frozenset({_C.CLOSED, _C.ON_THE_ROAD}),
    _C.CLOSED: frozenset({_C.DELIVERED}),
    _C.CANCELLED: frozenset({_C.PLANNING}),
    _L.ACCEPTED: frozenset({_L.SET_ASIDE, _L.WITHDRAWN}),
    _L.SET_ASIDE: frozenset({_L.ACCEPTED, _L.REFUSED, _L.WITHDRAWN}),
    _L.REFUSED: frozenset({_L.WITHDRAWN}),
    _L.WITHDRAWN: frozenset(),
}


def convoy_stage(runs: list[RunStage], now: ConvoyStage) -> ConvoyStage:
    """Return the stage a convoy has by its runs; a cancelled or closed convoy stays so."""
    if now in {ConvoyStage.CANCELLED, ConvoyStage.CLOSED}:
        return now
    going = [run for run in runs if run is not RunStage.DROPPED]
    if going and all(run in OVER for run in going):
        return ConvoyStage.DELIVERED
    if any(run not in BEFORE_DEPARTURE for run in going):
        return ConvoyStage.ON_THE_ROAD
    if any(run is not RunStage.PLANNED for run in going):
        return ConvoyStage.LOADING
    return ConvoyStage.PLANNING
