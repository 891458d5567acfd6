"""Donations: a gift is taken in, gets its receipt number, and goes into boxes or stays loose."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload, selectinload

from convoy.domain import references
from convoy.domain.errors import NotFound
from convoy.domain.kinds import PlaceKind
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import Donation, Draft, Item, Place
from convoy.queries import merged, places, visible
from convoy.services import announced_gifts, audit, box_labels, gifts, intake_sheets, taking_in
from convoy.services.donors import Donor
from convoy.services.gifts import Line, RecordDonation, Unsorted

__all__ = [
    "Donation",
    "Donor",
    "Line",
    "RecordDonation",
    "Unsorted",
    "by_code",
    "intake_place",
    "items_of",
    "items_with",
    "record",
]

INTAKE_PLACES = (PlaceKind.COLLECTION_POINT, PlaceKind.WAREHOUSE)


def record(db: Session, actor: Actor, command: RecordDonation) -> Donation:
    """Take the gift into stock, once, and return it.

    Raises Invalid naming the field (`lines-0-quantity`), NotFound for an unknown item or place, and Conflict
    when the same form was sent before with other content.
    """
    place = intake_place(db, actor, command.place)
    earlier = audit.earlier(db, actor, command.key, "donation:record", command)
    if earlier is not None:
        return by_code(db, earlier)
    items = items_of(db, actor, [command])
    gift = box_labels.labelled(db, place, command)
    gifts.check(gift, items)
    code = references.new("DN")
    entry = audit.note(
        db,
        actor,
        "donation:record",
        code,
        key=command.key,
        request=command,
        place=place.code,
        lines=len(command.lines),
        boxes=sum(line.boxes for line in gift.lines),
        bags=sum(bags.packages for bags in command.unsorted),
    )
    db.execute(delete(Draft).where(Draft.key == str(command.key)))
    taking_in.take_in(db, actor, taking_in.Intake(entry, place, items), {code: gift})
    donation = by_code(db, code)
    if command.sheet:
        intake_sheets.key_in(db, actor, command.sheet, donation)
    if command.announced:
        announced_gifts.take_in(db, actor, command.announced, donation)
    return donation


def by_code(db: Session, code: str) -> Donation:
    """Return a donation that is known to exist, e.g. from an earlier answer, with its place and lines."""
    known = select(Donation).where(Donation.code == code)
    return db.scalars(known.options(joinedload(Donation.place), joinedload(Donation.lines))).unique().one()


def intake_place(db: Session, actor: Actor, code: str) -> Place:
    """Return the place where this person may take goods in; raises NotFound, NotAllowed."""
    place = db.scalar(visible.places(actor).where(Place.code == code, Place.kind.in_(INTAKE_PLACES)))
    if place is None:
        known = visible.places(actor).where(Place.kind.in_(INTAKE_PLACES))
        raise NotFound(
            N_("There is no collection point %(code)s where you take gifts in."),
            places.near(db, known, code),
            code=code[:40],
        )
    actor.must(Permission.DONATION_RECORD, place_id=place.id)
    return place


def items_of(db: Session, actor: Actor, commands: Sequence[RecordDonation]) -> dict[str, Item]:
    """Return the items of all lines by code; raises NotFound naming the codes nobody knows."""
    return items_with(db, actor, {line.item for command in commands for line in command.lines})


def items_with(
    db: Session, actor: Actor, codes: Collection[str], *, with_names: bool = False
) -> dict[str, Item]:
    """Return items by these codes; raises NotFound naming the codes nobody knows.

    By the code of an item that was merged into another stands the other.
    """
    meant = (
        visible.items(actor)
        .join(merged.written_item, merged.item_is_kept)
        .where(merged.written_item.code.in_(codes), Item.is_active)
        .add_columns(merged.written_item.code)
    )
    names = [selectinload(Item.names)] if with_names else []
    rows = db.execute(meant.options(joinedload(Item.category), *names))
    found = {code: item for item, code in rows}
    missing = sorted({*codes} - found.keys())
    if missing:
        raise NotFound(N_("The catalogue has no item %(codes)s."), codes=", ".join(missing[:20]))
    return found
