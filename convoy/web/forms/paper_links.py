"""What is chosen for a paper link."""

from flask_babel import lazy_gettext, ngettext
from wtforms import HiddenField, SelectField
from wtforms.validators import InputRequired

from convoy.queries.paper_links import REFERENCE
from convoy.services.paper_links import HOURS
from convoy.web.forms.fields import NEEDED, KeyField
from convoy.web.page_form import PageForm
from convoy.web.sign_in_form import too_long


class PaperLinkForm(PageForm):
    """For how long a link is good."""

    key = KeyField()
    hours = SelectField(
        lazy_gettext("Good for"),
        coerce=int,
        choices=lambda: [(hours, ngettext("%(num)s hour", "%(num)s hours", hours)) for hours in HOURS],
    )


class EndPaperLinkForm(PageForm):
    """Which link ends."""

    key = KeyField()
    reference = HiddenField(validators=[InputRequired(NEEDED), too_long(REFERENCE)])
