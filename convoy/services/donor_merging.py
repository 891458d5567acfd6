"""Donors that are on record twice: one is merged into the other, and separated again where that was wrong.

What was written stays: gifts keep the donor they were recorded with, and are listed and counted under the
one that is kept.
"""

import json
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from convoy.domain.errors import NotFound, RuleBroken
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import AuditEntry, Organisation, Place, Run, Vehicle
from convoy.queries import visible
from convoy.services import audit

NOT_YOURS = N_(
    "One of these two is no donor that you may merge: somebody else may have merged it, "
    "or it gave at other places too. Nothing was changed."
)


@dataclass(frozen=True, slots=True)
class MergeDonors:
    """The donor with code `merged` is the same as the one with code `kept`, which stays."""

    key: UUID
    merged: str
    kept: str


@dataclass(frozen=True, slots=True)
class SeparateDonor:
    """The donor with this code is another one after all."""

    key: UUID
    code: str


@dataclass(frozen=True, slots=True)
class TellDonorsApart:
    """These two only look like one."""

    key: UUID
    first: str
    second: str


def merge(db: Session, actor: Actor, command: MergeDonors) -> Organisation:
    """Merge one donor into another and return the one kept; what was merged into it before goes along.

    Raises RuleBroken where more than gifts hangs on it, and NotFound for what this person may not merge.
    """
    actor.must(Permission.DONOR_MERGE)
    if audit.earlier(db, actor, command.key, "organisation:merge", command):
        return _by_code(db, command.kept)
    if command.merged == command.kept:
        raise RuleBroken(N_("These are one and the same donor. Nothing was changed."))
    donor, kept = _both(db, actor, command)
    if donor.merged_into_id is not None:
        raise RuleBroken(
            N_("%(name)s is merged into another donor already. Nothing was changed."), name=donor.name
        )
    _must_hold_only_gifts(db, donor)
    brought = list(db.scalars(select(Organisation).where(Organisation.merged_into_id == donor.id)))
    for one in brought:
        one.merged_into_id = kept.id
    db.flush()
    was_active, donor.is_active, donor.merged_into_id = donor.is_active, False, kept.id
    db.flush()
    codes = [one.code for one in brought]
    audit.note(
        db,
        actor,
        "organisation:merge",
        donor.code,
        key=command.key,
        request=command,
        about=[kept.code, *codes],
        kept=kept.code,
        brought=codes,
        was_active=was_active,
    )
    return kept


def separate(db: Session, actor: Actor, command: SeparateDonor) -> Organisation:
    """Separate a donor from the one it was merged into, with what had come along with it, and return it.

    Gifts recorded since under the one kept stay with that.
    """
    actor.must(Permission.DONOR_MERGE)
    if audit.earlier(db, actor, command.key, "organisation:separate", command):
        return _by_code(db, command.code)
    theirs = visible.donors_to_merge(actor).where(Organisation.code == command.code)
    donor = db.scalar(theirs.with_for_update())
    if donor is None or donor.merged_into_id is None:
        raise NotFound(N_("There is no merged donor %(code)s here. Nothing was changed."), code=command.code)
    kept = donor.kept
    facts = _facts_of_merge(db, donor)
    donor.merged_into_id, donor.is_active = None, bool(facts.get("was_active", True))
    db.flush()
    with_it = select(Organisation).where(
        Organisation.code.in_(facts.get("brought", ())), Organisation.merged_into_id == kept.id
    )
    back = list(db.scalars(with_it))
    for one in back:
        one.merged_into_id = donor.id
    audit.note(
        db,
        actor,
        "organisation:separate",
        donor.code,
        key=command.key,
        request=command,
        about=[kept.code, *(one.code for one in back)],
        kept=kept.code,
    )
    return donor


def tell_apart(db: Session, actor: Actor, command: TellDonorsApart) -> None:
    """Remember that two donors are two, so that they are not suggested again.

    It is for whoever might merge one of them: nobody takes a pair off the list of another place.
    """
    actor.must(Permission.DONOR_MERGE)
    if audit.earlier(db, actor, command.key, "organisation:tell_apart", command):
        return
    first, second = sorted((command.first, command.second))
    known = visible.donors_to_keep(actor).where(Organisation.code.in_((first, second)))
    if len(db.scalars(known).all()) != len({first, second}) or first == second:
        raise NotFound(N_("One of these two donors is not here any more. Nothing was changed."))
    theirs = visible.donors_to_merge(actor).where(Organisation.code.in_((first, second)))
    if db.scalar(theirs.limit(1)) is None:
        raise NotFound(NOT_YOURS)
    audit.note(
        db,
        actor,
        "organisation:tell_apart",
        first,
        key=command.key,
        request=command,
        about=[second],
        other=second,
    )


def _by_code(db: Session, code: str) -> Organisation:
    return db.scalars(select(Organisation).where(Organisation.code == code)).one()


def _both(db: Session, actor: Actor, command: MergeDonors) -> tuple[Organisation, Organisation]:
    """Return both donors, locked in one order: opposite merges must not wait for each other."""
    codes = (command.merged, command.kept)
    lock = select(Organisation).where(Organisation.code.in_(codes)).order_by(Organisation.id)
    db.scalars(lock.with_for_update()).all()
    donor = db.scalar(visible.donors_to_merge(actor).where(Organisation.code == command.merged))
    kept = db.scalar(visible.donors_to_keep(actor).where(Organisation.code == command.kept))
    if donor is None or kept is None:
        raise NotFound(NOT_YOURS)
    return donor, kept


def _must_hold_only_gifts(db: Session, donor: Organisation) -> None:
    holds = or_(
        exists().where(Place.organisation_id == donor.id),
        exists().where(Vehicle.organisation_id == donor.id),
        exists().where(Run.given_to_id == donor.id),
    )
    branches = select(Organisation.id).where(Organisation.parent_id == donor.id)
    if db.scalar(select(holds)) or db.scalar(branches.limit(1)) is not None:
        raise RuleBroken(
            N_(
                "Places, vehicles or branches belong to %(name)s: give them to the other one first, or keep "
                "this one. Nothing was changed."
            ),
            name=donor.name,
        )


def _facts_of_merge(db: Session, donor: Organisation) -> dict[str, list[str]]:
    """What the newest merge of this donor noted."""
    noted = select(AuditEntry.facts).where(
        AuditEntry.subject == donor.code, AuditEntry.action == "organisation:merge"
    )
    said = db.scalar(noted.order_by(AuditEntry.id.desc()).limit(1))
    return json.loads(said) if said else {}
