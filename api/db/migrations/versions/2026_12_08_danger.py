"""The danger that a report shows, beside it; the act by which a fact was stated or withdrawn, so
that it can be undone.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261208_danger"
down_revision = "20261207_password_reset"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this step."""
    op.add_column("reports", sa.Column("danger", sa.JSON(), nullable=True))
    op.add_column("facts", sa.Column("stated_in", sa.String(length=40), nullable=True))
    op.add_column("facts", sa.Column("withdrawn_in", sa.String(length=40), nullable=True))


def downgrade() -> None:
    """Back from this step."""
    op.drop_column("facts", "withdrawn_in")
    op.drop_column("facts", "stated_in")
    op.drop_column("reports", "danger")
