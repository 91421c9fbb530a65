"""Person in charge of each file: who holds it now, otherwise who decided it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from api.db.reports import DecisionRow, ReportRow
from api.db.sessions import AnySession


@dataclass(frozen=True, slots=True)
class PersonInCharge:
    """Who a file waits for; `holds` until a moment, or decided of it."""

    account: str
    holds: bool


def people_in_charge(session: AnySession, reports: Iterable[str], now: datetime) -> dict[str, PersonInCharge]:
    """The person in charge of each of these files; one that nobody holds nor decided has none."""
    wanted = set(reports)
    if not wanted:
        return {}
    decided = select(DecisionRow.report, DecisionRow.decided_by).where(
        DecisionRow.report.in_(wanted), DecisionRow.undone_at.is_(None)
    )
    found = {report: PersonInCharge(account, False) for report, account in session.execute(decided)}
    held = select(ReportRow.id, ReportRow.held_by).where(ReportRow.id.in_(wanted), ReportRow.held_until > now)
    for report, account in session.execute(held):
        if account is not None:
            found[report] = PersonInCharge(account, True)
    return found
