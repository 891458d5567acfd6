"""A line of a gift as it is typed: what, how many, in how many boxes; or something not in the catalogue."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid5

from flask_babel import get_locale, gettext, lazy_gettext
from wtforms import Field, SelectField

from convoy.documents.layout import units
from convoy.domain import intake, quick_lines
from convoy.domain.cautions import ASKED_FIRST, Caution, Goods, cautions
from convoy.domain.errors import Invalid
from convoy.domain.lifecycle import LineStage
from convoy.domain.matching import Catalogue, Certainty, Match
from convoy.domain.text import fold
from convoy.queries.catalogue import Facts
from convoy.queries.usual import Wishes
from convoy.services.catalogue_items import COUNTED, AddAtDesk
from convoy.services.donations import Line, Unsorted
from convoy.services.gifts import Unlisted
from convoy.web import caution_words, item_words
from convoy.web.choices import SelectChoice
from convoy.web.forms.boxes import LabelsField
from convoy.web.forms.counting import blame
from convoy.web.forms.fields import NEEDED, CentsField, GramsField, QuantityField, TextField, said
from convoy.web.forms.scanned_lines import ScannedForm, put
from convoy.web.frame import words

ELSE = "else"
"""Chosen for something that is not in the catalogue."""

CURRENCIES = ("EUR", "GBP", "PLN", "CZK", "USD", "CHF", "SEK", "DKK", "NOK", "HUF", "RON", "UAH")


class LineForm(ScannedForm):
    """One kind of goods as it was given: in how many boxes, how heavy, of what value."""

    boxes = QuantityField(lazy_gettext("Packed into boxes"), minimum=0)
    grams = GramsField(lazy_gettext("Total weight"))
    value_cents = CentsField(lazy_gettext("Estimated value"))
    currency = SelectField(
        lazy_gettext("Currency"),
        choices=[SelectChoice(value=code, label=code) for code in CURRENCIES],
        default=CURRENCIES[0],
    )
    earmark = TextField(lazy_gettext("For whom, if the donor says so"), limit=160)
    box_codes = LabelsField(lazy_gettext("Boxes already labelled"), render_kw={"rows": "2"})
    new_name = TextField(lazy_gettext("Name in English"), limit=120)
    new_group = SelectField(lazy_gettext("Group"), choices=[], validate_choice=False)
    new_unit = SelectField(
        lazy_gettext("Counted in"),
        choices=lambda: [one for one in item_words.choices(item_words.UNITS) if one.value in COUNTED],
        default="H87",
    )
    new_grams = GramsField(lazy_gettext("Weight of one, about"))

    @property
    def others(self) -> list[SelectChoice]:
        """Something else is kept under the words typed, and counted into the catalogue when it is sorted."""
        label = gettext("Something else: keep it unsorted as “%(words)s”", words=self.item.data)
        return [SelectChoice(value=ELSE, label=label)]

    @property
    def may_be_new(self) -> bool:
        """Whether what was typed is not in the catalogue: whoever may can put it there."""
        offered = self.chosen.choices or ()
        return any(isinstance(one, SelectChoice) and one.value == ELSE for one in offered)

    def addition(self, key: UUID) -> AddAtDesk | None:
        """Return the item to put into the catalogue for what was typed, None while something is missing."""
        needed = (self.new_name, self.new_group, self.new_grams)
        for field in needed:
            field.validate(self)
            if not field.data and not field.errors:
                blame(field, NEEDED)
        if any(field.errors for field in needed):
            return None
        return AddAtDesk(
            key=uuid5(key, f"{self.new_name.data}"),
            name=self.new_name.data,
            category=self.new_group.data,
            grams=self.new_grams.data,
            unit_code=self.new_unit.data,
            words=self.item.data or self.new_name.data,
            language=str(get_locale()),
        )

    @property
    def is_else(self) -> bool:
        """Whether this is something the catalogue does not have, and the desk said so."""
        return self.facts is None and self.chosen.data == ELSE and not self.errors

    def resolve(self, match: Match, named: Mapping[str, Facts]) -> bool:
        """Take the item and the quantity meant, or keep something else under its own words."""
        if match.certainty is not Certainty.UNKNOWN or self.chosen.data != ELSE or not self.item.data:
            return super().resolve(match, named)
        self.chosen.choices = self.others
        try:
            self.counted = intake.read_quantity(self.quantity.data or "", "H87", field=self.quantity.name)
        except Invalid as error:
            blame(self.quantity, said(error))
        return not self.errors

    def bags(self) -> Unsorted:
        """Return something else as the service takes it: loose things, or boxes that are counted later."""
        return Unlisted(
            words=self.item.data,
            count=self.counted,
            boxes=self.boxes.data or 0,
            grams=self.grams.data,
            quantity=self.quantity.data,
            expires_on=self.expires_on.data,
            batch=self.batch.data,
            earmark=self.earmark.data,
            refused_because=self.reason.data if self.decision.data == LineStage.REFUSED else "",
        ).unsorted()

    def guess(self, match: Match, named: Mapping[str, Facts], likeliest: str) -> None:
        """Name the item that is meant; else offer what may be, with the likeliest chosen."""
        self.facts = named.get(match.code or "")
        if self.facts is not None:
            put(self.item, self.facts.name)
        elif self.item.data:
            self.offer(match, named)
            put(self.chosen, likeliest)

    told: tuple[Caution, ...] = ()
    """What is to be said of the goods, once they are known."""

    still = 0
    """How much of them the place still wants."""

    def take_apart(self, catalogue: Catalogue) -> None:
        """Read an amount typed with the item ("240 beans in 10 boxes"), or boxes with it ("20 x 24")."""
        typed = self.quantity.data or ""
        found = quick_lines.identical(typed)
        if not typed and self.item.data and catalogue.find(self.item.data).certainty is Certainty.UNKNOWN:
            found = quick_lines.read(self.item.data)
            put(self.item, found.item)
        if found is not None and found.quantity:
            put(self.quantity, str(found.quantity))
        if found is not None and found.boxes and not self.boxes.data:
            put(self.boxes, found.boxes)

    def look_out(self, wishes: Wishes, day: date) -> None:
        """See what is to be said of goods that are taken; after `resolve`."""
        if self.decision.data != LineStage.ACCEPTED:
            return
        if self.facts is None:
            is_unwanted = bool(self.item.data) and wishes.judge(self.item.data) is not None
            self.told = (Caution.UNWANTED,) if is_unwanted else ()
            return
        facts = self.facts
        goods = Goods(
            code=facts.code,
            rule=facts.rule,
            category=facts.category,
            dual_use=facts.dual_use,
            asks_expiry=facts.asks_expiry,
            is_wanted=facts.code in wishes.wanted or facts.category in wishes.groups,
            is_unwanted=facts.code in wishes.unwanted,
            expires_on=self.expires_on.data,
        )
        self.told = cautions(goods, day)
        self.still = wishes.still.get(facts.code, 0)

    @property
    def asked_first(self) -> list[Caution]:
        """What a person has to have seen before these goods are recorded."""
        return [caution for caution in self.told if caution in ASKED_FIRST]

    @property
    def notes(self) -> list[dict[str, str]]:
        """What is said of the line, with its tone."""
        said = [*self.barcode_notes, *caution_words.notes(self.told)]
        if self.still and self.facts is not None:
            still = units.quantity(words(), self.still, self.facts.unit_code)
            said.append(
                {"text": gettext("Still wanted here: %(amount)s.", amount=still), "tone": "confirmed"}
            )
        return said

    @property
    def seen(self) -> set[str]:
        """What the page remembers of what was said: item and caution."""
        of_what = self.facts.code if self.facts else fold(self.item.data or "").replace(" ", "-")
        return {f"{of_what}:{caution.name}" for caution in self.asked_first}

    @property
    def typed(self) -> tuple[Field, ...]:
        """The fields in which something typed makes the line count."""
        return (*super().typed, self.boxes, self.grams, self.box_codes, self.gtin)

    def line(self) -> Line:
        """Return the line as the service takes it; after `resolve`."""
        return replace(
            super().line(),
            boxes=self.boxes.data or 0,
            grams=self.grams.data,
            value_cents=self.value_cents.data,
            currency=self.currency.data,
            earmark=self.earmark.data,
            box_codes=self.box_codes.data or (),
            gtin=self.taught,
        )
