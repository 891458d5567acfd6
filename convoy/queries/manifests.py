"""What a convoy's vans carry, for the papers: packages and what is in them, in a fixed number of statements.

Before departure that is the load as assigned, after it the load as it left: the ledger up to the entry that
recorded the departure says what was in a box then, whatever became of it.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, null, or_, select
from sqlalchemy.orm import Session, aliased

from convoy.domain.kinds import Condition, OrganisationKind
from convoy.domain.permissions import CONSOLE
from convoy.models import (
    Balance,
    Box,
    Donation,
    DonationLine,
    Holder,
    Load,
    Lot,
    Movement,
    Organisation,
    Pallet,
    Place,
    Run,
)
from convoy.queries import pools, visible
from convoy.queries.cargo_items import Kind, by_item


@dataclass(frozen=True, slots=True)
class Package:
    """A box on a van; a weight or volume that nobody knows is None."""

    run_id: int
    stop_id: int
    box_id: int
    code: str
    origin: str
    short_number: int
    gross_g: int | None
    estimated_g: int | None
    millilitres: int | None
    size_mm: tuple[int, int, int] | None = None
    """Length, width and height where they were measured."""
    package_code: str = "BX"
    """UN Rec 21."""
    foreign_number: str = ""
    pallet: str = ""
    """The pallet's code; "" for a loose box."""
    from_stop_id: int | None = None
    is_fragile: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """A lot in a package; `line_quantity` pieces of its donation line were valued together."""

    run_id: int
    box_id: int
    lot_id: int
    item_id: int
    quantity: int
    condition: Condition
    expires_on: date | None
    line_quantity: int | None
    value_cents: int | None
    currency: str
    donor: str
    batch: str = ""


@dataclass(frozen=True, slots=True)
class Cargo:
    """Everything some vans carry."""

    packages: tuple[Package, ...]
    contents: tuple[Content, ...]
    kinds: dict[int, Kind]


def our_organisation(db: Session) -> Organisation | None:
    """Return the organisation that runs this installation, None before it is known."""
    return db.scalars(visible.organisations(CONSOLE).where(Organisation.is_ours)).first()


def cargo(db: Session, runs: Collection[Run]) -> Cargo:
    """Return what these runs carry, or carried when they left."""
    ids = [run.id for run in runs]
    contents = _contents(db, _held(ids))
    if gone := [run.id for run in runs if run.departed_at is not None]:
        contents += _contents(db, _held_at_departure(gone))
    return Cargo(
        packages=_packages(db, ids),
        contents=tuple(contents),
        kinds=by_item(db, {content.item_id for content in contents}),
    )


def _on_board() -> ColumnElement[bool]:
    """A load that left with its van, or that is to come on where the van has still to load."""
    return or_(Load.departed_at.is_not(None), Load.ended_at.is_(None))


_OF_BOX = (
    Box.id,
    Box.code,
    Place.name,
    Box.short_number,
    Box.gross_g,
    Box.estimated_g,
    Box.estimated_ml,
    Box.length_mm,
    Box.width_mm,
    Box.height_mm,
    Box.package_code,
    Box.foreign_number,
    func.coalesce(Pallet.code, "").label("pallet"),
    Box.is_fragile,
)


def _packages(db: Session, run_ids: Collection[int]) -> tuple[Package, ...]:
    rows = db.execute(
        select(
            Load.run_id,
            Load.to_stop_id,
            *_OF_BOX,
            Load.from_stop_id,
        )
        .join(Run, Run.id == Load.run_id)
        .join(Box, Box.id == Load.box_id)
        .outerjoin(Pallet, Pallet.id == Load.pallet_id)
        .join(Place, Place.id == Box.origin_place_id)
        .where(Load.run_id.in_(run_ids), _on_board())
        .order_by(Place.name, Box.short_number, Box.id)
    )
    return tuple(_package(row.run_id, row.to_stop_id, row) for row in rows)


def _package(run_id: int, stop_id: int, row: Any) -> Package:
    return Package(
        run_id,
        stop_id,
        row.id,
        row.code,
        row.name,
        row.short_number,
        row.gross_g,
        row.estimated_g or None,
        _millilitres(row.length_mm, row.width_mm, row.height_mm) or row.estimated_ml or None,
        _size(row.length_mm, row.width_mm, row.height_mm),
        row.package_code,
        row.foreign_number,
        row.pallet,
        row.from_stop_id,
        row.is_fragile,
    )


NO_RUN = 0
"""In place of a run: boxes wherever they stand."""


def of_boxes(db: Session, box_ids: Collection[int]) -> Cargo:
    """Return what these boxes hold now, wherever they are; their run is NO_RUN."""
    rows = db.execute(
        select(*_OF_BOX, null().label("from_stop_id"))
        .join(Place, Place.id == Box.origin_place_id)
        .outerjoin(Pallet, Pallet.id == Box.pallet_id)
        .where(Box.id.in_(box_ids))
        .order_by(Place.name, Box.short_number, Box.id)
    )
    held = (
        select(literal(NO_RUN).label("run_id"), Box.id.label("box_id"), Balance.lot_id, Balance.quantity)
        .join(Holder, Holder.box_id == Box.id)
        .join(Balance, Balance.holder_id == Holder.id)
        .where(Box.id.in_(box_ids), Balance.quantity > 0)
    )
    contents = _contents(db, held)
    return Cargo(
        packages=tuple(_package(NO_RUN, NO_RUN, row) for row in rows),
        contents=tuple(contents),
        kinds=by_item(db, {content.item_id for content in contents}),
    )


def _millilitres(length: int | None, width: int | None, height: int | None) -> int:
    return length * width * height // 1000 if length and width and height else 0


def _size(length: int | None, width: int | None, height: int | None) -> tuple[int, int, int] | None:
    return (length, width, height) if length and width and height else None


Held = Select[int, int, int, int]
"""Run, box, lot and quantity."""


def _held(run_ids: Collection[int]) -> Held:
    return (
        select(Load.run_id, Load.box_id, Balance.lot_id.label("lot_id"), Balance.quantity.label("quantity"))
        .join(Holder, Holder.box_id == Load.box_id)
        .join(Balance, Balance.holder_id == Holder.id)
        .where(
            Load.run_id.in_(run_ids),
            Load.ended_at.is_(None),
            Load.departed_at.is_(None),
            Balance.quantity > 0,
        )
    )


def _held_at_departure(run_ids: Collection[int]) -> Held:
    """Fold the ledger of each box up to the entry that recorded its departure."""
    holder = aliased(Holder)
    came = case((Movement.to_holder_id == holder.id, Movement.quantity), else_=-Movement.quantity)
    return (
        select(Load.run_id, Load.box_id, Movement.lot_id.label("lot_id"), func.sum(came).label("quantity"))
        .join(holder, holder.box_id == Load.box_id)
        .join(Movement, or_(Movement.to_holder_id == holder.id, Movement.from_holder_id == holder.id))
        .where(
            Load.run_id.in_(run_ids),
            Load.departed_at.is_not(None),
            or_(Load.departed_audit_id.is_(None), Movement.audit_id <= Load.departed_audit_id),
            # What this van's own receipts settled was on board, also when its departure was heard of later.
            Movement.run_id.is_distinct_from(Load.run_id),
        )
        .group_by(Load.run_id, Load.box_id, Movement.lot_id)
        .having(func.sum(came) > 0)
    )


def _contents(db: Session, held: Held) -> list[Content]:
    in_box, written = held.subquery(), aliased(Organisation)
    # Nobody's private name travels with the goods: it is enough that organisations can be thanked.
    donor = case((Organisation.kind != OrganisationKind.INDIVIDUAL, Organisation.name), else_="")
    rows = db.execute(
        select(
            in_box.c.run_id,
            in_box.c.box_id,
            in_box.c.lot_id,
            Lot.item_id,
            in_box.c.quantity,
            Lot.condition,
            Lot.expires_on,
            DonationLine.quantity.label("line_quantity"),
            DonationLine.value_cents,
            func.coalesce(DonationLine.currency, "EUR").label("currency"),
            func.coalesce(donor, "").label("donor"),
            Lot.batch,
            Lot.pool_id,
        )
        .join(Lot, Lot.id == in_box.c.lot_id)
        .outerjoin(DonationLine, DonationLine.id == Lot.donation_line_id)
        .outerjoin(Donation, Donation.id == DonationLine.donation_id)
        .outerjoin(written, written.id == Donation.organisation_id)
        .outerjoin(Organisation, Organisation.id == func.coalesce(written.merged_into_id, written.id))
        .order_by(in_box.c.box_id, in_box.c.lot_id)
    )
    found = rows.all()
    credited = pools.credited(db, {row.pool_id for row in found if row.pool_id is not None})
    return [
        replace(Content(*row[:-1]), donor=row.donor or credited.get(row.pool_id or 0, "")) for row in found
    ]
