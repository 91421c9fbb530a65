"""What the text of a report gave, and its rank in the queue."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261125_reading"
down_revision = "20261124_first"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this step."""
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.add_column(sa.Column("noise_decision", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("noise_reason", sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column("noise_certificate", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("noise_audit", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("noise_review", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("priority", sa.Integer(), server_default="1000", nullable=False))
        batch_op.add_column(sa.Column("priority_reason", sa.String(length=60), nullable=True))
        batch_op.create_index(batch_op.f("ix_reports_noise_review"), ["noise_review"], unique=False)
        batch_op.create_index("ix_reports_state_priority_id", ["state", "priority", "id"], unique=False)


def downgrade() -> None:
    """Back from this step."""
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.drop_index("ix_reports_state_priority_id")
        batch_op.drop_index(batch_op.f("ix_reports_noise_review"))
        for name in (
            "priority_reason",
            "priority",
            "noise_review",
            "noise_audit",
            "noise_certificate",
            "noise_reason",
            "noise_decision",
        ):
            batch_op.drop_column(name)
