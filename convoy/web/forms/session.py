"""What is typed to sign in, to join, and to set a password anew."""

from flask_babel import lazy_gettext
from wtforms import Field, PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, ValidationError

from convoy.services import passwords, users
from convoy.web.choices import SelectChoice
from convoy.web.languages import LANGUAGES
from convoy.web.page_form import PageForm
from convoy.web.sign_in_form import NAME, NEEDED, too_long

LONGEST_CODE = 200
"""Characters of a typed code with all its dashes and spaces, far more than one has."""

CODE = {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
NEW = {"autocomplete": "new-password"}


def same_again(form: PageForm, again: Field) -> None:
    """Refuse a second typing that differs from the first: nobody sees what was typed."""
    if again.data != form["password"].data:
        raise ValidationError(lazy_gettext("This differs from the password above. Type both again."))


class JoinForm(PageForm):
    """A one-time code, and who comes with it."""

    code = StringField(
        lazy_gettext("One-time code"), [InputRequired(NEEDED), too_long(LONGEST_CODE)], render_kw=CODE
    )
    name = StringField(
        lazy_gettext("Your name"),
        [InputRequired(NEEDED), too_long(users.NAME_LENGTH)],
        render_kw={"autocomplete": "name"},
    )
    login = StringField(
        lazy_gettext("Sign-in name"), [InputRequired(NEEDED), too_long(users.LOGIN_LENGTH)], render_kw=NAME
    )
    password = PasswordField(
        lazy_gettext("Password"), [InputRequired(NEEDED), too_long(passwords.LONGEST)], render_kw=NEW
    )
    again = PasswordField(
        lazy_gettext("The same password again"), [InputRequired(NEEDED), same_again], render_kw=NEW
    )


class RecoverForm(PageForm):
    """A one-time code from an admin or lead, and a new password."""

    code = StringField(
        lazy_gettext("One-time code"), [InputRequired(NEEDED), too_long(LONGEST_CODE)], render_kw=CODE
    )
    password = PasswordField(
        lazy_gettext("New password"), [InputRequired(NEEDED), too_long(passwords.LONGEST)], render_kw=NEW
    )
    again = PasswordField(
        lazy_gettext("The same password again"), [InputRequired(NEEDED), same_again], render_kw=NEW
    )


class ChangePasswordForm(PageForm):
    """The present password, and the one that takes its place."""

    current = PasswordField(
        lazy_gettext("Password until now"),
        [InputRequired(NEEDED), too_long(passwords.LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )
    password = PasswordField(
        lazy_gettext("New password"), [InputRequired(NEEDED), too_long(passwords.LONGEST)], render_kw=NEW
    )
    again = PasswordField(
        lazy_gettext("The same password again"), [InputRequired(NEEDED), same_again], render_kw=NEW
    )


class LanguageForm(PageForm):
    """The language one reads, on every device."""

    language = SelectField(
        lazy_gettext("Language"),
        choices=[SelectChoice(value=code, label=name) for code, name in LANGUAGES.items()],
    )
