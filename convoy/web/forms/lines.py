"""A line of a gift as it is typed: what, how many, in how many boxes; or something not in the catalogue."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid5

from flask_babel import get_locale, gettext, lazy_gettext
from wtforms import Field, SelectField

from convoy.documents.layout import units
from convoy.domain import barcodes, gs1, intake, quick_lines
from convoy.domain.cautions import ASKED_FIRST, Caution, Goods, cautions
from convoy.domain.errors import Invalid
from convoy.domain.lifecycle import LineStage
from convoy.domain.matching import Catalogue, Certainty, Match
from convoy.queries.catalogue import Facts
from convoy.queries.usual import Wishes
from convoy.services.catalogue_items import COUNTED, AddAtDesk
from convoy.services.donations import Line, Unsorted
from convoy.web import caution_words, item_words
from convoy.web.choices import SelectChoice
from convoy.web.forms.boxes import LabelsField
from convoy.web.forms.counting import CountForm, blame
from convoy.web.forms.fields import NEEDED, CentsField, GramsField, QuantityField, TextField, said
from convoy.web.frame import words

ELSE = "else"
"""Chosen for something that is not in the catalogue."""

CURRENCIES = ("EUR", "GBP", "PLN", "CZK", "USD", "CHF", "SEK", "DKK", "NOK", "HUF", "RON", "UAH")


class GoodsField(TextField):
    """What something is, in words or as it was scanned: the separator in a GS1 code is kept as a sign."""

    def read(self, typed: str) -> str:
        """Return one line of text."""
        return super().read(typed.replace(gs1.GS, "␝"))


class LineForm(CountForm):
    """One kind of goods as it was given: in how many boxes, how heavy, of what value."""

    item = GoodsField(lazy_gettext("What is it?"), limit=200)
    gtin = TextField(lazy_gettext("Barcode"), limit=40)

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

    stands_for: str = ""
    """The code of the item that the barcode stands for already."""

    @property
    def is_new_barcode(self) -> bool:
        """Whether a barcode is here that stands for nothing yet."""
        return bool(self.gtin.data and not self.gtin.errors and not self.stands_for)

    def scan(self, item_of: Callable[[str], str]) -> None:
        """Take a code scanned for the item apart: item, barcode, batch, expiry; before `take_apart`.

        `item_of` answers with the code of the item that a barcode stands for, "" for none.
        """
        field: TextField = self.item
        try:
            found = gs1.scanned(self.item.data or "")
            if found is None:
                field = self.gtin
                found = gs1.Read(barcodes.gtin(self.gtin.data)) if self.gtin.data else None
            else:
                put(self.item, "")
        except Invalid as error:
            blame(field, said(error))
            return
        if found is None:
            return
        put(self.gtin, found.gtin)
        if found.batch and not self.batch.data:
            put(self.batch, found.batch)
        # Of several packs in a line the earliest counts.
        if found.expires_on and (not self.expires_on.data or found.expires_on < self.expires_on.data):
            put(self.expires_on, self.expires_on.show(found.expires_on))
            self.expires_on.data = found.expires_on
        self.stands_for = item_of(found.gtin)
        if self.stands_for and not self.item.data:
            put(self.item, self.stands_for)

    def _check_new(self) -> None:
        if self.is_new_barcode and not self.item.data and not self.item.errors:
            told = gettext(
                "Barcode %(gtin)s is new here. Say what it is: it stands for that from now on.",
                gtin=self.gtin.data,
            )
            blame(self.item, told)

    def _check_known(self) -> None:
        if self.facts is None:
            return
        if self.stands_for and self.facts.code != self.stands_for:
            told = gettext(
                "Barcode %(gtin)s stands for %(code)s, not for this. Clear it, or choose that item.",
                gtin=self.gtin.data,
                code=self.stands_for,
            )
            blame(self.gtin, told)
        if self.item.data == self.facts.code:
            put(self.item, self.facts.name)

    def resolve(self, match: Match, named: Mapping[str, Facts]) -> bool:
        """Take the item and the quantity meant, or keep something else under its own words."""
        if match.certainty is not Certainty.UNKNOWN or self.chosen.data != ELSE or not self.item.data:
            self._check_new()
            super().resolve(match, named)
            self._check_known()
            return not self.errors
        self.chosen.choices = self.others
        try:
            self.counted = intake.read_quantity(self.quantity.data or "", "H87", field=self.quantity.name)
        except Invalid as error:
            blame(self.quantity, said(error))
        return not self.errors

    def bags(self) -> Unsorted:
        """Return something else as the service takes it: loose things, or boxes that are counted later.

        What else was typed of it stands behind its name, for whoever sorts it.
        """
        beside = (
            self.quantity.data if self.boxes.data else "",
            self.expires_on.data.isoformat() if self.expires_on.data else "",
            self.batch.data,
            self.earmark.data,
        )
        more = "; ".join(part for part in beside if part)
        note = f"{self.item.data} ({more})" if more else self.item.data
        return Unsorted(
            packages=self.boxes.data or self.counted,
            package_code="BX" if self.boxes.data else "NE",
            grams=self.grams.data,
            note=note,
            refused_because=self.reason.data if self.decision.data == LineStage.REFUSED else "",
        )

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
        if self.facts is None or self.decision.data != LineStage.ACCEPTED:
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
        said = [*self._barcode_notes(), *caution_words.notes(self.told)]
        if self.still and self.facts is not None:
            still = units.quantity(words(), self.still, self.facts.unit_code)
            said.append(
                {"text": gettext("Still wanted here: %(amount)s.", amount=still), "tone": "confirmed"}
            )
        return said

    def _barcode_notes(self) -> list[dict[str, str]]:
        if self.gtin.errors or not self.gtin.data:
            return []
        if self.stands_for:
            told = gettext("Barcode %(gtin)s: %(code)s", gtin=self.gtin.data, code=self.stands_for)
            return [{"text": told, "tone": "confirmed"}]
        if self.facts is None:
            told = gettext("Barcode %(gtin)s is new here. Type what it is.", gtin=self.gtin.data)
        else:
            told = gettext(
                "Barcode %(gtin)s is new here: once recorded, it stands for “%(item)s”. Else clear it.",
                gtin=self.gtin.data,
                item=self.facts.name,
            )
        return [{"text": told, "tone": "needs"}]

    @property
    def seen(self) -> set[str]:
        """What the page remembers of what was said: item and caution."""
        return {f"{self.facts.code}:{caution.name}" for caution in self.asked_first} if self.facts else set()

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
            gtin=self.gtin.data if self.is_new_barcode else "",
        )


def put(field: Field, value: object) -> None:
    """Fill in what was understood, as if it had been typed so."""
    field.data, field.raw_data = value, [str(value)]
