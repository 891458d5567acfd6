"""Questions about vehicles and the classes they are guessed from."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from convoy.domain import references
from convoy.domain.errors import NotFound
from convoy.domain.messages import N_
from convoy.domain.permissions import Actor
from convoy.models import Vehicle, VehicleClass
from convoy.queries import visible
from convoy.queries.paging import Page, page


def found(db: Session, actor: Actor, code: str) -> Vehicle:
    """Return the vehicle with this code; raises NotFound with codes like it."""
    statement = visible.vehicles(actor).options(
        joinedload(Vehicle.vehicle_class), joinedload(Vehicle.organisation)
    )
    vehicle = db.scalar(statement.where(Vehicle.code == code))
    if vehicle is None:
        known = db.scalars(visible.vehicles(actor).with_only_columns(Vehicle.code))
        raise NotFound(N_("There is no vehicle %(code)s here."), references.near(code, known), code=code[:40])
    return vehicle


def listed(
    db: Session, actor: Actor, *, typed: str = "", active: bool = True, after: str = ""
) -> Page[Vehicle]:
    """Return a page of vehicles by name; `typed` is part of the name or the code, never of a plate."""
    statement = (
        visible.vehicles(actor)
        .where(Vehicle.is_active.is_(active))
        .options(joinedload(Vehicle.vehicle_class), joinedload(Vehicle.organisation))
    )
    if typed:
        statement = statement.where(
            or_(
                func.lower(Vehicle.name).contains(typed.strip().lower(), autoescape=True),
                Vehicle.code == typed.strip().upper(),
            )
        )
    return page(db, statement, Vehicle.name, Vehicle.code, after=after)


def count(db: Session, actor: Actor) -> int:
    """Return how many vehicles this person may see."""
    return db.scalar(select(func.count()).select_from(visible.vehicles(actor).subquery())) or 0


def classes(db: Session) -> Sequence[VehicleClass]:
    """Return the classes of vehicle, the lightest first."""
    return db.scalars(select(VehicleClass).order_by(VehicleClass.max_mass_g, VehicleClass.code)).all()
