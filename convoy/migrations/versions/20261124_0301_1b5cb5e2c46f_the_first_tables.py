"""the first tables."""

import sqlalchemy as sa
from alembic import op

revision = "1b5cb5e2c46f"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "category",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
        sa.UniqueConstraint("code", name=op.f("uq_category_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "crossing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_uk", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("unlocode", sa.String(), nullable=False),
        sa.Column("latitude", sa.String(), nullable=False),
        sa.Column("longitude", sa.String(), nullable=False),
        sa.Column("traffic", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crossing")),
        sa.UniqueConstraint("code", name=op.f("uq_crossing_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "made_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_installation_made_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("id = 1", name=op.f("ck_installation_only_one")),
        sa.CheckConstraint("is_demo IN (0, 1)", name=op.f("ck_installation_is_demo_shape")).ddl_if(
            dialect="sqlite"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
        sqlite_strict=True,
    )
    op.create_table(
        "number_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("next_number", sa.Integer(), nullable=False),
        sa.CheckConstraint("next_number > 0", name=op.f("ck_number_series_next_number_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_series")),
        sa.UniqueConstraint("kind", "scope", "year", name=op.f("uq_number_series_kind_scope_year")),
        sqlite_strict=True,
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "trade_union",
                "union_branch",
                "student_group",
                "popular_organisation",
                "solidarity_committee",
                "company",
                "charity",
                "hospital",
                "school",
                "municipality",
                "carrier",
                "workplace",
                "community_group",
                "individual",
                name="organisationkind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("name_uk", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("registration_number", sa.String(), nullable=False),
        sa.Column("recipient_number", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("emergency_phone", sa.String(), nullable=False),
        sa.Column("letterhead", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("is_ours", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("is_active IN (0, 1)", name=op.f("ck_organisation_is_active_shape")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("is_ours IN (0, 1)", name=op.f("ck_organisation_is_ours_shape")).ddl_if(
            dialect="sqlite"
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["organisation.id"], name=op.f("fk_organisation_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("code", name=op.f("uq_organisation_code")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_name_key"), ["name_key"], unique=False)
        batch_op.create_index(
            "uq_organisation_is_ours",
            ["is_ours"],
            unique=True,
            sqlite_where=sa.text("is_ours"),
            postgresql_where=sa.text("is_ours"),
        )
        batch_op.create_index(
            "uq_organisation_name_key",
            ["name_key"],
            unique=True,
            sqlite_where=sa.text("kind <> 'individual'"),
            postgresql_where=sa.text("kind <> 'individual'"),
        )

    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_key", sa.String(), nullable=False),
        sa.Column("address_key", sa.String(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "tried_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_sign_in_attempt_tried_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_attempt_account_key", ["account_key", "tried_at"], unique=False)
        batch_op.create_index("ix_sign_in_attempt_address_key", ["address_key", "tried_at"], unique=False)

    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("login_key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "created_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_user_created_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("is_active IN (0, 1)", name=op.f("ck_user_is_active_shape")).ddl_if(
            dialect="sqlite"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("code", name=op.f("uq_user_code")),
        sa.UniqueConstraint("login_key", name=op.f("uq_user_login_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "vehicle_class",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column("max_mass_g", sa.Integer(), nullable=False),
        sa.Column("payload_g", sa.Integer(), nullable=False),
        sa.Column("hold_length_mm", sa.Integer(), nullable=False),
        sa.Column("hold_width_mm", sa.Integer(), nullable=False),
        sa.Column("hold_height_mm", sa.Integer(), nullable=False),
        sa.Column("pallet_places", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vehicle_class")),
        sa.UniqueConstraint("code", name=op.f("uq_vehicle_class_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("request_hash", sa.String(), nullable=True),
        sa.CheckConstraint(
            "at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_audit_entry_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_audit_entry_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("key", name=op.f("uq_audit_entry_key")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_at"), ["at"], unique=False)
        batch_op.create_index("ix_audit_entry_subject", ["subject", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_user_id"), ["user_id"], unique=False)

    op.create_table(
        "audit_mention",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit_entry.id"], name=op.f("fk_audit_mention_audit_id")),
        sa.PrimaryKeyConstraint("code", "audit_id", name=op.f("pk_audit_mention")),
        sqlite_strict=True,
    )

    op.create_table(
        "convoy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "planning",
                "loading",
                "on the road",
                "delivered",
                "closed",
                "cancelled",
                name="convoystage",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("cut_off_on", sa.Date(), nullable=True),
        sa.Column("crossing_id", sa.Integer(), nullable=True),
        sa.Column("lead_phone", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "created_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_convoy_created_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "cut_off_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name=op.f("ck_convoy_cut_off_on_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "ends_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f("ck_convoy_ends_on_shape")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "starts_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name=op.f("ck_convoy_starts_on_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_convoy_ends_after_start")),
        sa.ForeignKeyConstraint(["crossing_id"], ["crossing.id"], name=op.f("fk_convoy_crossing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_convoy")),
        sa.UniqueConstraint("code", name=op.f("uq_convoy_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("net_content", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("unit_net_g", sa.Integer(), nullable=True),
        sa.Column("unit_gross_g", sa.Integer(), nullable=False),
        sa.Column("unit_volume_ml", sa.Integer(), nullable=False),
        sa.Column("package_code", sa.String(), nullable=False),
        sa.Column("units_per_package", sa.Integer(), nullable=False),
        sa.Column("package_gross_g", sa.Integer(), nullable=False),
        sa.Column("package_volume_ml", sa.Integer(), nullable=False),
        sa.Column("hs6", sa.String(), nullable=False),
        sa.Column("hs6_description", sa.String(), nullable=False),
        sa.Column("hs_confidence", sa.String(), nullable=False),
        sa.Column("expiry_required", sa.Boolean(), nullable=False),
        sa.Column("batch_required", sa.Boolean(), nullable=False),
        sa.Column("cold_chain", sa.Boolean(), nullable=False),
        sa.Column("dangerous", sa.Boolean(), nullable=False),
        sa.Column("un_number", sa.String(), nullable=False),
        sa.Column("dual_use", sa.Boolean(), nullable=False),
        sa.Column("serial_required", sa.Boolean(), nullable=False),
        sa.Column(
            "intake_rule",
            sa.Enum(
                "accept",
                "accept_with_docs",
                "coordinator_only",
                "reject",
                name="intakerule",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("unspsc_segment", sa.String(), nullable=False),
        sa.Column("unit_value_cents", sa.Integer(), nullable=True),
        sa.Column("value_basis", sa.String(), nullable=False),
        sa.Column("animal_origin", sa.String(), nullable=False),
        sa.Column("plant_origin", sa.String(), nullable=False),
        sa.Column("expiry_rule", sa.String(), nullable=False),
        sa.Column("shelf_months_min", sa.Integer(), nullable=True),
        sa.Column("handling", sa.String(), nullable=False),
        sa.Column("stack_limit_kg", sa.Integer(), nullable=True),
        sa.Column("one_person", sa.Boolean(), nullable=False),
        sa.Column("adr_class", sa.String(), nullable=False),
        sa.Column("adr_packing_group", sa.String(), nullable=False),
        sa.Column("adr_category", sa.String(), nullable=False),
        sa.Column("adr_small_load_unit", sa.String(), nullable=False),
        sa.Column("special_provision", sa.String(), nullable=False),
        sa.Column("lithium_wh", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("batch_required IN (0, 1)", name=op.f("ck_item_batch_required_shape")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("cold_chain IN (0, 1)", name=op.f("ck_item_cold_chain_shape")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("dangerous IN (0, 1)", name=op.f("ck_item_dangerous_shape")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("dual_use IN (0, 1)", name=op.f("ck_item_dual_use_shape")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("expiry_required IN (0, 1)", name=op.f("ck_item_expiry_required_shape")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("is_active IN (0, 1)", name=op.f("ck_item_is_active_shape")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("one_person IN (0, 1)", name=op.f("ck_item_one_person_shape")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("serial_required IN (0, 1)", name=op.f("ck_item_serial_required_shape")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("unit_gross_g >= 0", name=op.f("ck_item_unit_gross_g_not_negative")),
        sa.CheckConstraint("unit_volume_ml >= 0", name=op.f("ck_item_unit_volume_ml_not_negative")),
        sa.CheckConstraint("units_per_package > 0", name=op.f("ck_item_units_per_package_positive")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_item_category_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint("code", name=op.f("uq_item_code")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_category_id"), ["category_id"], unique=False)

    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("name_uk", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "collection_point",
                "warehouse",
                "hand_over",
                "destination",
                name="placekind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "full",
                "paused",
                "closed",
                name="placestatus",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("town", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("opening_hours", sa.String(), nullable=False),
        sa.Column("accepts", sa.String(), nullable=False),
        sa.Column("do_not_bring", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("next_box_number", sa.Integer(), nullable=False),
        sa.CheckConstraint("next_box_number > 0", name=op.f("ck_place_next_box_number_positive")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_place_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("code", name=op.f("uq_place_code")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_name_key"), ["name_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_place_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idle_seconds", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "created_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_sign_in_created_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "ended_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_sign_in_ended_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "expires_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_sign_in_expires_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "last_seen_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_sign_in_last_seen_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_sign_in_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_token_hash")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_user_id"), ["user_id"], unique=False)

    op.create_table(
        "vehicle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("plate", sa.String(), nullable=False),
        sa.Column("trailer_plate", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("payload_g", sa.Integer(), nullable=True),
        sa.Column("max_mass_g", sa.Integer(), nullable=True),
        sa.Column("hold_length_mm", sa.Integer(), nullable=True),
        sa.Column("hold_width_mm", sa.Integer(), nullable=True),
        sa.Column("hold_height_mm", sa.Integer(), nullable=True),
        sa.Column("pallet_places", sa.Integer(), nullable=True),
        sa.Column("has_tail_lift", sa.Boolean(), nullable=False),
        sa.Column("is_cooled", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("has_tail_lift IN (0, 1)", name=op.f("ck_vehicle_has_tail_lift_shape")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint(
            "hold_length_mm > 0 AND hold_width_mm > 0 AND hold_height_mm > 0",
            name=op.f("ck_vehicle_hold_positive"),
        ),
        sa.CheckConstraint("is_active IN (0, 1)", name=op.f("ck_vehicle_is_active_shape")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("is_cooled IN (0, 1)", name=op.f("ck_vehicle_is_cooled_shape")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("max_mass_g > 0", name=op.f("ck_vehicle_max_mass_g_positive")),
        sa.CheckConstraint("pallet_places >= 0", name=op.f("ck_vehicle_pallet_places_not_negative")),
        sa.CheckConstraint("payload_g > 0", name=op.f("ck_vehicle_payload_g_positive")),
        sa.ForeignKeyConstraint(["class_id"], ["vehicle_class.id"], name=op.f("fk_vehicle_class_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_vehicle_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vehicle")),
        sa.UniqueConstraint("code", name=op.f("uq_vehicle_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "barcode",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gtin", sa.String(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_barcode_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_barcode")),
        sa.UniqueConstraint("gtin", name=op.f("uq_barcode_gtin")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("barcode", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_barcode_item_id"), ["item_id"], unique=False)

    op.create_table(
        "convoy_recipient",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("convoy_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["convoy_id"], ["convoy.id"], name=op.f("fk_convoy_recipient_convoy_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_convoy_recipient_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_convoy_recipient")),
        sa.UniqueConstraint("convoy_id", "place_id", name=op.f("uq_convoy_recipient_convoy_id_place_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("convoy_recipient", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_convoy_recipient_convoy_id"), ["convoy_id"], unique=False)

    op.create_table(
        "donation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column(
            "origin",
            sa.Enum("given", "bought", name="donationorigin", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("invoice", sa.String(), nullable=False),
        sa.Column("donor_reference", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("import_key", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason = '')", name=op.f("ck_donation_withdrawn_has_reason")
        ),
        sa.CheckConstraint("origin = 'given' OR invoice <> ''", name=op.f("ck_donation_bought_has_invoice")),
        sa.CheckConstraint(
            "received_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name=op.f("ck_donation_received_on_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "recorded_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_donation_recorded_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "withdrawn_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_donation_withdrawn_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(["corrects_id"], ["donation.id"], name=op.f("fk_donation_corrects_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_donation_organisation_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_donation_place_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user.id"], name=op.f("fk_donation_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_donation")),
        sa.UniqueConstraint("code", name=op.f("uq_donation_code")),
        sa.UniqueConstraint("import_key", name=op.f("uq_donation_import_key")),
        sa.UniqueConstraint("number", name=op.f("uq_donation_number")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("donation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_donation_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_donation_received_on"), ["received_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_donation_recorded_at"), ["recorded_at"], unique=False)

    op.create_table(
        "grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
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
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "ended_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_grant_ended_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "granted_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_grant_granted_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("place_id IS NULL OR convoy_id IS NULL", name=op.f("ck_grant_one_scope")),
        sa.ForeignKeyConstraint(["convoy_id"], ["convoy.id"], name=op.f("fk_grant_convoy_id")),
        sa.ForeignKeyConstraint(["granted_by_id"], ["user.id"], name=op.f("fk_grant_granted_by_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_grant_place_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_grant_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grant_user_id"), ["user_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "first_admin",
                "join",
                "recovery",
                name="invitationkind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
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
            nullable=True,
        ),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("convoy_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'recovery') = (user_id IS NOT NULL)", name=op.f("ck_invitation_recovery_has_user")
        ),
        sa.CheckConstraint(
            "created_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_invitation_created_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "ended_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_invitation_ended_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "expires_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_invitation_expires_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "kind = 'recovery' OR role IS NOT NULL", name=op.f("ck_invitation_role_unless_recovery")
        ),
        sa.CheckConstraint(
            "used_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_invitation_used_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("place_id IS NULL OR convoy_id IS NULL", name=op.f("ck_invitation_one_scope")),
        sa.ForeignKeyConstraint(["convoy_id"], ["convoy.id"], name=op.f("fk_invitation_convoy_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_invitation_created_by_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_invitation_place_id")),
        sa.ForeignKeyConstraint(["used_by_id"], ["user.id"], name=op.f("fk_invitation_used_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_invitation_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
        sqlite_strict=True,
    )
    op.create_table(
        "item_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_reviewed", sa.Boolean(), nullable=False),
        sa.CheckConstraint("is_reviewed IN (0, 1)", name=op.f("ck_item_name_is_reviewed_shape")).ddl_if(
            dialect="sqlite"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_name_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_name")),
        sa.UniqueConstraint("item_id", "language", name=op.f("uq_item_name_item_id_language")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("item_name", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_name_item_id"), ["item_id"], unique=False)

    op.create_table(
        "item_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_word_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_word")),
        sa.UniqueConstraint("item_id", "language", "word", name=op.f("uq_item_word_item_id_language_word")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("item_word", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_word_item_id"), ["item_id"], unique=False)

    op.create_table(
        "pallet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "building",
                "wrapped",
                "broken down",
                name="palletstage",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("tare_g", sa.Integer(), nullable=False),
        sa.Column("gross_g", sa.Integer(), nullable=True),
        sa.Column("height_mm", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "created_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_pallet_created_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("gross_g > 0", name=op.f("ck_pallet_gross_g_positive")),
        sa.CheckConstraint("height_mm > 0", name=op.f("ck_pallet_height_mm_positive")),
        sa.CheckConstraint("tare_g > 0", name=op.f("ck_pallet_tare_g_positive")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_pallet_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pallet")),
        sa.UniqueConstraint("code", name=op.f("uq_pallet_code")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("pallet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pallet_place_id"), ["place_id"], unique=False)

    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("convoy_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "planned",
                "loading",
                "loaded",
                "ready",
                "departed",
                "at the border",
                "crossed",
                "arrived",
                "unloaded",
                "returned",
                "dropped",
                name="runstage",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("vehicle_id", sa.Integer(), nullable=True),
        sa.Column("class_id", sa.Integer(), nullable=True),
        sa.Column("plate", sa.String(), nullable=False),
        sa.Column("trailer_plate", sa.String(), nullable=False),
        sa.Column("payload_g", sa.Integer(), nullable=True),
        sa.Column("hold_ml", sa.Integer(), nullable=True),
        sa.Column("pallet_places", sa.Integer(), nullable=True),
        sa.Column("weighbridge_g", sa.Integer(), nullable=True),
        sa.Column("customs_seal", sa.String(), nullable=False),
        sa.Column("departs_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("departed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_reason", sa.String(), nullable=False),
        sa.Column("continues_run_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(stage = 'dropped') = (dropped_reason <> '')", name=op.f("ck_run_dropped_has_reason")
        ),
        sa.CheckConstraint(
            "departed_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_run_departed_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "departs_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_run_departs_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("hold_ml > 0", name=op.f("ck_run_hold_ml_positive")),
        sa.CheckConstraint("number > 0", name=op.f("ck_run_number_positive")),
        sa.CheckConstraint("pallet_places >= 0", name=op.f("ck_run_pallet_places_not_negative")),
        sa.CheckConstraint("payload_g > 0", name=op.f("ck_run_payload_g_positive")),
        sa.ForeignKeyConstraint(["class_id"], ["vehicle_class.id"], name=op.f("fk_run_class_id")),
        sa.ForeignKeyConstraint(["continues_run_id"], ["run.id"], name=op.f("fk_run_continues_run_id")),
        sa.ForeignKeyConstraint(["convoy_id"], ["convoy.id"], name=op.f("fk_run_convoy_id")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicle.id"], name=op.f("fk_run_vehicle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        sa.UniqueConstraint("convoy_id", "number", name=op.f("uq_run_convoy_id_number")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_run_convoy_id"), ["convoy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_run_vehicle_id"), ["vehicle_id"], unique=False)

    op.create_table(
        "sorting_pool",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "closed_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_sorting_pool_closed_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'", name=op.f("ck_sorting_pool_day_shape")
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_sorting_pool_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sorting_pool")),
        sa.UniqueConstraint("place_id", "day", name=op.f("uq_sorting_pool_place_id_day")),
        sqlite_strict=True,
    )
    op.create_table(
        "box",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("origin_place_id", sa.Integer(), nullable=False),
        sa.Column("short_number", sa.Integer(), nullable=False),
        sa.Column("foreign_number", sa.String(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("shelf", sa.String(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "open",
                "closed",
                "in transit",
                "arrived",
                "delivered",
                "missing",
                "damaged",
                "emptied",
                name="boxstage",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("pallet_id", sa.Integer(), nullable=True),
        sa.Column("package_code", sa.String(), nullable=False),
        sa.Column("length_mm", sa.Integer(), nullable=True),
        sa.Column("width_mm", sa.Integer(), nullable=True),
        sa.Column("height_mm", sa.Integer(), nullable=True),
        sa.Column("gross_g", sa.Integer(), nullable=True),
        sa.Column("weighed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("estimated_g", sa.Integer(), nullable=False),
        sa.Column("estimated_ml", sa.Integer(), nullable=False),
        sa.Column("n_of", sa.Integer(), nullable=True),
        sa.Column("n_of_total", sa.Integer(), nullable=True),
        sa.Column("is_fragile", sa.Boolean(), nullable=False),
        sa.Column("label_version", sa.Integer(), nullable=False),
        sa.Column("reopened_reason", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(stage IN ('open', 'closed', 'emptied')) = (place_id IS NOT NULL)",
            name=op.f("ck_box_place_if_in_stock"),
        ),
        sa.CheckConstraint(
            "closed_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_box_closed_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "created_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_box_created_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "weighed_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_box_weighed_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "(gross_g IS NULL) = (weighed_at IS NULL)", name=op.f("ck_box_weighed_at_if_weighed")
        ),
        sa.CheckConstraint("estimated_g >= 0", name=op.f("ck_box_estimated_g_not_negative")),
        sa.CheckConstraint("estimated_ml >= 0", name=op.f("ck_box_estimated_ml_not_negative")),
        sa.CheckConstraint("gross_g > 0", name=op.f("ck_box_gross_g_positive")),
        sa.CheckConstraint("is_fragile IN (0, 1)", name=op.f("ck_box_is_fragile_shape")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint(
            "length_mm > 0 AND width_mm > 0 AND height_mm > 0", name=op.f("ck_box_size_positive")
        ),
        sa.CheckConstraint("n_of IS NULL OR n_of_total >= n_of", name=op.f("ck_box_n_of_total")),
        sa.ForeignKeyConstraint(["origin_place_id"], ["place.id"], name=op.f("fk_box_origin_place_id")),
        sa.ForeignKeyConstraint(["pallet_id"], ["pallet.id"], name=op.f("fk_box_pallet_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_box_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_box")),
        sa.UniqueConstraint("code", name=op.f("uq_box_code")),
        sa.UniqueConstraint(
            "origin_place_id", "short_number", name=op.f("uq_box_origin_place_id_short_number")
        ),
        sqlite_strict=True,
    )
    with op.batch_alter_table("box", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_box_foreign_number"), ["foreign_number"], unique=False)
        batch_op.create_index(batch_op.f("ix_box_pallet_id"), ["pallet_id"], unique=False)
        batch_op.create_index(
            "ix_box_place_id_in_stock",
            ["place_id", "id"],
            unique=False,
            sqlite_where=sa.text("stage IN ('open', 'closed')"),
            postgresql_where=sa.text("stage IN ('open', 'closed')"),
        )

    op.create_table(
        "crew_member",
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
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_crew_member_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crew_member")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("crew_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_crew_member_run_id"), ["run_id"], unique=False)

    op.create_table(
        "customs_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column(
            "side",
            sa.Enum("export", "entry", name="customsside", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("crossing_id", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint(
            "cleared_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_customs_record_cleared_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "issued_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name=op.f("ck_customs_record_issued_on_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "valid_until GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name=op.f("ck_customs_record_valid_until_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(["crossing_id"], ["crossing.id"], name=op.f("fk_customs_record_crossing_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_customs_record_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customs_record")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("customs_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_customs_record_run_id"), ["run_id"], unique=False)

    op.create_table(
        "donation_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("donation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("typed", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("grams", sa.Integer(), nullable=True),
        sa.Column(
            "condition",
            sa.Enum(
                "new", "as_new", "used_good", name="condition", native_enum=False, create_constraint=True
            ),
            nullable=False,
        ),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("value_cents", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
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
            "expires_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name=op.f("ck_donation_line_expires_on_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "stage IN ('accepted', 'withdrawn') OR reason <> ''",
            name=op.f("ck_donation_line_not_accepted_has_reason"),
        ),
        sa.CheckConstraint("grams > 0", name=op.f("ck_donation_line_grams_positive")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_donation_line_quantity_positive")),
        sa.ForeignKeyConstraint(["donation_id"], ["donation.id"], name=op.f("fk_donation_line_donation_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_donation_line_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_donation_line")),
        sa.UniqueConstraint("donation_id", "position", name=op.f("uq_donation_line_donation_id_position")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("donation_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_donation_line_donation_id"), ["donation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_donation_line_item_id"), ["item_id"], unique=False)

    op.create_table(
        "paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("donation_id", sa.Integer(), nullable=True),
        sa.Column("convoy_id", sa.Integer(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("snapshot", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(cancelled_at IS NULL) = (cancelled_reason = '')", name=op.f("ck_paper_cancelled_has_reason")
        ),
        sa.CheckConstraint(
            "cancelled_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_paper_cancelled_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "made_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_paper_made_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "(convoy_id IS NULL) <> (donation_id IS NULL)", name=op.f("ck_paper_for_convoy_or_donation")
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_paper_version_positive")),
        sa.ForeignKeyConstraint(["convoy_id"], ["convoy.id"], name=op.f("fk_paper_convoy_id")),
        sa.ForeignKeyConstraint(["donation_id"], ["donation.id"], name=op.f("fk_paper_donation_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_paper_made_by_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["paper.id"], name=op.f("fk_paper_replaces_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_paper_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sa.UniqueConstraint("number", "version", name=op.f("uq_paper_number_version")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_paper_replaces_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("paper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_convoy_id"), ["convoy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_donation_id"), ["donation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_number"), ["number"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_run_id"), ["run_id"], unique=False)

    op.create_table(
        "stop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "loading", "warehouse", "delivery", name="stopkind", native_enum=False, create_constraint=True
            ),
            nullable=False,
        ),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint(
            "arrived_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_stop_arrived_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "planned_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_stop_planned_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_stop_place_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_stop_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stop")),
        sa.UniqueConstraint("run_id", "position", name=op.f("uq_stop_run_id_position")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("stop", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stop_run_id"), ["run_id"], unique=False)

    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "loading",
                "loaded",
                "ready",
                "departed",
                "at_border",
                "crossed",
                "arrived",
                "unloaded",
                "returned",
                "dropped",
                "reinstated",
                "cancelled",
                "closed",
                "breakdown",
                "accident",
                "delay",
                "border_held",
                "paperwork_refused",
                "entry_refused",
                "seizure",
                "damage",
                "loss",
                "diversion",
                "security_stop",
                "seal_broken",
                "weight_over",
                "temperature",
                "resolved",
                "note",
                name="eventkind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("convoy_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("stop_id", sa.Integer(), nullable=True),
        sa.Column("box_id", sa.Integer(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "source",
            sa.Enum(
                "web",
                "paper",
                "console",
                "driver_link",
                name="eventsource",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("resolves_id", sa.Integer(), nullable=True),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "occurred_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_event_occurred_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "recorded_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_event_recorded_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(["audit_id"], ["audit_entry.id"], name=op.f("fk_event_audit_id")),
        sa.ForeignKeyConstraint(["box_id"], ["box.id"], name=op.f("fk_event_box_id")),
        sa.ForeignKeyConstraint(["convoy_id"], ["convoy.id"], name=op.f("fk_event_convoy_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user.id"], name=op.f("fk_event_recorded_by_id")),
        sa.ForeignKeyConstraint(["resolves_id"], ["event.id"], name=op.f("fk_event_resolves_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_event_run_id")),
        sa.ForeignKeyConstraint(["stop_id"], ["stop.id"], name=op.f("fk_event_stop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_audit_id"), ["audit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_box_id"), ["box_id"], unique=False)
        batch_op.create_index("ix_event_convoy_id_occurred_at", ["convoy_id", "occurred_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_run_id"), ["run_id"], unique=False)

    op.create_table(
        "goods_receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("stop_id", sa.Integer(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("received_by", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "occurred_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_goods_receipt_occurred_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "recorded_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_goods_receipt_recorded_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(["audit_id"], ["audit_entry.id"], name=op.f("fk_goods_receipt_audit_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user.id"], name=op.f("fk_goods_receipt_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(["stop_id"], ["stop.id"], name=op.f("fk_goods_receipt_stop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goods_receipt")),
        sa.UniqueConstraint("code", name=op.f("uq_goods_receipt_code")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("goods_receipt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goods_receipt_audit_id"), ["audit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_goods_receipt_stop_id"), ["stop_id"], unique=False)

    op.create_table(
        "holder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "place",
                "set_aside",
                "box",
                "delivered",
                "damaged",
                "missing",
                "written_off",
                name="holderkind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("box_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(kind = 'box') = (box_id IS NOT NULL)", name=op.f("ck_holder_box_if_box")),
        sa.CheckConstraint("(box_id IS NULL) <> (place_id IS NULL)", name=op.f("ck_holder_place_or_box")),
        sa.ForeignKeyConstraint(["box_id"], ["box.id"], name=op.f("fk_holder_box_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_holder_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holder")),
        sa.UniqueConstraint("box_id", name=op.f("uq_holder_box_id")),
        sa.UniqueConstraint("place_id", "kind", name=op.f("uq_holder_place_id_kind")),
        sqlite_strict=True,
    )
    op.create_table(
        "load",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("box_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("pallet_id", sa.Integer(), nullable=True),
        sa.Column("from_stop_id", sa.Integer(), nullable=True),
        sa.Column("to_stop_id", sa.Integer(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assigned_by_id", sa.Integer(), nullable=True),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("departed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "end",
            sa.Enum(
                "freed",
                "left_behind",
                "moved",
                "settled",
                name="loadend",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "assigned_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_load_assigned_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "departed_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_load_departed_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "ended_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_load_ended_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "loaded_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_load_loaded_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint('(ended_at IS NULL) = ("end" IS NULL)', name=op.f("ck_load_end_if_ended")),
        sa.ForeignKeyConstraint(["assigned_by_id"], ["user.id"], name=op.f("fk_load_assigned_by_id")),
        sa.ForeignKeyConstraint(["box_id"], ["box.id"], name=op.f("fk_load_box_id")),
        sa.ForeignKeyConstraint(["from_stop_id"], ["stop.id"], name=op.f("fk_load_from_stop_id")),
        sa.ForeignKeyConstraint(["pallet_id"], ["pallet.id"], name=op.f("fk_load_pallet_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_load_run_id")),
        sa.ForeignKeyConstraint(["to_stop_id"], ["stop.id"], name=op.f("fk_load_to_stop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_load")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("load", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_load_box_id"), ["box_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_load_pallet_id"), ["pallet_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_load_run_id"), ["run_id"], unique=False)
        batch_op.create_index(
            "ix_load_run_id_open",
            ["run_id"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_load_to_stop_id"), ["to_stop_id"], unique=False)
        batch_op.create_index(
            "uq_load_box_id_open",
            ["box_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "lot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("donation_line_id", sa.Integer(), nullable=True),
        sa.Column("pool_id", sa.Integer(), nullable=True),
        sa.Column(
            "condition",
            sa.Enum(
                "new", "as_new", "used_good", name="condition", native_enum=False, create_constraint=True
            ),
            nullable=False,
        ),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("batch", sa.String(), nullable=False),
        sa.CheckConstraint(
            "expires_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name=op.f("ck_lot_expires_on_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "(donation_line_id IS NULL) <> (pool_id IS NULL)", name=op.f("ck_lot_traces_to_line_or_pool")
        ),
        sa.ForeignKeyConstraint(
            ["donation_line_id"], ["donation_line.id"], name=op.f("fk_lot_donation_line_id")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_lot_item_id")),
        sa.ForeignKeyConstraint(["pool_id"], ["sorting_pool.id"], name=op.f("fk_lot_pool_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot")),
        sa.UniqueConstraint("donation_line_id", name=op.f("uq_lot_donation_line_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("lot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lot_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lot_pool_id"), ["pool_id"], unique=False)

    op.create_table(
        "rendition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("variant", sa.String(), nullable=False),
        sa.Column("languages", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "drawn_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_rendition_drawn_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "(content IS NULL) OR (sha256 IS NOT NULL)", name=op.f("ck_rendition_hash_if_drawn")
        ),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_rendition_paper_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rendition")),
        sa.UniqueConstraint(
            "paper_id", "variant", "languages", name=op.f("uq_rendition_paper_id_variant_languages")
        ),
        sqlite_strict=True,
    )
    with op.batch_alter_table("rendition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rendition_paper_id"), ["paper_id"], unique=False)

    op.create_table(
        "balance",
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_balance_quantity_not_negative")),
        sa.ForeignKeyConstraint(["holder_id"], ["holder.id"], name=op.f("fk_balance_holder_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_balance_lot_id")),
        sa.PrimaryKeyConstraint("holder_id", "lot_id", name=op.f("pk_balance")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("balance", schema=None) as batch_op:
        batch_op.create_index(
            "ix_balance_lot_id_present",
            ["lot_id"],
            unique=False,
            sqlite_where=sa.text("quantity > 0"),
            postgresql_where=sa.text("quantity > 0"),
        )

    op.create_table(
        "goods_receipt_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("receipt_id", sa.Integer(), nullable=False),
        sa.Column("box_id", sa.Integer(), nullable=True),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("good", sa.Integer(), nullable=False),
        sa.Column("damaged", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("excess", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "good + damaged + missing + excess > 0", name=op.f("ck_goods_receipt_line_counts_something")
        ),
        sa.CheckConstraint(
            "good >= 0 AND damaged >= 0 AND missing >= 0 AND excess >= 0",
            name=op.f("ck_goods_receipt_line_counts_not_negative"),
        ),
        sa.ForeignKeyConstraint(["box_id"], ["box.id"], name=op.f("fk_goods_receipt_line_box_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_goods_receipt_line_lot_id")),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["goods_receipt.id"], name=op.f("fk_goods_receipt_line_receipt_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goods_receipt_line")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("goods_receipt_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goods_receipt_line_box_id"), ["box_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_goods_receipt_line_lot_id"), ["lot_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_goods_receipt_line_receipt_id"), ["receipt_id"], unique=False)

    op.create_table(
        "movement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "received",
                "withdrawn",
                "found",
                "packed",
                "unpacked",
                "moved",
                "set_aside",
                "released",
                "delivered",
                "damaged",
                "missing",
                "turned_up",
                "written_off",
                "restored",
                name="movementkind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("from_holder_id", sa.Integer(), nullable=True),
        sa.Column("to_holder_id", sa.Integer(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(from_holder_id IS NULL) = (kind IN ('received', 'found'))",
            name=op.f("ck_movement_only_receipts_come_from_outside"),
        ),
        sa.CheckConstraint(
            "(to_holder_id IS NULL) = (kind = 'withdrawn')", name=op.f("ck_movement_only_withdrawals_leave")
        ),
        sa.CheckConstraint("from_holder_id <> to_holder_id", name=op.f("ck_movement_goes_somewhere")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_movement_quantity_positive")),
        sa.ForeignKeyConstraint(["audit_id"], ["audit_entry.id"], name=op.f("fk_movement_audit_id")),
        sa.ForeignKeyConstraint(["from_holder_id"], ["holder.id"], name=op.f("fk_movement_from_holder_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_movement_lot_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_movement_run_id")),
        sa.ForeignKeyConstraint(["to_holder_id"], ["holder.id"], name=op.f("fk_movement_to_holder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movement")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("movement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_movement_audit_id"), ["audit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_movement_from_holder_id"), ["from_holder_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_movement_lot_id"), ["lot_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_movement_run_id"), ["run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_movement_to_holder_id"), ["to_holder_id"], unique=False)

    op.create_table(
        "print_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rendition_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "printed_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'",
            name=op.f("ck_print_log_printed_at_shape"),
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(["rendition_id"], ["rendition.id"], name=op.f("fk_print_log_rendition_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_print_log_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_log")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("print_log", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_print_log_rendition_id"), ["rendition_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("print_log", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_print_log_rendition_id"))

    op.drop_table("print_log")
    with op.batch_alter_table("movement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_movement_to_holder_id"))
        batch_op.drop_index(batch_op.f("ix_movement_run_id"))
        batch_op.drop_index(batch_op.f("ix_movement_lot_id"))
        batch_op.drop_index(batch_op.f("ix_movement_from_holder_id"))
        batch_op.drop_index(batch_op.f("ix_movement_audit_id"))

    op.drop_table("movement")
    with op.batch_alter_table("goods_receipt_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_goods_receipt_line_receipt_id"))
        batch_op.drop_index(batch_op.f("ix_goods_receipt_line_lot_id"))
        batch_op.drop_index(batch_op.f("ix_goods_receipt_line_box_id"))

    op.drop_table("goods_receipt_line")
    with op.batch_alter_table("balance", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_balance_lot_id_present",
            sqlite_where=sa.text("quantity > 0"),
            postgresql_where=sa.text("quantity > 0"),
        )

    op.drop_table("balance")
    with op.batch_alter_table("rendition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rendition_paper_id"))

    op.drop_table("rendition")
    with op.batch_alter_table("lot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lot_pool_id"))
        batch_op.drop_index(batch_op.f("ix_lot_item_id"))

    op.drop_table("lot")
    with op.batch_alter_table("load", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_load_box_id_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_load_to_stop_id"))
        batch_op.drop_index(
            "ix_load_run_id_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_load_run_id"))
        batch_op.drop_index(batch_op.f("ix_load_pallet_id"))
        batch_op.drop_index(batch_op.f("ix_load_box_id"))

    op.drop_table("load")
    op.drop_table("holder")
    with op.batch_alter_table("goods_receipt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_goods_receipt_stop_id"))
        batch_op.drop_index(batch_op.f("ix_goods_receipt_audit_id"))

    op.drop_table("goods_receipt")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_run_id"))
        batch_op.drop_index("ix_event_convoy_id_occurred_at")
        batch_op.drop_index(batch_op.f("ix_event_box_id"))
        batch_op.drop_index(batch_op.f("ix_event_audit_id"))

    op.drop_table("event")
    with op.batch_alter_table("stop", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stop_run_id"))

    op.drop_table("stop")
    with op.batch_alter_table("paper", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paper_run_id"))
        batch_op.drop_index(batch_op.f("ix_paper_number"))
        batch_op.drop_index(batch_op.f("ix_paper_donation_id"))
        batch_op.drop_index(batch_op.f("ix_paper_convoy_id"))

    op.drop_table("paper")
    with op.batch_alter_table("donation_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_donation_line_item_id"))
        batch_op.drop_index(batch_op.f("ix_donation_line_donation_id"))

    op.drop_table("donation_line")
    with op.batch_alter_table("customs_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_customs_record_run_id"))

    op.drop_table("customs_record")
    with op.batch_alter_table("crew_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_crew_member_run_id"))

    op.drop_table("crew_member")
    with op.batch_alter_table("box", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_box_place_id_in_stock",
            sqlite_where=sa.text("stage IN ('open', 'closed')"),
            postgresql_where=sa.text("stage IN ('open', 'closed')"),
        )
        batch_op.drop_index(batch_op.f("ix_box_pallet_id"))
        batch_op.drop_index(batch_op.f("ix_box_foreign_number"))

    op.drop_table("box")
    op.drop_table("sorting_pool")
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_run_vehicle_id"))
        batch_op.drop_index(batch_op.f("ix_run_convoy_id"))

    op.drop_table("run")
    with op.batch_alter_table("pallet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pallet_place_id"))

    op.drop_table("pallet")
    with op.batch_alter_table("item_word", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_word_item_id"))

    op.drop_table("item_word")
    with op.batch_alter_table("item_name", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_name_item_id"))

    op.drop_table("item_name")
    op.drop_table("invitation")
    with op.batch_alter_table("grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_grant_user_id"))

    op.drop_table("grant")
    with op.batch_alter_table("donation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_donation_recorded_at"))
        batch_op.drop_index(batch_op.f("ix_donation_received_on"))
        batch_op.drop_index(batch_op.f("ix_donation_organisation_id"))

    op.drop_table("donation")
    with op.batch_alter_table("convoy_recipient", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_convoy_recipient_convoy_id"))

    op.drop_table("convoy_recipient")
    with op.batch_alter_table("barcode", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_barcode_item_id"))

    op.drop_table("barcode")
    op.drop_table("vehicle")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_user_id"))

    op.drop_table("sign_in")
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_place_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_place_name_key"))

    op.drop_table("place")
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_category_id"))

    op.drop_table("item")
    op.drop_table("convoy")
    op.drop_table("audit_mention")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_user_id"))
        batch_op.drop_index("ix_audit_entry_subject")
        batch_op.drop_index(batch_op.f("ix_audit_entry_at"))

    op.drop_table("audit_entry")
    op.drop_table("vehicle_class")
    op.drop_table("user")
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_attempt_address_key")
        batch_op.drop_index("ix_sign_in_attempt_account_key")

    op.drop_table("sign_in_attempt")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_organisation_name_key",
            sqlite_where=sa.text("kind <> 'individual'"),
            postgresql_where=sa.text("kind <> 'individual'"),
        )
        batch_op.drop_index(
            "uq_organisation_is_ours", sqlite_where=sa.text("is_ours"), postgresql_where=sa.text("is_ours")
        )
        batch_op.drop_index(batch_op.f("ix_organisation_name_key"))

    op.drop_table("organisation")
    op.drop_table("number_series")
    op.drop_table("installation")
    op.drop_table("crossing")
    op.drop_table("category")
