"""announced gifts."""

import sqlalchemy as sa
from alembic import op

revision = "36eeba7a00b9"
down_revision = "c6e5b9c88fa4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "announced_gift",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("donation_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "donation_id IS NULL OR (name = '' AND expected_on IS NULL)",
            name=op.f("ck_announced_gift_recorded_says_nothing"),
        ),
        sa.CheckConstraint(
            "expected_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name=op.f("ck_announced_gift_expected_on_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "expires_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_announced_gift_expires_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "made_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_announced_gift_made_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("expires_at > made_at", name=op.f("ck_announced_gift_expires_after_made")),
        sa.ForeignKeyConstraint(["donation_id"], ["donation.id"], name=op.f("fk_announced_gift_donation_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_announced_gift_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announced_gift")),
        sa.UniqueConstraint("code", name=op.f("uq_announced_gift_code")),
        sa.UniqueConstraint("donation_id", name=op.f("uq_announced_gift_donation_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("announced_gift", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_announced_gift_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_announced_gift_place_id"), ["place_id"], unique=False)

    op.create_table(
        "announced_line",
        sa.Column("announced_gift_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("amount", sa.String(), nullable=False),
        sa.CheckConstraint("what <> ''", name=op.f("ck_announced_line_says_what")),
        sa.ForeignKeyConstraint(
            ["announced_gift_id"], ["announced_gift.id"], name=op.f("fk_announced_line_announced_gift_id")
        ),
        sa.PrimaryKeyConstraint("announced_gift_id", "position", name=op.f("pk_announced_line")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("public_page", schema=None) as batch_op:
        batch_op.add_column(sa.Column("announcing_since", sa.DateTime(timezone=True), nullable=True))
        if op.get_bind().dialect.name == "sqlite":
            batch_op.create_check_constraint(
                op.f("ck_public_page_announcing_since_shape"),
                "announcing_since GLOB "
                "'[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            )


def downgrade() -> None:
    with op.batch_alter_table("public_page", schema=None) as batch_op:
        if op.get_bind().dialect.name == "sqlite":
            batch_op.drop_constraint(op.f("ck_public_page_announcing_since_shape"), type_="check")
        batch_op.drop_column("announcing_since")

    op.drop_table("announced_line")
    with op.batch_alter_table("announced_gift", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_announced_gift_place_id"))
        batch_op.drop_index(batch_op.f("ix_announced_gift_expires_at"))

    op.drop_table("announced_gift")
