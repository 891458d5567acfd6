"""appeals."""

import sqlalchemy as sa
from alembic import op

revision = "9bcced222f54"
down_revision = "21bb31e61348"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("first_shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "begins_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name=op.f("ck_appeal_begins_on_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "ends_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f("ck_appeal_ends_on_shape")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "first_shown_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_appeal_first_shown_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "made_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_appeal_made_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("title <> ''", name=op.f("ck_appeal_has_title")),
        sa.CheckConstraint("NOT is_shown OR first_shown_at IS NOT NULL", name=op.f("ck_appeal_shown_since")),
        sa.CheckConstraint("ends_on >= begins_on", name=op.f("ck_appeal_ends_after_it_began")),
        sa.CheckConstraint("is_shown IN (0, 1)", name=op.f("ck_appeal_is_shown_shape")).ddl_if(
            dialect="sqlite"
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_appeal_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("code", name=op.f("uq_appeal_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "appeal_item",
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(item_id IS NULL) <> (category_id IS NULL)", name=op.f("ck_appeal_item_item_or_category")
        ),
        sa.CheckConstraint("position > 0", name=op.f("ck_appeal_item_position_positive")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_appeal_item_quantity_positive")),
        sa.CheckConstraint(
            "quantity IS NULL OR item_id IS NOT NULL", name=op.f("ck_appeal_item_only_items_are_counted")
        ),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_item_appeal_id")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_appeal_item_category_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_appeal_item_item_id")),
        sa.PrimaryKeyConstraint("appeal_id", "position", name=op.f("pk_appeal_item")),
        sa.UniqueConstraint("appeal_id", "category_id", name=op.f("uq_appeal_item_appeal_id_category_id")),
        sa.UniqueConstraint("appeal_id", "item_id", name=op.f("uq_appeal_item_appeal_id_item_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("appeal_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appeal_item_item_id"), ["item_id"], unique=False)

    op.create_table(
        "appeal_place",
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_place_appeal_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_appeal_place_place_id")),
        sa.PrimaryKeyConstraint("appeal_id", "place_id", name=op.f("pk_appeal_place")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("appeal_place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appeal_place_place_id"), ["place_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("appeal_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appeal_place_place_id"))

    op.drop_table("appeal_place")
    with op.batch_alter_table("appeal_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appeal_item_item_id"))

    op.drop_table("appeal_item")
    op.drop_table("appeal")
