"""Whatever the order of what people do, the service and a model of it agree, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.api.machines import MACHINES
from tests.api.machines.base import on_database

SHARE = settings(
    max_examples=4, stateful_step_count=20, deadline=None, derandomize=True, suppress_health_check=[*HealthCheck]
)
"""A share of what `make fuzz` runs."""


@pytest.mark.parametrize("name", MACHINES)
def test_the_service_and_the_model_agree(name: str, database_url: str, tmp_path: Path) -> None:
    run_state_machine_as_test(on_database(MACHINES[name], database_url, tmp_path), settings=SHARE)
