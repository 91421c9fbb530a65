"""Taking the next report, keeping it, giving it back."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from api.db.reports import ReportRow
from api.db.sessions import AnySession, WriteSession
from api.http.identity import Identity
from api.http.services import Services
from api.journal.entries import record
from api.kit.problems import Problem
from api.reports.blinding import blinded
from api.reports.queue import repository
from api.reports.queue.schemas import Assignment, AssignmentRequest, Label, QueueCounts, RankCount
from api.reports.schemas import ReportSummary


def counts(session: AnySession, services: Services, who: Identity) -> QueueCounts:
    """The queue in numbers."""
    now = services.clock.now()
    ranks = repository.ranks(session)
    free = repository.count_free(session, now)
    mine = repository.held_by(session, who.account, now)
    return QueueCounts(
        states=repository.states(session),
        waiting=[RankCount(rank=k, reason=r, label=label(services, r), reports=n) for k, r, n in ranks],
        free=free,
        held=sum(n for _, _, n in ranks) - free,
        mine=mine.id if mine is not None else None,
    )


def take_next(session: WriteSession, services: Services, who: Identity, body: AssignmentRequest) -> Assignment:
    """Keeps the most urgent free report for somebody; the one they hold already, unless they leave
    it.

    What they leave comes back to them last, until the end of the day.
    """
    now = services.clock.now()
    since = datetime.combine(services.clock.today(), time(), services.settings.zone)
    left = repository.lock(session, body.leave) if body.leave is not None else None
    if left is not None and is_assignable(left):
        repository.remember_passed(session, who.account, left.id, now, since)
        if left.held_by == who.account:
            repository.hold(session, left, None, None)
    row = repository.held_by(session, who.account, now)
    if row is None:
        row = repository.best(session, who.account, now, since, left.id if left is not None else None)
    if row is None:
        return Assignment(report=None, label=None, held_until=None, left=0)
    return _keep(session, services, who, row, body.minutes)


def hold(session: WriteSession, services: Services, who: Identity, report: str, minutes: int) -> Assignment:
    """Keeps a report for somebody, or for longer. Nobody holds two: another that they held is free
    again.

    Raises:
        Problem: there is none, it is not to be read, somebody else holds it, or they are reading
            its content again.
    """
    row = repository.lock(session, report)
    if row is None:
        raise Problem("not-found")
    if blinded(session, who.account, report) is not None:
        raise Problem("read-again")
    if not is_assignable(row):
        raise Problem("already-decided")
    if holder(services, row) not in (None, who.account):
        raise Problem("held")
    return _keep(session, services, who, row, minutes)


def release(session: WriteSession, who: Identity, report: str) -> None:
    """Gives a report back. Whoever does not hold it changes nothing.

    Raises:
        Problem: there is none.
    """
    row = repository.lock(session, report)
    if row is None:
        raise Problem("not-found")
    if row.held_by == who.account:
        repository.hold(session, row, None, None)


def is_assignable(row: ReportRow) -> bool:
    """Whether a report waits for somebody by itself."""
    return row.state in repository.HOLDABLE


def holder(services: Services, row: ReportRow) -> str | None:
    """Current holder of a report."""
    return row.held_by if row.held_until is not None and row.held_until > services.clock.now() else None


def label(services: Services, reason: str | None) -> Label | None:
    """The words of a reason, while a rule has it."""
    words = services.rules.priorities.labels.get(reason) if reason is not None else None
    return Label(fr=words.fr, en=words.en) if words is not None else None


def _keep(session: WriteSession, services: Services, who: Identity, row: ReportRow, minutes: int) -> Assignment:
    now = services.clock.now()
    if row.held_by != who.account:
        record(session, now, who.account, "report.held", row.id)
    until = now + timedelta(minutes=minutes)
    repository.hold(session, row, who.account, until)
    repository.release_others(session, who.account, row.id)
    return Assignment(
        report=ReportSummary.model_validate(row),
        label=label(services, row.priority_reason),
        held_until=until,
        left=repository.count_free(session, now),
    )
