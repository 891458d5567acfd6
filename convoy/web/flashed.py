"""What was said to be shown on the next page, and has not been shown yet: it can be taken back."""

from collections.abc import Callable

from flask import session

KEPT = "_flashes"
"""Where Flask keeps it."""


def waiting() -> list[tuple[str, str]]:
    """Return (kind, sentence) of what the next page will say."""
    return [(kind, sentence) for kind, sentence in session.get(KEPT, ())]


def keep_only(is_kept: Callable[[tuple[str, str]], bool]) -> None:
    """Have the next page say only what is kept."""
    said = waiting()
    kept = [one for one in said if is_kept(one)]
    if kept != said:
        session[KEPT] = kept
