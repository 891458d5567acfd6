"""What is sent to put a letter on file."""

from flask_babel import lazy_gettext
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField

from convoy.domain.letters import LetterKind
from convoy.web import labels
from convoy.web.forms.fields import NEEDED, DayField, KeyField, NoteField
from convoy.web.page_form import PageForm


class LetterForm(PageForm):
    """A file, what it is, and whom it is about."""

    key = KeyField()
    file = FileField(lazy_gettext("File"), [FileRequired(NEEDED)])
    kind = SelectField(lazy_gettext("What it is"), choices=lambda: labels.choices(LetterKind))
    place = SelectField(lazy_gettext("Recipient"))
    run = SelectField(lazy_gettext("Van"))
    replaces = SelectField(lazy_gettext("Instead of"))
    written_on = DayField(lazy_gettext("Date on the letter"))
    note = NoteField(lazy_gettext("Note"))
