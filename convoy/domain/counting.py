"""Counting what arrived: a box as a whole or line by line, and whether the figures agree with what was sent.

Quantities are in the item's base unit.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from convoy.domain.errors import RuleBroken
from convoy.domain.messages import N_
from convoy.domain.vocabulary import Vocabulary


class Outcome(Vocabulary):
    """What became of a whole box."""

    GOOD = "good"
    DAMAGED = "damaged"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class LineCount:
    """What was counted of one lot in a box; `excess` is more than listed."""

    lot_id: int
    good: int = 0
    damaged: int = 0
    missing: int = 0
    excess: int = 0

    @property
    def listed(self) -> int:
        """What is accounted for of what was sent."""
        return self.good + self.damaged + self.missing


@dataclass(frozen=True, slots=True)
class BoxCount:
    """What was found of one box: as a whole, or line by line where `lines` are given."""

    code: str
    outcome: Outcome = Outcome.GOOD
    lines: tuple[LineCount, ...] = ()
    reason: str = ""


def lines_of(counted: BoxCount, expected: Mapping[int, int]) -> tuple[LineCount, ...]:
    """Return the count of each lot of a box; `expected` is what should be there, by lot."""
    if counted.lines:
        return counted.lines
    return tuple(
        LineCount(lot_id, **{counted.outcome.value: quantity})
        for lot_id, quantity in expected.items()
        if quantity > 0
    )


def must_agree(counted: BoxCount, lines: Iterable[LineCount], sent: Mapping[int, int]) -> None:
    """Raise RuleBroken unless good, damaged and missing of every lot add up to what was sent of it."""
    listed: Counter[int] = Counter()
    for line in _sound(counted, lines):
        listed[line.lot_id] += line.listed
    if dict(listed) != dict(sent):
        raise RuleBroken(
            N_(
                "The counts for box %(code)s come to %(counted)s, but %(sent)s were sent. Say what was good, "
                "damaged and missing of each; more than listed goes into its own field. Nothing was stored."
            ),
            code=counted.code,
            counted=listed.total(),
            sent=sum(sent.values()),
        )


def found_later(counted: BoxCount, lines: Iterable[LineCount], missing: Mapping[int, int]) -> list[LineCount]:
    """Return what a later count found of a box; `missing` is what is open, by lot, of all it ever held.

    What is still called missing stays so and is no line. Raises RuleBroken for more than was missing.
    """
    found = []
    for line in _sound(counted, lines):
        if line.lot_id not in missing or line.good + line.damaged > missing[line.lot_id]:
            raise RuleBroken(
                N_(
                    "Box %(code)s was counted before, and %(missing)s of it are missing. More than that goes "
                    "into the field for more than listed. Nothing was stored."
                ),
                code=counted.code,
                missing=sum(missing.values()),
            )
        if line.good or line.damaged or line.excess:
            found.append(LineCount(line.lot_id, line.good, line.damaged, 0, line.excess))
    if not found:
        raise RuleBroken(
            N_("Box %(code)s was counted before, and this says nothing new of it. Nothing was stored."),
            code=counted.code,
        )
    return found


def _sound(counted: BoxCount, lines: Iterable[LineCount]) -> list[LineCount]:
    sound = list(lines)
    if len({line.lot_id for line in sound}) < len(sound) or any(
        min(line.good, line.damaged, line.missing, line.excess) < 0 for line in sound
    ):
        raise RuleBroken(N_("The count of box %(code)s is damaged. Open the form again."), code=counted.code)
    return sound


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of a quantity that was sent; `excess` is more than listed and comes on top."""

    sent: int = 0
    good: int = 0
    damaged: int = 0
    missing: int = 0
    excess: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.sent + other.sent,
            self.good + other.good,
            self.damaged + other.damaged,
            self.missing + other.missing,
            self.excess + other.excess,
        )

    @property
    def differs(self) -> bool:
        """Whether anything else came than what was sent, in good order."""
        return self.good != self.sent or self.excess > 0


def add_up(lines: Iterable[LineCount]) -> Tally:
    """Return what became of one lot of one box by all its counts, the first one first.

    The first count says what was sent; later ones only find what it missed.
    """
    listed = list(lines)
    if not listed:
        return Tally()
    sent = listed[0].listed
    good, damaged = sum(line.good for line in listed), sum(line.damaged for line in listed)
    return Tally(sent, good, damaged, sent - good - damaged, sum(line.excess for line in listed))


def outcome_of(tally: Tally) -> Outcome:
    """Return what became of a box by the tally of all it held: as good as the best of what is in it."""
    if tally.good:
        return Outcome.GOOD
    return Outcome.DAMAGED if tally.damaged else Outcome.MISSING
