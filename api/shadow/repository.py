"""Queries on shadow runs and their answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from api.db.changes import ChangeRow
from api.db.inserting import insert_missing
from api.db.reports import QualificationRow
from api.db.sessions import AnySession, WriteSession
from api.db.shadow import ShadowAnswerRow, ShadowRunRow
from api.kit.ids import new_id

_TIME = len("qua_") + 10
"""Characters of an identifier that say when it was made."""


class ShadowCounts(NamedTuple):
    """Reports that a run has answered, and those that change; faults by code."""

    reports: int
    changed: int
    faults: dict[str, int]


def run_of(session: AnySession, change: str) -> ShadowRunRow | None:
    """The last run of a change request."""
    return next(iter(runs_of(session, change, 1)), None)


def runs_of(session: AnySession, change: str, limit: int = 50) -> list[ShadowRunRow]:
    """Runs of a change request, the last one first."""
    row = ShadowRunRow
    query = select(row).where(row.change == change).order_by(row.started_at.desc(), row.id.desc())
    return list(session.scalars(query.limit(limit)))


def running(session: AnySession) -> list[tuple[ShadowRunRow, ChangeRow]]:
    """Runs under way with their requests, the one that has waited longest for its turn first."""
    row = ShadowRunRow
    query = select(row, ChangeRow).join(ChangeRow, ChangeRow.id == row.change).where(row.ended_at.is_(None))
    return [(run, change) for run, change in session.execute(query.order_by(row.id))]


def count_running(session: AnySession) -> int:
    """How many runs are under way."""
    query = select(func.count()).select_from(ShadowRunRow).where(ShadowRunRow.ended_at.is_(None))
    return session.scalar(query) or 0


def take(session: WriteSession, run: str, holder: str, now: datetime, until: datetime) -> ShadowRunRow | None:
    """A run under way, leased to a process; None while another one has it."""
    row = ShadowRunRow
    free = or_(row.leased_until.is_(None), row.leased_until < now, row.holder == holder)
    query = select(row).where(row.id == run, row.ended_at.is_(None), free).with_for_update(skip_locked=True)
    found = session.scalars(query).first()
    if found is not None:
        found.holder, found.leased_until = holder, until
    return found


def release(session: WriteSession, holder: str) -> None:
    """Frees the runs of a process that stops."""
    for row in session.scalars(select(ShadowRunRow).where(ShadowRunRow.holder == holder)):
        row.holder = row.leased_until = None


def pending(session: AnySession, run: ShadowRunRow, limit: int) -> list[QualificationRow]:
    """Answers given since a run began that it has not answered, in the order they were given."""
    return list(
        session.scalars(select(QualificationRow).where(*_waits(run)).order_by(QualificationRow.id).limit(limit))
    )


def is_pending(session: AnySession, run: ShadowRunRow) -> bool:
    """Whether there is one."""
    return session.scalar(select(QualificationRow.id).where(*_waits(run)).limit(1)) is not None


def _waits(run: ShadowRunRow) -> tuple[ColumnElement[bool], ...]:
    row = QualificationRow
    done = exists().where(ShadowAnswerRow.run == run.id, ShadowAnswerRow.qualification == row.id)
    return row.id >= new_id("qua", run.started_at)[:_TIME], row.made_at >= run.started_at, ~done


def store(session: WriteSession, rows: list[dict[str, Any]]) -> None:
    """Stores answers of a run. One that is there already stays; one whose report was erased
    meanwhile is left out.
    """
    names = [row["qualification"] for row in rows]
    there = {*session.scalars(select(QualificationRow.id).where(QualificationRow.id.in_(names)).with_for_update(read=True, key_share=True))}  # fmt: skip
    insert_missing(session, ShadowAnswerRow, [row for row in rows if row["qualification"] in there])


def counts(session: AnySession, run: str) -> ShadowCounts:
    """Counts of a run, each report once, by its last answer."""
    row = ShadowAnswerRow
    query = select(row.is_changed, row.fault, func.count()).where(_last(run)).group_by(row.is_changed, row.fault)
    found = [(is_changed, fault, count) for is_changed, fault, count in session.execute(query)]
    faults = {fault: count for _, fault, count in found if fault is not None}
    changed = sum(count for is_changed, _, count in found if is_changed)
    return ShadowCounts(sum(count for *_, count in found), changed, dict(sorted(faults.items())))


def count_answers(session: AnySession, run: str) -> int:
    """How many answers a run has given."""
    return session.scalar(select(func.count()).select_from(ShadowAnswerRow).where(ShadowAnswerRow.run == run)) or 0


def comparisons(session: AnySession, run: str) -> list[dict[str, Any]]:
    """Comparisons of the last answers of a run that change, in the order they were given."""
    row = ShadowAnswerRow
    query = select(row.comparison).where(_last(run), row.is_changed, row.fault.is_(None))
    return list(session.scalars(query.order_by(row.qualification)))


def _last(run: str) -> ColumnElement[bool]:
    last: Select[Any] = select(func.max(ShadowAnswerRow.qualification)).where(ShadowAnswerRow.run == run)
    return (ShadowAnswerRow.run == run) & ShadowAnswerRow.qualification.in_(last.group_by(ShadowAnswerRow.report))
