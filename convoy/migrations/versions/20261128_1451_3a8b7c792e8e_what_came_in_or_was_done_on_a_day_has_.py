"""what came in or was done on a day has an index."""

import sqlalchemy as sa
from alembic import op

revision = "3a8b7c792e8e"
down_revision = "8d235dc17798"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("box", schema=None) as batch_op:
        batch_op.create_index(
            "ix_box_closed_at",
            ["closed_at"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NOT NULL"),
            postgresql_where=sa.text("closed_at IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_box_created_at"), ["created_at"], unique=False)
        batch_op.create_index(
            "ix_box_weighed_at",
            ["weighed_at"],
            unique=False,
            sqlite_where=sa.text("weighed_at IS NOT NULL"),
            postgresql_where=sa.text("weighed_at IS NOT NULL"),
        )

    with op.batch_alter_table("donation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_donation_received_on"))
        batch_op.create_index(batch_op.f("ix_donation_corrects_id"), ["corrects_id"], unique=False)
        batch_op.create_index("ix_donation_received_on_place_id", ["received_on", "place_id"], unique=False)
        batch_op.create_index(
            "ix_donation_recorded_by_id_place_id", ["recorded_by_id", "place_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("donation", schema=None) as batch_op:
        batch_op.drop_index("ix_donation_recorded_by_id_place_id")
        batch_op.drop_index("ix_donation_received_on_place_id")
        batch_op.drop_index(batch_op.f("ix_donation_corrects_id"))
        batch_op.create_index(batch_op.f("ix_donation_received_on"), ["received_on"], unique=False)

    with op.batch_alter_table("box", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_box_weighed_at",
            sqlite_where=sa.text("weighed_at IS NOT NULL"),
            postgresql_where=sa.text("weighed_at IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_box_created_at"))
        batch_op.drop_index(
            "ix_box_closed_at",
            sqlite_where=sa.text("closed_at IS NOT NULL"),
            postgresql_where=sa.text("closed_at IS NOT NULL"),
        )
