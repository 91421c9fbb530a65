"""The hotline's field noted with each decision, and an index for those that follow a decision."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261201_statistics"
down_revision = "20261130_reading_digests"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this step."""
    op.add_column("decisions", sa.Column("offence_field", sa.String(length=40), nullable=True))
    op.add_column("decisions", sa.Column("suggested_field", sa.String(length=40), nullable=True))
    followed = sa.text("carried_decision IS NOT NULL")
    op.create_index(
        op.f("ix_reports_carried_decision"),
        "reports",
        ["carried_decision"],
        unique=False,
        sqlite_where=followed,
        postgresql_where=followed,
    )


def downgrade() -> None:
    """Back from this step."""
    op.drop_index(op.f("ix_reports_carried_decision"), "reports")
    op.drop_column("decisions", "suggested_field")
    op.drop_column("decisions", "offence_field")
