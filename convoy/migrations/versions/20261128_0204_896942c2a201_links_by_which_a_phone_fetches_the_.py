"""links by which a phone fetches the papers of a van."""

import sqlalchemy as sa
from alembic import op

revision = "896942c2a201"
down_revision = "f19cccaea829"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fetches", sa.Integer(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "created_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_paper_link_created_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "ended_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_paper_link_ended_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "expires_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_paper_link_expires_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "fetched_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_paper_link_fetched_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("fetches >= 0", name=op.f("ck_paper_link_fetches_not_negative")),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_paper_link_created_by_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_paper_link_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_paper_link_token_hash")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("paper_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_link_run_id"), ["run_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("paper_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paper_link_run_id"))

    op.drop_table("paper_link")
