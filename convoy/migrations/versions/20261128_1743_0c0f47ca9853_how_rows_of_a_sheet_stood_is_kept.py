"""how rows of a sheet stood is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0c0f47ca9853"
down_revision = "b180b900c75b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("gift_sheet", schema=None) as batch_op:
        batch_op.add_column(sa.Column("judged", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("gift_sheet", schema=None) as batch_op:
        batch_op.drop_column("judged")
