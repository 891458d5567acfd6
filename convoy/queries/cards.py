"""Weekend cards that are out, and who came in with each."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from convoy.domain import zones
from convoy.domain.one_time import hashed
from convoy.domain.permissions import Actor, Permission
from convoy.models import Card, Convoy, Grant, Place, SignIn, User
from convoy.queries import visible


@dataclass(frozen=True, slots=True)
class Out:
    """A card as the list shows it; `where` is the name of a place or the code of a convoy."""

    card: Card
    where: str
    zone: str
    guests: tuple[User, ...]


def out(db: Session, actor: Actor) -> list[Out]:
    """Return the cards that are out now or soon, those that end first on top."""
    actor.must(Permission.PERSON_INVITE)
    return _listed(db, visible.cards(actor).where(Card.ended_at.is_(None), Card.ends_at > datetime.now(UTC)))


def of_secrets(db: Session, actor: Actor, secrets: list[str]) -> list[Out]:
    """Return the visible cards with these (read) codes that have not ended, in that order."""
    actor.must(Permission.PERSON_INVITE)
    hashes = [hashed(secret) for secret in secrets]
    found = _listed(db, visible.cards(actor).where(Card.token_hash.in_(hashes), Card.ended_at.is_(None)))
    by_hash = {one.card.token_hash: one for one in found}
    return [by_hash[one] for one in hashes if one in by_hash]


def _listed(db: Session, which: Select[Card]) -> list[Out]:
    rows = db.scalars(
        which.options(selectinload(Card.grants).joinedload(Grant.user)).order_by(Card.ends_at, Card.id)
    ).all()
    places = {
        row.id: row
        for row in db.execute(
            select(Place.id, Place.name, Place.zone).where(Place.id.in_({card.place_id for card in rows}))
        )
    }
    convoys: dict[int | None, str] = {
        row.id: row.code
        for row in db.execute(
            select(Convoy.id, Convoy.code).where(Convoy.id.in_({card.convoy_id for card in rows}))
        )
    }
    return [
        Out(
            card,
            places[card.place_id].name if card.place_id in places else convoys.get(card.convoy_id, ""),
            places[card.place_id].zone if card.place_id in places else zones.KYIV,
            tuple(grant.user for grant in card.grants),
        )
        for card in rows
    ]


def has_ended(db: Session, token: str) -> bool:
    """Whether the sign-in with this token was of a guest whose card has ended meanwhile."""
    now = datetime.now(UTC)
    card = db.scalar(
        select(Card.id)
        .join(Card.grants)
        .join(SignIn, SignIn.user_id == Grant.user_id)
        .where(SignIn.token_hash == hashed(token), Card.ended_at.is_not(None) | (Card.ends_at <= now))
    )
    return card is not None


def convoy_of(db: Session, user_id: int) -> str:
    """Return the code of the convoy a guest's card is for, "" where it is for a place."""
    return (
        db.scalar(
            select(Convoy.code)
            .join(Card, Card.convoy_id == Convoy.id)
            .join(Card.grants)
            .where(Grant.user_id == user_id)
        )
        or ""
    )
