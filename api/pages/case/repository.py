"""Queries of the workbench: who is who, what was decided of contents like this one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import func, select

from api.db.people import AccountRow
from api.db.reports import DecisionRow, FactRow, QualificationRow, ReportRow
from api.db.sessions import AnySession
from api.reports import repository as reports

MAX_PAST = 5


def pseudonyms(session: AnySession, accounts: Iterable[str]) -> dict[str, str]:
    """Pseudonyms of these accounts."""
    wanted = set(accounts)
    if not wanted:
        return {}
    rows = session.execute(select(AccountRow.id, AccountRow.pseudonym).where(AccountRow.id.in_(wanted)))
    return {row.id: row.pseudonym for row in rows}


def names_of(session: AnySession, names: Iterable[str]) -> dict[str, str]:
    """Names of these reports on pages: the sender's reference, else the end of the identifier."""
    wanted = set(names)
    rows = session.execute(select(ReportRow.id, ReportRow.reference).where(ReportRow.id.in_(wanted))) if wanted else ()
    return {name: name[-6:] for name in wanted} | {row.id: row.reference or row.id[-6:] for row in rows}


def like_it(session: AnySession, row: ReportRow) -> list[tuple[str, ReportRow, DecisionRow]]:
    """Decided reports that share an address, a text or a hash with this one: by what, which, the
    decision.
    """
    found: dict[str, tuple[str, ReportRow, DecisionRow]] = {}
    for kind, _, other in reports.candidates(session, sorted(reports.traces_of(session, row.id))):
        if other.id == row.id or other.id in found or len(found) >= MAX_PAST:
            continue
        decision = reports.live_decision(session, other.id)
        if decision is not None:
            found[other.id] = (kind, other, decision)
    return list(found.values())


class AnswerLaw(NamedTuple):
    """State of a report, and the digest of the rules of its answer; None without an answer."""

    state: str
    ruleset: str | None


def law_of_answer(session: AnySession, report: str) -> AnswerLaw | None:
    """The law that answered on a report, without the answer, which is long; None when there is no
    such report.
    """
    asked = select(ReportRow.state, QualificationRow.ruleset_digest)
    asked = asked.outerjoin(QualificationRow, QualificationRow.id == ReportRow.qualification)
    found = session.execute(asked.where(ReportRow.id == report)).one_or_none()
    return None if found is None else AnswerLaw(*found)


def presumed_count(session: AnySession, report: str) -> int:
    """Count of the facts of a report that are only presumed."""
    query = select(func.count()).select_from(FactRow)
    query = query.where(FactRow.report == report, FactRow.withdrawn_at.is_(None), FactRow.standing == "presumed")
    return session.scalar(query) or 0


def answers_on(session: AnySession, report: str) -> list[QualificationRow]:
    """The answers given on a report, the latest first."""
    query = select(QualificationRow).where(QualificationRow.report == report).order_by(QualificationRow.id.desc())
    return list(session.scalars(query))
