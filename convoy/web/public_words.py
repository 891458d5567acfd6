"""The traffic light of a place: a word, what it means for whoever wants to bring something, icon and tone."""

from dataclasses import dataclass

from flask_babel import gettext

from convoy.domain.kinds import PlaceStatus
from convoy.domain.messages import N_


@dataclass(frozen=True, slots=True)
class Light:
    """What a place says to those who want to bring something."""

    word: str
    sentence: str
    icon: str
    tone: str


_LIGHTS = {
    PlaceStatus.OPEN: Light(N_("Open"), N_("Goods are taken in at the opening hours."), "check", "confirmed"),
    PlaceStatus.FULL: Light(
        N_("Full"), N_("Bring nothing until this page says open again."), "warning", "needs"
    ),
    PlaceStatus.PAUSED: Light(
        N_("Paused"), N_("Bring nothing until this page says open again."), "clock", "needs"
    ),
    PlaceStatus.CLOSED: Light(N_("Closed"), N_("Nothing is taken in here."), "close", "stopped"),
}


def light(status: PlaceStatus) -> Light:
    """Return the light of a status in the page's language."""
    found = _LIGHTS[status]
    return Light(gettext(found.word), gettext(found.sentence), found.icon, found.tone)
