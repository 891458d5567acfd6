"""how each kind of paper is printed."""

import sqlalchemy as sa
from alembic import op

revision = "3e7442e2314d"
down_revision = "41d327fda358"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper_default",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("languages", sa.String(), nullable=True),
        sa.Column("copies", sa.Integer(), nullable=True),
        sa.Column("sides", sa.Integer(), nullable=True),
        sa.CheckConstraint("copies BETWEEN 1 AND 20", name=op.f("ck_paper_default_copies_sensible")),
        sa.CheckConstraint(
            "languages IS NOT NULL OR copies IS NOT NULL OR sides IS NOT NULL",
            name=op.f("ck_paper_default_says_something"),
        ),
        sa.CheckConstraint(
            "languages IS NULL OR LENGTH(languages) IN (2, 5)",
            name=op.f("ck_paper_default_languages_one_or_two"),
        ),
        sa.CheckConstraint("sides IN (1, 2)", name=op.f("ck_paper_default_sides_one_or_two")),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_paper_default")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("paper_default")
