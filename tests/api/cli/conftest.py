from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.cli.rules_counter import Counter, open_counter


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, _sqlite_template: Path) -> Iterator[Counter]:
    """Commands that act on the rules of a service, beside people who do."""
    made = open_counter(monkeypatch, tmp_path, _sqlite_template)
    yield made
    made.desk.world.close()
