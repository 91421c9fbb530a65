"""Shadow runs of change requests: asked for, stopped, told in counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.backtest.rereading import reads_otherwise
from api.backtest.summary import changes_of
from api.changes import repository as requests
from api.changes.states import OPEN, ChangeState
from api.db.changes import ChangeRow
from api.db.locks import lock
from api.db.sessions import AnySession, WriteSession
from api.db.shadow import ShadowRunRow
from api.http.identity import Identity
from api.http.unit_of_work import UnitOfWork
from api.journal.entries import SYSTEM, record
from api.kit.ids import new_id
from api.kit.problems import Problem
from api.reports.blinding import ExampleFilter
from api.reports.rates import Rate, rate_of
from api.rules.publication_rows import live_publication
from api.rules.tree_rows import load_tree, paths_between
from api.shadow import repository
from api.shadow.states import MOST_RUNS, ShadowEnd
from engine.language.sources import digest_of

STARTED, ENDED = "rules.shadow_started", "rules.shadow_ended"
"""Entries of the journal."""
_RUNS = "shadow_runs"


@dataclass(frozen=True)
class ShadowResult:
    """What a run has found so far, each report counted once, by its last answer. `rate`: the share
    of those that change.

    `changes`: counts by kind and by offence, the clauses behind, what becomes of the main offence;
    `examples`: reports by identifier, for each change.
    """

    run: ShadowRunRow
    counts: repository.ShadowCounts
    rate: Rate
    changes: dict[str, Any]
    examples: list[dict[str, Any]]


def start_shadow(unit: UnitOfWork, change: str, width: float) -> ShadowRunRow:
    """Has the law of a change request answer beside the one that is served, from now on.

    Raises:
        Problem: there is no such request, it is closed, it has a run under way, its law answers as
            the one in effect or cannot be read, or as many others run as may.
    """
    session, now = unit.session, unit.services.clock.now()
    lock(session, _RUNS)
    row = requests.change_for_update(session, change)
    if ChangeState(row.state) not in OPEN:
        raise Problem("change-closed")
    last = repository.run_of(session, change)
    if last is not None and last.ended_at is None:
        raise Problem("shadow-running")
    if repository.count_running(session) >= MOST_RUNS:
        raise Problem("shadow-full")
    live = live_publication(session, now)
    same_law = live is not None and _law_of(session, row.tree) == live.law
    if live is None or (same_law and not reads_otherwise(paths_between(session, live.tree, row.tree) or ())):
        raise Problem("shadow-same-law")
    run = ShadowRunRow(
        id=new_id("sha", now), change=row.id, tree=row.tree, account=unit.who.account, width=width, started_at=now
    )
    session.add(run)
    session.flush()
    record(session, now, unit.who.account, STARTED, row.id, run=run.id, tree=run.tree, width=width)
    return run


def stop_shadow(unit: UnitOfWork, change: str) -> ShadowRunRow:
    """Stops the run of a change request; what it found stays.

    Raises:
        Problem: there is no such request, or it has no run under way.
    """
    session = unit.session
    row = requests.change_for_update(session, change)
    run = repository.run_of(session, row.id)
    if run is None or run.ended_at is not None:
        raise Problem("not-found")
    end_run(session, run, ShadowEnd.STOPPED, unit.services.clock.now(), unit.who.account)
    return run


def end_run(session: WriteSession, run: ShadowRunRow, end: ShadowEnd, now: datetime, who: str = SYSTEM) -> None:
    """Ends a run."""
    run.ended_at, run.end, run.holder, run.leased_until = now, end.value, None, None
    counts = repository.counts(session, run.id)
    session.flush()
    told = {"reports": counts.reports, "changed": counts.changed}
    record(session, now, who, ENDED, run.change, run=run.id, end=end.value, found=told)


def end_due(run: ShadowRunRow, change: ChangeRow) -> ShadowEnd | None:
    """Why a run should end because of its request, if it should."""
    if ChangeState(change.state) not in OPEN:
        return ShadowEnd.CLOSED
    return ShadowEnd.EDITED if change.tree != run.tree else None


def is_precise(counts: repository.ShadowCounts, width: float) -> bool:
    """Whether the interval of the share of reports that change is as narrow as was asked."""
    rate = rate_of(counts.changed, counts.reports)
    return rate.rate is not None and rate.high - rate.low <= width


def results_of(session: AnySession, who: Identity, change: str) -> list[ShadowResult]:
    """Results of every run of a change request, the last one first; reports are named to whoever
    may know of them.

    Raises:
        Problem: there is no such request.
    """
    row, filtering = requests.change(session, change), ExampleFilter.of(session, who)
    return [_result(session, run, filtering) for run in repository.runs_of(session, row.id)]


def result_of(session: AnySession, who: Identity, run: ShadowRunRow) -> ShadowResult:
    """Result of one run, as `results_of` shows it."""
    return _result(session, run, ExampleFilter.of(session, who))


def _result(session: AnySession, run: ShadowRunRow, filtering: ExampleFilter) -> ShadowResult:
    counts = repository.counts(session, run.id)
    summary = changes_of(repository.comparisons(session, run.id))
    examples = filtering.visible(summary.pop("examples"))
    return ShadowResult(run, counts, rate_of(counts.changed, counts.reports), summary, examples)


def _law_of(session: AnySession, tree: str) -> str:
    """Digest of the law of a tree."""
    try:
        return digest_of(load_tree(session, tree).law_files)
    except ValueError as error:
        raise Problem("evidence-red") from error
