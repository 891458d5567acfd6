"""What a coordinator chooses for a crew link, and what a person of the crew types."""

from flask_babel import lazy_gettext
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import InputRequired

from convoy.domain.kinds import CrewRole, DocumentKind
from convoy.queries.crew_links import REFERENCE
from convoy.services.crew_links import SHOWN_AGAIN, Details
from convoy.web import labels
from convoy.web.forms.fields import BirthdayField, DayField, KeyField, TextField
from convoy.web.forms.session import CODE, LONGEST_CODE
from convoy.web.page_form import PageForm
from convoy.web.sign_in_form import NEEDED, too_long


class LinkForm(PageForm):
    """For whom a link is."""

    key = KeyField()
    role = SelectField(lazy_gettext("Part"), choices=lambda: labels.choices(CrewRole))


class EndLinkForm(PageForm):
    """Which link ends."""

    key = KeyField()
    reference = HiddenField(validators=[InputRequired(NEEDED), too_long(REFERENCE)])


class OpenForm(PageForm):
    """The code of a crew link."""

    code = StringField(
        lazy_gettext("Code of your link"), [InputRequired(NEEDED), too_long(LONGEST_CODE)], render_kw=CODE
    )


class DetailsForm(PageForm):
    """One's own details, as the border wants them."""

    code = HiddenField(validators=[InputRequired(NEEDED), too_long(LONGEST_CODE)])
    name = TextField(lazy_gettext("Name, as in the passport"), [InputRequired(NEEDED)], limit=80)
    phone = TextField(lazy_gettext("Telephone"), [InputRequired(NEEDED)], limit=40)
    document_kind = SelectField(lazy_gettext("Document"), choices=lambda: labels.choices(DocumentKind))
    document = TextField(lazy_gettext("Number of the document"), limit=40)
    document_until = DayField(lazy_gettext("Document valid until"))
    born_on = BirthdayField(lazy_gettext("Date of birth"))
    nationality = TextField(lazy_gettext("Nationality"), limit=40)
    licence = TextField(lazy_gettext("Driving licence: classes and number"), limit=60)
    licence_until = DayField(lazy_gettext("Licence valid until"))
    adr_until = DayField(lazy_gettext("ADR certificate valid until"))
    language = TextField(lazy_gettext("Languages you speak"), limit=60)
    emergency_contact = TextField(lazy_gettext("Whom to call in an emergency: name and telephone"), limit=120)

    def details(self) -> Details:
        """Return what was typed; only for a form that validated."""
        return Details(
            name=self.name.data,
            phone=self.phone.data,
            document_kind=DocumentKind(self.document_kind.data),
            language=self.language.data,
            nationality=self.nationality.data,
            document=self.document.data,
            document_until=self.document_until.data,
            born_on=self.born_on.data,
            licence=self.licence.data,
            licence_until=self.licence_until.data,
            adr_until=self.adr_until.data,
            emergency_contact=self.emergency_contact.data,
        )

    def show_again(self, member: object) -> None:
        """Fill in what may be shown to whoever comes back with the code."""
        for name in SHOWN_AGAIN:
            value = getattr(member, name)
            self[name].data = value.value if isinstance(value, DocumentKind) else value
