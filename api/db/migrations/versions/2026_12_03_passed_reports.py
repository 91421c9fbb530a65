"""Cases that somebody passed, so that they are offered to them last; an index that finds what
somebody holds.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261203_passed_reports"
down_revision = "20261202_board"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this step."""
    op.create_table(
        "passed_reports",
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("report", sa.String(length=40), nullable=False),
        sa.Column("passed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_passed_reports_account")),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name=op.f("fk_passed_reports_report")),
        sa.PrimaryKeyConstraint("account", "report", name=op.f("pk_passed_reports")),
    )
    held = sa.text("held_by IS NOT NULL")
    op.create_index("ix_reports_held_by", "reports", ["held_by"], sqlite_where=held, postgresql_where=held)


def downgrade() -> None:
    """Back from this step."""
    op.drop_index("ix_reports_held_by", "reports")
    op.drop_table("passed_reports")
