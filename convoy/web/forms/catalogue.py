"""What is typed about the catalogue: an item's facts, its names and words, its barcodes."""

import re
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, SelectField
from wtforms.validators import InputRequired

from convoy.domain import measures
from convoy.domain.errors import Invalid
from convoy.domain.kinds import IntakeRule
from convoy.services.catalogue_items import COUNTED, AddItem, EditItem, ItemFacts
from convoy.services.item_names import InLanguage, NameItem, OnBarcode, ReviewName
from convoy.web import item_words, labels
from convoy.web.forms.fields import (
    NEEDED,
    CentsField,
    GramsField,
    KeyField,
    NoteField,
    QuantityField,
    TextField,
    Understood,
    said,
)
from convoy.web.forms.records import RecordForm, blame
from convoy.web.page_form import PageForm

HS6_DIGITS = re.compile(r"[0-9]{6}")
UN_DIGITS = re.compile(r"(?:UN ?)?([0-9]{4})")
WORDS_APART = re.compile(r"[,;\n]+")


class LitresField(Understood):
    """A volume in millilitres; a bare number is litres."""

    hints = {"inputmode": "decimal"}  # noqa: RUF012  # like every field of forms/fields.py

    def read(self, typed: str) -> int:
        """Return millilitres."""
        return measures.millilitres(typed, field=self.name, minimum=0)

    def show(self, value: int) -> str:
        """Return litres."""
        return measures.litres(value)


class WeightField(GramsField):
    """A weight in grams that may be nothing."""

    def read(self, typed: str) -> int:
        """Return grams."""
        return measures.grams(typed, field=self.name, minimum=0)


class ContentField(TextField):
    """What one piece holds: in words on the page, as a number and a code of its unit behind it."""

    def read(self, typed: str) -> str:
        """Return the number and the code."""
        return item_words.content_kept(super().read(typed))

    def show(self, value: str) -> str:
        """Return the words."""
        return item_words.content(value)


class ItemForm(RecordForm):
    """An item of the catalogue."""

    category = SelectField(lazy_gettext("Group"))
    intake_rule = SelectField(lazy_gettext("At intake"), choices=lambda: labels.choices(IntakeRule))
    unit_gross_g = GramsField(lazy_gettext("Weight of one, with its own packing"), [InputRequired(NEEDED)])
    unit_net_g = GramsField(lazy_gettext("Net weight of one"))
    unit_volume_ml = LitresField(lazy_gettext("Volume of one"), [InputRequired(NEEDED)])
    net_content = ContentField(lazy_gettext("Content, as on the pack"), limit=40)
    package_code = SelectField(lazy_gettext("Usually packed in"))
    units_per_package = QuantityField(lazy_gettext("How many in one package"), [InputRequired(NEEDED)])
    package_gross_g = WeightField(lazy_gettext("Weight of a full package"))
    package_volume_ml = LitresField(lazy_gettext("Volume of a full package"))
    hs6 = TextField(lazy_gettext("Customs code (HS, 6 digits)"), limit=10)
    hs6_description = TextField(lazy_gettext("What the customs code says"), limit=200)
    expiry_rule = SelectField(
        lazy_gettext("Month of expiry"), choices=lambda: item_words.choices(item_words.EXPIRY)
    )
    batch_required = BooleanField(lazy_gettext("Batch number must be known"))
    serial_required = BooleanField(lazy_gettext("Serial number must be known"))
    cold_chain = BooleanField(lazy_gettext("Must be kept cold"))
    dangerous = BooleanField(lazy_gettext("Dangerous goods"))
    un_number = TextField(lazy_gettext("UN number"), limit=10)
    dual_use = BooleanField(lazy_gettext("Dual use: may need a licence"))
    unit_value_cents = CentsField(lazy_gettext("Usual value of one, EUR"))
    note = NoteField(lazy_gettext("Note"))
    is_active = BooleanField(lazy_gettext("In use"), default=True)

    def offer(self, groups: Iterable[str], package: str = "") -> None:
        """Give the form what can be chosen: groups of the catalogue, packages and the one in use."""
        self.category.choices = item_words.groups(groups)
        self.package_code.choices = item_words.choices(item_words.PACKAGES, [package])

    def validate_hs6(self, field: TextField) -> None:
        """Six digits, with or without the dots customs put between them."""
        field.data = re.sub(r"[. ]", "", field.data or "")
        if field.data and not HS6_DIGITS.fullmatch(field.data):
            blame(field, gettext("“%(typed)s” is not a customs code: it needs 6 digits.", typed=field.data))

    def validate_un_number(self, field: TextField) -> None:
        """Four digits, with or without UN before them."""
        found = UN_DIGITS.fullmatch((field.data or "").upper())
        if field.data and found is None:
            blame(field, gettext("“%(typed)s” is not a UN number: it needs 4 digits.", typed=field.data))
        field.data = found[1] if found else ""

    def facts(self) -> ItemFacts:
        """Return what was typed, as the service takes it."""
        names = (
            "category unit_gross_g unit_net_g unit_volume_ml net_content package_code units_per_package hs6"
            " hs6_description expiry_rule batch_required serial_required cold_chain dangerous un_number"
            " dual_use unit_value_cents note is_active"
        )
        return ItemFacts(
            **self.typed(*names.split()),
            package_gross_g=self.package_gross_g.data or 0,
            package_volume_ml=self.package_volume_ml.data or 0,
            intake_rule=IntakeRule(self.intake_rule.data),
        )

    def command(self, code: str) -> EditItem:
        """Return what the service takes to change the item `code`."""
        return EditItem(key=self.key.data, code=code, facts=self.facts(), seen=self.seen_number)


class NewItemForm(ItemForm):
    """An item that is not in the catalogue yet."""

    name_en = TextField(lazy_gettext("Name in English"), [InputRequired(NEEDED)], limit=120)
    name_uk = TextField(lazy_gettext("Name in Ukrainian"), limit=120)
    unit_code = SelectField(
        lazy_gettext("Counted in"),
        choices=lambda: [one for one in item_words.choices(item_words.UNITS) if one.value in COUNTED],
    )

    def addition(self) -> AddItem:
        """Return what the service takes for a new item."""
        names = (("en", self.name_en.data), ("uk", self.name_uk.data))
        return AddItem(key=self.key.data, facts=self.facts(), names=names, unit_code=self.unit_code.data)


class LanguageForm(Form):
    """What an item is called in one language."""

    language = HiddenField()
    name = TextField(lazy_gettext("Name"), limit=120)
    is_reviewed = BooleanField(lazy_gettext("Checked by a native reader"))
    words = NoteField(lazy_gettext("Everyday words"), limit=1_000)

    @property
    def spoken(self) -> tuple[str, ...]:
        """The everyday words, one by one."""
        return tuple(filter(None, (word.strip() for word in WORDS_APART.split(self.words.data or ""))))

    def validate_words(self, field: NoteField) -> None:
        """Refuse a word that is a sentence."""
        long = next((word for word in self.spoken if len(word) > MOST_LETTERS), None)
        if long:
            blame(
                field,
                gettext(
                    "“%(word)s…” is longer than %(limit)s letters; put commas between words.",
                    word=long[:20],
                    limit=MOST_LETTERS,
                ),
            )


MOST_LETTERS = 80


class NamesForm(RecordForm):
    """What an item is called in every language of the catalogue."""

    called = FieldList(FormField(LanguageForm))

    def is_whole(self) -> bool:
        """Whether each language came back once."""
        languages = [entry.form.language.data or "" for entry in self.called]
        return bool(languages) and sorted(languages) == sorted(set(languages) & set(item_words.NAMED_IN))

    def command(self, code: str) -> NameItem:
        """Return what the service takes."""
        called = tuple(
            InLanguage(
                form.language.data or "",
                form.name.data,
                is_reviewed=form.is_reviewed.data and bool(form.name.data),
                words=form.spoken,
            )
            for form in (entry.form for entry in self.called)
        )
        return NameItem(key=self.key.data, code=code, called=called, seen=self.seen_number)

    def refuse(self, error: Any) -> None:
        """Show a refusal at the language and field it names (`uk-words`), else above the form."""
        language, dash, name = error.field.partition("-") if isinstance(error, Invalid) else ("", "", "")
        row = next((entry.form for entry in self.called if entry.form.language.data == language), None)
        if row is not None and dash and name in row:
            blame(row[name], said(error))
            blame(self.called, said(error))
        else:
            super().refuse(error)


class ReviewForm(PageForm):
    """One press: this name is right."""

    key = KeyField()
    name = HiddenField()

    def command(self, code: str, language: str) -> ReviewName:
        """Return what the service takes."""
        return ReviewName(key=self.key.data, code=code, language=language, name=self.name.data or "")


class BarcodeForm(PageForm):
    """A barcode, scanned or typed."""

    key = KeyField()
    gtin = TextField(lazy_gettext("Barcode"), [InputRequired(NEEDED)], limit=40)

    def command(self, code: str) -> OnBarcode:
        """Return what the service takes."""
        return OnBarcode(key=self.key.data, code=code, gtin=self.gtin.data)
