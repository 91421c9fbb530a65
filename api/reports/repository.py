"""Queries on reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, or_, select, update
from sqlalchemy.orm import aliased, defer

from api.answers.answerer import QualificationInput
from api.answers.indications import indications_to_keep
from api.db.action import TransmissionRow
from api.db.double_review import SecondReadingRow
from api.db.reports import WITHOUT_WORDS, DecisionRow, FactRow, QualificationRow, ReportRow, TraceRow
from api.db.sessions import AnySession, WriteSession
from api.journal.entries import SYSTEM
from api.reports.schemas import ReportFilters
from engine.model.ruleset import Ruleset

MAX_CANDIDATES = 200

_SHARED = (
    select(TraceRow.kind, TraceRow.key, TraceRow.report)
    .where(TraceRow.key.in_(bindparam("keys", expanding=True)))
    .order_by(TraceRow.report.desc())
    .limit(MAX_CANDIDATES)
)
"""Written once, for it is asked of every report that comes in. A key is made of its kind too: it is
found under no other.
"""
_OWN, _OTHER = aliased(TraceRow), aliased(TraceRow)
_SHARED_WITH = (
    select(_OTHER.kind, _OTHER.key, _OTHER.report)
    .join(_OWN, _OWN.key == _OTHER.key)
    .where(_OWN.report == bindparam("report"), _OTHER.report != bindparam("report"))
    .order_by(_OTHER.report.desc(), _OTHER.kind)
    .limit(MAX_CANDIDATES)
)
IS_SHARED = _SHARED_WITH.with_only_columns(_OTHER.report).order_by(None).limit(None).exists()
"""Whether another report shares a trace with one, as a part of a query with the parameter
`report`.
"""
_FACTS_IN_FORCE = (
    select(FactRow).where(FactRow.report == bindparam("report"), FactRow.withdrawn_at.is_(None)).order_by(FactRow.id)
)
_DUPLICATES = (
    select(ReportRow)
    .where(ReportRow.same_as == bindparam("report"))
    .options(*WITHOUT_WORDS)
    .order_by(ReportRow.id.desc())
)


@dataclass(frozen=True)
class Reach:
    """The reports that somebody may list: of `source` alone when there is one, none of those of
    `without`.

    `state` is the state as they know it.
    """

    source: str | None
    state: ColumnElement[Any]
    without: Select[str] | None


def page(session: AnySession, reach: Reach, filters: ReportFilters, before: str | None, limit: int) -> list[ReportRow]:
    """Reports that match, the latest first."""
    row = ReportRow
    query = select(row).options(*WITHOUT_WORDS).order_by(row.id.desc()).limit(limit)
    wanted = (
        (row.source, reach.source),
        (reach.state, filters.state),
        (row.channel, filters.channel),
        (row.reported_category, filters.category),
        (row.reference, filters.reference),
        (row.main, filters.offence),
        (row.issue, filters.issue),
    )
    for column, value in wanted:
        if value is not None:
            query = query.where(column == value)
    if filters.received_from is not None:
        query = query.where(row.received_at >= filters.received_from)
    if filters.received_before is not None:
        query = query.where(row.received_at < filters.received_before)
    if reach.without is not None:
        query = query.where(row.id.not_in(reach.without))
    if before is not None:
        query = query.where(row.id < before)
    return list(session.scalars(query))


def candidates(session: AnySession, traces: Sequence[tuple[str, str]]) -> list[tuple[str, str, ReportRow]]:
    """Reports that share a trace, the latest first: kind and key of the trace, report."""
    if not traces:
        return []
    return _with_rows(session, session.connection().execute(_SHARED, {"keys": [key for _, key in traces]}).all())


def sharing(session: AnySession, report: str, *, but: str | None = None) -> list[tuple[str, str, ReportRow]]:
    """The other reports that share a trace with one, the latest first: kind and key of the trace,
    report. `but`: a kind of traces that does not count.
    """
    asked = _SHARED_WITH if but is None else _SHARED_WITH.where(_OWN.kind != but)
    return _with_rows(session, session.connection().execute(asked, {"report": report}).all())


def _with_rows(session: AnySession, found: Sequence[Row[str, str, str]]) -> list[tuple[str, str, ReportRow]]:
    if not found:  # most reports are the first of their content
        return []
    asked = select(ReportRow).options(*WITHOUT_WORDS).where(ReportRow.id.in_({report for *_, report in found}))
    rows = {row.id: row for row in session.scalars(asked)}
    return [(kind, key, rows[report]) for kind, key, report in found]


def facts_in_force(session: AnySession, report: str) -> list[FactRow]:
    """The facts of a report that nobody withdrew."""
    return list(session.scalars(_FACTS_IN_FORCE, {"report": report}))


def facts_of_people(session: AnySession, report: str) -> frozenset[str]:
    """The facts of a report that somebody ever stated or withdrew: what is read by itself no longer
    changes them.
    """
    row = FactRow
    by_people = or_(row.stated_by != SYSTEM, and_(row.withdrawn_by.is_not(None), row.withdrawn_by != SYSTEM))
    return frozenset(session.scalars(select(row.fact).where(row.report == report, by_people)))


def facts_dismissed_by_model(session: AnySession, report: str) -> frozenset[str]:
    """The facts of a report presumed no more since a model server read it: those that went out of
    force with the first answer that names one.
    """
    row, answer = FactRow, QualificationRow
    read_at = select(func.min(answer.made_at)).where(answer.report == report, answer.reader.is_not(None))
    query = select(row.fact).where(row.report == report, row.withdrawn_by == SYSTEM)
    return frozenset(session.scalars(query.where(row.withdrawn_at == read_at.scalar_subquery())))


def presumption_behind(session: AnySession, fact: FactRow) -> FactRow | None:
    """The last presumption that was in force before a fact that took its place; None for one that
    is a presumption itself. What the service withdrew, having read better, does not come back.
    """
    if fact.standing == "presumed":
        return None
    query = select(FactRow).where(FactRow.report == fact.report, FactRow.fact == fact.fact, FactRow.id != fact.id)
    query = query.where(FactRow.standing == "presumed", FactRow.withdrawn_by.is_distinct_from(SYSTEM))
    return session.scalars(query.order_by(FactRow.id.desc()).limit(1)).first()


def last_act(session: AnySession, report: str) -> str | None:
    """The answer that names the last statement or withdrawal that still holds; None when no person
    changed a fact.
    """
    row = FactRow
    stated = select(func.max(row.stated_in)).where(row.report == report, row.withdrawn_at.is_(None))
    withdrawn = select(func.max(row.withdrawn_in)).where(row.report == report)
    return max(filter(None, (session.scalar(stated), session.scalar(withdrawn))), default=None)


def asked_by_since(session: AnySession, report: str, account: str, moment: datetime) -> bool:
    """Whether somebody had a report answered since a moment: each change of its facts does."""
    row = QualificationRow
    query = select(row.id).where(row.report == report, row.made_for == account, row.made_at >= moment).limit(1)
    return session.scalar(query) is not None


def facts_of_act(session: AnySession, report: str, act: str) -> tuple[list[FactRow], list[FactRow]]:
    """Facts that an act put in force, and those it took out."""
    query = select(FactRow).where(FactRow.report == report).order_by(FactRow.id)
    put = session.scalars(query.where(FactRow.stated_in == act, FactRow.withdrawn_at.is_(None)))
    return list(put), list(session.scalars(query.where(FactRow.withdrawn_in == act)))


def all_facts(session: AnySession, report: str) -> list[FactRow]:
    """Every fact of a report, those in force first."""
    rows = session.scalars(select(FactRow).where(FactRow.report == report).order_by(FactRow.id)).all()
    return sorted(rows, key=lambda row: row.withdrawn_at is not None)


def decisions_of(session: AnySession, report: str) -> list[DecisionRow]:
    """The decisions on a report, the latest first."""
    return list(
        session.scalars(select(DecisionRow).where(DecisionRow.report == report).order_by(DecisionRow.id.desc()))
    )


def live_decisions(session: AnySession, reports: Iterable[str]) -> dict[str, DecisionRow]:
    """The decisions that hold on these reports, by report."""
    query = select(DecisionRow).where(DecisionRow.report.in_(list(reports)), DecisionRow.undone_at.is_(None))
    return {row.report: row for row in session.scalars(query.order_by(DecisionRow.id))}


def live_decision(session: AnySession, report: str) -> DecisionRow | None:
    """The decision that holds."""
    query = select(DecisionRow).where(DecisionRow.report == report, DecisionRow.undone_at.is_(None))
    return session.scalars(query.order_by(DecisionRow.id.desc()).limit(1)).first()


def lock_decision(session: WriteSession, decision: DecisionRow) -> None:
    """Has a decision be as it is until the end of the transaction, and reads it anew: what notices
    rest on changes under this lock.
    """
    session.refresh(decision, with_for_update={"key_share": True})


def carried_decision(session: AnySession, row: ReportRow) -> DecisionRow | None:
    """The decision on another report that is carried over to this one, while it holds."""
    carried = session.get(DecisionRow, row.carried_decision) if row.carried_decision is not None else None
    return carried if carried is not None and carried.undone_at is None else None


def decision_under_lock(session: WriteSession, report: str) -> str | None:
    """The decision that holds, by its name, once the row of the report is locked: whoever decides
    of it waits.
    """
    session.execute(select(ReportRow.id).where(ReportRow.id == report).with_for_update(key_share=True))
    decision = live_decision(session, report)
    return decision.id if decision is not None else None


def lock_leads(session: WriteSession, keys: Iterable[str]) -> None:
    """Locks the reports that may speak for those of these traces, in one order: a batch would lock
    them in its own, and could deadlock.
    """
    if session.get_bind().dialect.name != "postgresql":
        return  # a writer is alone
    row = ReportRow
    sharing = select(TraceRow.report).where(TraceRow.key.in_(list(keys)))
    leads = select(row.same_as).where(row.id.in_(sharing), row.same_as.is_not(None))
    speaks = or_(row.same_as.is_(None), row.state == "prequalified")
    query = select(row.id).where(row.id.in_(sharing.union(leads)), speaks).order_by(row.id)
    session.execute(query.with_for_update(key_share=True))


def bring_back(session: WriteSession, report: str, reason: str) -> bool:
    """Puts a report that was set aside in its place in the queue; False when it was not, or no
    longer is, set aside.
    """
    row = ReportRow
    asked = update(row).where(row.id == report, row.state == "low_priority")
    changed = asked.values(
        state="open", noise_decision="keep", noise_reason=reason, noise_audit=False, version=row.version + 1
    )
    return session.execute(changed.returning(row.id)).first() is not None


def duplicates(session: AnySession, report: str, limit: int | None = None) -> list[ReportRow]:
    """The reports that another speaks for, the latest first; all of them, or `limit` at most."""
    asked = _DUPLICATES if limit is None else _DUPLICATES.limit(limit)
    return list(session.scalars(asked, {"report": report}))


def lent(session: AnySession, decision: str) -> list[ReportRow]:
    """The reports of the same words at another address that a decision was lent to, while they wait
    for it to be confirmed.
    """
    row = ReportRow
    query = select(row).where(row.carried_decision == decision, row.same_as.is_(None), row.state == "prequalified")
    return list(session.scalars(query.options(*WITHOUT_WORDS).order_by(row.id)))


def how_many_duplicates(session: AnySession, report: str, source: str | None = None) -> int:
    """Number of reports that another speaks for, whoever sent them unless `source` names one."""
    query = select(func.count()).select_from(ReportRow).where(ReportRow.same_as == report)
    return session.scalar(query if source is None else query.where(ReportRow.source == source)) or 0


def qualification(session: AnySession, name: str | None) -> QualificationRow | None:
    """An answer."""
    return session.get(QualificationRow, name) if name is not None else None


def indications(session: AnySession, row: ReportRow, law: Ruleset) -> dict[str, Any] | None:
    """Indications of a reader on a report when it came in, kept with its answer, and the field that
    its category names today.
    """
    answer = qualification(session, row.qualification)
    read = QualificationInput.from_bytes(answer.question).indications if answer is not None else None
    return indications_to_keep(law, row.reported_category, read)


def show_answer(row: ReportRow, qualification: QualificationRow) -> None:
    """Makes an answer the latest of its report, with what lists show of it."""
    row.qualification, row.issue = qualification.id, qualification.issue
    row.main, row.to_confirm = qualification.main, qualification.to_confirm


def settles(session: AnySession, decision: str) -> bool:
    """Whether a decision was taken to settle a disagreement."""
    return (
        session.scalar(select(SecondReadingRow.id).where(SecondReadingRow.settled_decision == decision).limit(1))
        is not None
    )


def transmissions_of(session: AnySession, report: str) -> list[TransmissionRow]:
    """Every notice on a report, without its content, the oldest first."""
    query = select(TransmissionRow).options(defer(TransmissionRow.content)).where(TransmissionRow.report == report)
    return list(session.scalars(query.order_by(TransmissionRow.id)))
