"""Steps of the migration under a service of the step before, which goes on while instances are replaced."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from api.db import migrate
from api.db.sessions import Database
from tests.api.jobs.shared import ask, rows, take
from tests.api.service import postgresql

BEFORE, STEP, AFTER = "20261218_exchanges", "20261219_jobs", "20261220_content_addresses"
NAME = f"qualif_test_rolling_{os.getpid()}"


@pytest.fixture(params=["sqlite", "postgresql"])
def earlier_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database at the step before."""
    address, reason = postgresql.server()
    if request.param == "postgresql" and address is None:
        pytest.skip(reason)
    url = f"sqlite:///{tmp_path / 'q.sqlite3'}" if request.param == "sqlite" else postgresql.create(NAME)
    database = Database(url)
    migrate.upgrade(database, BEFORE)
    database.dispose()
    yield url
    if request.param == "postgresql":
        postgresql.drop(NAME)


def test_the_step_waits_for_no_request_of_a_service_of_before_and_breaks_none(earlier_url: str) -> None:
    older, newer = Database(earlier_url), Database(earlier_url)
    # SQLite has one writer: there, the upgrade comes before another one's transaction or after it.
    opened = older.write() if older.dialect == "postgresql" else older.read()
    with opened as request:
        assert request.scalar(text("SELECT count(*) FROM reports")) == 0
        assert migrate.upgrade(newer, STEP) == migrate.Step(BEFORE, STEP)
        assert request.scalar(text("SELECT count(*) FROM reports")) == 0
    ask(newer)
    assert take(newer) is not None
    with older.write() as later:
        assert later.scalar(text("SELECT count(*) FROM qualifications")) == 0
    older.dispose()
    migrate.downgrade(newer, BEFORE)
    migrate.upgrade(newer, STEP)
    assert rows(newer) == []
    newer.dispose()


def test_the_step_of_addresses_waits_for_the_request_under_way_and_breaks_none_after(earlier_url: str) -> None:
    """It adds a column to reports: at once, as soon as no request reads them."""
    older, newer = Database(earlier_url), Database(earlier_url)
    migrate.upgrade(newer, STEP)
    with ThreadPoolExecutor(1) as beside:
        with older.read() as request:
            assert request.scalar(text("SELECT count(*) FROM reports")) == 0
            upgraded = beside.submit(migrate.upgrade, newer, AFTER)
            assert request.scalar(text("SELECT count(*) FROM qualifications")) == 0
        assert upgraded.result(60) == migrate.Step(STEP, AFTER)
    with older.write() as later:
        assert later.scalar(text("SELECT count(*) FROM reports")) == 0
    older.dispose()
    newer.dispose()
