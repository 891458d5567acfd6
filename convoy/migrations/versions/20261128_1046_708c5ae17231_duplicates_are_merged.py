"""duplicates are merged."""

import sqlalchemy as sa
from alembic import op

revision = "708c5ae17231"
down_revision = "36eeba7a00b9"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_item_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_item_merged_into_id"), "item", ["merged_into_id"], ["id"])
        batch_op.create_check_constraint(op.f("ck_item_not_merged_into_itself"), "merged_into_id <> id")
        batch_op.create_check_constraint(
            op.f("ck_item_merged_is_not_in_use"), "merged_into_id IS NULL OR NOT is_active"
        )

    with op.batch_alter_table("lot", schema=None) as batch_op:
        batch_op.add_column(sa.Column("counted_as_id", sa.Integer(), nullable=True))
    op.execute("UPDATE lot SET counted_as_id = item_id")
    with op.batch_alter_table("lot", schema=None) as batch_op:
        batch_op.alter_column("counted_as_id", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_index(batch_op.f("uq_lot_pool_id_item_id_dated"))
        batch_op.drop_index(
            batch_op.f("uq_lot_pool_id_item_id_undated"), sqlite_where=sa.text("expires_on IS NULL")
        )
        batch_op.create_index(batch_op.f("ix_lot_counted_as_id"), ["counted_as_id"], unique=False)
        batch_op.create_index(
            "uq_lot_pool_id_counted_as_id_dated",
            ["pool_id", "counted_as_id", "condition", "batch", "expires_on"],
            unique=True,
        )
        batch_op.create_index(
            "uq_lot_pool_id_counted_as_id_undated",
            ["pool_id", "counted_as_id", "condition", "batch"],
            unique=True,
            sqlite_where=sa.text("expires_on IS NULL"),
            postgresql_where=sa.text("expires_on IS NULL"),
        )
        batch_op.create_foreign_key(batch_op.f("fk_lot_counted_as_id"), "item", ["counted_as_id"], ["id"])

    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_organisation_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_organisation_merged_into_id"), "organisation", ["merged_into_id"], ["id"]
        )
        batch_op.create_check_constraint(
            op.f("ck_organisation_not_merged_into_itself"), "merged_into_id <> id"
        )
        batch_op.create_check_constraint(
            op.f("ck_organisation_merged_is_not_in_use"), "merged_into_id IS NULL OR NOT is_active"
        )


def downgrade() -> None:
    op.execute("UPDATE lot SET item_id = counted_as_id WHERE item_id <> counted_as_id")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_organisation_merged_is_not_in_use"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_organisation_not_merged_into_itself"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_organisation_merged_into_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_organisation_merged_into_id"))
        batch_op.drop_column("merged_into_id")

    with op.batch_alter_table("lot", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_lot_counted_as_id"), type_="foreignkey")
        batch_op.drop_index(
            "uq_lot_pool_id_counted_as_id_undated",
            sqlite_where=sa.text("expires_on IS NULL"),
            postgresql_where=sa.text("expires_on IS NULL"),
        )
        batch_op.drop_index("uq_lot_pool_id_counted_as_id_dated")
        batch_op.drop_index(batch_op.f("ix_lot_counted_as_id"))
        batch_op.create_index(
            batch_op.f("uq_lot_pool_id_item_id_undated"),
            ["pool_id", "item_id", "condition", "batch"],
            unique=True,
            sqlite_where=sa.text("expires_on IS NULL"),
            postgresql_where=sa.text("expires_on IS NULL"),
        )
        batch_op.create_index(
            batch_op.f("uq_lot_pool_id_item_id_dated"),
            ["pool_id", "item_id", "condition", "batch", "expires_on"],
            unique=True,
        )
        batch_op.drop_column("counted_as_id")

    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_item_merged_is_not_in_use"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_item_not_merged_into_itself"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_item_merged_into_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_item_merged_into_id"))
        batch_op.drop_column("merged_into_id")
