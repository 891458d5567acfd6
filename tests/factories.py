"""Ready-made things for tests: plain functions, everything overridable by keyword, nothing committed."""

from datetime import UTC, date, datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from convoy.domain import references
from convoy.domain.kinds import Condition, IntakeRule, OrganisationKind, PlaceKind, StopKind
from convoy.domain.lifecycle import BoxStage, ConvoyStage, PalletStage
from convoy.domain.permissions import CONSOLE
from convoy.models import (
    Box,
    Category,
    Convoy,
    Item,
    ItemName,
    ItemWord,
    Load,
    Lot,
    Organisation,
    Pallet,
    Place,
    Run,
    Stop,
)
from convoy.services import audit, donations, ledger
from convoy.services.gifts import Line, RecordDonation
from convoy.services.new_boxes import Packing
from convoy.services.new_boxes import make as make_boxes


def a_place(db: Session, **overrides) -> Place:
    """A collection point in Leeds."""
    name = overrides.pop("name", "Leeds")
    values = {
        "code": name[:3].upper(),
        "name": name,
        "name_key": name.lower(),
        "kind": PlaceKind.COLLECTION_POINT,
    }
    place = Place(**values | overrides)
    db.add(place)
    db.flush()
    return place


def a_category(db: Session, code: str = "food") -> Category:
    """The category of this code, made when first needed."""
    found = db.query(Category).filter_by(code=code).one_or_none()
    if found is None:
        found = Category(code=code, position=1)
        db.add(found)
        db.flush()
    return found


def a_recipient(db: Session, **overrides) -> Organisation:
    """A hospital with both of its numbers, that may host a destination."""
    values = {
        "code": references.new("OR"),
        "kind": OrganisationKind.HOSPITAL,
        "name": "Hospital",
        "name_uk": "Лікарня",
        "name_key": f"hospital {references.new('OR')}",
        "country": "UA",
        "registration_number": "00000001",
        "recipient_number": "R-1",
    }
    organisation = Organisation(**values | overrides)
    db.add(organisation)
    db.flush()
    return organisation


def an_item(db: Session, **overrides) -> Item:
    """Tinned beef of 420 g gross, 24 to a carton, that anybody may take in."""
    category = a_category(db, overrides.pop("category", "food"))
    name = overrides.pop("name", "Tinned beef, 400 g")
    words = overrides.pop("words", ("tinned beef",))
    values = {
        "code": "FOD-BEEF-01",
        "category_id": category.id,
        "unit_gross_g": 420,
        "unit_volume_ml": 450,
        "units_per_package": 24,
        "intake_rule": IntakeRule.ACCEPT,
    }
    item = Item(**values | overrides)
    item.names = [ItemName(language="en", name=name)]
    item.words = [ItemWord(language="en", word=word) for word in words]
    db.add(item)
    db.flush()
    return item


def a_code(prefix: str) -> str:
    """A new code of this kind."""
    return references.new(prefix)


def a_box(db: Session, place: Place, **overrides) -> Box:
    """A closed box of 10 kg at a place, weighed unless `gross_g` is None."""
    now = datetime.now(UTC)
    grams = overrides.get("gross_g", 10_000)
    values = {
        "code": references.new("BX"),
        "origin_place_id": place.id,
        "short_number": place.next_box_number,
        "place_id": place.id,
        "stage": BoxStage.CLOSED,
        "gross_g": grams,
        "weighed_at": now if grams is not None else None,
        "estimated_g": 9_000,
        "estimated_ml": 36_000,
        "created_at": now,
        "closed_at": now,
    }
    place.next_box_number += 1
    box = Box(**values | overrides)
    db.add(box)
    db.flush()
    return box


def a_convoy(db: Session, **overrides) -> Convoy:
    """A convoy in planning without vans."""
    values = {
        "code": references.new("CV"),
        "name": "Saturday",
        "stage": ConvoyStage.PLANNING,
        "created_at": datetime.now(UTC),
    }
    convoy = Convoy(**values | overrides)
    db.add(convoy)
    db.flush()
    return convoy


def a_run(db: Session, convoy: Convoy, *halts: tuple[StopKind, Place], **overrides) -> Run:
    """A van of 1,000 kg, 10 m³ and 4 pallet places with these stops in order."""
    values = {
        "number": len(convoy.runs) + 1,
        "payload_g": 1_000_000,
        "hold_ml": 10_000_000,
        "pallet_places": 4,
    }
    run = Run(**values | overrides)
    run.stops = [
        Stop(position=position, kind=kind, place=place)
        for position, (kind, place) in enumerate(halts, start=1)
    ]
    convoy.runs.append(run)
    db.flush()
    return run


def a_pallet(db: Session, place: Place, *boxes: Box, **overrides) -> Pallet:
    """A wrapped pallet of 25 kg with these boxes on it."""
    values = {
        "code": references.new("PT"),
        "stage": PalletStage.WRAPPED,
        "place_id": place.id,
        "created_at": datetime.now(UTC),
    }
    pallet = Pallet(**values | overrides)
    pallet.boxes = list(boxes)
    db.add(pallet)
    db.flush()
    return pallet


def a_load(db: Session, box: Box, run: Run, **overrides) -> Load:
    """The box's place on the run, to its last stop."""
    values = {"box_id": box.id, "run_id": run.id, "to_stop_id": run.stops[-1].id}
    load = Load(**values | {"assigned_at": datetime.now(UTC)} | overrides)
    db.add(load)
    db.flush()
    return load


def a_gift_at(
    db: Session, place: Place, item: Item, *, boxes: int = 1, each: int = 24, loose: int = 0
) -> list[Box]:
    """The boxes of a recorded gift of one item: so many of each, and so many pieces left loose."""
    quantity = boxes * each + loose
    line = Line(item.code, quantity, Condition.NEW)
    gift = RecordDonation(uuid4(), place.code, date(2026, 10, 3), (line,))
    donation = donations.record(db, CONSOLE, gift)
    lot = db.query(Lot).filter_by(donation_line_id=donation.lines[0].id).one()
    entry = audit.note(db, CONSOLE, "box:make", place.code)
    shelf = ledger.holder_at(db, place)
    return make_boxes(db, entry, place, shelf, [Packing([[(lot, each)]] * boxes)]) if boxes else []
