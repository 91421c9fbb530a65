"""The service that examples of the documentation act on: the small law published from its folder, and a policy editor."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.accounts.schemas import AccountCreate
from api.accounts.service import create
from api.db import migrate
from api.db.sessions import Database
from api.journal.entries import SYSTEM
from api.kit.permissions import Role
from api.rules.tree import tree_of_folder
from tests.api.changes.desk import first_edition
from tests.api.service.world import World
from tests.shared import ROOT

SMALL_LAW = ROOT / "docs/examples/petite-loi"


def open_example(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Makes the database of the example, and has commands act on it."""
    data = folder / "data"
    data.mkdir(mode=0o700)
    address = f"sqlite:///{data / 'qualif.sqlite3'}"
    database = Database(address)
    migrate.upgrade(database)
    database.dispose()
    world = World(address, folder)
    with world.database.write() as session:
        first_edition(session, world.clock.now(), tree_of_folder(SMALL_LAW))
        create(session, world.services, SYSTEM, AccountCreate(login="claire", roles=[Role.POLICY_EDITOR]))
    world.close()
    monkeypatch.setenv("QUALIF_DATA_DIR", str(data))
    monkeypatch.setenv("QUALIF_RULESETS", str(SMALL_LAW))
