from __future__ import annotations

import pytest

from tests.api.pages.changes.browsing import PagesDesk
from tests.api.service.world import World


@pytest.fixture
def desk(sqlite_world: World) -> PagesDesk:
    """People who change the rules, in their browsers."""
    return PagesDesk(sqlite_world)
