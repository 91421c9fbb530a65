"""`/v1/statistics`: the tables of a period as data, one of them as CSV, the printable report."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path, Request, Response

from api.http.deps import Read, ServicesDep
from api.http.permissions import CanReadStatistics, Myself
from api.http.routing import OffLoopRouter
from api.kit.problems import Problem, invalid, language_of, may_raise
from api.statistics import files
from api.statistics.own import own_weeks
from api.statistics.printed import pdf_of_report
from api.statistics.query import QueryDep
from api.statistics.schemas import StatisticsRead, TableRead
from api.statistics.service import words_of
from engine.notices.pdf_tree import PdfError
from textfile.text import Text

router = OffLoopRouter(prefix="/v1/statistics", tags=["statistiques"])
_REFUSED = ("sign-in-needed", "not-allowed")
TableId = Annotated[str, Path(max_length=40, pattern=r"^[a-z_]+$", description="Nom d'un tableau du rapport.")]


def _gives(media_type: str, schema: dict[str, Any]) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {media_type: {"schema": schema}}}}


@router.get("", response_model=StatisticsRead, responses=may_raise(*_REFUSED))
def read_statistics(_: CanReadStatistics, session: Read, services: ServicesDep, query: QueryDep) -> Any:
    """Les tableaux d'une période, jours compris, dans le fuseau du service ; sans jours, l'année en
    cours. Jamais par personne.
    """
    return files.data_of(query.report(session, services))


@router.get("/own", response_model=TableRead, responses=may_raise(*_REFUSED))
def read_own_weeks(who: Myself, session: Read, services: ServicesDep) -> Any:
    """Vos propres semaines : décisions, annulations, notifications préparées. Pour vous seul."""
    return files.data_of_table(own_weeks(session, services, who.account))


@router.get(
    "/tables/{table}",
    responses={**may_raise(*_REFUSED, "not-found"), **_gives("text/csv", {"type": "string"})},
    response_class=Response,
)
def read_table(
    _: CanReadStatistics, table: TableId, request: Request, session: Read, services: ServicesDep, query: QueryDep
) -> Response:
    """Un tableau en CSV (UTF-8, point-virgule), qu'un tableur ouvre sans rien exécuter."""
    try:
        found = query.report(session, services).table(table)
    except KeyError as error:
        raise Problem("not-found") from error
    text = files.csv_of(found, words_of(services, language_of(request)))
    return Response(text, media_type="text/csv", headers=_attached(f"{table}.csv"))


@router.get(
    "/report",
    responses={**may_raise(*_REFUSED), **_gives("application/pdf", {"type": "string", "format": "binary"})},
    response_class=Response,
)
def print_statistics(_: CanReadStatistics, session: Read, services: ServicesDep, query: QueryDep) -> Response:
    """Le rapport imprimable, en français : PDF accessible (PDF/UA-1)."""
    report = query.report(session, services)
    try:
        made = pdf_of_report(report, words_of(services, "fr"), services.clock.now())
    except PdfError as error:
        raise invalid(
            "query:kind",
            Text(fr="trop long pour être imprimé", en="too long to be printed"),
            Text(fr="demander les tableaux en CSV ou en JSON", en="ask for the tables in CSV or JSON"),
        ) from error
    name = f"rapport-{report.kind}-{report.period.first}-{report.period.last}.pdf"
    return Response(made, media_type="application/pdf", headers=_attached(name))


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
