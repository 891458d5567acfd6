"""Warehouse legs: stops that are left one by one, loads that come back or change the van, given vehicles."""

import re

import sqlalchemy as sa
from alembic import op

from convoy.services import going_back

revision = "f5dbbb18c1cf"
down_revision = "ef2fb490a2b9"
branch_labels = None
depends_on = None

MOMENT = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*"

# What a vocabulary already says last, and what it says more from now on.
MORE = {
    ("run", "ck_run_runstage", "stage"): ("'unloaded'", "'handed over'"),
    ("load", "ck_load_loadend", '"end"'): ("'settled'", "'returned', 'transshipped'"),
    ("event", "ck_event_eventkind", "kind"): ("'unloaded'", "'handed_over'"),
}
ALSO = {"event": ("'returned'", "'transshipped', 'goods_returned'")}

CHECKS = {
    "run": ("ck_run_handed_over_to_somebody", "stage <> 'handed over' OR given_to_id IS NOT NULL"),
    "load": (
        "ck_load_only_what_left_comes_back",
        "\"end\" NOT IN ('returned', 'transshipped') OR departed_at IS NOT NULL",
    ),
}

# Column: the table it points to, "moment", or "text", which is empty where nobody knows it.
COLUMNS = {
    "customs_record": {"border": "text", "shown_at": "moment", "refused_at": "moment"},
    "load": {"departed_audit_id": "audit_entry"},
    "run": {"given_to_id": "organisation"},
    "stop": {"left_at": "moment"},
    "vehicle": {"make": "text", "vin": "text"},
    "event": {},
}


def upgrade() -> None:
    change = change_sqlite if op.get_bind().dialect.name == "sqlite" else change_postgresql
    for table in COLUMNS:
        change(table)
    op.execute(
        "UPDATE stop SET left_at = (SELECT departed_at FROM run WHERE run.id = stop.run_id)"
        " WHERE kind = 'loading'"
    )
    op.execute(
        "UPDATE load SET departed_audit_id = (SELECT min(audit_id) FROM event WHERE event.run_id = load.run_id"
        " AND event.kind IN ('departed', 'at_border', 'crossed', 'arrived', 'unloaded', 'returned'))"
        " WHERE departed_at IS NOT NULL"
    )


def downgrade() -> None:
    going_back.refuse()


def longer(table: str, rule: str) -> str:
    """Return the check of a vocabulary with what it says more."""
    for last, more in [pair for (name, _, _), pair in MORE.items() if name == table] + [
        pair for name, pair in ALSO.items() if name == table
    ]:
        rule = rule.replace(last, f"{last}, {more}", 1)
    return rule


def change_postgresql(table: str) -> None:
    for column, kind in COLUMNS[table].items():
        if kind == "text":
            op.add_column(table, sa.Column(column, sa.String(), nullable=False, server_default=""))
            op.alter_column(table, column, server_default=None)
        elif kind == "moment":
            op.add_column(table, sa.Column(column, sa.DateTime(timezone=True), nullable=True))
        else:
            op.add_column(table, sa.Column(column, sa.Integer(), nullable=True))
            op.create_foreign_key(op.f(f"fk_{table}_{column}"), table, kind, [column], ["id"])
    if table == "load":
        op.alter_column("load", "end", type_=sa.String(12))
    for name, check, column in MORE:
        if name == table:
            words = op.get_bind().scalar(
                sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"),
                {"name": check},
            )
            said = ", ".join(re.findall(r"'[^']*'", str(words)))
            op.drop_constraint(op.f(check), table, type_="check")
            op.create_check_constraint(op.f(check), table, f"{column} IN ({longer(table, said)})")
    if table in CHECKS:
        name, rule = CHECKS[table]
        op.create_check_constraint(op.f(name), table, rule)


def change_sqlite(table: str) -> None:
    """SQLite changes a check only with the whole table: the same one is made anew with more in it."""
    bind = op.get_bind()
    made = sa.text(
        "SELECT sql FROM sqlite_master WHERE tbl_name = :table AND type = :kind AND sql IS NOT NULL"
    )
    before = str(bind.scalar(made, {"table": table, "kind": "table"}))
    indexes = bind.scalars(made, {"table": table, "kind": "index"}).all()
    columns = [row[1] for row in bind.exec_driver_sql(f'PRAGMA table_info("{table}")')]
    head, rest = re.split(r"\n\t(?=CONSTRAINT)", before, maxsplit=1)
    head = re.sub(r'^CREATE TABLE "?\w+"?', f"CREATE TABLE {table}_after", head)
    body, options = rest.rsplit(")", 1)
    new, rules = [], []
    for column, kind in COLUMNS[table].items():
        new.append(f"{column} " + {"text": "TEXT NOT NULL", "moment": "TEXT"}.get(kind, "INTEGER") + ", ")
        if kind == "moment":
            rules.append(f"CONSTRAINT ck_{table}_{column}_shape CHECK ({column} GLOB '{MOMENT}')")
        elif kind != "text":
            rules.append(f"CONSTRAINT fk_{table}_{column} FOREIGN KEY({column}) REFERENCES {kind} (id)")
    if table in CHECKS:
        name, rule = CHECKS[table]
        rules.append(f"CONSTRAINT {name} CHECK ({rule})")
    vocabulary = [name for owner, name, _ in MORE if owner == table]
    clauses = [
        longer(table, clause) if any(name in clause for name in vocabulary) else clause
        for clause in body.rstrip().split(", \n\t")
    ]
    bind.exec_driver_sql(
        "\n\t".join([head, *new]) + "\n\t" + ", \n\t".join([*clauses, *rules]) + "\n)" + options
    )
    known = ", ".join(f'"{column}"' for column in columns)
    texts = [column for column, kind in COLUMNS[table].items() if kind == "text"]
    more, empty = "".join(f", {column}" for column in texts), ", ''" * len(texts)
    bind.exec_driver_sql(f'INSERT INTO {table}_after ({known}{more}) SELECT {known}{empty} FROM "{table}"')  # noqa: S608
    op.drop_table(table)
    op.rename_table(f"{table}_after", table)
    for statement in indexes:
        bind.exec_driver_sql(statement)
