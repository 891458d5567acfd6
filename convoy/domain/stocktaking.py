"""Counting what stands in a hall: what a sighting means, and where a difference goes in the ledger."""

from convoy.domain.errors import RuleBroken
from convoy.domain.kinds import HolderKind, MovementKind
from convoy.domain.messages import N_
from convoy.domain.vocabulary import Vocabulary


class Reason(Vocabulary):
    """Why what was counted is not what the books say."""

    MISCOUNTED = "miscounted"
    BROKEN = "broken"
    TAKEN = "taken"
    EXPIRED = "expired"
    FOUND = "found"
    OTHER = "other"


class Sighting(Vocabulary):
    """What became of a box when the stock-take was closed."""

    HERE = "here"
    MOVED = "moved"
    FOUND_AGAIN = "found_again"
    UNCHANGED = "unchanged"
    MISSING = "missing"
    NOT_SEEN = "not_seen"


FOR_MORE = (Reason.FOUND, Reason.MISCOUNTED, Reason.OTHER)
"""Why there may be more than the books say."""

FOR_LESS = (Reason.MISCOUNTED, Reason.BROKEN, Reason.EXPIRED, Reason.TAKEN, Reason.OTHER)
"""Why there may be less than the books say."""

FOR_A_BOX = (Reason.TAKEN, Reason.MISCOUNTED, Reason.OTHER)
"""Why a whole box may be gone; nobody knows yet, so it is missing and may turn up."""

GONE_FOR_GOOD = frozenset({Reason.MISCOUNTED, Reason.BROKEN, Reason.EXPIRED})
"""What nobody looks for any more."""


def must_explain(item: str, difference: int, reason: Reason | None, note: str) -> None:
    """Raise RuleBroken unless a difference has a reason that can be true, in words where it is another."""
    if not difference:
        return
    possible = FOR_MORE if difference > 0 else FOR_LESS
    if reason is None or reason not in possible:
        message = (
            N_("There is more of “%(item)s” than the books say: say why. Nothing was changed.")
            if difference > 0
            else N_("There is less of “%(item)s” than the books say: say why. Nothing was changed.")
        )
        raise RuleBroken(message, item=item)
    if reason is Reason.OTHER and not note:
        raise RuleBroken(
            N_("“Another reason” for “%(item)s” needs a few words. Nothing was changed."), item=item
        )


def end_of(reason: Reason) -> tuple[MovementKind, HolderKind]:
    """Return how goods that are not there any more leave the shelf, and where the ledger keeps them."""
    if reason in GONE_FOR_GOOD:
        return MovementKind.WRITTEN_OFF, HolderKind.WRITTEN_OFF
    return MovementKind.MISSING, HolderKind.MISSING


def shared_out(shortage: int, held: list[int]) -> list[int]:
    """Return how much of a shortage each holding bears, the first ones first."""
    shares = []
    for quantity in held:
        share = min(quantity, shortage)
        shares.append(share)
        shortage -= share
    return shares
