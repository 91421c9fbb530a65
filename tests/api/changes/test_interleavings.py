"""Whatever the order of what people do, nothing is published without its signatures."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

from tests.api.changes.machine import Publishing

TestPublishing = Publishing.TestCase
TestPublishing.settings = settings(
    max_examples=15, stateful_step_count=30, deadline=None, suppress_health_check=[*HealthCheck], derandomize=True
)
