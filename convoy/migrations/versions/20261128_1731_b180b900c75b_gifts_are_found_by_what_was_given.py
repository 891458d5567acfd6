"""gifts are found by what was given."""

from alembic import op

revision = "b180b900c75b"
down_revision = "3a8b7c792e8e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("donation_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_donation_line_item_id"))
        batch_op.create_index(
            "ix_donation_line_item_id_donation_id", ["item_id", "donation_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("donation_line", schema=None) as batch_op:
        batch_op.drop_index("ix_donation_line_item_id_donation_id")
        batch_op.create_index(batch_op.f("ix_donation_line_item_id"), ["item_id"], unique=False)
