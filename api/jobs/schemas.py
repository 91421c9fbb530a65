"""Response models of jobs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from api.db.jobs import JobState
from api.jobs.kinds import JobFault
from api.kit.ids import pattern
from api.kit.schemas import ResponseModel

JobId = Annotated[str, Field(pattern=pattern("job"))]
JobKindName = Annotated[str, Field(max_length=40, pattern=r"^[a-z]+\.[a-z]+$")]


class JobRead(ResponseModel):
    """A job. `payload` and `progress` hold identifiers and numbers.

    `attempts`: failures since its last step that passed. `run_at`: when it is due. `is_stopping`:
    it runs, and stops after its step.
    """

    id: str
    key: str
    kind: str
    payload: dict[str, Any]
    progress: dict[str, Any] | None
    state: JobState
    is_recurrent: bool
    created_at: datetime
    run_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    attempts: int
    fault: JobFault | None
    worker: str | None
    leased_until: datetime | None
    is_stopping: bool
