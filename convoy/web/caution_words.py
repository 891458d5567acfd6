"""What the desk is told of goods, in the page's language: which words, and how loud."""

from collections.abc import Iterable

from flask_babel import gettext

from convoy.domain import intake, rules
from convoy.domain.cautions import Caution
from convoy.domain.messages import N_

SAID: dict[Caution, str] = {
    Caution.REJECTED: N_("We do not take this item: it is recorded as refused."),
    Caution.UNWANTED: N_("This place asks not to bring it."),
    Caution.PAST_DATE: N_("Past its date."),
    Caution.OUT_OF_SEASON: N_("A winter thing, and the winter is over."),
    Caution.SHORT_DATE: N_("Fewer than %(days)s days are left until its date."),
    Caution.MEDICAL: intake.MEDICAL,
    Caution.TWO_PERSONS: intake.TWO_PERSONS,
    Caution.COORDINATOR: intake.COORDINATOR,
    Caution.PAPERS: intake.PAPERS,
    Caution.ASKS_EXPIRY: N_("Look for the month of expiry on the packs."),
    Caution.WANTED: N_("Asked for here now."),
}

_STOPPED = frozenset({Caution.REJECTED, Caution.UNWANTED, Caution.PAST_DATE})
_PLAIN = frozenset({Caution.ASKS_EXPIRY})


def said(caution: Caution) -> str:
    """Return the sentence."""
    return gettext(SAID[caution], days=rules.whole("short_date"))


def tone(caution: Caution) -> str:
    """Return how loud it is: stopped, needs, confirmed, or plain."""
    if caution in _STOPPED:
        return "stopped"
    if caution is Caution.WANTED:
        return "confirmed"
    return "plain" if caution in _PLAIN else "needs"


def notes(cautions: Iterable[Caution]) -> list[dict[str, str]]:
    """Return sentences with their tone."""
    return [{"text": said(caution), "tone": tone(caution)} for caution in cautions]
