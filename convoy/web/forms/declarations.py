"""What is typed of a step of a recipient's declaration."""

from flask_babel import lazy_gettext
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import InputRequired

from convoy.domain.declarations import DeclarationStep
from convoy.services.declarations import RecordDeclaration
from convoy.web import labels
from convoy.web.forms.fields import NEEDED, DayField, KeyField, NoteField, PastDayField, TextField
from convoy.web.page_form import PageForm


class DeclarationForm(PageForm):
    """One step of the recipient at `place`: what happened, when, and what was said of it."""

    key = KeyField()
    place = HiddenField("", [InputRequired()])
    step = SelectField(lazy_gettext("What happened"), choices=lambda: labels.choices(DeclarationStep))
    occurred_on = PastDayField(lazy_gettext("Day"), [InputRequired(NEEDED)])
    to_whom = TextField(lazy_gettext("To whom the list was sent"))
    paper = SelectField(lazy_gettext("Which list"))
    reference = TextField(lazy_gettext("Code or number"), limit=80)
    valid_until = DayField(lazy_gettext("Valid until"))
    change_until = DayField(lazy_gettext("May be changed until"))
    note = NoteField(lazy_gettext("Note"))
    is_taken_back = BooleanField(lazy_gettext("This did not happen after all"))

    def command(self, convoy: str, run: int) -> RecordDeclaration:
        """Return what the service takes."""
        return RecordDeclaration(
            key=self.key.data,
            convoy=convoy,
            run=run,
            place=self.place.data or "",
            step=DeclarationStep(self.step.data),
            occurred_on=self.occurred_on.data,
            to_whom=self.to_whom.data,
            reference=self.reference.data,
            paper=self.paper.data or "",
            valid_until=self.valid_until.data,
            change_until=self.change_until.data,
            note=self.note.data,
            is_taken_back=bool(self.is_taken_back.data),
        )
