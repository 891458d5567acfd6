"""The page with the form of one gift: new, a draft, corrected, or sent before with other content."""

from typing import TYPE_CHECKING
from uuid import uuid4

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from convoy.documents.layout import units
from convoy.domain.errors import Conflict, Invalid
from convoy.queries import donations as query
from convoy.web import desk
from convoy.web.access import current_actor, look
from convoy.web.errors import say
from convoy.web.forms.donations import CorrectionForm, DonationForm
from convoy.web.frame import words

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from convoy.services.donations import Donation


def amount(quantity: int, unit_code: str) -> str:
    """Return so many of a unit (UN Rec 20), in words."""
    return units.quantity(words(), quantity, unit_code)


def page(form: DonationForm, status: int = 200, stored: str = "") -> ResponseReturnValue:
    """Return the form as it is filled; `stored` is the code of a gift that stands beside it."""
    with look() as db:
        actor = current_actor()
        before = query.found(db, actor, stored) if stored else None
        around = desk.around(db, actor, form)
        shown = render_template(
            "donations/correct.html" if isinstance(form, CorrectionForm) else "donations/new.html",
            form=form,
            around=around,
            stored=before,
            language_code=str(get_locale()),
            amount=amount,
        )
    return shown, status


def sent_before(form: DonationForm, error: Conflict | Invalid) -> ResponseReturnValue:
    """What came too late: show what is stored and what is typed, under a new key; a person decides."""
    return page(form, 409, begin_again(form, error))


def begin_again(form: DonationForm, error: Conflict | Invalid) -> str:
    """Say what came too late, and by whom where this person sees the gift; give the form a new key.

    Return the code of the gift that is stored, "" where none is seen.
    """
    told = [say(error)]
    with look() as db:
        actor = current_actor()
        stored = query.recorded_as(db, actor, form.key.data)
        gift = query.found(db, actor, stored) if stored else None
        if gift is not None:
            told = [_recorded(db, gift), gettext("Press Record again to record this as another gift.")]
    form.key.raw_data, form.key.data = None, uuid4()
    form.form_errors.extend(told)
    return stored


def _recorded(db: "Session", gift: "Donation") -> str:
    """Say who has recorded a form, and as what."""
    if gift.recorded_by_id == current_actor().user_id:
        return gettext(
            "You have recorded this form already, as %(code)s. What is typed here is not in it.",
            code=gift.code,
        )
    return gettext(
        "%(who)s has recorded this form already, as %(code)s. What is typed here is not in it.",
        who=query.recorder(db, gift),
        code=gift.code,
    )
