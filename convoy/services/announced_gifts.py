"""Gifts announced by strangers on the public page of a place, and recorded at its desk, once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from convoy.domain import references, unwanted
from convoy.domain.days import today
from convoy.domain.disclosures import Disclosure, told
from convoy.domain.errors import Conflict, Invalid, NotFound, RuleBroken
from convoy.domain.kinds import OrganisationKind, PlaceStatus
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import AnnouncedGift, AnnouncedLine, Donation
from convoy.queries import announced_gifts as query
from convoy.queries import catalogue, public_pages
from convoy.services import audit

KEPT = timedelta(days=14)
"""How long an announcement holds; then it is deleted with everything that was typed."""

MOST_OPEN = 300
"""Announcements that wait at one place: more than a hall can take in, fewer than would fill a disk."""

STRANGER = Actor(None, "")


@dataclass(frozen=True, slots=True)
class AnnounceGift:
    """What somebody wants to bring to a place: (what, roughly how much) in their own words, perhaps when."""

    key: UUID
    place: str
    lines: tuple[tuple[str, str], ...]
    expected_on: date | None = None
    name: str = ""
    kind: OrganisationKind | None = None


class NotTaken(RuleBroken):
    """Some of what is announced is not taken; `reasons` has each with its field, all of them at once."""

    def __init__(self, reasons: Sequence[Invalid]) -> None:
        super().__init__(N_("Some of it is not taken here. Nothing was stored."))
        self.reasons = tuple(reasons)


def look_through(db: Session, command: AnnounceGift) -> None:
    """Raise NotTaken with all that the place or the catalogue rejects, and telephone numbers; or NotFound.

    A look before anything is stored: reading the catalogue takes too long for a unit of work. Words that
    nobody knows are welcome.
    """
    place = public_pages.announcing(db, command.place)
    items = catalogue.load_catalogue(db)
    reasons = list(_numbers(command))
    for number, (what, _) in enumerate(command.lines):
        found = unwanted.judged(items, what, place.do_not_bring)
        if found is None:
            continue
        message = (
            N_("This place asks not to bring “%(part)s”. Leave “%(what)s” out; nothing was stored.")
            if found.part
            else N_("“%(what)s” is not taken. Leave it out; nothing was stored.")
        )
        reasons.append(Invalid(message, field=f"lines-{number}-what", what=what, part=found.part))
    if reasons:
        raise NotTaken(reasons)


def _numbers(command: AnnounceGift) -> Iterator[Invalid]:
    """A telephone number is nothing that anyone needs for a gift: it is not kept."""
    typed = {"name": command.name}
    for number, (what, amount) in enumerate(command.lines):
        typed |= {f"lines-{number}-what": what, f"lines-{number}-amount": amount}
    for field, text in typed.items():
        if any(one.what is Disclosure.TELEPHONE for one in told(text)):
            yield Invalid(
                N_("No telephone numbers here: we do not keep them. Take it out; nothing was stored."),
                field=field,
            )


def announce(db: Session, command: AnnounceGift, now: datetime | None = None) -> str:
    """Keep what a stranger announces and return its code; sent again with the same key, the first one's.

    Raises NotFound where the place takes no announcements, Invalid naming a field, NotTaken naming several,
    RuleBroken while its light says that nothing is taken in, or when too many wait there.
    """
    now = now or datetime.now(UTC)
    place = public_pages.announcing(db, command.place)
    earlier = audit.earlier(db, STRANGER, command.key, "gift:announce", command)
    if earlier is not None:
        return earlier
    if place.status is not PlaceStatus.OPEN:
        raise RuleBroken(N_("No gifts are taken in here just now. Nothing was stored."))
    last = today(place.zone) + KEPT
    if not command.lines:
        raise Invalid(N_("Say what you want to bring."), field="lines-0-what")
    if command.expected_on is not None and not today(place.zone) <= command.expected_on <= last:
        raise Invalid(
            N_("Say a day from today on; an announcement is kept for %(days)s days."),
            field="expected_on",
            days=KEPT.days,
        )
    if numbers := list(_numbers(command)):
        raise NotTaken(numbers)
    if command.name and command.kind is None:
        raise Invalid(N_("Say what kind of donor that is: it is asked at the desk."), field="donor_kind")
    delete_expired(db, now)
    here = AnnouncedGift.place_id == place.id
    waiting = select(func.count(AnnouncedGift.id)).where(here, AnnouncedGift.donation_id.is_(None))
    if (db.scalar(waiting) or 0) >= MOST_OPEN:
        raise RuleBroken(
            N_("Very much is announced here already. Bring your gift without a code; nothing was stored.")
        )
    gift = AnnouncedGift(
        code=references.new("AG"),
        place_id=place.id,
        name=command.name,
        donor_kind=command.kind if command.name else None,
        expected_on=command.expected_on,
        made_at=now,
        expires_at=now + KEPT,
        lines=[
            AnnouncedLine(position=position, what=what, amount=amount)
            for position, (what, amount) in enumerate(command.lines, 1)
        ],
    )
    db.add(gift)
    audit.note(db, STRANGER, "gift:announce", gift.code, key=command.key, request=command, place=place.code)
    return gift.code


def take_in(db: Session, actor: Actor, typed: str, donation: Donation) -> None:
    """Say that a gift is what was announced under this code; part of the action that records it.

    What the donor typed is deleted: the gift says it now. Of two who record it at the same moment the second
    one waits for the first, and gets Conflict naming the gift. Raises Invalid for a code that is none here.
    """
    try:
        code = references.read(typed, "AG")
        known = query.found(db, actor, code)
    except (Invalid, NotFound) as error:
        raise Invalid(error.message, field="announced", **error.facts) from error
    if known.place_id != donation.place_id:
        raise Invalid(
            N_("%(code)s is announced for %(place)s. Choose that place, or clear the code."),
            field="announced",
            code=code,
            place=known.place.name,
        )
    taken = (
        update(AnnouncedGift)
        .where(AnnouncedGift.id == known.id, AnnouncedGift.donation_id.is_(None))
        .values(donation_id=donation.id, name="", expected_on=None, donor_kind=None)
        .returning(AnnouncedGift.id)
        .execution_options(synchronize_session=False)
    )
    if db.scalar(taken) is None:
        before = db.scalar(
            select(Donation.code)
            .join(AnnouncedGift, AnnouncedGift.donation_id == Donation.id)
            .where(AnnouncedGift.id == known.id)
        )
        raise Conflict(
            N_("%(code)s was recorded before, as %(subject)s. Nothing was stored now."),
            code=code,
            subject=before,
        )
    _forget_lines(db, [known.id])


def delete_expired(db: Session, now: datetime) -> int:
    """Delete announcements that are too old, with all that was typed; return how many they were."""
    gone = list(db.scalars(select(AnnouncedGift.id).where(AnnouncedGift.expires_at <= now)))
    if gone:
        _forget_lines(db, gone)
        db.execute(
            delete(AnnouncedGift)
            .where(AnnouncedGift.id.in_(gone))
            .execution_options(synchronize_session=False)
        )
    return len(gone)


def _forget_lines(db: Session, ids: list[int]) -> None:
    db.execute(
        delete(AnnouncedLine)
        .where(AnnouncedLine.announced_gift_id.in_(ids))
        .execution_options(synchronize_session=False)
    )
