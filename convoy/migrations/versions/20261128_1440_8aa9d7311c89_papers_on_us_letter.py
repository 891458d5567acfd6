"""papers on us letter."""

import re

import sqlalchemy as sa
from alembic import op

revision = "8aa9d7311c89"
down_revision = "5d0c71e9ab38"
branch_labels = None
depends_on = None

KEY = ["paper_id", "variant", "languages", "copies"]
UNIQUE = "uq_rendition_paper_id_variant_languages_copies"
SIZES = "page IN ('A4', 'Letter')"
SAYS = "languages IS NOT NULL OR copies IS NOT NULL OR sides IS NOT NULL"
SAYS_SOMETHING = "ck_paper_default_says_something"
CHANGES = {
    "rendition": {
        "content BLOB": "page TEXT DEFAULT 'A4' NOT NULL, content BLOB",
        f"CONSTRAINT {UNIQUE} UNIQUE (paper_id, variant, languages, copies)": (
            f"CONSTRAINT {UNIQUE}_page UNIQUE (paper_id, variant, languages, copies, page),"
            f" CONSTRAINT ck_rendition_pagesize CHECK ({SIZES})"
        ),
    },
    "paper_default": {
        "sides INTEGER": "sides INTEGER, page TEXT",
        f"CONSTRAINT {SAYS_SOMETHING} CHECK ({SAYS})": (
            f"CONSTRAINT {SAYS_SOMETHING} CHECK ({SAYS} OR page IS NOT NULL),"
            f" CONSTRAINT ck_paper_default_pagesize CHECK ({SIZES})"
        ),
    },
}
"""What SQLite's tables say before and after."""


def upgrade() -> None:
    """PostgreSQL changes a rule, SQLite only a whole table."""
    if op.get_bind().dialect.name == "sqlite":
        for table, changes in CHANGES.items():
            rebuild(table, changes)
        return
    size = sa.Enum("A4", "Letter", name="pagesize", native_enum=False)
    op.add_column("rendition", sa.Column("page", size, server_default="A4", nullable=False))
    op.add_column("paper_default", sa.Column("page", size, nullable=True))
    for table in CHANGES:
        op.create_check_constraint(op.f(f"ck_{table}_pagesize"), table, SIZES)
    op.drop_constraint(op.f(UNIQUE), "rendition", type_="unique")
    op.create_unique_constraint(op.f(f"{UNIQUE}_page"), "rendition", [*KEY, "page"])
    op.drop_constraint(op.f(SAYS_SOMETHING), "paper_default", type_="check")
    op.create_check_constraint(op.f(SAYS_SOMETHING), "paper_default", f"{SAYS} OR page IS NOT NULL")


def rebuild(table: str, changes: dict[str, str]) -> None:
    """Make a SQLite table anew with other columns and rules; its rows, indexes and strictness stay."""
    connection = op.get_bind()
    said = connection.scalar(sa.text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table})
    indexes = connection.scalars(
        sa.text("SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = :name AND sql <> ''"),
        {"name": table},
    ).all()
    before = [row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})")]
    for old, new in changes.items():
        assert said.count(old) == 1, old
        said = said.replace(old, new)
    made = re.sub(rf'^CREATE TABLE "?{table}"?', f"CREATE TABLE {table}_after", said, count=1)
    connection.exec_driver_sql(made)
    after = {row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table}_after)")}
    columns = ", ".join(name for name in before if name in after)
    connection.exec_driver_sql(f"INSERT INTO {table}_after ({columns}) SELECT {columns} FROM {table}")  # noqa: S608
    op.drop_table(table)
    op.rename_table(f"{table}_after", table)
    for index in indexes:
        connection.exec_driver_sql(index)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table, changes in CHANGES.items():
            rebuild(table, {new: old for old, new in changes.items()})
        return
    op.drop_constraint(op.f(SAYS_SOMETHING), "paper_default", type_="check")
    op.create_check_constraint(op.f(SAYS_SOMETHING), "paper_default", SAYS)
    op.drop_constraint(op.f(f"{UNIQUE}_page"), "rendition", type_="unique")
    op.create_unique_constraint(op.f(UNIQUE), "rendition", KEY)
    for table in CHANGES:
        op.drop_constraint(op.f(f"ck_{table}_pagesize"), table, type_="check")
        op.drop_column(table, "page")
