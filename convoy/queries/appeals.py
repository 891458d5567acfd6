"""Questions about appeals: which there are, what strangers may read of one, and what is still wanted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from convoy.domain import references
from convoy.domain.errors import Invalid, NotFound
from convoy.domain.kinds import PlaceKind, PlaceStatus
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import (
    Appeal,
    AppealItem,
    AppealPlace,
    Donation,
    DonationLine,
    Item,
    Place,
    PublicPage,
)
from convoy.queries import visible, wishes
from convoy.queries.wishes import Wanted, today


@dataclass(frozen=True, slots=True)
class Open:
    """What strangers may read of an appeal: its places that show everybody a page, and what is wanted.

    `announcing` has the ids of the places where gifts may be announced now.
    """

    appeal: Appeal
    places: Sequence[Place]
    wanted: Sequence[Wanted]
    announcing: frozenset[int]


def listed(db: Session, actor: Actor) -> Sequence[Appeal]:
    """Return the appeals this person sees, with their places, those that end last first."""
    chosen = visible.appeals(actor).order_by(Appeal.ends_on.desc(), Appeal.id.desc())
    return db.scalars(chosen.options(selectinload(Appeal.places))).all()


def found(db: Session, actor: Actor, code: str) -> Appeal:
    """Return an appeal this person sees; raises NotFound."""
    appeal = db.scalar(visible.appeals(actor).where(Appeal.code == code))
    if appeal is None:
        raise NotFound(N_("There is no appeal %(code)s here."), code=code[:40])
    return appeal


def may_make(actor: Actor) -> bool:
    """Whether there may be places this person speaks for."""
    scope = actor.scope(Permission.PLACE_REPORT)
    return scope.everywhere or bool(scope.places)


def may_change(actor: Actor, appeal: Appeal) -> bool:
    """Whether this person speaks for all places of an appeal."""
    return all(actor.may(Permission.PLACE_REPORT, place_id=place.id) for place in appeal.places)


def places_to_call(db: Session, actor: Actor) -> Sequence[Place]:
    """Return the collection points this person speaks for, by name; raises NotAllowed where there is none."""
    scope = actor.scope(Permission.PLACE_REPORT)
    chosen = visible.places(actor).where(Place.kind == PlaceKind.COLLECTION_POINT)
    if not scope.everywhere:
        chosen = chosen.where(Place.id.in_(scope.places))
    places = db.scalars(chosen.order_by(Place.name, Place.id)).all() if scope else ()
    if not places and not scope.everywhere:
        raise actor.refused()
    return places


def public_among(db: Session, places: Collection[Place]) -> frozenset[int]:
    """Return the ids of those of these places that show everybody a page."""
    shown = visible.public_places().where(Place.id.in_([place.id for place in places]))
    return frozenset(db.scalars(shown.with_only_columns(Place.id)))


def shown(db: Session, typed: str) -> Appeal:
    """Return the appeal with this code that strangers see or once saw.

    Raises NotFound: the same for one that was never shown and where there is none.
    """
    try:
        code = references.read(typed, "AP")
    except Invalid:
        code = ""
    appeal = db.scalar(visible.public_appeals().where(Appeal.code == code))
    if appeal is None:
        raise NotFound(N_("There is no page here, or not any more."))
    return appeal


def is_over(appeal: Appeal) -> bool:
    """Whether strangers read no more of an appeal than that: hidden, or ended by the day of every place."""
    return not appeal.is_shown or all(today(place) > appeal.ends_on for place in appeal.places)


def is_to_come(appeal: Appeal) -> bool:
    """Whether the first day of an appeal has not come yet, by the day of every place."""
    return all(today(place) < appeal.begins_on for place in appeal.places)


def opened(db: Session, appeal: Appeal) -> Open:
    """Return what strangers may read of an appeal."""
    public = public_among(db, appeal.places)
    announcing = (
        select(PublicPage.place_id)
        .join(Place, Place.id == PublicPage.place_id)
        .where(
            PublicPage.place_id.in_(public),
            PublicPage.announcing_since.is_not(None),
            Place.status == PlaceStatus.OPEN,
        )
    )
    return Open(
        appeal,
        [place for place in appeal.places if place.id in public],
        wanted(db, [appeal])[appeal.id],
        frozenset(db.scalars(announcing)),
    )


def wanted(db: Session, appeals: Collection[Appeal]) -> dict[int, list[Wanted]]:
    """Return what appeals call for by their ids, each in its order, with how much of it came.

    What was accepted or set aside at the appeal's places during it counts, as for a wish.
    """
    ids = [appeal.id for appeal in appeals]
    item = selectinload(AppealItem.item)
    rows = db.scalars(
        select(AppealItem)
        .where(AppealItem.appeal_id.in_(ids))
        .order_by(AppealItem.appeal_id, AppealItem.position)
        .options(
            item.selectinload(Item.names),
            item.joinedload(Item.merged_into).selectinload(Item.names),
            selectinload(AppealItem.category),
        )
    ).all()
    came = _received(db, ids) if any(row.quantity is not None for row in rows) else {}
    answer: dict[int, list[Wanted]] = {appeal_id: [] for appeal_id in ids}
    for row in rows:
        answer[row.appeal_id].append(Wanted(row, came.get((row.appeal_id, row.position), 0)))
    return answer


def _received(db: Session, ids: Collection[int]) -> dict[tuple[int, int], int]:
    """Return how much of each counted item came, by the appeal's id and the item's position."""
    asking = (
        select(AppealItem.appeal_id, AppealItem.position, func.sum(DonationLine.quantity))
        .join(Appeal, Appeal.id == AppealItem.appeal_id)
        .join(AppealPlace, AppealPlace.appeal_id == Appeal.id)
    )
    rows = db.execute(
        wishes.given(asking, AppealItem.item_id)
        .where(
            Appeal.id.in_(ids),
            AppealItem.quantity.is_not(None),
            Donation.place_id == AppealPlace.place_id,
            Donation.received_on.between(Appeal.begins_on, Appeal.ends_on),
        )
        .group_by(AppealItem.appeal_id, AppealItem.position)
    )
    return {(appeal_id, position): int(quantity) for appeal_id, position, quantity in rows}


def asked_at(db: Session, places: Collection[Place]) -> dict[int, list[Wanted]]:
    """Return what is asked for by the id of its place: its wishes, then what appeals that run there add.

    Ask only for places that the person may see. A fixed number of statements.
    """
    asked = wishes.of_places(db, places)
    days = {place.id: today(place) for place in places}
    if not days:
        return asked
    rows = db.execute(
        visible.public_appeals()
        .join(AppealPlace, AppealPlace.appeal_id == Appeal.id)
        .add_columns(AppealPlace.place_id)
        .where(
            AppealPlace.place_id.in_(days),
            Appeal.is_shown,
            Appeal.begins_on <= max(days.values()),
            Appeal.ends_on >= min(days.values()),
        )
        .order_by(Appeal.ends_on, Appeal.id)
    ).all()
    running = [(at, appeal) for appeal, at in rows if appeal.begins_on <= days[at] <= appeal.ends_on]
    called = wanted(db, {appeal.id: appeal for _, appeal in running}.values()) if running else {}
    for place_id, appeal in running:
        known = {_goods(one) for one in asked[place_id]}
        asked[place_id] += [one for one in called[appeal.id] if _goods(one) not in known]
    return asked


def _goods(wanted: Wanted) -> tuple[str, str]:
    wish = wanted.wish
    if wish.item is not None:
        return "item", wish.item.kept.code
    return "group", wish.category.code if wish.category is not None else ""
