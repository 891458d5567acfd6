"""Vehicles and the classes they are guessed from."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.domain.payload import Masses, payload_g
from convoy.models.organisations import Organisation


class VehicleClass(Base):
    """Typical figures of a class of vehicle; the registration papers always win."""

    __tablename__ = "vehicle_class"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    licence: Mapped[str]
    max_mass_g: Mapped[int]
    payload_g: Mapped[int]
    hold_length_mm: Mapped[int]
    hold_width_mm: Mapped[int]
    hold_height_mm: Mapped[int]
    pallet_places: Mapped[int]
    note: Mapped[str] = mapped_column(default="")

    @property
    def hold_ml(self) -> int:
        """The hold's volume in millilitres."""
        return self.hold_length_mm * self.hold_width_mm * self.hold_height_mm // 1000


class Vehicle(Base):
    """A vehicle we may use again; what is not known yet stays empty.

    Maximum mass and mass in service are F.2 and G of its registration papers. `insured_until` is that of its
    green card, too; by `admitted_until` it must have left Ukraine, where it is.
    """

    __tablename__ = "vehicle"
    __table_args__ = (
        CheckConstraint("payload_g > 0", name="payload_g_positive"),
        CheckConstraint("max_mass_g > 0", name="max_mass_g_positive"),
        CheckConstraint("service_mass_g > 0", name="service_mass_g_positive"),
        CheckConstraint("service_mass_g < max_mass_g", name="service_mass_below_maximum"),
        CheckConstraint("kit_g >= 0", name="kit_g_not_negative"),
        CheckConstraint("pallet_places >= 0", name="pallet_places_not_negative"),
        CheckConstraint(
            "hold_length_mm > 0 AND hold_width_mm > 0 AND hold_height_mm > 0", name="hold_positive"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    class_id: Mapped[int] = mapped_column(ForeignKey("vehicle_class.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    make: Mapped[str] = mapped_column(default="")
    plate: Mapped[str] = mapped_column(default="")
    trailer_plate: Mapped[str] = mapped_column(default="")
    vin: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="")
    payload_g: Mapped[int | None]
    max_mass_g: Mapped[int | None]
    service_mass_g: Mapped[int | None]
    kit_g: Mapped[int | None]
    hold_length_mm: Mapped[int | None]
    hold_width_mm: Mapped[int | None]
    hold_height_mm: Mapped[int | None]
    pallet_places: Mapped[int | None]
    has_tail_lift: Mapped[bool] = mapped_column(default=False)
    is_cooled: Mapped[bool] = mapped_column(default=False)
    insured_until: Mapped[date | None]
    admitted_until: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    is_active: Mapped[bool] = mapped_column(default=True)

    vehicle_class: Mapped[VehicleClass] = relationship()
    organisation: Mapped[Organisation | None] = relationship()

    @property
    def masses(self) -> Masses:
        """What its registration papers say."""
        return Masses(self.max_mass_g, self.service_mass_g, self.kit_g)

    @property
    def own_payload_g(self) -> int | None:
        """What was typed as its payload, else what its registration papers leave with the driver in it."""
        return self.payload_g or payload_g(self.masses, 1, None)

    @property
    def hold_ml(self) -> int | None:
        """The hold's volume in millilitres, where all of its sides are known."""
        if self.hold_length_mm and self.hold_width_mm and self.hold_height_mm:
            return self.hold_length_mm * self.hold_width_mm * self.hold_height_mm // 1000
        return None
