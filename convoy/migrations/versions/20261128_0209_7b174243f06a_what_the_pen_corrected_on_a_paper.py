"""what the pen corrected on a paper."""

import sqlalchemy as sa
from alembic import op

revision = "7b174243f06a"
down_revision = "896942c2a201"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hand_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column(
            "field",
            sa.Enum(
                "plate",
                "trailer",
                "driver",
                "seal",
                name="penfield",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("keyed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("keyed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "keyed_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_hand_correction_keyed_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_hand_correction_has_reason")),
        sa.CheckConstraint(
            "written_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name=op.f("ck_hand_correction_written_on_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(["keyed_by_id"], ["user.id"], name=op.f("fk_hand_correction_keyed_by_id")),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_hand_correction_paper_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_correction")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("hand_correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hand_correction_paper_id"), ["paper_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("hand_correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hand_correction_paper_id"))

    op.drop_table("hand_correction")
