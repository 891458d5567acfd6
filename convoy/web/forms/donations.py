"""What is typed at the desk: a gift with its lines, taking it back, and decisions on a line."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, SelectField
from wtforms.validators import InputRequired

from convoy.domain.errors import Invalid
from convoy.domain.kinds import DonationOrigin, OrganisationKind
from convoy.domain.matching import Catalogue
from convoy.queries.usual import Wishes
from convoy.services.donations import Donor, RecordDonation, Unsorted
from convoy.web import caution_words, item_words, labels
from convoy.web.choices import SelectChoice
from convoy.web.forms.counting import Known, blame
from convoy.web.forms.fields import (
    NEEDED,
    GramsField,
    KeyField,
    NoteField,
    PastDayField,
    QuantityField,
    TextField,
    said,
)
from convoy.web.forms.lines import LineForm
from convoy.web.forms.scanned_lines import put
from convoy.web.page_form import PageForm

MOST_LINES = 50
MORE_LINES = 3
"""Blank lines added at once where each costs a journey to the server."""


def donor_kinds() -> list[SelectChoice]:
    """Return the kinds of donor, with nothing chosen first."""
    nothing = SelectChoice(value="", label=gettext("on record already"))
    return [nothing, *labels.choices(OrganisationKind)]


class BagsLine(Form):
    """Bags that are counted later."""

    packages = QuantityField(lazy_gettext("How many bags"))
    package_code = SelectField(
        lazy_gettext("They are"),
        choices=lambda: item_words.choices(item_words.UNSORTED_IN),
        default="BG",
    )
    grams = GramsField(lazy_gettext("Weight of all"))
    note = TextField(lazy_gettext("What seems to be in them"), limit=200)
    refused_because = TextField(lazy_gettext("Refused, because"), limit=200)

    def bags(self) -> Unsorted:
        """Return the bags as the service takes them."""
        return Unsorted(
            packages=self.packages.data,
            package_code=self.package_code.data,
            grams=self.grams.data,
            note=self.note.data,
            refused_because=self.refused_because.data,
        )


class DonationForm(PageForm):
    """A gift on one screen."""

    key = KeyField()
    donor = TextField(lazy_gettext("Who gives?"))
    donor_kind = SelectField(lazy_gettext("A new donor is a"), choices=donor_kinds)
    anonymous = BooleanField(lazy_gettext("The donor stays anonymous"))
    place = SelectField(lazy_gettext("Where"), [InputRequired(NEEDED)])
    received_on = PastDayField(lazy_gettext("Day"), [InputRequired(NEEDED)])
    lines = FieldList(FormField(LineForm), min_entries=1)
    unsorted = FieldList(FormField(BagsLine), min_entries=1)
    bought = BooleanField(lazy_gettext("Bought by us, not given"))
    invoice = TextField(lazy_gettext("Number of the invoice"), limit=80)
    donor_reference = TextField(lazy_gettext("The donor's own reference"), limit=80)
    note = NoteField(lazy_gettext("Note"))
    told = HiddenField()
    kit = SelectField(lazy_gettext("Kit"), choices=[], validate_choice=False)
    kits = QuantityField(lazy_gettext("How many of it"))
    sheet = TextField(lazy_gettext("Number of the intake sheet"), limit=40)
    announced = TextField(lazy_gettext("Code of the announced gift"), limit=40)

    @property
    def filled(self) -> list[LineForm]:
        """The lines in which something was typed; without bags the first one counts even when it is blank."""
        forms: list[LineForm] = [entry.form for entry in self.lines]
        return [form for form in forms if not form.is_blank] or (forms[:1] if not self.bags else [])

    @property
    def bags(self) -> list[BagsLine]:
        """The unsorted bags of which a number was typed."""
        return [entry.form for entry in self.unsorted if entry.form.packages.data]

    @property
    def counted(self) -> list[LineForm]:
        """The lines of the catalogue's items; after `resolve`."""
        return [form for form in self.filled if not form.is_else]

    @property
    def uncounted(self) -> list[BagsLine | LineForm]:
        """The bags, and what the catalogue does not have; after `resolve`."""
        return [*self.bags, *(form for form in self.filled if form.is_else)]

    def add_lines(self) -> None:
        """Put blank lines below those there are."""
        for _ in range(min(MORE_LINES, MOST_LINES - len(self.lines))):
            self.lines.append_entry()

    def fill(self, lines: Sequence[Mapping[str, str]]) -> bool:
        """Put items with their quantities into the blank lines, and into new ones below; all or none.

        Whether there was room for all of them; where not, it is said and what was typed stays.
        """
        blank = [entry.form for entry in self.lines if entry.form.is_blank and not entry.form.item.data]
        room = len(blank) + MOST_LINES - len(self.lines)
        if room < len(lines):
            told = gettext(
                "This kit has %(parts)s lines, and there is room for %(room)s: one gift takes %(most)s. "
                "Nothing was filled in. Record this gift first, then another one.",
                parts=len(lines),
                room=room,
                most=MOST_LINES,
            )
            blame(self.kit, told)
            return False
        while len(blank) < len(lines):
            blank.append(self.lines.append_entry().form)
        for form, line in zip(blank[: len(lines)], lines, strict=True):
            put(form.item, line["item"])
            put(form.quantity, line["quantity"])
        put(self.kit, "")
        put(self.kits, "")
        return True

    def scan(self, item_of: Callable[[str], str]) -> None:
        """Take apart the codes that were scanned for items (see LineForm.scan); before `resolve`."""
        for form in self.filled:
            form.scan(item_of)

    def resolve(self, catalogue: Catalogue, known: Known, *, donor_is_known: bool) -> bool:
        """Whether all that was typed is understood; what is not has its error. Run both halves always."""
        self._check_donor(donor_is_known=donor_is_known)
        for entry in self.unsorted:
            if entry.form.grams.data and not entry.form.packages.data and not entry.form.packages.errors:
                blame(entry.form.packages, gettext("Say how many."))
                blame(self.unsorted, entry.form.errors)
        if len(self.lines) > MOST_LINES:
            blame(
                self.lines,
                gettext("One gift takes %(most)s lines; record the rest as another.", most=MOST_LINES),
            )
        for form in self.filled:
            form.take_apart(catalogue)
        matches = [catalogue.find(form.item.data or "") for form in self.filled]
        named = known({code for match in matches for code in match.codes})
        understood = [form.resolve(match, named) for form, match in zip(self.filled, matches, strict=True)]
        if not all(understood):
            blame(self.lines, *[form.errors for form in self.filled if form.errors])
        return not self.errors

    def note_cautions(self, wishes: Wishes) -> None:
        """See what is to be said of the goods, and say it beside each line."""
        today = datetime.now(UTC).date()
        day = min(self.received_on.data or today, today)
        for form in self.filled:
            form.look_out(wishes, day)

    def look_out(self, wishes: Wishes) -> bool:
        """Whether all that is to be said of the goods was seen; else it is said at each line."""
        seen, asked = set((self.told.data or "").split()), False
        self.note_cautions(wishes)
        for form in self.filled:
            if form.seen - seen:
                asked = True
                said_of_it = [caution_words.said(caution) for caution in form.asked_first]
                blame(form.item, *said_of_it, gettext("Record again to record it all the same."))
        if asked:
            blame(self.lines, *[form.errors for form in self.filled if form.errors])
            put(self.told, " ".join(sorted(seen.union(*(form.seen for form in self.filled)))))
        return not asked

    def _check_donor(self, *, donor_is_known: bool) -> None:
        if self.donor.errors or self.donor_kind.errors:
            return
        if self.anonymous.data and self.donor.data:
            blame(self.anonymous, gettext("A donor is named: either clear the name or this."))
        elif not (self.anonymous.data or self.donor.data or self.bought.data):
            blame(self.donor, gettext("Name the donor, or say that the donor stays anonymous."))
        elif self.donor.data and not donor_is_known and not self.donor_kind.data:
            blame(
                self.donor_kind,
                gettext(
                    "“%(name)s” gives for the first time: what kind of donor is it?", name=self.donor.data
                ),
            )

    def command(self) -> RecordDonation:
        """Return what the service takes; after `resolve`."""
        kind = OrganisationKind(self.donor_kind.data) if self.donor_kind.data else None
        return RecordDonation(
            key=self.key.data,
            place=self.place.data,
            received_on=self.received_on.data,
            lines=tuple(form.line() for form in self.counted),
            unsorted=tuple(form.bags() for form in self.uncounted),
            donor=Donor(self.donor.data, kind) if self.donor.data else None,
            origin=DonationOrigin.BOUGHT if self.bought.data else DonationOrigin.GIVEN,
            invoice=self.invoice.data,
            donor_reference=self.donor_reference.data,
            note=self.note.data,
            sheet=self.sheet.data,
            announced=self.announced.data or "",
        )

    def refuse(self, error: Invalid) -> None:
        """Show the service's refusal at the field it names (`lines-0-boxes`), else above the form."""
        part, _, rest = error.field.partition("-")
        if part in {"lines", "unsorted"}:
            index, _, name = rest.partition("-")
            line = (self.counted if part == "lines" else self.uncounted)[int(index)]
            meant = line[name] if name in line else line["item"]
            blame(meant, said(error))
            blame(self.lines if isinstance(line, LineForm) else self[part], line.errors)
        elif error.field in self:
            blame(self[error.field], said(error))
        else:
            self.form_errors.append(said(error))


class CorrectionForm(DonationForm):
    """A gift again, as it should have been, and why."""

    correction = TextField(lazy_gettext("What was wrong"), [InputRequired(NEEDED)], limit=200)


class BagsForm(DonationForm):
    """Unsorted bags in two taps: from whoever is named, else from somebody who stays anonymous."""

    lines = FieldList(FormField(LineForm))

    def resolve(self, catalogue: Catalogue, known: Known, *, donor_is_known: bool) -> bool:
        """Whether all that was typed is understood; there must be bags."""
        if not self.bags and not self.unsorted[0].form.packages.errors:
            blame(self.unsorted[0].form.packages, gettext("Say how many."))
            blame(self.unsorted, self.unsorted[0].form.errors)
        self.anonymous.data = not self.donor.data
        return super().resolve(catalogue, known, donor_is_known=donor_is_known)


class UndoForm(PageForm):
    """Why an entry is taken back."""

    key = KeyField()
    reason = TextField(lazy_gettext("Why"), [InputRequired(NEEDED)], limit=200)


class ForgetBarcodeForm(PageForm):
    """A barcode that was remembered with a gift by mistake."""

    key = KeyField()
    gtin = TextField(lazy_gettext("Barcode"), [InputRequired(NEEDED)], limit=14)


class EarmarkForm(PageForm):
    """For whom a line of a gift is."""

    key = KeyField()
    words = TextField(lazy_gettext("For whom, in the donor's words"), limit=160)
    place = SelectField(lazy_gettext("Recipient"))


class DecisionForm(PageForm):
    """Why a line is set aside, released or refused; goods released may go straight into boxes."""

    key = KeyField()
    reason = TextField(lazy_gettext("Why"), [InputRequired(NEEDED)], limit=200)
    boxes = QuantityField(lazy_gettext("Packed into boxes"), minimum=0)
