"""Questions about what is on record twice: likely pairs of donors and of items, and what was merged."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from convoy.domain.likeness import Likeness, Named, Pair, likely_pairs
from convoy.domain.permissions import Actor, Permission
from convoy.models import AuditEntry, Donation, Item, Organisation
from convoy.queries import catalogue_pages, visible

MOST_PAIRS = 40
MOST_MERGED = 60


@dataclass(frozen=True, slots=True)
class DonorPair:
    """Two donors that may be one, why, how many gifts each has, and which of them may be merged away."""

    first: Organisation
    second: Organisation
    likeness: Likeness
    gifts: tuple[int, int]
    may_merge: tuple[bool, bool]


@dataclass(frozen=True, slots=True)
class ItemPair:
    """Two items that may be one, why, and which of them this installation added: it may be merged away."""

    first: Item
    second: Item
    likeness: Likeness
    may_merge: tuple[bool, bool]


def donors_waiting(db: Session, actor: Actor) -> int:
    """Return how many pairs of donors wait for this person to say whether they are one."""
    return len(_likely_donors(db, actor)[0]) if actor.may(Permission.DONOR_MERGE) else 0


def items_waiting(db: Session, actor: Actor) -> int:
    """Return how many pairs of items wait for this person to say whether they are one."""
    return len(item_pairs(db, actor)) if actor.may(Permission.DONOR_MERGE) else 0


def like_donor(db: Session, actor: Actor, donor: Organisation) -> Sequence[Organisation]:
    """Return the donors that are likely one and the same as this one, for who may merge them."""
    if not actor.may(Permission.DONOR_MERGE):
        return ()
    pairs = [pair for pair in _likely_donors(db, actor)[0] if donor.code in {pair.first, pair.second}]
    codes = {code for pair in pairs for code in (pair.first, pair.second)} - {donor.code}
    others = visible.donors_to_keep(actor).where(Organisation.code.in_(codes))
    return db.scalars(others.order_by(Organisation.name_key, Organisation.id)).all() if codes else ()


def donor_pairs(db: Session, actor: Actor) -> list[DonorPair]:
    """Return the donors that are likely one and the same, the surest first.

    Equal telephones count only for who may read the numbers of donors.
    """
    pairs, mine = _likely_donors(db, actor)
    if not pairs:
        return []
    codes = {code for pair in pairs for code in (pair.first, pair.second)}
    shown = db.scalars(visible.donors_to_keep(actor).where(Organisation.code.in_(codes)))
    rows = {one.code: one for one in shown}
    gifts = _gifts(db, actor, {one.id for one in rows.values()})
    return [
        DonorPair(
            first := rows[pair.first],
            second := rows[pair.second],
            pair.likeness,
            (gifts.get(first.id, 0), gifts.get(second.id, 0)),
            (pair.first in mine, pair.second in mine),
        )
        for pair in pairs
    ]


def _likely_donors(db: Session, actor: Actor) -> tuple[list[Pair], set[str]]:
    """The pairs of donors that wait, and the codes of those this person may merge away."""
    reads_numbers = actor.may(Permission.ORGANISATION_READ)
    known = visible.donors_to_keep(actor).with_only_columns(
        Organisation.code, Organisation.name, Organisation.name_uk, Organisation.phone
    )
    things = tuple(
        Named(code, (name, name_uk), phone if reads_numbers else "")
        for code, name, name_uk, phone in db.execute(known)
    )
    found = _pairs(things)
    if not found:
        return [], set()
    theirs = visible.donors_to_merge(actor).with_only_columns(Organisation.code)
    mine = set(db.scalars(theirs.where(Organisation.merged_into_id.is_(None))))
    apart = _told_apart(db, "organisation:tell_apart", found)
    waits = [
        pair for pair in found if (pair.first, pair.second) not in apart and {pair.first, pair.second} & mine
    ]
    return waits[:MOST_PAIRS], mine


@lru_cache(4)
def _pairs(things: tuple[Named, ...]) -> tuple[Pair, ...]:
    """The likely pairs, compared again only when a name is new: pages that only count them ask every time."""
    return tuple(likely_pairs(things))


def _gifts(db: Session, actor: Actor, ids: set[int]) -> dict[int, int]:
    """How many gifts this person sees of each donor, by its id."""
    rows = db.execute(
        visible.donations(actor)
        .where(Donation.organisation_id.in_(ids), Donation.withdrawn_at.is_(None))
        .group_by(Donation.organisation_id)
        .with_only_columns(Donation.organisation_id, func.count(Donation.id))
    )
    return {donor_id: count for donor_id, count in rows if donor_id is not None}


def merged_donors(db: Session, actor: Actor) -> Sequence[Organisation]:
    """Return the merged donors that this person may separate again, by name."""
    rows = visible.donors_to_merge(actor).where(Organisation.merged_into_id.is_not(None))
    newest = rows.order_by(Organisation.name_key, Organisation.id).limit(MOST_MERGED)
    return db.scalars(newest.options(joinedload(Organisation.merged_into))).all()


def item_pairs(db: Session, actor: Actor) -> list[ItemPair]:
    """Return the items in use that are likely one and the same, where this installation added one of them."""
    if not actor.may(Permission.CATALOGUE_EDIT):
        return []
    added = set(db.scalars(catalogue_pages.added_here()))
    if not added:
        return []
    chosen = visible.items(actor).where(Item.is_active)
    rows = {
        one.code: one
        for one in db.scalars(chosen.options(selectinload(Item.names), joinedload(Item.category)))
    }
    found = _pairs(
        tuple(Named(one.code, tuple(sorted({name.name for name in one.names}))) for one in rows.values())
    )
    apart = _told_apart(db, "item:tell_apart", found)
    return [
        ItemPair(
            rows[pair.first], rows[pair.second], pair.likeness, (pair.first in added, pair.second in added)
        )
        for pair in found
        if (pair.first, pair.second) not in apart and {pair.first, pair.second} & added
    ][:MOST_PAIRS]


def merged_items(db: Session, actor: Actor) -> Sequence[Item]:
    """Return the merged items, by code, for who keeps the catalogue."""
    if not actor.may(Permission.CATALOGUE_EDIT):
        return []
    rows = visible.items(actor).where(Item.merged_into_id.is_not(None)).order_by(Item.code).limit(MOST_MERGED)
    kept = joinedload(Item.merged_into)
    return db.scalars(rows.options(selectinload(Item.names), kept.selectinload(Item.names))).all()


def is_shipped(db: Session, item: Item) -> bool:
    """Whether an item came with the package; the others were added here."""
    return db.scalar(catalogue_pages.added_here().where(Item.id == item.id)) is None


def _told_apart(db: Session, action: str, pairs: Sequence[Pair]) -> set[tuple[str, str]]:
    """Those of these pairs of which somebody said that they are two."""
    firsts = {pair.first for pair in pairs}
    rows = db.execute(
        select(AuditEntry.subject, AuditEntry.facts).where(
            AuditEntry.subject.in_(firsts), AuditEntry.action == action
        )
    )
    return {(first, json.loads(facts)["other"]) for first, facts in rows}
