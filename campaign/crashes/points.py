"""Crash points of a request: every statement, and each commit before and after."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

SETTINGS = ("PRAGMA", "BEGIN", "SET LOCAL")
"""How statements begin that neither read nor write: a crash at one is a crash at the next."""
LONGEST = 90
"""Characters of a statement that a crash point is named by."""


class CrashPoints:
    """Counter of the crash points that this process passes, in every database it opens.

    `target`: the number, from 0, of the point at which the process is killed; None: never.
    """

    def __init__(self, target: int | None = None) -> None:
        self.target = target
        self.names: list[str] = []

    def watch(self, engine: Engine) -> None:
        """Watches an engine of a database that is open; the process must have no other database."""
        event.listen(engine, "before_cursor_execute", self._statement)
        for name in ("do_commit", "do_commit_twophase"):
            setattr(engine.dialect, name, self._around(getattr(engine.dialect, name)))

    def reach(self, name: str) -> None:
        """Passes a point, or dies there as by `kill -9`."""
        self.names.append(name)
        if len(self.names) - 1 == self.target:
            os.kill(os.getpid(), signal.SIGKILL)

    def _statement(self, _: Any, __: Any, statement: str, *___: Any) -> None:
        if not statement.startswith(SETTINGS):
            self.reach(" ".join(statement.split())[:LONGEST])

    def _around(self, commit: Callable[..., None]) -> Callable[..., None]:
        def commit_in_view(*arguments: Any) -> None:
            self.reach("before the commit")
            commit(*arguments)
            self.reach("after the commit")

        return commit_in_view
