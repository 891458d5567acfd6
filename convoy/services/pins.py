"""Changing who is at a shared device by PIN: for people who signed in in full there today."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from convoy.domain.errors import NotAllowed, RuleBroken
from convoy.domain.messages import N_
from convoy.domain.one_time import hashed
from convoy.domain.permissions import PIN_ROLES, Actor, limits_for
from convoy.models import DevicePerson, SignIn, User
from convoy.services import audit, devices, grants, sign_ins

MOST_WRONG = 5
"""Wrong tries until the next full sign-in; the database refuses a sixth too."""


class NoPin(RuleBroken):
    """This person cannot come in by PIN here: the full sign-in is needed."""


@dataclass(frozen=True, slots=True)
class Try:
    """A try that has been counted, and what the PIN is compared with."""

    user_id: int
    device_id: int
    pin_hash: str


def may_have(actor: Actor) -> bool:
    """Whether a PIN is enough for what this person may do."""
    return bool(actor.roles) and actor.roles <= PIN_ROLES


def keep(db: Session, actor: Actor, device_id: int | None, pin_hash: str) -> None:
    """Keep a PIN (scrambled before) for the rest of the day on this device.

    Raises NotAllowed for people whose roles need the full sign-in, NoPin where there was none here today.
    """
    if not may_have(actor):
        raise NotAllowed(N_("With your roles you sign in in full each time. Nothing was changed."))
    met = db.get(DevicePerson, (device_id, actor.user_id)) if device_id is not None else None
    now = datetime.now(UTC)
    if met is None or now >= good_until(db, met, actor):
        raise _not_here()
    met.pin_hash, met.pin_tries = pin_hash, 0
    audit.note(db, actor, "user:set_pin", met.user.code, about=[met.device.code])


def good_until(db: Session, met: DevicePerson, actor: Actor) -> datetime:
    """Return when the PIN of a person stops working: at the end of the place's day or of the full sign-in."""
    return min(devices.day_ends(db, met), met.full_at + limits_for(actor.roles)[1])


def take_try(db: Session, device_token: str, user_code: str) -> Try:
    """Count a try and return what to compare it with; a right one is taken back by `change`.

    The count goes up before anything is compared, in one statement: a hundred tries at once count as a
    hundred. Raises NoPin for whoever cannot come in by PIN here, whatever the reason.
    """
    met = _met(db, device_token, user_code)
    counted = db.scalar(
        update(DevicePerson)
        .where(
            DevicePerson.device_id == met.device_id,
            DevicePerson.user_id == met.user_id,
            DevicePerson.pin_tries < MOST_WRONG,
            DevicePerson.pin_hash != "",
        )
        .values(pin_tries=DevicePerson.pin_tries + 1)
        .returning(DevicePerson.pin_hash)
        .execution_options(synchronize_session=False)
    )
    if counted is None:
        raise _not_here()
    return Try(met.user_id, met.device_id, counted)


def _met(db: Session, device_token: str, user_code: str) -> DevicePerson:
    device = devices.known(db, device_token)
    person = db.scalar(select(User).where(User.code == user_code))
    met = db.get(DevicePerson, (device.id, person.id)) if device and person else None
    if met is None or person is None or not is_good(db, met, datetime.now(UTC)):
        raise _not_here()
    return met


def is_good(db: Session, met: DevicePerson, now: datetime) -> bool:
    """Whether a person may still come in by PIN here: set today, tries left, roles as they are now."""
    actor = grants.actor_of(met.user)
    has_tries = met.pin_hash != "" and met.pin_tries < MOST_WRONG
    return has_tries and may_have(actor) and now < good_until(db, met, actor)


def _not_here() -> NoPin:
    return NoPin(N_("This person cannot come in by PIN here now. Sign in with name and password, or a card."))


def change(db: Session, right: Try, leaving: str) -> str:
    """Sign in whoever typed the right PIN and end the sign-in (`leaving`, a token) of who was here before.

    Return the token of the new sign-in, which lasts no longer than the full one. Raises NoPin where that
    has become impossible since the try was counted.
    """
    met = db.get_one(DevicePerson, (right.device_id, right.user_id), with_for_update=True)
    now = datetime.now(UTC)
    actor = grants.actor_of(met.user)
    if met.pin_hash != right.pin_hash or not may_have(actor) or now >= good_until(db, met, actor):
        raise _not_here()
    met.pin_tries = 0
    if leaving:
        sign_ins.end_where(db, SignIn.token_hash == hashed(leaving), "changed_person")
    return sign_ins.open_sign_in(
        db,
        right.user_id,
        met.device.name,
        device_id=right.device_id,
        not_after=good_until(db, met, actor),
        now=now,
    )
