"""What is asked about a list of boxes: the file, where they stand, whose numbers they have."""

from flask_babel import lazy_gettext
from werkzeug.datastructures import FileStorage
from wtforms import FileField, HiddenField, SelectField

from convoy.domain.errors import Invalid, Refusal
from convoy.domain.kinds import OrganisationKind
from convoy.services.box_imports import BoxList
from convoy.web import kept_files
from convoy.web.forms.fields import NAME, NoteField, TextField, said
from convoy.web.page_form import PageForm
from convoy.words import N_

MOST_MEANINGS = 4_000
NO_FILE = lazy_gettext("Choose the list: a .csv or .xlsx file.")


class MeaningsField(NoteField):
    """What ambiguous words mean, one WORD=CODE a line; `data` is the text, `chosen` what it says."""

    @property
    def chosen(self) -> dict[str, str]:
        """Return the item's code of each word."""
        pairs = (line.partition("=") for line in str(self.data or "").splitlines())
        return {word.strip(): code.strip() for word, sign, code in pairs if sign}

    def read(self, typed: str) -> str:
        """Return the lines; raises Invalid for one that is no WORD=CODE."""
        lines = super().read(typed)
        for line in lines.splitlines():
            word, _, code = line.partition("=")
            if line.strip() and not (word.strip() and code.strip()):
                raise Invalid(
                    N_("“%(found)s” is not WORD=CODE, such as soap=HYG-SOAP-01"),
                    field=self.name,
                    found=line[:80],
                )
        return lines


class BoxImportForm(PageForm):
    """A list of boxes to check, or to take in once it was checked."""

    place = SelectField(lazy_gettext("Where the boxes stand"))
    file = FileField(lazy_gettext("List of boxes"))
    partner = TextField(lazy_gettext("Whose list it is, if not our own"), limit=NAME)
    partner_kind = SelectField(lazy_gettext("What they are, if they are new here"))
    reference = TextField(lazy_gettext("Number of their list"), limit=NAME)
    meanings = MeaningsField(lazy_gettext("What words mean, one a line"), limit=MOST_MEANINGS)
    kept = HiddenField()
    kept_name = HiddenField()

    content: bytes = b""

    def take_file(self) -> bool:
        """Read the file that was sent, or sent before, and keep it with the form; whether there is one."""
        sent = self.file.data
        if isinstance(sent, FileStorage) and sent.filename:
            self.content = sent.stream.read()
            self.kept_name.data = sent.filename[:NAME]
        else:
            self.content = kept_files.unpacked(str(self.kept.data or ""))
        # What comes back with the page is what was read, not what was sent before.
        self.kept.data = kept_files.packed(self.content) if self.content else ""
        if not self.content:
            self.file.errors = [*self.file.errors, NO_FILE]
        return bool(self.content)

    def refuse(self, error: Refusal) -> None:
        """Show the service's refusal above the form."""
        self.form_errors.append(said(error))

    def command(self) -> BoxList:
        """Return what the service takes."""
        kind = str(self.partner_kind.data or "")
        return BoxList(
            place=self.place.data,
            name=str(self.kept_name.data or "")[:NAME],
            data=self.content,
            partner=self.partner.data,
            partner_kind=OrganisationKind(kind) if kind else None,
            reference=self.reference.data,
            chosen=self.meanings.chosen,
        )
