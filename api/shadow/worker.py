"""Worker of shadow runs beside the service: a few answers at a time, in a process apart, one run
after the other. Intake waits for none of it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cachetools import LRUCache

from api.backtest.laws import LawFiles, LawPair, law_of_files
from api.backtest.rereading import reads_otherwise
from api.backtest.stored import answer_record, words_of_answers
from api.db.reports import QualificationRow
from api.db.sessions import AnySession
from api.db.shadow import ShadowRunRow
from api.http.live import LiveServices
from api.http.services import Services
from api.kit.background import background
from api.kit.bounded_worker import BoundedWorker, WorkStopped, outcome_of
from api.kit.ids import new_id
from api.rules import edition_rows
from api.rules.tree import RulesTree, changed_paths
from api.rules.tree_rows import load_tree, manifest_of
from api.shadow import repository
from api.shadow.comparing import UNCHANGED, ShadowComparison, ShadowReading, ShadowTask, compare_answers
from api.shadow.service import end_due, end_run, is_precise
from api.shadow.states import MOST_ANSWERS, MOST_LIMITS, MOST_RUNS, ShadowEnd, ShadowFault
from engine.language.sources import digest_of
from textfile.diagnostics import RulesetError

log = logging.getLogger("qualif.shadow")

BATCH = 20
"""Answers compared at once."""
SOON, REST = 0.1, 2.0
"""Seconds between two steps while something is compared, and while nothing is."""
LEASE = timedelta(minutes=10)
"""How long a run stays with a process that died."""


@dataclass(frozen=True)
class _Batch:
    """Answers of a run that are being compared, and the report and law of each."""

    run: str
    answers: dict[str, tuple[str, str]]
    future: Future[list[ShadowComparison]]
    key: str


class ShadowWorker:
    """Compares what waits, of each run in turn."""

    def __init__(self, live: LiveServices) -> None:
        self._live = live
        services = live.current()
        self._holder = new_id("shw", services.clock.now())
        settings = services.settings
        self._process = BoundedWorker(settings.rules_work_seconds, settings.rules_work_bytes)
        self._batch: _Batch | None = None
        self._alone: set[str] = set()
        self._limits: dict[str, int] = {}
        self._turn = ""
        self._trees: LRUCache[str, LawFiles] = LRUCache(MOST_RUNS)
        self._reading_trees: LRUCache[tuple[str, str], RulesTree | None] = LRUCache(MOST_RUNS)

    def step(self) -> float:
        """Stores what was compared, and begins with what waits; the seconds of rest before the next
        step.
        """
        services = self._live.current()
        if self._batch is not None:
            if not self._batch.future.done():
                return SOON
            batch, self._batch = self._batch, None
            self._process.forget(batch.key)
            self._finish(services, batch)
        with services.database.read() as session:
            runs = [(run.id, end_due(run, change)) for run, change in repository.running(session)]
        for run, end in sorted(runs, key=lambda one: (one[0] <= self._turn, one[0])):
            self._turn = run  # whatever happens to it, the others have their turn next
            if end is not None:
                self._end(services, run, end)
            elif self._begin(services, run):
                return SOON
        return REST

    def stop(self) -> None:
        """Stops the process; what it was comparing is compared again after."""
        self._process.stop()
        services = self._live.current()
        with services.database.write() as session:
            repository.release(session, self._holder)

    def _begin(self, services: Services, name: str) -> bool:
        """Begins to compare what waits of a run; whether there was any."""
        now = services.clock.now()
        with services.database.read() as session:
            run = session.get(ShadowRunRow, name)
            if run is None or not repository.is_pending(session, run):
                return False
        with services.database.write() as session:
            if repository.take(session, name, self._holder, now, now + LEASE) is None:
                return False
        with services.database.read() as session:
            waiting = repository.pending(session, run, 1 if name in self._alone else BATCH)
            rows = [row for row in waiting if row.ruleset_digest == waiting[0].ruleset_digest]
            if not rows:
                return False
            laws = self._laws(session, rows[0].ruleset_digest, run.tree)
            records = tuple((row.id, answer_record(row)) for row in rows)
            reading = self._reading(session, services, rows, run.tree)
        answers = {row.id: (row.report, row.ruleset_digest) for row in rows}
        if laws is None:
            self._store(services, name, answers, [_fault(row.id, ShadowFault.LAW) for row in rows])
            return True
        key = f"shadow:{name}:{rows[0].id}:{len(rows)}"
        future = self._process.start(key, compare_answers, ShadowTask(laws, records, reading))
        self._batch = _Batch(name, answers, future, key)
        return True

    def _finish(self, services: Services, batch: _Batch) -> None:
        try:
            found = outcome_of(batch.future)
        except RulesetError:
            self._end(services, batch.run, ShadowEnd.UNREADABLE)
            return
        except WorkStopped as error:
            log.warning("a shadow run went beyond its limits (%s)", error, extra={"where": batch.run})
            self._stopped(services, batch)
            return
        except Exception as error:  # whatever it met, other runs go on; never its words
            log.error("a shadow run failed (%s)", type(error).__name__, extra={"where": batch.run})
            self._end(services, batch.run, ShadowEnd.FAILED)
            return
        self._alone.discard(batch.run)
        self._store(services, batch.run, batch.answers, [_row(one) for one in found])

    def _stopped(self, services: Services, batch: _Batch) -> None:
        """Compares one at a time, to know which answer goes beyond the limits; then that one counts
        as a change.
        """
        if len(batch.answers) > 1:
            self._alone.add(batch.run)
            return
        self._limits[batch.run] = self._limits.get(batch.run, 0) + 1
        rows = [_fault(name, ShadowFault.LIMITS) for name in batch.answers]
        self._store(services, batch.run, batch.answers, rows)
        if self._limits[batch.run] >= MOST_LIMITS:
            self._end(services, batch.run, ShadowEnd.FAILED)

    def _store(
        self, services: Services, name: str, answers: dict[str, tuple[str, str]], rows: list[dict[str, Any]]
    ) -> None:
        now = services.clock.now()
        with services.database.write() as session:
            run = session.get(ShadowRunRow, name, with_for_update=True)
            if run is None or run.ended_at is not None:
                return
            whole = []
            for row in rows:
                report, law = answers[row["qualification"]]
                whole.append({**row, "run": name, "report": report, "law": law, "made_at": now})
            repository.store(session, whole)
        with services.database.read() as looking:
            precise = is_precise(repository.counts(looking, name), run.width)
            full = repository.count_answers(looking, name) >= MOST_ANSWERS
        if precise or full:
            self._end(services, name, ShadowEnd.PRECISE if precise else ShadowEnd.FULL)

    def _laws(self, session: AnySession, old: str, tree: str) -> LawPair | None:
        """The law that gave answers and that of a tree; None where the first is not stored."""
        packed = edition_rows.files_of(session, old)
        if packed is None:
            return None
        if tree not in self._trees:
            files = load_tree(session, tree).law_files
            self._trees[tree] = law_of_files(digest_of(files), files)
        return LawPair(LawFiles(old, packed), self._trees[tree])

    def _reading(
        self, session: AnySession, services: Services, rows: Sequence[QualificationRow], tree: str
    ) -> ShadowReading | None:
        """What the run reads texts with; None where the service reads them alike."""
        live = services.origin.rules_tree
        if (live.digest, tree) not in self._reading_trees:
            paths = changed_paths(live.manifest, manifest_of(session, tree) or {})
            self._reading_trees[live.digest, tree] = load_tree(session, tree) if reads_otherwise(paths) else None
        ours = self._reading_trees[live.digest, tree]
        if ours is None:
            return None
        return ShadowReading(ours, words_of_answers(session, rows))

    def _end(self, services: Services, name: str, end: ShadowEnd) -> None:
        with services.database.write() as session:
            run = session.get(ShadowRunRow, name, with_for_update=True)
            if run is not None and run.ended_at is None:
                end_run(session, run, end, services.clock.now())


def _fault(qualification: str, fault: ShadowFault) -> dict[str, Any]:
    return {"qualification": qualification, "is_changed": True, "fault": fault.value, "comparison": UNCHANGED}


def _row(found: ShadowComparison) -> dict[str, Any]:
    if found.refused:
        return _fault(found.qualification, ShadowFault.FACTS)
    told = {"qualification": found.qualification, "is_changed": bool(found.changes), "fault": None}
    return {**told, "comparison": found.changes}


@contextmanager
def shadowing(live: LiveServices) -> Iterator[None]:
    """While the service runs, has shadow runs answer; stops with it."""
    worker = ShadowWorker(live)
    with background("shadow", worker.step):
        try:
            yield
        finally:
            worker.stop()
