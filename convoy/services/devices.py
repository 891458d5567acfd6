"""Devices: a browser is met, known again, named, cut off; a new one is told to its person and the admins."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from convoy.domain import references
from convoy.domain.errors import Invalid, NotAllowed, NotFound
from convoy.domain.messages import N_
from convoy.domain.one_time import hashed, new_token
from convoy.domain.permissions import Actor, Permission, Role
from convoy.domain.text import clean
from convoy.models import Device, DevicePerson, Grant, Place, SignIn, User, held_grants
from convoy.queries import visible
from convoy.services import audit, grants, sign_ins

NAME_LENGTH = 60
TOLD_TO_ADMINS = frozenset({Role.COORDINATOR, Role.ADMIN})
"""Whose new devices an admin looks at: these see routes, or mend the installation."""


@dataclass(frozen=True, slots=True)
class At:
    """The browser somebody is at: the token of its cookie ("" for none), and what it calls itself."""

    token: str
    browser: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a browser keeps after a sign-in: the token of the session, and the one it is known by."""

    token: str
    device_token: str


@dataclass(frozen=True, slots=True)
class NameDevice:
    """Call a device what people call it: "Laptop, Leeds desk"."""

    key: UUID
    device_code: str
    name: str


@dataclass(frozen=True, slots=True)
class EndDevice:
    """Cut a device off: a lost phone, a laptop that is given away."""

    key: UUID
    device_code: str


@dataclass(frozen=True, slots=True)
class EndSignIn:
    """End one sign-in; `reference` is what the list calls it."""

    key: UUID
    reference: str


@dataclass(frozen=True, slots=True)
class NewDeviceSeen:
    """An admin has looked at a new device."""

    key: UUID
    device_code: str


def known(db: Session, token: str) -> Device | None:
    """Return the device with this token, or None where it is not known or was cut off."""
    if not token:
        return None
    return db.scalar(select(Device).where(Device.token_hash == hashed(token), Device.ended_at.is_(None)))


def come_in(db: Session, user_id: int, at: At, *, now: datetime | None = None) -> Arrived:
    """Open a full sign-in (by password or card) of a person at a browser, which is known from then on."""
    now = now or datetime.now(UTC)
    device, token = known(db, at.token), at.token
    if device is None:
        # Never the token that came: whoever plants a cookie does not make a device of it.
        token = new_token()
        device = Device(
            code=references.new("DV"), token_hash=hashed(token), name=at.browser[:NAME_LENGTH], created_at=now
        )
        db.add(device)
        db.flush()
    _meet(db, device, user_id, now)
    opened = sign_ins.open_sign_in(db, user_id, device.name, device_id=device.id, now=now)
    return Arrived(opened, token)


def _meet(db: Session, device: Device, user_id: int, now: datetime) -> None:
    """Note that the person signed in in full here; a device that is one more for the person is to be told."""
    met = db.get(DevicePerson, (device.id, user_id))
    if met is not None:
        # The PIN of another day is worth nothing, and neither are its wrong tries.
        fresh = now >= day_ends(db, met)
        met.full_at, met.pin_tries, met.pin_hash = now, 0, "" if fresh else met.pin_hash
        return
    is_first = db.scalar(select(DevicePerson.device_id).where(DevicePerson.user_id == user_id)) is None
    weighty = grants.actor_of(db.get_one(User, user_id)).roles & TOLD_TO_ADMINS
    db.add(
        DevicePerson(
            device_id=device.id,
            user_id=user_id,
            first_at=now,
            full_at=now,
            owner_told_at=now if is_first else None,
            admin_told_at=now if is_first or not weighty else None,
        )
    )


def day_ends(db: Session, met: DevicePerson) -> datetime:
    """Return when the day of somebody's last full sign-in ends, by the clocks of where that person works.

    Of several places the latest; by UTC for who works everywhere.
    """
    places = select(Grant.place_id).where(Grant.user_id == met.user_id, held_grants(met.full_at))
    zones = db.scalars(select(Place.zone).where(Place.id.in_(places)).distinct()).all() or ["UTC"]
    days = [met.full_at.astimezone(ZoneInfo(zone)) for zone in zones]
    return max(
        datetime.combine(day.date() + timedelta(days=1), time(), day.tzinfo) for day in days
    ).astimezone(UTC)


def told_owner(db: Session, actor: Actor, here: int | None) -> None:
    """Take the notice of new devices away: the person has seen it, on a device (`here`) known before.

    A new device cannot take away the notice of itself: a thief would.
    """
    open_notice = (DevicePerson.user_id == actor.user_id) & DevicePerson.owner_told_at.is_(None)
    elsewhere = DevicePerson.device_id != (here or 0)
    db.execute(update(DevicePerson).where(open_notice, elsewhere).values(owner_told_at=datetime.now(UTC)))
    audit.note(db, actor, "device:see_new", "")


def told_admin(db: Session, actor: Actor, command: NewDeviceSeen) -> None:
    """Take a new device off the list that admins look through. Raises NotFound where there is none."""
    actor.must(Permission.PERSON_ADMIN)
    device = _visible(db, actor, command.device_code)
    if audit.earlier(db, actor, command.key, "device:see_new", command) is not None:
        return
    for met in device.people:
        met.admin_told_at = met.admin_told_at or datetime.now(UTC)
    audit.note(db, actor, "device:see_new", device.code, key=command.key, request=command)


def name(db: Session, actor: Actor, command: NameDevice) -> None:
    """Give a device the name people use. Raises NotFound, Invalid for no name."""
    device = _visible(db, actor, command.device_code)
    if audit.earlier(db, actor, command.key, "device:name", command) is not None:
        return
    called = clean(command.name, limit=NAME_LENGTH, field="name")
    if not called:
        raise Invalid(N_("A device needs a name, such as “Laptop, Leeds desk”."), field="name")
    device.name = called
    db.execute(update(SignIn).where(SignIn.device_id == device.id).values(device=called))
    audit.note(db, actor, "device:name", device.code, key=command.key, request=command)


def end_sign_in(db: Session, actor: Actor, command: EndSignIn) -> User:
    """End one sign-in of somebody the actor looks after, or of oneself, and return whose it was.

    Raises NotFound, NotAllowed.
    """
    row = db.scalar(
        visible.sign_ins(actor).where(SignIn.token_hash.startswith(command.reference, autoescape=True))
    )
    if row is None or len(command.reference) != sign_ins.REFERENCE:
        raise NotFound(N_("There is no such sign-in here. Nothing was changed."))
    _must_look_after(actor, row.user)
    if audit.earlier(db, actor, command.key, "user:end_sign_ins", command) is None and row.ended_at is None:
        sign_ins.end_where(db, SignIn.id == row.id, "ended_by_admin")
        audit.note(
            db, actor, "user:end_sign_ins", row.user.code, key=command.key, request=command, sign_ins=1
        )
    return row.user


def end(db: Session, actor: Actor, command: EndDevice) -> int:
    """Cut a device off: every sign-in on it ends, PINs are worth nothing there. Return how many ended.

    All of it or nothing: raises NotAllowed where somebody signed in there is not the actor's to end.
    """
    device = _visible(db, actor, command.device_code)
    if (
        audit.earlier(db, actor, command.key, "device:end", command) is not None
        or device.ended_at is not None
    ):
        return 0
    is_open = (SignIn.device_id == device.id) & SignIn.ended_at.is_(None)
    for user in db.scalars(select(User).where(User.id.in_(select(SignIn.user_id).where(is_open)))):
        _must_look_after(actor, user)
    device.ended_at = datetime.now(UTC)
    ended = sign_ins.end_where(db, SignIn.device_id == device.id, "device_ended")
    audit.note(db, actor, "device:end", device.code, key=command.key, request=command, sign_ins=ended)
    return ended


def _visible(db: Session, actor: Actor, code: str) -> Device:
    actor.must(Permission.PERSON_READ)
    device = db.scalar(visible.devices(actor).where(Device.code == code))
    if device is None:
        raise NotFound(N_("There is no device %(code)s here."), code=code)
    return device


def _must_look_after(actor: Actor, user: User) -> None:
    if user.id != actor.user_id and not grants.looks_after(actor, user):
        raise NotAllowed(N_("Only an admin can do this to %(name)s. Nothing was changed."), name=user.name)
