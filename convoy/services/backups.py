"""Copies of everything: one SQLite file whatever the engine, made and put back while others work.

The file has the schema of this Convoy, so it also moves an installation between SQLite and PostgreSQL. Sealed
to a public key it can lie anywhere: what is not sealed yet lies in the folder of the installation only.
"""

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import update

from convoy.db import Database
from convoy.domain.errors import RuleBroken
from convoy.domain.messages import N_
from convoy.models import Card, CrewLink, Device, Invitation, SignIn
from convoy.services import installation, moving, rows, sealing
from convoy.services.rows import Progress

DRAFTS = ".convoy-draft-"
"""Nothing of anybody else is called so: what is a day old and begins so is deleted."""

LEFT_BEHIND_S = 24 * 60 * 60


def backup(
    database: Database,
    file: Path,
    progress: Progress,
    *,
    keys: Sequence[str] = (),
    workshop: Path | None = None,
) -> int:
    """Write a copy of everything to `file` (mode 0600) and return its size in bytes.

    The copy is one committed state, sealed to every one of `keys`; `workshop` is the folder where it lies
    until then. An older file of that name is replaced only when the new one is whole.
    """
    with _draft_in(file.resolve().parent) as draft:
        if keys:
            with _draft_in(workshop or file.resolve().parent) as plain:
                _write(database, plain, progress)
                sealing.seal(plain, draft, keys)
        else:
            _write(database, draft, progress)
        _keep(draft)
        draft.replace(file)
        _keep(file.resolve().parent)
    return file.stat().st_size


def restore(
    database: Database,
    file: Path,
    progress: Progress,
    *,
    identity: Path | None = None,
    workshop: Path | None = None,
) -> None:
    """Put back what `file` holds, in place of all that is here; sign-ins and open invitations end.

    `identity` opens a sealed copy, in the folder `workshop`. Raises RuleBroken, with nothing changed, when
    the file is not a whole copy made by this or an older Convoy.
    """
    with opened(file, identity, workshop) as copy:
        _end_access(copy)
        installation.migrate(database)
        if database.is_sqlite:
            draft = _file_of(copy)
            copy.close()
            _settle(draft)
            _copy_sqlite(draft, _file_of(database), progress)
        else:
            with copy.look() as reading, database.work() as writing:
                rows.empty(writing.connection())
                rows.transfer(reading, writing, progress)


@contextmanager
def opened(file: Path, identity: Path | None, workshop: Path | None = None) -> Iterator[Database]:
    """A throw-away database with all that the copy `file` holds, brought to this version.

    Raises RuleBroken when the file is not a whole copy made by this or an older Convoy, or stays sealed.
    """
    with _draft_in(workshop or file.resolve().parent) as draft:
        if sealing.is_sealed(file):
            if identity is None:
                raise RuleBroken(
                    N_("%(file)s is sealed. --identity names the file with the key that opens it."),
                    file=file.name,
                )
            sealing.unseal(file, draft, identity)
        else:
            shutil.copyfile(file, draft)
        draft.chmod(sealing.MODE)
        _check(draft, file.name)
        copy = Database(f"sqlite:///{draft}")
        try:
            # A copy made after a move is as good as any other: what was closed is the database it is of.
            moving.reopen(copy)
            installation.migrate(copy)
            yield copy
        finally:
            copy.close()


def keep_newest(folder: Path, pattern: str, number: int) -> None:
    """Delete all but the newest `number` copies in `folder` whose names look so."""
    copies = sorted(folder.glob(pattern), key=lambda copy: copy.stat().st_mtime, reverse=True)
    for copy in copies[number:]:
        copy.unlink()


@contextmanager
def _draft_in(folder: Path) -> Iterator[Path]:
    """A draft in a closed folder of its own, on the target's disk: one step gives it the target's name."""
    _sweep(folder)
    own = Path(tempfile.mkdtemp(prefix=DRAFTS, dir=folder))
    try:
        yield own / "draft.db"
    finally:
        shutil.rmtree(own, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Remove what a killed copy left; what is younger may belong to one that is being made."""
    for left in folder.glob(f"{DRAFTS}*"):
        if time.time() - left.stat().st_mtime > LEFT_BEHIND_S:
            shutil.rmtree(left, ignore_errors=True)


def _write(database: Database, draft: Path, progress: Progress) -> None:
    draft.touch(sealing.MODE)
    if database.is_sqlite:
        _copy_sqlite(_file_of(database), draft, progress)
    else:
        version = installation.schema_version(database)
        target = Database(f"sqlite:///{draft}")
        try:
            installation.migrate(target, version)
            with database.look() as reading, target.work() as writing:
                giving = reading.connection()
                foreign = version != installation.newest_version()
                tables = rows.of_another_version(giving) if foreign else ()
                rows.copy(giving, writing.connection(), progress, tables)
        finally:
            target.close()
    _settle(draft)


def _keep(path: Path) -> None:
    """Have the disk keep what was written, also through a power cut; of a folder, its names."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _file_of(database: Database) -> Path:
    return Path(str(database.engine.url.database))


def _copy_sqlite(source: Path, target: Path, progress: Progress) -> None:
    """Copy page by page through SQLite itself: safe beside readers and writers, unlike copying the file."""
    with (
        sqlite3.connect(source, timeout=30) as giving,
        sqlite3.connect(target, timeout=30) as taking,
    ):
        giving.backup(
            taking,
            pages=4_096,
            progress=lambda _status, left, total: progress("pages", total - left, total),
        )
    giving.close()
    taking.close()


def _settle(draft: Path) -> None:
    """Leave one file without a journal beside it, readable by its owner only."""
    connection = sqlite3.connect(draft)
    connection.execute("PRAGMA journal_mode=DELETE").close()
    connection.close()
    draft.chmod(sealing.MODE)


def _check(file: Path, name: str) -> None:
    try:
        connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        try:
            sound = connection.execute("PRAGMA quick_check").fetchone()[0] == "ok"
            connection.execute("SELECT version_num FROM alembic_version").fetchone()
        finally:
            connection.close()
    except sqlite3.DatabaseError:
        sound = False
    if not sound:
        raise RuleBroken(
            N_("%(file)s is not a whole copy made by Convoy. Nothing was changed; use another copy."),
            file=name,
        )


def _end_access(copy: Database) -> None:
    now = datetime.now(UTC)
    with copy.work() as db:
        db.execute(
            update(SignIn).where(SignIn.ended_at.is_(None)).values(ended_at=now, ended_reason="restored")
        )
        db.execute(update(Card).where(Card.ended_at.is_(None)).values(ended_at=now))
        db.execute(update(CrewLink).where(CrewLink.ended_at.is_(None)).values(ended_at=now))
        db.execute(update(Device).where(Device.ended_at.is_(None)).values(ended_at=now))
        db.execute(
            update(Invitation)
            .where(Invitation.used_at.is_(None), Invitation.ended_at.is_(None))
            .values(ended_at=now)
        )
