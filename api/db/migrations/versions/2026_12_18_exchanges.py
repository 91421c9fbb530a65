"""Notes on reports, whom they mention, requests to colleagues."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261218_exchanges"
down_revision = "20261217_queue_search"
branch_labels = None
depends_on = None
_OPEN = sa.text("answered_at IS NULL AND cancelled_at IS NULL")


def upgrade() -> None:
    """To this step."""
    op.create_table(
        "case_requests",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("report", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=True),
        sa.Column("reserved_for", sa.String(length=40), nullable=True),
        sa.Column("reserved_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.String(length=40), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_case_requests_account")),
        sa.ForeignKeyConstraint(["answered_by"], ["accounts.id"], name=op.f("fk_case_requests_answered_by")),
        sa.ForeignKeyConstraint(["asked_by"], ["accounts.id"], name=op.f("fk_case_requests_asked_by")),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name=op.f("fk_case_requests_report")),
        sa.ForeignKeyConstraint(["reserved_for"], ["accounts.id"], name=op.f("fk_case_requests_reserved_for")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_requests")),
    )
    op.create_index(op.f("ix_case_requests_asked_by"), "case_requests", ["asked_by"], unique=False)
    op.create_index(
        "ix_case_requests_report_reserved_until", "case_requests", ["report", "reserved_until"], unique=False
    )
    op.create_index(
        "ix_case_requests_account_open",
        "case_requests",
        ["account"],
        unique=False,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_table(
        "notes",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("report", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("author", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("request", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["author"], ["accounts.id"], name=op.f("fk_notes_author")),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name=op.f("fk_notes_report")),
        sa.ForeignKeyConstraint(["request"], ["case_requests.id"], name=op.f("fk_notes_request")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_index(op.f("ix_notes_at"), "notes", ["at"], unique=False)
    op.create_index(op.f("ix_notes_report"), "notes", ["report"], unique=False)
    op.create_table(
        "note_mentions",
        sa.Column("note", sa.String(length=40), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_note_mentions_account")),
        sa.ForeignKeyConstraint(["note"], ["notes.id"], name=op.f("fk_note_mentions_note")),
        sa.PrimaryKeyConstraint("note", "account", name=op.f("pk_note_mentions")),
    )
    op.create_index(op.f("ix_note_mentions_account"), "note_mentions", ["account"], unique=False)


def downgrade() -> None:
    """Back from this step."""
    op.drop_index(op.f("ix_note_mentions_account"), table_name="note_mentions")
    op.drop_table("note_mentions")
    op.drop_index(op.f("ix_notes_report"), table_name="notes")
    op.drop_index(op.f("ix_notes_at"), table_name="notes")
    op.drop_table("notes")
    op.drop_index("ix_case_requests_account_open", table_name="case_requests")
    op.drop_index("ix_case_requests_report_reserved_until", table_name="case_requests")
    op.drop_index(op.f("ix_case_requests_asked_by"), table_name="case_requests")
    op.drop_table("case_requests")
