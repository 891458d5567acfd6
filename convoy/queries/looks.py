"""Looks at convoys: whether one is open now, and who looked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from convoy.domain import references
from convoy.domain.factors import LOOK_LASTS, Proof
from convoy.domain.kinds import RECEIVING
from convoy.domain.permissions import Actor, Permission
from convoy.models import (
    Box,
    Convoy,
    ConvoyRecipient,
    Donation,
    DonationLine,
    GoodsReceipt,
    Letter,
    Load,
    Look,
    Organisation,
    Paper,
    Photo,
    Place,
    Run,
    SecondFactor,
    SignedCopy,
    Stop,
    User,
)
from convoy.queries import convoys, visible

MOST_LISTED = 200
REFUSAL_SHOWN = timedelta(days=7)
NO_PASSWORD = "!"  # noqa: S105  # fits no password: whoever has it never typed one


@dataclass(frozen=True, slots=True)
class Looked:
    """One look: who, at which convoy (its code), when, and whether it was refused."""

    user: User
    convoy: str
    at: datetime
    is_refused: bool


def meant(db: Session, actor: Actor, code: str) -> Convoy | None:
    """Return the convoy with this code if the person may see it or print its papers, else None."""
    seen = db.scalar(visible.convoys(actor).where(Convoy.code == code))
    return seen or db.scalar(visible.printable_convoys(actor).where(Convoy.code == code))


def of_paper(db: Session, actor: Actor, number: str) -> Convoy | None:
    """Return the convoy a visible paper belongs to, None for none or a receipt."""
    paper = visible.papers(actor).where(Paper.number == number).with_only_columns(Paper.convoy_id)
    convoy_id = db.scalars(paper.limit(1)).first()
    return db.scalar(visible.printable_convoys(actor).where(Convoy.id == convoy_id)) if convoy_id else None


def of_signed_copy(db: Session, actor: Actor, code: str) -> Convoy | None:
    """Return the convoy whose paper a visible signed copy belongs to, None for none."""
    kept = visible.signed_copies(actor).where(SignedCopy.code == code).with_only_columns(Paper.number)
    number = db.scalars(kept.limit(1)).first()
    return of_paper(db, actor, number) if number else None


def of_count(db: Session, actor: Actor, code: str) -> Convoy | None:
    """Return the convoy of a visible count, or of the count that a visible photo is of; None for none."""
    photo = visible.photos(actor).where(Photo.code == code).with_only_columns(Photo.receipt_id)
    counts = visible.goods_receipts(actor).where((GoodsReceipt.code == code) | GoodsReceipt.id.in_(photo))
    stops = select(Stop.run_id).where(Stop.id.in_(counts.with_only_columns(GoodsReceipt.stop_id)))
    runs = select(Run.convoy_id).where(Run.id.in_(stops))
    return db.scalar(visible.convoys(actor).where(Convoy.id.in_(runs)))


def of_letter(db: Session, actor: Actor, code: str) -> Convoy | None:
    """Return the convoy a visible letter is about, or one that goes to its recipient; None for none."""
    letter = db.scalar(visible.letters(actor).where(Letter.code == code))
    if letter is None or letter.convoy_id is None:
        return _going_to(db, actor, select(Place.id).where(Place.id == letter.place_id)) if letter else None
    return db.scalar(visible.convoys(actor).where(Convoy.id == letter.convoy_id))


def of_box(db: Session, actor: Actor, code: str) -> Convoy | None:
    """Return the latest convoy of a visible box that is not open yet, None where all of them are."""
    known = visible.boxes(actor).where(Box.code == code).with_only_columns(Box.id)
    loads = select(Load.id).join(Run, Run.id == Load.run_id).where(Load.box_id.in_(known))
    closed = ~Convoy.id.in_(visible.opened_convoys(actor).with_only_columns(Convoy.id))
    latest = loads.where(Run.convoy_id == Convoy.id).with_only_columns(func.max(Load.id)).scalar_subquery()
    return db.scalars(
        visible.convoys(actor).where(closed, latest.is_not(None)).order_by(latest.desc()).limit(1)
    ).first()


def of_gift(db: Session, actor: Actor, code: str) -> Convoy | None:
    """Return a convoy, not open yet, that goes to whom a line of a visible gift is bound, None for none."""
    gifts = visible.donations(actor).where(Donation.code == code).with_only_columns(Donation.id)
    bound = select(DonationLine.earmark_place_id).where(DonationLine.donation_id.in_(gifts))
    places = visible.places(actor).where(
        Place.id.in_(bound.where(DonationLine.earmark_place_id.is_not(None)))
    )
    opened = visible.opened_places(actor).with_only_columns(Place.id)
    return _going_to(db, actor, places.where(Place.id.not_in(opened)).with_only_columns(Place.id))


def of_place(db: Session, actor: Actor, code: str) -> Convoy | None:
    """Return a convoy that goes to a visible place, None for none or where goods are kept."""
    known = visible.places(actor).where(Place.code == references.in_capitals(code))
    return _going_to(db, actor, known.with_only_columns(Place.id))


def of_organisation(db: Session, actor: Actor, code: str) -> Convoy | None:
    """Return a convoy that goes to a place of a visible organisation, None for none."""
    known = visible.organisations(actor).where(Organisation.code == code).with_only_columns(Organisation.id)
    return _going_to(db, actor, select(Place.id).where(Place.organisation_id.in_(known)))


def _going_to(db: Session, actor: Actor, places: Select[int]) -> Convoy | None:
    """Return one of the convoys that end at these places: one that is open, else the newest."""
    ends = select(Place.id).where(Place.kind.in_(RECEIVING), Place.id.in_(places))
    named = select(ConvoyRecipient.convoy_id).where(ConvoyRecipient.place_id.in_(ends))
    stops = select(Run.convoy_id).join(Stop, Stop.run_id == Run.id).where(Stop.place_id.in_(ends))
    is_open = Convoy.id.in_(visible.opened_convoys(actor).with_only_columns(Convoy.id))
    return db.scalars(
        visible.convoys(actor)
        .where(Convoy.id.in_(named) | Convoy.id.in_(stops))
        .order_by(is_open.desc(), Convoy.id.desc())
        .limit(1)
    ).first()


def opened(db: Session, sign_in_id: int) -> frozenset[int]:
    """Return the ids of the convoys that were opened in this sign-in a little while ago."""
    since = datetime.now(UTC) - LOOK_LASTS
    found = select(Look.convoy_id).where(
        Look.sign_in_id == sign_in_id, Look.at > since, Look.is_refused.is_(False)
    )
    return frozenset(db.scalars(found))


def proof(db: Session, actor: Actor) -> Proof:
    """Return what this person is asked for: the second factor, else the password, else nothing but a press.

    Who came in without a password has nothing to show again; the look is written down all the same.
    """
    if db.scalar(select(SecondFactor.user_id).where(SecondFactor.user_id == actor.user_id)) is not None:
        return Proof.CODE
    kept = db.scalar(select(User.password_hash).where(User.id == actor.user_id))
    return Proof.NONE if kept == NO_PASSWORD else Proof.PASSWORD


def of_convoy(db: Session, actor: Actor, code: str) -> tuple[Convoy, list[Looked]]:
    """Return a convoy and who looked at it, the latest first; raises NotFound."""
    convoy = convoys.find(db, actor, code)
    rows = db.scalars(
        visible.looks(actor)
        .where(Look.convoy_id == convoy.id)
        .options(joinedload(Look.user))
        .order_by(Look.id.desc())
        .limit(MOST_LISTED)
    ).all()
    return convoy, [Looked(row.user, code, row.at, row.is_refused) for row in rows]


def were_refused(db: Session, actor: Actor) -> bool:
    """Whether an admin should know that somebody was refused more convoys within the last days."""
    if not actor.may(Permission.PERSON_ADMIN):
        return False
    lately = visible.looks(actor).where(
        Look.is_refused.is_(True), Look.at > datetime.now(UTC) - REFUSAL_SHOWN
    )
    return db.scalar(lately.limit(1)) is not None


def for_admins(db: Session, actor: Actor) -> list[Looked]:
    """Return who looked at which convoy, those that were refused first, then the latest."""
    rows: Sequence[Look] = db.scalars(
        visible.looks(actor)
        .options(joinedload(Look.user))
        .order_by(Look.is_refused.desc(), Look.id.desc())
        .limit(MOST_LISTED)
    ).all()
    named = select(Convoy.id, Convoy.code).where(Convoy.id.in_({row.convoy_id for row in rows}))
    codes = {row.id: row.code for row in db.execute(named)}
    return [Looked(row.user, codes[row.convoy_id], row.at, row.is_refused) for row in rows]
