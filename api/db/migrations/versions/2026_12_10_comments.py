"""The reporter's words beside those of the content, and which of the two a fact was read in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261210_comments"
down_revision = "20261209_presumed_and_due"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this step."""
    op.add_column("reports", sa.Column("comment", sa.Text(), nullable=True))
    op.add_column("reports", sa.Column("comment_length", sa.Integer(), server_default="0", nullable=False))
    op.add_column("facts", sa.Column("span_in", sa.String(length=10), server_default="text", nullable=False))


def downgrade() -> None:
    """Back from this step."""
    op.drop_column("facts", "span_in")
    op.drop_column("reports", "comment_length")
    op.drop_column("reports", "comment")
