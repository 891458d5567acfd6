"""What is typed where boxes change the van on the road, come back, or were left behind."""

from collections.abc import Iterable

from flask_babel import gettext, lazy_gettext
from wtforms import SelectField
from wtforms.validators import InputRequired

from convoy.services.returning import GiveBack
from convoy.services.transshipping import Transship
from convoy.web.forms.boxes import SHELF
from convoy.web.forms.convoys import chosen
from convoy.web.forms.dispatch import now
from convoy.web.forms.fields import NEEDED, KeyField, MomentField, NoteField, TextField
from convoy.web.page_form import PageForm


class TransshipForm(PageForm):
    """Boxes that go on with another van."""

    key = KeyField()
    to = SelectField(lazy_gettext("Van that takes them over"), default="")
    plate = TextField(lazy_gettext("Its plate, where it is one more"), limit=20)
    place = SelectField(lazy_gettext("Where"), default="")
    occurred_at = MomentField(lazy_gettext("When it happened"), [InputRequired(NEEDED)], default=now)
    note = NoteField(lazy_gettext("What happened"))

    def offer(self, vans: Iterable[int], places: Iterable[tuple[str, str]]) -> None:
        """Give the form what can be chosen: numbers of vans, and codes and names of places."""
        self.to.choices = chosen(
            ((str(van), gettext("Van %(number)s", number=van)) for van in vans), gettext("one more van")
        )
        self.place.choices = chosen(places, gettext("on the road"))

    def command(self, convoy: str, number: int, boxes: tuple[str, ...]) -> Transship:
        """Return the command that moves these boxes, or all where none is named."""
        return Transship(
            key=self.key.data,
            convoy=convoy,
            number=number,
            occurred_at=self.occurred_at.data,
            to=int(self.to.data) if self.to.data else None,
            plate=self.plate.data,
            boxes=boxes,
            place=self.place.data or "",
            note=self.note.data,
        )


class GiveBackForm(PageForm):
    """Boxes that come back into our own stock."""

    key = KeyField()
    place = SelectField(lazy_gettext("Where they stand now"), [InputRequired(NEEDED)])
    shelf = TextField(lazy_gettext("Shelf or bay"), limit=SHELF)
    occurred_at = MomentField(lazy_gettext("When it happened"), [InputRequired(NEEDED)], default=now)
    reason = TextField(lazy_gettext("Why"), [InputRequired(NEEDED)], limit=200)

    def offer(self, places: Iterable[tuple[str, str]]) -> None:
        """Give the form the codes and names of our places."""
        self.place.choices = chosen(places, gettext("choose a place"))

    def command(self, convoy: str, number: int, boxes: tuple[str, ...]) -> GiveBack:
        """Return the command that takes these boxes back, or all where none is named."""
        return GiveBack(
            key=self.key.data,
            convoy=convoy,
            number=number,
            occurred_at=self.occurred_at.data,
            place=self.place.data,
            reason=self.reason.data,
            boxes=boxes,
            shelf=self.shelf.data,
        )


class RollForm(PageForm):
    """Boxes left behind at one place, and where they go: "CV-7K3F-2M-Q:2:LVI"."""

    key = KeyField()
    target = SelectField(lazy_gettext("Put them on"), [InputRequired(NEEDED)])

    def convoy_van_and_stop(self) -> tuple[str, int, str]:
        """Return the code of the convoy, the number of the van and the code of the place chosen."""
        convoy, number, place = str(self.target.data).split(":", 2)
        return convoy, int(number), place
