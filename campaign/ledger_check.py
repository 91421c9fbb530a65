"""Comparison of what is stored with what was acknowledged."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select, text

from api.audit.service import export_lines
from api.db.audit import AuditRow
from api.db.reports import DecisionRow, QualificationRow, ReportRow
from api.db.sessions import Database
from api.journal.chain import verify
from campaign.load import Ledger


def losses(database: Database, ledger: Ledger) -> list[str]:
    """What is missing, doubled or half written, and what is wrong in the journal; empty when all is
    well.
    """
    reports, decisions = ledger.acknowledged()
    wrong = [*ledger.surprises, *_reports(database, reports), *_decisions(database, decisions), *journal(database)]
    with database.read() as session:
        stored = set(session.scalars(select(ReportRow.reference)))
    return [*wrong, *(f"{reference} was never sent" for reference in stored - ledger.references)]


def _reports(database: Database, acknowledged: dict[str, str]) -> list[str]:
    with database.read() as session:
        rows = [(str(row.reference), row.id) for row in session.execute(select(ReportRow.reference, ReportRow.id))]
        answered = set(session.scalars(select(QualificationRow.report)))
        received = Counter(session.scalars(select(AuditRow.subject).where(AuditRow.action == "report.received")))
    wrong = []
    stored = dict(rows)
    for reference, count in Counter(reference for reference, _ in rows).items():
        if count > 1:
            wrong.append(f"{reference} is stored {count} times")
    for reference, report in acknowledged.items():
        if stored.get(reference) != report:
            wrong.append(f"{reference} was acknowledged as {report}, stored as {stored.get(reference)}")
    for reference, report in rows:
        if report not in answered or received[report] != 1:
            wrong.append(f"{reference} is half written: {received[report]} entries")
    return wrong


def _decisions(database: Database, acknowledged: set[str]) -> list[str]:
    with database.read() as session:
        standing = select(DecisionRow.report).where(DecisionRow.undone_at.is_(None))
        live = Counter(session.scalars(standing))
        states = {row.id: row.state for row in session.execute(select(ReportRow.id, ReportRow.state))}
    doubled = [f"{report} has {count} decisions" for report, count in live.items() if count > 1]
    lost = [f"the decision of {report} is lost" for report in acknowledged if not live[report]]
    waiting = [f"{report} is decided, and open" for report in live if states.get(report) == "open"]
    return [*doubled, *lost, *waiting]


def journal(database: Database) -> list[str]:
    """What is wrong in the chain of the journal, and in SQLite's file."""
    _, _, wrong = verify(export_lines(database))
    if database.dialect == "sqlite":
        with database.read() as session:
            state = session.scalar(text("PRAGMA integrity_check"))
        if state != "ok":
            wrong.append(f"integrity_check: {state}")
    return wrong
