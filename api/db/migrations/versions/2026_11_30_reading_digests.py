"""What read the text of a report: the lexicons' digest beside the model's."""

from __future__ import annotations

revision = "20261130_reading_digests"
down_revision = "20261129_double_review"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this step."""


def downgrade() -> None:
    """Back from this step."""
