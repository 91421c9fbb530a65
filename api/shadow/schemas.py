"""Request and response models of shadow runs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from api.kit.schemas import RequestModel, ResponseModel
from api.shadow.states import LEAST_WIDTH, USUAL_WIDTH


class ShadowCreate(RequestModel):
    """A shadow run to be started."""

    precision: float = Field(
        USUAL_WIDTH,
        ge=LEAST_WIDTH,
        le=1,
        description="Largeur de l'intervalle à 95 % sur la part des signalements qui changent : la marche s'arrête dès qu'il est aussi étroit.",
    )


class ShareRead(ResponseModel):
    """A share, with the exact bounds of its interval at 95 %."""

    share: float
    low: float
    high: float


class ShadowRead(ResponseModel):
    """A shadow run and what it has found: counts of reports, each once, by its last answer.

    `faults`: reports that this law could not answer, by code, counted among those that change.
    `changes`: by kind, by offence, the clauses behind them. `examples`: for whoever may read
    reports.
    """

    id: str
    tree: str
    by: str
    precision: float
    started_at: datetime
    ended_at: datetime | None
    end: str | None
    reports: int
    changed: int
    interval: ShareRead | None
    faults: dict[str, int]
    changes: dict[str, Any]
    examples: list[dict[str, Any]]


class ShadowList(ResponseModel):
    """Shadow runs of a change request, the last one first."""

    items: list[ShadowRead]
