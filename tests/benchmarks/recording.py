"""Recording gifts by form, each durably committed, against the same rows inserted by Core alone."""

import http.client
import re
import statistics
import threading
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Table, insert, select

from convoy.db import Base, Database
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import Balance
from convoy.services import donations, sign_ins
from convoy.services.gifts import RecordDonation
from tests import servers
from tests.benchmarks import world
from tests.benchmarks.measuring import going_on, heading, row
from tests.web.people import add_user, client_of, make_app

SECONDS = 6.0
COOKIE = "convoy"
CLIENTS = 8
SHARE = 0.35
TAIL = 10


@dataclass
class Tally:
    """Seconds of each answer, how many were no acknowledgement, and how long it all took."""

    took: list[float] = field(default_factory=list)
    failed: int = 0
    lasted: float = 0.0

    @property
    def rate(self) -> float:
        """Acknowledged gifts a second."""
        return len(self.took) / self.lasted

    def at(self, part: float) -> float:
        """The seconds within which this part of the answers came."""
        return sorted(self.took)[min(len(self.took) - 1, int(len(self.took) * part))]


def fields(token: str) -> dict[str, str]:
    """What a desk volunteer sends for 240 tins from a branch on record, in ten boxes."""
    return {
        "csrf_token": token,
        "key": str(uuid4()),
        "donor": "Rail Workers Branch 12, Leeds",
        "donor_kind": "",
        "place": "LEE",
        "received_on": time.strftime("%Y-%m-%d", time.gmtime()),
        "lines-0-item": world.ITEM,
        "lines-0-quantity": "240",
        "lines-0-boxes": "10",
        "lines-0-condition": "new",
        "lines-0-expires_on": "2028-01",
        "lines-0-grams": "121",
        "lines-0-currency": "EUR",
        "lines-0-decision": "accepted",
    }


@dataclass(frozen=True, slots=True)
class SameRows:
    """The rows one gift adds, table by table, and how each copy of them differs."""

    rows: list[tuple[str, list[dict[str, object]]]]
    template: world.Template

    def copied(self, copy: int) -> list[tuple[Table, list[dict[str, object]]]]:
        """Them as the gift numbered `copy` has them."""
        return [
            (Base.metadata.tables[name], [self._copied(name, values, copy) for values in rows])
            for name, rows in self.rows
        ]

    def _copied(self, name: str, values: dict[str, object], copy: int) -> dict[str, object]:
        table = Base.metadata.tables[name]
        found = dict(values)
        for column in table.columns:
            value = found[column.name]
            target = name if column.name == "id" else next(
                (key.column.table.name for key in column.foreign_keys), ""
            )  # fmt: skip
            first, last = self.template.ranges.get(target, (1, 0))
            if isinstance(value, int) and first <= value <= last:
                found[column.name] = value + (last - first + 1) * copy
            elif column.name in {"code", "number", "key", "short_number"}:
                found[column.name] = (
                    value + 1_000 * copy if isinstance(value, int) else f"{value}{world.SUFFIX}{copy}"
                )
        return found


def same_rows(database: Database, gift: Callable[[], RecordDonation] = world.gift) -> SameRows:
    """The rows of one gift, recorded once by the service."""
    with database.work() as db:
        donations.record(db, CONSOLE, gift())
    with database.work() as db:
        before = world.newest(db.connection())
        donations.record(db, CONSOLE, gift())
        db.flush()
        template = world.between(before, world.newest(db.connection()))
        kept = []
        for table in Base.metadata.sorted_tables:
            if table is Balance.__table__ or table.name not in template.ranges:
                continue
            first, last = template.ranges[table.name]
            rows = db.execute(select(table).where(table.c.id.between(first, last))).mappings()
            kept.append((table.name, [dict(found) for found in rows]))
    return SameRows(kept, template)


def reference(folder: Path) -> Tally:
    """The rows of a gift, inserted by Core in one BEGIN IMMEDIATE transaction each, on the same disk."""
    _, database = world.new(folder)
    rows = same_rows(database)
    tally, began = Tally(), time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        # Making up the rows is no part of storing them; balances follow by triggers, as they do for us.
        copied = rows.copied(len(tally.took) + 1)
        start = time.perf_counter()
        with database.engine.begin() as connection:
            for table, values in copied:
                connection.execute(insert(table), values)
        tally.took.append(time.perf_counter() - start)
    tally.lasted = sum(tally.took)
    database.close()
    return tally


def in_process(folder: Path) -> Tally:
    """One client whose requests go straight into the application, on one core."""
    settings, database = world.new(folder)
    person = add_user(database, Granted(Role.ADMIN), Granted(Role.DESK), Granted(Role.COORDINATOR))
    client = client_of(make_app(settings, database), database, person)
    with database.work() as db:
        donations.record(db, CONSOLE, world.gift())
    token = token_in(client.get("/donations/new").text)
    # The first one reads the catalogue, once in the life of a process.
    client.post("/donations/new", data=fields(token))
    client.get("/donations")
    browser = client.get_cookie(COOKIE).value
    tally, began = Tally(), time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        # A browser shows what was said and forgets it: without that the cookie grows with every gift.
        client.set_cookie(COOKIE, browser)
        start = time.perf_counter()
        status = client.post("/donations/new", data=fields(token)).status_code
        tally.took.append(time.perf_counter() - start)
        tally.failed += status != http.HTTPStatus.SEE_OTHER
    tally.lasted = time.perf_counter() - began
    database.close()
    return tally


def token_in(page: str) -> str:
    """The form token of a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None, page[:400]
    return found[1]


def over_http(folder: Path, clients: int) -> Tally:
    """So many signed-in browsers at once against a real server of two workers."""
    settings, database = world.new(folder)
    person = add_user(database, Granted(Role.ADMIN), Granted(Role.DESK), Granted(Role.COORDINATOR))
    app = make_app(settings, database)
    with database.work() as db:
        donations.record(db, CONSOLE, world.gift())
    cookies = []
    for _ in range(clients):
        sign_in = database.do(sign_ins.open_sign_in, person, "bench")
        browser = app.test_client()
        with browser.session_transaction() as session:
            session["_user_id"] = sign_in
        cookies.append(browser.get_cookie(COOKIE).value)
    environment = {"CONVOY_INSTANCE": str(settings.instance), "CONVOY_DATABASE_URL": settings.database_url}
    tally, lock = Tally(), threading.Lock()
    with servers.started_server(environment, folder / "server.log", workers=2) as server:
        ready = threading.Barrier(clients + 1)
        threads = [
            threading.Thread(target=_record, args=(server.url, cookie, ready, tally, lock))
            for cookie in cookies
        ]
        for thread in threads:
            thread.start()
        ready.wait()
        began = time.perf_counter()
        for thread in threads:
            thread.join()
        tally.lasted = time.perf_counter() - began
    database.close()
    return tally


def _record(url: str, cookie: str, ready: threading.Barrier, tally: Tally, lock: threading.Lock) -> None:
    """Send gift after gift on one connection, as a browser does."""
    address = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
    kept = {"Cookie": f"{COOKIE}={cookie}"}
    connection.request("GET", "/donations/new", headers=kept)
    answer = connection.getresponse()
    token = token_in(answer.read().decode())
    if changed := answer.getheader("Set-Cookie"):
        kept["Cookie"] = changed.partition(";")[0]
    headers = kept | {"Content-Type": "application/x-www-form-urlencoded", "Referer": url + "/donations/new"}
    # The first one reads the catalogue, once in the life of a process.
    connection.request("POST", "/donations/new", urllib.parse.urlencode(fields(token)), headers)
    connection.getresponse().read()
    ready.wait()
    ends = time.perf_counter() + SECONDS
    while time.perf_counter() < ends:
        body = urllib.parse.urlencode(fields(token))
        start = time.perf_counter()
        connection.request("POST", "/donations/new", body, headers)
        answer = connection.getresponse()
        answer.read()
        took = time.perf_counter() - start
        with lock:
            tally.took.append(took)
            tally.failed += answer.status != http.HTTPStatus.SEE_OTHER
    connection.close()


def report(folder: Path) -> None:
    """Print what a form costs beside its bare INSERTs, and how long 8 people wait who press at once."""
    heading("Recording 240 tins in ten boxes, each durably committed")
    going_on("bare INSERTs")
    bare = reference(folder / "bare")
    row(
        "bare INSERTs by Core",
        f"{bare.rate:.0f} a second, median {statistics.median(bare.took) * 1000:.1f} ms",
    )
    parts = (
        ("1 client, the application alone", lambda: in_process(folder / "alone")),
        ("1 client over HTTP", lambda: over_http(folder / "one", 1)),
        (f"{CLIENTS} clients over HTTP", lambda: over_http(folder / "many", CLIENTS)),
    )
    for what, measure in parts:
        going_on(what)
        ours = measure()
        row(what, f"{100 * ours.rate / bare.rate:.0f} % of the reference ({ours.rate:.0f} a second)",
            f"at least {100 * SHARE:.0f} %", held=ours.rate >= SHARE * bare.rate)  # fmt: skip
        slow, usual = ours.at(0.99), ours.at(0.5)
        row("", f"p99 {slow / usual:.1f} × p50 ({usual * 1000:.0f} ms), {ours.failed} errors",
            f"at most {TAIL} ×, 0 errors", held=slow <= TAIL * usual and not ours.failed)  # fmt: skip
