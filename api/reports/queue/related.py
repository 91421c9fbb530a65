"""Related reports: of one content, one account, one host, or of the same words elsewhere, as a
campaign has them.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from api.db.reports import ReportRow, TraceRow
from api.db.search import SearchKeyRow
from api.db.sessions import AnySession
from api.reports import repository
from api.reports.elsewhere import same_text_elsewhere
from api.reports.queue.filters import RELATIONS
from api.reports.twins import lead_of

MOST_RELATED = 500
"""Reports of one relation that are looked at, the latest first."""


def related_to(session: AnySession, report: str, relation: str) -> list[str]:
    """The reports that are related to one in a way, itself included; none when there is no such
    report, or no such way.
    """
    row = session.get(ReportRow, report)
    if row is None:
        return []
    if relation == "content":
        return _of_content(session, row)
    if relation == "words":
        return [row.id, *(other.report for other in same_text_elsewhere(session, row))]
    if relation in ("account", "host"):
        return _sharing(session, row.id, relation)
    return []


def relations_of(session: AnySession, report: str) -> dict[str, int]:
    """Number of other reports that are related to one, by the way they are."""
    return {relation: max(len(related_to(session, report, relation)) - 1, 0) for relation in RELATIONS}


def of_one_account(session: AnySession, reports: Iterable[str]) -> dict[str, int]:
    """Number of other reports that name the account that each of these names, where there are
    some.
    """
    own, other = aliased(SearchKeyRow), aliased(SearchKeyRow)
    query = select(own.report, func.count()).join(other, other.key == own.key)
    query = query.where(own.report.in_(list(reports)), own.kind == "account", other.report != own.report)
    return {row[0]: row[1] for row in session.execute(query.group_by(own.report))}


def _of_content(session: AnySession, row: ReportRow) -> list[str]:
    """The report that speaks for the content, those it speaks for, those of the same address."""
    lead = lead_of(session, row)
    follow = select(ReportRow.id).where(ReportRow.same_as == lead.id).order_by(ReportRow.id.desc()).limit(MOST_RELATED)
    keys = [key for kind, key in repository.traces_of(session, row.id) if kind == "url"]
    same = select(TraceRow.report).where(TraceRow.key.in_(keys)).order_by(TraceRow.report.desc()).limit(MOST_RELATED)
    return sorted({row.id, lead.id, *session.scalars(follow), *session.scalars(same)})


def _sharing(session: AnySession, report: str, kind: str) -> list[str]:
    """The reports that share the search key of this kind of a report, whatever it is to them.

    The key is read first: PostgreSQL would look for it in every row rather than in its index.
    """
    row = SearchKeyRow
    keys = session.scalars(select(row.key).where(row.report == report, row.kind == kind)).all()
    query = select(row.report).where(row.key.in_(keys)).order_by(row.report.desc()).limit(MOST_RELATED)
    return sorted({report, *session.scalars(query)})
