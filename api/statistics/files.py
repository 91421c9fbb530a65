"""Reports as files: CSV that a spreadsheet opens without running anything, plain data for JSON,
text for a terminal.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from typing import Any

from api.statistics.report import StatisticsReport
from api.statistics.tables import Row, Table
from api.statistics.tiles import tiles_of
from api.statistics.words import Cells, StatisticsWords

_FORMULAS = frozenset("=+-@")
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and a sign that Unicode counts as neither spaces nor controls, and that show nothing:
Hangul fillers, the Braille blank.
"""
SEPARATOR = ";"
"""What French spreadsheets expect."""


def csv_of(table: Table, words: StatisticsWords) -> str:
    """A table as CSV in UTF-8 with its mark, one row a line: codes beside words, numbers without
    spaces, shares as decimals with a point.

    A text that a spreadsheet would take for a formula is written after an apostrophe.
    """
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=SEPARATOR, lineterminator="\r\n")
    heads = [cell for head in table.heads for cell in (head, words.t(f"stats.dim.{head}"))]
    columns = [words.column(column) for column in table.columns]
    shares = [
        name
        for share in table.shares
        for name in (
            words.share(table, share),
            *((f"{words.share(table, share)} ({e})" for e in ("min", "max")) if share.exact else ()),
        )
    ]
    delay = [f"{words.median(table)} (s)"] if table.delay is not None else []
    writer.writerow(map(guarded, [*heads, *columns, *shares, *delay]))
    for row in table.lines():
        writer.writerow(map(guarded, _line(table, row, words)))
    return out.getvalue()


def guarded(cell: str) -> str:
    """The cell, with an apostrophe before what a spreadsheet would run: blanks before the sign, and
    its full-width forms, change nothing.
    """
    first = next((character for character in cell if not _blank(character)), "")
    formula = first != "" and unicodedata.normalize("NFKC", first)[0] in _FORMULAS
    return f"'{cell}" if formula or cell.startswith(("\t", "\r")) else cell


def _blank(character: str) -> bool:
    """What a spreadsheet may pass over before a formula: spaces, controls and what Unicode names
    not, lone marks, fillers.
    """
    return unicodedata.category(character)[0] in "ZCM" or character in _FILLERS


def _line(table: Table, row: Row, words: StatisticsWords) -> list[str]:
    if row is table.total:
        told = [cell for _ in table.heads for cell in ("", "")]
        told[1] = words.t("stats.total")
    else:
        pairs = zip(table.heads, row.heads, strict=True)
        told = [cell for head, code in pairs for cell in (code or "", words.value(head, code))]
    told += [words.t("stats.secret") if count is None else str(count) for count in row.counts]
    for share in table.shares:
        ratio = table.share_of(row, share)
        told.append("" if ratio is None else f"{ratio.value:.6f}")
        if share.exact:
            bounds = ratio.interval if ratio is not None else None
            told += [f"{bound:.6f}" for bound in bounds] if bounds else ["", ""]
    if table.delay is not None:
        told.append("" if row.median is None else f"{row.median:.1f}")
    return told


def data_of(report: StatisticsReport) -> dict[str, Any]:
    """The report as plain data: codes only. A count kept secret, like an unknown value, is null."""
    return {
        "kind": report.kind,
        "from": report.period.first.isoformat(),
        "to": report.period.last.isoformat(),
        "timezone": str(report.period.zone),
        "secret_under": report.secret_under,
        "tiles": [tile.as_data() for tile in tiles_of(report)],
        "sections": [
            {"id": section.id, "tables": [data_of_table(table) for table in section.tables]}
            for section in report.sections
        ],
    }


def data_of_table(table: Table) -> dict[str, Any]:
    """A table as plain data."""
    return {
        "id": table.id,
        "about": dict(table.about),
        "heads": list(table.heads),
        "columns": [{"measure": column.measure, "about": dict(column.about)} for column in table.columns],
        "rows": [_row(table, row) for row in table.rows],
        "total": _row(table, table.total) if table.total is not None else None,
    }


def _row(table: Table, row: Row) -> dict[str, Any]:
    ratios = [table.share_of(row, share) for share in table.shares]
    return {
        "heads": list(row.heads) if row is not table.total else [],
        "counts": list(row.counts),
        "shares": [ratio.as_data() if ratio is not None else None for ratio in ratios],
        "median_seconds": row.median,
    }


def text_of(report: StatisticsReport, words: StatisticsWords) -> str:
    """The report for a terminal: every table, its columns lined up."""
    lines = []
    for section in report.sections:
        title = words.t(f"stats.section.{section.id}")
        lines += [title, "═" * _width(title), ""]
        for table in section.tables:
            lines += [*_table_lines(words.cells(table), words), ""]
    if report.secret_under is not None:
        lines += [words.t("stats.secret_note", n=report.secret_under), ""]
    return "\n".join(lines)


def _table_lines(cells: Cells, words: StatisticsWords) -> list[str]:
    lines = [cells.title, "─" * _width(cells.title)]
    if not cells.rows:
        return [*lines, words.t("stats.nothing")]
    rows = [cells.columns, *cells.rows, *([cells.total] if cells.total is not None else [])]
    widths = [max(_width(row[n]) for row in rows) for n in range(len(cells.columns))]
    for row in rows:
        told = [
            cell + " " * (width - _width(cell)) if n < cells.heads else " " * (width - _width(cell)) + cell
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(told).rstrip())
    return lines


def _width(text: str) -> int:
    """Display width of a text in a terminal."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
