"""What may be done with a box by hand: why not, how heavy, and how its goods are shared out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from convoy.domain.errors import RuleBroken
from convoy.domain.lifecycle import BoxStage
from convoy.domain.messages import N_

TWO_PERSONS_G = 25_000
"""Above this a box is lifted by two persons (manual handling guidance, 25 kg)."""

HEAVIEST_G = 2_000_000
"""No box weighs more than two tonnes; a machine that does is asked about once."""

DOUBT = 5
"""A scale that differs from the estimate by more than this factor was misread, or the box is another."""

IN_STOCK = frozenset({BoxStage.OPEN, BoxStage.CLOSED})
ON_THE_ROAD = frozenset({BoxStage.IN_TRANSIT, BoxStage.ARRIVED})

NOT_IN_STOCK: dict[BoxStage, str] = {
    BoxStage.IN_TRANSIT: N_("Box %(code)s is on the road"),
    BoxStage.ARRIVED: N_("Box %(code)s has arrived and is not counted yet"),
    BoxStage.DELIVERED: N_("Box %(code)s is delivered"),
    BoxStage.MISSING: N_("Box %(code)s is missing"),
    BoxStage.DAMAGED: N_("Box %(code)s is damaged"),
    BoxStage.EMPTIED: N_("Box %(code)s is emptied"),
}


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why one box cannot take part in an action: a message to translate and its facts."""

    code: str
    message: str
    facts: Mapping[str, object] = field(default_factory=dict)


class Hindered(RuleBroken):
    """Some of the boxes of an action cannot take part; `obstacles` has the reason of each."""

    def __init__(self, obstacles: Sequence[Obstacle]) -> None:
        super().__init__(
            N_("%(count)s boxes cannot take part: %(codes)s. Nothing was changed."),
            count=len(obstacles),
            codes=", ".join(obstacle.code for obstacle in obstacles[:20]),
        )
        self.obstacles = tuple(obstacles)


def refuse_if(obstacles: Sequence[Obstacle]) -> None:
    """Raise the reason of the only obstacle, or Hindered with every reason; return where there is none."""
    if len(obstacles) == 1:
        raise RuleBroken(obstacles[0].message, **obstacles[0].facts)
    if obstacles:
        raise Hindered(obstacles)


class DoubtfulWeight(RuleBroken):
    """A weight that a person should look at once more before it is kept."""


class DoubtfulWeights(DoubtfulWeight):
    """A weight to look at once more for several boxes; `obstacles` has what each should weigh."""

    def __init__(self, obstacles: Sequence[Obstacle]) -> None:
        first = obstacles[0]
        super().__init__(first.message, **first.facts)
        self.obstacles = tuple(obstacles)


def is_doubtful(grams: int, estimated_g: int) -> bool:
    """Whether a weight is less than a fifth, or more than five times, of what the contents should weigh."""
    return bool(estimated_g) and not estimated_g <= grams * DOUBT <= estimated_g * DOUBT * DOUBT


def doubt_weight(code: str, grams: int, estimated_g: int, confirmed_g: int | None) -> None:
    """Raise DoubtfulWeight for more than two tonnes, or a fifth or five times of the estimate.

    Whoever sends the same grams as `confirmed_g` has looked once more, and is believed.
    """
    if grams == confirmed_g:
        return
    if grams > HEAVIEST_G:
        raise DoubtfulWeight(
            N_("%(kg)s kg is more than 2 tonnes for box %(code)s. Nothing was stored; look once more."),
            code=code,
            kg=_kilograms(grams),
        )
    if is_doubtful(grams, estimated_g):
        raise DoubtfulWeight(
            N_(
                "%(kg)s kg is far from the %(estimate)s kg its contents should weigh. "
                "Box %(code)s was not stored; look once more."
            ),
            code=code,
            kg=_kilograms(grams),
            estimate=_kilograms(estimated_g),
        )


def _kilograms(grams: int) -> str:
    return f"{grams / 1000:.3f}".rstrip("0").rstrip(".")


def share_out(quantity: int, parts: int) -> list[int]:
    """Return `quantity` in `parts` whole shares that differ by one at most; the first are the bigger."""
    return [share for (share,) in share_all_out([quantity], parts)]


def share_all_out(quantities: Sequence[int], parts: int) -> list[list[int]]:
    """Return, for each of `parts` boxes, its whole share of each quantity.

    Shares of one quantity differ by one at most; the pieces left over go round, so that no box gets them all.
    """
    shares = [[0] * len(quantities) for _ in range(parts)]
    turn = 0
    for kind, quantity in enumerate(quantities):
        each, over = divmod(quantity, parts)
        for part in range(parts):
            shares[part][kind] = each
        for extra in range(over):
            shares[(turn + extra) % parts][kind] += 1
        turn = (turn + over) % parts
    return shares
