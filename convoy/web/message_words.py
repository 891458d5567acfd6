"""Why a message has to wait, what one tells by being sent now, and what its text gives away."""

from flask import url_for
from flask_babel import gettext

from convoy.domain.disclosures import Disclosure, Told
from convoy.domain.messages import N_
from convoy.queries.announcements import About, Answer, Care, Wait

TITLES = {
    About.CUT_OFF: N_("Last day for goods"),
    About.LEFT: N_("On its way"),
    About.ARRIVED: N_("Arrived"),
}

WAITS = {
    Wait.NO_CUT_OFF: N_("This convoy has no last day to bring goods yet."),
    Wait.CUT_OFF_OVER: N_("The last day to bring goods is over."),
    Wait.NOT_LEFT: N_("Not every van has left. A message now would tell that they leave soon."),
    Wait.NOT_COUNTED: N_("No recipient's count is recorded yet. It says how many boxes were received."),
    Wait.ON_THE_ROAD: N_("Vans are still to go or on their way. Nothing is said of what arrived until then."),
    Wait.CANCELLED: N_("This convoy is cancelled."),
    Wait.WAREHOUSE: N_("Where goods are stored is not told to groups. Messages are for collection points."),
}

CARES = {
    Care.JUST_LEFT: N_("The last van left less than a day ago. Sent tomorrow, this tells less."),
    Care.NOT_HOME: N_("Not every van is recorded as back. The crews may still be on the road."),
    Care.SOME_NOT_COUNTED: N_("Some boxes are not counted yet, and so not among those received."),
}

GIVEN_AWAY = {
    Disclosure.TELEPHONE: N_("looks like a telephone number"),
    Disclosure.PLATE: N_("looks like a number plate"),
    Disclosure.COORDINATES: N_("looks like a position on a map"),
    Disclosure.TIME: N_("looks like a time of day"),
    Disclosure.ROUTE: N_("belongs to this convoy's way or people"),
}


def waiting(answer: Answer) -> str:
    """Return why there is no message; "" where there is one."""
    return gettext(WAITS[answer.wait]) if answer.wait else ""


def cares(answer: Answer) -> list[str]:
    """Return what to be careful of."""
    return [gettext(CARES[care]) for care in answer.cares]


def warnings(told: tuple[Told, ...]) -> list[tuple[str, str]]:
    """Return what was found in the text, and what is the matter with it."""
    return [(one.found, gettext(GIVEN_AWAY[one.what])) for one in told]


def mended(answer: Answer, code: str) -> tuple[str, str] | None:
    """Return the address where what is missing is entered, and what to press."""
    if answer.wait is Wait.NO_CUT_OFF:
        return url_for("convoys.edit", code=code), gettext("Change the convoy")
    if answer.wait is Wait.NOT_COUNTED:
        return url_for("receiving.index", code=code), gettext("Counts and differences")
    if answer.wait in {Wait.NOT_LEFT, Wait.ON_THE_ROAD}:
        return url_for("dispatch.show", code=code), gettext("Trip: steps, problems, counts")
    return None
