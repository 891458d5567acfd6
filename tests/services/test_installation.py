"""A migration keeps every row and every trigger, and is all or nothing."""

import shutil

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from convoy.domain.kinds import OrganisationKind
from convoy.models import Organisation
from convoy.services import installation

# Tables that others point to and that triggers guard, each made anew under its name.
NEXT_MIGRATION = """
import sqlalchemy as sa
from alembic import op

revision = "f00000000001"
down_revision = {newest!r}
branch_labels = None
depends_on = None


def upgrade():
    for table in ("organisation", "event", "movement"):
        with op.batch_alter_table(table, recreate="auto") as batch:
            batch.add_column(sa.Column("colour", sa.String(), nullable=False, server_default="red"))
            batch.alter_column("colour", nullable=True)
    op.execute({last!r})
"""


@pytest.fixture
def next_migration(tmp_path, monkeypatch):
    """`next_migration("…")` adds a migration to those of the tree; it ends with that statement."""
    newest = installation.newest_version()
    folder = tmp_path / "migrations"
    shutil.copytree(installation.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))

    def write(last: str) -> None:
        file = folder / "versions" / "29990101_0000_f00000000001_everything_has_a_colour.py"
        file.write_text(NEXT_MIGRATION.format(newest=newest, last=last), encoding="utf-8")
        monkeypatch.setattr(installation, "MIGRATIONS", folder)

    return write


@pytest.fixture
def union_and_branch(bare):
    """A database of today's schema with a union and its branch, which points to it."""
    installation.migrate(bare)
    with bare.work() as db:
        union = Organisation(code="OR-1", kind=OrganisationKind.TRADE_UNION, name="Union", name_key="union")
        db.add(union)
        db.flush()
        branch = Organisation(
            code="OR-2",
            kind=OrganisationKind.UNION_BRANCH,
            name="Branch",
            name_key="branch",
            parent_id=union.id,
        )
        db.add(branch)
    return bare


def triggers(database) -> list[str]:
    question = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
        if database.is_sqlite
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname"
    )
    with database.look() as db:
        return list(db.scalars(text(question)))


def codes(database) -> list[str]:
    with database.look() as db:
        return list(db.scalars(text("SELECT code FROM organisation ORDER BY code")))


def columns(database) -> set[str]:
    return {column["name"] for column in inspect(database.engine).get_columns("organisation")}


def test_a_rebuilt_table_keeps_its_rows_and_all_triggers(union_and_branch, next_migration):
    before = triggers(union_and_branch)
    assert "movement_update_refused" in before
    next_migration("SELECT 1")

    installation.migrate(union_and_branch)

    assert "colour" in columns(union_and_branch)
    assert codes(union_and_branch) == ["OR-1", "OR-2"]
    assert triggers(union_and_branch) == before
    assert installation.schema_version(union_and_branch) == "f00000000001"


def test_a_migration_that_would_orphan_a_row_changes_nothing(union_and_branch, next_migration):
    before = installation.schema_version(union_and_branch), triggers(union_and_branch)
    next_migration("DELETE FROM organisation WHERE code = 'OR-1'")

    with pytest.raises((RuntimeError, DBAPIError)):
        installation.migrate(union_and_branch)

    assert "colour" not in columns(union_and_branch)
    assert codes(union_and_branch) == ["OR-1", "OR-2"]
    assert (installation.schema_version(union_and_branch), triggers(union_and_branch)) == before
