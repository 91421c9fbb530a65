"""Blind double review."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261129_double_review"
down_revision = "20261128_people"
branch_labels = None
depends_on = None

_INDEXES = (["report"], ["field"], ["held_by"], ["settled_decision"], ["decided_at", "drawn_at"])


def upgrade() -> None:
    """To this step."""
    op.create_table(
        "second_readings",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("report", sa.String(length=40), nullable=False),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("drawn_for", sa.String(length=10), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_by", sa.String(length=40), nullable=True),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("qualification", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=True),
        sa.Column("offence", sa.String(length=200), nullable=True),
        sa.Column("suggested", sa.String(length=200), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.String(length=40), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agrees", sa.Boolean(), nullable=True),
        sa.Column("settled_as", sa.String(length=10), nullable=True),
        sa.Column("settled_decision", sa.String(length=40), nullable=True),
        sa.Column("settled_reason", sa.Text(), nullable=True),
        sa.Column("settled_by", sa.String(length=40), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name=op.f("fk_second_readings_report")),
        sa.ForeignKeyConstraint(["decision"], ["decisions.id"], name=op.f("fk_second_readings_decision")),
        sa.ForeignKeyConstraint(
            ["qualification"], ["qualifications.id"], name=op.f("fk_second_readings_qualification")
        ),
        sa.ForeignKeyConstraint(
            ["settled_decision"], ["decisions.id"], name=op.f("fk_second_readings_settled_decision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_readings")),
        sa.UniqueConstraint("decision", name=op.f("uq_second_readings_decision")),
    )
    with op.batch_alter_table("second_readings", schema=None) as batch_op:
        for columns in _INDEXES:
            batch_op.create_index(f"ix_second_readings_{'_'.join(columns)}", columns, unique=False)


def downgrade() -> None:
    """Back from this step."""
    with op.batch_alter_table("second_readings", schema=None) as batch_op:
        for columns in _INDEXES:
            batch_op.drop_index(f"ix_second_readings_{'_'.join(columns)}")
    op.drop_table("second_readings")
