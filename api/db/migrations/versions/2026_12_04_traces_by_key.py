"""Traces are found by their key alone: with the kind before it, PostgreSQL read every trace of a
kind.
"""

from __future__ import annotations

from alembic import op

revision = "20261204_traces_by_key"
down_revision = "20261203_passed_reports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this step."""
    op.create_index("ix_traces_key", "traces", ["key"])
    op.drop_index("ix_traces_kind_key", "traces")


def downgrade() -> None:
    """Back from this step."""
    op.create_index("ix_traces_kind_key", "traces", ["kind", "key"])
    op.drop_index("ix_traces_key", "traces")
