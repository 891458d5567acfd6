"""lines set aside have an index."""

import sqlalchemy as sa
from alembic import op

revision = "c526b50d5ce8"
down_revision = "c4d5ec6532ab"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("donation_line", schema=None) as batch_op:
        batch_op.create_index(
            "ix_donation_line_donation_id_set_aside",
            ["donation_id"],
            unique=False,
            sqlite_where=sa.text("stage = 'set aside'"),
            postgresql_where=sa.text("stage = 'set aside'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("donation_line", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_donation_line_donation_id_set_aside",
            sqlite_where=sa.text("stage = 'set aside'"),
            postgresql_where=sa.text("stage = 'set aside'"),
        )
