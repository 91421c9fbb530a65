"""`/v1/changes/{change}/questions`: limits of the rules that a request writes, asked one by one."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from api.changes.question_schemas import OffenceName, QuestionAnswer, QuestionSettled, QuestionsRead, questions_read
from api.changes.questions import accept_question, questions_on, refuse_question
from api.changes.schemas import ChangeId
from api.http.deps import ServicesDep
from api.http.permissions import CanDraftRules, CanReadLaw
from api.http.routing import OffLoopRouter
from api.http.unit_of_work import UnitOfWork
from api.kit.problems import may_raise

router = OffLoopRouter(prefix="/v1/changes", tags=["modifications des règles"])
_REFUSED = ("sign-in-needed", "not-allowed", "not-found", "rules-absent", "law-damaged", "work-too-long")


@router.get("/{change}/questions", responses=may_raise(*_REFUSED))
def list_questions(
    _: CanReadLaw,
    change: ChangeId,
    services: ServicesDep,
    offence: Annotated[OffenceName | None, Query(description="Cette infraction seulement.")] = None,
) -> QuestionsRead:
    """Cas limites de la demande : un fait y décide. Ceux qu'elle crée d'abord, puis ceux qu'aucun
    cas ne montre.
    """
    return questions_read(questions_on(services, change, offence))


@router.post(
    "/{change}/questions",
    responses=may_raise(
        *_REFUSED,
        "malformed-body",
        "body-too-large",
        "cross-site",
        "conflict",
        "change-closed",
        "change-state",
        "edit-conflict",
    ),
)
def answer_question(
    who: CanDraftRules, change: ChangeId, body: QuestionAnswer, services: ServicesDep
) -> QuestionSettled:
    """Répond à un cas limite : oui l'ajoute aux cas de l'infraction, non ouvre un commentaire."""
    found = questions_on(services, change, body.offence)
    asked = found.question(body.question)
    with services.database.write() as session:
        unit = UnitOfWork(session, services, who)
        if body.answer == "yes":
            accept_question(unit, change, found.tree, asked)
            return QuestionSettled(path=asked.path, comment=None)
        return QuestionSettled(path=None, comment=refuse_question(unit, change, asked, body.why).id)
