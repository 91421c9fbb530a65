"""Visibility of duplicates to the sender of a report: that another sent the same content; neither
which report, nor what was decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, or_, select
from sqlalchemy.orm import aliased

from api.db.reports import DecisionRow, ReportRow
from api.db.sessions import AnySession
from api.http.identity import Identity
from api.kit.permissions import Permission
from api.reports.blinding import blinded
from api.reports.twins import Twin


def own_only(who: Identity) -> str | None:
    """The only source whose reports somebody sees: a machine sees what it sent, those who decide
    see everything.
    """
    return None if who.may(Permission.REPORTS_DECIDE) else who.account


def hides(session: AnySession, who: Identity, twin: Twin | None) -> bool:
    """Whether the report that speaks for a new one is not for its sender: another's, or one they
    are reading again blind.
    """
    if twin is None:
        return False
    return own_only(who) not in (None, twin.lead.source) or blinded(session, who.account, twin.lead.id) is not None


def of_others(session: AnySession, rows: Sequence[ReportRow], source: str | None) -> frozenset[str]:
    """Identifiers of those reports for which a report of another sender than `source` speaks; none
    when no source is named.
    """
    followers = [row.id for row in rows if row.same_as is not None or row.carried_decision is not None]
    if source is None or not followers:
        return frozenset()
    query = select(ReportRow.id).where(ReportRow.id.in_(followers), _spoken_for_by_another(source))
    return frozenset(session.scalars(query))


def open_state(state: str, same_as: str | None) -> str:
    """The state of a report as its sender knows it when the report that speaks for it is
    another's.
    """
    if state != "prequalified":
        return state
    return "duplicate" if same_as is not None else "open"


def state_for(source: str) -> ColumnElement[Any]:
    """The state of a report as `source`, which sent it, knows it: that of `open_state`, in SQL."""
    row = ReportRow
    lent = case((row.same_as.is_not(None), "duplicate"), else_="open")
    return case((and_(row.state == "prequalified", _spoken_for_by_another(source)), lent), else_=row.state)


def _spoken_for_by_another(source: str) -> ColumnElement[bool]:
    another = aliased(ReportRow)
    lead = exists().where(another.id == ReportRow.same_as, another.source != source)
    lent = exists().where(
        DecisionRow.id == ReportRow.carried_decision, another.id == DecisionRow.report, another.source != source
    )
    return or_(lead, lent)
