"""Merging, as the database holds it: nothing new points at what was merged away; lots follow their item."""

from convoy.db import MERGED_AWAY
from convoy.models.triggers import on

POINTS_AT = (
    ("donation", "organisation_id", "organisation"),
    ("place", "organisation_id", "organisation"),
    ("vehicle", "organisation_id", "organisation"),
    ("run", "given_to_id", "organisation"),
    ("organisation", "parent_id", "organisation"),
    ("organisation", "merged_into_id", "organisation"),
    ("donation_line", "item_id", "item"),
    ("unsorted_line", "item_id", "item"),
    ("loose_count", "item_id", "item"),
    ("barcode", "item_id", "item"),
    ("kit_line", "item_id", "item"),
    ("wish", "item_id", "item"),
    ("pinned_item", "item_id", "item"),
    ("appeal_item", "item_id", "item"),
    ("item", "merged_into_id", "item"),
)
"""Which columns point at what may be merged. It is always merged into one that is kept: no chains."""


def _raise(said: str) -> str:
    return f"RAISE EXCEPTION '{said}' USING ERRCODE = 'check_violation';"


def _before(table: str, column: str, name: str, body: str) -> None:
    """Have PostgreSQL run a function before a row of the table is added or the column changes."""
    on(
        "postgresql",
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$\n{body}\n$$",
    )
    on(
        "postgresql",
        f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE OF {column} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {name}()",
    )


def _refuse_merged(table: str, column: str, target: str) -> None:
    """Refuse that a row begins to point at what was merged away; PostgreSQL waits for a merge under way."""
    name, said = f"{table}_{column}_is_kept", f"{table} {MERGED_AWAY}"
    gone = f"SELECT 1 FROM {target} WHERE id = NEW.{column} AND merged_into_id IS NOT NULL"  # noqa: S608
    away = f"EXISTS ({gone})"
    on(
        "sqlite",
        f"CREATE TRIGGER {name}_when_added BEFORE INSERT ON {table} WHEN {away} "
        f"BEGIN SELECT RAISE(ABORT, '{said}'); END",
    )
    on(
        "sqlite",
        f"CREATE TRIGGER {name}_when_changed BEFORE UPDATE OF {column} ON {table} "
        f"WHEN NEW.{column} IS NOT OLD.{column} AND {away} BEGIN SELECT RAISE(ABORT, '{said}'); END",
    )
    asked = f"SELECT merged_into_id INTO into_id FROM {target} WHERE id = NEW.{column} FOR SHARE;"  # noqa: S608
    _before(
        table,
        column,
        name,
        f"""DECLARE into_id integer;
        BEGIN
            IF TG_OP = 'UPDATE' AND NEW.{column} IS NOT DISTINCT FROM OLD.{column} THEN RETURN NEW; END IF;
            {asked}
            IF into_id IS NOT NULL THEN {_raise(said)} END IF;
            RETURN NEW;
        END""",
    )


def _refuse_chains(table: str) -> None:
    """Refuse to merge away what others were merged into: they have to follow first."""
    name, said = f"{table}_merges_without_chains", f"{table} would be merged in a chain"
    others = f"SELECT 1 FROM {table} WHERE merged_into_id = NEW.id"  # noqa: S608
    chained = f"NEW.merged_into_id IS NOT NULL AND EXISTS ({others})"
    on(
        "sqlite",
        f"CREATE TRIGGER {name} BEFORE UPDATE OF merged_into_id ON {table} WHEN {chained} "
        f"BEGIN SELECT RAISE(ABORT, '{said}'); END",
    )
    _before(
        table,
        "merged_into_id",
        name,
        f"BEGIN IF {chained} THEN {_raise(said)} END IF; RETURN NEW; END",
    )


def _keep_lots_with_their_item() -> None:
    """A lot's item is the one its goods are kept as: the item they were counted as, or what that became."""
    follow = (
        "UPDATE lot SET item_id = coalesce(NEW.merged_into_id, NEW.id) "
        "WHERE counted_as_id = NEW.id AND item_id <> coalesce(NEW.merged_into_id, NEW.id);"
    )
    moved, said = "AFTER UPDATE OF merged_into_id ON item", f"lot {MERGED_AWAY}"
    on("sqlite", f"CREATE TRIGGER item_lots_follow {moved} BEGIN {follow} END")
    on(
        "postgresql",
        "CREATE OR REPLACE FUNCTION item_lots_follow() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN {follow} RETURN NULL; END $$",
    )
    on(
        "postgresql",
        f"CREATE TRIGGER item_lots_follow {moved} FOR EACH ROW EXECUTE FUNCTION item_lots_follow()",
    )
    kept = "(SELECT coalesce(merged_into_id, id) FROM item WHERE id = NEW.counted_as_id)"
    for act, when in (("INSERT", "added"), ("UPDATE OF item_id", "changed")):
        on(
            "sqlite",
            f"CREATE TRIGGER lot_item_id_is_kept_when_{when} BEFORE {act} ON lot WHEN NEW.item_id <> {kept} "
            f"BEGIN SELECT RAISE(ABORT, '{said}'); END",
        )
    became = "SELECT coalesce(merged_into_id, id) INTO kept FROM item WHERE id = NEW.counted_as_id FOR SHARE;"
    _before(
        "lot",
        "item_id",
        "lot_item_id_is_kept",
        f"""DECLARE kept integer;
        BEGIN
            {became}
            IF NEW.item_id <> kept THEN {_raise(said)} END IF;
            RETURN NEW;
        END""",
    )


for _points in POINTS_AT:
    _refuse_merged(*_points)
for _table in ("organisation", "item"):
    _refuse_chains(_table)
_keep_lots_with_their_item()
