"""weekend cards and devices."""

import sqlalchemy as sa
from alembic import op

revision = "d3a998a01151"
down_revision = "f5dbbb18c1cf"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "created_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_device_created_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "ended_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_device_ended_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("code", name=op.f("uq_device_code")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_device_token_hash")),
        sqlite_strict=True,
    )
    op.create_table(
        "device_person",
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("full_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pin_hash", sa.String(), nullable=False),
        sa.Column("pin_tries", sa.Integer(), nullable=False),
        sa.Column("owner_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("admin_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "admin_told_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_device_person_admin_told_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "first_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_device_person_first_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "full_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_device_person_full_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "owner_told_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_device_person_owner_told_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("pin_tries BETWEEN 0 AND 5", name=op.f("ck_device_person_five_wrong_pins")),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_device_person_device_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_device_person_user_id")),
        sa.PrimaryKeyConstraint("device_id", "user_id", name=op.f("pk_device_person")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("device_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_device_person_user_id"), ["user_id"], unique=False)

    op.create_table(
        "card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "desk_volunteer",
                "in_charge",
                "coordinator",
                "printer",
                "medical_checker",
                "auditor",
                "admin",
                name="role",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("convoy_id", sa.Integer(), nullable=True),
        sa.Column("most_people", sa.Integer(), nullable=False),
        sa.Column("came_in", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(role = 'printer') = (convoy_id IS NOT NULL)", name=op.f("ck_card_printer_of_one_convoy")
        ),
        sa.CheckConstraint(
            "created_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_card_created_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "ended_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_card_ended_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "ends_at - starts_at <= interval '72 hours'", name=op.f("ck_card_hours_not_years")
        ).ddl_if(dialect="postgresql"),
        sa.CheckConstraint(
            "ends_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_card_ends_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("role IN ('desk_volunteer', 'printer')", name=op.f("ck_card_small_role")),
        sa.CheckConstraint(
            "starts_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_card_starts_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("(place_id IS NULL) <> (convoy_id IS NULL)", name=op.f("ck_card_one_scope")),
        sa.CheckConstraint("came_in BETWEEN 0 AND most_people", name=op.f("ck_card_not_too_many_came_in")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_card_ends_after_start")),
        sa.CheckConstraint("most_people BETWEEN 1 AND 12", name=op.f("ck_card_few_people")),
        sa.CheckConstraint(
            "unixepoch(ends_at) - unixepoch(starts_at) <= 259200", name=op.f("ck_card_hours_not_years_sqlite")
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(["convoy_id"], ["convoy.id"], name=op.f("fk_card_convoy_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_card_created_by_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_card_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card")),
        sa.UniqueConstraint("code", name=op.f("uq_card_code")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_card_token_hash")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_card_place_id"), ["place_id"], unique=False)

    with op.batch_alter_table("grant", schema=None) as batch_op:
        batch_op.add_column(sa.Column("card_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_grant_card_id"), ["card_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_grant_card_id"), "card", ["card_id"], ["id"])
        batch_op.create_check_constraint(
            batch_op.f("ck_grant_card_has_an_end"), "card_id IS NULL OR ends_at IS NOT NULL"
        )
        if op.get_bind().dialect.name == "sqlite":
            batch_op.create_check_constraint(
                batch_op.f("ck_grant_ends_at_shape"),
                "ends_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            )

    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.add_column(sa.Column("device_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_sign_in_device_id"), ["device_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_sign_in_device_id"), "device", ["device_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_sign_in_device_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_sign_in_device_id"))
        batch_op.drop_column("device_id")

    with op.batch_alter_table("grant", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_grant_card_has_an_end"), type_="check")
        if op.get_bind().dialect.name == "sqlite":
            batch_op.drop_constraint(batch_op.f("ck_grant_ends_at_shape"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_grant_card_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_grant_card_id"))
        batch_op.drop_column("ends_at")
        batch_op.drop_column("card_id")

    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_card_place_id"))

    op.drop_table("card")
    with op.batch_alter_table("device_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_device_person_user_id"))

    op.drop_table("device_person")
    op.drop_table("device")
