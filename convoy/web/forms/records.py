"""What is typed about organisations, places and vehicles; whatever is unknown may stay empty."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from flask_babel import get_locale, gettext, lazy_gettext
from wtforms import BooleanField, Field, HiddenField, SelectField
from wtforms.validators import InputRequired

from convoy.domain import zones
from convoy.domain.errors import Invalid, Refusal
from convoy.domain.kinds import OrganisationKind, PlaceKind, PlaceStatus
from convoy.services.organisations import OrganisationFacts, RecordOrganisation
from convoy.services.places import PlaceFacts, RecordPlace
from convoy.services.vehicles import RecordVehicle, VehicleFacts
from convoy.web import labels
from convoy.web.choices import SelectChoice
from convoy.web.forms.fields import (
    NEEDED,
    DayField,
    GramsField,
    KeyField,
    LengthField,
    NoteField,
    QuantityField,
    TextField,
    said,
)
from convoy.web.page_form import PageForm
from convoy.web.vehicle_words import class_name
from convoy.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from convoy.models import VehicleClass

BLOCK = 400
"""Characters of an address or another block of a few lines."""

PHONE = 40


def countries() -> list[SelectChoice]:
    """Return the countries of the world by name in the page's language, with nothing chosen first."""
    locale = get_locale()
    names = locale.territories if locale is not None else {}
    known = [(code, name) for code, name in names.items() if len(code) == 2 and code.isalpha()]  # noqa: PLR2004
    real = [pair for pair in known if pair[0] not in {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}]
    rows = [
        SelectChoice(value=code, label=name) for code, name in sorted(real, key=lambda pair: _sorted(pair[1]))
    ]
    return [SelectChoice(value="", label=gettext("not known yet")), *rows]


def _sorted(name: str) -> str:
    return name.casefold().replace("å", "a")


def zone_choices() -> list[SelectChoice]:
    """Return the time zones of Europe by their city, in the page's language."""
    city = Words(str(get_locale())).city
    named = sorted(((city(zone), zone) for zone in zones.MAIN.values()), key=lambda pair: _sorted(pair[0]))
    rows = [SelectChoice(value=zone, label=name) for name, zone in named]
    return [*rows, SelectChoice(value="UTC", label="UTC")]


def blame(field: Field, sentence: str) -> None:
    """Add an error to a field that was validated already."""
    field.errors = [*field.errors, sentence]


class RecordForm(PageForm):
    """What every record's form carries: its key, and the number of the newest change that was shown."""

    key = KeyField()
    seen = HiddenField()

    @property
    def seen_number(self) -> int | None:
        """The number of the newest change that was shown, None for a new record."""
        typed = self.seen.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() else None

    def refuse(self, error: Refusal) -> None:
        """Show a refusal at the field it names, else above the form."""
        if isinstance(error, Invalid) and error.field in self:
            blame(self[error.field], said(error))
        else:
            self.form_errors.append(said(error))

    def renew(self, newest: int) -> None:
        """Let the form be sent once more, knowing of change number `newest`: a person has decided."""
        self.key.raw_data, self.key.data = None, uuid4()
        self.seen.data = str(newest)

    def typed(self, *names: str) -> dict[str, Any]:
        """Return what was understood in these fields, by name."""
        return {name: self[name].data for name in names}


class OrganisationForm(RecordForm):
    """An organisation; what is said of ourselves stands on every paper."""

    name = TextField(lazy_gettext("Name"), [InputRequired(NEEDED)])
    is_another = BooleanField(lazy_gettext("It is another one, although the names look the same"))
    kind = SelectField(lazy_gettext("Kind"), choices=lambda: labels.choices(OrganisationKind))
    name_uk = TextField(lazy_gettext("Name in Ukrainian"))
    parent = TextField(lazy_gettext("Belongs to"))
    registration_number = TextField(lazy_gettext("Registration number"), limit=PHONE)
    recipient_number = TextField(lazy_gettext("Recipient number in the aid register"), limit=PHONE)
    country = SelectField(lazy_gettext("Country"), choices=countries)
    address = NoteField(lazy_gettext("Address"), limit=BLOCK)
    contact_name = TextField(lazy_gettext("Contact person"))
    phone = TextField(lazy_gettext("Telephone"), limit=PHONE)
    email = TextField(lazy_gettext("E-mail"), limit=120)
    emergency_phone = TextField(lazy_gettext("Emergency telephone"), limit=PHONE)
    letterhead = NoteField(lazy_gettext("Letterhead"), limit=BLOCK)
    note = NoteField(lazy_gettext("Note"))
    is_active = BooleanField(lazy_gettext("In use"), default=True)

    def validate_email(self, field: TextField) -> None:
        """Refuse what no letter would reach."""
        name, at, host = (field.data or "").partition("@")
        if field.data and not (name and at and "." in host and " " not in field.data):
            blame(field, gettext("This is not an e-mail address; one looks like office@example.org"))

    def command(self, parent: str, code: str = "") -> RecordOrganisation:
        """Return what the service takes; `parent` and `code` are codes."""
        facts = self.typed(
            "name",
            "name_uk",
            "registration_number",
            "recipient_number",
            "country",
            "address",
            "contact_name",
            "phone",
            "email",
            "emergency_phone",
            "letterhead",
            "note",
            "is_active",
        )
        return RecordOrganisation(
            key=self.key.data,
            facts=OrganisationFacts(kind=OrganisationKind(self.kind.data), parent=parent, **facts),
            code=code,
            seen=self.seen_number,
            is_another=self.is_another.data,
        )


class PlaceForm(RecordForm):
    """A place where goods are taken in, kept, handed over or delivered."""

    name = TextField(lazy_gettext("Name"), [InputRequired(NEEDED)], limit=120)
    wanted_code = TextField(lazy_gettext("Short code"), limit=8)
    kind = SelectField(lazy_gettext("Kind"), choices=lambda: labels.choices(PlaceKind))
    name_uk = TextField(lazy_gettext("Name in Ukrainian"), limit=120)
    status = SelectField(lazy_gettext("Takes goods now"), choices=lambda: labels.choices(PlaceStatus))
    organisation = TextField(lazy_gettext("Organisation"))
    country = SelectField(lazy_gettext("Country"), choices=countries)
    town = TextField(lazy_gettext("Town"), limit=80)
    address = NoteField(lazy_gettext("Address"), limit=BLOCK)
    contact_name = TextField(lazy_gettext("Contact person"))
    phone = TextField(lazy_gettext("Telephone"), limit=PHONE)
    zone = SelectField(lazy_gettext("Time zone"), choices=zone_choices, default=zones.KYIV)
    opening_hours = NoteField(lazy_gettext("Opening hours"), limit=BLOCK)
    accepts = NoteField(lazy_gettext("What is accepted"), limit=BLOCK)
    do_not_bring = NoteField(lazy_gettext("Do not bring"), limit=BLOCK)
    note = NoteField(lazy_gettext("Note"))

    def keep_zone(self, zone: str) -> None:
        """Offer the zone a place has already, wherever it is."""
        if zone not in {*zones.MAIN.values(), "UTC"}:
            self.zone.choices = [*zone_choices(), SelectChoice(value=zone, label=zone)]

    def command(self, organisation: str, code: str = "") -> RecordPlace:
        """Return what the service takes; `organisation` and `code` are codes."""
        facts = self.typed(
            "name",
            "name_uk",
            "country",
            "town",
            "address",
            "contact_name",
            "phone",
            "zone",
            "opening_hours",
            "accepts",
            "do_not_bring",
            "note",
        )
        kind, status = PlaceKind(self.kind.data), PlaceStatus(self.status.data)
        return RecordPlace(
            key=self.key.data,
            facts=PlaceFacts(kind=kind, status=status, organisation=organisation, **facts),
            code=code,
            seen=self.seen_number,
            wanted_code="" if code else self.wanted_code.data,
        )


FIGURES = (
    "payload_g",
    "max_mass_g",
    "hold_length_mm",
    "hold_width_mm",
    "hold_height_mm",
    "pallet_places",
)
"""What a class says of its vehicles until the registration papers are read."""


class VehicleForm(RecordForm):
    """A vehicle; its registration papers win over the typical figures of its class."""

    name = TextField(lazy_gettext("What we call it"), [InputRequired(NEEDED)], limit=80)
    vehicle_class = SelectField(lazy_gettext("Class"))
    organisation = TextField(lazy_gettext("Owner"))
    make = TextField(lazy_gettext("Make"), limit=60)
    plate = TextField(lazy_gettext("Plate"), limit=20)
    trailer_plate = TextField(lazy_gettext("Plate of the trailer"), limit=20)
    vin = TextField(lazy_gettext("Identification number (VIN)"), limit=20)
    country = SelectField(lazy_gettext("Registered in"), choices=countries)
    payload_g = GramsField(lazy_gettext("Payload"))
    max_mass_g = GramsField(lazy_gettext("Maximum mass (F.2)"))
    service_mass_g = GramsField(lazy_gettext("Mass in service (G)"))
    kit_g = GramsField(lazy_gettext("Kit that always travels in it"))
    hold_length_mm = LengthField(lazy_gettext("Hold, length"))
    hold_width_mm = LengthField(lazy_gettext("Hold, width"))
    hold_height_mm = LengthField(lazy_gettext("Hold, height"))
    pallet_places = QuantityField(lazy_gettext("Pallet places"), minimum=0)
    has_tail_lift = BooleanField(lazy_gettext("Has a tail lift"))
    is_cooled = BooleanField(lazy_gettext("Is cooled"))
    insured_until = DayField(lazy_gettext("Insurance and green card valid until"))
    admitted_until = DayField(lazy_gettext("Must have left Ukraine by"))
    note = NoteField(lazy_gettext("Note"))
    is_active = BooleanField(lazy_gettext("In use"), default=True)

    def offer(self, classes: "Iterable[VehicleClass]") -> None:
        """Give the form the classes there are."""
        self.vehicle_class.choices = [
            SelectChoice(value=one.code, label=class_name(one.code, one.name)) for one in classes
        ]

    def fill(self, one: "VehicleClass") -> None:
        """Put the typical figures of a class where nothing was typed."""
        for name in FIGURES:
            field = self[name]
            if field.data is None and not field.errors:
                field.raw_data, field.data = None, getattr(one, name)

    def command(self, organisation: str, code: str = "") -> RecordVehicle:
        """Return what the service takes; `organisation` and `code` are codes."""
        facts = self.typed(
            "name",
            "vehicle_class",
            "make",
            "plate",
            "trailer_plate",
            "vin",
            "country",
            *FIGURES,
            "service_mass_g",
            "kit_g",
            "has_tail_lift",
            "is_cooled",
            "insured_until",
            "admitted_until",
            "is_active",
            "note",
        )
        return RecordVehicle(
            key=self.key.data,
            facts=VehicleFacts(organisation=organisation, **facts),
            code=code,
            seen=self.seen_number,
        )
