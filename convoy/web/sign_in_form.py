"""The form of the sign-in page, which stands in for any other page."""

from flask_babel import lazy_gettext
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length, Optional

from convoy.domain import totp
from convoy.services import passwords, users
from convoy.web.page_form import PageForm

NEEDED = lazy_gettext("This is needed.")
NAME = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}


def too_long(limit: int) -> Length:
    """Return the rule that text over `limit` characters is refused, never cut."""
    return Length(max=limit, message=lazy_gettext("At most %(max)d characters can be kept.", max=limit))


class CodeForm(PageForm):
    """A code of the second factor, or a recovery code; `next` and `carried` as for signing in."""

    code = StringField(
        lazy_gettext("Code from the phone"),
        [InputRequired(NEEDED), too_long(totp.LONGEST_INPUT)],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"},
    )
    next = HiddenField()
    carried = HiddenField()


class LookForm(PageForm):
    """What somebody shows again before a convoy's pages: a code, or the password."""

    code = StringField(
        lazy_gettext("Code from the phone"),
        [Optional(), too_long(totp.LONGEST_INPUT)],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"},
    )
    password = PasswordField(
        lazy_gettext("Password"),
        [Optional(), too_long(passwords.LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()
    carried = HiddenField()


class SignInForm(PageForm):
    """Name and password; `next` is the page that was asked for, `carried` a form that waits to be sent."""

    login = StringField(
        lazy_gettext("Sign-in name"),
        [InputRequired(NEEDED), too_long(users.LOGIN_LENGTH)],
        render_kw=NAME,
    )
    password = PasswordField(
        lazy_gettext("Password"),
        [InputRequired(NEEDED), too_long(passwords.LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()
    carried = HiddenField()
