"""Checking the loads: every box on its legs, one after the other."""

from collections.abc import Iterator

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from convoy.domain.kinds import LoadEnd
from convoy.models import Box, Convoy, Load, Run, Stop
from convoy.services.differences import Difference


def check(db: Session) -> Iterator[Difference]:
    """Yield what is wrong with loads.

    A box has one open load at most; the loads of a run go to stops of that run; what left did so with its
    van, and what changed the van is on another one.
    """
    doubled = (
        select(Box.code, func.count())
        .join(Load, Load.box_id == Box.id)
        .where(Load.ended_at.is_(None))
        .group_by(Box.code)
        .having(func.count() > 1)
    )
    for code, count in db.execute(doubled):
        yield Difference(f"open loads of box {code}", count, 1)
    astray = (
        select(Box.code, Run.number)
        .select_from(Load)
        .join(Box, Box.id == Load.box_id)
        .join(Run, Run.id == Load.run_id)
        .join(Stop, Stop.id == Load.to_stop_id)
        .where(Stop.run_id != Load.run_id)
    )
    for code, number in db.execute(astray):
        yield Difference(f"stop of box {code}", "a stop of another van", f"a stop of van {number}")
    yield from _departures_of_loads(db)
    yield from _loads_that_went_on(db)


def _departures_of_loads(db: Session) -> Iterator[Difference]:
    """What came on at a stop left when the van left that stop; a van with a stop behind it has left."""
    rows = db.execute(
        select(Box.code, Run.number, Load.departed_at, Stop.left_at)
        .select_from(Load)
        .join(Box, Box.id == Load.box_id)
        .join(Run, Run.id == Load.run_id)
        .join(Stop, Stop.id == Load.from_stop_id)
        .where(
            or_(
                and_(Load.departed_at.is_not(None), Stop.left_at.is_(None)),
                and_(Load.departed_at.is_(None), Load.ended_at.is_(None), Stop.left_at.is_not(None)),
            )
        )
    )
    for code, number, departed_at, left_at in rows:
        yield Difference(f"departure of box {code} with van {number}", departed_at, left_at)
    before = db.execute(
        select(Convoy.code, Run.number, Run.departed_at, Stop.left_at)
        .select_from(Stop)
        .join(Run, Run.id == Stop.run_id)
        .join(Convoy, Convoy.id == Run.convoy_id)
        .where(Stop.left_at.is_not(None), or_(Run.departed_at.is_(None), Stop.left_at < Run.departed_at))
    )
    for code, number, departed_at, left_at in before:
        yield Difference(f"departure of van {number} of {code}", departed_at, left_at)


def _loads_that_went_on(db: Session) -> Iterator[Difference]:
    """A box that changed the van is, or was, on another one after that."""
    later = aliased(Load)
    on_another = select(later.id).where(
        later.box_id == Load.box_id,
        later.id > Load.id,
        later.run_id != Load.run_id,
        later.departed_at.is_not(None),
    )
    rows = db.execute(
        select(Box.code, Run.number)
        .select_from(Load)
        .join(Box, Box.id == Load.box_id)
        .join(Run, Run.id == Load.run_id)
        .where(Load.end == LoadEnd.TRANSSHIPPED, ~on_another.exists())
    )
    for code, number in rows:
        yield Difference(f"box {code} that changed van {number}", "on no van after it", "on another van")
