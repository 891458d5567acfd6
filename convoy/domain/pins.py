"""PINs: how one is read, and which are the first that somebody would try."""

from itertools import pairwise

from convoy.domain.errors import Invalid
from convoy.domain.messages import N_

SHORTEST = 6
LONGEST = 12
_DIGITS = frozenset("0123456789")
FEWEST_DIFFERENT = 3


def read(typed: str) -> str:
    """Return the PIN without the spaces it was typed with. Raises Invalid (field `pin`) for anything else."""
    pin = "".join(typed.split())
    if not SHORTEST <= len(pin) <= LONGEST or not _DIGITS.issuperset(pin):
        raise Invalid(
            N_("A PIN is %(shortest)s to %(longest)s digits, 0 to 9."),
            field="pin",
            shortest=SHORTEST,
            longest=LONGEST,
        )
    return pin


def check_new(typed: str) -> str:
    """Return a PIN that may be kept. Raises Invalid (field `pin`) for those that are tried first."""
    pin = read(typed)
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    repeats = any(pin == pin[:size] * (len(pin) // size) for size in (2, 3))
    if len(set(pin)) < FEWEST_DIFFERENT or len(steps) == 1 or repeats:
        raise Invalid(N_("This PIN is among the first that somebody would try. Take another."), field="pin")
    return pin
