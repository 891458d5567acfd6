"""What is typed at the sorting table, and what is said of goods that do not become stock."""

from collections.abc import Iterable

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, FieldList, FormField, SelectField
from wtforms.validators import InputRequired

from convoy.domain.errors import Invalid, Refusal
from convoy.domain.kinds import PoolFate
from convoy.domain.matching import Catalogue
from convoy.queries.catalogue import Facts
from convoy.services.pool_decisions import DecideGoods, PartWithBags, PartWithGoods
from convoy.services.sorting import NO_BOX, SortAndPack
from convoy.services.word_links import LinkWords
from convoy.web import labels
from convoy.web.choices import SelectChoice
from convoy.web.forms.boxes import REASON, ActionForm, CodesField, GoodsForm
from convoy.web.forms.counting import CountForm, Known, blame, unclear
from convoy.web.forms.fields import NEEDED, GramsField, QuantityField, TextField, said

MOST_LINES = 50
MORE_LINES = 3
"""Blank lines added at once where each costs a journey to the server."""


class SortForm(GoodsForm):
    """One box's worth: lines counted from a pool, loose goods, and the box they go into."""

    place = SelectField(lazy_gettext("Place"))
    pool = SelectField(lazy_gettext("From the unsorted goods of"), validate_choice=False)
    counted = FieldList(FormField(CountForm), min_entries=MORE_LINES)
    into = SelectField(lazy_gettext("Into"), validate_choice=False)
    codes = CodesField(lazy_gettext("Or scan an open box or a printed label"), render_kw={"rows": "1"})
    is_full = BooleanField(lazy_gettext("The box is full: close it"), default=True)

    @property
    def filled(self) -> list[CountForm]:
        """The lines in which something was typed."""
        forms: list[CountForm] = [entry.form for entry in self.counted]
        return [form for form in forms if not form.is_blank]

    def add_lines(self) -> None:
        """Put blank lines below those there are."""
        for _ in range(min(MORE_LINES, MOST_LINES - len(self.counted))):
            self.counted.append_entry()

    def offer(self, pools: Iterable[SelectChoice], boxes: Iterable[SelectChoice]) -> None:
        """Offer pools to count from, and open boxes to fill."""
        self.pool.choices = [*pools, SelectChoice(value="", label=gettext("no bags: loose goods only"))]
        self.into.choices = [
            SelectChoice(value="", label=gettext("a new box")),
            *boxes,
            SelectChoice(value=NO_BOX, label=gettext("no box: it stays loose")),
        ]

    def resolve(self, catalogue: Catalogue, known: Known) -> bool:
        """Whether every line is understood; what is not has its error."""
        matches = [catalogue.find(form.item.data or "") for form in self.filled]
        named = known({code for match in matches for code in match.codes})
        understood = [form.resolve(match, named) for form, match in zip(self.filled, matches, strict=True)]
        if not all(understood):
            blame(self.counted, *[form.errors for form in self.filled if form.errors])
        if self.codes.data and len(self.codes.data) > 1:
            blame(self.codes, gettext("One box at a time: scan only one."))
        return not self.errors

    def command(self) -> SortAndPack:
        """Return what the service takes; after `resolve`."""
        return SortAndPack(
            key=self.key.data,
            place=self.place.data,
            pool=self.pool.data,
            counted=tuple(form.line() for form in self.filled),
            loose=self.lines,
            box=self.codes.data[0] if self.codes.data else self.into.data,
            is_full=self.is_full.data,
        )

    def refuse(self, error: Refusal) -> None:
        """Show the service's refusal at the field it names (`counted-0-batch`), else above the form."""
        field = error.field if isinstance(error, Invalid) else ""
        part, _, rest = field.partition("-")
        index, _, name = rest.partition("-")
        lines = self.filled or [self.counted[0].form]
        if part == "counted" and index.isdigit():
            blame(lines[int(index)][name], said(error))
            blame(self.counted, lines[int(index)].errors)
        elif field in self:
            blame(self[field], said(error))
        else:
            super().refuse(error)


class LeftoverForm(ActionForm):
    """How many pieces of a lot are set aside, released, counted wrongly or parted with, and why."""

    quantity = QuantityField(lazy_gettext("How many"), [InputRequired(NEEDED)])
    fate = SelectField(lazy_gettext("What becomes of it"), choices=lambda: labels.choices(PoolFate))
    reason = TextField(lazy_gettext("Why"), [InputRequired(NEEDED)], limit=REASON)

    def command(self, pool: str, lot: int) -> DecideGoods:
        """Return what setting aside, releasing and counting back take."""
        return DecideGoods(self.key.data, pool, lot, self.quantity.data, self.reason.data)

    def parting(self, pool: str, lot: int) -> PartWithGoods:
        """Return what parting with goods takes."""
        fate = PoolFate(self.fate.data)
        return PartWithGoods(self.key.data, pool, lot, self.quantity.data, self.reason.data, fate)


class LinkForm(ActionForm):
    """Which item words on unsorted goods mean: typed, or one of those offered pressed."""

    item = TextField(lazy_gettext("This is"), limit=200)
    chosen = TextField(limit=60)
    remember = BooleanField(lazy_gettext("Find it by these words from now on"))

    choices: tuple[Facts, ...] = ()

    def meant(self, catalogue: Catalogue, known: Known) -> str:
        """Return the code of the item meant; "" where that is not clear, with its error and choices."""
        if self.chosen.data:
            return str(self.chosen.data)
        if not self.item.data:
            blame(self.item, gettext("Say what it is."))
            return ""
        match = catalogue.find(self.item.data)
        if match.code is not None:
            return match.code
        named = known(match.codes)
        self.choices = tuple(named[code] for code in match.codes if code in named)
        blame(self.item, unclear(self.item.data, match, is_offered=bool(self.choices)))
        return ""

    def command(self, pool: str, line: int, item: str, language: str) -> LinkWords:
        """Return what the service takes."""
        return LinkWords(self.key.data, pool, line, item, language if self.remember.data else "")


class PartingForm(ActionForm):
    """What becomes of goods of a pool that nobody counts."""

    fate = SelectField(lazy_gettext("What becomes of it"), choices=lambda: labels.choices(PoolFate))
    packages = QuantityField(lazy_gettext("Packages"))
    grams = GramsField(lazy_gettext("Weight"))
    reason = TextField(lazy_gettext("Why"), [InputRequired(NEEDED)], limit=REASON)

    def command(self, pool: str) -> PartWithBags:
        """Return what the service takes."""
        return PartWithBags(
            self.key.data,
            pool,
            PoolFate(self.fate.data),
            self.reason.data,
            self.packages.data,
            self.grams.data,
        )
