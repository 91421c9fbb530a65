"""Asks the database for the report of a period, and keeps small counts secret when told to."""

from __future__ import annotations

from datetime import date
from typing import Literal

from api.db.sessions import AnySession, without_statement_limit
from api.http.services import Services
from api.kit.clock import Clock
from api.statistics.dsa import build_notices
from api.statistics.period import ReportPeriod
from api.statistics.report import StatisticsReport, build
from api.statistics.repository import count, count_notices
from api.statistics.suppression import suppress
from api.statistics.words import StatisticsWords
from engine.model.ruleset import Ruleset
from textfile.text import Language

Kind = Literal["annual", "dsa"]


def report_of(
    session: AnySession, law: Ruleset, period: ReportPeriod, kind: Kind = "annual", under: int | None = None
) -> StatisticsReport:
    """The report of a period: every table of statistics (`annual`), or a trusted flagger's (`dsa`).

    Raises:
        ValueError: `under` hides nothing.
    """
    without_statement_limit(session)
    fields = {name: str(offence.field) for name, offence in law.offences.items()}
    if kind == "dsa":
        made = build_notices(count_notices(session, period, fields), period)
    else:
        made = build(count(session, period, fields), period)
    return made if under is None else suppress(made, under)


def words_of(services: Services, language: Language) -> StatisticsWords:
    """The words of one language, over the law in force and the register's lists."""
    law = services.editions.current().ruleset
    return StatisticsWords(language, law.offences, law.facts, services.rules.register)


def period_of(services: Services, first: date | None, last: date | None) -> ReportPeriod:
    """The period asked of the service, as `period_between`."""
    return period_between(services.clock, first, last)


def period_between(clock: Clock, first: date | None, last: date | None) -> ReportPeriod:
    """The period asked for. Without days, this year until today; with one, to today or from the
    start of its year.

    Raises:
        PeriodError: the days do not make a period.
    """
    end = last or clock.today()
    start = first or end.replace(month=1, day=1)
    return ReportPeriod(start, end, clock.zone, clock.now())
