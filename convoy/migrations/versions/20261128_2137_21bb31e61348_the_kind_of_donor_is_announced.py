"""The kind of donor is announced."""

import sqlalchemy as sa
from alembic import op

revision = "21bb31e61348"
down_revision = "1cdc2eb9f12e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("announced_gift", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "donor_kind",
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
                nullable=True,
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("announced_gift", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_announced_gift_organisationkind"), type_="check")
        batch_op.drop_column("donor_kind")
