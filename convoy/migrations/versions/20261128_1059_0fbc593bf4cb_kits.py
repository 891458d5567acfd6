"""kits."""

import sqlalchemy as sa
from alembic import op

revision = "0fbc593bf4cb"
down_revision = "708c5ae17231"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_kit_has_name")),
        sa.CheckConstraint("is_active IN (0, 1)", name=op.f("ck_kit_is_active_shape")).ddl_if(
            dialect="sqlite"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit")),
        sa.UniqueConstraint("code", name=op.f("uq_kit_code")),
        sa.UniqueConstraint("name_key", name=op.f("uq_kit_name_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "kit_line",
        sa.Column("kit_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_kit_line_quantity_positive")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_kit_line_item_id")),
        sa.ForeignKeyConstraint(["kit_id"], ["kit.id"], name=op.f("fk_kit_line_kit_id")),
        sa.PrimaryKeyConstraint("kit_id", "position", name=op.f("pk_kit_line")),
        sa.UniqueConstraint("kit_id", "item_id", name=op.f("uq_kit_line_kit_id_item_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("kit_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kit_line_item_id"), ["item_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("kit_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kit_line_item_id"))

    op.drop_table("kit_line")
    op.drop_table("kit")
