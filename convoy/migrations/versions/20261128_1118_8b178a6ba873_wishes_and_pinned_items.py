"""wishes and pinned items."""

import sqlalchemy as sa
from alembic import op

revision = "8b178a6ba873"
down_revision = "3e7442e2314d"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pinned_item",
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_pinned_item_item_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_pinned_item_place_id")),
        sa.PrimaryKeyConstraint("place_id", "item_id", name=op.f("pk_pinned_item")),
        sqlite_strict=True,
    )
    op.create_table(
        "wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "since_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f("ck_wish_since_on_shape")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "until_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f("ck_wish_until_on_shape")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "(item_id IS NULL) <> (category_id IS NULL)", name=op.f("ck_wish_item_or_category")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_wish_quantity_positive")),
        sa.CheckConstraint(
            "quantity IS NULL OR item_id IS NOT NULL", name=op.f("ck_wish_only_items_are_counted")
        ),
        sa.CheckConstraint("until_on >= since_on", name=op.f("ck_wish_ends_after_it_began")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_wish_category_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_wish_item_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_wish_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish")),
        sa.UniqueConstraint("place_id", "category_id", name=op.f("uq_wish_place_id_category_id")),
        sa.UniqueConstraint("place_id", "item_id", name=op.f("uq_wish_place_id_item_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("wish", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wish_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_wish_place_id"), ["place_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("wish", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wish_place_id"))
        batch_op.drop_index(batch_op.f("ix_wish_item_id"))

    op.drop_table("wish")
    op.drop_table("pinned_item")
