"""Prometheus collector of jobs, counted in the database when it is asked."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from api.http.live import LiveServices
from api.jobs import repository

log = logging.getLogger("qualif.jobs")


class JobMeasures(Collector):
    """Gauges of the queue: jobs by kind and state, and how long the one most behind has been
    due.
    """

    def __init__(self, live: LiveServices) -> None:
        self._live = live

    def describe(self) -> list[Metric]:
        """Nothing in advance: registering must not ask the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Metric families, one a measure."""
        services = self._live.current()
        now = services.clock.now()
        try:
            with services.database.read() as session:
                counts, since = repository.counts(session), repository.due_since(session, now)
        except SQLAlchemyError as error:  # the other measures are those that say what is wrong
            log.warning("jobs are not counted: %s", type(error).__name__)
            return
        jobs = GaugeMetricFamily("qualif_jobs", "Jobs of the queue", labels=("kind", "state"))
        for (kind, state), count in sorted(counts.items()):
            jobs.add_metric([kind, state], count)
        yield jobs
        late = (now - since).total_seconds() if since is not None else 0.0
        yield GaugeMetricFamily("qualif_jobs_late_seconds", "Since when the job most behind has been due", value=late)
