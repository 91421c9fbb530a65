"""Queue of readings, in the database: what waits outlives the process, and is read by one service
at a time.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.orm import defer

from api.db.inserting import insert_values
from api.db.model_readings import FAILED, READ, REFUSED, SKIPPED, WAITING, ModelReadingRow
from api.db.reports import ReportRow
from api.db.sessions import AnySession, WriteSession
from api.http.services import Services
from api.texts.model_faults import ModelFault
from classifiers.model_server.faults import AGAIN, FaultCode
from classifiers.model_server.reader import ModelInput

MOST_ATTEMPTS = 3
FIRST_DELAY = timedelta(seconds=30)
"""Before the second try; four times as long before the third."""
OF_ONE_REPORT: frozenset[FaultCode] = frozenset({"too-large", "refused", "reply"})
"""The faults that speak of one report: the same request would have the same answer."""
READABLE = ("open", "low_priority")
"""The states of a report whose reading may serve: it waits for somebody, for itself."""


@dataclass(frozen=True, slots=True)
class ReadingTask:
    """A report to be read."""

    report: str
    input: ModelInput


def ask(session: WriteSession, services: Services, row: ReportRow) -> None:
    """Has a report that comes in read by the model server, where there is one, and words to read.
    Where too many wait already, it is skipped.
    """
    if services.model is None or services.model.server is None or row.state not in READABLE:
        return
    if not (row.text or "").strip() and not (row.comment or "").strip():
        return
    now = services.clock.now()
    full = waiting(session) >= services.settings.reader_queue
    values = {"report": row.id, "asked_at": now, "next_try_at": now, "attempts": 0, "requests": 0, "seconds": 0.0}
    tokens = {"prompt_tokens": 0, "completion_tokens": 0}
    fault: ModelFault | None = "full" if full else None
    state = {"state": SKIPPED if full else WAITING, "fault": fault, "finished_at": now if full else None}
    insert_values(session, ModelReadingRow, [{**values, **tokens, **state}])
    if full:
        session.after_commit(services.metrics.model_readings.labels(SKIPPED).inc)


def waiting(session: AnySession) -> int:
    """How many reports wait to be read."""
    query = select(func.count()).select_from(ModelReadingRow).where(ModelReadingRow.state == WAITING)
    return session.scalar(query) or 0


def is_due(session: AnySession, now: datetime) -> bool:
    """Whether a report may be taken now."""
    return session.scalar(_due(now).limit(1)) is not None


def take(session: WriteSession, services: Services, most: int, lease: timedelta) -> list[ReadingTask]:
    """The first reports that wait, in order of arrival, leased to whoever asks. What no longer
    waits to be read is skipped, and takes no place.
    """
    now, tasks = services.clock.now(), list[ReadingTask]()
    while len(tasks) < most:
        query = _due(now).limit(most - len(tasks)).with_for_update(skip_locked=True)
        rows = session.scalars(query).all()
        if not rows:
            break
        for row in rows:
            report = session.get(ReportRow, row.report)
            fault = _not_read(report)
            if report is None or fault is not None:
                _finish(session, row, services, SKIPPED, fault)
                continue
            row.leased_until = now + lease
            words = {"text": report.text or "", "comment": report.comment or ""}
            tasks.append(
                ReadingTask(row.report, ModelInput(**words, category=report.reported_category, url=report.url))
            )
        session.flush()
    return tasks


def release(session: WriteSession, reports: Iterable[str]) -> None:
    """Frees reports that are no longer being read, to be taken again."""
    row = ModelReadingRow
    freed = update(row).where(row.report.in_(list(reports)), row.state == WAITING)
    session.execute(freed.values(leased_until=None))


def waiting_row(session: WriteSession, report: str) -> ModelReadingRow | None:
    """The reading of a report while it waits, under lock."""
    row = session.get(ModelReadingRow, report, with_for_update=True)
    return row if row is not None and row.state == WAITING else None


def note_fault(session: WriteSession, services: Services, report: str, fault: ModelFault) -> None:
    """Notes that a report was not read: it waits for another try, or has had its last."""
    row = waiting_row(session, report)
    if row is None:
        return
    row.attempts += 1
    row.fault, row.leased_until = fault, None
    if fault in OF_ONE_REPORT:
        _finish(session, row, services, REFUSED, fault)
    elif row.attempts >= MOST_ATTEMPTS:
        _finish(session, row, services, FAILED if fault in AGAIN or fault == "storing" else REFUSED, fault)
    else:
        row.next_try_at = services.clock.now() + FIRST_DELAY * 4 ** (row.attempts - 1)


def finish_read(session: WriteSession, row: ModelReadingRow, services: Services, effect: str) -> None:
    """Ends a reading that was done, with what was applied of it."""
    row.effect = effect
    _finish(session, row, services, READ, None)


def _due(now: datetime) -> Select[ModelReadingRow]:
    row = ModelReadingRow
    free = or_(row.leased_until.is_(None), row.leased_until < now)
    return select(row).where(row.state == WAITING, row.next_try_at <= now, free).order_by(row.report)


def _not_read(report: ReportRow | None) -> ModelFault | None:
    if report is None or report.state not in READABLE:
        return "closed"
    return "erased" if report.text is None and report.comment is None else None


def _finish(
    session: WriteSession, row: ModelReadingRow, services: Services, state: str, fault: ModelFault | None
) -> None:
    row.state, row.fault, row.finished_at, row.leased_until = state, fault, services.clock.now(), None
    session.after_commit(services.metrics.model_readings.labels(state).inc)


@dataclass(frozen=True, slots=True)
class RecentReadings:
    """What became of readings: how many wait, faults since a moment by code, the last one done, and
    the medians of what the latest cost.
    """

    waiting: int
    faults: dict[str, int]
    last: datetime | None
    seconds: float | None
    tokens: int | None


MEASURED = 200
"""Readings whose cost is told."""


def recent(session: AnySession, since: datetime) -> RecentReadings:
    """What became of readings since a moment."""
    row = ModelReadingRow
    met = or_(row.finished_at >= since, row.state == WAITING)
    counts = session.execute(select(row.fault, func.count()).where(met).group_by(row.fault).order_by(row.fault))
    latest = select(row).where(row.state == READ).order_by(row.finished_at.desc()).limit(MEASURED)
    done = session.scalars(latest.options(defer(row.reading))).all()
    return RecentReadings(
        waiting=waiting(session),
        faults={fault: count for fault, count in counts if fault is not None},
        last=done[0].finished_at if done else None,
        seconds=statistics.median(one.seconds for one in done) if done else None,
        tokens=round(statistics.median(one.prompt_tokens + one.completion_tokens for one in done)) if done else None,
    )
