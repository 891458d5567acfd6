"""who was just let in is no second person."""

revision = "5d0c71e9ab38"
down_revision = "c526b50d5ce8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the triggers that say so: every migration puts them there as the models have them."""


def downgrade() -> None:
    """Leave the tables as they are."""
