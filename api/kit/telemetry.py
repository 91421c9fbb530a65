"""Logs and metrics. Neither ever holds a report's text, address or contact: routes are named by
their template.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Literal, TypeAlias

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

ACCESS = "qualif.access"
"""The logger of requests."""
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_MODEL_BUCKETS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 120.0)
_EXTRA = ("where", "request", "method", "route", "status", "ms")


class Metrics:
    """Prometheus metrics, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "qualif_requests_total", "Requests answered", ("method", "route", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "qualif_request_seconds", "Time to answer", ("method", "route"), buckets=_BUCKETS, registry=self.registry
        )
        self.reports = Counter("qualif_reports_total", "Reports stored", ("channel", "state"), registry=self.registry)
        self.qualifications = Counter(
            "qualif_qualifications_total", "Answers given", ("issue",), registry=self.registry
        )
        self.decisions = Counter("qualif_decisions_total", "Decisions taken", ("kind",), registry=self.registry)
        self.model_readings = Counter(
            "qualif_model_readings_total",
            "Readings by the model server that ended",
            ("outcome",),
            registry=self.registry,
        )
        self.model_seconds = Histogram(
            "qualif_model_reading_seconds",
            "Time of the model server for a report",
            buckets=_MODEL_BUCKETS,
            registry=self.registry,
        )
        self._law = Gauge("qualif_ruleset", "The law served", ("digest",), registry=self.registry)
        self._log = logging.getLogger(ACCESS)

    def law(self, digest: str) -> None:
        """Says which law is served."""
        self._law.labels(digest).set(1)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts a request, and logs it by its template."""
        method = method if method in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS") else "OTHER"
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)
        told = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
        self._log.info("request", extra=told)

    def text(self) -> bytes:
        """Metrics in the text format of Prometheus."""
        return generate_latest(self.registry)


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
