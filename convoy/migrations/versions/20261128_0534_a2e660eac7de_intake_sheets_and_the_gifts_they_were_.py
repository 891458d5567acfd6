"""intake sheets and the gifts they were keyed in as."""

import sqlalchemy as sa
from alembic import op

revision = "a2e660eac7de"
down_revision = "49f7a9602e0d"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "intake_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.Column("donation_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "issued_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_intake_sheet_issued_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(["donation_id"], ["donation.id"], name=op.f("fk_intake_sheet_donation_id")),
        sa.ForeignKeyConstraint(["issued_by_id"], ["user.id"], name=op.f("fk_intake_sheet_issued_by_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_intake_sheet_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_sheet")),
        sa.UniqueConstraint("donation_id", name=op.f("uq_intake_sheet_donation_id")),
        sa.UniqueConstraint("number", name=op.f("uq_intake_sheet_number")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("intake_sheet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_intake_sheet_batch"), ["batch"], unique=False)
        batch_op.create_index(batch_op.f("ix_intake_sheet_place_id"), ["place_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("intake_sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_intake_sheet_place_id"))
        batch_op.drop_index(batch_op.f("ix_intake_sheet_batch"))

    op.drop_table("intake_sheet")
