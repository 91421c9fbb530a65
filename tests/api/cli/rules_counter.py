"""Commands that act on the rules of a service, beside people who do the same through its API."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.cli.main import app
from api.db.people import AccountRow
from api.kit.clock import FixedClock
from api.kit.permissions import Role
from api.rules.tree import RulesTree
from tests.api.changes.desk import Desk
from tests.api.service.world import World
from tests.shared import ROOT


@dataclass
class Counter:
    """A desk, and the command line on the same database, at the same hour."""

    desk: Desk

    def run(self, *words: str | Path, code: int = 0) -> str:
        """What a command of the rules says, standard error included."""
        result = CliRunner().invoke(app, ["rules", *map(str, words)])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.output
        return result.output

    def login(self, client: TestClient) -> str:
        """The login of somebody signed in."""
        with self.desk.world.database.read() as session:
            row = session.get(AccountRow, client.headers["x-test-account"])
            assert row is not None
            return row.login

    def somebody(self, *roles: Role) -> str:
        """The login of somebody new."""
        return self.login(self.desk.world.signed_in(*roles))

    @property
    def editor(self) -> str:
        """The login of the editor."""
        return self.login(self.desk.editor)

    def opened(self, source: Path, *words: str) -> str:
        """The request that a command opens with a folder or a patch."""
        told = self.run("request", source, "--as", self.editor, "--title", "Une peine de plus", *words)
        return told.partition("demande ouverte : ")[2].split()[0]

    def written(self, tree: RulesTree, folder: Path) -> Path:
        """A folder that holds a tree."""
        folder.mkdir()
        tree.write(folder)
        return folder


def open_counter(monkeypatch: pytest.MonkeyPatch, folder: Path, template: Path) -> Counter:
    """A counter on a database of its own, copied from an empty one."""
    data = folder / "data"
    data.mkdir()
    (data / "qualif.sqlite3").write_bytes(template.read_bytes())
    monkeypatch.setenv("QUALIF_DATA_DIR", str(data))
    monkeypatch.setenv("QUALIF_RULESETS", str(ROOT / "docs/examples/petite-loi"))
    desk = Desk(World(f"sqlite:///{data / 'qualif.sqlite3'}", folder))
    for place in ("api.app.bootstrap.Clock", "api.kit.clock.Clock"):
        monkeypatch.setattr(place, lambda zone: FixedClock(zone, desk.world.clock.moment))
    return Counter(desk)
