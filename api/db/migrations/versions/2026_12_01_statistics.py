"""Indexes that statistics read."""

from __future__ import annotations

revision = "20261201_statistics"
down_revision = "20261130_reading_digests"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this step."""


def downgrade() -> None:
    """Back from this step."""
