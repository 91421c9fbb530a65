"""Every table, imported so that migrations and tests know them all."""

from __future__ import annotations

from api.db import action, audit, double_review, editions, erasures, model_readings, passed, people, reports
from api.db.base import Base

__all__ = [
    "Base",
    "action",
    "audit",
    "double_review",
    "editions",
    "erasures",
    "model_readings",
    "passed",
    "people",
    "reports",
]
