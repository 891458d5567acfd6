"""What a place asks for, and what it pins, as it is typed."""

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange

from convoy.domain import intake
from convoy.domain.errors import Invalid, Refusal
from convoy.domain.matching import Catalogue, Certainty
from convoy.queries.catalogue import Facts
from convoy.services.wishes import AskFor, AskNoLonger, Pin
from convoy.web.forms.counting import Known, blame
from convoy.web.forms.fields import NEEDED, DayField, KeyField, TextField, said
from convoy.web.numbers import LARGEST
from convoy.web.page_form import PageForm


def item_meant(field: TextField, catalogue: Catalogue, known: Known) -> Facts | None:
    """Return the one item that was typed; None where it is unclear, which is said at the field."""
    if not field.data or field.errors:
        return None
    match = catalogue.find(field.data)
    if match.code is not None:
        return known([match.code]).get(match.code)
    if match.certainty is Certainty.AMBIGUOUS:
        named = known(match.codes)
        codes = ", ".join(f"{named[code].name} ({code})" for code in match.codes if code in named)
        blame(field, gettext("“%(word)s” may be one of these: %(items)s.", word=field.data, items=codes))
    else:
        blame(field, gettext("“%(word)s” is not in the catalogue.", word=field.data))
    return None


def amount_meant(field: TextField, facts: Facts | None) -> int | None:
    """Return how much was typed of an item, in its base unit; what is unclear is said at the field."""
    if facts is None or not field.data or field.errors:
        return None
    try:
        return intake.read_quantity(
            field.data, facts.unit_code, field="quantity", per_package=facts.units_per_package
        )
    except Invalid as error:
        blame(field, said(error))
    return None


class WishForm(PageForm):
    """An item, so much of it, or a group of items, until a day."""

    key = KeyField()
    item = TextField(lazy_gettext("Item"), limit=200)
    quantity = TextField(lazy_gettext("How much"), limit=40)
    category = SelectField(lazy_gettext("Or a whole group"), validate_choice=False)
    until_on = DayField(lazy_gettext("Until"))

    def command(self, place: str, catalogue: Catalogue, known: Known) -> AskFor | None:
        """Return what the service takes, None while something is unclear."""
        facts = item_meant(self.item, catalogue, known)
        quantity = amount_meant(self.quantity, facts)
        if self.quantity.data and not self.item.data:
            blame(self.quantity, gettext("A group is asked for without a number."))
        if self.errors:
            return None
        item = facts.code if facts is not None else ""
        return AskFor(self.key.data, place, item, self.category.data or "", quantity, self.until_on.data)

    def refuse(self, error: Refusal) -> None:
        """Show the service's refusal at the field it names, else above the form."""
        if isinstance(error, Invalid) and error.field in self:
            blame(self[error.field], said(error))
        else:
            self.form_errors.append(said(error))


class NoWishForm(PageForm):
    """A wish that is taken back."""

    key = KeyField()
    wish = IntegerField(validators=[NumberRange(1, LARGEST)])

    def command(self, place: str) -> AskNoLonger:
        """Return what the service takes."""
        return AskNoLonger(self.key.data, place, self.wish.data or 0)


class PinForm(PageForm):
    """An item to pin."""

    key = KeyField()
    pinned = TextField(lazy_gettext("Item"), [InputRequired(NEEDED)], limit=200)


class UnpinForm(PageForm):
    """A pinned item to take off, by its code."""

    key = KeyField()
    code = HiddenField(validators=[InputRequired(NEEDED)])

    def command(self, place: str) -> Pin:
        """Return what the service takes."""
        return Pin(self.key.data, place, str(self.code.data)[:20], is_pinned=False)
