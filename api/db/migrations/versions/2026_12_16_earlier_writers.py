"""Who wrote the text that a change request takes up again: they may not sign it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261216_earlier_writers"
down_revision = "20261215_audit_share"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this step."""
    op.add_column("change_requests", sa.Column("earlier_writers", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Back from this step."""
    op.drop_column("change_requests", "earlier_writers")
