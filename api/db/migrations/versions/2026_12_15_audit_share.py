"""The share at which the audit of the noise filter draws a report: it may change with the rules."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261215_audit_share"
down_revision = "20261214_shadow"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this step."""
    op.add_column("reports", sa.Column("noise_audit_share", sa.Double(), nullable=True))


def downgrade() -> None:
    """Back from this step."""
    op.drop_column("reports", "noise_audit_share")
