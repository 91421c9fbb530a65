"""Printable reports: HTML made from tables, then an accessible PDF. The text is French; nobody is
named in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from api.kit.typography import french
from api.statistics.charts import draw
from api.statistics.report import StatisticsReport
from api.statistics.sentences import RULES, lead_of, sentences_of, title_of
from api.statistics.tables import Table
from api.statistics.words import Cells, StatisticsWords
from engine.notices.pdf import pdf_of


@dataclass(frozen=True, slots=True)
class _Part:
    """A table as text, with its drawing."""

    cells: Cells
    rows: tuple[tuple[str, ...], ...]
    drawing: Markup


@dataclass(frozen=True, slots=True)
class _Section:
    title: str
    parts: tuple[_Part, ...]


def pdf_of_report(report: StatisticsReport, words: StatisticsWords, moment: datetime, procedures: str = "") -> bytes:
    """The report as PDF/UA, in French. `procedures` goes into a trusted flagger's: how independence
    is ensured; blank lines part paragraphs.

    Raises:
        PdfRefused: the report is too long for one document; CSV and JSON have no limit.
    """
    return pdf_of(
        html_of(report, words, procedures),
        title=title_of(report, words),
        language="fr",
        moment=moment,
    )


def html_of(report: StatisticsReport, words: StatisticsWords, procedures: str = "") -> str:
    """The report as the HTML that is printed. Tables without anything to show are left out."""
    sections = tuple(
        _Section(words.t(f"stats.section.{section.id}"), tuple(_part(t, words) for t in section.tables if not t.empty))
        for section in report.sections
    )
    paragraphs = [" ".join(part.split()) for part in procedures.split("\n\n") if part.strip()]
    return (
        _environment()
        .get_template("report.html")
        .render(
            title=title_of(report, words),
            lead=lead_of(report, words),
            sentences=[french(s) for s in sentences_of(report, words)],
            sections=[section for section in sections if section.parts],
            procedures=paragraphs if report.kind == "dsa" else None,
            rules=[french(rule) for rule in RULES],
        )
    )


def _part(table: Table, words: StatisticsWords) -> _Part:
    cells = words.cells(table)
    rows = (*cells.rows, *([cells.total] if cells.total is not None else []))
    return _Part(cells, rows, Markup(draw(table, words)))


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
