"""Earmarks: a coordinator says which recipient a donor's words mean; loading asks before it differs."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session, selectinload

from convoy.domain.errors import NotFound, Refusal
from convoy.domain.kinds import RECEIVING, StopKind
from convoy.domain.loading import Earmarked
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor, Permission
from convoy.models import Box, Donation, Place, Stop
from convoy.queries import earmarks, visible
from convoy.services import audit


@dataclass(frozen=True, slots=True)
class BindEarmark:
    """Whom a line is for: the words, and the code of a recipient's place; empty for not bound, or nobody."""

    key: UUID
    donation: str
    position: int
    words: str
    place: str = ""


def bind(db: Session, actor: Actor, command: BindEarmark) -> Donation:
    """Give a line its earmark, or take it off, and return the gift; raises NotFound, NotAllowed."""
    donation = db.scalar(
        visible.donations(actor)
        .where(Donation.code == command.donation)
        .options(selectinload(Donation.lines))
        .with_for_update(of=Donation)
    )
    lines = donation.lines if donation else []
    line = next((one for one in lines if one.position == command.position), None)
    if donation is None or line is None:
        raise NotFound(
            N_("There is no line %(position)s of gift %(code)s here. Nothing was changed."),
            position=command.position,
            code=command.donation,
        )
    actor.must(Permission.EARMARK_BIND, place_id=donation.place_id)
    if audit.earlier(db, actor, command.key, "earmark:bind", command):
        return donation
    place = _recipient(db, actor, command.place) if command.place and command.words else None
    # The place stays out of the log, which people read who may not know destinations.
    audit.note(
        db,
        actor,
        "earmark:bind",
        donation.code,
        key=command.key,
        request=command,
        line=command.position,
        is_bound=place is not None,
    )
    line.earmark_place_id = place.id if place else None
    line.earmark = command.words
    return donation


def _recipient(db: Session, actor: Actor, code: str) -> Place:
    place = db.scalar(visible.places(actor).where(Place.code == code, Place.kind.in_(RECEIVING)))
    if place is None:
        raise NotFound(N_("There is no place %(code)s here."), code=code)
    return place


def against(db: Session, actor: Actor, boxes: Sequence[Box], to_stop: Stop) -> dict[str, Refusal]:
    """Return by box code why it needs a yes before it goes to this recipient: it was given for another.

    A warehouse on the way is nobody's end. One statement.
    """
    if to_stop.kind is not StopKind.DELIVERY:
        return {}
    marks = earmarks.of_boxes(db, actor, [box.id for box in boxes])
    found: dict[str, Refusal] = {}
    for box in boxes:
        for mark in marks.get(box.id, ()):
            if mark.place_id is None:
                said = N_("Box %(code)s is earmarked “%(words)s”, and no recipient is bound to that yet")
                found[box.code] = Earmarked(said, code=box.code, words=mark.words)
            elif mark.place_id != to_stop.place_id:
                said = N_("Box %(code)s is earmarked “%(words)s” for %(place)s, another than this recipient")
                if not mark.place:
                    said = N_("Box %(code)s is earmarked “%(words)s” for another recipient than this")
                found[box.code] = Earmarked(said, code=box.code, words=mark.words, place=mark.place)
    return found
