"""Organisations on record: donors, recipients, carriers, and our own."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from convoy.domain import references, text
from convoy.domain.errors import Conflict, Invalid, NotFound, RuleBroken
from convoy.domain.kinds import OrganisationKind
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import Organisation
from convoy.queries import organisations as query
from convoy.queries import visible
from convoy.services import audit, seen


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    """What is known of an organisation; `parent` is the code of the body it belongs to."""

    name: str
    kind: OrganisationKind
    name_uk: str = ""
    parent: str = ""
    registration_number: str = ""
    recipient_number: str = ""
    country: str = ""
    address: str = ""
    contact_name: str = ""
    phone: str = ""
    email: str = ""
    emergency_phone: str = ""
    letterhead: str = ""
    note: str = ""
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class RecordOrganisation:
    """A new organisation, or with `code` the one to change, as it was when change number `seen` was shown.

    `is_another` is a person's decision that a name which looks like another's belongs to somebody else.
    """

    key: UUID
    facts: OrganisationFacts
    code: str = ""
    seen: int | None = None
    is_another: bool = False


def record(db: Session, actor: Actor, command: RecordOrganisation) -> Organisation:
    """Put an organisation on record, or change it, and return it.

    Raises Conflict when another organisation has this name, or when somebody changed it meanwhile, and
    Invalid (field `is_another`) when a name looks the same and nobody has said that it is another.
    """
    actor.must(Permission.ORGANISATION_EDIT)
    action = "organisation:edit" if command.code else "organisation:record"
    if earlier := audit.earlier(db, actor, command.key, action, command):
        return db.scalars(select(Organisation).where(Organisation.code == earlier)).one()
    organisation = _to_change(db, actor, command.code) if command.code else None
    if organisation is not None and not query.may_change(db, actor, organisation):
        raise actor.refused()
    name_key = text.fold(command.facts.name)
    if organisation is not None:
        seen.must_be_newest(db, "organisation", organisation.code, command.seen)
    keeps_name = (
        organisation is not None
        and organisation.name_key == name_key
        and organisation.kind is not OrganisationKind.INDIVIDUAL
    )
    if command.facts.kind is not OrganisationKind.INDIVIDUAL and not keeps_name:
        _free_name(db, actor, name_key, command.code)
        if not command.is_another:
            _told_apart(db, actor, command.facts.name, organisation)
    namesake = _namesake(db, name_key, command.code)
    if organisation is None:
        organisation = Organisation(code=references.new("OR"))
        db.add(organisation)
    with db.no_autoflush:
        _describe(db, actor, organisation, command.facts)
    if not keeps_name:
        organisation.namesake = namesake
    organisation.name_key = name_key
    audit.note(db, actor, action, organisation.code, key=command.key, request=command)
    return organisation


def _to_change(db: Session, actor: Actor, code: str) -> Organisation:
    organisation = db.scalar(visible.organisations(actor).where(Organisation.code == code).with_for_update())
    if organisation is None:
        raise NotFound(N_("There is no organisation %(code)s here."), code=code)
    if organisation.merged_into_id is not None:
        raise RuleBroken(
            N_("%(code)s is merged into %(kept)s: change that one. Nothing was stored."),
            code=code,
            kept=organisation.kept.code,
        )
    return organisation


def _free_name(db: Session, actor: Actor, name_key: str, code: str) -> None:
    """Refuse a name that another organisation has, as far as this person may know of that one."""
    named = visible.organisations(actor).where(*_called(name_key, code), _not_merged_into(code))
    other = db.scalar(named.limit(1))
    if other is not None:
        raise Conflict(
            N_("%(name)s (%(code)s) is on record already. Nothing was stored; change that one instead."),
            name=other.name,
            code=other.code,
        )


def _not_merged_into(code: str) -> ColumnElement[bool]:
    """An organisation may take the name of one that was merged into it."""
    own = select(Organisation.id).where(Organisation.code == code).scalar_subquery()
    return Organisation.merged_into_id.is_(None) | (Organisation.merged_into_id != func.coalesce(own, 0))


def _namesake(db: Session, name_key: str, code: str) -> int:
    """Return a number under which the name is free: 0, unless somebody may not know that it is taken."""
    taken = db.scalar(select(func.max(Organisation.namesake)).where(*_called(name_key, code)))
    return 0 if taken is None else taken + 1


def _called(name_key: str, code: str) -> tuple[ColumnElement[bool], ...]:
    """Organisations of this name other than the one with this code."""
    return (
        Organisation.name_key == name_key,
        Organisation.kind != OrganisationKind.INDIVIDUAL,
        Organisation.code != code,
    )


def _told_apart(db: Session, actor: Actor, name: str, organisation: Organisation | None) -> None:
    """Refuse a name that passes for another's: "Foo 1" and "Foo l", or the same in Cyrillic letters."""
    looks = text.skeleton(name)
    if organisation is not None and looks == text.skeleton(organisation.name):
        return
    others = (
        visible.organisations(actor)
        .with_only_columns(Organisation.name, Organisation.code)
        .where(Organisation.kind != OrganisationKind.INDIVIDUAL)
        .where(_not_merged_into(organisation.code if organisation is not None else ""))
    )
    for other, code in db.execute(others):
        if text.skeleton(other) == looks:
            raise Invalid(
                N_(
                    "%(name)s (%(code)s) looks the same. Nothing was stored; say whether this is another one."
                ),
                field="is_another",
                name=other,
                code=code,
            )


def _describe(db: Session, actor: Actor, organisation: Organisation, facts: OrganisationFacts) -> None:
    if organisation.is_ours and not facts.is_active:
        raise RuleBroken(N_("This is our own organisation: it stays in use. Nothing was stored."))
    parent = _to_change(db, actor, facts.parent) if facts.parent else None
    above = parent
    while above is not None:
        if above is organisation:
            raise RuleBroken(N_("An organisation cannot belong to itself. Nothing was stored."))
        above = above.parent
    organisation.parent = parent
    organisation.kind = facts.kind
    for name in (
        "name",
        "name_uk",
        "registration_number",
        "recipient_number",
        "country",
        "address",
        "contact_name",
        "phone",
        "email",
        "emergency_phone",
        "letterhead",
        "note",
        "is_active",
    ):
        setattr(organisation, name, getattr(facts, name))
