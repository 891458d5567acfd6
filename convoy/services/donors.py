"""Donors: found by name, or put on record when they give for the first time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from convoy.domain import text
from convoy.domain.errors import Invalid
from convoy.domain.kinds import OrganisationKind
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import Organisation
from convoy.queries import visible
from convoy.services import new_codes
from convoy.services.storing import stored_ids

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


def find_or_create(db: Session, actor: Actor, donors: Iterable[Donor]) -> dict[Donor, int]:
    """Return the organisation's id of each donor; names that nobody gave under before are put on record.

    What is on record already keeps its kind. Raises Invalid for a new name without a kind. A name that this
    person may not look up is used all the same: that it is known must not show. A name that was merged into
    another is the other's.
    """
    keys = {donor: donor.key for donor in donors}
    known = visible.donors(actor).with_only_columns(Organisation.id)
    rows = db.execute(
        select(
            Organisation.name_key, func.coalesce(Organisation.merged_into_id, Organisation.id).label("kept")
        )
        .where(Organisation.name_key.in_(set(keys.values())))
        .order_by(
            Organisation.id.in_(known) | Organisation.merged_into_id.in_(known),
            Organisation.merged_into_id.is_(None),
            Organisation.id.desc(),
        )
    )
    found = {row.name_key: row.kept for row in rows}
    new = {key: donor for donor, key in keys.items() if key not in found}
    if new:
        actor.must(Permission.DONOR_RECORD)
        found |= zip(new, _stored(db, new), strict=True)
    return {donor: found[key] for donor, key in keys.items()}


def _stored(db: Session, new: Mapping[str, Donor]) -> list[int]:
    """Put donors on record by their key, and return their ids."""
    for donor in new.values():
        if donor.kind is None:
            raise Invalid(
                N_("%(name)s gives for the first time: say what kind of donor this is."),
                field="donor_kind",
                name=donor.name,
            )
    codes = new_codes.hand_out(db, Organisation.code, "OR", len(new))
    rows = [
        {"code": code, "kind": donor.kind, "name": donor.name, "name_key": key}
        for code, (key, donor) in zip(codes, new.items(), strict=True)
    ]
    return stored_ids(db, Organisation, rows, "code")
