from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.shadow import worker
from tests.api.app.editions import started
from tests.api.service.inline_worker import InlineWorker
from tests.api.shadow.shadow_office import ShadowOffice


@pytest.fixture
def office(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ShadowOffice]:
    """A service on the small law, whose shadow runs compare in this process."""
    monkeypatch.setattr(worker, "BoundedWorker", InlineWorker)
    world = started(database_url, tmp_path)
    made = ShadowOffice(world)
    yield made
    made.worker.stop()
    world.close()
