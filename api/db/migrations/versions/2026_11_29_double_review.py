"""Blind double review."""

from __future__ import annotations

revision = "20261129_double_review"
down_revision = "20261128_people"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this step."""


def downgrade() -> None:
    """Back from this step."""
