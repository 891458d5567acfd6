"""Devices: who is signed in where, which are new, and who may come back to one by PIN."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from convoy.domain.one_time import hashed
from convoy.domain.permissions import Actor, Permission
from convoy.models import Device, DevicePerson, SignIn, User
from convoy.queries import visible

REFERENCE = 12
"""Characters of a sign-in's stored hash by which a page names it without giving it away."""


@dataclass(frozen=True, slots=True)
class Here:
    """A sign-in that is open now. `device` is None for one from before devices were known."""

    reference: str
    sign_in_id: int
    user: User
    device: Device | None
    called: str
    since: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class NewDevice:
    """A device that was new for a person, and nobody has said yet that it is theirs."""

    device: Device
    user: User
    since: datetime


def where(db: Session, actor: Actor) -> list[Here]:
    """Return every open sign-in the actor may see, by device and then by who was seen last."""
    now = datetime.now(UTC)
    rows = db.scalars(
        visible.sign_ins(actor)
        .where(SignIn.ended_at.is_(None), SignIn.expires_at > now)
        .options(joinedload(SignIn.user).selectinload(User.grants), joinedload(SignIn.on))
        .order_by(SignIn.device, SignIn.device_id, SignIn.last_seen_at.desc())
    ).all()
    return [
        Here(
            row.token_hash[:REFERENCE], row.id, row.user, row.on, row.device, row.created_at, row.last_seen_at
        )
        for row in rows
        if (now - row.last_seen_at).total_seconds() < row.idle_seconds
    ]


def known_person(db: Session, token: str, login_key: str) -> int | None:
    """Return the id of the device with this token where this person has signed in on it, else None."""
    return db.scalar(
        select(Device.id)
        .join(Device.people)
        .join(DevicePerson.user)
        .where(_is(token), User.login_key == login_key)
    )


def id_of(db: Session, token: str) -> int | None:
    """Return the id of the device with this token, None where it is not known."""
    return db.scalar(select(Device.id).where(_is(token)))


def with_pin(db: Session, token: str) -> Sequence[DevicePerson]:
    """Return who set a PIN on the device with this token, by name; services.pins says whose is good."""
    return db.scalars(
        select(DevicePerson)
        .join(DevicePerson.device)
        .join(DevicePerson.user)
        .where(_is(token), DevicePerson.pin_hash != "")
        .options(joinedload(DevicePerson.user).selectinload(User.grants))
        .order_by(User.name)
    ).all()


def _is(token: str) -> ColumnElement[bool]:
    return (Device.token_hash == hashed(token)) & Device.ended_at.is_(None)


def new_of(db: Session, actor: Actor) -> dict[int, datetime]:
    """Return one's own devices that are new and not yet said to be one's own: since when, by their id."""
    rows = db.execute(
        select(DevicePerson.device_id, DevicePerson.first_at).where(
            DevicePerson.user_id == actor.user_id, DevicePerson.owner_told_at.is_(None)
        )
    )
    return {row.device_id: row.first_at for row in rows}


def new_for_admins(db: Session, actor: Actor) -> list[NewDevice]:
    """Return new devices of coordinators and admins that no admin has looked at yet, the newest first."""
    if not actor.may(Permission.PERSON_ADMIN):
        return []
    rows = db.scalars(
        select(DevicePerson)
        .where(DevicePerson.admin_told_at.is_(None))
        .options(joinedload(DevicePerson.device), joinedload(DevicePerson.user).selectinload(User.grants))
        .order_by(DevicePerson.first_at.desc())
    )
    return [NewDevice(row.device, row.user, row.first_at) for row in rows]


def unseen_elsewhere() -> ColumnElement[int]:
    """Return how many other devices are new for the person, as a part of a query that reads sign-ins."""
    return (
        select(func.count())
        .select_from(DevicePerson)
        .where(
            DevicePerson.user_id == SignIn.user_id,
            DevicePerson.owner_told_at.is_(None),
            DevicePerson.device_id != func.coalesce(SignIn.device_id, 0),
        )
        .correlate(SignIn)
        .scalar_subquery()
    )
