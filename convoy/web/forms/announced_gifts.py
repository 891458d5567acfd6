"""What a donor types before coming: a few lines, when, and perhaps a name."""

from flask_babel import lazy_gettext
from wtforms import FieldList, Form, FormField

from convoy.domain.errors import Invalid
from convoy.services.announced_gifts import AnnounceGift
from convoy.web.forms.counting import blame
from convoy.web.forms.fields import DayField, KeyField, TextField, said
from convoy.web.page_form import PageForm

LINES = 5


class AnnouncedLineForm(Form):
    """One kind of goods."""

    what = TextField(lazy_gettext("What"), limit=120)
    amount = TextField(lazy_gettext("Roughly how much"), limit=40)


class AnnounceForm(PageForm):
    """A gift that is still at home."""

    key = KeyField()
    lines = FieldList(FormField(AnnouncedLineForm), min_entries=LINES, max_entries=LINES)
    expected_on = DayField(lazy_gettext("Which day, if you know"))
    name = TextField(lazy_gettext("Name, if you want to say it"))

    def command(self, place: str) -> AnnounceGift:
        """Return what the service takes: the lines that say what."""
        lines = [(entry.form.what.data or "", entry.form.amount.data or "") for entry in self.lines]
        return AnnounceGift(
            key=self.key.data,
            place=place,
            lines=tuple(line for line in lines if line[0]),
            expected_on=self.expected_on.data,
            name=self.name.data or "",
        )

    def refuse(self, error: Invalid) -> None:
        """Show the service's refusal at the field it names."""
        field = self.lines[0].form.what if error.field.startswith("lines") else self[error.field]
        blame(field, said(error))
        if error.field.startswith("lines"):
            blame(self.lines, self.lines[0].form.errors)
