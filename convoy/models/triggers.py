"""What the database does by itself on both engines: fold the ledger, keep history as it was."""

from sqlalchemy import DDL, event

from convoy.db import Base

APPEND_ONLY = (
    "movement",
    "event",
    "audit_entry",
    "audit_mention",
    "print_log",
    "goods_receipt",
    "goods_receipt_line",
    "sign_off",
    "second_signature",
    "override",
    "override_answer",
    "declaration_entry",
)

# Columns that say what a paper is; the snapshot may only be emptied, by redaction.
FIXED = {
    "box_label": ("id", "code", "batch", "place_id", "short_number", "issued_at"),
    "hand_correction": (
        *("id", "paper_id", "field", "written_on", "reason", "packages", "of_line"),
        *("keyed_at", "keyed_by_id"),
    ),
    "paper": ("id", "kind", "number", "version", "donation_id", "convoy_id", "run_id", "sha256", "made_at"),
    "letter": ("id", "kind", "place_id", "convoy_id", "run_id", "sha256", "kept_at", "replaces_id"),
    "signed_copy": ("id", "code", "paper_id", "sha256", "kept_at"),
    "photo": ("id", "code", "donation_id", "receipt_id", "sha256", "size", "width", "height"),
    "lot": ("id", "counted_as_id", "donation_line_id", "pool_id"),
    "donation_line": ("id", "donation_id", "item_id", "quantity", "grams", "expires_on"),
    "unsorted_line": ("id", "donation_id", "pool_id", "packages", "package_code", "grams"),
    "sorting_pool": ("id", "place_id", "day"),
    "pool_outcome": (
        "id",
        "pool_id",
        "fate",
        "packages",
        "grams",
        "lot_id",
        "quantity",
        "reason",
        "audit_id",
    ),
}
KEPT_OR_EMPTIED = {
    "hand_correction": "remark",
    "letter": "content",
    "paper": "snapshot",
    "photo": "content",
    "rendition": "content",
    "signed_copy": "content",
}

_FOLD_SQLITE = (
    """CREATE TRIGGER movement_leaves AFTER INSERT ON movement WHEN NEW.from_holder_id IS NOT NULL BEGIN
        INSERT INTO balance (holder_id, lot_id, quantity)
            VALUES (NEW.from_holder_id, NEW.lot_id, 0) ON CONFLICT (holder_id, lot_id) DO NOTHING;
        UPDATE balance SET quantity = quantity - NEW.quantity
            WHERE holder_id = NEW.from_holder_id AND lot_id = NEW.lot_id;
        DELETE FROM balance WHERE holder_id = NEW.from_holder_id AND lot_id = NEW.lot_id AND quantity = 0;
    END""",
    """CREATE TRIGGER movement_arrives AFTER INSERT ON movement WHEN NEW.to_holder_id IS NOT NULL BEGIN
        INSERT INTO balance (holder_id, lot_id, quantity) VALUES (NEW.to_holder_id, NEW.lot_id, NEW.quantity)
            ON CONFLICT (holder_id, lot_id) DO UPDATE SET quantity = quantity + NEW.quantity;
    END""",
)

# Both rows are taken in one order, so that opposite movements at the same moment cannot deadlock. An arrival
# is one upsert: it finds the row again when a withdrawal that emptied it was first.
_FOLD_POSTGRESQL = """CREATE OR REPLACE FUNCTION fold_movement() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE holding integer; change integer;
    BEGIN
        FOR holding, change IN
            SELECT * FROM (VALUES (NEW.from_holder_id, -NEW.quantity), (NEW.to_holder_id, NEW.quantity))
                AS side (holder, amount) WHERE holder IS NOT NULL ORDER BY holder
        LOOP
            IF change > 0 THEN
                INSERT INTO balance (holder_id, lot_id, quantity) VALUES (holding, NEW.lot_id, change)
                    ON CONFLICT (holder_id, lot_id) DO UPDATE SET quantity = balance.quantity + change;
            ELSE
                UPDATE balance SET quantity = quantity + change
                    WHERE holder_id = holding AND lot_id = NEW.lot_id;
                IF NOT FOUND THEN
                    RAISE EXCEPTION 'ck_balance_quantity_not_negative' USING ERRCODE = 'check_violation';
                END IF;
                DELETE FROM balance WHERE holder_id = holding AND lot_id = NEW.lot_id AND quantity = 0;
            END IF;
        END LOOP;
        RETURN NEW;
    END $$"""

_REFUSE_POSTGRESQL = """CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'check_violation';
    END $$"""

# A box with the code or the number of a printed label has both, and is the only one: whoever makes it.
_TAKEN_LABEL = """EXISTS (SELECT 1 FROM box_label
        WHERE (code = NEW.code OR (place_id = NEW.origin_place_id AND short_number = NEW.short_number))
        AND NOT (code = NEW.code AND place_id = NEW.origin_place_id AND short_number = NEW.short_number
            AND box_id IS NULL AND spoiled_at IS NULL))"""
_LABELS_POSTGRESQL = f"""CREATE OR REPLACE FUNCTION look_at_labels() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {_TAKEN_LABEL} THEN
            RAISE EXCEPTION 'a printed label is for one box' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$"""

SECONDS = {"second_signature": "sign_off", "override_answer": "override"}
"""Where a second person's answer is kept: the table of what it answers."""

# Whom the first person let in less than a day before is no second person, nor is who let the first one in so.
# To PostgreSQL '1 day' is 23 or 25 hours when clocks change where the session is; 24 hours are 24 hours.
_JUST_LET_IN = """EXISTS (SELECT 1 FROM "grant" JOIN {asked} AS asked ON asked.id = NEW.{asked}_id
        WHERE granted_at > {day_before} AND granted_at <= NEW.at
        AND ((user_id = NEW.by_id AND granted_by_id = NEW.first_by_id)
            OR (user_id = NEW.first_by_id AND granted_by_id = NEW.by_id)))"""
_NO_SECOND = "who was just let in is no second person"

CATALOGUE = ("item", "item_name", "item_word")
"""What is kept in memory for finding items by name: every change counts up its revision."""

_COUNT_CATALOGUE = (
    "INSERT INTO catalogue_revision (id, number) VALUES (1, 1) "
    "ON CONFLICT (id) DO UPDATE SET number = catalogue_revision.number + 1"
)
_COUNT_POSTGRESQL = f"""CREATE OR REPLACE FUNCTION count_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {_COUNT_CATALOGUE};
        RETURN NULL;
    END $$"""


def on(dialect: str, statement: str) -> None:
    """Create a trigger or function with the tables of one engine."""
    # A lone % would be read as the start of a DDL placeholder.
    ddl = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
    event.listen(Base.metadata, "after_create", ddl.execute_if(dialect=dialect))


def _refuse(table: str, act: str, condition: str) -> None:
    """Refuse UPDATE or DELETE on a table where the condition holds, whoever asks."""
    name = f"{table}_{act.lower()}_refused"
    on(
        "sqlite",
        f"CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed'); END",
    )
    on(
        "postgresql",
        f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW "
        f"WHEN ({condition}) EXECUTE FUNCTION refuse_change()",
    )


on("postgresql", _FOLD_POSTGRESQL)
on("postgresql", _REFUSE_POSTGRESQL)
on(
    "postgresql",
    "CREATE TRIGGER movement_folds AFTER INSERT ON movement FOR EACH ROW EXECUTE FUNCTION fold_movement()",
)
for _statement in _FOLD_SQLITE:
    on("sqlite", _statement)
on(
    "sqlite",
    f"CREATE TRIGGER box_label_taken BEFORE INSERT ON box WHEN {_TAKEN_LABEL} "
    "BEGIN SELECT RAISE(ABORT, 'a printed label is for one box'); END",
)
on("postgresql", _LABELS_POSTGRESQL)
on(
    "postgresql",
    "CREATE TRIGGER box_label_taken BEFORE INSERT ON box FOR EACH ROW EXECUTE FUNCTION look_at_labels()",
)
for _answer, _asked in SECONDS.items():
    _day_before = "strftime('%Y-%m-%d %H:%M:%f', asked.at, '-24 hours')"
    on(
        "sqlite",
        f"CREATE TRIGGER {_answer}_by_second BEFORE INSERT ON {_answer} "
        f"WHEN {_JUST_LET_IN.format(asked=_asked, day_before=_day_before)} "
        f"BEGIN SELECT RAISE(ABORT, '{_NO_SECOND}'); END",
    )
    on(
        "postgresql",
        f"""CREATE OR REPLACE FUNCTION second_of_{_asked}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {_JUST_LET_IN.format(asked=_asked, day_before="asked.at - interval '24 hours'")} THEN
            RAISE EXCEPTION '{_NO_SECOND}' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$""",
    )
    on(
        "postgresql",
        f"CREATE TRIGGER {_answer}_by_second BEFORE INSERT ON {_answer} "
        f"FOR EACH ROW EXECUTE FUNCTION second_of_{_asked}()",
    )
on("postgresql", _COUNT_POSTGRESQL)
for _table in CATALOGUE:
    for _act in ("INSERT", "UPDATE", "DELETE"):
        _name = f"{_table}_{_act.lower()}_counts"
        on("sqlite", f"CREATE TRIGGER {_name} AFTER {_act} ON {_table} BEGIN {_COUNT_CATALOGUE}; END")
        on(
            "postgresql",
            f"CREATE TRIGGER {_name} AFTER {_act} ON {_table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION count_change()",
        )
for _table in APPEND_ONLY:
    _refuse(_table, "UPDATE", "1 = 1")
    _refuse(_table, "DELETE", "1 = 1")
for _table in sorted({*FIXED, *KEPT_OR_EMPTIED}):
    _changed = [
        f"(OLD.{column} <> NEW.{column} OR (OLD.{column} IS NULL) <> (NEW.{column} IS NULL))"
        for column in FIXED.get(_table, ())
    ]
    if _kept := KEPT_OR_EMPTIED.get(_table):
        _changed.append(
            f"(OLD.{_kept} IS NOT NULL AND NEW.{_kept} IS NOT NULL AND OLD.{_kept} <> NEW.{_kept})"
        )
    _refuse(_table, "UPDATE", " OR ".join(_changed))
    _refuse(_table, "DELETE", "1 = 1")
