"""signed copies of papers and prints of some pages."""

import sqlalchemy as sa
from alembic import op

revision = "f19cccaea829"
down_revision = "4884dd954a95"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "signed_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "file_kind",
            sa.Enum("pdf", "jpg", "png", "webp", name="filekind", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_by_id", sa.Integer(), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("filed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "filed_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_signed_copy_filed_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "kept_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_signed_copy_kept_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("size > 0", name=op.f("ck_signed_copy_size_positive")),
        sa.ForeignKeyConstraint(["filed_by_id"], ["user.id"], name=op.f("fk_signed_copy_filed_by_id")),
        sa.ForeignKeyConstraint(["kept_by_id"], ["user.id"], name=op.f("fk_signed_copy_kept_by_id")),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_signed_copy_paper_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_copy")),
        sa.UniqueConstraint("code", name=op.f("uq_signed_copy_code")),
        sa.UniqueConstraint("paper_id", "sha256", name=op.f("uq_signed_copy_paper_id_sha256")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("signed_copy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signed_copy_paper_id"), ["paper_id"], unique=False)

    with op.batch_alter_table("print_log", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pages", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("print_log", schema=None) as batch_op:
        batch_op.drop_column("pages")

    with op.batch_alter_table("signed_copy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signed_copy_paper_id"))

    op.drop_table("signed_copy")
