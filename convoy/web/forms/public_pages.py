"""What strangers see of a place: its page, on or off, and its light."""

from flask_babel import lazy_gettext
from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired

from convoy.domain.kinds import PlaceStatus
from convoy.services.public_pages import ChangePage, SetLight
from convoy.web.choices import SelectChoice
from convoy.web.forms.fields import NEEDED, KeyField
from convoy.web.page_form import PageForm


class PublicPageForm(PageForm):
    """The switches of a public page."""

    key = KeyField()
    is_shown = BooleanField(lazy_gettext("Anyone may open the page of this place"))

    takes_announcements = BooleanField(lazy_gettext("Donors may announce gifts there"))

    def command(self, code: str) -> ChangePage:
        """Return what the service takes."""
        return ChangePage(self.key.data, code, bool(self.is_shown.data), bool(self.takes_announcements.data))


class LightForm(PageForm):
    """Whether gifts are taken in, said by one press."""

    key = KeyField()
    status = RadioField(
        lazy_gettext("Are gifts taken in?"),
        [InputRequired(NEEDED)],
        choices=[SelectChoice(one.value, one.value) for one in PlaceStatus],
    )

    def command(self, code: str) -> SetLight:
        """Return what the service takes."""
        return SetLight(self.key.data, code, PlaceStatus(self.status.data))
