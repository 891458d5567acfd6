"""gifts of phones that are not known."""

import sqlalchemy as sa
from alembic import op

revision = "1a64851f29f7"
down_revision = "0c0f47ca9853"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unclaimed_capture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("envelope", sa.String(), nullable=False),
        sa.Column("claimed_by", sa.String(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("donation_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(donation_id IS NOT NULL) = (content = '')",
            name=op.f("ck_unclaimed_capture_kept_until_recorded"),
        ),
        sa.CheckConstraint(
            "claimed_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_unclaimed_capture_claimed_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "made_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_unclaimed_capture_made_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "received_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_unclaimed_capture_received_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "settled_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_unclaimed_capture_settled_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_by_id IS NULL)",
            name=op.f("ck_unclaimed_capture_settled_by_somebody"),
        ),
        sa.CheckConstraint(
            "donation_id IS NULL OR settled_at IS NOT NULL",
            name=op.f("ck_unclaimed_capture_recorded_is_settled"),
        ),
        sa.ForeignKeyConstraint(
            ["donation_id"], ["donation.id"], name=op.f("fk_unclaimed_capture_donation_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_unclaimed_capture_place_id")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["user.id"], name=op.f("fk_unclaimed_capture_sent_by_id")),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["user.id"], name=op.f("fk_unclaimed_capture_settled_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unclaimed_capture")),
        sa.UniqueConstraint("key", "sha256", name=op.f("uq_unclaimed_capture_key_sha256")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("unclaimed_capture", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unclaimed_capture_donation_id"), ["donation_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("unclaimed_capture", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unclaimed_capture_donation_id"))

    op.drop_table("unclaimed_capture")
