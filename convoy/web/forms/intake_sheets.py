"""How many blank intake sheets are printed."""

from flask_babel import lazy_gettext
from wtforms.validators import InputRequired

from convoy.services.intake_sheets import IssueSheets
from convoy.web.forms.fields import NEEDED, KeyField, QuantityField
from convoy.web.page_form import PageForm


class SheetsForm(PageForm):
    """How many sheets."""

    key = KeyField()
    count = QuantityField(lazy_gettext("How many sheets"), [InputRequired(NEEDED)])

    def command(self, place: str) -> IssueSheets:
        """Return what the service takes."""
        return IssueSheets(self.key.data, place, self.count.data)
