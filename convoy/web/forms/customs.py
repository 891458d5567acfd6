"""What is typed about a border of a van."""

from flask_babel import lazy_gettext
from wtforms import SelectField

from convoy.domain.kinds import CustomsSide
from convoy.services.crews import RecordCustoms
from convoy.web import labels
from convoy.web.forms.fields import DayField, KeyField, MomentField, NoteField, TextField
from convoy.web.page_form import PageForm


class CustomsForm(PageForm):
    """One side of one border."""

    key = KeyField()
    side = SelectField(lazy_gettext("Side"), choices=lambda: labels.choices(CustomsSide))
    crossing = SelectField(lazy_gettext("Border crossing"), default="")
    border = TextField(lazy_gettext("Another border"), limit=60)
    reference = TextField(lazy_gettext("Number of the declaration or aid code"), limit=60)
    issued_on = DayField(lazy_gettext("Issued"))
    valid_until = DayField(lazy_gettext("Valid until"))
    shown_at = MomentField(lazy_gettext("Shown"))
    cleared_at = MomentField(lazy_gettext("Cleared"))
    refused_at = MomentField(lazy_gettext("Refused"))
    note = NoteField(lazy_gettext("Note"))

    def command(self, convoy: str, number: int) -> RecordCustoms:
        """Return the command that keeps the record."""
        return RecordCustoms(
            key=self.key.data,
            convoy=convoy,
            number=number,
            side=CustomsSide(self.side.data),
            crossing=self.crossing.data or "",
            reference=self.reference.data,
            issued_on=self.issued_on.data,
            valid_until=self.valid_until.data,
            border=self.border.data,
            shown_at=self.shown_at.data,
            cleared_at=self.cleared_at.data,
            refused_at=self.refused_at.data,
            note=self.note.data,
        )
