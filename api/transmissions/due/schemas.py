"""Request and response models of due notices."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.kit.ids import pattern
from api.kit.schemas import Prose, RequestModel, ResponseModel

DueId = Annotated[str, Field(pattern=pattern("rdu"))]
MAX_REASON = 500


class DismissalCreate(RequestModel):
    """Dismissal of a due notice: why nobody will be told."""

    reason: Annotated[Prose, Field(min_length=1, max_length=MAX_REASON, pattern=r"\S")]


class RouteDue(ResponseModel):
    """A recipient to be told, for whom nothing is prepared. `due_at`: null where the rule gives no
    time.
    """

    id: str
    report: str
    recipient: str
    rule: str
    presumed: bool = Field(description="Dû sur des faits que personne n'a confirmés.")
    binding: bool = Field(description="Un texte fixe le délai.")
    since: datetime = Field(description="La décision ; sans elle, le moment où le danger a été su.")
    due_at: datetime | None
    late: bool
    dismissal: str | None
    dismissed_by: str | None
    dismissed_at: datetime | None
