"""Records of an archive: a report without its words, the day it was decided, what an analyst
concluded, and the answer that was given.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, NamedTuple, TypeAlias

from api.kit.canonical import canonical
from api.kit.lines import MAX_LINE
from engine.analysis.backtest.outcomes import OffenceOutcome, ReportOutcome
from engine.facts.faults import ReportError
from engine.facts.statements import MAX_ID
from engine.facts.values import read_day
from engine.model.outcome import Status

REPORT_KEYS = ("id", "date_of_facts", "facts", "raised", "indications", "reported_category")
"""What is read of a report: nothing that holds its words."""
BESIDE = ("date_of_decision", "decision", "answer")
"""What an archive says beside a report."""
FaultCode: TypeAlias = Literal[
    "json", "object", "long", "day", "no_day", "after", "fact", "field", "decision", "answer"
]


class RecordError(Exception):
    """Record that cannot be answered: why, and the field."""

    def __init__(self, code: FaultCode, field: str = "") -> None:
        self.code, self.field = code, field
        super().__init__(code)


class FactPair(NamedTuple):
    """Facts of a report as each of two editions reads them, without a word of it."""

    old: Mapping[str, Any]
    new: Mapping[str, Any]

    @property
    def differs(self) -> bool:
        """Whether the two readings say otherwise."""
        return self.old != self.new


class ArchiveDecision(NamedTuple):
    """Conclusion of an analyst: an offence, or none."""

    offence: str | None


class ArchiveAnswer(NamedTuple):
    """Answer that was given: by which law and engine, as of which day, and its outcome."""

    ruleset: str
    engine: str
    day: date
    outcome: ReportOutcome


class ArchiveRecord(NamedTuple):
    """Record of an archive. `data`: the report in the form that reports use."""

    id: str
    data: Mapping[str, Any]
    day: date | None
    decision: ArchiveDecision | None
    answer: ArchiveAnswer | None


def read_record(line: bytes, number: int) -> ArchiveRecord:
    """The record of a line, the `number`-th of its archive.

    Raises:
        RecordError: it is not one.
    """
    data = _parsed(line)
    report = without_words(data)
    name = report.get("id")
    if not isinstance(name, str | int) or isinstance(name, bool) or not str(name) or len(str(name)) > MAX_ID:
        report["id"] = name = f"ligne-{number}"
    return ArchiveRecord(
        str(name),
        report,
        _day(data.get("date_of_decision")),
        _decision(data.get("decision")),
        _answer(data.get("answer")),
    )


def bare_record(line: bytes) -> bytes:
    """The same record without any word of the report.

    Raises:
        RecordError: the line is no object.
    """
    data = _parsed(line)
    return canonical({**without_words(data), **{key: data[key] for key in BESIDE if key in data}})


def without_words(data: Mapping[str, Any]) -> dict[str, Any]:
    """A report without its text, its comment, its address, or where in them its facts were read."""
    report = {key: data[key] for key in REPORT_KEYS if key in data}
    facts = report.get("facts")
    if isinstance(facts, Mapping):
        report["facts"] = bare_facts(facts)
    return report


def bare_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts without what says where they were read."""
    return {name: _bare(raw) for name, raw in facts.items()}


def stored_answer(document: Mapping[str, Any]) -> dict[str, Any]:
    """An answer as an archive holds it, from its whole document."""
    return {
        "ruleset": document["digests"]["ruleset"],
        "engine": document["digests"]["engine"],
        "date_of_decision": document["date_of_decision"],
        "main": document["main"],
        "issue": document["issue"],
        "offences": {e["offence"]: [e["status"], e["confirmed"], e["evoked"]] for e in document["offences"]},
    }


def _parsed(line: bytes) -> dict[str, Any]:
    if len(line) > MAX_LINE:
        raise RecordError("long")
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RecordError("json") from error
    if not isinstance(data, dict):
        raise RecordError("object")
    return data


def _bare(raw: Any) -> Any:
    if isinstance(raw, Mapping) and "value" in raw:
        return {key: raw[key] for key in ("value", "standing") if key in raw}
    return raw


def _day(raw: Any) -> date | None:
    if raw is None:
        return None
    try:
        return read_day(raw, "date_of_decision")
    except ReportError as error:
        raise RecordError("day", "date_of_decision") from error


def _decision(raw: Any) -> ArchiveDecision | None:
    if raw is None:
        return None
    offence = raw.get("offence") if isinstance(raw, Mapping) else raw
    if not isinstance(raw, Mapping) or not (offence is None or isinstance(offence, str)):
        raise RecordError("decision", "decision")
    return ArchiveDecision(offence)


def _answer(raw: Any) -> ArchiveAnswer | None:
    if raw is None:
        return None
    try:
        offences = {
            name: OffenceOutcome(Status(status), Status(confirmed), bool(evoked))
            for name, (status, confirmed, evoked) in raw["offences"].items()
        }
        outcome = ReportOutcome(offences, raw["main"], str(raw["issue"]))
        return ArchiveAnswer(str(raw["ruleset"]), str(raw["engine"]), read_day(raw["date_of_decision"], ""), outcome)
    except (ReportError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise RecordError("answer", "answer") from error
