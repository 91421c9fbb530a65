"""`/accord`: the agreement between readings, in words."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi.responses import HTMLResponse

from api.http.deps import Read
from api.http.routing import OffLoopRouter
from api.pages.case.head import percent, share
from api.pages.case.past import offence_short
from api.pages.review.contexts import AgreementPage, FigureView
from api.pages.shell.say import Say
from api.pages.shell.visit import AgreementVisit
from api.reports.double_review import figures
from api.reports.double_review.schemas import AgreementFigure
from api.reports.rates import Rate

router = OffLoopRouter(default_response_class=HTMLResponse, include_in_schema=False)


@router.get("/accord", name="agreement")
def agreement_page(visit: AgreementVisit, session: Read) -> HTMLResponse:
    """By field, then by offence, in the order of their names."""
    say, measure = visit.say, figures.agreement(session, visit.services)
    counts = (
        (say.t("agreement.read_twice"), measure.read_twice),
        (say.t("second.to_settle"), measure.to_settle),
        *((say.t(f"agreement.settled_{name}"), measure.settled[name]) for name in ("first", "second", "other")),
    )
    page = AgreementPage(
        title=say.t("agreement.title"),
        counts=counts,
        fields=_sorted(_view(f, say.t(f"field.{f.of}"), measure.least, say) for f in measure.fields),
        offences=_sorted(_view(f, offence_short(f.of, say), measure.least, say) for f in measure.offences),
        method=say.t("agreement.method", level=share(measure.level, say)),
    )
    return visit.render(page)


def _sorted(views: Iterable[FigureView]) -> tuple[FigureView, ...]:
    return tuple(sorted(views, key=lambda view: view.name.casefold()))


def _view(figure: AgreementFigure, name: str, least: int, say: Say) -> FigureView:
    return FigureView(name, _share(figure.share, say), _kappa(figure, least, say))


def _share(rate: Rate, say: Say) -> str:
    values = {key: percent(getattr(rate, key), say) for key in ("low", "high")}
    told = percent(rate.rate or 0.0, say)
    return say.t("agreement.share_of", share=told, found=rate.count, of=rate.of, **values)


def _kappa(figure: AgreementFigure, least: int, say: Say) -> str:
    found = figure.kappa
    if found.why is not None:
        return say.t(f"agreement.why.{found.why}", of=found.of, least=least)
    values = {key: _two(getattr(found, key), say) for key in ("value", "low", "high")}
    return say.t("agreement.kappa_of", of=found.of, **values)


def _two(value: float, say: Say) -> str:
    said = f"{value:.2f}".replace("-", "−")
    return said.replace(".", ",") if say.language == "fr" else said
