"""Decisions on several reports in one act: noise, or the decision that their content already has.

Looked at first, then taken one by one, each with its entry in the journal, and undone together on
the same day. What a person must read alone is left out, and said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, TypeAlias

from sqlalchemy import select

from api.db.reports import CLOSED, WITHOUT_WORDS, DecisionRow, ReportRow
from api.db.sessions import AnySession, WriteSession
from api.http.identity import Identity
from api.http.services import Services
from api.http.unit_of_work import UnitOfWork
from api.kit.ids import new_id
from api.kit.problems import Problem
from api.reports import decisions, repository
from api.reports.blinding import blinded
from api.reports.queue.service import holder, is_assignable
from api.reports.schemas import DecisionCreate
from engine.model.outcome import Issue

BatchKind: TypeAlias = Literal["noise", "accept"]
MOST_TOGETHER = 100
"""Reports of one act."""


@dataclass(frozen=True, slots=True)
class ReportAsRead:
    """A report, and its version as somebody read it."""

    report: str
    version: int


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A report that an act on several leaves as it is: `danger`, `drawn` and `established` are to
    be read alone, anything else is the code of the problem that deciding of it would meet.
    """

    report: str
    because: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What an act on several reports does: those it decides, those it leaves out. `id` is None
    while it is only looked at.
    """

    id: str | None
    kind: BatchKind
    reports: tuple[str, ...]
    excluded: tuple[Exclusion, ...]


def preview(
    session: AnySession, services: Services, who: Identity, kind: BatchKind, wanted: Sequence[ReportAsRead]
) -> Batch:
    """What an act on several reports would do now."""
    refusals = {one.report: _refusal(session, services, who, kind, one) for one in _in_order(wanted)}
    kept = tuple(report for report, because in refusals.items() if because is None)
    return Batch(None, kind, kept, tuple(Exclusion(name, why) for name, why in refusals.items() if why is not None))


def decide_together(
    session: WriteSession, services: Services, who: Identity, kind: BatchKind, wanted: Sequence[ReportAsRead]
) -> Batch:
    """Decides of several reports. One that cannot be decided is left as it was, and stops no
    other.
    """
    names = [one.report for one in wanted]
    session.execute(select(ReportRow.id).where(ReportRow.id.in_(names)).order_by(ReportRow.id).with_for_update())
    looked, batch = preview(session, services, who, kind, wanted), new_id("lot", services.clock.now())
    kept, excluded = [], list(looked.excluded)
    for report in looked.reports:
        code = _attempt(session, partial(_decide, UnitOfWork(session, services, who), report, kind, batch))
        if code is None:
            kept.append(report)
        else:
            excluded.append(Exclusion(report, code))
    return Batch(batch if kept else None, kind, tuple(kept), tuple(excluded))


def undo_together(session: WriteSession, services: Services, who: Identity, batch: str) -> Batch:
    """Takes back every decision of one act that still holds, as each would be taken back alone.

    Raises:
        Problem: `not-found`: this person took no such decisions; `not-decided`: none holds.
    """
    rows = decisions_of(session, who.account, batch)
    if not rows:
        raise Problem("not-found")
    holding = [row for row in rows if row.undone_at is None]
    if not holding:
        raise Problem("not-decided")
    undone, excluded = [], []
    for decision in sorted(holding, key=lambda d: d.report):
        code = _attempt(session, partial(_undo, UnitOfWork(session, services, who), decision.report))
        if code is None:
            undone.append(decision.report)
        else:
            excluded.append(Exclusion(decision.report, code))
    return Batch(batch, _kind_of(rows), tuple(undone), tuple(excluded))


def decisions_of(session: AnySession, account: str, batch: str) -> Sequence[DecisionRow]:
    """The decisions that somebody took in one act, undone or not."""
    row = DecisionRow
    return session.scalars(select(row).where(row.batch == batch, row.decided_by == account).order_by(row.id)).all()


def _kind_of(rows: Sequence[DecisionRow]) -> BatchKind:
    return "accept" if any(row.carried_from is not None for row in rows) else "noise"


def _in_order(wanted: Sequence[ReportAsRead]) -> list[ReportAsRead]:
    """Each report once."""
    return list({one.report: one for one in wanted}.values())


def _refusal(session: AnySession, services: Services, who: Identity, kind: BatchKind, one: ReportAsRead) -> str | None:
    """Why a report is left out; None where it is not."""
    row = session.get(ReportRow, one.report, options=WITHOUT_WORDS)
    if row is None:
        return "not-found"
    if blinded(session, who.account, row.id) is not None:
        return "read-again"
    if row.state in CLOSED or not is_assignable(row):
        return "already-decided"
    if row.version != one.version:
        return "stale-version"
    if holder(services, row) not in (None, who.account):
        return "held"
    if row.danger is not None:
        return "danger"
    if row.noise_audit and row.noise_review is None:
        return "drawn"
    if kind == "noise" and row.issue == Issue.QUALIFIED:
        return "established"
    if kind == "accept" and repository.carried_decision(session, row) is None:
        return "nothing-to-accept"
    return None


def _attempt(session: WriteSession, act: Callable[[], None]) -> str | None:
    """The code of the problem that an act met, of which nothing is then left; None where it met
    none.
    """
    try:
        with session.savepoint():
            act()
    except Problem as problem:
        return problem.kind.code
    return None


def _decide(work: UnitOfWork, report: str, kind: BatchKind, batch: str) -> None:
    row = work.session.get_one(ReportRow, report)
    decision = decisions.decide(work.session, work.services, work.who, row, DecisionCreate(kind=kind))
    decision.batch = batch
    work.session.flush()


def _undo(work: UnitOfWork, report: str) -> None:
    decisions.undo(work.session, work.services, work.who, work.session.get_one(ReportRow, report))
