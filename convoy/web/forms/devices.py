"""PINs, and the buttons about devices."""

from flask_babel import lazy_gettext
from wtforms import PasswordField, RadioField, StringField
from wtforms.validators import InputRequired

from convoy.domain import pins
from convoy.services.devices import NAME_LENGTH
from convoy.web.choices import SelectChoice
from convoy.web.forms.people import OnPersonForm
from convoy.web.page_form import PageForm
from convoy.web.sign_in_form import NEEDED, too_long

# A field for passwords hides the digits; the browser is told not to keep them for the next person.
PIN = {"autocomplete": "off", "inputmode": "numeric"}


class PinForm(PageForm):
    """One's PIN for the rest of the day on this device."""

    pin = PasswordField(
        lazy_gettext("PIN"), [InputRequired(NEEDED), too_long(pins.LONGEST * 2)], render_kw=PIN
    )


class ChangeForm(PinForm):
    """Who comes now, and that person's PIN."""

    person = RadioField(lazy_gettext("Who comes now?"), [InputRequired(NEEDED)], validate_choice=False)

    def offer(self, people: list[tuple[str, str]]) -> "ChangeForm":
        """Offer the people who may come in by PIN here, and return the form."""
        self.person.choices = [SelectChoice(value=code, label=name) for code, name in people]
        return self


class NameDeviceForm(OnPersonForm):
    """What people call a device."""

    name = StringField(lazy_gettext("Name of the device"), [InputRequired(NEEDED), too_long(NAME_LENGTH)])
