"""What the flows of a phone start from."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from convoy.db import Database
from convoy.domain.permissions import CONSOLE, Granted, Role
from convoy.models import Place, User
from convoy.services import passwords, users
from tests import servers
from tests.factories import an_item
from tests.flows.offline_phone import PASSWORD, Phone


@pytest.fixture
def people(server: servers.Server, database: Database) -> None:
    """Two desk volunteers, and the tins they count."""
    with database.work() as db:
        if db.query(Place).count() and not db.query(User).filter_by(login="olena").count():
            leeds = db.query(Place).first().id
            scrambled = passwords.scramble(PASSWORD)
            for name in ("Olena", "Marek"):
                new = users.NewUser(name.lower(), name, scrambled)
                users.create(db, CONSOLE, new, Granted(Role.DESK, place_id=leeds))
            an_item(db, code="FOD-BEEF-99", name="Tinned zebu, 400 g", words=("zebu",))


@pytest.fixture
def phone(playwright: Playwright, server: servers.Server, people: None, tmp_path: Path) -> Iterator[Phone]:
    one = Phone(playwright, server, tmp_path / "profile")
    yield one
    one.switch_off()
