"""medicine released before is signed off."""

import hashlib
import json

import sqlalchemy as sa
from alembic import op

from convoy.domain import references

revision = "9e04b6f2d1c8"
down_revision = "7c31d0e5a9b4"
branch_labels = None
depends_on = None

AT_THE_DESK = "Released at the desk by the medical checker"

# Onto the shelf medicine came only through who may release it: at the desk, or when it had been set aside.
RELEASED = """
    SELECT lot.id AS lot, item.code AS item, lot.batch, lot.expires_on, donation_line.donation_id AS gift,
        donation_line.position, donation_line.quantity, audit_entry.id AS entry, audit_entry.facts,
        audit_entry.action
    FROM lot
    JOIN item ON item.id = lot.item_id
    JOIN category ON category.id = item.category_id
    JOIN donation_line ON donation_line.id = lot.donation_line_id
    JOIN movement ON movement.lot_id = lot.id AND movement.kind IN ('received', 'released')
    JOIN holder ON holder.id = movement.to_holder_id AND holder.kind = 'place'
    JOIN audit_entry ON audit_entry.id = movement.audit_id
    WHERE category.code = 'medicine' AND donation_line.stage = 'accepted' AND NOT EXISTS
        (SELECT 1 FROM sign_off WHERE sign_off.lot_id = lot.id AND sign_off.flag = 'medicine')
    ORDER BY movement.id"""

SIGN_OFF = """
    INSERT INTO sign_off
        (code, lot_id, flag, decision, reason, document, needs_second, sha256, at, by_id, audit_id)
    SELECT :code, :lot, 'medicine', 'release', :reason, '', :needs_second, :sha256, at, user_id, id
    FROM audit_entry WHERE id = :entry"""


def upgrade() -> None:
    """What a medical checker released before there were sign-offs is signed off by that."""
    connection = op.get_bind()
    latest = {}
    for row in connection.execute(sa.text(RELEASED)):
        said = json.loads(row.facts).get("reason") if row.action == "line:release" else ""
        latest[row.lot] = (row, said or AT_THE_DESK)
    add = sa.text(SIGN_OFF).bindparams(sa.bindparam("needs_second", type_=sa.Boolean()))
    for row, reason in latest.values():
        decided = {
            "item": row.item,
            "batch": row.batch,
            "expires_on": row.expires_on,
            "line": f"{row.gift}/{row.position}",
            "quantity": row.quantity,
            "flag": "medicine",
            "decision": "release",
            "reason": reason,
            "document": "",
        }
        canonical = json.dumps(decided, sort_keys=True, ensure_ascii=False, default=str)
        values = {"code": references.new("SO"), "lot": row.lot, "reason": reason, "entry": row.entry}
        values |= {"needs_second": False, "sha256": hashlib.sha256(canonical.encode()).hexdigest()}
        connection.execute(add, values)


def downgrade() -> None:
    """A sign-off stays: it is true."""
