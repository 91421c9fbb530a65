"""Whatever the order of what people do, the service and a model of it agree, on both databases."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.api.machines import MACHINES

SHARE = settings(
    max_examples=6, stateful_step_count=25, deadline=None, derandomize=True, suppress_health_check=[*HealthCheck]
)
"""A share of what `make fuzz` runs."""


@pytest.mark.parametrize("name", MACHINES)
def test_the_service_and_the_model_agree(name: str, database_url: str, tmp_path: Path) -> None:
    run_state_machine_as_test(partial(MACHINES[name], database_url, tmp_path), settings=SHARE)
