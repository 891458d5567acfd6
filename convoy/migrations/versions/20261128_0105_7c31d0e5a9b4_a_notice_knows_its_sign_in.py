"""a notice knows its sign-in."""

import sqlalchemy as sa
from alembic import op

revision = "7c31d0e5a9b4"
down_revision = "1cb5c7c73bd5"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sign_in_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_notice_sign_in_id"), "sign_in", ["sign_in_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_notice_sign_in_id"), type_="foreignkey")
        batch_op.drop_column("sign_in_id")
