"""One kind of goods as somebody counts it, at the desk and at the sorting table."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import Field, Form, RadioField, SelectField

from convoy.domain import barcodes, intake
from convoy.domain.errors import Invalid
from convoy.domain.kinds import Condition
from convoy.domain.lifecycle import LineStage
from convoy.domain.matching import Certainty, Match
from convoy.queries.catalogue import Facts
from convoy.services.donations import Line
from convoy.web import labels
from convoy.web.choices import SelectChoice
from convoy.web.forms.fields import ExpiryField, TextField, said

Known = Callable[[Collection[str]], Mapping[str, Facts]]


def decisions() -> list[SelectChoice]:
    """Return what the desk may say of a line."""
    return [
        SelectChoice(value=LineStage.ACCEPTED.value, label=gettext("Yes, we take it")),
        SelectChoice(value=LineStage.SET_ASIDE.value, label=gettext("Set it aside, somebody decides")),
        SelectChoice(value=LineStage.REFUSED.value, label=gettext("No, we refuse it")),
    ]


class CountForm(Form):
    """One kind of goods, counted. `chosen` answers which item an unclear word means."""

    item = TextField(lazy_gettext("What is it?"), limit=200)
    chosen = RadioField(lazy_gettext("Which of these?"), choices=[], validate_choice=False)
    quantity = TextField(lazy_gettext("How many"), limit=40)
    condition = SelectField(
        lazy_gettext("Condition"), choices=lambda: labels.choices(Condition), default=Condition.NEW.value
    )
    expires_on = ExpiryField(lazy_gettext("Earliest month of expiry"))
    batch = TextField(lazy_gettext("Batch number"), limit=60)
    decision = SelectField(lazy_gettext("Taken?"), choices=decisions, default=LineStage.ACCEPTED.value)
    reason = TextField(lazy_gettext("Why not"), limit=200)

    facts: Facts | None = None
    counted: int = 0

    @property
    def others(self) -> list[SelectChoice]:
        """What may be chosen beside the catalogue for something that is not in it."""
        return []

    @property
    def typed(self) -> tuple[Field, ...]:
        """The fields in which something typed makes the line count."""
        return (self.item, self.quantity, self.expires_on, self.batch)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed in this line."""
        return not any(str(field.raw_data[0]).strip() for field in self.typed if field.raw_data)

    def resolve(self, match: Match, named: Mapping[str, Facts]) -> bool:
        """Take the item and the quantity meant; otherwise say why, with the items to choose from.

        `named` has what is known of the items that match what was typed.
        """
        if not self.item.data and not self.item.errors:
            blame(self.item, gettext("Say what it is."))
        if not self.item.errors:
            self.facts = self._meant(match, named)
        if not self.quantity.data and not self.quantity.errors:
            blame(self.quantity, gettext("Say how many."))
        elif self.facts is not None and not self.quantity.errors:
            try:
                self.counted = intake.read_quantity(
                    self.quantity.data,
                    self.facts.unit_code,
                    field=self.quantity.name,
                    per_package=self.facts.units_per_package,
                )
            except Invalid as error:
                blame(self.quantity, said(error))
        return not self.errors

    def _meant(self, match: Match, named: Mapping[str, Facts]) -> Facts | None:
        meant = match.code or self.chosen.data
        if meant in match.codes and meant in named:
            return named[meant]
        self.offer(match, named)
        blame(self.item, self.unclear(match))
        return None

    def offer(self, match: Match, named: Mapping[str, Facts]) -> None:
        """Offer the items that may be meant."""
        self.chosen.choices = [
            SelectChoice(value=code, label=f"{named[code].name} ({code})")
            for code in match.codes
            if code in named
        ] + (self.others if match.certainty is Certainty.UNKNOWN else [])

    def unclear(self, match: Match) -> str:
        """Return the sentence about words that do not mean one item, with those to choose from set."""
        return unclear(self.item.data, match, is_offered=bool(match.codes or self.chosen.choices))

    def line(self) -> Line:
        """Return the line as the service takes it; after `resolve`."""
        assert self.facts is not None
        return Line(
            item=self.facts.code,
            quantity=self.counted,
            condition=Condition(self.condition.data),
            expires_on=self.expires_on.data,
            batch=self.batch.data,
            decision=LineStage(self.decision.data),
            reason=self.reason.data,
            typed=self.item.data,
        )


def unclear(word: str, match: Match, *, is_offered: bool) -> str:
    """Return the sentence about words that do not mean one item; `is_offered` where some stand to choose."""
    if match.certainty is Certainty.AMBIGUOUS:
        return gettext("“%(word)s” may mean several things: choose one.", word=word)
    if _is_barcode(word):
        return gettext(
            "No item has the barcode %(barcode)s yet. Type here what it is; whoever keeps the catalogue"
            " can add the barcode on the item's page.",
            barcode=word,
        )
    if is_offered:
        return gettext("“%(word)s” is not in the catalogue. Choose what comes nearest.", word=word)
    return gettext("“%(word)s” is not in the catalogue. Try another word for it.", word=word)


def _is_barcode(typed: str) -> bool:
    try:
        barcodes.gtin(typed)
    except Invalid:
        return False
    return True


def blame(field: Field, *errors: Any) -> None:
    """Add errors to a field that was validated already."""
    field.errors = [*field.errors, *errors]
