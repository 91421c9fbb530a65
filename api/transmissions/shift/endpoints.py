"""`/v1/shift`: what a shift that ends leaves, and its end."""

from __future__ import annotations

from pydantic import Field

from api.http.deps import Read, ServicesDep, Write
from api.http.permissions import CanDecideReports
from api.http.routing import OffLoopRouter
from api.http.services import Services
from api.kit.problems import may_raise
from api.kit.schemas import RequestModel, ResponseModel
from api.transmissions.due.schemas import RouteDue
from api.transmissions.due.service import view_of
from api.transmissions.follow_up.endpoints import deadline_of
from api.transmissions.follow_up.schemas import DeadlineRead
from api.transmissions.shift import service
from api.transmissions.shift.service import Handover

router = OffLoopRouter(prefix="/v1/shift", tags=["suivi"])
_REFUSED = ("sign-in-needed", "not-allowed")


class HandoverRead(ResponseModel):
    """What a shift leaves as it ends, the first fifty of each."""

    dangers: list[str] = Field(
        description="Signalements où une personne est peut-être en danger : non décidés, que personne d'autre ne tient ; ou "
        "retenus par vous depuis douze heures, sans rien de préparé pour les secours ni PHAROS."
    )
    routes: list[RouteDue] = Field(
        description="À prévenir, en retard ou dû dans les douze heures, et rien n'est préparé."
    )
    deadlines: list[DeadlineRead] = Field(description="Échéances dépassées, ou qui passent dans les douze heures.")
    assigned: str | None = Field(alias="held", description="Le signalement que vous tenez.")
    notices: list[str] = Field(description="Notifications que vous avez préparées, et qui ne sont pas parties.")


class ShiftEnd(RequestModel):
    """The end of a shift."""

    seen: bool = Field(False, description="Vous avez vu qu'un danger ou un délai reste sans personne.")


@router.get("", responses=may_raise(*_REFUSED))
def read_handover(who: CanDecideReports, services: ServicesDep, session: Read) -> HandoverRead:
    """Ce que vous laisseriez en finissant maintenant."""
    return _read(services, service.handover_of(session, services, who))


@router.post(
    "/end", responses=may_raise(*_REFUSED, "malformed-body", "body-too-large", "cross-site", "left-unattended")
)
def end_shift(who: CanDecideReports, body: ShiftEnd, services: ServicesDep, session: Write) -> HandoverRead:
    """Finit votre service : ce que vous tenez retourne à la file, et le journal garde ce qui reste.
    Un danger ou un délai qui reste sans personne se voit d'abord.
    """
    return _read(services, service.end(session, services, who, seen=body.seen))


def _read(services: Services, left: Handover) -> HandoverRead:
    now = services.clock.now()
    return HandoverRead(
        dangers=[row.id for row in left.dangers],
        routes=[view_of(row, now) for row in left.routes],
        deadlines=[deadline_of(row, now) for row in left.deadlines],
        held=left.assigned.id if left.assigned is not None else None,
        notices=[row.id for row in left.notices],
    )
