"""The field under which the filter read a report, and the certificates that held then: one a field,
and not one a channel.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261211_noise_by_field"
down_revision = "20261210_comments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this step."""
    op.add_column("reports", sa.Column("noise_field", sa.String(length=20), nullable=True))
    _widths(64, 600)


def downgrade() -> None:
    """Back from this step: of several certificates, the first stays."""
    op.execute(sa.text("UPDATE reports SET noise_certificate = substr(noise_certificate, 1, 64)"))
    _widths(600, 64)
    op.drop_column("reports", "noise_field")


def _widths(before: int, after: int) -> None:
    """SQLite knows no widths, and would copy the table: what points at its rows forbids it."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column(
            "reports",
            "noise_certificate",
            existing_type=sa.String(length=before),
            type_=sa.String(length=after),
        )
