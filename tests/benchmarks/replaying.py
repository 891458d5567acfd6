"""The queues of phones, sent several times each by several phones at once, in any order."""

import http.client
import json
import random
import statistics
import threading
import time
import urllib.parse
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import func, select

from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import Donation
from convoy.services import phones, sign_ins
from tests import servers
from tests.benchmarks import world
from tests.benchmarks.measuring import going_on, heading, row
from tests.benchmarks.recording import COOKIE, Tally
from tests.phones import HEADERS, a_line, seal
from tests.web.people import add_user, make_app

CLIENTS = 8
TIMES = 5
BATCH = 10
SLOWEST = 1.0


def report(folder: Path, gifts: int) -> None:
    """Print whether every gift is there once, and how long a phone waits for an answer."""
    heading(
        f"Offline replay: {gifts} gifts sent {TIMES} times each, {CLIENTS} phones at once, {BATCH} a time"
    )
    going_on("sealing")
    settings, database = world.new(folder)
    app = make_app(settings, database)
    database.do(phones.make_keys_once, CONSOLE)
    cookies, passes = zip(*[_phone(app, database) for _ in range(CLIENTS)], strict=True)
    with database.look() as db:
        keys = phones.public_keys(db) or {}
    queue = [_sealed(keys["sealing"], passes[n % CLIENTS], n) for n in range(gifts)] * TIMES
    random.Random(1).shuffle(queue)
    batches = [queue[start : start + BATCH] for start in range(0, len(queue), BATCH)]
    environment = {"CONVOY_INSTANCE": str(settings.instance), "CONVOY_DATABASE_URL": settings.database_url}
    tally, lock = Tally(), threading.Lock()
    going_on("sending")
    with servers.started_server(environment, folder / "server.log", workers=2) as server:
        ready = threading.Barrier(CLIENTS + 1)
        threads = [
            threading.Thread(target=_send, args=(server.url, cookie, batches[n::CLIENTS], ready, tally, lock))
            for n, cookie in enumerate(cookies)
        ]
        for thread in threads:
            thread.start()
        ready.wait()
        began = time.perf_counter()
        for thread in threads:
            thread.join()
        tally.lasted = time.perf_counter() - began
    with database.look() as db:
        stored = db.scalar(select(func.count(Donation.id)))
    database.close()
    row("gifts recorded", f"{stored} of {gifts}, {tally.failed} errors", "each once, 0 errors",
        held=stored == gifts and not tally.failed)  # fmt: skip
    row("an answer for a batch", f"p50 {statistics.median(tally.took):.2f} s, p99 {tally.at(0.99):.2f} s",
        f"p99 at most {SLOWEST:.0f} s", held=tally.at(0.99) <= SLOWEST)  # fmt: skip
    row("records answered", f"{len(queue) / tally.lasted:.0f} a second")


def _phone(app, database) -> tuple[str, str]:
    """The cookie and the pass of a desk volunteer's phone."""
    person = add_user(database, Granted(Role.DESK))
    token = database.do(sign_ins.open_sign_in, person, "bench")
    browser = app.test_client()
    with browser.session_transaction() as session:
        session["_user_id"] = token
    kept = browser.post("/api/phone", json={}, headers=HEADERS).json
    return browser.get_cookie(COOKIE).value, kept["by"]


def _sealed(point: str, by: str, number: int) -> dict[str, str]:
    record_id = str(uuid4())
    gift = a_line(item=world.ITEM, quantity=str(100 + number), boxes="2")
    content = {"v": 1, "made_at": datetime.now(UTC).isoformat(), "by": by, "gift": gift}
    return {"id": record_id, "sealed": seal(point, record_id, json.dumps(content).encode())}


def _send(
    url: str, cookie: str, batches: list, ready: threading.Barrier, tally: Tally, lock: threading.Lock
) -> None:
    address = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
    headers = HEADERS | {"Cookie": f"{COOKIE}={cookie}", "Content-Type": "application/json"}
    # The first one reads the catalogue, once in the life of a process.
    for batch, is_counted in [(batches[0], False), *((batch, True) for batch in batches)]:
        start = time.perf_counter()
        connection.request("POST", "/api/donations", json.dumps({"records": batch}), headers)
        answer = connection.getresponse()
        said = json.loads(answer.read())
        took = time.perf_counter() - start
        if not is_counted:
            ready.wait()
            continue
        good = answer.status == http.HTTPStatus.OK and all(one["status"] < 300 for one in said["records"])
        with lock:
            tally.took.append(took)
            tally.failed += not good
    connection.close()
