"""What read the text of a report: the lexicons' digest beside the model's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261130_reading_digests"
down_revision = "20261129_double_review"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this step."""
    op.add_column("qualifications", sa.Column("lexicon_digest", sa.String(length=64), nullable=True))


def downgrade() -> None:
    """Back from this step."""
    op.drop_column(
        "qualifications", "lexicon_digest"
    )  # in place: a copy of the table would lose what keeps answers unchanged
