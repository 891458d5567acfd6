"""What is chosen to print papers, and why one is cancelled."""

from uuid import UUID, uuid5

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField
from wtforms.validators import InputRequired

from convoy.documents.registry import KINDS, Variant
from convoy.domain import page_ranges
from convoy.domain.messages import N_
from convoy.domain.pen import PenField
from convoy.services import papers
from convoy.services.bundles import IssueBundle
from convoy.services.papers import IssuePaper
from convoy.web import labels
from convoy.web.choices import SelectChoice
from convoy.web.forms.fields import NEEDED, DayField, KeyField, NoteField, TextField, Understood
from convoy.words import LANGUAGES, Words

VARIANTS = {
    Variant.BORDER: N_("Border copy: for customs, checkpoints and the driver"),
    Variant.FULL: N_("Full copy: with every box and who gave it, for ourselves and the recipient"),
    Variant.PUBLIC: N_("Public copy: only how much of what, for everybody"),
}
"""For whom each copy is, the one that travels first."""

NONE = ""
"""No second language."""


class PrintForm(FlaskForm):
    """One choice of copy and languages for all vans of a convoy; the button pressed says which van."""

    key = KeyField()
    variant = SelectField(lazy_gettext("Copy"), [InputRequired(NEEDED)])
    first = SelectField(lazy_gettext("First language"), [InputRequired(NEEDED)])
    second = SelectField(lazy_gettext("Second language"))
    two_sided = BooleanField(lazy_gettext("The printer prints on both sides"))

    def offer(self) -> None:
        """Offer the copies there are, and the languages by what each calls itself."""
        named = [SelectChoice(value=code, label=f"{Words(code).own_name} ({code})") for code in LANGUAGES]
        self.variant.choices = [
            SelectChoice(value=variant.value, label=str(lazy_gettext(said)))
            for variant, said in VARIANTS.items()
        ]
        self.first.choices = named
        self.second.choices = [SelectChoice(value=NONE, label=str(lazy_gettext("only one language"))), *named]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages chosen, in reading order; the same one twice is one."""
        return tuple(dict.fromkeys(code for code in (self.first.data, self.second.data) if code))

    @property
    def copy(self) -> Variant:
        """The copy chosen."""
        return Variant(self.variant.data)

    def command(self, convoy: str, run: int | None) -> IssuePaper:
        """Return the wish to make one van's paper final; each van and choice has a key of its own."""
        chosen = f"{run or 'convoy'} {self.variant.data} {','.join(self.languages)}"
        key: UUID = uuid5(self.key.data, chosen)
        return papers.manifest(key, convoy, run, variant=self.copy, languages=self.languages)

    def paper(self, kind: str, target: str) -> IssuePaper:
        """Return the wish to make any paper final: in the copy chosen where the kind has it, else in full."""
        copy = self.copy if self.copy in KINDS[kind].variants else Variant.FULL
        key: UUID = uuid5(self.key.data, f"{kind} {target} {copy} {','.join(self.languages)}")
        return IssuePaper(key, kind, target, copy, self.languages)

    def bundle(self, convoy: str, run: int | None) -> IssueBundle:
        """Return the wish for everything a van calls for."""
        chosen = f"bundle {run or 'convoy'} {self.variant.data} {','.join(self.languages)}"
        return IssueBundle(uuid5(self.key.data, chosen), convoy, run, self.copy, self.languages)


class CancelForm(FlaskForm):
    """Why a paper is void."""

    key = KeyField()
    reason = NoteField(lazy_gettext("Why is it void?"), [InputRequired(NEEDED)], limit=300)


class SignedCopyForm(FlaskForm):
    """A photo or scan of a paper that was signed."""

    key = KeyField()
    file = FileField(lazy_gettext("Photo or scan"), [FileRequired(NEEDED)])


class PagesField(Understood):
    """First and last page of what is printed again; empty is everything."""

    def read(self, typed: str) -> tuple[int, int]:
        """Return first and last page."""
        return page_ranges.read(typed, field=self.name)

    def show(self, value: tuple[int, int]) -> str:
        """Return pages as they are typed."""
        return page_ranges.said(value)


class DownloadForm(FlaskForm):
    """Which pages of a copy are wanted; none typed are all."""

    pages = PagesField(lazy_gettext("Only these pages"))


class PenForm(FlaskForm):
    """What the pen corrected on a paper."""

    key = KeyField()
    field = SelectField(lazy_gettext("What was corrected"), choices=lambda: labels.choices(PenField))
    value = TextField(lazy_gettext("What stands there now"), [InputRequired(NEEDED)], limit=60)
    written_on = DayField(lazy_gettext("Day of the correction"), [InputRequired(NEEDED)])
    reason = NoteField(lazy_gettext("Why"), [InputRequired(NEEDED)], limit=300)
