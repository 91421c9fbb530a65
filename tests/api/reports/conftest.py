from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.pages.case.samples import shipped
from tests.api.service.world import World
from tests.api.transmissions.notices.test_transmissions import office_with_a_host


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[World]:
    """A service under the shipped law, with a notifier and a host."""
    yield from office_with_a_host(database_url, tmp_path)


@pytest.fixture
def grave(database_url: str, tmp_path: Path) -> Iterator[World]:
    """A service under the shipped law."""
    made = World(database_url, tmp_path, engine=shipped())
    yield made
    made.close()
