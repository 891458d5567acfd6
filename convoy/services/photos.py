"""Photos of gifts and of what arrived damaged: kept once, and erased when somebody should not be in them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from convoy.domain import references
from convoy.domain.errors import NotFound, RuleBroken
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.exchange import pictures
from convoy.models import Donation, GoodsReceipt, Photo
from convoy.queries import photos
from convoy.services import audit

MOST = 12
"""Photos of one gift or count: enough to see it from all sides, and no album."""

KEPT_OF_GIFT = timedelta(days=365)
KEPT_OF_COUNT = timedelta(days=30)
"""How long photos stay after they were added: what arrived shows where a convoy was, a gift does not."""

Thing = Donation | GoodsReceipt


@dataclass(frozen=True, slots=True)
class KeepPhoto:
    """A photo of a gift or of a count, by its code; `sha256` is that of the picture as it is kept."""

    key: UUID
    of: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ErasePhoto:
    """A photo whose bytes are to go for good."""

    key: UUID
    code: str


def kept(thing: Thing) -> timedelta:
    """Return how long a photo of this stays after it was added."""
    return KEPT_OF_GIFT if isinstance(thing, Donation) else KEPT_OF_COUNT


def convoy_of(thing: Thing) -> str:
    """Return the code of the convoy that a count belongs to; "" for a gift."""
    return "" if isinstance(thing, Donation) else thing.stop.run.convoy.code


def may_change(actor: Actor, thing: Thing) -> bool:
    """Return whether this person puts photos to the gift or count, and erases them."""
    if isinstance(thing, Donation):
        return actor.may(Permission.DONATION_RECORD, place_id=thing.place_id)
    return actor.may(Permission.CONVOY_DISPATCH, convoy_id=thing.stop.run.convoy_id)


def must_change(actor: Actor, thing: Thing) -> None:
    """Raise NotAllowed where `may_change` is false."""
    if isinstance(thing, Donation):
        actor.must(Permission.DONATION_RECORD, place_id=thing.place_id)
    else:
        actor.must(Permission.CONVOY_DISPATCH, convoy_id=thing.stop.run.convoy_id)


def keep(db: Session, actor: Actor, command: KeepPhoto, picture: pictures.Photo) -> Photo:
    """Put a photo to a gift or count and return it; the very same one again is the first one.

    Raises NotFound, NotAllowed, and RuleBroken where there are too many.
    """
    thing = _held(db, actor, photos.thing(db, actor, command.of))
    action = "donation:add_photo" if isinstance(thing, Donation) else "goods:add_photo"
    if code := audit.earlier(db, actor, command.key, action, command):
        return photos.find(db, actor, code)
    before = [kept.photo for kept in photos.of(db, actor, command.of)]
    if same := next((photo for photo in before if photo.sha256 == command.sha256), None):
        return same
    if len(before) >= MOST:
        raise RuleBroken(
            N_("%(most)s photos are kept with %(code)s already. Nothing was stored; erase one first."),
            most=MOST,
            code=command.of,
        )
    photo = _row(db, thing, command.sha256)
    photo.content, photo.size = picture.content, len(picture.content)
    photo.width, photo.height = picture.width, picture.height
    photo.kept_at, photo.kept_by_id = datetime.now(UTC), actor.user_id
    photo.erased_at = photo.erased_by_id = None
    db.add(photo)
    about = _about(thing)
    if isinstance(thing, Donation):
        audit.note(db, actor, "donation:add_photo", photo.code, key=command.key, request=command, about=about)
    else:
        audit.note(db, actor, "goods:add_photo", photo.code, key=command.key, request=command, about=about)
    return photo


def erase(db: Session, actor: Actor, command: ErasePhoto) -> str:
    """Take the bytes of a photo away for good, and return the code of its gift or count.

    Raises NotFound, also for one erased before, and NotAllowed.
    """
    photo = photos.find(db, actor, command.code)
    thing = _held(db, actor, photo.donation or photo.receipt)
    _erase(db, actor, photo, thing, datetime.now(UTC), command)
    return thing.code


def erase_old(db: Session, actor: Actor, now: datetime) -> int:
    """Erase the photos whose time is over, each with its entry, and return how many they were."""
    over = or_(
        and_(Photo.donation_id.is_not(None), Photo.kept_at <= now - KEPT_OF_GIFT),
        and_(Photo.receipt_id.is_not(None), Photo.kept_at <= now - KEPT_OF_COUNT),
    )
    old = db.scalars(select(Photo).where(Photo.erased_at.is_(None), over).order_by(Photo.id)).all()
    for photo in old:
        thing = photo.donation or photo.receipt
        assert thing is not None
        _erase(db, actor, photo, thing, now)
    return len(old)


def _erase(
    db: Session, actor: Actor, photo: Photo, thing: Thing, now: datetime, command: ErasePhoto | None = None
) -> None:
    photo.content, photo.erased_at, photo.erased_by_id = None, now, actor.user_id
    key, about = command.key if command else None, _about(thing)
    if isinstance(thing, Donation):
        audit.note(db, actor, "donation:erase_photo", photo.code, key=key, request=command, about=about)
    else:
        audit.note(db, actor, "goods:erase_photo", photo.code, key=key, request=command, about=about)


def _held(db: Session, actor: Actor, thing: Thing | None) -> Thing:
    """Return the gift or count, held so that two photos at once are counted one after the other."""
    if thing is None:
        raise NotFound(N_("There is no such photo here."))
    must_change(actor, thing)
    table = type(thing)
    db.execute(select(table.id).where(table.id == thing.id).with_for_update())
    return thing


def _about(thing: Thing) -> list[str]:
    return [code for code in (thing.code, convoy_of(thing)) if code]


def _row(db: Session, thing: Thing, sha256: str) -> Photo:
    """Return a new row, or that of the very same photo where it was erased before."""
    column = photos.column_of(thing)
    erased = db.scalar(select(Photo).where(column == thing.id, Photo.sha256 == sha256))
    if erased is not None:
        return erased
    photo = Photo(code=references.new("PH"), sha256=sha256)
    photo.donation_id = thing.id if isinstance(thing, Donation) else None
    photo.receipt_id = thing.id if isinstance(thing, GoodsReceipt) else None
    return photo
