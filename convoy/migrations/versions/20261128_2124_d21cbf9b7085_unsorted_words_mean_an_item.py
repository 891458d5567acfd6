"""Words on unsorted goods mean an item."""

import sqlalchemy as sa
from alembic import op

revision = "d21cbf9b7085"
down_revision = "1a64851f29f7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("unsorted_line", schema=None) as batch_op:
        batch_op.add_column(sa.Column("item_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_unsorted_line_item_id"), ["item_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_unsorted_line_item_id"), "item", ["item_id"], ["id"])
        batch_op.create_check_constraint(
            batch_op.f("ck_unsorted_line_words_mean_an_item"), "item_id IS NULL OR note <> ''"
        )


def downgrade() -> None:
    with op.batch_alter_table("unsorted_line", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_unsorted_line_words_mean_an_item"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_unsorted_line_item_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_unsorted_line_item_id"))
        batch_op.drop_column("item_id")
