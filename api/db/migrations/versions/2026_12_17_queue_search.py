"""The queue as a screen to triage on: what it is searched by, saved views, acts on several reports,
and the indexes that give a page of it in its order.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261217_queue_search"
down_revision = "20261216_earlier_writers"
branch_labels = None
depends_on = None

_WAITING = "state NOT IN ('low_priority', 'duplicate', 'decided', 'noise', 'out_of_scope')"
_INDEXES = (
    ("priority_id", ["priority", "id", "priority_reason", "channel", "state"], sa.text(_WAITING)),
    ("id", ["id"], sa.text(_WAITING)),
    ("reason", ["priority", "priority_reason", "state"], sa.text(f"{_WAITING} AND priority_reason IS NOT NULL")),
)
_BATCH = sa.text("batch IS NOT NULL")
_DANGER = sa.text("danger IS NOT NULL")


def upgrade() -> None:
    """To this step."""
    op.create_table(
        "search_keys",
        sa.Column("report", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name=op.f("fk_search_keys_report")),
        sa.PrimaryKeyConstraint("report", "kind", "key", name=op.f("pk_search_keys")),
    )
    op.create_index("ix_search_keys_key_report", "search_keys", ["key", "report"])
    op.create_table(
        "queue_views",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_queue_views_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_views")),
        sa.UniqueConstraint("account", "name", name=op.f("uq_queue_views_account_name")),
    )
    op.add_column("decisions", sa.Column("batch", sa.String(length=40), nullable=True))
    op.create_index("ix_decisions_batch", "decisions", ["batch"], sqlite_where=_BATCH, postgresql_where=_BATCH)
    op.create_index("ix_reports_danger", "reports", ["id"], sqlite_where=_DANGER, postgresql_where=_DANGER)
    op.create_index("ix_reports_reference_id", "reports", ["reference", "id"])
    for name, columns, which in _INDEXES:
        op.create_index(f"ix_reports_waiting_{name}", "reports", columns, sqlite_where=which, postgresql_where=which)


def downgrade() -> None:
    """Back from this step."""
    for name, _, _ in _INDEXES:
        op.drop_index(f"ix_reports_waiting_{name}", "reports")
    op.drop_index("ix_reports_reference_id", "reports")
    op.drop_index("ix_reports_danger", "reports")
    op.drop_index("ix_decisions_batch", "decisions")
    op.drop_column("decisions", "batch")
    op.drop_table("queue_views")
    op.drop_table("search_keys")
