"""What is typed to set a second factor up, and to change it."""

from flask_babel import lazy_gettext
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired

from convoy.domain import totp
from convoy.web.page_form import PageForm
from convoy.web.sign_in_form import NEEDED, too_long

CODE = {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}


class ProofForm(PageForm):
    """A code of one's own second factor, or a recovery code."""

    code = StringField(
        lazy_gettext("Code from the phone"),
        [InputRequired(NEEDED), too_long(totp.LONGEST_INPUT)],
        render_kw=CODE,
    )


class SetUpForm(ProofForm):
    """The first code the phone shows, and what it counts with; `next` is the page that was asked for."""

    secret = HiddenField()
    next = HiddenField()
