"""Cases of a quality figure: the reports that it counts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_

from api.db.reports import DecisionRow
from api.db.sessions import AnySession, without_statement_limit
from api.http.services import Services
from api.quality import repository
from api.quality.quality_figures import NOTHING, QualityFigure
from api.quality.service import facts_of_clause
from api.statistics.period import ReportPeriod
from api.statistics.sql import sort_room

MOST_CASES = 200


@dataclass(frozen=True, slots=True)
class FigureCases:
    """How many reports a figure counts, and the last `MOST_CASES` of them, by name and
    reference.
    """

    count: int
    reports: tuple[tuple[str, str | None], ...]


def cases_of(
    session: AnySession, services: Services, period: ReportPeriod, figure: QualityFigure, account: str
) -> FigureCases:
    """The reports that a figure counts. A cue may have presumed several facts of one report, which
    is listed once; none is listed of a content that `account` is reading again.
    """
    without_statement_limit(session)
    law = services.editions.current().ruleset
    with sort_room(session):
        where = _decided(figure)
        if figure.kind == "clause":
            facts = facts_of_clause(law, figure.of, figure.by)
            where.append(repository.reports_with_facts(session, period, figure.of, facts))
        elif figure.kind == "cue":
            where.append(repository.reports_with_cue(session, period, figure.of, figure.by))
        count, rows = repository.reports_decided(session, period, where, account, MOST_CASES)
    return FigureCases(count, tuple(rows))


def _decided(figure: QualityFigure) -> list[ColumnElement[bool]]:
    """What the decision of a case says."""
    own, name, by = DecisionRow, figure.of, figure.by
    match figure.kind:
        case "suggested" | "clause":
            return [own.suggested == name]
        case "retained":
            return [own.suggested == name, own.offence == name]
        case "overridden":
            other = [or_(own.offence == by, own.offence.is_(None) & (own.kind == by))] if by else []
            return [own.suggested == name, own.offence.is_distinct_from(name), *other]
        case "unsuggested":
            suggested = own.suggested.is_(None) if by == NOTHING else own.suggested == by
            return [own.offence == name, own.suggested.is_distinct_from(name), *([suggested] if by else [])]
        case "cue":
            return []
