"""Erasure in a file that was acted on: the text of notices, what hosts and persons wrote, the IP
address of a hosting.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Select, Text, cast, func, or_, select, update
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from api.db.action import EventRow, RegisterRow, RouteDueRow, TransmissionRow
from api.db.reports import ReportRow
from api.retention.period import RetentionRule


class WithoutIp(GenericFunction[Any]):
    """A JSON object without its member `ip`."""

    type = JSON()
    inherit_cache = True


@compiles(WithoutIp, "sqlite")
def _sqlite(element: WithoutIp, compiler: Any, **told: Any) -> str:
    return f"json_remove({compiler.process(element.clauses, **told)}, '$.ip')"


@compiles(WithoutIp, "postgresql")
def _postgresql(element: WithoutIp, compiler: Any, **told: Any) -> str:
    return f"CAST(CAST({compiler.process(element.clauses, **told)} AS JSONB) - 'ip' AS JSON)"


class WithoutSources(GenericFunction[Any]):
    """A JSON object of facts, each without its member `source`."""

    type = JSON()
    inherit_cache = True


@compiles(WithoutSources, "sqlite")
def _sqlite_sources(element: WithoutSources, compiler: Any, **told: Any) -> str:
    value = (
        "CASE type WHEN 'object' THEN json_remove(value, '$.source') WHEN 'array' THEN json(value)"
        " WHEN 'true' THEN json('true') WHEN 'false' THEN json('false') ELSE value END"
    )
    return f"(SELECT json_group_object(key, {value}) FROM json_each({compiler.process(element.clauses, **told)}))"


@compiles(WithoutSources, "postgresql")
def _postgresql_sources(element: WithoutSources, compiler: Any, **told: Any) -> str:
    value = "CASE jsonb_typeof(value) WHEN 'object' THEN value - 'source' ELSE value END"
    facts = f"jsonb_each(CAST({compiler.process(element.clauses, **told)} AS JSONB))"
    return f"(SELECT CAST(jsonb_object_agg(key, {value}) AS JSON) FROM {facts})"


def _older_notices(cutoff: datetime) -> Select[Any]:
    row = TransmissionRow
    return select(row.id).where(
        row.prepared_at < cutoff, or_(row.content.is_not(None), row.sent_reference.is_not(None))
    )


def _older_events(cutoff: datetime) -> Select[Any]:
    written = func.length(cast(EventRow.data, Text)) > len("{}")
    return select(EventRow.id).where(EventRow.stated_at < cutoff, written)


def _older_hostings(cutoff: datetime) -> Select[Any]:
    row = RegisterRow
    old = row.report.in_(select(ReportRow.id).where(ReportRow.received_at < cutoff))
    return select(row.report).where(
        old, or_(row.hosting["ip"].as_string().is_not(None), row.partner_reference.is_not(None))
    )


def _older_sources(cutoff: datetime) -> Select[Any]:
    row = RegisterRow
    return select(row.report).where(row.stated_at < cutoff, cast(row.routing, Text).like('%"source"%'))


FILES: tuple[RetentionRule, ...] = (
    RetentionRule(
        "notice",
        "keep_answer_days",
        _older_notices,
        lambda cutoff: [
            update(TransmissionRow)
            .where(TransmissionRow.id.in_(_older_notices(cutoff)))
            .values(content=None, sent_reference=None)
        ],
    ),
    RetentionRule(
        "event",
        "keep_reason_days",
        _older_events,
        lambda cutoff: [update(EventRow).where(EventRow.id.in_(_older_events(cutoff))).values(data={})],
    ),
    RetentionRule(
        "dismissal",
        "keep_reason_days",
        lambda cutoff: select(RouteDueRow.id).where(
            RouteDueRow.dismissed_at < cutoff, RouteDueRow.dismissal.is_not(None)
        ),
        lambda cutoff: [update(RouteDueRow).where(RouteDueRow.dismissed_at < cutoff).values(dismissal=None)],
    ),
    RetentionRule(
        "routing",
        "keep_answer_days",
        _older_sources,
        lambda cutoff: [
            update(RegisterRow)
            .where(RegisterRow.report.in_(_older_sources(cutoff)))
            .values(routing=WithoutSources(RegisterRow.routing))
        ],
    ),
    RetentionRule(
        "hosting",
        "keep_url_days",
        _older_hostings,
        lambda cutoff: [
            update(RegisterRow)
            .where(RegisterRow.report.in_(_older_hostings(cutoff)))
            .values(hosting=WithoutIp(RegisterRow.hosting), partner_reference=None)
        ],
    ),
)
"""Digests, stages, outcomes and moments stay: what was sent can be recognised, and counted, when
its text is gone.
"""
