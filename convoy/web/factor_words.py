"""What a person is told of the own second factor."""

from flask_babel import gettext

from convoy.domain.factors import NoticeKind
from convoy.domain.messages import N_
from convoy.queries.factors import Told

SAID = {
    NoticeKind.SET_UP: N_("a second factor was set up for you, by %(name)s"),
    NoticeKind.CODES_RENEWED: N_("new recovery codes were made, by %(name)s"),
    NoticeKind.CODE_USED: N_("one of your recovery codes was used, by %(name)s"),
    NoticeKind.REMOVAL_ASKED: N_("%(name)s asked another admin to take your second factor away"),
    NoticeKind.REMOVED: N_("your second factor was taken away, by %(name)s"),
}


def told(one: Told) -> str:
    """Return what happened, and by whom, in the page's language."""
    return gettext(SAID[one.kind], name=one.by)
