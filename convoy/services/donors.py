"""Donors: found by name, or put on record when they give for the first time."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from convoy.domain import references, text
from convoy.domain.errors import Invalid
from convoy.domain.kinds import OrganisationKind
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import Organisation
from convoy.queries import visible

NAME_LIMIT = 160


@dataclass(frozen=True, slots=True)
class Donor:
    """Who gives, by name; the kind is needed for a name that is new."""

    name: str
    kind: OrganisationKind | None = None

    @property
    def key(self) -> str:
        """What makes two spellings of one name the same donor."""
        return text.fold(self.name)


def find_or_create(db: Session, actor: Actor, donors: Iterable[Donor]) -> dict[str, Organisation]:
    """Return the organisation of each donor by `Donor.key`; names nobody gave before are put on record.

    What is on record already keeps its kind. Raises Invalid for a new name without a kind. A name that this
    person may not look up is used all the same: that it is known must not show. A name that was merged into
    another is the other's.
    """
    wanted = {donor.key: donor for donor in donors}
    known = visible.donors(actor).with_only_columns(Organisation.id)
    rows = db.scalars(
        select(Organisation)
        .where(Organisation.name_key.in_(wanted))
        .order_by(
            Organisation.id.in_(known) | Organisation.merged_into_id.in_(known),
            Organisation.merged_into_id.is_(None),
            Organisation.id.desc(),
        )
        .options(joinedload(Organisation.merged_into))
    )
    found = {row.name_key: row.kept for row in rows}
    for key, donor in wanted.items():
        if key not in found:
            actor.must(Permission.DONOR_RECORD)
            found[key] = _new(donor)
            db.add(found[key])
    db.flush()
    return found


def _new(donor: Donor) -> Organisation:
    if donor.kind is None:
        raise Invalid(
            N_("%(name)s gives for the first time: say what kind of donor this is."),
            field="donor_kind",
            name=donor.name,
        )
    return Organisation(code=references.new("OR"), kind=donor.kind, name=donor.name, name_key=donor.key)
