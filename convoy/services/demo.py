"""The demo: an invented world with gifts, boxes, pallets and five convoys, the same every time it is made."""

import random
import tomllib
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from convoy.db import Database
from convoy.domain import references, text
from convoy.domain.kinds import Condition, DonationOrigin, OrganisationKind, PlaceKind
from convoy.domain.messages import N_
from convoy.domain.permissions import CONSOLE, Actor, Granted, Role
from convoy.models import Box, Item, Organisation, Place, User, Vehicle, VehicleClass
from convoy.services import (
    cards,
    demo_appeals,
    demo_controls,
    demo_convoys,
    demo_kits,
    demo_sorting,
    demo_stock,
    donations,
    donors,
    gifts,
    installation,
    pallets,
    passwords,
    reference_data,
    users,
)
from convoy.services.demo_world import World

Progress = Callable[[str, int, int], None]

CARD = N_("Or come in at %(address)s with this weekend card, good for three days: %(code)s")

# Boxes begun at each place; together the demo's 1,200. Warehouses hold what was bought.
BOXES_AT = {"LEE": 330, "BRA": 150, "WAW": 240, "LYO": 110, "BAR": 90, "WHW": 180, "WHL": 100}
GIFTS_AT = {"LEE": 90, "BRA": 42, "WAW": 62, "LYO": 32, "BAR": 26, "WHW": 30, "WHL": 18}
PALLETS_AT = {"WHW": 18, "WHL": 10, "LEE": 6, "WAW": 6}
BOXES_ON_A_PALLET = {"WHW": 6, "WHL": 6, "LEE": 5, "WAW": 5}
# The share of lines whose boxes were put on the scale at intake.
WEIGHED = 0.75
TWO_LINES = 0.3


def build(database: Database, progress: Progress) -> str:
    """Make the demo in an empty database, whole or not at all; raises RuleBroken where something is.

    Return the code of a weekend card for a desk, good from now on.
    """
    password_hash = passwords.scramble(users.DEMO_PASSWORD)
    with database.work() as db:
        plan = tomllib.loads((reference_data.DATA / "demo.toml").read_text(encoding="utf-8"))
        source = random.Random(plan["seed"])
        with references.drawn_by(source.getrandbits):
            installation.set_up(db, CONSOLE, plan["ours"], None, demo=True)
            _organisations(db, plan["organisations"])
            _places(db, plan["places"])
            _vehicles(db, plan["vehicles"])
            people = _people(db, plan["people"], password_hash)
            world = World(db, source, datetime.now(UTC).date(), people)
            _gifts(world, plan, progress)
            _pallets(world)
            demo_controls.sign_off_all(world)
            demo_convoys.build(world, progress)
            demo_controls.build(world)
            demo_sorting.build(world)
            demo_stock.build(world, plan["goods"])
            demo_kits.build(world)
            demo_appeals.build(world)
            return new_card(db)


def _organisations(db: Session, rows: Iterable[dict[str, str]]) -> None:
    ours = db.scalars(select(Organisation).where(Organisation.is_ours)).one()
    ours.country, ours.address = "GB", "Railway Hall, 14 Aire Street, Leeds"
    ours.phone, ours.emergency_phone = "+44 0000 000000", "+44 0000 000001"
    ours.letterhead = "Workers' Aid Convoy · Railway Hall, Leeds"
    for row in rows:
        facts: dict[str, Any] = {**row, "kind": OrganisationKind(row["kind"])}
        db.add(Organisation(code=references.new("OR"), name_key=text.fold(row["name"]), **facts))
    db.flush()


def _places(db: Session, rows: Iterable[dict[str, str]]) -> None:
    hosts = {row.name: row for row in db.scalars(select(Organisation))}
    ours = next(row for row in hosts.values() if row.is_ours)
    for row in rows:
        facts: dict[str, Any] = {**row, "kind": PlaceKind(row["kind"])}
        host = hosts[facts.pop("host")] if "host" in facts else ours
        db.add(Place(name_key=text.fold(row["name"]), organisation_id=host.id, **facts))
    db.flush()


def _vehicles(db: Session, rows: Iterable[dict[str, str]]) -> None:
    classes = {row.code: row for row in db.scalars(select(VehicleClass))}
    for row in rows:
        facts: dict[str, Any] = {**row}
        known = classes[facts.pop("class")]
        facts = {"payload_g": None if "service_mass_g" in facts else known.payload_g, **facts}
        db.add(Vehicle(code=references.new("VH"), class_id=known.id, **facts))
    db.flush()


def _people(db: Session, rows: Iterable[dict[str, str]], password_hash: str) -> dict[str, Actor]:
    places = {place.code: place.id for place in db.scalars(select(Place))}
    people = {}
    for row in rows:
        granted = Granted(Role(row["role"]), place_id=places.get(row.get("place", "")))
        new = users.NewUser(row["login"], row["name"], password_hash)
        user: User = users.create(db, CONSOLE, new, granted)
        people[row["login"]] = Actor(user.id, user.name, (granted,))
    return people


def new_card(db: Session) -> str:
    """Return the code of a card that lets a few volunteers in at the desk in Leeds."""
    leeds = db.scalars(select(Place.id).where(Place.code == "LEE")).one()
    now = datetime.now(UTC)
    granted = Granted(Role.DESK, place_id=leeds)
    command = cards.MakeCards(uuid4(), granted, now, now + cards.LONGEST, cards.MOST_PEOPLE)
    (code,) = cards.make(db, CONSOLE, command)
    return code


def _gifts(world: World, plan: dict[str, Any], progress: Progress) -> None:
    wanted = select(Item).where(Item.code.in_(plan["goods"])).order_by(Item.code)
    goods = list(world.db.scalars(wanted.options(selectinload(Item.category))))
    done = 0
    for place, count in GIFTS_AT.items():
        givers = _givers(world, place, plan["organisations"])
        for boxes in _shares(world.random, BOXES_AT[place], count):
            _gift(world, place, givers, goods, boxes)
            done += 1
            progress("gifts", done, sum(GIFTS_AT.values()))


def _givers(world: World, place: str, organisations: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    country = world.db.scalars(select(Place.country).where(Place.code == place)).one()
    return [row for row in organisations if row["country"] == country and row["kind"] != "carrier"]


def _shares(source: random.Random, total: int, count: int) -> list[int]:
    """Return `count` numbers of at least one that add up to `total`."""
    cuts = sorted(source.sample(range(1, total), count - 1))
    return [after - before for before, after in zip([0, *cuts], [*cuts, total], strict=True)]


def _gift(world: World, place: str, givers: list[dict[str, str]], goods: list[Item], boxes: int) -> None:
    source = world.random
    bought = place in {"WHW", "WHL"}
    giver = source.choice(givers)
    anonymous = source.random() < 0.06  # noqa: PLR2004  # one donor in sixteen leaves no name
    parts = [boxes // 2, boxes - boxes // 2] if boxes > 1 and source.random() < TWO_LINES else [boxes]
    lines = tuple(
        _line(world, item, part) for item, part in zip(source.sample(goods, len(parts)), parts, strict=True)
    )
    command = gifts.RecordDonation(
        key=world.key(),
        place=place,
        received_on=world.today - timedelta(days=source.randint(0, 45)),
        lines=lines,
        donor=None if bought or anonymous else donors.Donor(giver["name"], OrganisationKind(giver["kind"])),
        origin=DonationOrigin.BOUGHT if bought else DonationOrigin.GIVEN,
        invoice=f"INV-{source.randint(1000, 9999)}" if bought else "",
    )
    actor = world.people["desk" if place == "LEE" else "coordinator"]
    donations.record(world.db, actor, command)


def _line(world: World, item: Item, boxes: int) -> gifts.Line:
    source = world.random
    quantity = boxes * item.units_per_package
    grams = boxes * item.package_gross_g * source.randint(92, 108) // 100
    return gifts.Line(
        item=item.code,
        quantity=quantity,
        condition=source.choice([Condition.NEW, Condition.NEW, Condition.AS_NEW]),
        expires_on=_expiry(world) if item.expiry_required else None,
        boxes=boxes,
        grams=grams if source.random() < WEIGHED else None,
        batch=f"L{source.randint(100, 999)}" if item.batch_required else "",
    )


def _expiry(world: World) -> date:
    """Return the last day of a month one to two years ahead."""
    first = (world.today + timedelta(days=world.random.randint(370, 740))).replace(day=1)
    return first - timedelta(days=1)


def _pallets(world: World) -> None:
    for place, count in PALLETS_AT.items():
        size = BOXES_ON_A_PALLET[place]
        here = select(Box.code).join(Box.place).where(Place.code == place).order_by(Box.id)
        codes = list(world.db.scalars(here.limit(count * size)))
        for number in range(count):
            actor = world.people["coordinator"]
            chosen = tuple(codes[number * size : (number + 1) * size])
            pallet = pallets.build(world.db, actor, pallets.BuildPallet(world.key(), place, chosen))
            if number % 4:
                height = world.random.randint(1100, 1700)
                pallets.wrap(world.db, actor, pallets.WrapPallet(world.key(), pallet.code, height))
