"""`/v1/statistics/quality`: what decisions say of the rules, over a period."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Query

from api.http.deps import Read, ServicesDep
from api.http.permissions import CanReadStatistics
from api.http.routing import OffLoopRouter
from api.kit.problems import invalid, may_raise
from api.kit.schemas import Date
from api.quality.quality_figures import QualityReport
from api.quality.schemas import QualityRead
from api.quality.service import quality_of
from api.statistics.period import PeriodError, ReportPeriod
from api.statistics.service import period_of
from api.statistics.tables import Ratio

router = OffLoopRouter(prefix="/v1/statistics/quality", tags=["statistiques"])


@router.get("", response_model=QualityRead, responses=may_raise("sign-in-needed", "not-allowed"))
def read_quality(
    _: CanReadStatistics,
    session: Read,
    services: ServicesDep,
    first: Annotated[Date | None, Query(alias="from", description="Premier jour, compris.")] = None,
    last: Annotated[Date | None, Query(alias="to", description="Dernier jour, compris.")] = None,
) -> Any:
    """Ce que les décisions d'une période disent des règles : infractions proposées et retenues,
    clauses et indices dont les faits présumés ont été corrigés. Jamais par personne ; pour corriger
    les règles, non pour publier : aucun effectif n'est caché.
    """
    try:
        period = period_of(services, first, last)
    except PeriodError as error:
        raise invalid("query:from", error.text) from error
    return _data(quality_of(session, services, period), period)


def _data(report: QualityReport, period: ReportPeriod) -> dict[str, Any]:
    return {
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "timezone": str(period.zone),
        "decisions": report.decisions,
        "offences": [{**asdict(one), "share": _ratio(one.share)} for one in report.offences],
        "clauses": [{**asdict(one), "share": _ratio(one.share)} for one in report.clauses],
        "cues": [{"cue": one.cue, "file": one.file, **one.outcomes, "share": _ratio(one.share)} for one in report.cues],
    }


def _ratio(ratio: Ratio | None) -> dict[str, Any] | None:
    return ratio.as_data() if ratio is not None else None
