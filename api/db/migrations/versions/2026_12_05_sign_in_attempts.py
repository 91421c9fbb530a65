"""Attempts to sign in, counted where all instances of the service see them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261205_sign_in_attempts"
down_revision = "20261204_traces_by_key"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this step."""
    op.create_table(
        "sign_in_attempts",
        sa.Column("caller", sa.String(length=64), nullable=False),
        sa.Column("free_at", sa.Double(), nullable=False),
        sa.Column("signed_in_at", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("caller", name=op.f("pk_sign_in_attempts")),
    )
    op.create_index("ix_sign_in_attempts_free_at", "sign_in_attempts", ["free_at"])


def downgrade() -> None:
    """Back from this step."""
    op.drop_index("ix_sign_in_attempts_free_at", "sign_in_attempts")
    op.drop_table("sign_in_attempts")
