"""an organisation may have a namesake."""

import sqlalchemy as sa
from alembic import op

revision = "21f4f14b0dee"
down_revision = "1b5cb5e2c46f"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("namesake", sa.Integer(), server_default="0", nullable=False))
        batch_op.drop_index(
            batch_op.f("uq_organisation_name_key"), sqlite_where=sa.text("kind <> 'individual'")
        )
        batch_op.create_index(
            "uq_organisation_name_key",
            ["name_key", "namesake"],
            unique=True,
            sqlite_where=sa.text("kind <> 'individual'"),
            postgresql_where=sa.text("kind <> 'individual'"),
        )


def downgrade() -> None:
    twice = op.get_bind().execute(
        sa.text(
            "SELECT min(name) FROM organisation WHERE kind <> 'individual' "
            "GROUP BY name_key HAVING count(*) > 1 ORDER BY 1"
        )
    )
    if names := list(twice.scalars()):
        # Neither is the other: which one should have another name, no migration can say.
        raise RuntimeError(f"organisations have the same name: {'; '.join(names)}. Rename them first.")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_organisation_name_key",
            sqlite_where=sa.text("kind <> 'individual'"),
            postgresql_where=sa.text("kind <> 'individual'"),
        )
        batch_op.create_index(
            batch_op.f("uq_organisation_name_key"),
            ["name_key"],
            unique=1,
            sqlite_where=sa.text("kind <> 'individual'"),
        )
        batch_op.drop_column("namesake")
