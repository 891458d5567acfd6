"""own numbers and stock-takes."""

import re

import sqlalchemy as sa
from alembic import op

revision = "4a64a78bc657"
down_revision = "bcec590279d4"
branch_labels = None
depends_on = None

BEFORE = {
    "ck_donation_donationorigin": "origin IN ('given', 'bought')",
    "ck_donation_bought_has_invoice": "origin = 'given' OR invoice <> ''",
}
AFTER = {
    "ck_donation_donationorigin": "origin IN ('given', 'bought', 'opening')",
    "ck_donation_bought_has_invoice": "origin <> 'bought' OR invoice <> ''",
}
INDEXED = ("organisation_id", "received_on", "recorded_at")


def say_where_goods_are_from(before: dict[str, str], after: dict[str, str]) -> None:
    """Change the rules of a donation: PostgreSQL changes a check, SQLite only a whole table."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        for name in after:
            op.drop_constraint(op.f(name), "donation", type_="check")
        longest = max(len(word) for word in re.findall(r"'(\w+)'", after["ck_donation_donationorigin"]))
        op.alter_column("donation", "origin", type_=sa.String(longest))
        for name, rule in after.items():
            op.create_check_constraint(op.f(name), "donation", rule)
        return
    said = connection.scalar(sa.text("SELECT sql FROM sqlite_master WHERE name = 'donation'"))
    for name, rule in before.items():
        assert rule in said, rule
        said = said.replace(rule, after[name], 1)
    made = re.sub(r'^CREATE TABLE "?donation"?', "CREATE TABLE donation_after", said, count=1)
    connection.exec_driver_sql(made)
    connection.exec_driver_sql("INSERT INTO donation_after SELECT * FROM donation")
    op.drop_table("donation")
    op.rename_table("donation_after", "donation")
    for column in INDEXED:
        op.create_index(op.f(f"ix_donation_{column}"), "donation", [column])


def upgrade() -> None:
    say_where_goods_are_from(BEFORE, AFTER)
    op.create_table(
        "stock_take",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("shelf", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("audit_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "closed_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_stock_take_closed_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "started_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_stock_take_started_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (audit_id IS NULL)", name=op.f("ck_stock_take_closed_by_an_action")
        ),
        sa.ForeignKeyConstraint(["audit_id"], ["audit_entry.id"], name=op.f("fk_stock_take_audit_id")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["user.id"], name=op.f("fk_stock_take_closed_by_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_stock_take_place_id")),
        sa.ForeignKeyConstraint(["started_by_id"], ["user.id"], name=op.f("fk_stock_take_started_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_take")),
        sa.UniqueConstraint("code", name=op.f("uq_stock_take_code")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("stock_take", schema=None) as batch_op:
        batch_op.create_index(
            "uq_stock_take_place_id_open",
            ["place_id"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "loose_count",
        sa.Column("stock_take_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counted_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "reason",
            sa.Enum(
                "miscounted",
                "broken",
                "taken",
                "expired",
                "found",
                "other",
                name="reason",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint(
            "counted_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_loose_count_counted_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "reason IS NULL OR reason <> 'other' OR note <> ''",
            name=op.f("ck_loose_count_other_is_explained"),
        ),
        sa.CheckConstraint("expected >= 0 AND counted >= 0", name=op.f("ck_loose_count_not_negative")),
        sa.CheckConstraint(
            "reason IS NULL OR counted <> expected", name=op.f("ck_loose_count_only_differences_have_reasons")
        ),
        sa.ForeignKeyConstraint(["counted_by_id"], ["user.id"], name=op.f("fk_loose_count_counted_by_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_loose_count_item_id")),
        sa.ForeignKeyConstraint(
            ["stock_take_id"], ["stock_take.id"], name=op.f("fk_loose_count_stock_take_id")
        ),
        sa.PrimaryKeyConstraint("stock_take_id", "item_id", name=op.f("pk_loose_count")),
        sqlite_strict=True,
    )
    op.create_table(
        "box_sighting",
        sa.Column("stock_take_id", sa.Integer(), nullable=False),
        sa.Column("box_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "here",
                "moved",
                "found_again",
                "unchanged",
                "missing",
                "not_seen",
                name="sighting",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=True,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "miscounted",
                "broken",
                "taken",
                "expired",
                "found",
                "other",
                name="reason",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(outcome = 'missing') = (reason IS NOT NULL)", name=op.f("ck_box_sighting_missing_has_reason")
        ),
        sa.CheckConstraint(
            "seen_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_box_sighting_seen_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "seen_at IS NOT NULL OR outcome IN ('missing', 'not_seen')",
            name=op.f("ck_box_sighting_seen_or_said_at_the_end"),
        ),
        sa.CheckConstraint(
            "seen_at IS NULL OR outcome IS NULL OR outcome NOT IN ('missing', 'not_seen')",
            name=op.f("ck_box_sighting_seen_is_not_missing"),
        ),
        sa.ForeignKeyConstraint(["box_id"], ["box.id"], name=op.f("fk_box_sighting_box_id")),
        sa.ForeignKeyConstraint(["seen_by_id"], ["user.id"], name=op.f("fk_box_sighting_seen_by_id")),
        sa.ForeignKeyConstraint(
            ["stock_take_id"], ["stock_take.id"], name=op.f("fk_box_sighting_stock_take_id")
        ),
        sa.PrimaryKeyConstraint("stock_take_id", "box_id", name=op.f("pk_box_sighting")),
        sqlite_strict=True,
    )
    op.create_table(
        "imported_box",
        sa.Column("box_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("number_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["box_id"], ["box.id"], name=op.f("fk_imported_box_box_id")),
        sa.PrimaryKeyConstraint("box_id", name=op.f("pk_imported_box")),
        sa.UniqueConstraint("key", name=op.f("uq_imported_box_key")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("imported_box", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_imported_box_number_key"), ["number_key"], unique=False)


def downgrade() -> None:
    say_where_goods_are_from(AFTER, BEFORE)
    with op.batch_alter_table("imported_box", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_imported_box_number_key"))

    op.drop_table("imported_box")
    op.drop_table("box_sighting")
    op.drop_table("loose_count")
    with op.batch_alter_table("stock_take", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_stock_take_place_id_open",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.drop_table("stock_take")
