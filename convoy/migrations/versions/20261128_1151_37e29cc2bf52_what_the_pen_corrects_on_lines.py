"""what the pen corrects on lines."""

import sqlalchemy as sa
from alembic import op

revision = "37e29cc2bf52"
down_revision = "8b178a6ba873"
branch_labels = None
depends_on = None

FIELDS = "ck_hand_correction_penfield"
BEFORE = "field IN ('plate', 'trailer', 'driver', 'seal')"
AFTER = "field IN ('plate', 'trailer', 'driver', 'seal', 'packages', 'remark')"
KNOWN = ("id", "paper_id", "field", "written_on", "reason", "keyed_at", "keyed_by_id")
NEW = {"packages": "INTEGER", "of_line": "TEXT", "remark": "TEXT"}
RULES = {
    "ck_hand_correction_packages_if_corrected": "(field = 'packages') = (packages IS NOT NULL)",
    "ck_hand_correction_packages_of_a_line": "(packages IS NULL) = (of_line IS NULL)",
    "ck_hand_correction_packages_not_negative": "packages >= 0",
    "ck_hand_correction_remark_if_said": "remark IS NULL OR field = 'remark'",
}


def upgrade() -> None:
    """PostgreSQL changes a check, SQLite only a whole table."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.drop_constraint(op.f(FIELDS), "hand_correction", type_="check")
        op.alter_column("hand_correction", "field", type_=sa.String(8))
        op.add_column("hand_correction", sa.Column("packages", sa.Integer(), nullable=True))
        op.add_column("hand_correction", sa.Column("of_line", sa.String(), nullable=True))
        op.add_column("hand_correction", sa.Column("remark", sa.String(), nullable=True))
        for name, rule in {FIELDS: AFTER, **RULES}.items():
            op.create_check_constraint(op.f(name), "hand_correction", rule)
        return
    columns = "".join(f"{name} {kind}, " for name, kind in NEW.items())
    rules = "".join(f", CONSTRAINT {name} CHECK ({rule})" for name, rule in RULES.items())
    said = connection.scalar(sa.text("SELECT sql FROM sqlite_master WHERE name = 'hand_correction'"))
    made = said.replace(f"CHECK ({BEFORE})", f"CHECK ({AFTER}){rules}", 1)
    made = made.replace("CONSTRAINT", f"{columns}CONSTRAINT", 1).replace("hand_correction", "corrected", 1)
    _rebuild(connection, made, KNOWN)


def downgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        for name in {FIELDS: AFTER, **RULES}:
            op.drop_constraint(op.f(name), "hand_correction", type_="check")
        for name in NEW:
            op.drop_column("hand_correction", name)
        op.alter_column("hand_correction", "field", type_=sa.String(7))
        op.create_check_constraint(op.f(FIELDS), "hand_correction", BEFORE)
        return
    columns = "".join(f"{name} {kind}, " for name, kind in NEW.items())
    rules = "".join(f", CONSTRAINT {name} CHECK ({rule})" for name, rule in RULES.items())
    said = connection.scalar(sa.text("SELECT sql FROM sqlite_master WHERE name = 'hand_correction'"))
    made = said.replace(f"CHECK ({AFTER}){rules}", f"CHECK ({BEFORE})", 1)
    made = made.replace(f"{columns}CONSTRAINT", "CONSTRAINT", 1).replace("hand_correction", "corrected", 1)
    _rebuild(connection, made, KNOWN)


def _rebuild(connection: sa.Connection, made: str, columns: tuple[str, ...]) -> None:
    """Make SQLite's table anew and fill it."""
    names = ", ".join(columns)
    connection.exec_driver_sql(made)
    connection.exec_driver_sql(f"INSERT INTO corrected ({names}) SELECT {names} FROM hand_correction")  # noqa: S608
    op.drop_table("hand_correction")
    op.rename_table("corrected", "hand_correction")
    op.create_index(op.f("ix_hand_correction_paper_id"), "hand_correction", ["paper_id"])
