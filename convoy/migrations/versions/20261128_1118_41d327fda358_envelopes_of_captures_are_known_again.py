"""envelopes of captures are known again."""

import sqlalchemy as sa
from alembic import op

revision = "41d327fda358"
down_revision = "7718b0ea90ac"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("capture", schema=None) as batch_op:
        batch_op.add_column(sa.Column("envelope", sa.String(), nullable=True))
    op.execute("UPDATE capture SET envelope = ''")
    with op.batch_alter_table("capture", schema=None) as batch_op:
        batch_op.alter_column("envelope", existing_type=sa.String(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("capture", schema=None) as batch_op:
        batch_op.drop_column("envelope")
