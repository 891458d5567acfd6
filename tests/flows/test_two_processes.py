"""Two processes on PostgreSQL behind the README's nginx: one is killed and renewed, people notice nothing."""

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sqlalchemy import func, select

from convoy.config import Settings
from convoy.db import Database
from convoy.models import Donation, SignIn, UnsortedLine
from convoy.services import certificates, checking, users
from tests import servers
from tests.engines import on_postgresql
from tests.flows.test_first_convoy import Person, invites, joins
from tests.structure.test_code import TOP

pytestmark = on_postgresql

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def recipe(ports: dict[str, int], files: certificates.Files) -> str:
    """What the README says nginx is to be told, with the ports and certificate of this test."""
    readme = (TOP / "README.md").read_text(encoding="utf-8")
    found = re.search(r"^    upstream convoy .*?^    }$", readme, re.DOTALL | re.MULTILINE)
    assert found is not None
    told = found[0]
    for said, here in {
        "listen 443": f"listen 127.0.0.1:{ports['443']}",
        ":8001": f":{ports['8001']}",
        ":8002": f":{ports['8002']}",
        "aid.example.org;": "127.0.0.1;",
        "/etc/ssl/aid.example.org.crt": str(files.certificate),
        "/etc/ssl/aid.example.org.key": str(files.key),
    }.items():
        assert said in told
        told = told.replace(said, here)
    return told


@pytest.fixture
def ports() -> dict[str, int]:
    return {said: servers.free_port() for said in ("443", "8001", "8002")}


@pytest.fixture
def proxy(ports: dict[str, int], tmp_path: Path) -> Iterator[str]:
    if NGINX is None:
        pytest.skip("two processes behind a proxy: nginx is not installed")
    files = certificates.make(tmp_path / "certificate", "127.0.0.1", "A union")
    temporary = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; pid {tmp_path}/nginx.pid; error_log {tmp_path}/nginx.log; events {{}}\n"
        f"http {{ access_log off; {temporary}\n{recipe(ports, files)} }}\n",
        encoding="utf-8",
    )
    process = subprocess.Popen([NGINX, "-c", str(tmp_path / "nginx.conf"), "-e", str(tmp_path / "nginx.log")])
    yield f"https://127.0.0.1:{ports['443']}"
    process.terminate()
    process.wait(10)


def logs_bags(desk: Person, kilograms: int) -> None:
    desk.goes_to("/")
    desk.page.get_by_role("link", name="Unsorted bags").click()
    desk.types("unsorted-0-packages", "3")
    desk.types("unsorted-0-grams", str(kilograms))
    desk.presses("Record the bags")
    assert "3 bags" in desk.reads


def sends_the_same_again(desk: Person) -> None:
    desk.page.go_back()
    desk.presses("Record the bags")


def test_one_of_two_processes_is_killed_and_renewed_and_nothing_is_lost_or_doubled(
    installed: Settings,
    database: Database,
    environment: dict[str, str],
    ports: dict[str, int],
    proxy: str,
    browser: Browser,
    tmp_path: Path,
):
    both = {**environment, "CONVOY_URL": proxy, "CONVOY_TRUSTED_PROXIES": "1"}

    def starts(said: str) -> servers.Server:
        log = tmp_path / f"{said}.log"
        return running.enter_context(servers.started_server(both, log, port=ports[said]))

    with database.work() as db:
        code = users.first_admin_code(db)
    with ExitStack() as running:
        first, second = starts("8001"), starts("8002")
        context = running.enter_context(browser.new_context(ignore_https_errors=True))
        other = running.enter_context(browser.new_context(ignore_https_errors=True))
        behind = servers.Server(proxy, first.log, first.process)
        admin, desk = Person(context.new_page(), behind), Person(other.new_page(), behind)
        joins(admin, code, "Nadia")
        joins(desk, invites(admin, "desk_volunteer", "Leeds"), "Olena")
        logs_bags(desk, 1)
        first.kill()
        logs_bags(desk, 2)
        sends_the_same_again(desk)
        starts("8001")
        second.kill()
        # Longer than nginx leaves out a process that did not answer.
        time.sleep(11)
        logs_bags(desk, 3)
        starts("8002")
        logs_bags(desk, 4)
        admin.goes_to("/people")
        assert "Olena" in admin.reads
    with database.look() as db:
        grams = db.scalars(select(UnsortedLine.grams).order_by(UnsortedLine.grams)).all()
        assert grams == [1_000, 2_000, 3_000, 4_000]
        assert db.scalar(select(func.count(Donation.id))) == len(grams)
        assert db.scalar(select(func.count(SignIn.id)).where(SignIn.ended_at.is_(None))) == 2
        assert list(checking.differences(db)) == []
