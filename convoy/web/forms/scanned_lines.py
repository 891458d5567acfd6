"""Goods as scanned: a code fills item, batch and expiry; a new barcode is remembered only when told to."""

import re
from collections.abc import Callable, Mapping

from flask_babel import gettext, lazy_gettext
from wtforms import Field, HiddenField, RadioField

from convoy.domain import barcodes, gs1
from convoy.domain.errors import Invalid
from convoy.domain.matching import Match
from convoy.queries.catalogue import Facts
from convoy.web.choices import SelectChoice
from convoy.web.forms.counting import CountForm, blame
from convoy.web.forms.fields import TextField, said

YES, NO = "yes", "no"


class GoodsField(TextField):
    """What something is, in words or as it was scanned: the separators in a code are kept as a sign."""

    def read(self, typed: str) -> str:
        """Return one line of text."""
        return super().read(re.sub("[\x1d\x1e\x04]", "␝", typed))


def answers() -> list[SelectChoice]:
    """Return what may be said to whether a barcode is to be remembered."""
    return [
        SelectChoice(value=YES, label=gettext("Yes, remember it")),
        SelectChoice(value=NO, label=gettext("No, only this time")),
    ]


class ScannedForm(CountForm):
    """One kind of goods whose barcode may be known, or be taught: asked first, for this very pair."""

    item = GoodsField(lazy_gettext("What is it?"), limit=200)
    gtin = TextField(lazy_gettext("Barcode"), limit=40)
    remember = RadioField(lazy_gettext("Remember the barcode?"), choices=answers, validate_choice=False)
    remember_of = HiddenField()

    stands_for: str = ""
    """The code of the item that the barcode stands for already."""

    @property
    def is_new_barcode(self) -> bool:
        """Whether a barcode is here that stood for nothing when the form was filled."""
        is_new = not self.stands_for or self._was_taught
        return bool(self.gtin.data and not self.gtin.errors and is_new)

    @property
    def _was_taught(self) -> bool:
        """Whether it was this very line that taught the barcode: the same form again is the same gift."""
        pair = f"{self.gtin.data} {self.stands_for}"
        is_same = self.facts is not None and self.facts.code == self.stands_for
        return is_same and self.remember.data == YES and self.remember_of.data == pair

    @property
    def pair(self) -> str:
        """The new barcode and the item it would stand for; "" where there is nothing to ask."""
        return f"{self.gtin.data} {self.facts.code}" if self.is_new_barcode and self.facts else ""

    @property
    def question(self) -> str:
        """Whether the barcode is to be remembered, as a sentence; "" where there is nothing to ask."""
        if not self.pair or self.facts is None:
            return ""
        return gettext("Remember %(gtin)s as “%(item)s”?", gtin=self.gtin.data, item=self.facts.name)

    @property
    def taught(self) -> str:
        """The barcode that stands for the item from now on; "" unless somebody said yes to this pair."""
        agreed = self.remember.data == YES and self.remember_of.data == self.pair
        return str(self.gtin.data) if self.pair and agreed else ""

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

    def drop(self) -> None:
        """Forget the barcode that was scanned by mistake; the rest of the line stays."""
        for field in (self.gtin, self.remember, self.remember_of):
            put(field, "")
        if gs1.is_meant(self.item.data or "") or (self.item.data or "").strip().isdigit():
            put(self.item, "")

    def resolve(self, match: Match, named: Mapping[str, Facts]) -> bool:
        """Take the item and quantity meant; a barcode must be of it, or be remembered for it or not."""
        if self.is_new_barcode and not self.item.data and not self.item.errors:
            told = gettext("Barcode %(gtin)s is new here. Say what it is.", gtin=self.gtin.data)
            blame(self.item, told)
        super().resolve(match, named)
        if self.facts is not None:
            self._check_known(self.facts)
        self.ask()
        if self.pair and self.remember.data not in {YES, NO}:
            blame(self.remember, gettext("Say yes or no."))
        return not self.errors

    def _check_known(self, facts: Facts) -> None:
        if self.stands_for and facts.code != self.stands_for:
            told = gettext(
                "Barcode %(gtin)s stands for %(code)s, not for this. Clear it, or choose that item.",
                gtin=self.gtin.data,
                code=self.stands_for,
            )
            blame(self.gtin, told)
        if self.item.data == facts.code:
            put(self.item, facts.name)

    def ask(self) -> None:
        """Ask anew where barcode or item are others than those that were asked about."""
        if self.question:
            self.remember.label.text = self.question
        if (self.remember_of.data or "") != self.pair:
            put(self.remember, "")
            put(self.remember_of, self.pair)

    @property
    def barcode_notes(self) -> list[dict[str, str]]:
        """What is said of the barcode, with its tone."""
        if self.gtin.errors or not self.gtin.data:
            return []
        if self.stands_for:
            told = gettext("Barcode %(gtin)s: %(code)s", gtin=self.gtin.data, code=self.stands_for)
            return [{"text": told, "tone": "confirmed"}]
        if self.facts is None:
            told = gettext("Barcode %(gtin)s is new here. Say what it is.", gtin=self.gtin.data)
        else:
            told = gettext("Barcode %(gtin)s is new here.", gtin=self.gtin.data)
        return [{"text": told, "tone": "needs"}]


def put(field: Field, value: object) -> None:
    """Fill in what was understood, as if it had been typed so."""
    field.data, field.raw_data = value, [str(value)]
