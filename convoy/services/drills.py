"""A restore drill: a copy is put back where nobody works, checked and counted, and nothing of it stays."""

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, make_url, select, text
from sqlalchemy.orm import Session

from convoy.db import Database
from convoy.models import AuditEntry
from convoy.services import backups, checking, rows

Progress = Callable[[str, int, int], None]

SCHEMA = "convoy_drill"
"""Where a drill on PostgreSQL puts its tables: beside those of the installation, never among them."""


@dataclass(frozen=True, slots=True)
class Drill:
    """What a drill found: rows by noun, how far the copy reaches, how long it took, the first difference."""

    rows: Mapping[str, int]
    last_action: datetime | None
    actions: int
    examined: int
    seconds: float
    first_difference: str | None


def drill(file: Path, progress: Progress, *, identity: Path | None, workshop: Path, url: str = "") -> Drill:
    """Restore `file` into a throw-away installation: SQLite in `workshop`, or PostgreSQL at `url`.

    Raises RuleBroken when the file is not a whole copy, or does not open.
    """
    began = time.monotonic()
    with _throw_away(workshop, url) as target:
        backups.restore(target, file, progress, identity=identity, workshop=workshop)
        with backups.opened(file, identity, workshop) as copy, copy.look() as db:
            given = rows.counted(db)
        with target.look() as db:
            report = checking.examine(db, progress)
            found = rows.counted(db)
            last, actions = reaches(db)
    difference = report.first_difference or next(
        (
            f"rows of {noun}: {found[noun]}, in the copy {number}"
            for noun, number in given.items()
            if found[noun] != number
        ),
        None,
    )
    return Drill(found, last, actions, report.examined, time.monotonic() - began, difference)


def reaches(db: Session) -> tuple[datetime | None, int]:
    """Return when the last action recorded here was taken, and how many there are."""
    last, actions = db.execute(select(func.max(AuditEntry.at), func.count())).one()
    return last, actions


@contextmanager
def _throw_away(workshop: Path, url: str) -> Iterator[Database]:
    if not url:
        with tempfile.TemporaryDirectory(prefix=backups.DRAFTS, dir=workshop) as folder:
            target = Database(f"sqlite:///{folder}/drill.db")
            try:
                yield target
            finally:
                target.close()
        return
    beside = Database(url, pool_size=1)
    target = Database(_in_schema(url))
    try:
        _drop_schema(beside)
        with beside.work() as db:
            db.execute(text(f"CREATE SCHEMA {SCHEMA}"))
        yield target
    finally:
        target.close()
        _drop_schema(beside)
        beside.close()


def _drop_schema(beside: Database) -> None:
    with beside.work() as db:
        db.execute(text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))


def _in_schema(url: str) -> str:
    aimed = make_url(url).update_query_dict({"options": f"-csearch_path={SCHEMA}"})
    return aimed.render_as_string(hide_password=False)
