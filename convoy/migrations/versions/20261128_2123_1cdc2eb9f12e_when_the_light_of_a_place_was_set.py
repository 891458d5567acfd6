"""when the light of a place was set."""

import sqlalchemy as sa
from alembic import op

revision = "1cdc2eb9f12e"
down_revision = "d21cbf9b7085"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.add_column(sa.Column("status_set_at", sa.DateTime(timezone=True), nullable=True))
        if op.get_bind().dialect.name == "sqlite":
            batch_op.create_check_constraint(
                op.f("ck_place_status_set_at_shape"),
                "status_set_at GLOB "
                "'[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            )


def downgrade() -> None:
    with op.batch_alter_table("place", schema=None) as batch_op:
        if op.get_bind().dialect.name == "sqlite":
            batch_op.drop_constraint(op.f("ck_place_status_set_at_shape"), type_="check")
        batch_op.drop_column("status_set_at")
