"""Load that keeps a ledger: reports and decisions, each sent until it is acknowledged, and what was
acknowledged written down.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, NamedTuple

import httpx2

from campaign.people import Caller

PATIENCE = 120.0
"""Seconds for one answer: a text waits for readers that open, on a machine that may be busy."""
REFUSALS = frozenset({429, 503})
"""Statuses that ask to try again later, with `Retry-After`."""
WORDS = ("demain", "chacun", "page", "fil", "voir", "dire", "lire", "puis", "nous", "cette", "encore", "ainsi")


class Cut(NamedTuple):
    """A request that ended without an answer: when it had begun (`time.monotonic`), and on what it
    ended.
    """

    began: float
    error: str


class Ledger:
    """What was acknowledged, by several senders at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.reports: dict[str, str] = {}
        """Identifier of each acknowledged report, by its reference."""
        self.references: set[str] = set()
        """Every reference that was sent, acknowledged or not."""
        self.decisions: set[str] = set()
        """Reports of which a decision was acknowledged."""
        self.surprises: list[str] = []
        """Answers that the documentation does not announce."""
        self.refused: dict[str, int] = {}
        """Refusals by the code of their problem."""
        self.cuts: list[Cut] = []

    def acknowledged(self) -> tuple[dict[str, str], set[str]]:
        """The reports and the decisions acknowledged so far: to be asked before what is stored is
        read, while senders go on.
        """
        with self._lock:
            return dict(self.reports), set(self.decisions)

    def grows(self, patience: float = 60.0) -> bool:
        """Waits for the next acknowledgement of a report; whether it came in time."""
        before = len(self.reports)
        return wait_for(lambda: len(self.reports) > before, patience)

    def sent(self, reference: str) -> None:
        """A report leaves."""
        with self._lock:
            self.references.add(reference)

    def stored(self, reference: str, report: str) -> None:
        """A report was acknowledged."""
        with self._lock:
            before = self.reports.setdefault(reference, report)
            if before != report:
                self.surprises.append(f"{reference} is acknowledged as {before}, then as {report}")

    def decided(self, report: str) -> None:
        """A decision was acknowledged."""
        with self._lock:
            self.decisions.add(report)

    def refuse(self, code: str) -> None:
        """A request was refused for now."""
        with self._lock:
            self.refused[code] = self.refused.get(code, 0) + 1

    def lose(self, cut: Cut) -> None:
        """A request ended without an answer."""
        with self._lock:
            self.cuts.append(cut)

    def surprise(self, words: str) -> None:
        """An answer that nothing announces."""
        with self._lock:
            self.surprises.append(words)


class LoadSender:
    """Sends reports one by one and has somebody decide some of them, each until it is acknowledged
    or the sender is stopped. `reuses`: one connection for several requests; the end of an instance
    closes an idle one, which then cuts a request that was not under way.
    """

    def __init__(
        self, url: str, callers: tuple[Caller, Caller], ledger: Ledger, name: str, *, reuses: bool = True
    ) -> None:
        self._url, (self._machine, self._person), self._ledger, self._name = url, callers, ledger, name
        self._chance = Random(name)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"sender-{name}", daemon=True)
        self._client = httpx2.Client(
            timeout=PATIENCE, limits=httpx2.Limits(max_keepalive_connections=20 if reuses else 0)
        )
        self.pause = 0.02
        """Seconds between two reports."""
        self.texts = 0.2
        """Share of the reports with words."""

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self) -> None:
        """Ends; what is under way may stay without acknowledgement.

        Raises:
            RuntimeError: it does not end.
        """
        self._over.set()
        self._thread.join(2 * PATIENCE)
        if self._thread.is_alive():
            raise RuntimeError("a sender does not end")
        self._client.close()

    def _run(self) -> None:
        number = 0
        while not self._over.wait(self.pause):
            reference = f"{self._name}-{number}"
            number += 1
            report = self._report(reference)
            if report is not None and self._chance.random() < 0.3:
                self._decide(report)

    def _report(self, reference: str) -> str | None:
        body: dict[str, Any] = {"reference": reference, "url": f"https://exemple.invalid/{reference}"}
        body["facts"] = {"menace": True}
        if self._chance.random() < self.texts:
            body["text"] = " ".join(f"{self._chance.choice(WORDS)} {reference}" for _ in range(12))
        self._ledger.sent(reference)
        headers = {**self._machine.headers, "idempotency-key": reference}
        answer = self._until("POST", "/v1/reports", headers, body, {202})
        if answer is None:
            return None
        report = str(answer.json()["id"])
        self._ledger.stored(reference, report)
        return report

    def _decide(self, report: str) -> None:
        while not self._over.is_set():
            read = self._until("GET", f"/v1/reports/{report}", self._person.headers, None, {200})
            if read is None:
                return
            if read.json()["state"] != "open":
                if read.json()["decisions"]:  # the acknowledgement was cut; the decision is read
                    self._ledger.decided(report)
                return
            headers = {**self._person.headers, "if-match": read.headers["etag"]}
            answer = self._once("POST", f"/v1/reports/{report}/decision", headers, {"kind": "noise"})
            if answer is not None and answer.status_code == 200:
                self._ledger.decided(report)
                return
            if answer is not None and answer.status_code not in {409, 412, *REFUSALS}:
                self._ledger.surprise(f"decision: {answer.status_code} {answer.text[:200]}")
                return
            self._over.wait(0.05)

    def _until(
        self, method: str, path: str, headers: dict[str, str], body: Any, wanted: set[int]
    ) -> httpx2.Response | None:
        """The first answer that is not a refusal for now; None when stopped, or surprised."""
        while not self._over.is_set():
            answer = self._once(method, path, headers, body)
            if answer is not None and answer.status_code in wanted:
                return answer
            if answer is not None and answer.status_code not in REFUSALS:
                self._ledger.surprise(f"{method} {path.split('/rep_')[0]}: {answer.status_code} {answer.text[:200]}")
                return None
            self._over.wait(0.05)
        return None

    def _once(self, method: str, path: str, headers: dict[str, str], body: Any) -> httpx2.Response | None:
        """One request; None when it ended without an answer."""
        began = time.monotonic()
        try:
            answer = self._client.request(method, self._url + path, json=body, headers=headers)
        except httpx2.TransportError as error:
            self._ledger.lose(Cut(began, type(error).__name__))
            return None
        if answer.status_code in REFUSALS:
            self._ledger.refuse(str(answer.json().get("code")))
        return answer


def wait_for(holds: Callable[[], bool], patience: float = 60.0) -> bool:
    """Waits until something holds; whether it came to hold."""
    end = time.monotonic() + patience
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def stop_all(senders: Sequence[LoadSender]) -> None:
    """Stops them all."""
    for sender in senders:
        sender.stop()
