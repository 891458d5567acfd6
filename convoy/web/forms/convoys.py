"""What is typed about a convoy: its dates, its vans, their stops, crews and customs records."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from convoy.domain import measures
from convoy.domain.kinds import CrewRole, DocumentKind, StopKind
from convoy.services.convoys import AddRun, EditConvoy, EditRun, PlanConvoy
from convoy.services.crews import Person, SetCrew
from convoy.services.stops import AddStop
from convoy.web import labels
from convoy.web.choices import SelectChoice
from convoy.web.forms.boxes import CodesField
from convoy.web.forms.fields import (
    NEEDED,
    DayField,
    GramsField,
    KeyField,
    MomentField,
    NoteField,
    QuantityField,
    TextField,
    Understood,
)
from convoy.web.page_form import PageForm
from convoy.web.vehicle_words import class_name

MOST_PEOPLE = 6


def chosen(pairs: Iterable[tuple[str, str]], nothing: str = "") -> list[SelectChoice]:
    """Return codes and names as choices, with `nothing` first where it is given."""
    first = [SelectChoice(value="", label=nothing)] if nothing else []
    return first + [SelectChoice(value=code, label=name) for code, name in pairs]


class VolumeField(Understood):
    """A volume in millilitres; a bare number is cubic metres, as papers of vans say it."""

    hints = {"inputmode": "decimal"}  # noqa: RUF012  # like every field of forms/fields.py

    def read(self, typed: str) -> int:
        """Return millilitres."""
        # A bare number in thousands of litres: the parser counts litres.
        return (
            measures.millilitres(typed.strip().removesuffix("m³").removesuffix("m3"), field=self.name) * 1000
        )

    def show(self, value: int) -> str:
        """Return cubic metres."""
        return measures.litres(value // 1000)


class ManyField(SelectMultipleField):
    """Several of a few, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ConvoyForm(PageForm):
    """A convoy; everything but its name may still be unknown."""

    key = KeyField()
    version = HiddenField()
    name = TextField(lazy_gettext("Name"), [InputRequired(NEEDED)], limit=80)
    starts_on = DayField(lazy_gettext("First day"))
    ends_on = DayField(lazy_gettext("Last day"))
    cut_off_on = DayField(lazy_gettext("Last day to bring goods"))
    crossing = SelectField(lazy_gettext("Border crossing"), default="")
    recipients = ManyField(lazy_gettext("Recipients: where the convoy delivers"))
    lead_phone = TextField(lazy_gettext("Telephone of the convoy's lead"), limit=40)
    note = NoteField(lazy_gettext("Note"))

    def offer(self, crossings: Iterable[tuple[str, str]], recipients: Iterable[tuple[str, str]]) -> None:
        """Give the form what can be chosen: codes and names."""
        self.crossing.choices = chosen(crossings, gettext("not known yet"))
        self.recipients.choices = chosen(recipients)

    def _given(self) -> dict[str, Any]:
        return {
            "key": self.key.data,
            "name": self.name.data,
            "starts_on": self.starts_on.data,
            "ends_on": self.ends_on.data,
            "cut_off_on": self.cut_off_on.data,
            "crossing": self.crossing.data or "",
            "recipients": tuple(self.recipients.data or ()),
            "lead_phone": self.lead_phone.data,
            "note": self.note.data,
        }

    def plan(self) -> PlanConvoy:
        """Return the command for a new convoy."""
        return PlanConvoy(**self._given())

    def change(self, convoy: str) -> EditConvoy:
        """Return the command that changes a convoy."""
        return EditConvoy(convoy=convoy, version=_number(self.version.data), **self._given())


class RunForm(PageForm):
    """A van; what is left empty comes from the vehicle, then from its class, or stays unknown."""

    key = KeyField()
    version = HiddenField()
    vehicle = SelectField(lazy_gettext("Vehicle"), default="")
    vehicle_class = SelectField(lazy_gettext("Class, where the vehicle is not known yet"), default="")
    plate = TextField(lazy_gettext("Plate"), limit=20)
    trailer_plate = TextField(lazy_gettext("Plate of the trailer"), limit=20)
    payload_g = GramsField(lazy_gettext("Payload"))
    hold_ml = VolumeField(lazy_gettext("Room in the hold"))
    pallet_places = QuantityField(lazy_gettext("Pallet places"), minimum=0)
    weighbridge_g = GramsField(lazy_gettext("Weighed as a whole, loaded"))
    departs_at = MomentField(lazy_gettext("Leaves"))
    given_to = SelectField(lazy_gettext("The vehicle itself is given to"), default="")
    loads_at = ManyField(lazy_gettext("Loads at"))
    delivers_to = ManyField(lazy_gettext("Delivers to"))
    note = NoteField(lazy_gettext("Note"))

    def offer(
        self,
        vehicles: Iterable[tuple[str, str]],
        classes: Iterable[tuple[str, str]],
        stores: Iterable[tuple[str, str]],
        recipients: Iterable[tuple[str, str]],
        organisations: Iterable[tuple[str, str]],
    ) -> None:
        """Give the form what can be chosen: codes and names."""
        self.given_to.choices = chosen(organisations, gettext("nobody; it comes back"))
        self.vehicle.choices = chosen(vehicles, gettext("not known yet"))
        named = ((code, class_name(code, name)) for code, name in classes)
        self.vehicle_class.choices = chosen(named, gettext("not known yet"))
        self.loads_at.choices = chosen(stores)
        self.delivers_to.choices = chosen(recipients)

    def _given(self) -> dict[str, Any]:
        return {
            "key": self.key.data,
            "vehicle": self.vehicle.data or "",
            "vehicle_class": self.vehicle_class.data or "",
            "plate": self.plate.data,
            "trailer_plate": self.trailer_plate.data,
            "payload_g": self.payload_g.data,
            "hold_ml": self.hold_ml.data,
            "pallet_places": self.pallet_places.data,
            "weighbridge_g": self.weighbridge_g.data,
            "departs_at": self.departs_at.data,
            "given_to": self.given_to.data or "",
            "note": self.note.data,
        }

    def add(self, convoy: str) -> AddRun:
        """Return the command for a new van."""
        loads_at, delivers_to = tuple(self.loads_at.data or ()), tuple(self.delivers_to.data or ())
        return AddRun(convoy=convoy, loads_at=loads_at, delivers_to=delivers_to, **self._given())

    def change(self, convoy: str, number: int) -> EditRun:
        """Return the command that changes a van."""
        return EditRun(convoy=convoy, number=number, version=_number(self.version.data), **self._given())


def _number(typed: str | None) -> int | None:
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 10 else None  # noqa: PLR2004


class StopForm(PageForm):
    """One more stop at the end of a van's route."""

    key = KeyField()
    kind = SelectField(lazy_gettext("What happens there"), choices=lambda: labels.choices(StopKind))
    place = SelectField(lazy_gettext("Place"), [InputRequired(NEEDED)])
    planned_at = MomentField(lazy_gettext("Planned"))
    position = HiddenField()

    def command(self, convoy: str, number: int) -> AddStop:
        """Return the command for a new stop."""
        return AddStop(
            self.key.data,
            convoy,
            number,
            StopKind(self.kind.data),
            self.place.data,
            self.planned_at.data,
            position=_number(self.position.data),
        )


class PersonForm(Form):
    """A person in a van; a line without a name is no person."""

    member = HiddenField()
    role = SelectField(lazy_gettext("Part"), choices=lambda: labels.choices(CrewRole))
    name = TextField(lazy_gettext("Name"), limit=80)
    phone = TextField(lazy_gettext("Telephone"), limit=40)
    document_kind = SelectField(
        lazy_gettext("Document"),
        choices=lambda: labels.choices(DocumentKind),
        default=DocumentKind.PASSPORT.value,
    )
    document = TextField(lazy_gettext("Number of the document"), limit=40)
    document_until = DayField(lazy_gettext("Document valid until"))
    licence = TextField(lazy_gettext("Driving licence: classes and number"), limit=60)
    licence_until = DayField(lazy_gettext("Licence valid until"))
    adr_until = DayField(lazy_gettext("ADR certificate valid until"))

    def person(self) -> Person:
        """Return who was typed."""
        return Person(
            CrewRole(self.role.data),
            self.name.data,
            self.phone.data,
            self.document.data,
            _number(self.member.data),
            DocumentKind(self.document_kind.data),
            self.document_until.data,
            self.licence.data,
            self.licence_until.data,
            self.adr_until.data,
        )


class CrewForm(PageForm):
    """Everybody who travels in a van."""

    key = KeyField()
    before = HiddenField()
    people = FieldList(FormField(PersonForm), min_entries=1, max_entries=MOST_PEOPLE)

    def command(self, convoy: str, number: int) -> SetCrew:
        """Return the command that sets the crew."""
        people = tuple(entry.form.person() for entry in self.people if entry.form.name.data)
        return SetCrew(self.key.data, convoy, number, people, _number(self.before.data))


class ReasonForm(PageForm):
    """Why a van drops out, or a convoy is cancelled."""

    key = KeyField()
    reason = TextField(lazy_gettext("Why"), [InputRequired(NEEDED)], limit=200)


class KeyOnlyForm(PageForm):
    """A button that changes something: only its key is sent."""

    key = KeyField()


class StopMoveForm(PageForm):
    """Where a stop goes in the order; the place guards against an order that changed meanwhile."""

    key = KeyField()
    position = IntegerField("", [InputRequired(), NumberRange(1, 99)])
    to = IntegerField("", [Optional(), NumberRange(0, 99)])
    place = HiddenField("", [InputRequired()])


class BoxesForm(PageForm):
    """Boxes and pallets chosen in a list, and where they go: "2:LVI" is van 2, to the stop at LVI."""

    key = KeyField()
    target = SelectField(lazy_gettext("Put them on"))
    skip = BooleanField("")
    codes = CodesField(lazy_gettext("Boxes besides, one a line"))
    earmark_reason = TextField(lazy_gettext("Why, though it was given for somebody else"), limit=200)

    def van_and_stop(self) -> tuple[int, str]:
        """Return the number of the van and the code of the place chosen."""
        number, _, place = str(self.target.data).partition(":")
        return int(number), place
