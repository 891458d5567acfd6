"""The import of a list is killed at any moment: all of it is there, or nothing; repeating completes it."""

import os
import random
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import func, select

from convoy.config import Settings
from convoy.db import Database
from convoy.models import AuditEntry, Box, Donation, ImportedBox
from convoy.services import checking
from tests import commands

BOXES = 140


def stored(database: Database) -> set[int]:
    with database.look() as db:
        return {
            db.scalar(select(func.count(Box.id))),
            db.scalar(select(func.count(ImportedBox.box_id))),
            BOXES * db.scalar(select(func.count(Donation.id))),
            BOXES * db.scalar(select(func.count(AuditEntry.id)).where(AuditEntry.action == "box:import")),
        }


def test_a_killed_import_leaves_all_or_nothing(
    installed: Settings,
    database: Database,
    environment: dict[str, str],
    tmp_path: Path,
    count: Callable[[int, int], int],
):
    sheet = tmp_path / "hall.csv"
    rows = "".join(f"{number},HYG-SOAP-01,24,new,3\n" for number in range(1, BOXES + 1))
    sheet.write_text("box number,item,quantity,condition,kg\n" + rows, encoding="utf-8")
    convoy = partial(commands.run, environment={**os.environ, **environment})
    command = ("import", "boxes", sheet, "--place", "LEE")
    convoy(*command, "--dry-run").check_returncode()
    started = time.monotonic()
    convoy(*command, "--dry-run")
    whole = time.monotonic() - started
    for _ in range(count(3, 100)):
        process = commands.start(*command, environment={**os.environ, **environment})
        time.sleep(random.uniform(0.2, 1.2) * whole)
        process.kill()
        process.join()
        assert stored(database) in ({0}, {BOXES})
    convoy(*command).check_returncode()
    assert stored(database) == {BOXES}
    with database.look() as db:
        assert list(checking.differences(db)) == []
