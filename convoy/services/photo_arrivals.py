"""Photos that phones send after their gifts: sealed, part by part, and going on from where they stand."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.orm import Session

from convoy.db import Database
from convoy.domain.captures import CaptureState
from convoy.domain.errors import Busy, Conflict, Invalid, NotFound, Refusal
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.exchange import captures as shapes
from convoy.exchange import pictures
from convoy.exchange.captures import LARGEST_PART, PhotoPart, SealedPhoto
from convoy.models import Capture, Donation, PhotoArrival
from convoy.services import phones, photos

MOST_UNFINISHED = 200
"""Photos of one sender that are not whole yet: more is no queue of a hall, and the oldest is sent anew."""

KEPT_UNFINISHED = timedelta(days=30)
"""How long a photo that did not arrive whole waits for the rest; then it is sent anew."""

_SET_BACK = 3
"""How often a photo is begun anew, where what came of it before turns out to be another."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a photo came: so many bytes of its envelope, and the photo's code once it is kept.

    201 kept now, 200 kept before or on its way, 416 the part begins where nothing is yet.
    """

    received: int
    code: str = ""
    status: HTTPStatus = HTTPStatus.OK


def take(database: Database, sender: Actor, part: PhotoPart) -> Standing:
    """Add a part of a photo, keep the photo with its gift once it is whole, and return how far it came.

    Raises NotFound for a gift that was not received here or whose photos its author may not add, Invalid for
    what is no photo sealed for this installation, RuleBroken for one too many, Conflict for another photo
    under the same key; what cannot be kept is forgotten, and may be sent again. Raises Busy when others were
    first again and again; what came stays, and the next question keeps it.
    """
    sender.must(Permission.DONATION_RECORD)
    standing = database.do(add, sender, part)
    if standing.code or standing.received < part.size or standing.status is not HTTPStatus.OK:
        return standing
    try:
        with database.look() as db:
            author, picture = _opened(db, sender, part)
        return database.do(_keep, author, part, picture)
    except Busy:
        raise
    except Refusal:
        database.do(_forget, part)
        raise


def take_whole(database: Database, sender: Actor, photo: SealedPhoto) -> Standing:
    """Keep a photo of a phone's file, going on from what came of it before, and return how far it came.

    Raises what `take` raises.
    """
    envelope = phones.bytes_of(photo.sealed)
    sha256 = hashlib.sha256(envelope).hexdigest()
    about: dict[str, object] = {"key": photo.id, "of": photo.of, "sha256": sha256, "size": len(envelope)}
    standing = take(database, sender, shapes.part(about))
    for _ in range(len(envelope) // LARGEST_PART + _SET_BACK):
        if standing.code:
            break
        start = standing.received
        sent = about | {"start": start, "content": envelope[start : start + LARGEST_PART]}
        standing = take(database, sender, shapes.part(sent))
    return standing


def add(db: Session, sender: Actor, part: PhotoPart) -> Standing:
    """Add a part to what came before, each once, and return how far the photo is."""
    arrival = _arrival(db, part)
    if arrival is None:
        _gift(db, part.of)
        if part.start is None:
            return Standing(0)
        arrival = _begun(db, sender, part)
    elif (arrival.record, arrival.sha256, arrival.size) != (str(part.of), part.sha256, part.size):
        raise Conflict(N_("Another photo came under this key before. Nothing was changed."))
    if arrival.photo is not None:
        return Standing(arrival.size, arrival.photo.code)
    came = arrival.content or b""
    if part.start is None:
        return Standing(len(came))
    if part.start > len(came):
        return Standing(len(came), status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
    if part.start + len(part.content) > part.size:
        raise Invalid(N_("More was sent than the photo has. Nothing was stored."), field="size")
    whole = came[: part.start] + part.content + came[part.start + len(part.content) :]
    is_other = not whole.startswith(came)
    if is_other or (len(whole) == part.size and hashlib.sha256(whole).hexdigest() != part.sha256):
        # Changed on its way, now or before: nobody knows which part, so all of it comes again.
        arrival.content = b""
        return Standing(0, status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
    arrival.content = whole
    return Standing(len(whole))


def delete_old(db: Session, now: datetime) -> int:
    """Delete what never arrived whole, and return how many photos that were."""
    old = delete(PhotoArrival).where(
        PhotoArrival.photo_id.is_(None), PhotoArrival.began_at < now - KEPT_UNFINISHED
    )
    return cast("CursorResult[Any]", db.execute(old)).rowcount


def _arrival(db: Session, part: PhotoPart) -> PhotoArrival | None:
    return db.scalar(select(PhotoArrival).where(PhotoArrival.key == str(part.key)).with_for_update())


def _begun(db: Session, sender: Actor, part: PhotoPart) -> PhotoArrival:
    """Return a new arrival; the oldest one of its sender gives way where there are too many."""
    mine = (PhotoArrival.sent_by_id == sender.user_id, PhotoArrival.photo_id.is_(None))
    others = select(PhotoArrival.id).where(*mine).order_by(PhotoArrival.id.desc()).offset(MOST_UNFINISHED - 1)
    surplus = delete(PhotoArrival).where(*mine, PhotoArrival.id.in_(others))
    db.execute(surplus.execution_options(synchronize_session=False))
    arrival = PhotoArrival(
        key=str(part.key),
        record=str(part.of),
        sha256=part.sha256,
        size=part.size,
        content=b"",
        began_at=datetime.now(UTC),
        sent_by_id=sender.user_id,
    )
    db.add(arrival)
    return arrival


def _gift(db: Session, record: UUID) -> Donation:
    """Return the gift that was recorded under a key, as it was corrected last; raises NotFound."""
    recorded = (Capture.key == str(record), Capture.state == CaptureState.RECORDED)
    gift = db.scalar(select(Donation).join(Capture, Capture.donation_id == Donation.id).where(*recorded))
    if gift is None:
        raise NotFound(N_("The gift of this photo was not received here. Nothing was stored."))
    while (corrected := db.scalar(select(Donation).where(Donation.corrects_id == gift.id))) is not None:
        gift = corrected
    return gift


def _opened(db: Session, sender: Actor, part: PhotoPart) -> tuple[Actor, pictures.Photo]:
    """Return who took a photo, with the roles held then, and the photo drawn anew.

    Where its pass names a sign-in that is not known any more, whoever sends it answers for it.
    """
    arrival = db.scalars(select(PhotoArrival).where(PhotoArrival.key == str(part.key))).one()
    envelopes = phones.Envelopes(db)
    head, picture = shapes.photo(envelopes.opened(part.key, arrival.content or b""))
    if head.of != part.of:
        raise NotFound(N_("The gift of this photo was not received here. Nothing was stored."))
    try:
        author = envelopes.author(head.by, head.made_at, datetime.now(UTC)).actor
    except phones.UnknownPass:
        author = sender
    return author, pictures.photo(picture, head.name)


def _keep(db: Session, author: Actor, part: PhotoPart, picture: pictures.Photo) -> Standing:
    """Keep a photo with its gift, as its author's."""
    arrival = _arrival(db, part)
    if arrival is None:
        return Standing(0, status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
    if arrival.photo is not None:
        return Standing(arrival.size, arrival.photo.code)
    command = photos.KeepPhoto(part.key, _gift(db, part.of).code, picture.sha256)
    arrival.photo = photos.keep(db, author, command, picture)
    arrival.content = None
    return Standing(arrival.size, arrival.photo.code, HTTPStatus.CREATED)


def _forget(db: Session, part: PhotoPart) -> None:
    arrival = _arrival(db, part)
    if arrival is not None and arrival.photo_id is None:
        db.delete(arrival)
