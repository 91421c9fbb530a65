"""Entries of the journal, as told."""

from __future__ import annotations

from typing import Any

from api.kit.schemas import ResponseModel


class AuditEntry(ResponseModel):
    """What somebody did. `who` is an account or `system`; `detail` never holds anything that a reporter wrote."""

    number: int
    at: str
    who: str
    action: str
    subject: str | None
    detail: dict[str, Any]
    previous: str
    hash: str
