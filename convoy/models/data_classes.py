"""The data class of every column (who may see it, how long it is kept); an unlisted column fails a test.

S0 public, S1 signed-in people, S2 the own point and auditors, S3 severe: coordinators of that convoy, and
printers inside its papers. A place's address, contact and telephone are S3 where the place is a destination.
An appeal is told to strangers: it names no convoy, route, day of departure or recipient, and links to none.
"""

CLASSES: dict[str, dict[str, str]] = {
    "announced_gift": {"S2": "id code place_id name expected_on made_at expires_at donation_id donor_kind"},
    "announced_line": {"S2": "announced_gift_id position what amount"},
    "appeal": {
        "S0": "id code title words begins_on ends_on is_shown first_shown_at",
        "S2": "made_at made_by_id",
    },
    "appeal_item": {"S0": "appeal_id position item_id category_id quantity"},
    "appeal_place": {"S0": "appeal_id place_id"},
    "audit_entry": {"S2": "id at user_id action subject facts key request_hash"},
    "audit_mention": {"S2": "code audit_id"},
    "balance": {"S2": "holder_id lot_id quantity"},
    "barcode": {"S1": "id gtin item_id"},
    "box": {
        "S1": (
            "id code origin_place_id short_number foreign_number place_id shelf stage pallet_id package_code "
            "length_mm width_mm height_mm gross_g weighed_at estimated_g estimated_ml n_of n_of_total "
            "is_fragile label_version reopened_reason note created_at closed_at version"
        ),
    },
    "box_label": {
        "S1": "id code batch place_id short_number issued_at box_id bound_at spoiled_at spoiled_reason",
        "S2": "issued_by_id",
    },
    "box_sighting": {"S2": "stock_take_id box_id seen_at seen_by_id outcome reason note"},
    "capture": {
        "S2": (
            "id key sha256 envelope state author_id sent_by_id place_id donation_id device made_at "
            "received_at answer content settled_at settled_by_id reason"
        ),
    },
    "card": {
        "S2": (
            "id code token_hash role place_id convoy_id most_people came_in starts_at ends_at created_at "
            "created_by_id ended_at"
        ),
    },
    "catalogue_revision": {"S0": "id number"},
    "category": {"S0": "id code position"},
    "convoy": {
        "S1": "id code stage cut_off_on created_at version",
        "S3": "name starts_on ends_on crossing_id lead_phone note",
    },
    "convoy_recipient": {
        "S1": "id convoy_id",
        "S3": "place_id",
    },
    "crew_link": {
        "S2": "id run_id role token_hash created_at created_by_id ended_at",
        "S3": "expires_at",
    },
    "crew_member": {
        "S3": (
            "id run_id role name phone document document_kind document_until born_on nationality licence "
            "licence_until adr_until language emergency_contact link_id typed_at"
        ),
    },
    "crossing": {"S0": "id code name name_uk country unlocode latitude longitude traffic"},
    "customs_record": {
        "S3": (
            "id run_id side crossing_id border reference issued_on valid_until shown_at cleared_at "
            "refused_at note"
        ),
    },
    "declaration": {"S3": "id code run_id place_id created_at"},
    "declaration_entry": {
        "S3": (
            "id declaration_id step occurred_on to_whom reference paper_id valid_until change_until note "
            "is_taken_back recorded_at recorded_by_id audit_id"
        ),
    },
    "device": {"S2": "id code token_hash name created_at ended_at"},
    "device_person": {
        "S2": "device_id user_id first_at full_at pin_hash pin_tries owner_told_at admin_told_at",
    },
    "donation": {
        "S2": (
            "id code number place_id organisation_id origin invoice donor_reference received_on recorded_at "
            "recorded_by_id note withdrawn_at withdrawn_reason corrects_id import_key"
        ),
    },
    "donation_line": {
        "S1": (
            "id donation_id position item_id typed quantity grams condition expires_on batch value_cents "
            "currency stage reason"
        ),
        "S2": "earmark",
        "S3": "earmark_place_id",
    },
    "draft": {"S2": "id code key place_id content begun_at saved_at opened_by_id"},
    "event": {
        "S1": "id kind convoy_id run_id stop_id box_id recorded_by_id source resolves_id audit_id",
        "S3": "occurred_at recorded_at note",
    },
    "gift_sheet": {
        "S2": "id code place_id name sha256 sent_at sent_by_id cells choices judged revision waiting done_at",
    },
    "goods_receipt": {
        "S1": "id code stop_id recorded_by_id audit_id",
        "S3": "occurred_at recorded_at received_by note",
    },
    "goods_receipt_line": {"S1": "id receipt_id box_id lot_id good damaged missing excess reason"},
    "grant": {"S2": "id user_id role place_id convoy_id granted_at granted_by_id card_id ends_at ended_at"},
    "hand_correction": {
        "S2": "packages of_line id paper_id field keyed_at keyed_by_id",
        "S3": "remark written_on reason",
    },
    "holder": {"S2": "id kind place_id box_id"},
    "imported_box": {"S1": "box_id key content number_key"},
    "installation": {"S0": "id is_demo made_at"},
    "intake_sheet": {"S2": "id number batch place_id issued_at issued_by_id donation_id"},
    "invitation": {
        "S2": (
            "id kind token_hash user_id role place_id convoy_id created_at created_by_id expires_at used_at "
            "used_by_id ended_at"
        ),
    },
    "item": {
        "S1": (
            "id code category_id net_content unit_code unit_net_g unit_gross_g unit_volume_ml package_code "
            "units_per_package package_gross_g package_volume_ml hs6 hs6_description hs_confidence "
            "expiry_required batch_required cold_chain dangerous un_number dual_use serial_required "
            "intake_rule unspsc_segment unit_value_cents value_basis animal_origin plant_origin expiry_rule "
            "shelf_months_min handling stack_limit_kg one_person adr_class adr_packing_group adr_category "
            "adr_small_load_unit special_provision lithium_wh note is_active merged_into_id"
        ),
    },
    "item_name": {"S1": "id item_id language name is_reviewed"},
    "item_word": {"S1": "id item_id language word"},
    "kit": {"S1": "id code name name_key is_active"},
    "kit_line": {"S1": "kit_id position item_id quantity"},
    "label_stock": {
        "S1": (
            "place_id make offset_right offset_down page_wide page_high label_wide label_high label_columns "
            "label_rows margin_left margin_top pitch_across pitch_down"
        ),
    },
    "letter": {
        "S3": (
            "id code kind place_id convoy_id run_id name file_kind content size sha256 written_on note "
            "kept_at kept_by_id replaces_id"
        ),
    },
    "load": {
        "S1": (
            "id box_id run_id pallet_id from_stop_id assigned_at assigned_by_id loaded_at departed_audit_id "
            "ended_at end"
        ),
        "S3": "to_stop_id departed_at",
    },
    "look": {"S2": "id user_id sign_in_id convoy_id at is_refused"},
    "loose_count": {"S2": "stock_take_id item_id expected counted counted_at counted_by_id reason note"},
    "lot": {
        "S1": "id item_id counted_as_id donation_line_id pool_id condition expires_on batch",
        "S2": "aside_reason",
    },
    "movement": {"S2": "id kind lot_id quantity from_holder_id to_holder_id run_id audit_id"},
    "notice": {"S2": "id user_id at kind by_name seen_at sign_in_id"},
    "number_series": {"S1": "id kind scope year next_number"},
    "organisation": {
        "S2": (
            "id code kind name name_key namesake name_uk parent_id registration_number country "
            "emergency_phone letterhead is_ours is_active merged_into_id"
        ),
        "S3": "recipient_number address contact_name phone email note",
    },
    "override": {
        "S2": "id code run_id check_code sha256 amount by_id audit_id",
        "S3": "reason at",
    },
    "override_answer": {
        "S2": "id override_id first_by_id sha256 is_agreed by_id audit_id",
        "S3": "reason at",
    },
    "pallet": {"S1": "id code stage place_id tare_g gross_g height_mm note created_at version"},
    "paper": {
        "S1": (
            "id kind number version donation_id convoy_id run_id stop_id box_id pallet_id place_id sha256 "
            "made_at made_by_id made_by replaces_id cancelled_at cancelled_reason"
        ),
        "S3": "snapshot",
    },
    "paper_default": {"S1": "kind languages copies sides page"},
    "paper_link": {
        "S2": "id run_id token_hash created_at created_by_id expires_at ended_at fetches fetched_at",
    },
    "phone_keys": {
        "S2": "made_at",
        "S3": "id sealing signing",
    },
    "photo": {
        "S1": "id code",
        "S2": "donation_id width height size sha256 kept_by_id erased_at erased_by_id",
        "S3": "receipt_id content kept_at",
    },
    "photo_arrival": {"S2": "id key record sha256 size content began_at sent_by_id photo_id"},
    "pinned_item": {"S1": "place_id item_id position"},
    "place": {
        "S2": (
            "id code name name_key name_uk kind status status_set_at organisation_id country town zone "
            "opening_hours accepts do_not_bring next_box_number"
        ),
        "S3": "address contact_name phone note",
    },
    "pool_outcome": {
        "S2": (
            "id pool_id fate packages grams lot_id quantity reason recorded_at recorded_by_id taken_back_at "
            "audit_id"
        ),
    },
    "print_log": {"S2": "id rendition_id user_id printed_at pages"},
    "public_page": {
        "S0": "place_id announcing_since",
        "S1": "opened_at",
    },
    "recovery_code": {"S2": "id user_id code_hash used_at"},
    "rendition": {
        "S1": "id paper_id variant languages copies page sha256 drawn_at",
        "S3": "content",
    },
    "run": {
        "S1": (
            "id convoy_id number stage vehicle_id class_id payload_g hold_ml pallet_places weighbridge_g "
            "dropped_reason continues_run_id version"
        ),
        "S3": "plate trailer_plate customs_seal departs_at departed_at given_to_id note",
    },
    "second_factor": {"S2": "user_id secret last_step set_up_at removal_asked_at removal_asked_by_id"},
    "second_signature": {"S2": "id sign_off_id first_by_id sha256 is_agreed reason at by_id audit_id"},
    "sign_in": {
        "S2": (
            "id user_id token_hash device device_id created_at last_seen_at idle_seconds expires_at "
            "factor_at ended_at ended_reason"
        ),
    },
    "sign_in_attempt": {"S2": "id account_key address_key tried_at"},
    "sign_off": {
        "S2": (
            "id code lot_id pallet_id box_id flag decision reason document needs_second sha256 at by_id "
            "audit_id"
        ),
    },
    "signed_copy": {
        "S1": "id code paper_id file_kind size sha256",
        "S2": "kept_at kept_by_id filed_at filed_by_id",
        "S3": "name content",
    },
    "sorting_pool": {"S1": "id place_id day closed_at"},
    "stock_take": {"S2": "id code place_id shelf started_at started_by_id closed_at closed_by_id audit_id"},
    "stop": {
        "S1": "id run_id position kind",
        "S3": "place_id planned_at arrived_at left_at note",
    },
    "unclaimed_capture": {
        "S2": (
            "id key sha256 envelope claimed_by claimed_at sent_by_id place_id device made_at received_at "
            "content settled_at settled_by_id donation_id reason"
        ),
    },
    "unsorted_line": {
        "S2": "id donation_id position pool_id packages package_code grams note item_id stage reason"
    },
    "user": {"S2": "id code login login_key name password_hash language is_active created_at"},
    "vehicle": {
        "S1": (
            "id code name class_id organisation_id make country payload_g max_mass_g service_mass_g kit_g "
            "hold_length_mm hold_width_mm hold_height_mm pallet_places has_tail_lift is_cooled insured_until "
            "is_active"
        ),
        "S3": "plate trailer_plate vin admitted_until note",
    },
    "vehicle_class": {
        "S0": (
            "id code name licence max_mass_g payload_g hold_length_mm hold_width_mm hold_height_mm "
            "pallet_places note"
        ),
    },
    "wish": {"S1": "id place_id item_id category_id quantity since_on until_on"},
}
"""Of each table: class, and the columns in it with spaces between."""
