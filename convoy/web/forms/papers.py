"""What is chosen to print papers, and why one is cancelled."""

from typing import Any
from uuid import uuid5

from flask_babel import gettext, lazy_gettext
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import InputRequired, Optional

from convoy.documents.registry import KINDS, Variant
from convoy.domain import page_ranges
from convoy.domain.days import today
from convoy.domain.messages import N_
from convoy.domain.page_sizes import PageSize
from convoy.domain.pen import PenField
from convoy.queries.paper_defaults import LANGUAGES as LANGUAGES_FIRST
from convoy.queries.paper_defaults import Defaults
from convoy.queries.papers import MANIFEST
from convoy.services.bundles import IssueBundle
from convoy.services.papers import IssuePaper
from convoy.web import labels
from convoy.web.access import clock
from convoy.web.choices import SelectChoice
from convoy.web.forms.counting import blame
from convoy.web.forms.fields import NEEDED, DayField, KeyField, NoteField, TextField, Understood
from convoy.web.page_form import PageForm
from convoy.words import LANGUAGES, Words

VARIANTS = {
    Variant.BORDER: N_("Border copy: for customs, checkpoints and the driver"),
    Variant.FULL: N_("Full copy: with every box and who gave it, for ourselves and the recipient"),
    Variant.PUBLIC: N_("Public copy: only how much of what, for everybody"),
}
"""For whom each copy is, the one that travels first."""

NONE = ""
"""No second language; as the first one, those that are set for each kind of paper."""


def language_choices() -> list[SelectChoice]:
    """Return the languages of papers by what each calls itself."""
    return [SelectChoice(value=code, label=f"{Words(code).own_name} ({code})") for code in LANGUAGES]


class PrintForm(PageForm):
    """One choice of copy and languages for all vans of a convoy; the button pressed says which van."""

    key = KeyField()
    variant = RadioField(lazy_gettext("Copy"), [InputRequired(NEEDED)])
    first = SelectField(lazy_gettext("First language"))
    second = SelectField(lazy_gettext("Second language"))
    page = SelectField(lazy_gettext("Paper in the printer"), [Optional()])
    two_sided = BooleanField(lazy_gettext("The printer prints on both sides"))

    defaults = Defaults()

    def offer(self, defaults: Defaults) -> None:
        """Offer the copies and pages there are, and the languages by what each calls itself; or as set."""
        self.defaults = defaults
        named = language_choices()
        self.variant.choices = [
            SelectChoice(value=variant.value, label=str(lazy_gettext(said)))
            for variant, said in VARIANTS.items()
        ]
        as_set = [SelectChoice(value=NONE, label=gettext("as set for each paper"))]
        self.first.choices = [*as_set, *named] if defaults.says_languages else named
        self.second.choices = [SelectChoice(value=NONE, label=gettext("only one language")), *named]
        pages = labels.choices(PageSize)
        self.page.choices = [*as_set, *pages] if defaults.says_page else pages

    def begin(self) -> None:
        """Choose what is chosen first: what is set, else English and Ukrainian on one side of A4."""
        self.variant.data = Variant.BORDER.value
        self.first.data, self.second.data = (NONE, NONE) if self.defaults.says_languages else LANGUAGES_FIRST
        self.page.data = NONE if self.defaults.says_page else PageSize.A4.value
        self.two_sided.data = self.defaults.says_two_sided

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether the choice is clear; a second language alone is none."""
        valid: bool = super().validate(extra_validators)
        if valid and self.second.data and not self.first.data:
            blame(self.first, gettext("Choose the first language too."))
            return False
        return valid

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages chosen, in reading order; the same one twice is one. () is as they are set."""
        return tuple(dict.fromkeys(code for code in (self.first.data, self.second.data) if code))

    @property
    def page_size(self) -> PageSize | None:
        """The page chosen; None is as it is set."""
        return PageSize(self.page.data) if self.page.data else None

    @property
    def copy(self) -> Variant:
        """The copy chosen."""
        return Variant(self.variant.data)

    def command(self, convoy: str, run: int | None) -> IssuePaper:
        """Return the wish to make one van's manifest final, or the convoy's."""
        return self.paper(MANIFEST, convoy if run is None else f"{convoy}/{run}")

    def paper(self, kind: str, target: str) -> IssuePaper:
        """Return the wish to make any paper final: in the copy chosen where the kind has it, else in full.

        Each paper and choice has a key of its own.
        """
        copy = self.copy if self.copy in KINDS[kind].variants else Variant.FULL
        languages, copies = self.languages or self.defaults.languages(kind), self.defaults.copies(kind, 1)
        page = self.page_size or self.defaults.page(kind)
        chosen = f"{kind} {target} {copy} {','.join(languages)} {copies} {page}"
        return IssuePaper(uuid5(self.key.data, chosen), kind, target, copy, languages, copies, page)

    def bundle(self, convoy: str, run: int | None) -> IssueBundle:
        """Return the wish for everything a van calls for."""
        chosen = f"bundle {run or 'convoy'} {self.variant.data} {','.join(self.languages)} {self.page.data}"
        key = uuid5(self.key.data, chosen)
        return IssueBundle(key, convoy, run, self.copy, self.languages, self.page_size)


class CancelForm(PageForm):
    """Why a paper is void."""

    key = KeyField()
    reason = NoteField(lazy_gettext("Why is it void?"), [InputRequired(NEEDED)], limit=300)


class SignedCopyForm(PageForm):
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


class DownloadForm(PageForm):
    """Which pages of a copy are wanted; none typed are all."""

    pages = PagesField(lazy_gettext("Only these pages"))


class PenForm(PageForm):
    """What the pen corrected on a paper."""

    key = KeyField()
    field = SelectField(lazy_gettext("What was corrected"), choices=lambda: labels.choices(PenField))
    line = SelectField(lazy_gettext("Line"), validate_choice=False)
    value = TextField(lazy_gettext("What stands there now"), [InputRequired(NEEDED)], limit=200)
    written_on = DayField(
        lazy_gettext("Day of the correction"), [InputRequired(NEEDED)], default=lambda: today(clock())
    )
    reason = NoteField(lazy_gettext("Why"), [InputRequired(NEEDED)], limit=300)
