"""What is typed on the page of a van before it leaves: why it goes all the same."""

from flask_babel import lazy_gettext
from wtforms import HiddenField
from wtforms.validators import InputRequired

from convoy.web.forms.fields import NEEDED, KeyField, TextField
from convoy.web.page_form import PageForm


class OverrideForm(PageForm):
    """A reason; `sha256` is that of what was shown."""

    key = KeyField()
    sha256 = HiddenField()
    reason = TextField(lazy_gettext("Why"), [InputRequired(NEEDED)], limit=200)
