"""What printed labels say must be what the boxes say: a code and a number are given once, to one box."""

from collections.abc import Iterator

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from convoy.models import Box, BoxLabel, Place
from convoy.services.differences import Difference


def check(db: Session) -> Iterator[Difference]:
    """Yield labels that a box has without them knowing of it, and numbers still to be given."""
    yield from _boxes(db)
    yield from _numbers(db)


def _boxes(db: Session) -> Iterator[Difference]:
    """A box with the code or the number of a label was packed under it, and is the one it is bound to."""
    same_number = and_(BoxLabel.place_id == Box.origin_place_id, BoxLabel.short_number == Box.short_number)
    unlike = or_(BoxLabel.code != Box.code, ~same_number, BoxLabel.box_id.is_distinct_from(Box.id))
    for same in (BoxLabel.code == Box.code, same_number):
        rows = db.execute(select(BoxLabel.code, Box.code, BoxLabel.box_id).join(Box, same).where(unlike))
        for label, box, bound in rows:
            yield Difference(f"label {label}", f"on box {bound}" if bound else "on no box", f"on box {box}")


def _numbers(db: Session) -> Iterator[Difference]:
    """The next number of a hall is beyond all that were printed."""
    rows = db.execute(
        select(Place.code, Place.next_box_number, func.max(BoxLabel.short_number))
        .join(BoxLabel, BoxLabel.place_id == Place.id)
        .group_by(Place.id, Place.code, Place.next_box_number)
        .having(func.max(BoxLabel.short_number) >= Place.next_box_number)
    )
    for place, following, highest in rows:
        yield Difference(f"next box number of {place}", following, highest + 1)
