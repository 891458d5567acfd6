"""Questions about gifts captured on phones."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from convoy.domain.captures import CaptureState
from convoy.domain.kinds import MovementKind
from convoy.domain.permissions import Actor, Permission
from convoy.models import (
    Box,
    Capture,
    Donation,
    DonationLine,
    Holder,
    Item,
    ItemName,
    ItemWord,
    Lot,
    Movement,
    Organisation,
)
from convoy.queries import donations, visible

ON_A_PAGE = 50
ASKS = {"ask": "e", "required": "E"}


def waiting(db: Session, actor: Actor) -> list[Capture]:
    """Return what this person may settle, the oldest first; a fixed number of statements."""
    actor.must(Permission.DONATION_CORRECT)
    rows = db.scalars(
        visible.captures(actor)
        .where(Capture.state == CaptureState.WAITING)
        .order_by(Capture.id)
        .limit(ON_A_PAGE)
        .options(
            joinedload(Capture.place),
            joinedload(Capture.author),
            joinedload(Capture.donation)
            .joinedload(Donation.organisation)
            .joinedload(Organisation.merged_into),
            joinedload(Capture.donation)
            .selectinload(Donation.lines)
            .joinedload(DonationLine.item)
            .selectinload(Item.names),
            joinedload(Capture.donation).selectinload(Donation.unsorted),
        )
    )
    return list(rows)


def code_of(db: Session, actor: Actor, capture_id: int) -> str:
    """Return the code of the gift that a capture is about now."""
    chosen = visible.captures(actor).where(Capture.id == capture_id).options(joinedload(Capture.donation))
    return db.scalars(chosen).one().donation.code


def places_for_phone(db: Session, actor: Actor) -> list[dict[str, str]]:
    """Return code, name and zone of the own places that a phone keeps; nothing of convoys, ever."""
    places = donations.intake_places(db, actor)
    return [{"code": place.code, "name": place.name, "zone": place.zone} for place in places]


def catalogue_for_phone(db: Session, actor: Actor) -> list[tuple[str, str, str, str, dict[str, list[str]]]]:
    """Return every item that may come in: code, unit, intake rule, what its packs are asked for, and words.

    Asked for: e an expiry if there is one, E one that must be there, b a batch. The words of a language begin
    with the name in it.
    """
    items = db.execute(
        visible.items(actor)
        .where(Item.is_active)
        .order_by(Item.code)
        .with_only_columns(
            Item.id, Item.code, Item.unit_code, Item.intake_rule, Item.expiry_rule, Item.batch_required
        )
    ).all()
    said: dict[int, dict[str, list[str]]] = {}
    for table, column in ((ItemName, ItemName.name), (ItemWord, ItemWord.word)):
        rows = db.execute(select(table.item_id, table.language, column).order_by(table.item_id, column))
        for item_id, language, word in rows:
            said.setdefault(item_id, {}).setdefault(language, []).append(word)
    merged_away = select(Item.id, Item.merged_into_id).where(Item.merged_into_id.is_not(None))
    for item_id, kept_id in db.execute(merged_away):
        for language, words in said.pop(item_id, {}).items():
            said.setdefault(kept_id or 0, {}).setdefault(language, []).extend(words)
    return [
        (
            row.code,
            row.unit_code,
            row.intake_rule,
            ASKS.get(row.expiry_rule, "") + ("b" if row.batch_required else ""),
            said.get(row.id, {}),
        )
        for row in items
    ]


def boxes_packed(db: Session, actor: Actor, gifts: Sequence[Donation]) -> dict[int, list[str]]:
    """Return by gift id the code and hall number of each box packed from it, to be written on cardboard."""
    found: dict[int, list[str]] = {gift.id: [] for gift in gifts}
    rows = db.execute(
        visible.boxes(actor)
        .join(Holder, Holder.box_id == Box.id)
        .join(Movement, Movement.to_holder_id == Holder.id)
        .join(Lot, Lot.id == Movement.lot_id)
        .join(DonationLine, DonationLine.id == Lot.donation_line_id)
        .where(Movement.kind == MovementKind.PACKED, DonationLine.donation_id.in_(found))
        .order_by(Box.short_number, Box.code)
        .with_only_columns(DonationLine.donation_id, Box.code, Box.short_number)
        .distinct()
    )
    for gift_id, code, number in rows:
        found[gift_id].append(f"{code} {number}")
    return found
