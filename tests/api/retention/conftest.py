from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.db import settling
from tests.api.service.world import World
from tests.api.transmissions.notices.test_transmissions import office_of_notices


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[World]:
    """A service under the shipped law, with a notifier."""
    yield from office_of_notices(database_url, tmp_path)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers are waited for a short while only."""
    monkeypatch.setattr(settling, "CHECKPOINT_PAUSE", 0.01)
