"""What is set for each kind of paper: languages, copies, one or two sides, page."""

from dataclasses import replace

from flask_babel import gettext, lazy_gettext
from wtforms import FieldList, Form, FormField, HiddenField, SelectField
from wtforms.validators import Optional

from convoy.domain.errors import Invalid
from convoy.domain.page_sizes import PageSize
from convoy.queries.paper_defaults import Default, Defaults
from convoy.services.paper_defaults import KINDS_SET, SetDefaults
from convoy.web import labels
from convoy.web.choices import SelectChoice
from convoy.web.forms.counting import blame
from convoy.web.forms.fields import KeyField, QuantityField, said
from convoy.web.forms.papers import NONE, language_choices
from convoy.web.page_form import PageForm


def _sides() -> list[SelectChoice]:
    return [
        SelectChoice(value="", label=gettext("as chosen when printing")),
        SelectChoice(value="1", label=gettext("one side only")),
        SelectChoice(value="2", label=gettext("both sides")),
    ]


def _pages() -> list[SelectChoice]:
    return [SelectChoice(value=NONE, label=gettext("not set: A4")), *labels.choices(PageSize)]


def _pages_of_all() -> list[SelectChoice]:
    return [SelectChoice(value=NONE, label=gettext("as set for each kind below")), *labels.choices(PageSize)]


class KindForm(Form):
    """One kind of paper; whatever is left empty is not set."""

    kind = HiddenField()
    first = SelectField(
        lazy_gettext("First language"),
        [Optional()],
        choices=lambda: [SelectChoice(value=NONE, label=gettext("not set")), *language_choices()],
    )
    second = SelectField(
        lazy_gettext("Second language"),
        [Optional()],
        choices=lambda: [SelectChoice(value=NONE, label=gettext("only one language")), *language_choices()],
    )
    copies = QuantityField(lazy_gettext("Copies"))
    sides = SelectField(lazy_gettext("Printed on"), [Optional()], choices=_sides)
    page = SelectField(lazy_gettext("Paper in the printer"), [Optional()], choices=_pages)

    def default(self) -> Default:
        """Return what is set as the service takes it."""
        languages = dict.fromkeys(code for code in (self.first.data, self.second.data) if code)
        sides = int(self.sides.data) if self.sides.data else None
        page = PageSize(self.page.data) if self.page.data else None
        return Default(self.kind.data or "", tuple(languages), self.copies.data, sides, page)


class DefaultsForm(PageForm):
    """Every kind of paper."""

    key = KeyField()
    page = SelectField(lazy_gettext("Paper for every kind"), [Optional()], choices=_pages_of_all)
    kinds = FieldList(FormField(KindForm))

    def fill(self, defaults: Defaults) -> None:
        """Show what is set."""
        for kind in KINDS_SET:
            one = defaults.of_kind.get(kind.code, Default(kind.code))
            first, second = (*one.languages, NONE, NONE)[:2]
            shown = {"kind": kind.code, "first": first, "second": second, "copies": one.copies}
            self.kinds.append_entry(shown | {"sides": str(one.sides or ""), "page": one.page or NONE})

    def understood(self) -> bool:
        """Whether each kind is clear; a second language alone is none."""
        valid: bool = self.validate()
        for form in self._forms:
            if form.second.data and not form.first.data:
                blame(form.first, gettext("Choose the first language too."))
                blame(self.kinds, form.errors)
                valid = False
        return valid

    @property
    def _forms(self) -> list[KindForm]:
        return [entry.form for entry in self.kinds]

    def command(self) -> SetDefaults:
        """Return what the service takes."""
        chosen = [form.default() for form in self._forms]
        if self.page.data:
            chosen = [replace(one, page=PageSize(self.page.data)) for one in chosen]
        return SetDefaults(self.key.data, tuple(chosen))

    def refuse(self, error: Invalid) -> None:
        """Show the service's refusal at the kind it names, else above the form."""
        code, _, name = error.field.partition("-")
        meant = next((form for form in self._forms if form.kind.data == code), None)
        if meant is None:
            self.form_errors.append(said(error))
            return
        blame(meant["first" if name == "languages" else name], said(error))
        blame(self.kinds, meant.errors)
