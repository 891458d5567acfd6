"""What a donor types before coming: a few lines, when, and perhaps a name."""

from flask_babel import gettext, lazy_gettext
from wtforms import FieldList, Form, FormField, SelectField

from convoy.domain.errors import Invalid
from convoy.domain.kinds import OrganisationKind
from convoy.services.announced_gifts import AnnounceGift, NotTaken
from convoy.web import labels
from convoy.web.choices import SelectChoice
from convoy.web.forms.counting import blame
from convoy.web.forms.fields import DayField, KeyField, TextField, said
from convoy.web.page_form import PageForm

LINES = 5


def donor_kinds() -> list[SelectChoice]:
    """Return the kinds of donor, with nothing said first."""
    return [SelectChoice(value="", label=gettext("not said")), *labels.choices(OrganisationKind)]


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
    donor_kind = SelectField(lazy_gettext("That is a"), choices=donor_kinds, default="")

    @property
    def filled(self) -> list[AnnouncedLineForm]:
        """The lines that say what."""
        return [entry.form for entry in self.lines if entry.form.what.data]

    def command(self, place: str) -> AnnounceGift:
        """Return what the service takes: the lines that say what."""
        return AnnounceGift(
            key=self.key.data,
            place=place,
            lines=tuple((form.what.data or "", form.amount.data or "") for form in self.filled),
            expected_on=self.expected_on.data,
            name=self.name.data or "",
            kind=OrganisationKind(self.donor_kind.data) if self.donor_kind.data else None,
        )

    def refuse(self, error: Invalid | NotTaken) -> None:
        """Show the service's refusals at the fields they name (`lines-0-what`), all at once."""
        for reason in error.reasons if isinstance(error, NotTaken) else (error,):
            part, _, rest = reason.field.partition("-")
            if part != "lines":
                blame(self[reason.field], said(reason))
                continue
            number, _, name = rest.partition("-")
            line = (self.filled or [self.lines[0].form])[int(number)]
            blame(line[name], said(reason))
            blame(self.lines, line.errors)
