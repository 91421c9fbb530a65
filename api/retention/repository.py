"""Erasure queries, field by field, and what statistics keep."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Select, Update, and_, delete, func, or_, select, update

from api.db.action import STALE, EventRow, RegisterRow, RouteDueRow, TransmissionRow
from api.db.addresses import ContentAddressRow
from api.db.double_review import SecondReadingRow
from api.db.exchanges import NoteRow
from api.db.model_readings import ModelReadingRow
from api.db.people import IdempotencyRow, LinkRow, SessionRow
from api.db.reports import ContactRow, DecisionRow, FactRow, QualificationRow, ReportRow, TraceRow
from api.db.search import SearchKeyRow
from api.db.sessions import AnySession, WriteSession
from api.db.shadow import ShadowAnswerRow
from api.retention.files import FILES
from api.retention.period import RetentionRule


def _older_reports(cutoff: datetime) -> Select[Any]:
    return select(ReportRow.id).where(ReportRow.received_at < cutoff)


SHARED_BY = 5
"""From how many reports on a category is one: fewer, and what somebody wrote as their own words
could still single a person out.
"""


def _own_words() -> Select[Any]:
    """The categories that too few reports bear."""
    category = ReportRow.reported_category
    return select(category).where(category.is_not(None)).group_by(category).having(func.count() < SHARED_BY)


def _older_own_words(cutoff: datetime) -> Select[Any]:
    return _older_reports(cutoff).where(ReportRow.reported_category.in_(_own_words()))


def _older_notes(cutoff: datetime) -> Select[Any]:
    """Notes that still have words, on reports whose own are past their period: words about a report
    do not outlive it.
    """
    old = NoteRow.report.in_(_older_reports(cutoff))
    return select(NoteRow.id).where(old, NoteRow.kind != "reopening", NoteRow.body.is_not(None))


def _older_reopenings(cutoff: datetime) -> Select[Any]:
    return select(NoteRow.id).where(NoteRow.at < cutoff, NoteRow.kind == "reopening", NoteRow.body.is_not(None))


def _words() -> ColumnElement[bool]:
    return or_(ReportRow.text.is_not(None), ReportRow.comment.is_not(None))


def _address() -> ColumnElement[bool]:
    return or_(ReportRow.url.is_not(None), ReportRow.reference.is_not(None))


def _stated_addresses(cutoff: datetime) -> Select[Any]:
    """Addresses that people stated, on reports whose own are past their period."""
    address = ContentAddressRow
    return select(address.id).where(address.report.in_(_older_reports(cutoff)), address.url.is_not(None))


def _second_reason(cutoff: datetime) -> ColumnElement[bool]:
    return and_(SecondReadingRow.decided_at < cutoff, SecondReadingRow.reason.is_not(None))


def _settled_reason(cutoff: datetime) -> ColumnElement[bool]:
    return and_(SecondReadingRow.settled_at < cutoff, SecondReadingRow.settled_reason.is_not(None))


def _answer_nobody(cutoff: datetime) -> Update:
    """Has what is due of reports worked out again, where who reported was to be answered and can no
    longer be.
    """
    older = select(ContactRow.report).where(ContactRow.kept_since < cutoff)
    due = select(RouteDueRow.report).where(RouteDueRow.recipient == "signalant", RouteDueRow.report.in_(older))
    return update(RegisterRow).where(RegisterRow.report.in_(due)).values(routing_edition=STALE)


def _older_answers(cutoff: datetime) -> Select[Any]:
    return select(QualificationRow.id).where(QualificationRow.made_at < cutoff)


def _older_shadows(cutoff: datetime) -> Select[Any]:
    """Shadow answers go with the answers that they are compared with."""
    shadow = ShadowAnswerRow
    return select(shadow.run + "/" + shadow.qualification).where(shadow.qualification.in_(_older_answers(cutoff)))


PERIODS: tuple[RetentionRule, ...] = (
    RetentionRule(
        "contact",
        "keep_contact_days",
        lambda cutoff: select(ContactRow.report).where(ContactRow.kept_since < cutoff),
        lambda cutoff: [_answer_nobody(cutoff), delete(ContactRow).where(ContactRow.kept_since < cutoff)],
    ),
    RetentionRule(
        "text",
        "keep_text_days",
        lambda cutoff: _older_reports(cutoff).where(_words()),
        lambda cutoff: [
            update(ReportRow).where(ReportRow.received_at < cutoff, _words()).values(text=None, comment=None)
        ],
    ),
    RetentionRule(
        "note",
        "keep_text_days",
        _older_notes,
        lambda cutoff: [update(NoteRow).where(NoteRow.id.in_(_older_notes(cutoff))).values(body=None)],
    ),
    RetentionRule(
        "url",
        "keep_url_days",
        lambda cutoff: _older_reports(cutoff).where(_address()),
        lambda cutoff: [
            update(ReportRow).where(ReportRow.received_at < cutoff, _address()).values(url=None, reference=None)
        ],
    ),
    RetentionRule(
        "address",
        "keep_url_days",
        _stated_addresses,
        lambda cutoff: [
            update(ContentAddressRow).where(ContentAddressRow.id.in_(_stated_addresses(cutoff))).values(url=None)
        ],
    ),
    RetentionRule(
        "category",
        "keep_text_days",
        _older_own_words,
        lambda cutoff: [
            update(ReportRow).where(ReportRow.id.in_(_older_own_words(cutoff))).values(reported_category=None)
        ],
    ),
    RetentionRule(
        "reason",
        "keep_reason_days",
        lambda cutoff: select(DecisionRow.id).where(DecisionRow.decided_at < cutoff, DecisionRow.reason.is_not(None)),
        lambda cutoff: [
            update(DecisionRow)
            .where(DecisionRow.decided_at < cutoff, DecisionRow.reason.is_not(None))
            .values(reason=None)
        ],
    ),
    RetentionRule(
        "reopening",
        "keep_reason_days",
        _older_reopenings,
        lambda cutoff: [update(NoteRow).where(NoteRow.id.in_(_older_reopenings(cutoff))).values(body=None)],
    ),
    RetentionRule(
        "second_reason",
        "keep_reason_days",
        lambda cutoff: select(SecondReadingRow.id).where(or_(_second_reason(cutoff), _settled_reason(cutoff))),
        lambda cutoff: [
            update(SecondReadingRow).where(_second_reason(cutoff)).values(reason=None),
            update(SecondReadingRow).where(_settled_reason(cutoff)).values(settled_reason=None),
        ],
    ),
    RetentionRule(
        "source",
        "keep_answer_days",
        lambda cutoff: select(FactRow.id).where(FactRow.stated_at < cutoff, FactRow.source.is_not(None)),
        lambda cutoff: [
            update(FactRow).where(FactRow.stated_at < cutoff, FactRow.source.is_not(None)).values(source=None)
        ],
    ),
    RetentionRule(
        "shadow",
        "keep_answer_days",
        _older_shadows,
        lambda cutoff: [
            delete(ShadowAnswerRow).where(ShadowAnswerRow.qualification.in_(_older_answers(cutoff))),
        ],
    ),
    RetentionRule(
        "answer",
        "keep_answer_days",
        _older_answers,
        lambda cutoff: [
            update(DecisionRow).where(DecisionRow.qualification.in_(_older_answers(cutoff))).values(qualification=None),
            update(DecisionRow).where(DecisionRow.confirmation.in_(_older_answers(cutoff))).values(confirmation=None),
            update(ReportRow).where(ReportRow.qualification.in_(_older_answers(cutoff))).values(qualification=None),
            update(SecondReadingRow)
            .where(SecondReadingRow.qualification.in_(_older_answers(cutoff)))
            .values(qualification=None),
            update(TransmissionRow)
            .where(TransmissionRow.qualification.in_(_older_answers(cutoff)))
            .values(qualification=None),
            delete(QualificationRow).where(QualificationRow.made_at < cutoff),
        ],
    ),
    RetentionRule(
        "model_reading",
        "keep_answer_days",
        lambda cutoff: select(ModelReadingRow.report).where(ModelReadingRow.asked_at < cutoff),
        lambda cutoff: [delete(ModelReadingRow).where(ModelReadingRow.asked_at < cutoff)],
    ),
    *FILES,
    RetentionRule(
        "trace",
        "keep_trace_days",
        lambda cutoff: select(TraceRow.key).where(TraceRow.report.in_(_older_reports(cutoff))),
        lambda cutoff: [
            delete(SearchKeyRow).where(SearchKeyRow.report.in_(_older_reports(cutoff))),
            delete(TraceRow).where(TraceRow.report.in_(_older_reports(cutoff))),
            update(ReportRow)
            .where(ReportRow.received_at < cutoff, ReportRow.signature.is_not(None))
            .values(signature=None),
        ],
    ),
    RetentionRule(
        "session",
        "keep_session_days",
        lambda cutoff: select(SessionRow.token).where(SessionRow.expires_at < cutoff),
        lambda cutoff: [delete(SessionRow).where(SessionRow.expires_at < cutoff)],
    ),
    RetentionRule(
        "link",
        "keep_session_days",
        lambda cutoff: select(LinkRow.token).where(LinkRow.expires_at < cutoff),
        lambda cutoff: [delete(LinkRow).where(LinkRow.expires_at < cutoff)],
    ),
    RetentionRule(
        "idempotency",
        "keep_idempotency_days",
        lambda cutoff: select(IdempotencyRow.key).where(IdempotencyRow.made_at < cutoff),
        lambda cutoff: [delete(IdempotencyRow).where(IdempotencyRow.made_at < cutoff)],
    ),
)


def tables() -> tuple[str, ...]:
    """The tables that an erasure changes."""
    return tuple(sorted({s.entity_description["table"].name for p in PERIODS for s in p.erase(datetime.now(UTC))}))


def names(session: AnySession, period: RetentionRule, cutoff: datetime) -> list[str]:
    """Identifiers of rows older than their period."""
    return sorted(session.scalars(period.older(cutoff)))


def count(session: AnySession, period: RetentionRule, cutoff: datetime) -> int:
    """Number of rows older than their period."""
    return session.scalar(select(func.count()).select_from(period.older(cutoff).subquery())) or 0


def erase(session: WriteSession, period: RetentionRule, cutoff: datetime) -> int:
    """Erases it; how many rows the last step changed."""
    changed = 0
    for statement in period.erase(cutoff):
        result = session.execute(statement, execution_options={"synchronize_session": False})
        changed = result.rowcount if isinstance(result, CursorResult) else 0
    return changed


def statistics(session: AnySession) -> dict[str, list[list[Any]]]:
    """Statistics that activity reports are made of: reports, decisions, notices and what followed,
    by kind, whatever was erased of them.

    Categories that fewer than SHARED_BY reports bear count as none given: that is what they become.
    """
    report, decision, entry, notice = ReportRow, DecisionRow, RegisterRow, TransmissionRow
    by_report = (report.channel, report.state, report.reported_category, report.issue, report.main)
    by_decision = (decision.kind, decision.offence, decision.suggested)
    by_entry = (
        entry.origin, entry.service, entry.tld, entry.hosting_country, entry.typology, entry.victim_age, entry.victim_sex,
        entry.classification, entry.commerciality, entry.closed_because,
    )  # fmt: skip
    by_notice = (
        notice.state, notice.recipient, notice.offence, notice.answer, notice.contested, notice.check_1, notice.check_3,
        notice.check_7,
    )  # fmt: skip
    return {
        "reports": _shared(_count(session, by_report), by_report.index(report.reported_category)),
        "decisions": _count(session, by_decision),
        "facts": _count(session, (FactRow.fact, FactRow.standing)),
        "register": _count(session, by_entry),
        "addresses": [[session.scalar(select(func.count(entry.address_key.distinct())))]],
        "notices": _count(session, by_notice),
        "events": _count(session, (EventRow.kind, EventRow.outcome)),
    }


def _shared(counts: list[list[Any]], place: int) -> list[list[Any]]:
    """Counts, with the categories that too few reports bear told as none given."""
    borne: Counter[Any] = Counter()
    for *told, count in counts:
        borne[told[place]] += count
    found: Counter[tuple[Any, ...]] = Counter()
    for *told, count in counts:
        told[place] = told[place] if borne[told[place]] >= SHARED_BY else None
        found[tuple(told)] += count
    return sorted(([*told, count] for told, count in found.items()), key=str)


def _count(session: AnySession, columns: tuple[Any, ...]) -> list[list[Any]]:
    rows = session.execute(select(*columns, func.count()).group_by(*columns)).all()
    return sorted(([*row] for row in rows), key=str)
