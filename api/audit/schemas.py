"""Request and response models of the journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Query

from api.kit.schemas import Line, ResponseModel


@dataclass(frozen=True, slots=True)
class AuditFilters:
    """Query parameters of the journal."""

    subject: Annotated[Line | None, Query(description="Ce sur quoi portent les entrées.")] = None
    who: Annotated[Line | None, Query(description="Qui a agi.")] = None
    action: Annotated[Line | None, Query(description="Ce qui a été fait.")] = None


class AuditEntry(ResponseModel):
    """Entry of the journal: what somebody did. `who` is an account or `system`; `detail` never
    holds anything that a reporter wrote.
    """

    number: int
    at: str
    who: str
    action: str
    subject: str | None
    detail: dict[str, Any]
    previous: str
    hash: str
