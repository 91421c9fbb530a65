"""Rulesets that were served, kept by digest."""

from __future__ import annotations

revision = "20261127_laws"
down_revision = "20261126_files"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this step."""


def downgrade() -> None:
    """Back from this step."""
