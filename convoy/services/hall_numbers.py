"""The numbers a hall shouts: the next ones of a place, and those its boxes have already."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from convoy.models import Place


def take(db: Session, place: Place, count: int) -> int:
    """Return the first of `count` short numbers, taken from the place's counter under its row lock."""
    statement = (
        update(Place)
        .where(Place.id == place.id)
        .values(next_box_number=Place.next_box_number + count)
        .returning(Place.next_box_number)
        .execution_options(synchronize_session=False)
    )
    return db.scalars(statement).one() - count


def go_beyond(db: Session, place: Place, number: int) -> None:
    """Let the place's counter go on after a number that a box has already."""
    db.execute(
        update(Place)
        .where(Place.id == place.id, Place.next_box_number <= number)
        .values(next_box_number=number + 1)
        .execution_options(synchronize_session=False)
    )
