"""The traffic light of a place: a word, what it means for whoever wants to bring something, icon and tone."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from convoy.domain.kinds import PlaceStatus
from convoy.domain.messages import N_


@dataclass(frozen=True, slots=True)
class Light:
    """What a place says to those who want to bring something, and when somebody last said so, if ever.

    Hours are free text: no light says that a place is open at this minute.
    """

    word: str
    sentence: str
    icon: str
    tone: str
    set_at: datetime | None = None


_WAIT = N_("Bring nothing until this page says that gifts are taken in.")

_LIGHTS = {
    PlaceStatus.OPEN: Light(
        N_("Taking gifts in"), N_("At the opening hours; look at them before you come."), "check", "confirmed"
    ),
    PlaceStatus.FULL: Light(N_("Full"), _WAIT, "warning", "needs"),
    PlaceStatus.PAUSED: Light(N_("Paused"), _WAIT, "clock", "needs"),
    PlaceStatus.CLOSED: Light(N_("Closed for gifts"), N_("Nothing is taken in here."), "close", "stopped"),
}


def light(status: PlaceStatus, set_at: datetime | None) -> Light:
    """Return the light of a place's status in the page's language."""
    found = _LIGHTS[status]
    return Light(gettext(found.word), gettext(found.sentence), found.icon, found.tone, set_at=set_at)


def lights() -> list[tuple[PlaceStatus, str]]:
    """Return what a place may say, each with its word in the page's language."""
    return [(status, gettext(one.word)) for status, one in _LIGHTS.items()]
