"""photos of gifts and of what arrived."""

import sqlalchemy as sa
from alembic import op

revision = "c4d5ec6532ab"
down_revision = "37e29cc2bf52"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("donation_id", sa.Integer(), nullable=True),
        sa.Column("receipt_id", sa.Integer(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_by_id", sa.Integer(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "erased_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_photo_erased_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "kept_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_photo_kept_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "(content IS NULL) = (erased_at IS NOT NULL)", name=op.f("ck_photo_content_until_erased")
        ),
        sa.CheckConstraint(
            "(donation_id IS NULL) <> (receipt_id IS NULL)", name=op.f("ck_photo_of_one_thing")
        ),
        sa.CheckConstraint("size > 0 AND width > 0 AND height > 0", name=op.f("ck_photo_not_empty")),
        sa.ForeignKeyConstraint(["donation_id"], ["donation.id"], name=op.f("fk_photo_donation_id")),
        sa.ForeignKeyConstraint(["erased_by_id"], ["user.id"], name=op.f("fk_photo_erased_by_id")),
        sa.ForeignKeyConstraint(["kept_by_id"], ["user.id"], name=op.f("fk_photo_kept_by_id")),
        sa.ForeignKeyConstraint(["receipt_id"], ["goods_receipt.id"], name=op.f("fk_photo_receipt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        sa.UniqueConstraint("code", name=op.f("uq_photo_code")),
        sa.UniqueConstraint("donation_id", "sha256", name=op.f("uq_photo_donation_id_sha256")),
        sa.UniqueConstraint("receipt_id", "sha256", name=op.f("uq_photo_receipt_id_sha256")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("photo")
