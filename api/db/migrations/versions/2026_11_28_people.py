"""Sign-in through a provider; the journal found by person and action."""

from __future__ import annotations

revision = "20261128_people"
down_revision = "20261127_laws"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this step."""


def downgrade() -> None:
    """Back from this step."""
