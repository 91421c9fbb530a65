from __future__ import annotations

import pytest

from tests.api.changes.desk import Desk
from tests.api.service.world import World


@pytest.fixture
def desk(world: World) -> Desk:
    """People who change the rules, on a database of each kind."""
    return Desk(world)
