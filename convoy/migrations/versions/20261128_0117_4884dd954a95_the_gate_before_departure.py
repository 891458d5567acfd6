"""the gate before departure."""

import sqlalchemy as sa
from alembic import op

revision = "4884dd954a95"
down_revision = "9e04b6f2d1c8"
branch_labels = None
depends_on = None


DAY_SHAPE = "GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'"
VEHICLE_RULES = {
    "service_mass_g_positive": "service_mass_g > 0",
    "service_mass_below_maximum": "service_mass_g < max_mass_g",
    "kit_g_not_negative": "kit_g >= 0",
}


def upgrade() -> None:
    op.create_table(
        "override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("check_code", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_override_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_override_has_reason")),
        sa.ForeignKeyConstraint(["audit_id"], ["audit_entry.id"], name=op.f("fk_override_audit_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_override_by_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_override_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_override")),
        sa.UniqueConstraint("code", name=op.f("uq_override_code")),
        sa.UniqueConstraint("id", "by_id", "sha256", name=op.f("uq_override_id_by_id_sha256")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("override", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_override_audit_id"), ["audit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_override_run_id"), ["run_id"], unique=False)

    op.create_table(
        "override_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("override_id", sa.Integer(), nullable=False),
        sa.Column("first_by_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("is_agreed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_override_answer_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_override_answer_has_reason")),
        sa.CheckConstraint("by_id <> first_by_id", name=op.f("ck_override_answer_by_another_person")),
        sa.CheckConstraint("is_agreed IN (0, 1)", name=op.f("ck_override_answer_is_agreed_shape")).ddl_if(
            dialect="sqlite"
        ),
        sa.ForeignKeyConstraint(["audit_id"], ["audit_entry.id"], name=op.f("fk_override_answer_audit_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_override_answer_by_id")),
        sa.ForeignKeyConstraint(
            ["override_id", "first_by_id", "sha256"],
            ["override.id", "override.by_id", "override.sha256"],
            name=op.f("fk_override_answer_override_id_first_by_id_sha256"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_override_answer")),
        sa.UniqueConstraint("override_id", name=op.f("uq_override_answer_override_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("override_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_override_answer_audit_id"), ["audit_id"], unique=False)

    with op.batch_alter_table("crew_member", schema=None) as batch_op:
        batch_op.add_column(sa.Column("adr_until", sa.Date(), nullable=True))
        if op.get_bind().dialect.name == "sqlite":
            batch_op.create_check_constraint(
                batch_op.f("ck_crew_member_adr_until_shape"), f"adr_until {DAY_SHAPE}"
            )

    with op.batch_alter_table("vehicle", schema=None) as batch_op:
        batch_op.add_column(sa.Column("service_mass_g", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("kit_g", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("insured_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("admitted_until", sa.Date(), nullable=True))
        for name, rule in VEHICLE_RULES.items():
            batch_op.create_check_constraint(batch_op.f(f"ck_vehicle_{name}"), rule)
        if op.get_bind().dialect.name == "sqlite":
            for name in ("insured_until", "admitted_until"):
                batch_op.create_check_constraint(
                    batch_op.f(f"ck_vehicle_{name}_shape"), f"{name} {DAY_SHAPE}"
                )


def downgrade() -> None:
    with op.batch_alter_table("vehicle", schema=None) as batch_op:
        for name in VEHICLE_RULES:
            batch_op.drop_constraint(batch_op.f(f"ck_vehicle_{name}"), type_="check")
        if op.get_bind().dialect.name == "sqlite":
            for name in ("insured_until", "admitted_until"):
                batch_op.drop_constraint(batch_op.f(f"ck_vehicle_{name}_shape"), type_="check")
        batch_op.drop_column("admitted_until")
        batch_op.drop_column("insured_until")
        batch_op.drop_column("kit_g")
        batch_op.drop_column("service_mass_g")

    with op.batch_alter_table("crew_member", schema=None) as batch_op:
        if op.get_bind().dialect.name == "sqlite":
            batch_op.drop_constraint(batch_op.f("ck_crew_member_adr_until_shape"), type_="check")
        batch_op.drop_column("adr_until")

    with op.batch_alter_table("override_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_override_answer_audit_id"))

    op.drop_table("override_answer")
    with op.batch_alter_table("override", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_override_run_id"))
        batch_op.drop_index(batch_op.f("ix_override_audit_id"))

    op.drop_table("override")
