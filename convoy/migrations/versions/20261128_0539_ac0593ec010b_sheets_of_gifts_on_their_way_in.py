"""sheets of gifts on their way in."""

import sqlalchemy as sa
from alembic import op

revision = "ac0593ec010b"
down_revision = "e440ddcd42e7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gift_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("cells", sa.String(), nullable=False),
        sa.Column("choices", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("cells <> ''", name=op.f("ck_gift_sheet_has_cells")),
        sa.CheckConstraint(
            "done_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_gift_sheet_done_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "sent_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_gift_sheet_sent_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("revision > 0", name=op.f("ck_gift_sheet_revision_positive")),
        sa.CheckConstraint("waiting >= 0", name=op.f("ck_gift_sheet_waiting_counted")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_gift_sheet_place_id")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["user.id"], name=op.f("fk_gift_sheet_sent_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gift_sheet")),
        sa.UniqueConstraint("code", name=op.f("uq_gift_sheet_code")),
        sa.UniqueConstraint("place_id", "sha256", name=op.f("uq_gift_sheet_place_id_sha256")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("gift_sheet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gift_sheet_done_at"), ["done_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_gift_sheet_place_id"), ["place_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("gift_sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_gift_sheet_place_id"))
        batch_op.drop_index(batch_op.f("ix_gift_sheet_done_at"))

    op.drop_table("gift_sheet")
