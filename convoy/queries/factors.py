"""Second factors: one's own, what one has not read yet of it, and what another admin is asked to agree to."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from convoy.domain.factors import NoticeKind
from convoy.domain.permissions import Actor
from convoy.models import Notice, RecoveryCode, SecondFactor, SignIn, User


@dataclass(frozen=True, slots=True)
class Own:
    """One's own second factor: since when (None for none), and how many recovery codes are left."""

    since: datetime | None
    codes_left: int


@dataclass(frozen=True, slots=True)
class Removal:
    """That somebody asked to take a factor away: who, by id and name, and when; None for nobody."""

    since: datetime
    asked_by_id: int | None
    asked_by: str
    asked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """What happened to one's factor: when, what, and by whom ("console" for the command line)."""

    at: datetime
    kind: NoticeKind
    by: str


def own(db: Session, actor: Actor) -> Own:
    """Return what one has."""
    since = db.scalar(select(SecondFactor.set_up_at).where(SecondFactor.user_id == actor.user_id))
    left = select(func.count()).where(RecoveryCode.user_id == actor.user_id, RecoveryCode.used_at.is_(None))
    return Own(since, db.scalar(left) or 0)


def login_of(db: Session, user_id: int | None) -> str:
    """Return the sign-in name the phone shows beside the code."""
    return db.scalar(select(User.login).where(User.id == user_id)) or ""


def of_person(db: Session, user_id: int) -> Removal | None:
    """Return what there is of a person's factor, for the page of that person; None where there is none."""
    factor = db.scalar(
        select(SecondFactor)
        .where(SecondFactor.user_id == user_id)
        .options(joinedload(SecondFactor.removal_asked_by))
    )
    if factor is None:
        return None
    asked_by = factor.removal_asked_by
    name = asked_by.name if asked_by is not None else ""
    return Removal(factor.set_up_at, factor.removal_asked_by_id, name, factor.removal_asked_at)


def notices(db: Session, actor: Actor, here: int) -> list[Told]:
    """Return what one has not read yet and did not do in the sign-in `here`, the latest first."""
    mine = select(Notice).where(
        Notice.user_id == actor.user_id, Notice.seen_at.is_(None), Notice.sign_in_id.is_distinct_from(here)
    )
    return [Told(row.at, row.kind, row.by_name) for row in db.scalars(mine.order_by(Notice.id.desc()))]


def unread() -> ColumnElement[int]:
    """Return how many notices wait for the person, as a part of a query that reads sign-ins."""
    return (
        select(func.count())
        .select_from(Notice)
        .where(
            Notice.user_id == SignIn.user_id,
            Notice.seen_at.is_(None),
            Notice.sign_in_id.is_distinct_from(SignIn.id),
        )
        .correlate(SignIn)
        .scalar_subquery()
    )


def has_factor() -> ColumnElement[bool]:
    """Return whether the person has a second factor, as a part of a query that reads people."""
    return select(SecondFactor.user_id).where(SecondFactor.user_id == User.id).correlate(User).exists()
