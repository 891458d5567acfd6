"""Convoys, their runs (one vehicle's trip each), crews, stops and customs records."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.domain.kinds import CrewRole, CustomsSide, DocumentKind, StopKind
from convoy.domain.lifecycle import ConvoyStage, RunStage
from convoy.models.organisations import Organisation
from convoy.models.places import Crossing, Place
from convoy.models.vehicles import Vehicle, VehicleClass

if TYPE_CHECKING:
    from convoy.models.crew_links import CrewLink


class Convoy(Base):
    """One trip of several vehicles with a shared timetable, crossing and cut-off for goods."""

    __tablename__ = "convoy"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    stage: Mapped[ConvoyStage] = mapped_column(default=ConvoyStage.PLANNING)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    cut_off_on: Mapped[date | None]
    crossing_id: Mapped[int | None] = mapped_column(ForeignKey("crossing.id"))
    lead_phone: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    crossing: Mapped[Crossing | None] = relationship()
    runs: Mapped[list["Run"]] = relationship(back_populates="convoy", order_by="Run.number")
    recipients: Mapped[list["ConvoyRecipient"]] = relationship(back_populates="convoy")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads it once


class ConvoyRecipient(Base):
    """A destination this convoy goes to; the place's host organisation is the recipient."""

    __tablename__ = "convoy_recipient"
    __table_args__ = (UniqueConstraint("convoy_id", "place_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    convoy_id: Mapped[int] = mapped_column(ForeignKey("convoy.id"), index=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))

    convoy: Mapped[Convoy] = relationship(back_populates="recipients")
    place: Mapped[Place] = relationship()


class Run(Base):
    """One vehicle's trip within a convoy ("Van 2"). Plate and payload here win over the vehicle's own.

    A run that took over on the road continues another one; with `given_to` the vehicle itself is aid.
    """

    __tablename__ = "run"
    __table_args__ = (
        UniqueConstraint("convoy_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("payload_g > 0", name="payload_g_positive"),
        CheckConstraint("hold_ml > 0", name="hold_ml_positive"),
        CheckConstraint("pallet_places >= 0", name="pallet_places_not_negative"),
        CheckConstraint("(stage = 'dropped') = (dropped_reason <> '')", name="dropped_has_reason"),
        CheckConstraint("stage <> 'handed over' OR given_to_id IS NOT NULL", name="handed_over_to_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    convoy_id: Mapped[int] = mapped_column(ForeignKey("convoy.id"), index=True)
    number: Mapped[int]
    stage: Mapped[RunStage] = mapped_column(default=RunStage.PLANNED)
    vehicle_id: Mapped[int | None] = mapped_column(ForeignKey("vehicle.id"), index=True)
    class_id: Mapped[int | None] = mapped_column(ForeignKey("vehicle_class.id"))
    plate: Mapped[str] = mapped_column(default="")
    trailer_plate: Mapped[str] = mapped_column(default="")
    payload_g: Mapped[int | None]
    hold_ml: Mapped[int | None]
    pallet_places: Mapped[int | None]
    weighbridge_g: Mapped[int | None]
    customs_seal: Mapped[str] = mapped_column(default="")
    departs_at: Mapped[datetime | None]
    departed_at: Mapped[datetime | None]
    dropped_reason: Mapped[str] = mapped_column(default="")
    continues_run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    given_to_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    note: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    convoy: Mapped[Convoy] = relationship(back_populates="runs")
    vehicle: Mapped[Vehicle | None] = relationship()
    vehicle_class: Mapped[VehicleClass | None] = relationship()
    given_to: Mapped[Organisation | None] = relationship()
    continues: Mapped["Run | None"] = relationship(remote_side="Run.id")
    crew: Mapped[list["CrewMember"]] = relationship(back_populates="run", order_by="CrewMember.id")
    stops: Mapped[list["Stop"]] = relationship(back_populates="run", order_by="Stop.position")
    customs: Mapped[list["CustomsRecord"]] = relationship(back_populates="run", order_by="CustomsRecord.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads it once

    @property
    def letters(self) -> dict[int, str]:
        """The letter of each stop where boxes go off, by stop id: A is the first on the route."""
        unloading = (stop for stop in self.stops if stop.kind.is_unloading)
        return {stop.id: _letter(place) for place, stop in enumerate(unloading)}

    def letter_of(self, stop_id: int) -> str:
        """Return a stop's letter, "" where nothing goes off."""
        return self.letters.get(stop_id, "")


def _letter(place: int) -> str:
    return chr(ord("A") + place) if place < 26 else f"{_letter(place // 26 - 1)}{_letter(place % 26)}"  # noqa: PLR2004


class CrewMember(Base):
    """A person in a vehicle: shown to the convoy's coordinators only, deleted after the trip."""

    __tablename__ = "crew_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), index=True)
    role: Mapped[CrewRole]
    name: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    document: Mapped[str] = mapped_column(default="")
    document_kind: Mapped[DocumentKind] = mapped_column(default=DocumentKind.PASSPORT)
    document_until: Mapped[date | None]
    born_on: Mapped[date | None]
    nationality: Mapped[str] = mapped_column(default="")
    licence: Mapped[str] = mapped_column(default="")
    licence_until: Mapped[date | None]
    adr_until: Mapped[date | None]
    language: Mapped[str] = mapped_column(default="")
    emergency_contact: Mapped[str] = mapped_column(default="")
    link_id: Mapped[int | None] = mapped_column(ForeignKey("crew_link.id"), unique=True)
    typed_at: Mapped[datetime | None]

    run: Mapped[Run] = relationship(back_populates="crew")
    link: Mapped["CrewLink | None"] = relationship(back_populates="member")


class Stop(Base):
    """A halt of a run, in order: loading, warehouse or delivery. What comes on there leaves with the van."""

    __tablename__ = "stop"
    __table_args__ = (UniqueConstraint("run_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), index=True)
    position: Mapped[int]
    kind: Mapped[StopKind]
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    planned_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")

    run: Mapped[Run] = relationship(back_populates="stops")
    place: Mapped[Place] = relationship()


class CustomsRecord(Base):
    """One side of one border for one run: reference, dates, what was shown and what came of it.

    `border` names one that is not among the crossings into Ukraine, such as Dover.
    """

    __tablename__ = "customs_record"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), index=True)
    side: Mapped[CustomsSide]
    crossing_id: Mapped[int | None] = mapped_column(ForeignKey("crossing.id"))
    border: Mapped[str] = mapped_column(default="")
    reference: Mapped[str] = mapped_column(default="")
    issued_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    shown_at: Mapped[datetime | None]
    cleared_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")

    run: Mapped[Run] = relationship(back_populates="customs")
    crossing: Mapped[Crossing | None] = relationship()
