"""Logs and metrics. Neither ever holds a report's text, address or contact: routes are named by
their template.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypeAlias

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

ACCESS = "qualif.access"
"""The logger of requests."""
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_MODEL_BUCKETS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 120.0)
SHARED_METRICS = "PROMETHEUS_MULTIPROC_DIR"
"""Variable of prometheus_client: a folder where processes on one address count together. It is to
be set before the package is imported.
"""
_EXTRA = ("where", "request", "method", "route", "status", "ms")


class Metrics:
    """Prometheus metrics, in registries of their own: `registry` has what is counted in the
    database when it is asked, the other what processes count as they go, those of one address
    together.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._counts = counts = CollectorRegistry()
        self._requests = Counter(
            "qualif_requests_total", "Requests answered", ("method", "route", "status"), registry=counts
        )
        self._seconds = Histogram(
            "qualif_request_seconds", "Time to answer", ("method", "route"), buckets=_BUCKETS, registry=counts
        )
        self.reports = Counter("qualif_reports_total", "Reports stored", ("channel", "state"), registry=counts)
        self.qualifications = Counter("qualif_qualifications_total", "Answers given", ("issue",), registry=counts)
        self.decisions = Counter("qualif_decisions_total", "Decisions taken", ("kind",), registry=counts)
        self.model_readings = Counter(
            "qualif_model_readings_total", "Readings by the model server that ended", ("outcome",), registry=counts
        )
        self.model_seconds = Histogram(
            "qualif_model_reading_seconds",
            "Time of the model server for a report",
            buckets=_MODEL_BUCKETS,
            registry=counts,
        )
        self._law = Gauge("qualif_ruleset", "The law served", ("digest",), registry=counts, multiprocess_mode="livemax")
        self._publication = Gauge(
            "qualif_publication",
            "Number of the publication of rules, the lowest where processes differ",
            ("state",),
            registry=counts,
            multiprocess_mode="livemin",
        )
        self._digest: str | None = None
        self._log = logging.getLogger(ACCESS)

    def law(self, digest: str) -> None:
        """Says which law is served, in place of the one before."""
        if SHARED_METRICS not in os.environ:
            self._law.clear()
        elif self._digest is not None:  # what is in a shared file cannot be cleared
            self._law.labels(self._digest).set(0)
        self._law.labels(digest).set(1)
        self._digest = digest

    def publications(self, served: int | None, effective: int | None) -> None:
        """Says which publication of rules is served, and which one is in effect."""
        for state, number in (("served", served), ("effective", effective)):
            if number is not None:
                self._publication.labels(state).set(number)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts a request, and logs it by its template."""
        method = method if method in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS") else "OTHER"
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)
        told = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
        self._log.info("request", extra=told)

    def text(self) -> bytes:
        """Metrics in the text format of Prometheus; those of all processes that count together."""
        counts = self._counts
        if SHARED_METRICS in os.environ:
            counts = CollectorRegistry()
            MultiProcessCollector(counts)
        return generate_latest(counts) + generate_latest(self.registry)


def forget_process(folder: Path, process: int) -> None:
    """Removes from a folder of shared metrics what an ended process said of its present state; what
    it counted stays.
    """
    mark_process_dead(process, str(folder))


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **{name: getattr(record, name) for name in _EXTRA if getattr(record, name, None) is not None},
        }
        if record.exc_info and record.exc_info[0] is not None:
            told["exception"] = record.exc_info[0].__name__  # its message could repeat what a report says
        return json.dumps(told, ensure_ascii=False)


class _Plain(logging.Formatter):
    """Log formatter for a person: `14:02:11 GET /file 200 in 12 ms`; the level and the logger only
    when something is wrong.
    """

    def format(self, record: logging.LogRecord) -> str:
        told = {name: getattr(record, name) for name in _EXTRA if getattr(record, name, None) is not None}
        if record.name == ACCESS:
            said = "{method} {route} {status} in {ms} ms".format(**told)
        else:
            said = " ".join([record.getMessage(), *(f"{name}={value}" for name, value in told.items())])
        if record.exc_info and record.exc_info[0] is not None:
            said += f" ({record.exc_info[0].__name__})"  # as above
        wrong = f"{record.levelname} {record.name}: " if record.levelno >= logging.WARNING else ""
        return f"{self.formatTime(record, '%H:%M:%S')} {wrong}{said}"


LogForm: TypeAlias = Literal["auto", "json", "text"]


def log_formatter(form: LogForm, *, quiet: bool, terminal: bool) -> logging.Formatter:
    """Log formatter: `auto` speaks to the person who reads a terminal, or who asked for
    quiet, and to machines otherwise.
    """
    plain = form == "text" or (form == "auto" and (quiet or terminal))
    return _Plain() if plain else _JsonLines()


def start_logging(form: LogForm = "auto", *, quiet: bool = False) -> None:
    """Logs on standard error, in one form; the server's own logs pass through it too, `quiet` only
    what goes wrong.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(log_formatter(form, quiet=quiet, terminal=sys.stderr.isatty()))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers[:] = []
        logging.getLogger(name).propagate = True
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING if quiet else logging.INFO)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    # of each call: an address, and words of whoever answers
    logging.getLogger("httpx2").setLevel(logging.WARNING)
