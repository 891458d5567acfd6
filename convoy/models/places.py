"""Places: collection points, warehouses, hand-over points, destinations; and border crossings."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.domain.kinds import PlaceKind, PlaceStatus
from convoy.models.organisations import Organisation


class Place(Base):
    """Somewhere goods are taken in, kept, handed over or delivered."""

    __tablename__ = "place"
    __table_args__ = (CheckConstraint("next_box_number > 0", name="next_box_number_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(index=True)
    name_uk: Mapped[str] = mapped_column(default="")
    kind: Mapped[PlaceKind]
    status: Mapped[PlaceStatus] = mapped_column(default=PlaceStatus.OPEN)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    country: Mapped[str] = mapped_column(default="")
    town: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    contact_name: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    zone: Mapped[str] = mapped_column(default="Europe/Kyiv")
    opening_hours: Mapped[str] = mapped_column(default="")
    accepts: Mapped[str] = mapped_column(default="")
    do_not_bring: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    next_box_number: Mapped[int] = mapped_column(default=1)
    status_set_at: Mapped[datetime | None]
    """When somebody last said the status; None where nobody did since the place was opened."""

    organisation: Mapped[Organisation | None] = relationship()


class Crossing(Base):
    """A road border crossing into Ukraine (reference data, checked before use)."""

    __tablename__ = "crossing"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_uk: Mapped[str]
    country: Mapped[str]
    unlocode: Mapped[str] = mapped_column(default="")
    latitude: Mapped[str] = mapped_column(default="")
    longitude: Mapped[str] = mapped_column(default="")
    traffic: Mapped[str] = mapped_column(default="")
