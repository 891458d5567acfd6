"""papers of stops, boxes, pallets and places; renditions of several copies."""

import re

import sqlalchemy as sa
from alembic import op

from convoy.services import going_back

revision = "1cb5c7c73bd5"
down_revision = "8f92176d611a"
branch_labels = None
depends_on = None

TARGETS = ("stop", "box", "pallet", "place")
ONE_OF_TWO = "(convoy_id IS NULL) <> (donation_id IS NULL)"
ONE_THING = (
    "CASE WHEN convoy_id IS NULL THEN 0 ELSE 1 END + CASE WHEN donation_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN box_id IS NULL THEN 0 ELSE 1 END + CASE WHEN pallet_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN place_id IS NULL THEN 0 ELSE 1 END = 1"
)
RULES = {
    "ck_paper_about_one_thing": ONE_THING,
    "ck_paper_run_of_convoy": "run_id IS NULL OR convoy_id IS NOT NULL",
    "ck_paper_stop_of_run": "stop_id IS NULL OR run_id IS NOT NULL",
}
KEY = ["paper_id", "variant", "languages"]


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        rebuild(
            "paper",
            {
                f"CONSTRAINT ck_paper_for_convoy_or_donation CHECK ({ONE_OF_TWO})": ", ".join(
                    [f"CONSTRAINT {name} CHECK ({rule})" for name, rule in RULES.items()]
                    + [
                        f"CONSTRAINT fk_paper_{one}_id FOREIGN KEY({one}_id) REFERENCES {one} (id)"
                        for one in TARGETS
                    ]
                ),
                "snapshot TEXT": ", ".join([*(f"{one}_id INTEGER" for one in TARGETS), "snapshot TEXT"]),
            },
        )
        rebuild(
            "rendition",
            {
                "content BLOB": "copies INTEGER DEFAULT '1' NOT NULL, content BLOB",
                "CONSTRAINT uq_rendition_paper_id_variant_languages UNIQUE (paper_id, variant, languages)": (
                    "CONSTRAINT uq_rendition_paper_id_variant_languages_copies"
                    " UNIQUE (paper_id, variant, languages, copies),"
                    " CONSTRAINT ck_rendition_copies_positive CHECK (copies > 0)"
                ),
            },
        )
    else:
        for one in TARGETS:
            op.add_column("paper", sa.Column(f"{one}_id", sa.Integer(), nullable=True))
            op.create_foreign_key(op.f(f"fk_paper_{one}_id"), "paper", one, [f"{one}_id"], ["id"])
        op.drop_constraint(op.f("ck_paper_for_convoy_or_donation"), "paper", type_="check")
        for name, rule in RULES.items():
            op.create_check_constraint(op.f(name), "paper", rule)
        op.add_column("rendition", sa.Column("copies", sa.Integer(), server_default="1", nullable=False))
        op.drop_constraint(op.f("uq_rendition_paper_id_variant_languages"), "rendition", type_="unique")
        op.create_unique_constraint(
            op.f("uq_rendition_paper_id_variant_languages_copies"), "rendition", [*KEY, "copies"]
        )
        op.create_check_constraint(op.f("ck_rendition_copies_positive"), "rendition", "copies > 0")
    for one in TARGETS:
        op.create_index(op.f(f"ix_paper_{one}_id"), "paper", [f"{one}_id"])


def rebuild(table: str, changes: dict[str, str]) -> None:
    """Make a SQLite table anew with other columns and rules; its rows, indexes and strictness stay."""
    connection = op.get_bind()
    said = connection.scalar(sa.text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table})
    indexes = connection.scalars(
        sa.text("SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = :name AND sql <> ''"),
        {"name": table},
    ).all()
    kept = [row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})")]
    for before, after in changes.items():
        assert said.count(before) == 1, before
        said = said.replace(before, after)
    made = re.sub(rf'^CREATE TABLE "?{table}"?', f"CREATE TABLE {table}_after", said, count=1)
    connection.exec_driver_sql(made)
    columns = ", ".join(kept)
    connection.exec_driver_sql(f"INSERT INTO {table}_after ({columns}) SELECT {columns} FROM {table}")  # noqa: S608
    op.drop_table(table)
    op.rename_table(f"{table}_after", table)
    for index in indexes:
        connection.exec_driver_sql(index)


def downgrade() -> None:
    going_back.refuse()
