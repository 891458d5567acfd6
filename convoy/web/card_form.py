"""The form of a weekend card, which stands on the sign-in page too."""

from flask_babel import lazy_gettext
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired

from convoy.domain import card_codes
from convoy.services import users
from convoy.web.forms.fields import KeyField
from convoy.web.page_form import PageForm
from convoy.web.sign_in_form import NEEDED, too_long


class CardForm(PageForm):
    """The code of a weekend card and who comes in with it; `carried` is a form that waits."""

    key = KeyField()
    code = StringField(
        lazy_gettext("Code on the card"),
        [InputRequired(NEEDED), too_long(card_codes.LONGEST_INPUT)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )
    name = StringField(
        lazy_gettext("Your name"),
        [InputRequired(NEEDED), too_long(users.NAME_LENGTH)],
        render_kw={"autocomplete": "name"},
    )
    carried = HiddenField()
