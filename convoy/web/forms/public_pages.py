"""What strangers see of a place: on or off."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField

from convoy.services.public_pages import ChangePage
from convoy.web.forms.fields import KeyField


class PublicPageForm(FlaskForm):
    """The switches of a public page."""

    key = KeyField()
    is_shown = BooleanField(lazy_gettext("Anyone may open the page of this place"))

    takes_announcements = BooleanField(lazy_gettext("Donors may announce gifts there"))

    def command(self, code: str) -> ChangePage:
        """Return what the service takes."""
        return ChangePage(self.key.data, code, bool(self.is_shown.data), bool(self.takes_announcements.data))
