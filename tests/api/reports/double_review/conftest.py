"""The service where every decision is read twice."""

from __future__ import annotations

import pytest

from tests.api.reports.double_review.test_double_review import ALL, rereading
from tests.api.service.world import World


@pytest.fixture
def twice(world: World) -> World:
    """A service where every decision is read twice."""
    return rereading(world, ALL)
