"""Rulesets that were served, kept by digest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_laws"
down_revision = "20261126_files"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this step."""
    op.create_table(
        "served_laws",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("files", sa.LargeBinary(), nullable=False),
        sa.Column("first_served_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_served_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_served_laws")),
    )


def downgrade() -> None:
    """Back from this step."""
    op.drop_table("served_laws")
