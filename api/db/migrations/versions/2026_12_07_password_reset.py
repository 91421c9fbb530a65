"""Until when a session opened by a link may set a password without the current one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261207_password_reset"
down_revision = "20261206_kept_rows"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this step."""
    op.add_column("sessions", sa.Column("password_reset_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Back from this step."""
    op.drop_column("sessions", "password_reset_until")
