"""Passwords, kept with argon2id: a few at a time, for each takes 64 MB and a processor while it is
computed.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from api.kit.problems import Problem

MIN_LENGTH = 12
MAX_LENGTH = 200
AT_ONCE = 2
"""Hashes computed at a time."""
QUEUE = 8
"""Callers who may wait for their turn; who comes after them is told to come back."""
WAIT = 10.0
"""How long they wait, in seconds."""
COME_BACK = 5
STANDARD = PasswordHasher()
"""Parameters of the library: those of RFC 9106 where memory is scarce."""


class Passwords:
    """A password hasher behind a semaphore. Never ask it within a transaction: it takes its time.

    Each method may raise a `Problem`, when too many ask at once. `hasher` has the library's
    parameters, those of RFC 9106 where memory is scarce.
    """

    def __init__(
        self,
        at_once: int = AT_ONCE,
        queue: int = QUEUE,
        wait: float = WAIT,
        hasher: PasswordHasher = STANDARD,
    ) -> None:
        self._hasher = hasher
        self._turns = threading.BoundedSemaphore(at_once)
        self._room = threading.BoundedSemaphore(at_once + queue)
        self._wait = wait
        self._nobody: str | None = None

    def hash(self, password: str) -> str:
        """Hash of a password."""
        with self._turn():
            return self._hasher.hash(password)

    def verify(self, encoded: str | None, password: str) -> bool:
        """Whether a password is the one kept. Without one, as much time is spent, so that an
        unknown name cannot be told by its delay.
        """
        with self._turn():
            if self._nobody is None:
                self._nobody = self._hasher.hash("nobody has this password")
            try:
                return self._hasher.verify(encoded if encoded is not None else self._nobody, password) and bool(encoded)
            except (VerificationError, InvalidHashError):
                return False

    def outdated(self, encoded: str) -> bool:
        """Whether it was kept with weaker parameters than today's."""
        return self._hasher.check_needs_rehash(encoded)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._room.acquire(blocking=False):
            raise _busy()
        try:
            if not self._turns.acquire(timeout=self._wait):
                raise _busy()
            try:
                yield
            finally:
                self._turns.release()
        finally:
            self._room.release()


def _busy() -> Problem:
    return Problem("too-many-requests", headers={"Retry-After": str(COME_BACK)})
