"""printed box labels."""

import sqlalchemy as sa
from alembic import op

revision = "7718b0ea90ac"
down_revision = "0fbc593bf4cb"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "box_label",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("short_number", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.Column("box_id", sa.Integer(), nullable=True),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("spoiled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("spoiled_reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(spoiled_at IS NULL) = (spoiled_reason = '')", name=op.f("ck_box_label_reason_if_spoiled")
        ),
        sa.CheckConstraint(
            "bound_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_box_label_bound_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "issued_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_box_label_issued_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "spoiled_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_box_label_spoiled_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "(box_id IS NULL) = (bound_at IS NULL)", name=op.f("ck_box_label_bound_at_if_bound")
        ),
        sa.CheckConstraint(
            "box_id IS NULL OR spoiled_at IS NULL", name=op.f("ck_box_label_bound_or_spoiled")
        ),
        sa.CheckConstraint("short_number > 0", name=op.f("ck_box_label_short_number_positive")),
        sa.ForeignKeyConstraint(["box_id"], ["box.id"], name=op.f("fk_box_label_box_id")),
        sa.ForeignKeyConstraint(["issued_by_id"], ["user.id"], name=op.f("fk_box_label_issued_by_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_box_label_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_box_label")),
        sa.UniqueConstraint("code", name=op.f("uq_box_label_code")),
        sa.UniqueConstraint("place_id", "short_number", name=op.f("uq_box_label_place_id_short_number")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("box_label", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_box_label_batch"), ["batch"], unique=False)
        batch_op.create_index(batch_op.f("ix_box_label_box_id"), ["box_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("box_label", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_box_label_box_id"))
        batch_op.drop_index(batch_op.f("ix_box_label_batch"))

    op.drop_table("box_label")
