"""Questions about letters on file: those of a recipient, a convoy or a van, and one with its bytes."""

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased, joinedload, undefer

from convoy.domain.errors import NotFound
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import Convoy, ConvoyRecipient, Letter, Place, Run, Stop, User
from convoy.queries import visible

MOST = 200


@dataclass(frozen=True, slots=True)
class OnFile:
    """A letter, who put it on file, and whether a newer one has replaced it."""

    letter: Letter
    by: str
    is_replaced: bool


def of_convoy(db: Session, actor: Actor, convoy: Convoy, run: Run | None = None) -> list[OnFile]:
    """Return the letters of a convoy and of its recipients, or of one van and of all vans together."""
    places = select(ConvoyRecipient.place_id).where(ConvoyRecipient.convoy_id == convoy.id)
    stops = select(Stop.place_id).join(Run, Run.id == Stop.run_id).where(Run.convoy_id == convoy.id)
    if run is not None:
        stops = stops.where(Run.id == run.id)
    general = Letter.convoy_id.is_(None) & or_(Letter.place_id.in_(places), Letter.place_id.in_(stops))
    own = Letter.convoy_id == convoy.id
    if run is not None:
        own &= or_(Letter.run_id == run.id, Letter.run_id.is_(None))
    return _listed(db, actor, or_(own, general))


def of_place(db: Session, actor: Actor, place: Place) -> list[OnFile]:
    """Return the letters of a recipient's place that the person may see."""
    return _listed(db, actor, Letter.place_id == place.id)


def _listed(db: Session, actor: Actor, condition: object) -> list[OnFile]:
    newer = aliased(Letter)
    replaced = select(newer.id).where(newer.replaces_id == Letter.id).exists().correlate(Letter)
    rows = db.execute(
        visible.letters(actor)
        .add_columns(User.name, replaced)
        .outerjoin(User, User.id == Letter.kept_by_id)
        .where(condition)  # type: ignore[arg-type]  # a condition, built above
        .order_by(Letter.id.desc())
        .limit(MOST)
        .options(joinedload(Letter.place), joinedload(Letter.run), joinedload(Letter.convoy))
    )
    return [OnFile(letter, by or "console", bool(is_replaced)) for letter, by, is_replaced in rows]


def find(db: Session, actor: Actor, code: str, *, with_content: bool = False) -> Letter:
    """Return a letter by its code; raises NotFound for one the person may not see just the same."""
    statement = visible.letters(actor).where(Letter.code == code)
    if with_content:
        statement = statement.options(undefer(Letter.content))
    letter = db.scalar(statement)
    if letter is None:
        raise NotFound(N_("There is no letter %(code)s here."), code=code[:40])
    return letter


def recipients_of(db: Session, actor: Actor, convoy: Convoy) -> list[tuple[str, str]]:
    """Return code and name of the recipients of a convoy and of the stops of its vans, by name."""
    places = select(ConvoyRecipient.place_id).where(ConvoyRecipient.convoy_id == convoy.id)
    stops = select(Stop.place_id).join(Run, Run.id == Stop.run_id).where(Run.convoy_id == convoy.id)
    found = db.scalars(
        visible.recipients(actor)
        .where(or_(Place.id.in_(places), Place.id.in_(stops)))
        .order_by(Place.name, Place.code)
    )
    return [(place.code, place.name) for place in found]


def vans_of(db: Session, actor: Actor, convoy: Convoy) -> list[int]:
    """Return the numbers of a convoy's vans."""
    vans = visible.runs(actor).with_only_columns(Run.number).where(Run.convoy_id == convoy.id)
    return list(db.scalars(vans.order_by(Run.number)))
