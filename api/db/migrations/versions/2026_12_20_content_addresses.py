"""Addresses of contents that people state, and which of them each report and notice goes by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261220_content_addresses"
down_revision = "20261219_jobs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this step."""
    op.create_table(
        "content_addresses",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("report", sa.String(length=40), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("stated_by", sa.String(length=40), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by", sa.String(length=40), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name=op.f("fk_content_addresses_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_addresses")),
    )
    op.create_index(op.f("ix_content_addresses_report"), "content_addresses", ["report"], unique=False)
    op.add_column("reports", sa.Column("content_address", sa.String(length=40), nullable=True))
    op.add_column("transmissions", sa.Column("content_address", sa.String(length=40), nullable=True))


def downgrade() -> None:
    """Back from this step."""
    op.drop_column("transmissions", "content_address")
    op.drop_column("reports", "content_address")
    op.drop_index(op.f("ix_content_addresses_report"), table_name="content_addresses")
    op.drop_table("content_addresses")
