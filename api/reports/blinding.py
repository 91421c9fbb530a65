"""Blinding: what somebody who is reading a content again may not see of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import CompoundSelect, Select, bindparam, select, union
from sqlalchemy.orm import InstrumentedAttribute, aliased

from api.db.double_review import SecondReadingRow
from api.db.reports import ReportRow, TraceRow
from api.db.search import SearchKeyRow
from api.db.sessions import AnySession, ReadSession
from api.http.identity import Identity
from api.kit.permissions import Permission

Second = SecondReadingRow
_UNDER_WAY = select(Second).where(Second.held_by == bindparam("account"), Second.decided_at.is_(None))
_IS_ANY = _UNDER_WAY.with_only_columns(Second.id).limit(1)
READS_AGAIN = _UNDER_WAY.with_only_columns(Second.id).exists()
"""Whether somebody holds a second reading, as a part of a query with the parameter `account`."""
One: TypeAlias = "str | InstrumentedAttribute[str]"


def blinded(session: AnySession, account: str, report: str) -> SecondReadingRow | None:
    """The second reading of a report's content that somebody holds and has not ended: until then
    they know nothing else of it.
    """
    for row in _under_way(session, account):
        closed = _closed([row]).subquery()
        if session.scalar(select(closed.c.id).where(closed.c.id == report)) is not None:
            return row
    return None


def note_none(session: ReadSession, account: str) -> None:
    """Notes that somebody holds no second reading: another query of the session has said so."""
    _known(session)[account] = ()


def closed_to(session: AnySession, account: str) -> Select[str] | None:
    """The reports that somebody is shown nothing of: those of a content they are reading again.
    None when they read none.
    """
    rows = _under_way(session, account)
    return select(_closed(rows).subquery().c.id) if rows else None


def visible_examples(session: AnySession, who: Identity, examples: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Examples of a comparison of two laws, less the reports that somebody may not know of."""
    return ExampleFilter.of(session, who).visible(examples)


@dataclass(frozen=True)
class ExampleFilter:
    """Filter of the examples of comparisons of two laws: the reports that somebody may not know of,
    those of a content that they are reading again; None: all, without the right to read reports.
    """

    hidden: frozenset[str] | None

    @staticmethod
    def of(session: AnySession, who: Identity) -> ExampleFilter:
        """The filter of a person."""
        if not who.may(Permission.REPORTS_READ):
            return ExampleFilter(None)
        closed = closed_to(session, who.account)
        return ExampleFilter(frozenset() if closed is None else frozenset(session.scalars(closed)))

    def visible(self, examples: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Examples with the reports that are left, of those that have any."""
        hidden = self.hidden
        if hidden is None:
            return []
        shown = ({**one, "reports": [each for each in one["reports"] if each["id"] not in hidden]} for one in examples)
        return [one for one in shown if one["reports"]]


def _under_way(session: AnySession, account: str) -> Sequence[SecondReadingRow]:
    """The second readings that somebody holds: a session that only reads asks once, and first
    whether there is any.
    """
    held = {"account": account}
    if not isinstance(session, ReadSession):
        return session.scalars(_UNDER_WAY, held).all()
    known = _known(session)
    if account not in known:
        is_any = session.connection().execute(_IS_ANY, held).first() is not None
        known[account] = session.scalars(_UNDER_WAY, held).all() if is_any else ()
    return known[account]


def _known(session: ReadSession) -> dict[str, Sequence[SecondReadingRow]]:
    known: dict[str, Sequence[SecondReadingRow]] = session.info.setdefault("second_readings", {})
    return known


def _closed(rows: Sequence[SecondReadingRow]) -> CompoundSelect[str]:
    return union(*same_content([row.report for row in rows], [row.decision for row in rows]))


def same_content(reports: Sequence[One], decisions: Sequence[One]) -> list[Select[Any]]:
    """Reports read again, and those that would tell what was decided of them: of the same address,
    whoever gave it, words or hash, or tied to them.
    """
    own, other = aliased(TraceRow), aliased(TraceRow)
    stated, elsewhere = aliased(SearchKeyRow), aliased(SearchKeyRow)
    of_reports, of_others = stated.kind == "url", elsewhere.kind == "url"
    return [
        select(ReportRow.id).where(ReportRow.id.in_(reports)),
        select(other.report).where(other.key == own.key, own.report.in_(reports)),
        select(elsewhere.report).where(elsewhere.key == own.key, own.report.in_(reports), of_others),
        select(other.report).where(other.key == stated.key, stated.report.in_(reports), of_reports),
        select(elsewhere.report).where(elsewhere.key == stated.key, stated.report.in_(reports), of_reports, of_others),
        select(ReportRow.id).where(ReportRow.same_as.in_(reports)),
        select(ReportRow.id).where(ReportRow.carried_decision.in_(decisions)),
        select(ReportRow.same_as).where(ReportRow.id.in_(reports), ReportRow.same_as.is_not(None)),
    ]
