"""The databases and the world of the service's tests."""

from __future__ import annotations

from tests.api.conftest import _postgresql_url, _sqlite_template, database_url, sqlite_world, world

__all__ = ["_postgresql_url", "_sqlite_template", "database_url", "sqlite_world", "world"]
