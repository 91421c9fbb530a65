"""The application on a database of each kind, with a clock that stands still and people of every role."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from multiprocessing import forkserver, set_forkserver_preload
from pathlib import Path

import pytest
from sqlalchemy import text

from api.app.bootstrap import WORK_APART
from api.db import migrate
from api.db.sessions import Database
from tests.api.service import postgresql
from tests.api.service.emptying import emptied
from tests.api.service.reading import texts
from tests.api.service.world import World
from tests.api.stream import worker
from tests.connections import DATABASE

FORKED = ("api.app.bootstrap", "tests.api.app.follower_process", *worker.MODULES)
"""What processes that tests start run, imported once in the process that all of them fork from."""


@pytest.fixture(scope="session", autouse=True)
def _fork_server() -> None:
    """Starts that process before any test has changed an environment that it would hand on."""
    set_forkserver_preload([*FORKED, *WORK_APART])
    forkserver.ensure_running()


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "empty.sqlite3"
    database = Database(f"sqlite:///{path}")
    migrate.upgrade(database)
    with database.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    database.dispose()
    return path


@pytest.fixture(scope="session")
def _postgresql_url() -> Iterator[str]:
    address, reason = postgresql.server()
    if address is None:
        pytest.skip(reason)
    url = postgresql.create(DATABASE)
    database = Database(url)
    migrate.upgrade(database)
    database.dispose()
    yield url
    postgresql.drop(DATABASE)


@pytest.fixture(scope="session")
def _postgresql(_postgresql_url: str) -> Iterator[Database]:
    """What empties it: its connection stays open, for to open another takes longer than to empty."""
    database = Database(_postgresql_url)
    yield database
    database.dispose()


@pytest.fixture
def postgresql_url(_postgresql_url: str, _postgresql: Database) -> str:
    """An empty PostgreSQL with its tables."""
    emptied(_postgresql)
    return _postgresql_url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database with its tables: each test runs on both kinds."""
    if request.param == "sqlite":
        path = tmp_path / "qualif.sqlite3"
        shutil.copy(request.getfixturevalue("_sqlite_template"), path)
        return f"sqlite:///{path}"
    url: str = request.getfixturevalue("postgresql_url")
    return url


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    """The application, its clock, its people."""
    made = World(database_url, tmp_path)
    yield made
    made.close()


@pytest.fixture
def reading(database_url: str, tmp_path: Path) -> Iterator[World]:
    """The application, where what words show is read."""
    made = World(database_url, tmp_path, texts=texts())
    yield made
    made.close()


@pytest.fixture
def sqlite_world(_sqlite_template: Path, tmp_path: Path) -> Iterator[World]:
    """The same on SQLite alone, for what does not depend on the database."""
    path = tmp_path / "qualif.sqlite3"
    shutil.copy(_sqlite_template, path)
    made = World(f"sqlite:///{path}", tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The service on the shipped law; its words are not read."""
    from tests.api.pages.case.samples import bench  # not for those who need no page

    world = bench(tmp_path_factory.mktemp("shipped"))
    yield world
    world.close()
