"""public pages of places."""

import sqlalchemy as sa
from alembic import op

revision = "c6e5b9c88fa4"
down_revision = "a2e660eac7de"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "public_page",
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "opened_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_public_page_opened_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_public_page_place_id")),
        sa.PrimaryKeyConstraint("place_id", name=op.f("pk_public_page")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("public_page")
