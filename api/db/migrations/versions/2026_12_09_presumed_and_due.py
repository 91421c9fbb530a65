"""Established on presumed facts is told apart; what is due and not prepared is kept."""

from __future__ import annotations

import json
import zlib

import sqlalchemy as sa
from alembic import op

revision = "20261209_presumed_and_due"
down_revision = "20261208_danger"
branch_labels = None
depends_on = None

BATCH = 500
_QUALIFICATIONS = sa.table(
    "qualifications",
    sa.column("id", sa.String),
    sa.column("answer", sa.LargeBinary),
    sa.column("main", sa.String),
    sa.column("prudent", sa.Boolean),
)
_REPORTS = sa.table(
    "reports",
    sa.column("id", sa.String),
    sa.column("qualification", sa.String),
    sa.column("to_confirm", sa.Boolean),
)


def upgrade() -> None:
    """To this step."""
    op.add_column("qualifications", sa.Column("firm", sa.Boolean(), nullable=True))
    op.add_column("reports", sa.Column("to_confirm", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("decisions", sa.Column("confirmation", sa.String(length=40), nullable=True))
    op.add_column("register_entries", sa.Column("routing_edition", sa.String(length=80), nullable=True))
    op.create_index(op.f("ix_register_entries_routing_edition"), "register_entries", ["routing_edition"])
    op.create_table(
        "routes_due",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("report", sa.String(length=40), nullable=False),
        sa.Column("rule", sa.String(length=100), nullable=False),
        sa.Column("recipient", sa.String(length=40), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("presumed", sa.Boolean(), nullable=False),
        sa.Column("binding", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dismissal", sa.Text(), nullable=True),
        sa.Column("dismissed_by", sa.String(length=40), nullable=True),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name=op.f("fk_routes_due_report")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routes_due")),
        sa.UniqueConstraint("report", "rule", name=op.f("uq_routes_due_report_rule")),
    )
    op.create_index("ix_routes_due_dismissed_at_due_at", "routes_due", ["dismissed_at", "due_at", "rank", "id"])
    _tell_apart()


def downgrade() -> None:
    """Back from this step."""
    op.drop_index("ix_routes_due_dismissed_at_due_at", "routes_due")
    op.drop_table("routes_due")
    op.drop_index(op.f("ix_register_entries_routing_edition"), "register_entries")
    for table, column in (
        ("register_entries", "routing_edition"),
        ("decisions", "confirmation"),
        ("reports", "to_confirm"),
        ("qualifications", "firm"),
    ):
        op.drop_column(table, column)  # a table built anew would lose its triggers


def _tell_apart() -> None:
    """Reads it in the latest answers of reports, which are never changed: only those marked prudent
    can rest on presumed facts.

    Both tables are read, and reports changed, by primary key: no index leads from an answer to the
    report whose latest it is.
    """
    connection, answer, report, last = op.get_bind(), _QUALIFICATIONS, _REPORTS, ""
    page = sa.select(report.c.id, report.c.qualification).order_by(report.c.id).limit(BATCH)
    asked = sa.select(answer.c.id, answer.c.answer, answer.c.main).where(answer.c.prudent, answer.c.main.is_not(None))
    while found := connection.execute(page.where(report.c.id > last)).all():
        last = found[-1].id
        latest = [one.qualification for one in found if one.qualification is not None]
        answers = connection.execute(asked.where(answer.c.id.in_(latest)))
        presumed = {one.id for one in answers if _to_confirm(one.answer, one.main)}
        names = [one.id for one in found if one.qualification in presumed]
        if names:
            connection.execute(sa.update(report).where(report.c.id.in_(names)).values(to_confirm=True))


def _to_confirm(answer: bytes, main: str) -> bool:
    entries = json.loads(zlib.decompress(answer))["offences"]
    entry = next((entry for entry in entries if entry["offence"] == main), None)
    return entry is not None and entry["status"] == "established" != entry["confirmed"]
