"""An appeal as it is typed: its words and days, where goods are taken in, and what is called for."""

from collections.abc import Iterable

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, FieldList, Form, FormField, SelectField
from wtforms.validators import InputRequired

from convoy.domain.categories import NAMES
from convoy.domain.matching import Catalogue
from convoy.services.appeals import MOST_ITEMS, Called, KeepAppeal
from convoy.web import item_words
from convoy.web.choices import SelectChoice
from convoy.web.forms.convoys import ManyField
from convoy.web.forms.counting import Known, blame
from convoy.web.forms.fields import NEEDED, DayField, NoteField, TextField
from convoy.web.forms.records import RecordForm
from convoy.web.forms.wishes import amount_meant, item_meant

MORE_LINES = 3


def _or_none(groups: Iterable[str]) -> list[SelectChoice]:
    return [SelectChoice(value="", label=gettext("none")), *item_words.groups(groups)]


class CalledForm(Form):
    """An item, so much of it, or a group of items."""

    item = TextField(lazy_gettext("Item"), limit=200)
    quantity = TextField(lazy_gettext("How much"), limit=40)
    category = SelectField(
        lazy_gettext("Or a whole group"), choices=lambda: _or_none(NAMES), validate_choice=False
    )

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed or chosen in this line."""
        return not (self.item.data or self.quantity.data or self.category.data or self.errors)

    def called(self, catalogue: Catalogue, known: Known) -> Called | None:
        """Return what is called for, None while something is unclear."""
        facts = item_meant(self.item, catalogue, known)
        quantity = amount_meant(self.quantity, facts)
        if self.quantity.data and not self.item.data:
            blame(self.quantity, gettext("A group is asked for without a number."))
        if self.item.data and self.category.data:
            blame(self.item, gettext("Name an item, or choose a group."))
        if self.errors:
            return None
        return Called(facts.code if facts is not None else "", self.category.data or "", quantity)


class AppealForm(RecordForm):
    """An appeal, and whether strangers see it."""

    title = TextField(lazy_gettext("Title"), [InputRequired(NEEDED)], limit=80)
    words = NoteField(lazy_gettext("What it is for"), limit=600)
    begins_on = DayField(lazy_gettext("First day"), [InputRequired(NEEDED)])
    ends_on = DayField(lazy_gettext("Last day"), [InputRequired(NEEDED)])
    places = ManyField(lazy_gettext("Places that take the goods in"))
    lines = FieldList(FormField(CalledForm), min_entries=1)
    is_shown = BooleanField(lazy_gettext("Anyone may open the page of this appeal"))

    def offer(self, places: Iterable[tuple[str, str]], groups: Iterable[str]) -> None:
        """Give the form what can be chosen: codes and names of places, and the catalogue's groups."""
        self.places.choices = [SelectChoice(value=code, label=name) for code, name in places]
        listed = _or_none(groups)
        for entry in self.lines:
            entry.form.category.choices = listed

    def add_lines(self) -> None:
        """Put blank lines below those there are."""
        for _ in range(min(MORE_LINES, MOST_ITEMS - len(self.lines))):
            self.lines.append_entry()

    def command(self, catalogue: Catalogue, known: Known, code: str = "") -> KeepAppeal | None:
        """Return what the service takes, None while something is unclear; after `validate`."""
        filled: list[CalledForm] = [entry.form for entry in self.lines if not entry.form.is_blank]
        called = [form.called(catalogue, known) for form in filled]
        if unclear := [form.errors for form in filled if form.errors]:
            blame(self.lines, *unclear)
        if self.errors:
            return None
        return KeepAppeal(
            key=self.key.data,
            title=self.title.data or "",
            words=self.words.data or "",
            begins_on=self.begins_on.data,
            ends_on=self.ends_on.data,
            places=tuple(self.places.data or ()),
            items=tuple(one for one in called if one is not None),
            is_shown=bool(self.is_shown.data),
            code=code,
            seen=self.seen_number,
        )
