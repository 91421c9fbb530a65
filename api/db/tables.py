"""Every table, imported so that migrations and tests know them all."""

from __future__ import annotations

from api.db import (
    action,
    addresses,
    audit,
    changes,
    double_review,
    editions,
    erasures,
    exchanges,
    jobs,
    model_readings,
    passed,
    people,
    reports,
    search,
    shadow,
)
from api.db.base import Base

__all__ = [
    "Base",
    "action",
    "addresses",
    "audit",
    "changes",
    "double_review",
    "editions",
    "erasures",
    "exchanges",
    "jobs",
    "model_readings",
    "passed",
    "people",
    "reports",
    "search",
    "shadow",
]
