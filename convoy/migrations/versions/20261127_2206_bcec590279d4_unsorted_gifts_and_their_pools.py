"""unsorted gifts and their pools."""

import sqlalchemy as sa
from alembic import op

revision = "bcec590279d4"
down_revision = "2f542d7002c0"
branch_labels = None
depends_on = None

BEFORE = (
    "received", "withdrawn", "found", "packed", "unpacked", "moved", "set_aside", "released",
    "delivered", "damaged", "missing", "turned_up", "written_off", "restored",
)  # fmt: skip
AFTER = (*BEFORE[:3], "sorted", *BEFORE[3:])
POINTING = {
    "audit_id": "audit_entry",
    "from_holder_id": "holder",
    "lot_id": "lot",
    "run_id": "run",
    "to_holder_id": "holder",
}


def checks(kinds: tuple[str, ...], from_outside: str) -> dict[str, str]:
    named = ", ".join(f"'{kind}'" for kind in kinds)
    return {
        "ck_movement_movementkind": f"kind IN ({named})",
        "ck_movement_only_receipts_come_from_outside": f"(from_holder_id IS NULL) = (kind IN ({from_outside}))",
    }


def say_kinds_of_movement(kinds: tuple[str, ...], from_outside: str) -> None:
    """Change what a movement may be: PostgreSQL changes a check, SQLite only a whole table."""
    changed = checks(kinds, from_outside)
    if op.get_bind().dialect.name == "postgresql":
        for name, rule in changed.items():
            op.drop_constraint(op.f(name), "movement", type_="check")
            op.create_check_constraint(op.f(name), "movement", rule)
        return
    kept = {
        "ck_movement_only_withdrawals_leave": "(to_holder_id IS NULL) = (kind = 'withdrawn')",
        "ck_movement_goes_somewhere": "from_holder_id <> to_holder_id",
        "ck_movement_quantity_positive": "quantity > 0",
    }
    op.create_table(
        "movement_after",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("from_holder_id", sa.Integer(), nullable=True),
        sa.Column("to_holder_id", sa.Integer(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        *(sa.CheckConstraint(rule, name=op.f(name)) for name, rule in (changed | kept).items()),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_movement_{column}"))
            for column, table in POINTING.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movement")),
        sqlite_strict=True,
    )
    op.execute("INSERT INTO movement_after SELECT * FROM movement")
    op.drop_table("movement")
    op.rename_table("movement_after", "movement")
    for column in POINTING:
        op.create_index(op.f(f"ix_movement_{column}"), "movement", [column])


def upgrade() -> None:
    say_kinds_of_movement(AFTER, "'received', 'found', 'sorted'")
    op.create_table(
        "unsorted_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("donation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=True),
        sa.Column("packages", sa.Integer(), nullable=False),
        sa.Column("package_code", sa.String(), nullable=False),
        sa.Column("grams", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "accepted",
                "set aside",
                "refused",
                "withdrawn",
                name="linestage",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "stage <> 'accepted' OR pool_id IS NOT NULL", name=op.f("ck_unsorted_line_accepted_is_in_pool")
        ),
        sa.CheckConstraint(
            "stage <> 'refused' OR (reason <> '' AND pool_id IS NULL)",
            name=op.f("ck_unsorted_line_refused_has_reason"),
        ),
        sa.CheckConstraint("stage <> 'set aside'", name=op.f("ck_unsorted_line_counted_before_set_aside")),
        sa.CheckConstraint("grams > 0", name=op.f("ck_unsorted_line_grams_positive")),
        sa.CheckConstraint("packages > 0", name=op.f("ck_unsorted_line_packages_positive")),
        sa.ForeignKeyConstraint(["donation_id"], ["donation.id"], name=op.f("fk_unsorted_line_donation_id")),
        sa.ForeignKeyConstraint(["pool_id"], ["sorting_pool.id"], name=op.f("fk_unsorted_line_pool_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unsorted_line")),
        sa.UniqueConstraint("donation_id", "position", name=op.f("uq_unsorted_line_donation_id_position")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("unsorted_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unsorted_line_donation_id"), ["donation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unsorted_line_pool_id"), ["pool_id"], unique=False)

    op.create_table(
        "pool_outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column(
            "fate",
            sa.Enum(
                "thrown_away",
                "refused",
                "returned",
                "given_on",
                name="poolfate",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("packages", sa.Integer(), nullable=True),
        sa.Column("grams", sa.Integer(), nullable=True),
        sa.Column("lot_id", sa.Integer(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_pool_outcome_has_reason")),
        sa.CheckConstraint(
            "recorded_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_pool_outcome_recorded_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "taken_back_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_pool_outcome_taken_back_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "(lot_id IS NULL) = (quantity IS NULL)", name=op.f("ck_pool_outcome_quantity_of_lot")
        ),
        sa.CheckConstraint("grams > 0", name=op.f("ck_pool_outcome_grams_positive")),
        sa.CheckConstraint(
            "lot_id IS NULL OR packages IS NULL", name=op.f("ck_pool_outcome_counted_or_in_packages")
        ),
        sa.CheckConstraint("packages > 0", name=op.f("ck_pool_outcome_packages_positive")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_pool_outcome_quantity_positive")),
        sa.ForeignKeyConstraint(["audit_id"], ["audit_entry.id"], name=op.f("fk_pool_outcome_audit_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_pool_outcome_lot_id")),
        sa.ForeignKeyConstraint(["pool_id"], ["sorting_pool.id"], name=op.f("fk_pool_outcome_pool_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user.id"], name=op.f("fk_pool_outcome_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_outcome")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("pool_outcome", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pool_outcome_lot_id"), ["lot_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pool_outcome_pool_id"), ["pool_id"], unique=False)

    with op.batch_alter_table("lot", schema=None) as batch_op:
        batch_op.add_column(sa.Column("aside_reason", sa.String(), nullable=True))
        batch_op.create_index(
            "uq_lot_pool_id_item_id_dated",
            ["pool_id", "item_id", "condition", "batch", "expires_on"],
            unique=True,
        )
        batch_op.create_index(
            "uq_lot_pool_id_item_id_undated",
            ["pool_id", "item_id", "condition", "batch"],
            unique=True,
            sqlite_where=sa.text("expires_on IS NULL"),
            postgresql_where=sa.text("expires_on IS NULL"),
        )


def downgrade() -> None:
    say_kinds_of_movement(BEFORE, "'received', 'found'")
    with op.batch_alter_table("lot", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_lot_pool_id_item_id_undated",
            sqlite_where=sa.text("expires_on IS NULL"),
            postgresql_where=sa.text("expires_on IS NULL"),
        )
        batch_op.drop_index("uq_lot_pool_id_item_id_dated")
        batch_op.drop_column("aside_reason")

    with op.batch_alter_table("pool_outcome", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pool_outcome_pool_id"))
        batch_op.drop_index(batch_op.f("ix_pool_outcome_lot_id"))

    op.drop_table("pool_outcome")
    with op.batch_alter_table("unsorted_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unsorted_line_pool_id"))
        batch_op.drop_index(batch_op.f("ix_unsorted_line_donation_id"))

    op.drop_table("unsorted_line")
