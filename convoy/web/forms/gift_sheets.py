"""What is asked about a sheet of gifts: the file or its cells, and which column holds what."""

from collections.abc import Sequence

from flask_babel import gettext, lazy_gettext
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, FieldList, FileField, HiddenField, SelectField, TextAreaField

from convoy.domain.errors import Refusal
from convoy.domain.kinds import Condition, OrganisationKind
from convoy.exchange import layouts
from convoy.exchange.layouts import Layout
from convoy.web import labels
from convoy.web.choices import SelectChoice
from convoy.web.forms.fields import NAME, DayField, PastDayField, TextField, said
from convoy.web.page_form import PageForm
from convoy.web.sheet_words import column_label

NOTHING = lazy_gettext("Choose a file, or paste the cells.")


class SheetForm(PageForm):
    """A sheet for one place: a file, or cells pasted from any spreadsheet."""

    place = SelectField(lazy_gettext("Where the gifts came in"))
    file = FileField(lazy_gettext("Sheet"))
    cells = TextAreaField(lazy_gettext("Or paste the cells here"), render_kw={"autocomplete": "off"})

    name: str = ""
    content: bytes = b""

    def take_file(self) -> bool:
        """Read what was sent; whether there is anything."""
        sent = self.file.data
        if isinstance(sent, FileStorage) and sent.filename:
            self.name = "".join(letter for letter in sent.filename if letter.isprintable())[:NAME]
            self.content = sent.stream.read()
        elif str(self.cells.data or "").strip():
            self.name, self.content = gettext("pasted cells"), str(self.cells.data).encode("utf-8", "replace")
        else:
            self.file.errors = [*self.file.errors, NOTHING]
            return False
        return True

    def refuse(self, error: Refusal) -> None:
        """Show the service's refusal above the form."""
        self.form_errors.append(said(error))


class LayoutForm(PageForm):
    """Which column of a sheet holds what, and what holds for every row that does not say it."""

    revision = HiddenField()
    heading = HiddenField()
    height = HiddenField()
    columns = FieldList(SelectField())
    day = PastDayField(lazy_gettext("Came in on"))
    donor = TextField(lazy_gettext("Given by"), limit=NAME)
    donor_kind = SelectField(lazy_gettext("What they are, if they are new here"))
    condition = SelectField(lazy_gettext("Condition"))
    same_as_above = BooleanField(lazy_gettext("An empty cell means the same as the one above"))

    def offer(self, headings: Sequence[str]) -> None:
        """Fill the choices, one for each column of the sheet."""
        fields = [SelectChoice(value=name, label=column_label(name)) for name in layouts.FIELDS]
        while len(self.columns) < len(headings):
            self.columns.append_entry()
        for place, entry in enumerate(self.columns):
            entry.choices = [SelectChoice(value="", label=gettext("not read")), *fields]
            heading = headings[place] if place < len(headings) else ""
            entry.label.text = heading or gettext("Column %(number)s", number=place + 1)
        nothing = SelectChoice(value="", label=gettext("as the rows say"))
        self.donor_kind.choices = [nothing, *labels.choices(OrganisationKind)]
        self.condition.choices = [nothing, *labels.choices(Condition)]

    def fill(self, layout: Layout, revision: int) -> None:
        """Show a layout, guessed or chosen before."""
        self.revision.data, self.same_as_above.data = str(revision), layout.same_as_above
        self.heading.data, self.height.data = str(layout.heading), str(layout.height)
        for place, entry in enumerate(self.columns):
            entry.data = layout.columns.get(place, "")
        for name in layouts.FIXABLE:
            field = self[name]
            value = layout.fixed.get(name, "")
            if isinstance(field, DayField):
                field.raw_data = [value]
            else:
                field.data = value

    def layout(self) -> Layout:
        """Return what was chosen."""
        fixed = {
            "day": self.day.data.isoformat() if self.day.data else "",
            "donor": str(self.donor.data or ""),
            "donor_kind": str(self.donor_kind.data or ""),
            "condition": str(self.condition.data or ""),
        }
        return Layout(
            _number(self.heading.data),
            _number(self.height.data),
            {place: str(entry.data) for place, entry in enumerate(self.columns) if entry.data},
            {name: value for name, value in fixed.items() if value},
            bool(self.same_as_above.data),
        )

    def is_complete(self) -> bool:
        """Whether every needed column is there, and none twice; says what is not."""
        layout = self.layout()
        held = list(layout.columns.values())
        for entry in self.columns:
            if entry.data and held.count(entry.data) > 1:
                entry.errors = [gettext("Chosen for two columns; keep one.")]
        for name in layout.missing:
            column = column_label(name)
            message = gettext("“%(column)s” is needed: choose its column.", column=column)
            if name in layouts.FIXABLE:
                message = gettext(
                    "“%(column)s” is needed: choose its column, or say it here for every row.", column=column
                )
                self[name].errors = [*self[name].errors, message]
            else:
                self.form_errors.append(message)
        return not layout.missing and not any(held.count(name) > 1 for name in held)


def _number(typed: object) -> int:
    found = str(typed or "")
    return int(found) if found.isascii() and found.isdigit() and len(found) < 8 else 0  # noqa: PLR2004
