"""Devices: browsers known by a cookie, and who signs in on each."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from convoy.db import Base
from convoy.models.users import User


class Device(Base):
    """A browser. Its cookie holds the token, the row its hash; by itself it opens nothing."""

    __tablename__ = "device"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    people: Mapped[list["DevicePerson"]] = relationship(back_populates="device")


class DevicePerson(Base):
    """A person on a device: since when, the last full sign-in, the PIN of that day, and who was told."""

    __tablename__ = "device_person"
    __table_args__ = (CheckConstraint("pin_tries BETWEEN 0 AND 5", name="five_wrong_pins"),)

    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
    first_at: Mapped[datetime]
    full_at: Mapped[datetime]
    pin_hash: Mapped[str] = mapped_column(default="")
    pin_tries: Mapped[int] = mapped_column(default=0)
    owner_told_at: Mapped[datetime | None]
    admin_told_at: Mapped[datetime | None]

    device: Mapped[Device] = relationship(back_populates="people")
    user: Mapped[User] = relationship()
