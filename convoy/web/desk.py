"""What the desk's form offers, and what is meant by what was typed in it."""

from zoneinfo import ZoneInfo

from flask_babel import get_locale

from convoy.domain.errors import NotAllowed
from convoy.domain.messages import N_
from convoy.queries import catalogue, donations, donors
from convoy.web.access import current_actor, look
from convoy.web.choices import SelectChoice
from convoy.web.forms.donations import DonationForm


def offer_places(form: DonationForm) -> tuple[str, ZoneInfo]:
    """Fill the choice of places; return the first one's code and zone. Raises NotAllowed for none at all."""
    with look() as db:
        places = donations.intake_places(db, current_actor())
        form.place.choices = [SelectChoice(value=place.code, label=place.name) for place in places]
        if not places:
            raise NotAllowed(
                N_("You take gifts in at no place yet. Ask who is in charge to invite you to one.")
            )
        return places[0].code, ZoneInfo(places[0].zone)


def understood(form: DonationForm) -> bool:
    """Whether everything typed is clear; all checks run, so that everything unclear is said at once."""
    checked = form.validate()
    actor, language = current_actor(), str(get_locale())
    with look() as db:
        resolved = form.resolve(
            catalogue.load_catalogue(db),
            lambda codes: catalogue.facts(db, actor, codes, language),
            donor_is_known=bool(form.donor.data) and donors.donor_is_known(db, actor, form.donor.data),
        )
    return checked and resolved
