"""gifts captured on phones and their keys."""

import sqlalchemy as sa
from alembic import op

revision = "e440ddcd42e7"
down_revision = "7b174243f06a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "phone_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sealing", sa.LargeBinary(), nullable=False),
        sa.Column("signing", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "made_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_phone_keys_made_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("id = 1", name=op.f("ck_phone_keys_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_keys")),
        sqlite_strict=True,
    )
    op.create_table(
        "capture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "recorded",
                "waiting",
                "corrected",
                "dropped",
                name="capturestate",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("donation_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(state = 'recorded') = (content = '')", name=op.f("ck_capture_kept_until_settled")
        ),
        sa.CheckConstraint(
            "(state IN ('corrected', 'dropped')) = (settled_at IS NOT NULL)",
            name=op.f("ck_capture_settled_has_moment"),
        ),
        sa.CheckConstraint(
            "made_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_capture_made_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "received_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_capture_received_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "settled_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_capture_settled_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_capture_author_id")),
        sa.ForeignKeyConstraint(["donation_id"], ["donation.id"], name=op.f("fk_capture_donation_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_capture_place_id")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["user.id"], name=op.f("fk_capture_sent_by_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["user.id"], name=op.f("fk_capture_settled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capture")),
        sa.UniqueConstraint("key", "sha256", name=op.f("uq_capture_key_sha256")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("capture", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_capture_donation_id"), ["donation_id"], unique=False)
        batch_op.create_index("ix_capture_sent_by_id", ["sent_by_id", "received_at"], unique=False)
        batch_op.create_index(
            "uq_capture_key_recorded",
            ["key"],
            unique=True,
            sqlite_where=sa.text("state = 'recorded'"),
            postgresql_where=sa.text("state = 'recorded'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("capture", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_capture_key_recorded",
            sqlite_where=sa.text("state = 'recorded'"),
            postgresql_where=sa.text("state = 'recorded'"),
        )
        batch_op.drop_index("ix_capture_sent_by_id")
        batch_op.drop_index(batch_op.f("ix_capture_donation_id"))

    op.drop_table("capture")
    op.drop_table("phone_keys")
