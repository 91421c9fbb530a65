"""`/statistiques`: the tables of a period on one page, each with its drawing and its file.

The address holds the whole state.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, ClassVar
from urllib.parse import urlencode

from fastapi import Query
from fastapi.responses import HTMLResponse
from markupsafe import Markup
from pydantic import BaseModel, ConfigDict

from api.http.deps import Read
from api.http.routing import OffLoopRouter
from api.pages.shell.contexts import Page, help_text
from api.pages.shell.parts import FieldError, Option
from api.pages.shell.visit import StatisticsVisit
from api.pages.statistics.period_form import days_of
from api.statistics import service
from api.statistics.charts import NARROW, WIDE, draw
from api.statistics.period import MOST_YEARS, PeriodError, ReportPeriod
from api.statistics.report import StatisticsReport
from api.statistics.service import Kind
from api.statistics.tables import Table
from api.statistics.tiles import Tile, tiles_of
from api.statistics.words import Cells, StatisticsWords

router = OffLoopRouter(default_response_class=HTMLResponse, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class TableView:
    """A table as text, its drawing for wide and for narrow screens, the address of its file.
    `empty`: it counts nothing.
    """

    id: str
    cells: Cells
    empty: bool
    drawing: Markup
    href: str


@dataclass(frozen=True, slots=True)
class TileView:
    """One figure: what it is, its value, what is said beside, the table that it comes from."""

    label: str
    value: str
    note: str
    href: str


@dataclass(frozen=True, slots=True)
class SectionView:
    """Tables read together."""

    id: str
    title: str
    tables: tuple[TableView, ...]


@dataclass(frozen=True, kw_only=True)
class StatisticsPage(Page):
    """Statistics of the register for a period."""

    template: ClassVar[str] = "statistics/statistics.html"
    section: ClassVar[str] = "statistics"

    first: str = field(metadata=help_text("First day, as asked for."))
    last: str = field(metadata=help_text("Last day, as asked for."))
    under: str = field(metadata=help_text("Threshold of secrecy, as asked for; empty: none."))
    kind: str = field(metadata=help_text("Which report is shown."))
    kinds: tuple[Option, ...] = field(metadata=help_text("The reports that can be shown."))
    errors: tuple[FieldError, ...] = field(metadata=help_text("What is wrong in what was asked for."))
    span: str = field(metadata=help_text("The period shown, in words."))
    secret: str = field(metadata=help_text("What the mark of a secret count means; empty when nothing is hidden."))
    tiles: tuple[TileView, ...] = field(metadata=help_text("The figures that the page opens on."))
    sections: tuple[SectionView, ...] = field(metadata=help_text("The tables, section by section."))
    pdf: str = field(metadata=help_text("Address of the printable report."))
    json: str = field(metadata=help_text("Address of the same tables as data."))


class StatisticsForm(BaseModel):
    """Address of the page, as written: the period, the report, the threshold of secrecy."""

    model_config = ConfigDict(frozen=True)

    first: Annotated[str, Query(alias="from", max_length=20)] = ""
    last: Annotated[str, Query(alias="to", max_length=20)] = ""
    kind: Annotated[Kind, Query()] = "annual"
    under: Annotated[str, Query(max_length=10)] = ""


@router.get("/statistiques", name="statistics_page")
def statistics_page(visit: StatisticsVisit, session: Read, query: Annotated[StatisticsForm, Query()]) -> HTMLResponse:
    """The tables; what is wrong in the address is said beside its field, and nothing is counted."""
    services, kind = visit.services, query.kind
    words = service.words_of(services, visit.language)
    days, errors = days_of(query.first, query.last, words.t)
    threshold = _threshold(query.under, words, errors)
    period = service.period_of(services, None, None)
    try:
        period = service.period_of(services, *days) if not errors else period
    except PeriodError:
        errors.append(FieldError("to", words.t("stats.bad_period", most=MOST_YEARS)))
    report = StatisticsReport(kind, period, ())
    if not errors:
        report = service.report_of(session, services.editions.current().ruleset, period, kind, threshold)
    page = StatisticsPage(
        title=words.t("stats.title"),
        first=query.first if errors else str(period.first),
        last=query.last if errors else str(period.last),
        under=query.under,
        kind=kind,
        kinds=tuple(Option(name, words.t(f"stats.model.{name}")) for name in ("annual", "dsa")),
        errors=tuple(errors),
        span=f"{words.day(period.first)} – {words.day(period.last)}",
        secret=words.t("stats.secret_note", n=threshold) if threshold is not None else "",
        tiles=tuple(_tile(tile, report, words) for tile in tiles_of(report)) if report.sections else (),
        sections=_sections(report, words, _query_string(period, kind, threshold)),
        pdf=f"/v1/statistics/report?{_query_string(period, kind, threshold)}",
        json=f"/v1/statistics?{_query_string(period, kind, threshold)}",
    )
    return visit.render(page, 422 if errors else 200)


def _sections(report: StatisticsReport, words: StatisticsWords, query: str) -> tuple[SectionView, ...]:
    """The sections, curves by week first."""
    return tuple(
        SectionView(
            section.id.replace("_", "-"),
            words.t(f"stats.section.{section.id}"),
            tuple(
                TableView(
                    table.id.replace("_", "-"),
                    words.cells(table),
                    table.empty,
                    _drawn(table, words),
                    f"/v1/statistics/tables/{table.id}?{query}",
                )
                for table in section.tables
            ),
        )
        for section in sorted(report.sections, key=lambda section: not section.fine)
    )


def _tile(tile: Tile, report: StatisticsReport, words: StatisticsWords) -> TileView:
    """A figure in words; its link leads to its table, or to the key figures; without either, there
    is none.
    """
    value = words.number(tile.count)
    note = words.t(f"stats.tile_note.{tile.id}")
    if tile.id == "median":
        value = words.delay(tile.seconds)
    elif tile.id in ("noise", "agreement"):
        value = words.percent(tile.ratio.value) if tile.ratio is not None else "–"
        bounds = tile.ratio.interval if tile.ratio is not None else None
        if tile.ratio is not None and bounds is not None:
            low, high = map(words.percent, bounds)
            note = words.t("stats.tile_share", of=words.number(tile.ratio.of), low=low, high=high)
    shown = {table.id for table in report.tables() if not table.empty}
    table = next((name for name in (tile.table, "key_figures") if name in shown), "")
    return TileView(words.t(f"stats.tile.{tile.id}"), value, note, f"#t-{table.replace('_', '-')}" if table else "")


def _drawn(table: Table, words: StatisticsWords) -> Markup:
    """The drawing for each width of screen; every text in it was escaped."""
    return Markup("".join(draw(table, words, layout) for layout in (WIDE, NARROW)))


def _query_string(period: ReportPeriod, kind: Kind, under: int | None) -> str:
    asked = {"from": str(period.first), "to": str(period.last), "kind": kind}
    return urlencode(asked | ({"under": str(under)} if under is not None else {}))


def _threshold(text_: str, words: StatisticsWords, errors: list[FieldError]) -> int | None:
    text = text_.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 2 <= int(text) <= 1000):
        errors.append(FieldError("under", words.t("stats.bad_under")))
        return None
    return int(text)
