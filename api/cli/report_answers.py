"""Answers of `qualif qualify` to one report, and their lines for a machine."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from api.cli.danger_words import danger_data
from api.cli.reading import IncomingReport, LazyIntake, read_from_text
from api.cli.reports_in import Incoming
from api.rules.dangers import Danger
from engine.explanation.document import DocumentWriter
from engine.facts.statements import FieldFault, ReportError, read_report
from engine.model.answer import Answer
from engine.model.report import Report
from engine.reasoning.qualify import Engine
from textfile.text import Language, Text

_NOTHING = Text(fr="ce signalement ne dit rien", en="this report says nothing")
_AT_LEAST = Text(
    fr="donner au moins `text`, `comment`, `url` ou `facts`", en="give at least `text`, `comment`, `url` or `facts`"
)


def answer_report(
    incoming: Incoming, number: int, engine: Engine, decision: date
) -> tuple[Report, Answer] | list[FieldFault]:
    """The answer to a report, the `number`-th, or what is wrong with it."""
    if incoming.fault is not None:
        return [FieldFault("(signalement)", incoming.fault)]
    try:
        report = read_report(incoming.data, engine.ruleset.facts, fallback_id=f"signalement-{number}")
        if report.date_of_facts is not None and report.date_of_facts > decision:
            return [
                FieldFault(
                    "date_of_facts",
                    Text(
                        fr=f"{report.date_of_facts} suit la décision du {decision}",
                        en=f"{report.date_of_facts} comes after the decision of {decision}",
                    ),
                    Text(fr="corriger la date, ou `--at`", en="correct the date, or `--at`"),
                )
            ]
        if not (report.text or report.comment or report.url or report.facts):
            return [FieldFault("text", _NOTHING, _AT_LEAST)]
        return report, engine.qualify(report, decision)
    except ReportError as error:
        return list(error.faults)


def answer_line(
    writer: DocumentWriter,
    found: tuple[Report, Answer],
    danger: Danger | None,
    read: IncomingReport,
    intake: LazyIntake,
) -> str:
    """The whole proof, as a line."""
    return writer.data(*found, {"danger": danger_data(danger)}, read_from_text(read, intake)).decode()


def fault_line(incoming: Incoming, faults: Sequence[FieldFault], language: Language) -> str:
    """What is wrong with a report, as a line."""
    said = [
        {
            "field": fault.field,
            "message": fault.what.in_(language),
            "hint": fault.remedy.in_(language) if fault.remedy is not None else "",
        }
        for fault in faults
    ]
    return json.dumps({"error": {"where": incoming.where, "faults": said}}, ensure_ascii=False)
