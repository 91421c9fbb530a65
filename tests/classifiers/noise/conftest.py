"""What is never set aside, as shipped, read once."""

from __future__ import annotations

import pytest

from api.noise_setup import read_parameters
from classifiers.noise.never import Never


@pytest.fixture(scope="session")
def never() -> Never:
    return Never(read_parameters())
