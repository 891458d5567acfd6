"""Which of two is merged into the other, as the page of duplicates sends it."""

from flask_babel import lazy_gettext
from wtforms import HiddenField
from wtforms.validators import InputRequired

from convoy.web.forms.fields import NEEDED, KeyField, TextField
from convoy.web.page_form import PageForm


class PairForm(PageForm):
    """Two that were suggested, by their codes."""

    key = KeyField()
    merged = HiddenField(validators=[InputRequired(NEEDED)])
    kept = HiddenField(validators=[InputRequired(NEEDED)])


class OneForm(PageForm):
    """One that was merged, by its code."""

    key = KeyField()
    code = HiddenField(validators=[InputRequired(NEEDED)])


class NamedDonorsForm(PageForm):
    """Two donors by their names."""

    key = KeyField()
    merged_name = TextField(lazy_gettext("This donor"), [InputRequired(NEEDED)])
    kept_name = TextField(lazy_gettext("is the same as"), [InputRequired(NEEDED)])


class NamedItemsForm(PageForm):
    """Two items by their names."""

    key = KeyField()
    merged_item = TextField(lazy_gettext("This item"), [InputRequired(NEEDED)])
    kept_item = TextField(lazy_gettext("is the same as"), [InputRequired(NEEDED)])
