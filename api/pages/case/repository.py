"""Queries of the workbench: a case at once, who is who, what was decided of contents like it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Row, bindparam, exists, func, select
from sqlalchemy.orm import aliased, defer

from api.db.action import RegisterRow
from api.db.people import AccountRow
from api.db.reading import PreparedStatement, RowReader
from api.db.reports import ContactRow, DecisionRow, FactRow, QualificationRow, ReportRow
from api.db.sessions import AnySession, ReadSession
from api.pages.me.wellbeing import CASES_SEEN
from api.reports import repository as reports
from api.reports.blinding import READS_AGAIN, note_none
from api.reports.twins import MATCH_NAMES, Sharing

MAX_PAST = 5
_STRENGTH = tuple(MATCH_NAMES)
_REPORT: BindParameter[str] = bindparam("report")
_FOLLOWER = aliased(ReportRow)
_ROW, _ANSWER, _REGISTER = RowReader(ReportRow), RowReader(QualificationRow), RowReader(RegisterRow)
_CASE = PreparedStatement(
    select(
        *_ROW.columns,
        *_ANSWER.columns,
        *_REGISTER.columns,
        exists().where(ContactRow.report == _REPORT),
        exists().where(DecisionRow.report == _REPORT),
        select(func.count()).select_from(_FOLLOWER).where(_FOLLOWER.same_as == _REPORT).scalar_subquery(),
        reports.IS_SHARED,
        CASES_SEEN,
        READS_AGAIN,
    )
    .select_from(ReportRow)
    .outerjoin(QualificationRow, QualificationRow.id == ReportRow.qualification)
    .outerjoin(RegisterRow, RegisterRow.report == ReportRow.id)
    .where(ReportRow.id == _REPORT)
)
_FACTS = PreparedStatement(
    select(
        FactRow.fact,
        FactRow.value,
        FactRow.standing,
        FactRow.source,
        FactRow.span_start,
        FactRow.span_end,
        FactRow.span_in,
        AccountRow.pseudonym,
    )
    .outerjoin(AccountRow, AccountRow.id == FactRow.stated_by)
    .where(FactRow.report == _REPORT, FactRow.withdrawn_at.is_(None))
    .order_by(FactRow.id)
)
"""Written once, for they are asked of every page of a case."""


class CaseRecord(NamedTuple):
    """A report as its page needs it.

    `contact`: whether somebody left one; `decisions`: the latest first, undone ones among them;
    `duplicates`: how many others it speaks for; `shared`: whether another has a trace of it;
    `seen`: how many cases its reader read today, as many as count.
    """

    row: ReportRow
    answer: QualificationRow | None
    register: RegisterRow | None
    contact: bool
    decisions: tuple[DecisionRow, ...]
    duplicates: int
    shared: bool
    seen: int

    @property
    def grouped(self) -> bool:
        """Whether another report speaks for it, or it for others."""
        return self.row.same_as is not None or self.duplicates > 0

    @property
    def decision(self) -> DecisionRow | None:
        """The decision that holds."""
        return next((decision for decision in self.decisions if decision.undone_at is None), None)


def case_record(session: ReadSession, report: str, reader: Mapping[str, Any]) -> CaseRecord | None:
    """A report and what goes with it; None when there is no such report. `reader`: as `seen_by`
    names them.
    """
    found = _CASE.execute(session.connection(), {"report": report, **reader}).one_or_none()
    if found is None:
        return None
    values = iter(found)
    row, answer, register = _ROW.row(values), _ANSWER.row(values), _REGISTER.row(values)
    assert row is not None  # the query is of a report
    contact, decided, duplicates, shared, seen, reads_again = values
    decisions = tuple(reports.decisions_of(session, report)) if decided else ()
    if not reads_again:
        note_none(session, reader["account"])
    return CaseRecord(row, answer, register, contact, decisions, duplicates, shared, seen)


def stated_facts(session: ReadSession, report: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """The facts of a report that nobody withdrew, as they were stated, each with the pseudonym of
    whoever did, None where it was no person.
    """
    return _FACTS.execute(session.connection(), {"report": report}).all()


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


def like_it(session: AnySession, sharing: Sharing) -> list[tuple[str, ReportRow, DecisionRow]]:
    """Decided reports among those that share an address, a text or a hash: by what, the strongest
    of it, which, the decision.
    """
    found: dict[str, tuple[str, ReportRow]] = {}
    for kind, _, other in sharing:
        if other.id not in found or _STRENGTH.index(kind) < _STRENGTH.index(found[other.id][0]):
            found[other.id] = (kind, other)
    decisions = reports.live_decisions(session, found) if found else {}
    return [(kind, other, decisions[other.id]) for kind, other in found.values() if other.id in decisions][:MAX_PAST]


def answers_behind(session: AnySession, decisions: Iterable[DecisionRow]) -> dict[str, QualificationRow]:
    """The answers on which offences were upheld, by name, without their bytes."""
    wanted = {decision.basis for decision in decisions if decision.offence is not None}
    if not wanted:
        return {}
    query = select(QualificationRow).options(defer(QualificationRow.answer), defer(QualificationRow.question))
    return {row.id: row for row in session.scalars(query.where(QualificationRow.id.in_(wanted)))}


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
