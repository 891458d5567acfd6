"""Donations: a gift is taken in, gets its receipt number, and goes into boxes or stays loose."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload, selectinload

from convoy.domain import references
from convoy.domain.errors import NotFound
from convoy.domain.kinds import PlaceKind
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import Donation, Draft, Item, Place
from convoy.queries import merged, places, visible
from convoy.services import announced_gifts, audit, box_labels, gifts, intake_sheets, item_names, taking_in
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
    "record_each",
]

INTAKE_PLACES = (PlaceKind.COLLECTION_POINT, PlaceKind.WAREHOUSE)


def record(db: Session, actor: Actor, command: RecordDonation) -> Donation:
    """Take the gift into stock, once, and return it.

    Raises Invalid naming the field (`lines-0-quantity`), NotFound for an unknown item or place, and Conflict
    when the same form was sent before with other content.
    """
    (donation,) = record_each(db, actor, [command])
    return donation


def record_each(db: Session, actor: Actor, commands: Sequence[RecordDonation]) -> list[Donation]:
    """Take gifts into stock, each once and as an action of its own, and return them in their order.

    What is wrong with one of them is raised as by `record`, and then none is to stay. Each label is named by
    one of them only.
    """
    here = {code: intake_place(db, actor, code) for code in dict.fromkeys(gift.place for gift in commands)}
    earlier = audit.earlier_each(db, actor, "donation:record", [(gift.key, gift) for gift in commands])
    codes = [code or references.new("DN") for code in earlier]
    new = [pair for pair, code in zip(zip(codes, commands, strict=True), earlier, strict=True) if not code]
    items = items_of(db, actor, [gift for _, gift in new])
    given = {code: box_labels.labelled(db, here[gift.place], gift) for code, gift in new}
    for gift in given.values():
        gifts.check(gift, here[gift.place].zone, items)
    noted = [_noted(code, asked, given[code], _taught(db, asked, items)) for code, asked in new]
    entries = audit.note_each(db, actor, "donation:record", noted)
    db.execute(delete(Draft).where(Draft.key.in_([str(gift.key) for _, gift in new])))
    for place in here.values():
        if some := {code: gift for code, gift in given.items() if gift.place == place.code}:
            taking_in.take_in(db, actor, taking_in.Intake(entries, place, items), some)
    found = {donation.code: donation for donation in _by_codes(db, codes)}
    for code, gift in given.items():
        if gift.sheet:
            intake_sheets.key_in(db, actor, gift.sheet, found[code])
        if gift.announced:
            announced_gifts.take_in(db, actor, gift.announced, found[code])
    return [found[code] for code in codes]


def _taught(db: Session, gift: RecordDonation, items: Mapping[str, Item]) -> dict[str, str]:
    """Let barcodes that are new here stand for the items of their lines; return what was taught."""
    return item_names.teach(db, {line.gtin: items[line.item] for line in gift.lines if line.gtin})


def _noted(code: str, asked: RecordDonation, gift: RecordDonation, taught: Mapping[str, str]) -> audit.Note:
    facts: dict[str, object] = {
        "place": gift.place,
        "lines": len(gift.lines),
        "boxes": sum(line.boxes for line in gift.lines),
        "bags": sum(bags.packages for bags in gift.unsorted),
    }
    return audit.Note(code, asked.key, asked, facts | ({"taught": dict(taught)} if taught else {}))


def by_code(db: Session, code: str) -> Donation:
    """Return a donation that is known to exist, e.g. from an earlier answer, with its place and lines."""
    (donation,) = _by_codes(db, [code])
    return donation


def _by_codes(db: Session, codes: Collection[str]) -> Sequence[Donation]:
    known = select(Donation).where(Donation.code.in_(codes))
    return db.scalars(known.options(joinedload(Donation.place), joinedload(Donation.lines))).unique().all()


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
