"""What a message for the group is made with: its languages, whether it names the convoy, what is added."""

from flask_babel import get_locale, lazy_gettext
from wtforms import BooleanField, SelectField
from wtforms.validators import InputRequired

from convoy.web.choices import SelectChoice
from convoy.web.forms.fields import NEEDED, NoteField
from convoy.web.languages import LANGUAGES
from convoy.web.page_form import PageForm
from convoy.words import Words

ADDITION = 300
"""Characters that may be added: a message is short."""

ONLY_ONE = ""
"""No second language."""


class MessageForm(PageForm):
    """Nothing of it is kept: a message is made anew each time."""

    first = SelectField(lazy_gettext("First language"), [InputRequired(NEEDED)])
    second = SelectField(lazy_gettext("Second language"))
    is_named = BooleanField(lazy_gettext("Say the convoy's name"))
    addition = NoteField(lazy_gettext("Add in your own words"), limit=ADDITION, render_kw={"rows": "2"})

    @classmethod
    def asked(cls, *, is_sent: bool) -> "MessageForm":
        """Return the form as it was sent, or a fresh one in the page's language."""
        form = cls() if is_sent else cls(formdata=None)
        named = [SelectChoice(value=code, label=name) for code, name in LANGUAGES.items()]
        form.first.choices = named
        form.second.choices = [
            SelectChoice(value=ONLY_ONE, label=str(lazy_gettext("only one language"))),
            *named,
        ]
        if not is_sent:
            form.first.data, form.second.data = str(get_locale()), ONLY_ONE
        return form

    @property
    def languages(self) -> list[Words]:
        """The languages chosen, in reading order; the same one twice is one."""
        return [Words(code) for code in dict.fromkeys([self.first.data, self.second.data]) if code]
