"""Sign-offs, declarations, letters, earmarks."""

import sqlalchemy as sa
from alembic import op

revision = "2f542d7002c0"
down_revision = "d3a998a01151"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "created_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_declaration_created_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_declaration_place_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_declaration_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration")),
        sa.UniqueConstraint("code", name=op.f("uq_declaration_code")),
        sa.UniqueConstraint("run_id", "place_id", name=op.f("uq_declaration_run_id_place_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("declaration", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_declaration_place_id"), ["place_id"], unique=False)

    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "need",
                "gift",
                "export",
                "declaration",
                "licence",
                "other",
                name="letterkind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("convoy_id", sa.Integer(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "file_kind",
            sa.Enum("pdf", "jpg", "png", "webp", name="filekind", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_by_id", sa.Integer(), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kept_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_letter_kept_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "written_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name=op.f("ck_letter_written_on_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "convoy_id IS NOT NULL OR place_id IS NOT NULL", name=op.f("ck_letter_about_something")
        ),
        sa.CheckConstraint("run_id IS NULL OR convoy_id IS NOT NULL", name=op.f("ck_letter_run_of_convoy")),
        sa.CheckConstraint("size > 0", name=op.f("ck_letter_size_positive")),
        sa.ForeignKeyConstraint(["convoy_id"], ["convoy.id"], name=op.f("fk_letter_convoy_id")),
        sa.ForeignKeyConstraint(["kept_by_id"], ["user.id"], name=op.f("fk_letter_kept_by_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_letter_place_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["letter.id"], name=op.f("fk_letter_replaces_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_letter_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("code", name=op.f("uq_letter_code")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_letter_replaces_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_convoy_id"), ["convoy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_place_id"), ["place_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_run_id"), ["run_id"], unique=False)

    op.create_table(
        "declaration_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("declaration_id", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "sent",
                "entered",
                "code_received",
                "declared",
                "cleared",
                "reported",
                name="declarationstep",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("to_whom", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("change_until", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("is_taken_back", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "NOT is_taken_back OR note <> ''", name=op.f("ck_declaration_entry_taken_back_has_note")
        ),
        sa.CheckConstraint(
            "change_until GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name=op.f("ck_declaration_entry_change_until_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "occurred_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name=op.f("ck_declaration_entry_occurred_on_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "recorded_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_declaration_entry_recorded_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "valid_until GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name=op.f("ck_declaration_entry_valid_until_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "is_taken_back IN (0, 1)", name=op.f("ck_declaration_entry_is_taken_back_shape")
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(["audit_id"], ["audit_entry.id"], name=op.f("fk_declaration_entry_audit_id")),
        sa.ForeignKeyConstraint(
            ["declaration_id"], ["declaration.id"], name=op.f("fk_declaration_entry_declaration_id")
        ),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_declaration_entry_paper_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user.id"], name=op.f("fk_declaration_entry_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration_entry")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("declaration_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_declaration_entry_audit_id"), ["audit_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_declaration_entry_declaration_id"), ["declaration_id"], unique=False
        )

    op.create_table(
        "sign_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=True),
        sa.Column("pallet_id", sa.Integer(), nullable=True),
        sa.Column("box_id", sa.Integer(), nullable=True),
        sa.Column(
            "flag",
            sa.Enum(
                "medicine",
                "dual_use",
                "animal_origin",
                "wood",
                name="flag",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "decision",
            sa.Enum("release", "refuse", name="decision", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("needs_second", sa.Boolean(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(flag = 'wood') = (lot_id IS NULL)", name=op.f("ck_sign_off_wood_or_goods")),
        sa.CheckConstraint(
            "at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_sign_off_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_sign_off_has_reason")),
        sa.CheckConstraint(
            "(CASE WHEN lot_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN pallet_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN box_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_sign_off_of_one_thing"),
        ),
        sa.CheckConstraint("by_id IS NOT NULL OR NOT needs_second", name=op.f("ck_sign_off_somebody_if_two")),
        sa.CheckConstraint("needs_second IN (0, 1)", name=op.f("ck_sign_off_needs_second_shape")).ddl_if(
            dialect="sqlite"
        ),
        sa.ForeignKeyConstraint(["audit_id"], ["audit_entry.id"], name=op.f("fk_sign_off_audit_id")),
        sa.ForeignKeyConstraint(["box_id"], ["box.id"], name=op.f("fk_sign_off_box_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_sign_off_by_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_sign_off_lot_id")),
        sa.ForeignKeyConstraint(["pallet_id"], ["pallet.id"], name=op.f("fk_sign_off_pallet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_off")),
        sa.UniqueConstraint("code", name=op.f("uq_sign_off_code")),
        sa.UniqueConstraint("id", "by_id", "sha256", name=op.f("uq_sign_off_id_by_id_sha256")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("sign_off", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_off_audit_id"), ["audit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_off_box_id"), ["box_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_off_lot_id"), ["lot_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_off_pallet_id"), ["pallet_id"], unique=False)

    op.create_table(
        "second_signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sign_off_id", sa.Integer(), nullable=False),
        sa.Column("first_by_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("is_agreed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_second_signature_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_second_signature_has_reason")),
        sa.CheckConstraint("by_id <> first_by_id", name=op.f("ck_second_signature_by_another_person")),
        sa.CheckConstraint("is_agreed IN (0, 1)", name=op.f("ck_second_signature_is_agreed_shape")).ddl_if(
            dialect="sqlite"
        ),
        sa.ForeignKeyConstraint(["audit_id"], ["audit_entry.id"], name=op.f("fk_second_signature_audit_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_second_signature_by_id")),
        sa.ForeignKeyConstraint(
            ["sign_off_id", "first_by_id", "sha256"],
            ["sign_off.id", "sign_off.by_id", "sign_off.sha256"],
            name=op.f("fk_second_signature_sign_off_id_first_by_id_sha256"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_signature")),
        sa.UniqueConstraint("sign_off_id", name=op.f("uq_second_signature_sign_off_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("second_signature", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_second_signature_audit_id"), ["audit_id"], unique=False)

    with op.batch_alter_table("donation_line", schema=None) as batch_op:
        # The gifts there are were given for nobody in particular.
        batch_op.add_column(sa.Column("earmark", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("earmark_place_id", sa.Integer(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_donation_line_earmark_place_id"), ["earmark_place_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_donation_line_earmark_place_id"), "place", ["earmark_place_id"], ["id"]
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_donation_line_bound_is_earmarked"), "earmark_place_id IS NULL OR earmark <> ''"
        )
    with op.batch_alter_table("donation_line", schema=None) as batch_op:
        batch_op.alter_column("earmark", existing_type=sa.String(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("donation_line", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_donation_line_bound_is_earmarked"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_donation_line_earmark_place_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_donation_line_earmark_place_id"))
        batch_op.drop_column("earmark_place_id")
        batch_op.drop_column("earmark")

    with op.batch_alter_table("second_signature", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_second_signature_audit_id"))

    op.drop_table("second_signature")
    with op.batch_alter_table("sign_off", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_off_pallet_id"))
        batch_op.drop_index(batch_op.f("ix_sign_off_lot_id"))
        batch_op.drop_index(batch_op.f("ix_sign_off_box_id"))
        batch_op.drop_index(batch_op.f("ix_sign_off_audit_id"))

    op.drop_table("sign_off")
    with op.batch_alter_table("declaration_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_declaration_entry_declaration_id"))
        batch_op.drop_index(batch_op.f("ix_declaration_entry_audit_id"))

    op.drop_table("declaration_entry")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_run_id"))
        batch_op.drop_index(batch_op.f("ix_letter_place_id"))
        batch_op.drop_index(batch_op.f("ix_letter_convoy_id"))

    op.drop_table("letter")
    with op.batch_alter_table("declaration", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_declaration_place_id"))

    op.drop_table("declaration")
