"""The field under which the filter read a report, and the certificates that held then: one a field, and not one a channel."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261211_noise_by_field"
down_revision = "20261210_comments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this step."""
    with op.batch_alter_table("reports") as batch_op:
        batch_op.add_column(sa.Column("noise_field", sa.String(length=20), nullable=True))
        batch_op.alter_column("noise_certificate", existing_type=sa.String(length=64), type_=sa.String(length=600))


def downgrade() -> None:
    """Back from this step: of several certificates, the first stays."""
    op.execute(sa.text("UPDATE reports SET noise_certificate = substr(noise_certificate, 1, 64)"))
    with op.batch_alter_table("reports") as batch_op:
        batch_op.alter_column("noise_certificate", existing_type=sa.String(length=600), type_=sa.String(length=64))
        batch_op.drop_column("noise_field")
