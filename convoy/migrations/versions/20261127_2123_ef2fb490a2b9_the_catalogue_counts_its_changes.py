"""the catalogue counts its changes."""

import sqlalchemy as sa
from alembic import op

revision = "ef2fb490a2b9"
down_revision = "21f4f14b0dee"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "catalogue_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_catalogue_revision_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_revision")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("catalogue_revision")
