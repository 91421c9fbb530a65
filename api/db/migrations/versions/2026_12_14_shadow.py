"""Shadow runs of change requests, and their answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261214_shadow"
down_revision = "20261213_changes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this step."""
    op.create_table(
        "shadow_runs",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("change", sa.String(length=40), nullable=False),
        sa.Column("tree", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("width", sa.Float(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end", sa.String(length=20), nullable=True),
        sa.Column("holder", sa.String(length=40), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_shadow_runs_account")),
        sa.ForeignKeyConstraint(["change"], ["change_requests.id"], name=op.f("fk_shadow_runs_change")),
        sa.ForeignKeyConstraint(["tree"], ["rule_trees.digest"], name=op.f("fk_shadow_runs_tree")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shadow_runs")),
    )
    op.create_index("ix_shadow_runs_change_started_at", "shadow_runs", ["change", "started_at"], unique=False)
    op.create_index(op.f("ix_shadow_runs_ended_at"), "shadow_runs", ["ended_at"], unique=False)
    op.create_table(
        "shadow_answers",
        sa.Column("run", sa.String(length=40), nullable=False),
        sa.Column("qualification", sa.String(length=40), nullable=False),
        sa.Column("report", sa.String(length=40), nullable=False),
        sa.Column("law", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_changed", sa.Boolean(), nullable=False),
        sa.Column("fault", sa.String(length=20), nullable=True),
        sa.Column("comparison", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["qualification"], ["qualifications.id"], name=op.f("fk_shadow_answers_qualification")),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name=op.f("fk_shadow_answers_report")),
        sa.ForeignKeyConstraint(["run"], ["shadow_runs.id"], name=op.f("fk_shadow_answers_run")),
        sa.PrimaryKeyConstraint("run", "qualification", name=op.f("pk_shadow_answers")),
    )
    op.create_index(op.f("ix_shadow_answers_qualification"), "shadow_answers", ["qualification"], unique=False)


def downgrade() -> None:
    """Back from this step."""
    op.drop_index(op.f("ix_shadow_answers_qualification"), table_name="shadow_answers")
    op.drop_table("shadow_answers")
    op.drop_index(op.f("ix_shadow_runs_ended_at"), table_name="shadow_runs")
    op.drop_index("ix_shadow_runs_change_started_at", table_name="shadow_runs")
    op.drop_table("shadow_runs")
