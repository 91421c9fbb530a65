"""The address a notice was mailed to; indexes from which the board counts, where a notice's text
would have to be passed over otherwise.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261202_board"
down_revision = "20261201_statistics"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this step."""
    op.add_column("transmissions", sa.Column("sent_to", sa.String(length=320), nullable=True))
    op.create_index("ix_transmissions_contested_id", "transmissions", ["contested", "id"], unique=False)
    op.create_index(
        "ix_transmissions_state_offence_contested", "transmissions", ["state", "offence", "contested"], unique=False
    )


def downgrade() -> None:
    """Back from this step."""
    op.drop_index("ix_transmissions_state_offence_contested", "transmissions")
    op.drop_index("ix_transmissions_contested_id", "transmissions")
    op.drop_column("transmissions", "sent_to")
