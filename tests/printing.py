"""A van ready to have its papers printed: two stops, a weighed load, a plate, a driver, recipients."""

from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from convoy.documents.registry import Variant
from convoy.domain.kinds import CrewRole, EventKind, OrganisationKind, PlaceKind, StopKind
from convoy.domain.permissions import CONSOLE
from convoy.models import Box, Convoy, CrewMember, Crossing, Donation, Item, ItemName, Load, Organisation, Run
from convoy.services import dispatch, papers, receiving
from convoy.services.papers import IssuePaper
from tests.factories import a_code, a_convoy, a_gift_at, a_load, a_place, a_run, an_item

SECRETS = {
    "plate": "PLATE-7Q",
    "driver": "Drivera Canary",
    "driver_phone": "+44 7000 111222",
    "crossing": "Krakovets-Canary",
    "consignee": "Miners of Canaryhrad",
    "address": "Canary street 5",
    "town": "Canaryhrad",
    "donor": "Canary branch of donors",
    "note": "internal canary note",
}


def an_organisation(db: Session, name: str, **overrides) -> Organisation:
    """A union of this name."""
    values = {
        "code": a_code("OR"),
        "kind": OrganisationKind.TRADE_UNION,
        "name": name,
        "name_key": name.lower(),
    }
    organisation = Organisation(**values | overrides)
    db.add(organisation)
    db.flush()
    return organisation


def a_van_to_print(db: Session, *, boxes: int = 3, vans: int = 1) -> Convoy:
    """A convoy whose vans each carry so many boxes of 24 tins, 12,345 g a box, for one recipient."""
    ours = db.query(Organisation).filter_by(is_ours=True).one_or_none()
    if ours is None:
        an_organisation(db, "Leeds Trades Council", is_ours=True, emergency_phone="+44 1")
    hall = a_place(db, name="Leeds", zone="Europe/London")
    host = an_organisation(
        db, SECRETS["consignee"], name_uk="Гірники Павлограда", registration_number="ЄДРПОУ 00000001"
    )
    goal = a_place(
        db,
        name="Goal",
        kind=PlaceKind.DESTINATION,
        organisation_id=host.id,
        town=SECRETS["town"],
        address=SECRETS["address"],
    )
    item = an_item(db, hs6="160250", unit_value_cents=210)
    item.names.append(ItemName(language="uk", name="Тушонка яловича, 400 г", is_reviewed=True))
    item.names.append(ItemName(language="pl", name="Gulasz wołowy, 400 g"))
    crossing = Crossing(code="KRK", name=SECRETS["crossing"], name_uk="Краковець", country="PL")
    convoy = a_convoy(db, crossing=crossing)
    for _ in range(vans):
        run = a_run(db, convoy, (StopKind.LOADING, hall), (StopKind.DELIVERY, goal), plate=SECRETS["plate"])
        run.note = SECRETS["note"]
        run.crew.append(
            CrewMember(
                role=CrewRole.LEAD_DRIVER,
                name=SECRETS["driver"],
                phone=SECRETS["driver_phone"],
                document="X9",
            )
        )
        db.flush()
        put_more_on(db, convoy.code, boxes, van=run.number)
    return convoy


def put_more_on(db: Session, convoy: str, boxes: int, *, van: int = 1) -> None:
    """So many boxes more of 24 tins and 12,345 g on a van."""
    run = db.query(Run).join(Convoy).filter(Convoy.code == convoy, Run.number == van).one()
    hall, item = run.stops[0].place, db.query(Item).filter_by(code="FOD-BEEF-01").one()
    for box in a_gift_at(db, hall, item, boxes=boxes, each=24) if boxes else []:
        box.gross_g, box.weighed_at = 12_345, datetime.now(UTC)
        a_load(db, box, run)
    giver = db.query(Organisation).filter_by(name=SECRETS["donor"]).one_or_none()
    giver = giver or an_organisation(db, SECRETS["donor"])
    for gift in db.query(Donation):
        gift.organisation = giver
    db.flush()


def ask(convoy: str, run: int | None = 1, **overrides) -> IssuePaper:
    """The wish to make a van's manifest final."""
    values = {"key": uuid4(), "variant": Variant.FULL, "languages": ("en", "uk")}
    choices = values | overrides
    return papers.manifest(choices.pop("key"), convoy, run, **choices)


def leaves(db: Session, convoy: str, run: Run) -> None:
    """The van departs now."""
    step = dispatch.RecordStep(uuid4(), convoy, EventKind.DEPARTED, datetime.now(UTC), runs=(run.number,))
    dispatch.record_step(db, CONSOLE, step)


def counted(db: Session, convoy: str, van: int = 1) -> None:
    """Every box of the van is received whole at its last stop."""
    run = db.query(Run).join(Convoy).filter(Convoy.code == convoy, Run.number == van).one()
    boxes = db.query(Box).join(Load).filter(Load.run_id == run.id)
    found = tuple(receiving.BoxCount(box.code) for box in boxes)
    count = receiving.ReceiveGoods(uuid4(), convoy, van, run.stops[-1].position, datetime.now(UTC), found)
    receiving.receive(db, CONSOLE, count)
