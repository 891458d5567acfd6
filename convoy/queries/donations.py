"""Questions about donations: one gift, its boxes, and lists of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVarTuple
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from convoy.domain import references
from convoy.domain.errors import NotFound
from convoy.domain.intake import WEIGHED
from convoy.domain.kinds import DonationOrigin, MovementKind, PlaceKind
from convoy.domain.lifecycle import LineStage
from convoy.domain.measures import kilograms
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import (
    AuditEntry,
    AuditMention,
    Box,
    Donation,
    DonationLine,
    Holder,
    Item,
    Lot,
    Movement,
    Organisation,
    Place,
    SortingPool,
    UnsortedLine,
    User,
)
from convoy.queries import gift_search, visible
from convoy.queries.gift_search import Meant, Wanted

Columns = TypeVarTuple("Columns")

ON_A_PAGE = 50
KNOWN_CODES = 2_000
"""So many of the newest codes are compared with a mistyped one."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A donation in a list, with the number of boxes ever packed from it."""

    donation: Donation
    boxes: int


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry of a donation's history: the action as `noun:act`, who, and when."""

    at: datetime
    action: str
    who: str


def found(db: Session, actor: Actor, typed: str) -> Donation:
    """Return the donation meant by a code as typed, with its lines, items, place and donor.

    Raises NotFound, which is the same for an absent gift and one of other places, with the codes that may
    have been meant.
    """
    donation = db.scalar(
        visible.donations(actor)
        .where(or_(Donation.code == typed.strip().upper(), Donation.number == typed.strip().upper()))
        .options(
            joinedload(Donation.place).joinedload(Place.organisation),
            joinedload(Donation.organisation).joinedload(Organisation.merged_into),
            selectinload(Donation.unsorted).joinedload(UnsortedLine.pool).joinedload(SortingPool.place),
            selectinload(Donation.unsorted).joinedload(UnsortedLine.item).selectinload(Item.names),
            selectinload(Donation.lines).joinedload(DonationLine.item).joinedload(Item.category),
            selectinload(Donation.lines).joinedload(DonationLine.item).selectinload(Item.names),
            selectinload(Donation.lines).joinedload(DonationLine.earmark_place),
        )
    )
    if donation is None:
        newest = visible.donations(actor).with_only_columns(Donation.code)
        codes = db.scalars(newest.order_by(Donation.id.desc()).limit(KNOWN_CODES))
        raise NotFound(
            N_("There is no gift %(code)s here."), references.near(typed[:40], codes), code=typed[:40]
        )
    return donation


def recorded_as(db: Session, actor: Actor, key: UUID) -> str:
    """Return the code of the gift that was recorded with this key; "" where none is seen."""
    written = select(AuditEntry.subject).where(AuditEntry.key == str(key))
    seen = visible.donations(actor).with_only_columns(Donation.code)
    return db.scalar(seen.where(Donation.code.in_(written))) or ""


def boxes_of(db: Session, actor: Actor, *gifts: Donation) -> list[Box]:
    """Return the boxes ever packed from these donations that the person may see, by short number."""
    packed = _packed(select(Holder.box_id)).where(DonationLine.donation_id.in_([gift.id for gift in gifts]))
    return list(
        db.scalars(
            visible.boxes(actor)
            .where(Box.id.in_(packed))
            .order_by(Box.short_number, Box.id)
            .options(joinedload(Box.origin_place), joinedload(Box.place))
        )
    )


def boxes_kept(db: Session, *gifts: Donation) -> set[int]:
    """Return the ids of the boxes that these donations took over, label and all, from what they correct."""
    wrong = [gift.corrects_id for gift in gifts if gift.corrects_id is not None]
    here = _packed(select(Holder.box_id)).where(DonationLine.donation_id.in_([gift.id for gift in gifts]))
    before = _packed(select(Holder.box_id)).where(DonationLine.donation_id.in_(wrong))
    rows = db.scalars(here.where(Holder.box_id.in_(before))) if wrong else ()
    return {box_id for box_id in rows if box_id is not None}


def packed_boxes(db: Session, actor: Actor, donation: Donation) -> int:
    """Return how many boxes were ever packed from the donation, of those that the person may see."""
    packed = _packed(select(Holder.box_id)).where(DonationLine.donation_id == donation.id)
    seen = visible.boxes(actor).with_only_columns(func.count(Box.id)).where(Box.id.in_(packed))
    return db.scalar(seen) or 0


def unsorted_of(db: Session, actor: Actor, donation: Donation) -> list[tuple[int, str]]:
    """Return what of a donation was taken unsorted: packages and their kind (UN Rec 21)."""
    seen = visible.donations(actor).with_only_columns(Donation.id).where(Donation.id == donation.id)
    rows = db.execute(
        select(func.sum(UnsortedLine.packages), UnsortedLine.package_code)
        .where(UnsortedLine.donation_id.in_(seen), UnsortedLine.stage == LineStage.ACCEPTED)
        .group_by(UnsortedLine.package_code)
        .order_by(UnsortedLine.package_code)
    )
    return [(int(packages), code) for packages, code in rows]


def _packed(statement: Select[*Columns]) -> Select[*Columns]:
    """Join from holders over the movements that packed them to the donation lines packed."""
    return (
        statement.join(Movement, Movement.to_holder_id == Holder.id)
        .join(Lot, Lot.id == Movement.lot_id)
        .join(DonationLine, DonationLine.id == Lot.donation_line_id)
        .where(Movement.kind == MovementKind.PACKED, Holder.box_id.is_not(None))
    )


def recorder(db: Session, donation: Donation) -> str:
    """Return the name of who recorded the donation, "console" for the command line."""
    name = db.scalar(select(User.name).where(User.id == donation.recorded_by_id))
    return name or "console"


def corrections(db: Session, donation: Donation) -> tuple[str | None, str | None]:
    """Return the code of the donation that this one corrects, and of the one that corrected it."""
    before = db.scalar(select(Donation.code).where(Donation.id == donation.corrects_id))
    after = db.scalar(select(Donation.code).where(Donation.corrects_id == donation.id))
    return before, after


def history(db: Session, donation: Donation) -> list[Happened]:
    """Return what was done with the donation, oldest first."""
    mentioned = select(AuditMention.audit_id).where(AuditMention.code == donation.code)
    rows = db.execute(
        select(AuditEntry.at, AuditEntry.action, User.name)
        .outerjoin(User, User.id == AuditEntry.user_id)
        .where(or_(AuditEntry.subject == donation.code, AuditEntry.id.in_(mentioned)))
        .order_by(AuditEntry.id)
    )
    return [Happened(at, action, name or "console") for at, action, name in rows]


def recorded_page(
    db: Session,
    actor: Actor,
    wanted: Wanted | None = None,
    sought: Meant | None = None,
    *,
    before: str = "",
    size: int = ON_A_PAGE,
) -> tuple[list[Listed], str | None]:
    """Return the newest donations of those wanted, and the code the next page starts after.

    `sought` is what was typed in `wanted`, where that is known.
    A fixed number of statements whatever the number of donations.
    """
    wanted = wanted or Wanted()
    sought = sought or gift_search.meant(db, actor, wanted)
    ids = gift_search.newest(db, actor, wanted, sought, before=before, most=size + 1)
    shown = listed(db, actor, ids[:size])
    return shown, shown[-1].donation.code if len(ids) > size else None


def listed(db: Session, actor: Actor, ids: Collection[int]) -> list[Listed]:
    """Return these donations as lists show them, the newest first."""
    rows = db.scalars(
        visible.donations(actor)
        .where(Donation.id.in_(ids))
        .order_by(Donation.id.desc())
        .options(
            joinedload(Donation.place),
            joinedload(Donation.organisation).joinedload(Organisation.merged_into),
            selectinload(Donation.unsorted).joinedload(UnsortedLine.item).selectinload(Item.names),
            selectinload(Donation.lines).joinedload(DonationLine.item).selectinload(Item.names),
        )
    ).all()
    counts = _box_counts(db, rows)
    return [Listed(donation, counts.get(donation.id, 0)) for donation in rows]


def with_codes(db: Session, actor: Actor, codes: Collection[str]) -> Sequence[Donation]:
    """Return the donations of these codes that the person may see, the oldest first, with their places."""
    chosen = visible.donations(actor).where(Donation.code.in_(codes)).order_by(Donation.id)
    return db.scalars(chosen.options(joinedload(Donation.place))).all()


def _box_counts(db: Session, shown: Sequence[Donation]) -> dict[int, int]:
    statement = _packed(
        select(DonationLine.donation_id, func.count(Holder.box_id.distinct())).select_from(Holder)
    )
    rows = db.execute(
        statement.where(DonationLine.donation_id.in_([donation.id for donation in shown])).group_by(
            DonationLine.donation_id
        )
    )
    return {donation_id: count for donation_id, count in rows}  # noqa: C416  # rows are not pairs to mypy


def intake_places(db: Session, actor: Actor) -> list[Place]:
    """Return the places where this person may take gifts in, by name."""
    scope = actor.scope(Permission.DONATION_RECORD)
    statement = visible.places(actor).where(Place.kind.in_([PlaceKind.COLLECTION_POINT, PlaceKind.WAREHOUSE]))
    if not scope.everywhere:
        statement = statement.where(Place.id.in_(scope.places))
    return list(db.scalars(statement.order_by(Place.name, Place.id)))


def as_typed(db: Session, donation: Donation, language: str) -> dict[str, object]:
    """Return a donation as the fields of its form, to be mended: one row per line, boxes as packed."""
    packed = _packed(select(DonationLine.id, func.count(Holder.box_id.distinct())).select_from(Holder))
    rows = db.execute(packed.where(DonationLine.donation_id == donation.id).group_by(DonationLine.id))
    boxes = {line_id: count for line_id, count in rows}  # noqa: C416  # rows are not pairs to mypy
    return {
        "donor": donation.donor.name if donation.donor else "",
        "anonymous": donation.organisation is None and donation.origin is not DonationOrigin.BOUGHT,
        "place": donation.place.code,
        "received_on": donation.received_on,
        "bought": donation.origin is DonationOrigin.BOUGHT,
        "invoice": donation.invoice,
        "donor_reference": donation.donor_reference,
        "note": donation.note,
        "unsorted": [
            {
                "packages": bags.packages,
                "package_code": bags.package_code,
                "grams": bags.grams,
                "note": bags.note,
                "refused_because": bags.reason,
            }
            for bags in donation.unsorted
        ],
        "lines": [
            {
                "item": line.item.kept.name_in(language),
                "quantity": kilograms(line.quantity)
                if line.item.unit_code == WEIGHED
                else str(line.quantity),
                "boxes": boxes.get(line.id),
                "condition": line.condition.value,
                "expires_on": line.expires_on,
                "grams": line.grams,
                "batch": line.batch,
                "value_cents": line.value_cents,
                "currency": line.currency,
                "earmark": line.earmark,
            }
            for line in donation.lines
        ],
    }
