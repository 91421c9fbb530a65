"""Reading of the operator's file of law, in the background: a process apart, limited in time and in
memory, read again when other rules cite other articles, or when it was stopped under others.
"""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future
from enum import StrEnum
from pathlib import Path

from api.kit.bounded_worker import BoundedWorker, WorkStopped, has_failed, outcome_of
from api.watch.articles import Interest
from api.watch.official_texts import OfficialTexts, interest_of, read_official_texts
from engine.model.ruleset import Ruleset

log = logging.getLogger("qualif.rules")
_KEY = "law texts"
SECONDS, MEMORY_BYTES = 1_800.0, 2 * 1024**3
"""What the reading of a whole archive may take at most."""


class TextsState(StrEnum):
    """State of the official texts. ABSENT: the operator named no file. FAILED: it is unreadable."""

    ABSENT = "absent"
    READING = "reading"
    READY = "ready"
    FAILED = "failed"


class LawTexts:
    """Official texts of the file that the settings name, None where they name none. Any thread may
    ask.
    """

    def __init__(self, path: Path | None, worker: BoundedWorker | None = None) -> None:
        self._path = path
        self._worker = worker or BoundedWorker(SECONDS, MEMORY_BYTES)
        self._turn = threading.Lock()
        self._of: str | None = None
        self._interest: Interest | None = None
        self._reading: Future[OfficialTexts] | None = None

    def of(self, law: Ruleset) -> tuple[TextsState, OfficialTexts | None]:
        """The texts that a ruleset cites, once they are read; the reading starts when it is first
        asked for.
        """
        if self._path is None:
            return TextsState.ABSENT, None
        reading = self._started(self._path, law)
        if not reading.done():
            return TextsState.READING, None
        try:
            found = outcome_of(reading)
        except WorkStopped:
            return TextsState.FAILED, None
        return (TextsState.READY if found.fault is None else TextsState.FAILED), found

    def stop(self) -> None:
        """Stops a reading under way."""
        self._worker.stop()

    def _started(self, path: Path, law: Ruleset) -> Future[OfficialTexts]:
        with self._turn:
            if self._reading is not None and self._of == law.digest:
                return self._reading
            interest = interest_of(law)  # another law may cite the same articles
            if self._reading is None or interest != self._interest or has_failed(self._reading):
                if self._of is not None:
                    self._worker.forget(_KEY)
                self._reading = self._worker.start(_KEY, read_official_texts, path, interest)
                self._reading.add_done_callback(_log_failure)
            self._of, self._interest = law.digest, interest
            return self._reading


def _log_failure(reading: Future[OfficialTexts]) -> None:
    """Says once that the file could not be used."""
    if reading.cancelled():
        return
    try:
        fault = outcome_of(reading).fault
    except WorkStopped as error:
        log.warning("the file of official texts was not read to its end: %s", error)
        return
    if fault is not None:
        log.warning("the file of official texts is refused: %s", fault.code)
