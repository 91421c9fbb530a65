"""Readings by a model server, and the answers that name it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261212_model_readings"
down_revision = "20261211_noise_by_field"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this step."""
    op.add_column("qualifications", sa.Column("reader", sa.JSON(), nullable=True))
    op.create_table(
        "model_readings",
        sa.Column("report", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.String(length=20), nullable=True),
        sa.Column("effect", sa.String(length=20), nullable=True),
        sa.Column("model", sa.String(length=200), nullable=True),
        sa.Column("prompt_digest", sa.String(length=64), nullable=True),
        sa.Column("schema_digest", sa.String(length=64), nullable=True),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("prompt_tokens", sa.Integer(), nullable=False),
        sa.Column("completion_tokens", sa.Integer(), nullable=False),
        sa.Column("dropped", sa.JSON(), nullable=True),
        sa.Column("reading", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name=op.f("fk_model_readings_report")),
        sa.PrimaryKeyConstraint("report", name=op.f("pk_model_readings")),
    )
    op.create_index("ix_model_readings_state_report", "model_readings", ["state", "report"])
    op.create_index(op.f("ix_model_readings_asked_at"), "model_readings", ["asked_at"])
    op.create_index(op.f("ix_model_readings_finished_at"), "model_readings", ["finished_at"])


def downgrade() -> None:
    """Back from this step."""
    op.drop_index(op.f("ix_model_readings_finished_at"), "model_readings")
    op.drop_index(op.f("ix_model_readings_asked_at"), "model_readings")
    op.drop_index("ix_model_readings_state_report", "model_readings")
    op.drop_table("model_readings")
    op.drop_column("qualifications", "reader")  # a table built anew would lose its triggers
