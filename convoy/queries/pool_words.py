"""What was said of unsorted goods, and which items of the catalogue it may mean, for who sorts them."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from convoy.domain.lifecycle import LineStage
from convoy.domain.permissions import Actor
from convoy.models import SortingPool, UnsortedLine
from convoy.queries import catalogue, visible
from convoy.queries.catalogue import Facts

MOST = 50
PERHAPS = 3


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words on unsorted goods, how many packages (UN Rec 21) they are of, and the nearest items."""

    words: str
    packages: int
    package_code: str
    perhaps: tuple[Facts, ...]


def spoken(db: Session, actor: Actor, pool: SortingPool, language: str) -> list[Spoken]:
    """Return what was said of the goods of a pool, the newest first, each with the items it may mean."""
    lines = db.scalars(
        select(UnsortedLine)
        .where(
            UnsortedLine.pool_id.in_(
                visible.pools(actor).with_only_columns(SortingPool.id).where(SortingPool.id == pool.id)
            ),
            UnsortedLine.stage == LineStage.ACCEPTED,
            UnsortedLine.note != "",
        )
        .order_by(UnsortedLine.id.desc())
        .limit(MOST)
    ).all()
    items = catalogue.load_catalogue(db)
    near = {line.note: [hit.code for hit in items.search(_name(line.note), PERHAPS)] for line in lines}
    named = catalogue.facts(db, actor, {code for codes in near.values() for code in codes}, language)
    return [
        Spoken(
            line.note,
            line.packages,
            line.package_code,
            tuple(named[code] for code in near[line.note] if code in named),
        )
        for line in lines
    ]


def _name(note: str) -> str:
    """What the goods were called, without what was noted of them in brackets."""
    return note.partition(" (")[0] or note
