"""photos on their way from phones."""

import sqlalchemy as sa
from alembic import op

revision = "8d235dc17798"
down_revision = "8aa9d7311c89"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "photo_arrival",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "began_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_photo_arrival_began_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "(content IS NULL) = (photo_id IS NOT NULL)", name=op.f("ck_photo_arrival_content_until_kept")
        ),
        sa.CheckConstraint("size > 0 AND length(content) <= size", name=op.f("ck_photo_arrival_within_size")),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name=op.f("fk_photo_arrival_photo_id")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["user.id"], name=op.f("fk_photo_arrival_sent_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_arrival")),
        sa.UniqueConstraint("key", name=op.f("uq_photo_arrival_key")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("photo_arrival", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_photo_arrival_sent_by_id"), ["sent_by_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("photo_arrival", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_photo_arrival_sent_by_id"))

    op.drop_table("photo_arrival")
