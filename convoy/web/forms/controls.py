"""What is typed about goods that wait: a decision on many, and a second person's answer."""

from flask_babel import lazy_gettext
from wtforms import HiddenField
from wtforms.validators import InputRequired

from convoy.web.forms.fields import NEEDED, KeyField, TextField
from convoy.web.page_form import PageForm


class ControlForm(PageForm):
    """Why goods are released or refused, and the paper it rests on."""

    key = KeyField()
    reason = TextField(lazy_gettext("Why"), [InputRequired(NEEDED)], limit=200)
    document = TextField(lazy_gettext("Document"), limit=160)


class AnswerForm(PageForm):
    """A second person's reason; `sha256` is that of the request as it was shown."""

    key = KeyField()
    sha256 = HiddenField()
    reason = TextField(lazy_gettext("Why"), [InputRequired(NEEDED)], limit=200)
