"""Job worker: a thread beside the service, which takes a step of what is due, one job after the
other; another one for those whose steps are long.

Between two steps a job waits in the database, so that a service that stops holds nothing once its
step has ended, and another instance may take the next one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import timedelta
from time import monotonic
from typing import TypeAlias

from sqlalchemy.exc import DBAPIError

from api.db.sessions import WriteSession
from api.http.live import LiveServices
from api.http.services import Services
from api.jobs import queue
from api.jobs.kinds import JobFault, JobKind, JobPause, JobTask
from api.kit.background import background
from api.kit.bounded_worker import WorkStopped
from api.kit.ids import new_id
from api.kit.problems import Problem

log = logging.getLogger("qualif.jobs")

LEASE = timedelta(minutes=1)
"""How long a job stays with a worker that no longer says that it works."""
LONGEST_STEP = 6 * 3_600.0
"""Seconds after which a step is no longer said to be at work: another worker may take its job."""
IDLE = 1.0
"""Seconds between two looks at what is due, when nothing is."""
RETRY = 5.0
"""Seconds before a worker that could not reach the database looks again."""

JobPlan: TypeAlias = Callable[[WriteSession, Services, Services | None], None]
"""Asks for the jobs that services need, once they answer; the others: those that they replace."""


def _no_plan(_: WriteSession, __: Services, ___: Services | None) -> None:
    """Asks for nothing."""


class JobWorker:
    """Worker of some kinds of jobs; it leaves those that its version does not know."""

    def __init__(
        self, live: LiveServices, kinds: Iterable[JobKind], plan: JobPlan = _no_plan, lease: timedelta = LEASE
    ) -> None:
        self._live, self._plan, self._lease = live, plan, lease
        self._kinds = {kind.name: kind for kind in kinds}
        self._name = new_id("wrk", live.current().clock.now())
        self._plan_base: Services | None = None

    def step(self) -> float:
        """Takes a step of one job; the seconds of rest before the next."""
        services = self._live.current()
        if services is not self._plan_base:
            with services.database.write() as session:
                self._plan(session, services, self._plan_base)
            self._plan_base = services
        task = self._claim(services)
        if task is None:
            return IDLE
        with self._prolonging(services, task):
            outcome = self._outcome(services, task)
        now = services.clock.now()
        with services.database.write() as session:
            if not queue.settle(session, task, outcome, now):
                log.warning("a job was taken by another worker meanwhile", extra={"where": task.id})
        return 0.0

    def _claim(self, services: Services) -> JobTask | None:
        now = services.clock.now()
        with services.database.read() as looking:
            if not queue.is_due(looking, self._kinds, now):
                return None
        with services.database.write() as session:
            return queue.claim(session, self._kinds, self._name, now, self._lease)

    def _outcome(self, services: Services, task: JobTask) -> JobPause | JobFault | None:
        try:
            return self._kinds[task.kind].step(services, task)
        except Exception as error:  # whatever it met, other jobs go on; never its words
            log.warning("a job failed (%s)", type(error).__name__, extra={"where": f"{task.kind} {task.id}"})
            return fault_of(error)

    def _prolonging(self, services: Services, task: JobTask) -> AbstractContextManager[None]:
        """Prolongs the lease of a job while its step is taken."""
        pause, began = self._lease.total_seconds() / 3, monotonic()

        def prolong() -> float | None:
            with services.database.write() as session:
                mine = queue.prolong(session, task, services.clock.now() + self._lease)
            return pause if mine and monotonic() - began < LONGEST_STEP else None

        return background("job-lease", prolong, delay=pause, retry=pause)


def fault_of(error: Exception) -> JobFault:
    """Fault code of what a step raised."""
    match error:
        case Problem():
            return "refused"
        case WorkStopped():
            return "limits"
        case DBAPIError():
            return "database"
        case OSError():
            return "disk"
        case _:
            return "other"


@contextmanager
def working(live: LiveServices, kinds: Iterable[JobKind], plan: JobPlan = _no_plan) -> Iterator[None]:
    """While the service runs, does what is due; on exit, waits for the steps under way."""
    listed = [*kinds]
    short, long = ([kind for kind in listed if kind.is_long is is_long] for is_long in (False, True))
    with (
        background("jobs", JobWorker(live, short, plan).step, retry=RETRY),
        background("long-jobs", JobWorker(live, long).step, retry=RETRY) if long else nullcontext(),
    ):
        yield
