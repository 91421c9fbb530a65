"""Metrics and health of a stream. Neither holds a word of a report."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import monotonic
from typing import Literal

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from api.stream.outputs import DecisionOutput

StreamState = Literal["starting", "running", "waiting", "stopping"]
"""`waiting`: for the broker, which does not answer or does not confirm."""
_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class StreamMetrics:
    """Counters of a stream, and its state. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.registry = registry = CollectorRegistry()
        self.state: StreamState = "starting"
        self._clock = clock
        self._since = 0.0
        self._decisions = Counter(
            "qualif_stream_decisions_total", "Decisions confirmed", ("decision", "reason"), registry=registry
        )
        self._dead = Counter("qualif_stream_dead_letters_total", "Messages kept unread", registry=registry)
        self._retries = Counter("qualif_stream_retries_total", "Messages to be published again", registry=registry)
        self._in_hand = Gauge("qualif_stream_in_hand", "Messages received and not decided yet", registry=registry)
        self._seconds = Histogram(
            "qualif_stream_batch_seconds", "Time from a batch to its confirmation", buckets=_BUCKETS, registry=registry
        )

    def began(self, messages: int) -> None:
        """A batch was received."""
        self._in_hand.set(messages)
        self._since = self._clock()

    def ended(self, outputs: Sequence[DecisionOutput]) -> None:
        """The decisions on a batch are all confirmed."""
        for one in outputs:
            self._decisions.labels(one.data["decision"], one.data["reason"]).inc()
            if one.dead_letter is not None:
                self._dead.inc()
        self._in_hand.set(0)
        self._seconds.observe(self._clock() - self._since)
        if self.state != "stopping":
            self.state = "running"

    def could_not_publish(self) -> None:
        """The broker has not confirmed a message, which will be tried again."""
        self._retries.inc()
        if self.state != "stopping":
            self.state = "waiting"


@contextmanager
def serving(metrics: StreamMetrics, host: str, port: int) -> Iterator[int]:
    """Answers `/metrics` and `/health` (503 while it waits for the broker); gives the port.

    Raises:
        OSError: the address cannot be listened on.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/metrics":
                self._answer(HTTPStatus.OK, CONTENT_TYPE_LATEST, generate_latest(metrics.registry))
            elif self.path == "/health":
                well = metrics.state == "running"
                body = json.dumps({"state": metrics.state}).encode()
                self._answer(HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE, "application/json", body)
            else:
                self._answer(HTTPStatus.NOT_FOUND, "text/plain", b"")

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Says nothing: who measures asks often."""

        def _answer(self, status: HTTPStatus, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with ThreadingHTTPServer((host, port), Handler) as server:
        thread = Thread(target=server.serve_forever, name="stream-metrics", daemon=True)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()
