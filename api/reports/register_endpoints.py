"""`/v1/reports/{id}/register`, `/v1/register/vocabulary`, `/v1/routing/facts`."""

from __future__ import annotations

from api.db.action import RegisterRow
from api.http.deps import Read, ServicesDep, Write
from api.http.permissions import CanActOnNotices, CanReadLaw, CanReadNotices
from api.http.routing import OffLoopRouter
from api.kit.problems import Problem, may_raise
from api.reports import register
from api.reports.endpoints import visible
from api.reports.register_schemas import RegisterRead, RegisterUpdate, RoutingFact, Term
from api.reports.schemas import ReportId

router = OffLoopRouter(prefix="/v1", tags=["registre"])
_REFUSED = ("sign-in-needed", "not-allowed")
_BODY = ("malformed-body", "body-too-large", "cross-site", "conflict")


@router.get("/reports/{report}/register", responses=may_raise(*_REFUSED, "not-found", "read-again"))
def read_register(who: CanReadNotices, report: ReportId, session: Read) -> RegisterRead:
    """Ce que le registre sait d'un contenu, à côté de ses faits."""
    visible(session, report, who)
    entry = session.get(RegisterRow, report)
    if entry is None:
        raise Problem("not-found")
    return RegisterRead.model_validate(entry)


@router.patch("/reports/{report}/register", responses=may_raise(*_REFUSED, *_BODY, "not-found", "read-again"))
def state_register(
    who: CanActOnNotices, report: ReportId, body: RegisterUpdate, services: ServicesDep, session: Write
) -> RegisterRead:
    """Complète le registre ; ce qui n'est pas donné reste, `null` redevient inconnu."""
    return RegisterRead.model_validate(register.state(session, services, who, visible(session, report, who), body))


@router.get("/register/vocabulary", responses=may_raise(*_REFUSED))
def read_vocabulary(_: CanReadLaw, services: ServicesDep) -> dict[str, list[Term]]:
    """Les listes fermées du registre, avec leurs mots et leur code ICCAM."""
    return {
        name: [Term(value=v, fr=c.label.fr, en=c.label.en, iccam=c.iccam) for v, c in terms.values.items()]
        for name, terms in services.rules.register.items()
    }


@router.get("/routing/facts", responses=may_raise(*_REFUSED))
def list_routing_facts(_: CanReadLaw, services: ServicesDep) -> list[RoutingFact]:
    """Les faits dont dépend le routage, et la question qui les demande."""
    return [
        RoutingFact(
            id=fact.id,
            type=fact.type,
            label=fact.label.fr,
            question=fact.question.fr,
            values={name: words.fr for name, words in fact.values.items()},
        )
        for fact in services.rules.router.rules.facts.values()
    ]
