"""`/v1/queue/batches`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.http.deps import Read, ServicesDep, Write
from api.http.permissions import CanDecideReports
from api.http.routing import OffLoopRouter
from api.kit.ids import pattern
from api.kit.problems import may_raise
from api.kit.schemas import RequestModel, ResponseModel
from api.reports.queue import batches
from api.reports.queue.batches import MOST_TOGETHER, BatchKind, ReportAsRead
from api.reports.schemas import ReportId

router = OffLoopRouter(prefix="/v1/queue/batches", tags=["file"])
_REFUSED = ("sign-in-needed", "not-allowed")
_BODY = ("malformed-body", "body-too-large", "cross-site")
BatchId = Annotated[str, Field(pattern=pattern("lot"))]


class BatchItem(RequestModel):
    """A report of an act on several, in the version that was read."""

    report: ReportId
    version: int = Field(ge=1)


class BatchCreate(RequestModel):
    """An act on several reports: `noise`, or `accept` for the decision that their content already
    has.
    """

    kind: BatchKind
    reports: Annotated[list[BatchItem], Field(min_length=1, max_length=MOST_TOGETHER)]

    @property
    def wanted(self) -> list[ReportAsRead]:
        """The reports, as read."""
        return [ReportAsRead(one.report, one.version) for one in self.reports]


class ExclusionRead(ResponseModel):
    """A report that the act leaves as it is, and why."""

    report: str
    because: str = Field(
        description="`danger` : une personne est peut-être en danger ; `drawn` : tiré au sort pour juger le filtre ; `established` : une infraction est établie, ce n'est pas du bruit sans être lu ; sinon le code du problème."
    )


class BatchRead(ResponseModel):
    """What an act on several reports does: `reports` are decided, or given back to the queue."""

    id: str | None = Field(description="Nul : rien n'est fait.")
    kind: BatchKind
    reports: list[str]
    excluded: list[ExclusionRead]


@router.post("/preview", responses=may_raise(*_REFUSED, *_BODY))
def preview_batch(who: CanDecideReports, body: BatchCreate, services: ServicesDep, session: Read) -> BatchRead:
    """Ce qu'un acte en lot ferait maintenant : ce qu'il décide, ce qu'il laisse et pourquoi."""
    return BatchRead.model_validate(batches.preview(session, services, who, body.kind, body.wanted))


@router.post("", responses=may_raise(*_REFUSED, *_BODY, "conflict"))
def decide_batch(who: CanDecideReports, body: BatchCreate, services: ServicesDep, session: Write) -> BatchRead:
    """Décide de plusieurs signalements, un par un dans le journal. Jamais d'un danger, ni de ce qui
    est tiré au sort : ceux-là se lisent seuls.
    """
    return BatchRead.model_validate(batches.decide_together(session, services, who, body.kind, body.wanted))


@router.delete("/{batch}", responses=may_raise(*_REFUSED, "cross-site", "not-found", "not-decided", "conflict"))
def undo_batch(who: CanDecideReports, batch: BatchId, services: ServicesDep, session: Write) -> BatchRead:
    """Annule le jour même, d'un coup, les décisions prises en lot qui tiennent encore."""
    return BatchRead.model_validate(batches.undo_together(session, services, who, batch))
