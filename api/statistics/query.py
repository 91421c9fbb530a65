"""Query parameters of statistics: a period, a kind of report, a threshold of secrecy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Query

from api.db.sessions import AnySession
from api.http.services import Services
from api.kit.problems import invalid
from api.kit.schemas import Date
from api.statistics import service
from api.statistics.period import PeriodError
from api.statistics.report import StatisticsReport
from api.statistics.service import Kind


@dataclass(frozen=True, slots=True)
class StatisticsQuery:
    """Query parameters, as the address gives them."""

    first: date | None
    last: date | None
    kind: Kind
    under: int | None

    def report(self, session: AnySession, services: Services) -> StatisticsReport:
        """The report that is asked for.

        Raises:
            Problem: the days do not make a period.
        """
        try:
            period = service.period_of(services, self.first, self.last)
        except PeriodError as error:
            raise invalid("query:from", error.text) from error
        return service.report_of(session, services.editions.current().ruleset, period, self.kind, self.under)


def _query(
    first: Annotated[Date | None, Query(alias="from", description="Premier jour, compris.")] = None,
    last: Annotated[Date | None, Query(alias="to", description="Dernier jour, compris.")] = None,
    kind: Annotated[Kind, Query(description="`dsa` : rapport de signaleur de confiance.")] = "annual",
    under: Annotated[int | None, Query(ge=2, le=1000, description="Cache les effectifs plus petits.")] = None,
) -> StatisticsQuery:
    return StatisticsQuery(first, last, kind, under)


QueryDep = Annotated[StatisticsQuery, Depends(_query)]
