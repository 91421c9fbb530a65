"""`/qualite`: what decisions say of the rules over a period; and the cases of each figure.

The address holds the whole state.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, TypeVar
from urllib.parse import quote, urlencode

from fastapi import Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict

from api.http.deps import Read
from api.http.routing import OffLoopRouter
from api.http.services import Services
from api.kit.permissions import Permission
from api.pages.quality.contexts import (
    ClauseQualityView,
    CueQualityView,
    GapView,
    QualityCasesPage,
    QualityPage,
)
from api.pages.quality.figure_words import FigureWords, offence_view
from api.pages.rules.clause_uses import ANCHORS
from api.pages.shell.parts import FieldError, Link
from api.pages.shell.say import Say
from api.pages.shell.visit import StatisticsVisit
from api.pages.statistics.period_form import days_of
from api.quality.figure_cases import MOST_CASES, cases_of
from api.quality.quality_figures import (
    NOTHING,
    ClauseQuality,
    CueQuality,
    DecisionCount,
    FigureKind,
    OffenceQuality,
    QualityFigure,
    QualityReport,
)
from api.quality.service import quality_of
from api.statistics.period import MOST_YEARS, PeriodError, ReportPeriod
from api.statistics.presumptions import OUTCOMES
from api.statistics.service import period_of

router = OffLoopRouter(prefix="/qualite", default_response_class=HTMLResponse, include_in_schema=False)
MOST_LINES = 100
"""The longest table of the page; the data hold all."""
T = TypeVar("T")


class QualityQuery(BaseModel):
    """Address of the page, as written: the period."""

    model_config = ConfigDict(frozen=True)

    first: Annotated[str, Query(alias="from", max_length=20)] = ""
    last: Annotated[str, Query(alias="to", max_length=20)] = ""

    def period(self, services: Services, say: Say) -> tuple[ReportPeriod, list[FieldError]]:
        """The period asked for; this year's, where it cannot be read, and what is wrong."""
        days, errors = days_of(self.first, self.last, say.t)
        try:
            if not errors:
                return period_of(services, *days), errors
        except PeriodError:
            errors = [FieldError("to", say.t("stats.bad_period", most=MOST_YEARS))]
        return period_of(services, None, None), errors


class CasesQuery(QualityQuery):
    """Address of the cases of a figure."""

    quoi: FigureKind
    de: Annotated[str, Query(max_length=200)]
    par: Annotated[str, Query(max_length=200)] = ""


@router.get("", name="quality")
def quality_page(visit: StatisticsVisit, session: Read, query: Annotated[QualityQuery, Query()]) -> HTMLResponse:
    """The figures. What is wrong in the address is said beside its field; nothing is counted
    then.
    """
    say = visit.say
    period, errors = query.period(visit.services, say)
    words = FigureWords(say, period)
    report = QualityReport(0, (), (), ()) if errors else quality_of(session, visit.services, period)
    gaps = sorted(_gaps(report.offences), key=lambda gap: -gap.count)
    wrong = [clause for clause in report.clauses if clause.wrong]
    proposes = visit.may(Permission.RULES_DRAFT)
    tables = {"offences": report.offences, "gaps": gaps, "clauses": wrong, "cues": report.cues}
    page = QualityPage(
        title=say.t("quality.title"),
        first=query.first if errors else str(period.first),
        last=query.last if errors else str(period.last),
        errors=tuple(errors),
        span=words.span,
        json=f"/v1/statistics/quality?{words.query}",
        decisions=words.number(report.decisions) if report.decisions else "",
        offences=tuple(offence_view(one, words, proposes=proposes) for one in _shown(report.offences)),
        gaps=tuple(_gap(one, words) for one in _shown(gaps)),
        clauses=tuple(_clause(one, words, proposes=proposes) for one in _shown(wrong)),
        cues=tuple(_cue(one, words, proposes=proposes) for one in _shown(report.cues)),
        columns=_columns(say, proposes=proposes),
        more={name: _others(rows, say) for name, rows in tables.items()},
        may_propose=proposes,
    )
    return visit.render(page, 422 if errors else 200)


@router.get("/cas", name="quality_cases")
def quality_cases(visit: StatisticsVisit, session: Read, query: Annotated[CasesQuery, Query()]) -> Response:
    """The reports that a figure counts, for who reads reports; for others, how many. Of a period
    that cannot be read, the figures say what is wrong.
    """
    say = visit.say
    period, errors = query.period(visit.services, say)
    if errors:
        return RedirectResponse(f"/qualite?{urlencode({'from': query.first, 'to': query.last})}", 303)
    words, figure = FigureWords(say, period), QualityFigure(query.quoi, query.de, query.par)
    cases = cases_of(session, visit.services, period, figure, visit.account)
    reads = visit.may(Permission.REPORTS_READ)
    page = QualityCasesPage(
        title=say.t("quality.cases"),
        about=words.figure(figure),
        span=words.span,
        back=Link(f"/qualite?{words.query}", say.t("quality.back")),
        count=say.t("quality.count", n=cases.count),
        reserved=not reads,
        cases=tuple(Link(f"/signalements/{name}", ref or name[-6:]) for name, ref in cases.reports) if reads else (),
        limit=say.t("quality.last_ones", n=MOST_CASES) if reads and cases.count > MOST_CASES else "",
    )
    return visit.render(page)


def _shown(rows: Sequence[T]) -> Sequence[T]:
    return rows[:MOST_LINES]


def _others(rows: Sequence[object], say: Say) -> str:
    return say.t("quality.others", n=len(rows) - MOST_LINES) if len(rows) > MOST_LINES else ""


def _columns(say: Say, *, proposes: bool) -> dict[str, tuple[str, ...]]:
    """Headings of the tables whose lines may be changed; the last one is of the change, for whoever
    may propose it.
    """
    last = ("quality.change",) if proposes else ()
    return {name: tuple(say.t(key) for key in (*keys, *last)) for name, keys in _COLUMNS.items()}


_COLUMNS = {
    "offences": (
        "quality.offence",
        "quality.suggested",
        "quality.retained",
        "quality.overridden",
        "quality.retained_share",
        "quality.unsuggested",
    ),
    "clauses": ("quality.offence", "quality.clause", "quality.wrong", "quality.of", "quality.wrong_share"),
    "cues": ("quality.cue", *(f"quality.outcome.{name}" for name in OUTCOMES), "quality.false_share"),
}


def _gaps(offences: Sequence[OffenceQuality]) -> list[DecisionCount]:
    """What differs, each once: an offence retained in place of another is told with that one."""
    nothing = (gap for one in offences for gap in one.unsuggested if gap.suggested is None)
    return [*(gap for one in offences for gap in one.overridden), *nothing]


def _gap(gap: DecisionCount, words: FigureWords) -> GapView:
    decided = gap.offence or gap.kind
    if gap.suggested is None:
        figure = QualityFigure("unsuggested", decided, NOTHING)
    else:
        figure = QualityFigure("overridden", gap.suggested, decided)
    return GapView(words.offence(gap.suggested), words.decided(decided), words.count(gap.count, figure))


def _clause(one: ClauseQuality, words: FigureWords, *, proposes: bool) -> ClauseQualityView:
    name, anchor = f"{one.part}.{one.clause}", f"{ANCHORS[one.part]}-{one.clause.replace('_', '-')}"
    return ClauseQualityView(
        offence=words.offence(one.offence),
        clause=Link(f"/loi/{one.offence}#{anchor}", words.clause(one.offence, name)),
        part=words.say.t(f"quality.part.{one.part}"),
        wrong=words.count(one.wrong, QualityFigure("clause", one.offence, name)),
        of=words.number(one.of),
        share=words.ratio(one.share),
        proposal=words.clause_proposal(one) if proposes else None,
    )


def _cue(one: CueQuality, words: FigureWords, *, proposes: bool) -> CueQualityView:
    path = (one.file or "").removeprefix("lexicons/").removesuffix(".yaml")
    return CueQualityView(
        name=one.cue,
        href=f"/regles/lexiques/{quote(path)}?entree={quote(one.cue)}#entree-{quote(one.cue)}" if path else "",
        outcomes=tuple(words.count(one.outcomes[name], QualityFigure("cue", one.cue, name)) for name in OUTCOMES),
        share=words.ratio(one.share),
        proposal=words.cue_proposal(one) if proposes and one.wrong and path else None,
    )
