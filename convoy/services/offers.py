"""Which papers a van is offered: those it calls for, and all it can have, each with how it stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from convoy.documents.cargo import VanLoad
from convoy.documents.registry import KINDS, Kind
from convoy.domain.departure import PaperState
from convoy.domain.lifecycle import FINISHED
from convoy.domain.targets import Aim, Target
from convoy.models import Convoy, Paper, Run, Stop
from convoy.queries import papers as query
from convoy.services import contents, declared
from convoy.services.gathering import Gathering
from convoy.services.paper_targets import Found

IN_ORDER = sorted(KINDS.values(), key=lambda kind: (kind.plan.place, kind.code))


@dataclass(frozen=True, slots=True)
class Offered:
    """A kind of paper of a van, or of one of its stops: whether it is called for, made, and still true."""

    kind: Kind
    target: str
    stop: str
    is_called_for: bool
    state: PaperState
    paper: Paper | None
    """The version in force."""
    void: Paper | None = None
    """The newest version where it was cancelled."""

    @property
    def name(self) -> str:
        """Kind and stop, such as WB A."""
        return f"{self.kind.code} {self.stop}".strip()


def of_vans(
    gathering: Gathering,
    convoy: Convoy,
    runs: Sequence[Run],
    made: Sequence[Paper],
    *,
    only_called_for: bool = False,
) -> dict[int, list[Offered]]:
    """Return by run id the papers of these vans, in the order of the bundle; `made` are those there are.

    A fixed number of statements for those that are called for.
    """
    loads = gathering.trips(convoy, runs)
    newest = query.newest_of_each(made)
    valid = {about: paper for about, paper in newest.items() if paper.cancelled_at is None}
    texts = query.snapshots(gathering.db, gathering.actor, [paper.id for paper in valid.values()])
    found: dict[int, list[Offered]] = {}
    for run in runs:
        found[run.id] = [
            Offered(
                kind,
                str(target.aim),
                target.aim.stop,
                kind.plan.offer.holds(loads[run.id]),
                _state(gathering, kind, target, paper, texts.get(paper.id) if paper else None),
                paper,
                newest.get(about) if paper is None else None,
            )
            for kind, target in of_van(convoy, run, loads[run.id])
            if not only_called_for or kind.plan.offer.holds(loads[run.id])
            for about in ((kind.code, run.id, target.stop.id if target.stop else None),)
            for paper in (valid.get(about),)
        ]
    return found


def of_van(convoy: Convoy, run: Run, load: VanLoad) -> Iterator[tuple[Kind, Found]]:
    """Yield every kind a van can have, with what it is made of: the van, or each stop that receives."""
    letters = run.letters
    loaded = {stop.label for stop in load.served}
    for kind in IN_ORDER:
        if not kind.plan.is_numbered:
            continue
        if Target.RUN in kind.plan.targets:
            yield kind, Found(Aim(Target.RUN, convoy.code, run.number), convoy, run)
        elif Target.STOP in kind.plan.targets:
            for stop in run.stops:
                if letters.get(stop.id) in loaded:
                    yield kind, _at(convoy, run, stop, letters[stop.id])


def _at(convoy: Convoy, run: Run, stop: Stop, letter: str) -> Found:
    return Found(Aim(Target.STOP, convoy.code, run.number, letter), convoy, run, stop)


def _state(
    gathering: Gathering, kind: Kind, target: Found, paper: Paper | None, snapshot: str | None
) -> PaperState:
    """A van that has unloaded needs no paper any more: what it has stays current."""
    if paper is None:
        return PaperState.MISSING
    if snapshot is None or (target.run is not None and target.run.stage in FINISHED):
        return PaperState.CURRENT
    now = contents.content(gathering, kind, target)
    return PaperState.OUT_OF_DATE if declared.differences(snapshot, now) else PaperState.CURRENT
