"""Questions about labels printed before there are boxes: which are out, and what a code or number means."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import starmap

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, joinedload

from convoy.domain.permissions import Actor
from convoy.domain.text import fold
from convoy.models import Box, BoxLabel, Place, User
from convoy.queries import visible

MOST = 50
"""Print runs a page lists."""


@dataclass(frozen=True, slots=True)
class PrintRun:
    """Labels that were issued together: their first and last number, how many, and how many are still out."""

    batch: str
    first: int
    last: int
    count: int
    free: int
    spoiled: int
    issued_at: datetime
    issued_by: str


def is_free() -> ColumnElement[bool]:
    """Return the condition that no box has a label, and that it was not spoiled."""
    return and_(BoxLabel.box_id.is_(None), BoxLabel.spoiled_at.is_(None))


def print_runs(db: Session, actor: Actor, place: Place) -> list[PrintRun]:
    """Return the print runs of a place with labels still out, the newest first."""
    seen = visible.box_labels(actor).where(BoxLabel.place_id == place.id)
    chosen = (
        seen.outerjoin(User, User.id == BoxLabel.issued_by_id)
        .with_only_columns(
            BoxLabel.batch,
            func.min(BoxLabel.short_number),
            func.max(BoxLabel.short_number),
            func.count(),
            func.count().filter(is_free()),
            func.count(BoxLabel.spoiled_at),
            func.min(BoxLabel.issued_at),
            func.coalesce(func.min(User.name), ""),
        )
        .group_by(BoxLabel.batch)
        .having(func.count().filter(is_free()) > 0)
        .order_by(func.min(BoxLabel.id).desc())
        .limit(MOST)
    )
    return list(starmap(PrintRun, db.execute(chosen)))


def free_of_batch(db: Session, actor: Actor, place: Place, batch: str) -> Sequence[BoxLabel]:
    """Return the labels of a print run that are still out, in order."""
    seen = visible.box_labels(actor).where(BoxLabel.place_id == place.id, BoxLabel.batch == batch, is_free())
    return db.scalars(seen.order_by(BoxLabel.short_number).options(joinedload(BoxLabel.place))).all()


def of_batch(db: Session, actor: Actor, place: Place, batch: str) -> Sequence[BoxLabel]:
    """Return all labels of a print run, in order."""
    seen = visible.box_labels(actor).where(BoxLabel.place_id == place.id, BoxLabel.batch == batch)
    return db.scalars(seen.order_by(BoxLabel.short_number)).all()


def of_box(db: Session, actor: Actor, box: Box) -> Sequence[BoxLabel]:
    """Return the printed labels on a box beside its own code."""
    seen = visible.box_labels(actor).where(BoxLabel.box_id == box.id, BoxLabel.code != box.code)
    return db.scalars(seen.order_by(BoxLabel.id).options(joinedload(BoxLabel.place))).all()


def by_codes(db: Session, actor: Actor, codes: Collection[str]) -> Sequence[BoxLabel]:
    """Return the labels of these codes at places the person works at."""
    if not codes:
        return ()
    seen = visible.box_labels(actor).where(BoxLabel.code.in_(codes))
    return db.scalars(seen.options(joinedload(BoxLabel.place))).all()


def by_numbers(
    db: Session, actor: Actor, numbers: Collection[tuple[str | None, int]]
) -> dict[tuple[str | None, int], BoxLabel]:
    """Return the one label with each of these numbers at the place named; nothing where several have it."""
    if not numbers:
        return {}
    seen = visible.box_labels(actor).where(BoxLabel.short_number.in_({number for _, number in numbers}))
    labels = db.scalars(seen.options(joinedload(BoxLabel.place))).all()
    found = {}
    for place, number in numbers:
        called = [
            label
            for label in labels
            if label.short_number == number and (not place or is_called(label.place, place))
        ]
        if len(called) == 1:
            found[place, number] = called[0]
    return found


def is_called(place: Place, typed: str) -> bool:
    """Return whether a place is meant by its code or the beginning of its name."""
    word = fold(typed)
    return place.name_key.startswith(word) or place.code.lower() == word


def on_boxes(db: Session, actor: Actor, codes: Collection[str]) -> dict[str, str]:
    """Return, for those of these codes that are on a label beside a box's own, the code of that box."""
    if not codes:
        return {}
    chosen = (
        visible.box_labels(actor)
        .join(Box, Box.id == BoxLabel.box_id)
        .with_only_columns(BoxLabel.code, Box.code)
        .where(BoxLabel.code.in_(codes), BoxLabel.code != Box.code)
    )
    return {label: box for label, box in db.execute(chosen)}  # noqa: C416  # mypy knows no rows


def printed_before(db: Session, box_ids: Collection[int]) -> set[int]:
    """Return those of boxes found before that are under a label printed before there was a box."""
    return {
        box_id
        for box_id in db.scalars(select(BoxLabel.box_id).where(BoxLabel.box_id.in_(box_ids)))
        if box_id is not None
    }


def on_no_box(db: Session, actor: Actor, codes: Collection[str]) -> Sequence[BoxLabel]:
    """Return the labels with these codes that are on no box, free or struck off."""
    if not codes:
        return ()
    chosen = visible.box_labels(actor).where(BoxLabel.code.in_(codes), BoxLabel.box_id.is_(None))
    return db.scalars(chosen.options(joinedload(BoxLabel.place)).order_by(BoxLabel.short_number)).all()


def second_ones(db: Session, box_ids: Collection[int]) -> dict[str, str]:
    """Return the codes on labels of boxes found before, beside their own, each with that of its box."""
    chosen = (
        select(BoxLabel.code, Box.code)
        .join(Box, Box.id == BoxLabel.box_id)
        .where(BoxLabel.box_id.in_(box_ids), BoxLabel.code != Box.code)
    )
    return {label: box for label, box in db.execute(chosen)}  # noqa: C416  # mypy knows no rows
