"""What a kit holds, as it is typed; and how many boxes of one are packed."""

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, FieldList, FormField, SelectField
from wtforms.validators import InputRequired

from convoy.documents.layout import units
from convoy.domain.errors import Refusal
from convoy.domain.kits import Lacking
from convoy.domain.matching import Catalogue
from convoy.services.kits import MOST_LINES, KeepKit, PackKits
from convoy.web.forms.boxes import ActionForm
from convoy.web.forms.counting import CountForm, Known, blame
from convoy.web.forms.fields import NEEDED, QuantityField, TextField
from convoy.web.forms.records import RecordForm
from convoy.web.frame import words

MORE_LINES = 3


class KitForm(RecordForm):
    """A kit: its name, and how much of which items is in one."""

    name = TextField(lazy_gettext("Name of the kit"), [InputRequired(NEEDED)], limit=80)
    lines = FieldList(FormField(CountForm), min_entries=1)
    is_active = BooleanField(lazy_gettext("In use"), default=True)

    @property
    def filled(self) -> list[CountForm]:
        """The lines in which something was typed; the first one counts even when it is blank."""
        forms: list[CountForm] = [entry.form for entry in self.lines]
        return [form for form in forms if not form.is_blank] or forms[:1]

    def add_lines(self) -> None:
        """Put blank lines below those there are."""
        for _ in range(min(MORE_LINES, MOST_LINES - len(self.lines))):
            self.lines.append_entry()

    def resolve(self, catalogue: Catalogue, known: Known) -> bool:
        """Whether every line is understood; what is not has its error."""
        matches = [catalogue.find(form.item.data or "") for form in self.filled]
        named = known({code for match in matches for code in match.codes})
        understood = [form.resolve(match, named) for form, match in zip(self.filled, matches, strict=True)]
        if not all(understood):
            blame(self.lines, *[form.errors for form in self.filled if form.errors])
        return not self.errors

    def command(self, code: str = "") -> KeepKit:
        """Return what the service takes; after `resolve`."""
        lines = tuple((form.facts.code, form.counted) for form in self.filled if form.facts is not None)
        return KeepKit(
            self.key.data, self.name.data, lines, code, is_active=self.is_active.data, seen=self.seen_number
        )


class PackKitsForm(ActionForm):
    """So many boxes of a kit at a place."""

    place = SelectField(lazy_gettext("Place"))
    kit = SelectField(lazy_gettext("Kit"), [InputRequired(NEEDED)])
    boxes = QuantityField(lazy_gettext("How many boxes"), [InputRequired(NEEDED)])

    def command(self) -> PackKits:
        """Return what the service takes."""
        return PackKits(self.key.data, self.place.data, self.kit.data, self.boxes.data)

    def refuse(self, error: Refusal) -> None:
        """Show what is lacking, a line for each item."""
        if not isinstance(error, Lacking):
            super().refuse(error)
            return
        self.form_errors.append(gettext("Not enough stands loose here for so many. Nothing was packed."))
        for one in error.lacks:
            self.form_errors.append(
                gettext(
                    "%(item)s: %(needed)s needed, %(there)s there",
                    item=one.name,
                    needed=units.quantity(words(), one.needed, one.unit),
                    there=units.quantity(words(), one.there, one.unit),
                )
            )
