"""second factors, looks and crew links."""

import sqlalchemy as sa
from alembic import op

revision = "8f92176d611a"
down_revision = "4a64a78bc657"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "set_up",
                "codes_renewed",
                "code_used",
                "removal_asked",
                "removed",
                name="noticekind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_notice_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "seen_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_notice_seen_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_notice_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_user_id"), ["user_id"], unique=False)

    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "used_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_recovery_code_used_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_recovery_code_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_code_code_hash")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_code_user_id"), ["user_id"], unique=False)

    op.create_table(
        "second_factor",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("set_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removal_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removal_asked_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "removal_asked_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_second_factor_removal_asked_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "set_up_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_second_factor_set_up_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "(removal_asked_at IS NULL) = (removal_asked_by_id IS NULL)",
            name=op.f("ck_second_factor_removal_asked_by_somebody"),
        ),
        sa.CheckConstraint("last_step > 0", name=op.f("ck_second_factor_last_step_positive")),
        sa.CheckConstraint("length(secret) = 32", name=op.f("ck_second_factor_secret_length")),
        sa.ForeignKeyConstraint(
            ["removal_asked_by_id"], ["user.id"], name=op.f("fk_second_factor_removal_asked_by_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_second_factor_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_factor")),
        sqlite_strict=True,
    )
    op.create_table(
        "look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("sign_in_id", sa.Integer(), nullable=False),
        sa.Column("convoy_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_refused", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_look_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("is_refused IN (0, 1)", name=op.f("ck_look_is_refused_shape")).ddl_if(
            dialect="sqlite"
        ),
        sa.ForeignKeyConstraint(["convoy_id"], ["convoy.id"], name=op.f("fk_look_convoy_id")),
        sa.ForeignKeyConstraint(["sign_in_id"], ["sign_in.id"], name=op.f("fk_look_sign_in_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_look_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("look", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_look_convoy_id"), ["convoy_id"], unique=False)
        batch_op.create_index("ix_look_sign_in_id_convoy_id", ["sign_in_id", "convoy_id"], unique=False)
        batch_op.create_index("ix_look_user_id_at", ["user_id", "at"], unique=False)

    op.create_table(
        "crew_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "lead_driver",
                "driver",
                "medic",
                "interpreter",
                "companion",
                name="crewrole",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "created_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_crew_link_created_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "ended_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_crew_link_ended_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "expires_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_crew_link_expires_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_crew_link_created_by_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_crew_link_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crew_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_crew_link_token_hash")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("crew_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_crew_link_run_id"), ["run_id"], unique=False)

    with op.batch_alter_table("crew_member", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "document_kind",
                sa.Enum(
                    "passport",
                    "identity_card",
                    "other_document",
                    name="documentkind",
                    native_enum=False,
                    create_constraint=True,
                ),
                nullable=False,
                server_default="passport",
            )
        )
        batch_op.add_column(sa.Column("document_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("born_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("nationality", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("licence", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("licence_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("language", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("emergency_contact", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("link_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("typed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_crew_member_link_id"), ["link_id"])
        batch_op.create_foreign_key(batch_op.f("fk_crew_member_link_id"), "crew_link", ["link_id"], ["id"])
        if op.get_bind().dialect.name == "sqlite":
            batch_op.create_check_constraint(
                batch_op.f("ck_crew_member_document_until_shape"),
                "document_until GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            )
            batch_op.create_check_constraint(
                batch_op.f("ck_crew_member_born_on_shape"),
                "born_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            )
            batch_op.create_check_constraint(
                batch_op.f("ck_crew_member_licence_until_shape"),
                "licence_until GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            )
            batch_op.create_check_constraint(
                batch_op.f("ck_crew_member_typed_at_shape"),
                "typed_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            )

    # Rows of before have these; new ones are given them by the application.
    with op.batch_alter_table("crew_member", schema=None) as batch_op:
        for name in ("document_kind", "nationality", "licence", "language", "emergency_contact"):
            batch_op.alter_column(name, server_default=None)

    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.add_column(sa.Column("factor_at", sa.DateTime(timezone=True), nullable=True))
        if op.get_bind().dialect.name == "sqlite":
            batch_op.create_check_constraint(
                batch_op.f("ck_sign_in_factor_at_shape"),
                "factor_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            )


def downgrade() -> None:
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        if op.get_bind().dialect.name == "sqlite":
            batch_op.drop_constraint(batch_op.f("ck_sign_in_factor_at_shape"), type_="check")
        batch_op.drop_column("factor_at")

    with op.batch_alter_table("crew_member", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_crew_member_documentkind"), type_="check")
        if op.get_bind().dialect.name == "sqlite":
            for name in ("document_until", "born_on", "licence_until", "typed_at"):
                batch_op.drop_constraint(batch_op.f(f"ck_crew_member_{name}_shape"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_crew_member_link_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_crew_member_link_id"), type_="unique")
        batch_op.drop_column("typed_at")
        batch_op.drop_column("link_id")
        batch_op.drop_column("emergency_contact")
        batch_op.drop_column("language")
        batch_op.drop_column("licence_until")
        batch_op.drop_column("licence")
        batch_op.drop_column("nationality")
        batch_op.drop_column("born_on")
        batch_op.drop_column("document_until")
        batch_op.drop_column("document_kind")

    with op.batch_alter_table("crew_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_crew_link_run_id"))

    op.drop_table("crew_link")
    with op.batch_alter_table("look", schema=None) as batch_op:
        batch_op.drop_index("ix_look_user_id_at")
        batch_op.drop_index("ix_look_sign_in_id_convoy_id")
        batch_op.drop_index(batch_op.f("ix_look_convoy_id"))

    op.drop_table("look")
    op.drop_table("second_factor")
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recovery_code_user_id"))

    op.drop_table("recovery_code")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_user_id"))

    op.drop_table("notice")
