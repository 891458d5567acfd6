"""People: who is signed in, who may be seen, and where a role can be given."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, selectinload

from convoy.domain import references, zones
from convoy.domain.errors import Conflict, NotFound
from convoy.domain.factors import Missing, missing
from convoy.domain.kinds import PlaceKind
from convoy.domain.lifecycle import ConvoyStage
from convoy.domain.messages import N_
from convoy.domain.one_time import hashed
from convoy.domain.permissions import Actor, Granted, Permission, limits_for
from convoy.models import Convoy, Grant, Place, SignIn, User, held_grants
from convoy.queries import visible
from convoy.queries.devices import unseen_elsewhere
from convoy.queries.factors import has_factor, unread


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An open sign-in: who acts, and when its row was last touched."""

    actor: Actor
    sign_in_id: int
    user_code: str
    last_seen_at: datetime
    device_id: int | None
    new_devices: int
    """Other devices that are new for this person, who has not been told."""
    missing: Missing
    """What is still to be done in this sign-in before anything is shown."""

    notices: int
    """What the person has not read yet about the own second factor."""

    zone: str
    """The clock of the pages: that of the place where the person works, else of the installation."""

    language: str
    """What the person chose to read, "" until then."""


@dataclass(frozen=True, slots=True)
class Account:
    """What signing in compares: never leaves the server."""

    user_id: int
    password_hash: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A role a person holds, and where: names and codes are empty for everywhere."""

    granted: Granted
    where: str
    place: str
    convoy: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """A person as a page of people shows one; `last_seen_at` is None for somebody who never signed in."""

    user: User
    held: tuple[Held, ...]
    last_seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Somewhere:
    """A place or convoy for which a role can be given; `code` is empty for everywhere."""

    code: str
    name: str
    place_id: int | None = None
    convoy_id: int | None = None
    zone: str = zones.KYIV


def recognise(db: Session, token: str, now: datetime) -> SignedIn | None:
    """Return who holds this token, or None where the sign-in has ended, rested too long or grown too old.

    Grants are read each time: what is taken away is gone with the very next request.
    """
    rows = db.execute(_holding(token, now)).all()
    if not rows:
        return None
    row = rows[0]
    grants = tuple(
        Granted(held.role, held.place_id, held.convoy_id)
        for held in rows
        if held.role is not None and held.holds
    )
    if not grants and any(held.card_id is not None for held in rows):
        return None
    idle, absolute = limits_for(grant.role for grant in grants)
    idle = min(idle, timedelta(seconds=row.idle_seconds))
    if now >= min(row.expires_at, row.created_at + absolute) or now - row.last_seen_at >= idle:
        return None
    clocks = (held.zone for held in rows if held.holds and held.zone)
    return SignedIn(
        Actor(row.user_id, row.name, grants, row.language or "en"),
        row.id,
        row.code,
        row.last_seen_at,
        row.device_id,
        row.new_devices,
        missing(row.has_factor, row.factor_at, (grant.role for grant in grants)),
        row.notices,
        next(clocks, row.first_zone or zones.KYIV),
        row.language,
    )


def _holding(token: str, now: datetime) -> Select[*tuple[Any, ...]]:
    """The sign-in with this token and its person, once for each grant."""
    return (
        select(
            SignIn.id,
            SignIn.created_at,
            SignIn.last_seen_at,
            SignIn.idle_seconds,
            SignIn.expires_at,
            SignIn.device_id,
            SignIn.factor_at,
            unseen_elsewhere().label("new_devices"),
            unread().label("notices"),
            User.id.label("user_id"),
            has_factor().label("has_factor"),
            User.code,
            User.name,
            User.language,
            Grant.role,
            Grant.place_id,
            Grant.convoy_id,
            Grant.card_id,
            held_grants(now).label("holds"),
            Place.zone,
            select(Place.zone).order_by(Place.id).limit(1).scalar_subquery().label("first_zone"),
        )
        .join(User, User.id == SignIn.user_id)
        .outerjoin(Grant, and_(Grant.user_id == User.id, held_grants(now) | Grant.card_id.is_not(None)))
        .outerjoin(Place, Place.id == Grant.place_id)
        .where(SignIn.token_hash == hashed(token), SignIn.ended_at.is_(None), User.is_active)
        .order_by(Grant.id)
    )


def account(db: Session, login_key: str) -> Account | None:
    """Return the account of a sign-in name in its confusable-proof form, or None."""
    row = db.execute(
        select(User.id, User.password_hash, User.is_active).where(User.login_key == login_key)
    ).one_or_none()
    return Account(*row) if row is not None else None


def listing(db: Session, actor: Actor) -> list[Person]:
    """Return the people the actor may see by name, those who can sign in first; four queries in all.

    Guests are listed while their weekend card is good.
    """
    people = db.scalars(
        visible.users(actor).options(selectinload(User.grants)).order_by(User.is_active.desc(), User.name)
    ).all()
    now = datetime.now(UTC)
    here = [user for user in people if not user.is_guest or any(grant.holds(now) for grant in user.grants)]
    return _persons(db, actor, here)


def person(db: Session, actor: Actor, code: str) -> Person:
    """Return one person; NotFound when there is none or the actor may not see it."""
    user = db.scalar(visible.users(actor).options(selectinload(User.grants)).where(User.code == code))
    if user is None:
        known = db.scalars(visible.users(actor).with_only_columns(User.code))
        raise NotFound(N_("There is no person %(code)s here."), references.near(code, known), code=code[:40])
    return _persons(db, actor, [user])[0]


def held(db: Session, actor: Actor, code: str, role: str, where: str) -> Granted:
    """Return what a person holds by the role's value and the code of where; Conflict when not held."""
    for one in person(db, actor, code).held:
        if one.granted.role.value == role and one.where == where:
            return one.granted
    raise Conflict(N_("%(code)s does not have this role there any more. Nothing was changed."), code=code)


def _persons(db: Session, actor: Actor, people: Iterable[User]) -> list[Person]:
    people = list(people)
    scope = actor.scope(Permission.PERSON_READ)
    now = datetime.now(UTC)
    open_grants = [grant for user in people for grant in user.grants if grant.holds(now)]
    places, convoys = names_of(
        db, (grant.place_id for grant in open_grants), (grant.convoy_id for grant in open_grants)
    )
    seen = dict(
        db.execute(
            select(SignIn.user_id, func.max(SignIn.last_seen_at))
            .where(SignIn.user_id.in_([user.id for user in people]))
            .group_by(SignIn.user_id)
        ).all()
    )
    return [
        Person(
            user,
            tuple(
                Held(
                    Granted(grant.role, grant.place_id, grant.convoy_id),
                    places.get(grant.place_id, ("", ""))[0] or convoys.get(grant.convoy_id, ""),
                    places.get(grant.place_id, ("", ""))[1],
                    convoys.get(grant.convoy_id, ""),
                    grant.granted_at,
                )
                for grant in sorted(user.grants, key=lambda grant: grant.id)
                # A lead learns what colleagues do here, not what else they are part of.
                if grant.holds(now)
                and (scope.everywhere or grant.place_id in scope.places or user.id == actor.user_id)
            ),
            seen.get(user.id),
        )
        for user in people
    ]


def names_of(
    db: Session, place_ids: Iterable[int | None], convoy_ids: Iterable[int | None]
) -> tuple[dict[int | None, tuple[str, str]], dict[int | None, str]]:
    """Return code and name of places, and the codes of convoys, by id; a convoy's name may betray a route."""
    places = db.execute(select(Place.id, Place.code, Place.name).where(Place.id.in_({*place_ids} - {None})))
    convoys = db.execute(select(Convoy.id, Convoy.code).where(Convoy.id.in_({*convoy_ids} - {None})))
    return {row.id: (row.code, row.name) for row in places}, {row.id: row.code for row in convoys}


def somewhere(db: Session, actor: Actor) -> list[Somewhere]:
    """Return where the actor may give roles: everywhere, then places where people work, then convoys."""
    scope = actor.scope(Permission.PERSON_INVITE)
    where = [Somewhere("", "")] if scope.everywhere else []
    working = select(Place.id, Place.code, Place.name, Place.zone).where(
        Place.kind.in_([PlaceKind.COLLECTION_POINT, PlaceKind.WAREHOUSE])
    )
    if not scope.everywhere:
        working = working.where(Place.id.in_(scope.places))
    where += [
        Somewhere(code, name, place_id=place_id, zone=zone)
        for place_id, code, name, zone in db.execute(working.order_by(Place.name_key))
    ]
    if scope.everywhere:
        ended = (ConvoyStage.CLOSED, ConvoyStage.CANCELLED)
        convoys = select(Convoy.id, Convoy.code).where(Convoy.stage.not_in(ended)).order_by(Convoy.id.desc())
        where += [Somewhere(code, code, convoy_id=convoy_id) for convoy_id, code in db.execute(convoys)]
    return where


def sign_ins(db: Session, actor: Actor) -> list[SignIn]:
    """Return one's own open sign-ins, the last used first."""
    mine = visible.sign_ins(actor).where(SignIn.user_id == actor.user_id, SignIn.ended_at.is_(None))
    mine = mine.where(SignIn.expires_at > datetime.now(UTC)).order_by(SignIn.last_seen_at.desc())
    return list(db.scalars(mine))


def own_secret(db: Session, actor: Actor) -> tuple[str, str]:
    """Return one's own password hash and sign-in name, for changing the password."""
    row = db.execute(select(User.password_hash, User.login).where(User.id == actor.user_id)).one()
    return row.password_hash, row.login
