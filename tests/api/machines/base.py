"""State machine of a service on an empty database, whose journal must say all that was done, once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, ClassVar

from hypothesis.stateful import RuleBasedStateMachine
from sqlalchemy import select

from api.audit.service import export_lines
from api.db.audit import AuditRow
from api.db.sessions import Database
from api.journal.chain import verify
from tests.api.service.emptying import emptied
from tests.api.service.world import World

LONG: dict[str, Any] = {"session_hours": 720, "session_idle_minutes": 43_200}
"""Sessions that outlive a run, where it is not about them."""


class ServiceMachine(RuleBasedStateMachine):
    """State machine of one service; each run empties its database."""

    journaled: ClassVar[frozenset[str]] = frozenset()
    """The actions of the journal that the model counts."""

    url: ClassVar[str]
    folder: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        database = Database(self.url)
        emptied(database)
        database.dispose()
        self.world = self.open_world(self.url, self.folder)
        self.acts: Counter[str] = Counter()

    def open_world(self, url: str, folder: Path) -> World:
        """The service."""
        return World(url, folder, **LONG)

    def teardown(self) -> None:
        try:
            self.check_whole()
            self.check_journal()
        finally:
            self.world.close()

    def check_whole(self) -> None:
        """What is looked at once, at the end of a run."""

    def check_journal(self) -> None:
        """The chain is whole, and holds each act that was acknowledged, once."""
        _, _, wrong = verify(export_lines(self.world.database))
        assert wrong == []
        with self.world.database.read() as session:
            known = Counter(session.scalars(select(AuditRow.action).where(AuditRow.action.in_(self.journaled))))
        assert known == +self.acts


def on_database(machine: type[ServiceMachine], url: str, folder: Path) -> type[ServiceMachine]:
    """A machine whose runs are on a database, which has its tables."""
    return type(machine.__name__, (machine,), {"url": url, "folder": folder})


def outcome_of(response: Any) -> str:
    """What a request came to: the code of its problem, or `ok`."""
    if response.status_code < 300:
        return "ok"
    assert response.status_code != 500, response.text
    return str(response.json()["code"])
