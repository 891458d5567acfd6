"""The server is killed while people record gifts: what was acknowledged is there, once and whole."""

import http.client
import http.cookiejar
import random
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import func, select

from convoy.config import Settings
from convoy.db import Database
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import AuditEntry, Box, Donation, Place
from convoy.services import checking, passwords, users
from tests import servers
from tests.servers import Server

PASSWORD = "four plain words suffice"


class Desk:
    """A desk volunteer's browser, as far as recording a gift goes."""

    def __init__(self) -> None:
        jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(jar), urllib.request.ProxyHandler({})
        )

    def signs_in(self, url: str) -> None:
        token = self._token(url + "/sign-in")
        self._post(url + "/sign-in", {"csrf_token": token, "login": "sam", "password": PASSWORD})

    def records(self, url: str) -> str:
        """Record 24 tins in 2 boxes and return the donation's code, once the server has acknowledged it."""
        fields = {
            "csrf_token": self._token(url + "/donations/new"),
            "key": str(uuid4()),
            "anonymous": "y",
            "place": "LEE",
            "received_on": time.strftime("%Y-%m-%d", time.gmtime()),
            "lines-0-item": "HYG-SOAP-01",
            "lines-0-quantity": "24",
            "lines-0-boxes": "2",
            "lines-0-condition": "new",
            "lines-0-currency": "EUR",
            "lines-0-decision": "accepted",
            "donor_kind": "",
        }
        landed = self._post(url + "/donations/new", fields)
        found = re.search(r"/donations/(DN-[0-9A-Z-]+)(?:\?|$)", landed)
        assert found is not None, landed
        return found[1]

    def _token(self, address: str) -> str:
        with self._opener.open(address, timeout=servers.PATIENCE) as answer:
            found = re.search(r'name="csrf_token" value="([^"]+)"', answer.read().decode())
        assert found is not None, address
        return found[1]

    def _post(self, address: str, fields: dict[str, str]) -> str:
        body = urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(address, body, {"Referer": address})  # noqa: S310  # our own address
        with self._opener.open(request, timeout=servers.PATIENCE) as answer:
            return answer.geturl()


@contextmanager
def recording(desk: Desk, server: Server, acknowledged: list[str]) -> Iterator[None]:
    """A volunteer who records gift after gift until the server is gone."""

    def go_on() -> None:
        while True:
            try:
                acknowledged.append(desk.records(server.url))
            except (OSError, urllib.error.URLError, http.client.HTTPException):
                return

    thread = threading.Thread(target=go_on)
    thread.start()
    yield
    thread.join(30)


def wait_for_more(acknowledged: list[str], more: int) -> None:
    """Wait until so many more gifts are acknowledged, so that the kill falls into the next one."""
    wanted, give_up = len(acknowledged) + more, time.monotonic() + servers.PATIENCE
    while len(acknowledged) < wanted and time.monotonic() < give_up:
        time.sleep(0.002)


def test_kills_lose_nothing_that_was_acknowledged(
    installed: Settings,
    database: Database,
    environment: dict[str, str],
    tmp_path: Path,
    count: Callable[[int, int], int],
):
    hashed = passwords.scramble(PASSWORD)
    with database.work() as db:
        place = db.scalars(select(Place)).one()
        users.create(db, CONSOLE, users.NewUser("sam", "Sam", hashed), Granted(Role.DESK, place_id=place.id))
    desk, acknowledged = Desk(), list[str]()
    for round_number in range(count(4, 500)):
        with servers.started_server(environment, tmp_path / "server.log") as server:
            if round_number == 0:
                desk.signs_in(server.url)
            with recording(desk, server, acknowledged):
                wait_for_more(acknowledged, random.randint(1, 5))
                time.sleep(random.uniform(0, 0.1))
                server.kill()
    assert acknowledged
    assert len(set(acknowledged)) == len(acknowledged)
    with database.look() as db:
        kept = set(db.scalars(select(Donation.code)))
        assert set(acknowledged) <= kept
        assert db.scalar(select(func.count(Box.id))) == 2 * len(kept)
        recorded = select(func.count(AuditEntry.id)).where(AuditEntry.action == "donation:record")
        assert db.scalar(recorded) == len(kept)
        assert list(checking.differences(db)) == []
