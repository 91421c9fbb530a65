"""Queries on jobs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from api.db.jobs import JobRow, JobState
from api.db.sessions import AnySession


@dataclass(frozen=True, slots=True)
class JobFilters:
    """Filters of a list of jobs; None: any."""

    state: JobState | None = None
    kind: str | None = None


def page(session: AnySession, filters: JobFilters, before: str | None, limit: int) -> list[JobRow]:
    """Jobs, the last one asked for first, after a place of the list."""
    query = _filtered(select(JobRow), filters).order_by(JobRow.id.desc()).limit(limit)
    return list(session.scalars(query if before is None else query.where(JobRow.id < before)))


def kinds(session: AnySession) -> list[str]:
    """The kinds of which there are jobs."""
    return list(session.scalars(select(JobRow.kind).distinct().order_by(JobRow.kind)))


def counts(session: AnySession) -> dict[tuple[str, str], int]:
    """How many jobs there are, by kind and state."""
    query = select(JobRow.kind, JobRow.state, func.count()).group_by(JobRow.kind, JobRow.state)
    return {(kind, state): count for kind, state, count in session.execute(query)}


def due_since(session: AnySession, now: datetime) -> datetime | None:
    """Since when the job that is most behind has been due; None where none is."""
    query = select(func.min(JobRow.run_at)).where(JobRow.state == JobState.WAITING, JobRow.run_at <= now)
    return session.scalar(query)


def _filtered(query: Select[JobRow], filters: JobFilters) -> Select[JobRow]:
    if filters.state is not None:
        query = query.where(JobRow.state == filters.state)
    if filters.kind is not None:
        query = query.where(JobRow.kind == filters.kind)
    return query
