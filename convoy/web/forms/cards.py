"""What is chosen to make weekend cards, and the one button about a card."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext
from wtforms import SelectField
from wtforms.validators import InputRequired

from convoy.domain import zones
from convoy.domain.permissions import CARD_ROLES, Actor, Granted, Role
from convoy.queries.users import Somewhere
from convoy.services.cards import MOST_AT_ONCE, MOST_PEOPLE, MakeCards
from convoy.services.grants import may_hand_out
from convoy.web.choices import SelectChoice
from convoy.web.forms.fields import NEEDED, KeyField, MomentField
from convoy.web.labels import label
from convoy.web.page_form import PageForm

A_DAY = timedelta(hours=10)
"""How long a card is good unless its maker says otherwise: one day at a desk."""

USUAL_PEOPLE = 4


class CardsForm(PageForm):
    """What the cards are for, when they are good, and how many of them."""

    key = KeyField()
    task = SelectField(lazy_gettext("For"))
    starts_at = MomentField(lazy_gettext("Good from"), [InputRequired(NEEDED)])
    ends_at = MomentField(lazy_gettext("until"), [InputRequired(NEEDED)])
    most_people = SelectField(lazy_gettext("People who may use one card"), coerce=int)
    how_many = SelectField(lazy_gettext("Cards"), coerce=int)

    def __init__(self, actor: Actor, somewhere: list[Somewhere], *args: Any, **options: Any) -> None:
        """Offer only what this person may hand out and a card can be for."""
        self.known = {
            f"{role.value} {one.code}": (Granted(role, one.place_id, one.convoy_id), one)
            for role in CARD_ROLES
            for one in somewhere
            if _fits(role, one) and may_hand_out(actor, Granted(role, one.place_id, one.convoy_id))
        }
        super().__init__(*args, **options)
        self.task.choices = [
            SelectChoice(value=value, label=f"{label(granted.role)} · {one.name}")
            for value, (granted, one) in self.known.items()
        ]
        self.most_people.choices = _numbers(MOST_PEOPLE)
        self.how_many.choices = _numbers(MOST_AT_ONCE)

    def process(self, formdata: Any = None, *args: Any, **options: Any) -> None:
        """Read what was typed; hours are those on the clock where the card is for."""
        typed = self.meta.wrap_formdata(self, formdata)
        chosen = self.known.get(typed.get("task", "")) if typed else next(iter(self.known.values()), None)
        self.zone = chosen[1].zone if chosen else zones.KYIV
        self.starts_at.zone = self.ends_at.zone = self.zone
        super().process(formdata, *args, **options)

    @classmethod
    def fresh(cls, actor: Actor, somewhere: list[Somewhere]) -> "CardsForm":
        """Return the form as it is opened: from now on, for a day."""
        now = datetime.now(UTC).replace(second=0, microsecond=0)
        usual = {"starts_at": now, "ends_at": now + A_DAY, "most_people": USUAL_PEOPLE, "how_many": 1}
        return cls(actor, somewhere, formdata=None, data=usual)

    def command(self) -> MakeCards:
        """Return what was chosen; only for a form that validated."""
        return MakeCards(
            self.key.data,
            self.known[self.task.data][0],
            self.starts_at.data,
            self.ends_at.data,
            self.most_people.data,
            self.how_many.data,
        )


def _fits(role: Role, one: Somewhere) -> bool:
    """A desk is at a place, papers are of a convoy."""
    return (one.convoy_id if role is Role.PRINTER else one.place_id) is not None


def _numbers(most: int) -> list[SelectChoice]:
    return [SelectChoice(value=number, label=str(number)) for number in range(1, most + 1)]
