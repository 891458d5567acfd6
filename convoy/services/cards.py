"""Weekend cards: made and printed by who lets people in, used at the door, ended in one press."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain import card_codes, one_time, references
from convoy.domain.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from convoy.domain.messages import N_
from convoy.domain.permissions import CARD_ROLES, Actor, Granted, Permission
from convoy.domain.text import fold
from convoy.models import AuditEntry, Card, DevicePerson, Grant, SignIn, User
from convoy.queries import visible
from convoy.services import audit, grants, sign_ins, users

LONGEST = timedelta(hours=72)
MOST_PEOPLE = 12
MOST_AT_ONCE = 6
"""Cards made by one form: a sheet of paper."""


class CardRefused(RuleBroken):
    """There is such a card, and it lets nobody in (any more)."""


@dataclass(frozen=True, slots=True)
class MakeCards:
    """Make so many cards, each for one task, for some hours and for so many people."""

    key: UUID
    granted: Granted
    starts_at: datetime
    ends_at: datetime
    most_people: int = 1
    how_many: int = 1


@dataclass(frozen=True, slots=True)
class ComeIn:
    """Somebody at the door types the code of a card and a name. `token_hash` is one_time.hashed of the code.

    `device_id` is the browser's, where it is known: a guest comes back only on the device of the first time.
    """

    key: UUID
    token_hash: str
    name: str
    language: str = "en"
    device_id: int | None = None


@dataclass(frozen=True, slots=True)
class EndCard:
    """End one card, and all that came in with it."""

    key: UUID
    card_code: str


@dataclass(frozen=True, slots=True)
class EndAllCards:
    """End every card the person may see, and all that came in with them."""

    key: UUID


def make(db: Session, actor: Actor, command: MakeCards) -> list[str]:
    """Return the codes of new cards as they are printed; they are shown once, only hashes are kept.

    Raises NotAllowed beyond what the actor may hand out or for a role no card gives, Invalid for hours or
    people out of bounds, Conflict when the form comes a second time.
    """
    actor.must(Permission.PERSON_INVITE)
    granted = command.granted
    grants.must_hand_out(actor, granted)
    if granted.role not in CARD_ROLES:
        raise NotAllowed(N_("A weekend card is for desk volunteers and for printing. Nothing was made."))
    _check(command)
    if audit.earlier(db, actor, command.key, "card:make", command) is not None:
        raise Conflict(
            N_(
                "This form was sent before, and its codes were shown then; they are not kept anywhere. "
                "If the sheet was lost, end those cards and make others."
            )
        )
    codes = [card_codes.new() for _ in range(command.how_many)]
    cards = [_card(actor, command, code) for code in codes]
    db.add_all(cards)
    db.flush()
    audit.note(
        db,
        actor,
        "card:make",
        cards[0].code,
        key=command.key,
        request=command,
        about=[card.code for card in cards],
        role=granted.role,
        place=granted.place_id,
        convoy=granted.convoy_id,
    )
    return codes


def _card(actor: Actor, command: MakeCards, code: str) -> Card:
    return Card(
        code=references.new("WC"),
        token_hash=one_time.hashed(card_codes.read(code)),
        role=command.granted.role,
        place_id=command.granted.place_id,
        convoy_id=command.granted.convoy_id,
        most_people=command.most_people,
        starts_at=command.starts_at,
        ends_at=command.ends_at,
        created_at=datetime.now(UTC),
        created_by_id=actor.user_id,
    )


def _check(command: MakeCards) -> None:
    if command.granted.place_id is None and command.granted.convoy_id is None:
        raise Invalid(N_("A card is for one place or one convoy."), field="task")
    if command.ends_at <= max(command.starts_at, datetime.now(UTC)):
        raise Invalid(N_("This is over already. A card ends later than it begins."), field="ends_at")
    if command.ends_at - command.starts_at > LONGEST:
        raise Invalid(
            N_("A card is good for at most %(hours)s hours. For longer, invite the person."),
            field="ends_at",
            hours=int(LONGEST.total_seconds() // 3600),
        )
    if not 1 <= command.most_people <= MOST_PEOPLE or not 1 <= command.how_many <= MOST_AT_ONCE:
        raise Invalid(
            N_("A card lets in 1 to %(people)s people, and 1 to %(cards)s cards are made at once."),
            field="most_people",
            people=MOST_PEOPLE,
            cards=MOST_AT_ONCE,
        )


def come_in(db: Session, command: ComeIn) -> User:
    """Return the guest who comes in: new, or the one of that name who was here before on the same device.

    Cards are taken one person at a time, so that two phones at the same moment are never one too many.
    Raises Invalid (field `code`) for a code that is not known, CardRefused for a card that is not yet good,
    not good any more or used up, Invalid (field `name`) for a name somebody else of the card has.
    """
    name = users.checked_name(command.name)
    # The row is the queue: whoever holds its lock sees everybody who came in before.
    card = db.scalar(select(Card).where(Card.token_hash == command.token_hash).with_for_update())
    if card is None:
        raise Invalid(N_("There is no such card. Look at each letter and digit of the code."), field="code")
    _must_be_good(db, card)
    sent_before = _came_by(db, command.key)
    guests = _guests(db, card)
    back = next((user for user in guests if sent_before == user.id or fold(user.name) == fold(name)), None)
    if back is not None:
        if sent_before != back.id and not _was_here(db, back, command.device_id):
            raise Invalid(
                N_("%(name)s came in with this card on another device. Add another letter of your name."),
                field="name",
                name=name,
            )
        return back
    if card.came_in >= card.most_people:
        raise CardRefused(
            N_(
                "This card has let in %(people)s already, as many as it may. "
                "Ask whoever gave it to you for another. Nothing was lost."
            ),
            people=card.came_in,
        )
    return _new_guest(db, card, command, name)


def _must_be_good(db: Session, card: Card) -> None:
    now = datetime.now(UTC)
    if card.ended_at is not None or now >= card.ends_at or not _is_backed(db, card):
        raise CardRefused(
            N_("This weekend card has ended. Ask whoever gave it to you for another. Nothing was lost.")
        )
    if now < card.starts_at:
        raise CardRefused(N_("This weekend card is not good yet: its hours are printed on it."))


def _is_backed(db: Session, card: Card) -> bool:
    """Whether whoever made the card could still do so: nobody leaves a door open behind oneself."""
    if card.created_by_id is None:
        return True
    giver = grants.actor_of(db.get_one(User, card.created_by_id))
    return grants.may_hand_out(giver, Granted(card.role, card.place_id, card.convoy_id))


def _guests(db: Session, card: Card) -> Sequence[User]:
    return db.scalars(select(User).join(User.grants).where(Grant.card_id == card.id)).all()


def _came_by(db: Session, key: UUID) -> int | None:
    """Return the id of the guest who came in by this very form: a double press lets nobody in twice."""
    sent = select(AuditEntry.user_id).where(AuditEntry.key == str(key), AuditEntry.action == "card:come_in")
    return db.scalar(sent)


def _was_here(db: Session, user: User, device_id: int | None) -> bool:
    return device_id is not None and db.get(DevicePerson, (device_id, user.id)) is not None


def _new_guest(db: Session, card: Card, command: ComeIn, name: str) -> User:
    card.came_in += 1
    giver = Actor(card.created_by_id, "")
    # The hash fits no password: a guest has none, and comes in with the card alone.
    new = users.NewUser(f"{card.code} {card.came_in}", name, "!", command.language)
    user = users.create(db, giver, new)
    grants.give(db, user, Granted(card.role, card.place_id, card.convoy_id), giver, card=card)
    audit.note(
        db,
        Actor(user.id, user.name),
        "card:come_in",
        user.code,
        key=command.key,
        request=command,
        about=[card.code],
    )
    return user


def end(db: Session, actor: Actor, command: EndCard) -> int:
    """End a card: whoever came in with it is out with the next request. Return how many were signed in.

    Raises NotFound for a card the actor may not see. One that has ended is no error.
    """
    actor.must(Permission.PERSON_INVITE)
    card = db.scalar(visible.cards(actor).where(Card.code == command.card_code))
    if card is None:
        raise NotFound(N_("There is no card %(code)s here."), code=command.card_code)
    if audit.earlier(db, actor, command.key, "card:end", command) is not None or card.ended_at is not None:
        return 0
    ended = _end(db, [card])
    audit.note(db, actor, "card:end", card.code, key=command.key, request=command, sign_ins=ended)
    return ended


def end_all(db: Session, actor: Actor, command: EndAllCards) -> int:
    """End every card that is out and that the actor may see; return how many people were signed in."""
    actor.must(Permission.PERSON_INVITE)
    if audit.earlier(db, actor, command.key, "card:end", command) is not None:
        return 0
    out = visible.cards(actor).where(Card.ended_at.is_(None), Card.ends_at > datetime.now(UTC))
    cards = db.scalars(out.order_by(Card.id).with_for_update()).all()
    ended = _end(db, cards)
    audit.note(
        db,
        actor,
        "card:end",
        "",
        key=command.key,
        request=command,
        about=[card.code for card in cards],
        sign_ins=ended,
    )
    return ended


def _end(db: Session, cards: Sequence[Card]) -> int:
    now = datetime.now(UTC)
    for card in cards:
        card.ended_at = now
    given = db.scalars(select(Grant).where(Grant.card_id.in_([card.id for card in cards]))).all()
    for grant in given:
        grant.ended_at = grant.ended_at or now
    return sign_ins.end_where(db, SignIn.user_id.in_([grant.user_id for grant in given]), "card_ended")
