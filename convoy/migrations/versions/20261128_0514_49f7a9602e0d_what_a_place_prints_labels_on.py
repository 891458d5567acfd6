"""what a place prints labels on."""

import sqlalchemy as sa
from alembic import op

revision = "49f7a9602e0d"
down_revision = "e5019727e798"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "label_stock",
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("make", sa.String(), nullable=False),
        sa.Column("offset_right", sa.Integer(), nullable=False),
        sa.Column("offset_down", sa.Integer(), nullable=False),
        sa.Column("page_wide", sa.Integer(), nullable=True),
        sa.Column("page_high", sa.Integer(), nullable=True),
        sa.Column("label_wide", sa.Integer(), nullable=True),
        sa.Column("label_high", sa.Integer(), nullable=True),
        sa.Column("label_columns", sa.Integer(), nullable=True),
        sa.Column("label_rows", sa.Integer(), nullable=True),
        sa.Column("margin_left", sa.Integer(), nullable=True),
        sa.Column("margin_top", sa.Integer(), nullable=True),
        sa.Column("pitch_across", sa.Integer(), nullable=True),
        sa.Column("pitch_down", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(make = 'own') = (page_wide IS NOT NULL AND page_high IS NOT NULL AND label_wide IS NOT NULL AND label_high IS NOT NULL AND label_columns IS NOT NULL AND label_rows IS NOT NULL AND margin_left IS NOT NULL AND margin_top IS NOT NULL AND pitch_across IS NOT NULL AND pitch_down IS NOT NULL)",
            name=op.f("ck_label_stock_own_has_sizes"),
        ),
        sa.CheckConstraint(
            "make = 'own' OR COALESCE(page_wide, page_high, label_wide, label_high, label_columns, label_rows, margin_left, margin_top, pitch_across, pitch_down) IS NULL",
            name=op.f("ck_label_stock_sizes_only_of_own"),
        ),
        sa.CheckConstraint(
            "(label_columns = 1 OR pitch_across >= label_wide) AND (label_rows = 1 OR pitch_down >= label_high)",
            name=op.f("ck_label_stock_labels_apart"),
        ),
        sa.CheckConstraint(
            "margin_left + (label_columns - 1) * pitch_across + label_wide <= page_wide AND margin_top + (label_rows - 1) * pitch_down + label_high <= page_high",
            name=op.f("ck_label_stock_labels_on_page"),
        ),
        sa.CheckConstraint(
            "offset_right BETWEEN -50 AND 50 AND offset_down BETWEEN -50 AND 50",
            name=op.f("ck_label_stock_offset_small"),
        ),
        sa.CheckConstraint(
            "page_wide <= 6000 AND page_high <= 6000 AND label_wide >= 400 AND label_high >= 300 AND label_columns BETWEEN 1 AND 20 AND label_rows BETWEEN 1 AND 20 AND margin_left >= 0 AND margin_top >= 0",
            name=op.f("ck_label_stock_sizes_sensible"),
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_label_stock_place_id")),
        sa.PrimaryKeyConstraint("place_id", name=op.f("pk_label_stock")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("label_stock")
