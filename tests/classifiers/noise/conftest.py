"""The shipped model, read once."""

from __future__ import annotations

from pathlib import Path

import pytest

import classifiers.noise.shipped as shipped_package
from api.noise_setup import read_parameters
from classifiers.noise.cascade import Cascade
from classifiers.noise.model import load
from classifiers.noise.never import Never

ROOT = Path(__file__).parents[3]
SHIPPED = Path(next(iter(shipped_package.__path__)))


@pytest.fixture(scope="session")
def shipped() -> Cascade:
    """The shipped model, first stage only: the one that needs no extra."""
    return Cascade(load(SHIPPED / "noise.skops"), None)


@pytest.fixture(scope="session")
def never() -> Never:
    return Never(read_parameters())
