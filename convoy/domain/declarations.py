"""The recipient's online declaration: its steps, how far it is, and the clocks that run from each step."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from convoy.domain import rules
from convoy.domain.vocabulary import Vocabulary


class DeclarationStep(Vocabulary):
    """What happens to a list on its way to a report, in its usual order; any may be recorded late."""

    SENT = "sent"
    ENTERED = "entered"
    CODE_RECEIVED = "code_received"
    DECLARED = "declared"
    CLEARED = "cleared"
    REPORTED = "reported"


class Clock(Vocabulary):
    """What runs out."""

    CODE = "code"
    DECLARATION = "declaration"
    CHANGE = "change"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Term:
    """How long a clock runs: from which steps, until which step stops it; the rule says for how many days.

    A rule without days is one whose last day is only ever told.
    """

    starts: tuple[DeclarationStep, ...]
    ends: tuple[DeclarationStep, ...]
    rule: str

    @property
    def days(self) -> int | None:
        """Days from the step that started it."""
        return None if rules.RULES[self.rule].value is None else rules.whole(self.rule)


_S = DeclarationStep
TERMS: dict[Clock, Term] = {
    Clock.CODE: Term((_S.CODE_RECEIVED,), (_S.CLEARED, _S.REPORTED), "aid_code"),
    Clock.DECLARATION: Term((_S.DECLARED,), (_S.CLEARED, _S.REPORTED), "declaration"),
    Clock.CHANGE: Term((_S.ENTERED, _S.CODE_RECEIVED, _S.DECLARED), (_S.CLEARED, _S.REPORTED), "change"),
    Clock.REPORT: Term((_S.CLEARED,), (_S.REPORTED,), "report"),
}

DECLARED_IN = rules.countries("declared_in")
"""Countries whose recipients declare each van's load online."""


def alarm(days_left: int) -> int | None:
    """Return the smallest of the days left at which a term is told, None while there is time.

    It is told each time more loudly; a term that is over has the loudest, too.
    """
    return min((days for days in rules.wholes("alarms") if days_left <= days), default=None)


@dataclass(frozen=True, slots=True)
class Recorded:
    """One entry of a declaration; `number` is its place in the record, the later of two of a step holds."""

    number: int
    step: DeclarationStep
    occurred_on: date
    valid_until: date | None = None
    change_until: date | None = None
    is_taken_back: bool = False


@dataclass(frozen=True, slots=True)
class Deadline:
    """A clock that runs: until when, days left (negative when it is over), and the alarm it has reached."""

    clock: Clock
    until: date
    days_left: int

    @property
    def alarm(self) -> int | None:
        """The alarm it has reached (see `alarm`)."""
        return alarm(self.days_left)

    @property
    def is_over(self) -> bool:
        """Whether the day has passed."""
        return self.days_left < 0


@dataclass(frozen=True, slots=True)
class Standing:
    """How a declaration stands: its furthest step, earlier steps nobody recorded, and the clocks that run."""

    step: DeclarationStep | None
    gaps: tuple[DeclarationStep, ...]
    deadlines: tuple[Deadline, ...]

    @property
    def has_code(self) -> bool:
        """Whether the border can be shown something."""
        return self.step is not None and _ORDER[self.step] >= _ORDER[DeclarationStep.CODE_RECEIVED]

    @property
    def pressing(self) -> tuple[Deadline, ...]:
        """The clocks that have reached an alarm, the nearest first."""
        return tuple(one for one in self.deadlines if one.alarm is not None)


_ORDER = {step: place for place, step in enumerate(DeclarationStep)}


def held(entries: Iterable[Recorded]) -> dict[DeclarationStep, Recorded]:
    """Return the entry that holds for each step: the later of two, none once it was taken back."""
    holding: dict[DeclarationStep, Recorded] = {}
    for entry in sorted(entries, key=lambda one: one.number):
        if entry.is_taken_back:
            holding.pop(entry.step, None)
        else:
            holding[entry.step] = entry
    return holding


def last_days(entries: Iterable[Recorded]) -> dict[Clock, date]:
    """Return until when each clock that was started runs, stopped since or not."""
    holding = held(entries)
    return {clock: until for clock, term in TERMS.items() if (until := _until(clock, term, holding))}


def standing(entries: Iterable[Recorded], today: date) -> Standing:
    """Return how a declaration stands by what is recorded, in whatever order it was."""
    holding = held(entries)
    furthest = max(holding, key=_ORDER.__getitem__, default=None)
    gaps = [
        step
        for step in DeclarationStep
        if furthest is not None and _ORDER[step] < _ORDER[furthest] and step not in holding
    ]
    deadlines = [
        Deadline(clock, until, (until - today).days)
        for clock, term in TERMS.items()
        if not any(step in holding for step in term.ends)
        and (until := _until(clock, term, holding)) is not None
    ]
    return Standing(furthest, tuple(gaps), tuple(sorted(deadlines, key=lambda one: one.until)))


def _until(clock: Clock, term: Term, holding: dict[DeclarationStep, Recorded]) -> date | None:
    """The day told last for this clock, else so many days after the step that started it."""
    started = [holding[step] for step in term.starts if step in holding]
    if clock is Clock.CHANGE:
        told = [one for one in started if one.change_until is not None]
        return max(told, key=lambda one: one.number).change_until if told else None
    if not started or term.days is None:
        return None
    return started[0].valid_until or started[0].occurred_on + timedelta(days=term.days)
