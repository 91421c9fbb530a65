"""`/v1/law/articles`: the official words of an article, from the operator's file of law."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Query

from api.http.deps import ServicesDep
from api.http.permissions import CanReadLaw
from api.http.routing import OffLoopRouter
from api.kit.problems import may_raise
from api.kit.schemas import Line
from api.law.article_schemas import ArticlesRead, article_read
from api.law.official_articles import official_articles

router = OffLoopRouter(prefix="/v1/law", tags=["droit"])


@router.get("/articles", responses=may_raise("sign-in-needed", "not-allowed"))
def read_articles(
    _: CanReadLaw,
    services: ServicesDep,
    citation: Annotated[Line, Query(description="Comme les règles l'écrivent : « Code pénal, art. 227-24 ».")],
    day: Annotated[date | None, Query(description="Jour où le texte est en vigueur ; par défaut, aujourd'hui.")] = None,
) -> ArticlesRead:
    """Le texte officiel des articles cités, à un jour, tel que l'exploitant le fournit."""
    when = day or services.clock.today()
    found = official_articles(services, citation, when)
    return ArticlesRead(
        citation=citation,
        day=when,
        state=found.state,
        said="" if found.why_none is None else found.why_none.fr,
        articles=[article_read(text) for text in found.texts],
    )
