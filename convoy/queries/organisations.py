"""Questions about organisations."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from convoy.domain import references, text
from convoy.domain.errors import NotFound
from convoy.domain.kinds import OrganisationKind
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import Donation, Organisation, Place
from convoy.queries import merged, visible
from convoy.queries.paging import Page, page

SUGGESTED = 8


@dataclass(frozen=True, slots=True)
class Around:
    """What hangs on an organisation: branches, places, how many gifts it gave, and its duplicates."""

    branches: Sequence[Organisation]
    places: Sequence[Place]
    gifts: int
    duplicates: Sequence[Organisation] = ()


def found(db: Session, actor: Actor, code: str) -> Organisation:
    """Return the organisation with this code; raises NotFound with codes like it."""
    statement = visible.organisations(actor).options(joinedload(Organisation.parent))
    organisation = db.scalar(statement.where(Organisation.code == code))
    if organisation is None:
        known = db.scalars(visible.organisations(actor).with_only_columns(Organisation.code))
        raise NotFound(
            N_("There is no organisation %(code)s here."), references.near(code, known), code=code[:40]
        )
    return organisation


def may_change(db: Session, actor: Actor, organisation: Organisation) -> bool:
    """Whether this person keeps the record of this organisation."""
    theirs = visible.organisations_to_change(actor).where(Organisation.id == organisation.id)
    return actor.may(Permission.ORGANISATION_EDIT) and db.scalar(theirs) is not None


def ours(db: Session, actor: Actor) -> Organisation | None:
    """Return our own organisation, None before it is known or where this person may not see it."""
    return db.scalar(visible.organisations(actor).where(Organisation.is_ours))


def listed(
    db: Session, actor: Actor, *, typed: str = "", kind: OrganisationKind | None = None, after: str = ""
) -> Page[Organisation]:
    """Return a page of organisations by name; `typed` begins a word of the name, or is the code."""
    statement = _kept(actor).options(joinedload(Organisation.parent))
    if typed:
        statement = _called(statement, typed)
    if kind is not None:
        statement = statement.where(Organisation.kind == kind)
    return page(db, statement, Organisation.name_key, Organisation.code, after=after)


def _kept(actor: Actor) -> Select[Organisation]:
    """The organisations this person may see, less those that were merged into others."""
    return visible.organisations(actor).where(Organisation.merged_into_id.is_(None))


def _called(statement: Select[Organisation], typed: str) -> Select[Organisation]:
    key, code = text.fold(typed), typed.strip().upper()

    def called(one: type[Organisation]) -> ColumnElement[bool]:
        return or_(
            one.name_key.startswith(key, autoescape=True),
            one.name_key.contains(f" {key}", autoescape=True),
            one.code == code,
            one.name_uk.contains(typed.strip(), autoescape=True),
        )

    return statement.where(merged.named(called))


def count(db: Session, actor: Actor) -> int:
    """Return how many organisations this person may see."""
    return db.scalar(select(func.count()).select_from(_kept(actor).subquery())) or 0


def meant(db: Session, actor: Actor, typed: str) -> Organisation:
    """Return the organisation of this name or code.

    Raises NotFound where none or several are called so; the sentence names those that are near.
    """
    key, code = text.fold(typed), typed.strip().upper()
    exact = merged.named(lambda one: or_(one.name_key == key, one.code == code))
    rows = db.scalars(_kept(actor).where(exact).limit(SUGGESTED)).all()
    if len(rows) == 1:
        return rows[0]
    if rows:
        raise NotFound(
            N_("Several are called “%(typed)s”: write the code of the one meant, %(codes)s."),
            typed=typed,
            codes=", ".join(sorted(row.code for row in rows)),
        )
    near = [row.name for row in suggested(db, actor, typed)]
    if near:
        raise NotFound(
            N_("No organisation is called “%(typed)s”. Near it: %(names)s."),
            tuple(near),
            typed=typed,
            names="; ".join(near),
        )
    raise NotFound(N_("No organisation is called “%(typed)s”. Put it on record first."), typed=typed)


def suggested(db: Session, actor: Actor, typed: str) -> Sequence[Organisation]:
    """Return the first organisations with a word in their name that begins with what was typed."""
    if not text.fold(typed):
        return []
    statement = _called(_kept(actor), typed)
    return db.scalars(statement.order_by(Organisation.name_key, Organisation.code).limit(SUGGESTED)).all()


def around(db: Session, actor: Actor, organisation: Organisation) -> Around:
    """Return what this person may see of the things that hang on an organisation."""
    branches = visible.organisations(actor).where(Organisation.parent_id == organisation.id)
    hosted = visible.places(actor).where(Place.organisation_id == organisation.id)
    theirs = select(Organisation.id).where(
        or_(Organisation.id == organisation.id, Organisation.merged_into_id == organisation.id)
    )
    gifts = (
        visible.donations(actor)
        .with_only_columns(func.count(Donation.id))
        .where(Donation.organisation_id.in_(theirs), Donation.withdrawn_at.is_(None))
    )
    duplicates = visible.organisations(actor).where(Organisation.merged_into_id == organisation.id)
    return Around(
        branches=db.scalars(branches.order_by(Organisation.name_key, Organisation.code)).all(),
        places=db.scalars(hosted.order_by(Place.code)).all(),
        gifts=db.scalar(gifts) or 0,
        duplicates=db.scalars(duplicates.order_by(Organisation.name_key, Organisation.code)).all(),
    )
