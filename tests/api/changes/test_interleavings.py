"""Whatever the order of what people do, nothing is published without its signatures."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from hypothesis import HealthCheck, settings

from fuzz.change_lives import live
from tests.api.changes.machine import NOON, Publishing
from tests.api.changes.machine_instances import service
from tests.api.changes.machine_store import store
from tests.api.changes.publication_model import LOOSE

TestPublishing = Publishing.TestCase
TestPublishing.settings = settings(
    max_examples=15, stateful_step_count=30, deadline=None, suppress_health_check=[*HealthCheck], derandomize=True
)


def test_each_life_begins_with_the_same_rows() -> None:
    content = ("0", LOOSE)
    store().begin(service().services, content, NOON)
    first = _rows()
    live(2)
    assert _rows() != first
    store().begin(service().services, content, NOON)
    assert _rows() == first


def _rows() -> list[str]:
    with closing(sqlite3.connect(store().file)) as connection:
        return [*connection.iterdump()]
