"""Installations of any size: a small true world made by the services, its rows then multiplied."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, Date, String, Table, UniqueConstraint, func, select
from sqlalchemy.orm import Session

from convoy.config import Settings
from convoy.db import Base, Database, Moment
from convoy.domain.kinds import Condition, EventKind, OrganisationKind, PlaceKind
from convoy.domain.permissions import CONSOLE
from convoy.models import Balance, Box, Place
from convoy.services import convoys, dispatch, donations, installation, loading, receiving
from convoy.services.donors import Donor
from convoy.services.gifts import Line, RecordDonation
from convoy.services.places import FirstPlace

SUFFIX = "~"
"""Stands between a unique text and the number of its copy."""

ITEM = "FOD-BEAN-01"
BOXES_IN_A_GIFT = 10
DAYS = 1_500
"""The copies are spread over so many days before today."""

CHUNK = 40
"""Copies of the template in one statement."""


def new(folder: Path) -> tuple[Settings, Database]:
    """An installation with a collection point, Leeds, and a destination."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = Settings(instance=folder, database_url=f"sqlite:///{folder / 'convoy.db'}")
    database = Database(settings.database_url)
    installation.migrate(database)
    with database.work() as db:
        installation.set_up(db, CONSOLE, "Railway Workers' Aid", FirstPlace("Leeds"))
        db.add(Place(code="KRB", name="Miners' hall", name_key="miners hall", kind=PlaceKind.DESTINATION))
    return settings, database


def gift(boxes: int = BOXES_IN_A_GIFT, donor: str = "Rail Workers Branch 12, Leeds") -> RecordDonation:
    """240 tins in ten boxes from a union branch."""
    line = Line(ITEM, 24 * max(boxes, 1), Condition.NEW, date(2028, 1, 31), boxes, 12_100 * boxes or None)
    giver = Donor(donor, OrganisationKind.UNION_BRANCH)
    return RecordDonation(uuid4(), "LEE", datetime.now(UTC).date(), (line,), donor=giver)


def codes_of(db: Session, gifts: int) -> tuple[str, ...]:
    """Take in so many gifts and return the codes of their boxes."""
    before = db.scalar(select(func.max(Box.id))) or 0
    for _ in range(gifts):
        donations.record(db, CONSOLE, gift())
    return tuple(db.scalars(select(Box.code).where(Box.id > before).order_by(Box.id)))


def a_convoy(db: Session, name: str, boxes: tuple[str, ...], vans: int) -> str:
    """The code of a planned convoy whose vans share these boxes."""
    code = convoys.create(db, CONSOLE, convoys.PlanConvoy(uuid4(), name, recipients=("KRB",))).code
    for number in range(1, vans + 1):
        van = convoys.AddRun(
            uuid4(), code, plate=f"WX {number:05}", payload_g=40_000_000, hold_ml=90_000_000,
            loads_at=("LEE",), delivers_to=("KRB",),
        )  # fmt: skip
        convoys.add_run(db, CONSOLE, van)
        share = boxes[number - 1 :: vans]
        loading.assign(db, CONSOLE, loading.AssignBoxes(uuid4(), code, number, "KRB", share))
    return code


def delivered(db: Session, name: str, gifts: int) -> None:
    """A convoy of two vans that went and was received whole."""
    boxes = codes_of(db, gifts)
    code = a_convoy(db, name, boxes, vans=2)
    for step in (EventKind.DEPARTED, EventKind.CROSSED, EventKind.ARRIVED):
        dispatch.record_step(db, CONSOLE, dispatch.RecordStep(uuid4(), code, step, datetime.now(UTC)))
    for van in (1, 2):
        counted = tuple(receiving.BoxCount(box) for box in boxes[van - 1 :: 2])
        command = receiving.ReceiveGoods(uuid4(), code, van, 2, datetime.now(UTC), counted, "Storekeeper")
        receiving.receive(db, CONSOLE, command)


@dataclass(frozen=True, slots=True)
class Template:
    """The rows some actions added: the first and last id per table, and what tells copies apart."""

    ranges: dict[str, tuple[int, int]]

    def columns(self, table: Table, copy: str) -> Iterator[tuple[str, str]]:
        """Each column's name, and the SQL of its value in the copy numbered `copy`."""
        alone = {
            constraint.columns[0].name
            for constraint in table.constraints
            if isinstance(constraint, UniqueConstraint) and len(constraint.columns) == 1
        }
        alone |= {column.name for column in table.columns if column.unique}
        for column in table.columns:
            name = f't."{column.name}"'
            target = next((key.column.table.name for key in column.foreign_keys), None)
            if column.name == "id":
                value = shifted(name, self.ranges[table.name], copy)
            elif target in self.ranges:
                first, last = self.ranges[target]
                moved = shifted(name, (first, last), copy)
                value = f"CASE WHEN {name} BETWEEN {first} AND {last} THEN {moved} ELSE {name} END"
            elif isinstance(column.type, Moment | Date):
                # Every copy happened on an earlier day, so that the lists of today stay as short as they are.
                spell = "date" if isinstance(column.type, Date) else "datetime"
                value = f"{spell}({name}, '-' || ({copy} % {DAYS} + 1) || ' days')"
            elif table.name == "box" and column.name == "short_number":
                value = f"{name} + 1000000 + 1000 * {copy}"
            elif isinstance(column.type, String) and (
                column.name in alone or (table.name, column.name) == ("audit_mention", "code")
            ):
                value = f"{name} || '{SUFFIX}' || {copy}"
            else:
                value = name
            yield column.name, value


def shifted(name: str, between: tuple[int, int], copy: str) -> str:
    """The SQL of an id in a copy: every copy takes the same room behind the template."""
    return f"{name} + ({between[1] - between[0] + 1}) * {copy}"


def newest(connection: Connection) -> dict[str, int]:
    """The highest id of every table that has one."""
    return {
        table.name: connection.scalar(select(func.coalesce(func.max(table.c.id), 0))) or 0
        for table in Base.metadata.sorted_tables
        if "id" in table.c
    }


def between(before: dict[str, int], after: dict[str, int]) -> Template:
    """The template of what was added from one moment to the other."""
    return Template({name: (before[name] + 1, last) for name, last in after.items() if last > before[name]})


def multiply(connection: Connection, template: Template, first: int, last: int) -> None:
    """Add the copies numbered `first` to `last`; balances follow by the database's own triggers."""
    series = (
        f"(WITH RECURSIVE s(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM s WHERE n < {last})"
        " SELECT n FROM s)"
    )
    for table in Base.metadata.sorted_tables:
        if table is Balance.__table__:
            continue
        if table.name == "audit_mention":
            low, high = template.ranges["audit_entry"]
            chosen = f"t.audit_id BETWEEN {low} AND {high}"
        elif table.name in template.ranges:
            low, high = template.ranges[table.name]
            chosen = f"t.id BETWEEN {low} AND {high}"
        else:
            continue
        columns = dict(template.columns(table, "s.n"))
        names = ", ".join(f'"{name}"' for name in columns)
        order = ", t.id" if "id" in columns else ""
        connection.exec_driver_sql(
            f'INSERT INTO "{table.name}" ({names}) SELECT {", ".join(columns.values())}'
            f' FROM "{table.name}" t, {series} s WHERE {chosen} ORDER BY s.n{order}'
        )


def ready(db: Session) -> None:
    """Make what all later gifts and convoys share: the donor, the holders of both places."""
    delivered(db, "The first convoy", 1)
