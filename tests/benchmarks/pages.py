"""Do pages stay quick as the years go by: every list, search and board on a small and a large database."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from convoy.app import create_app
from convoy.db import Database
from convoy.domain.permissions import Granted, Role
from convoy.models import Box, Donation
from tests.benchmarks import world
from tests.benchmarks.measuring import going_on, heading, row, side_by_side
from tests.web.people import signed_in

SMALL = 10_000
IN_A_CONVOY = 500
"""Boxes of each past convoy."""

AT_HAND = 100
"""Gifts, of ten boxes each, in stock at either size: what is delivered grows, the hall does not."""

MOST = 1.5
TIMES = 15


@dataclass(frozen=True, slots=True)
class Installation:
    """A signed-in browser, the addresses worth timing by what they show, and the number of boxes."""

    client: FlaskClient
    database: Database
    addresses: dict[str, str]
    boxes: int


def made(folder: Path, boxes: int) -> Installation:
    """An installation with so many boxes, all but a thousand of them delivered, and a convoy in planning."""
    settings, database = world.new(folder)
    with database.work() as db:
        world.ready(db)
        before = world.newest(db.connection())
        world.delivered(db, "Last year's convoy", IN_A_CONVOY // world.BOXES_IN_A_GIFT)
        db.flush()
        template = world.between(before, world.newest(db.connection()))
    copies = (boxes - AT_HAND * world.BOXES_IN_A_GIFT) // IN_A_CONVOY - 1
    for first in range(1, copies + 1, world.CHUNK):
        last = min(first + world.CHUNK - 1, copies)
        with database.work() as db:
            world.multiply(db.connection(), template, first, last)
        going_on(f"{boxes:,} boxes: {last * IN_A_CONVOY:,}")
    with database.work() as db:
        at_hand = world.codes_of(db, AT_HAND)
        convoy = world.a_convoy(db, "Next convoy", at_hand[:400], vans=3)
    with database.look() as db:
        gift = db.scalars(select(Donation.code).order_by(Donation.id.desc())).first()
        short = db.scalar(select(Box.short_number).where(Box.code == at_hand[0]))
        there = db.scalar(select(func.count(Box.id))) or 0
    day = datetime.now(UTC).date() - timedelta(days=3)
    addresses = {
        "first page": "/",
        "boxes": "/boxes",
        "boxes at a place on no van": "/boxes?place=LEE&which=no-van",
        "scan a code": f"/b/{at_hand[0]}",
        "find “Leeds 47”": f"/boxes?code=Leeds+{short}",
        "a mistyped code": "/boxes?code=BX-7K3F-2M-A",
        "one box": f"/boxes/{at_hand[0]}",
        "donations": "/donations",
        "donations of a place": "/donations?place=LEE",
        "donations of a donor": "/donations?find=rail+workers",
        "donations of goods": "/donations?what=baked+beans",
        "donations of a day": f"/donations?day={day}&what=baked+beans",
        "one donation": f"/donations/{gift}",
        "log a gift": "/donations/new",
        "day report": "/places/LEE/day",
        "donor search": "/donors/search?q=rail",
        "stock": "/stock",
        "stock of a place": "/stock?place=LEE",
        "convoys": "/convoys",
        "departure board": f"/convoys/{convoy}",
        "choosing boxes to load": f"/convoys/{convoy}/load",
        "pallets": "/pallets",
        "log": "/log",
    }
    everything = [Granted(role) for role in (Role.ADMIN, Role.COORDINATOR, Role.AUDITOR, Role.DESK)]
    # Each installation has an application of its own: pages of both are asked for in turn.
    app = create_app(settings, database)
    app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False, CONVOY_SECOND_FACTOR=False)
    client = signed_in(app, database, *everything)
    return Installation(client, database, addresses, there)


@contextlib.contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements sent meanwhile."""
    sent: list[str] = []

    def listen(_connection, _cursor, statement, *_rest) -> None:
        sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", listen)
    yield sent
    event.remove(database.engine, "before_cursor_execute", listen)


def asks(there: Installation, what: str) -> Callable[[], None]:
    """A call that opens the page of this name."""

    def ask() -> None:
        status = there.client.get(there.addresses[what]).status_code
        assert status in {200, 302, 404}, (what, status)

    return ask


def queries(there: Installation, what: str) -> int:
    """How many statements the page sends."""
    with counted(there.database) as sent:
        asks(there, what)()
    return len(sent)


def report(folder: Path, larger: int) -> None:
    """Print each page's time on the large database as a multiple of the small one's."""
    small, large = made(folder / "small", SMALL), made(folder / "large", larger)
    heading(f"Pages with {large.boxes:,} boxes against {small.boxes:,} (1,000 of them in stock)")
    for what in small.addresses:
        going_on(what)
        little, much = side_by_side(asks(small, what), asks(large, what), TIMES)
        few, many = queries(small, what), queries(large, what)
        row(
            what,
            f"{much / little:.2f} × ({much * 1000:.1f} of {little * 1000:.1f} ms, {many} of {few} queries)",
            f"at most {MOST} ×, as many",
            held=much <= MOST * little and many <= few,
        )
    small.database.close()
    large.database.close()
