"""Stated facts as plain data, and the digest that names them."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from engine.model.fact import Value
from engine.model.knowledge import Between, Exactly, Knowledge, Members, OneOf, StatedFact
from engine.model.report import Report

_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False).encode


def facts_digest(report: Report, *, weighs: bool = False) -> str:
    """SHA-256 of what the report states: facts, their standing, dates, raised points.

    Its text, address and id are left out.

    `weighs`: the law weighs suggestions, and its indications count too, where it has any, for the
    answer follows from them.
    """
    data: dict[str, Any] = {
        "date_of_facts": str(report.date_of_facts),
        "raised": sorted(report.raised),
        "facts": {
            name: [known_data(f.knowledge), f.standing, None if f.sure is None else known_data(f.sure)]
            for name, f in sorted(report.facts.items())
        },
    }
    if report.disputed:
        data["disputed"] = {name: known_data(f.knowledge) for name, f in sorted(report.disputed.items())}
    indications = report.indications.data() if weighs else {}
    if indications:
        data["indications"] = indications
    return hashlib.sha256(_encode(data).encode()).hexdigest()


def _statement_data(fact: StatedFact) -> dict[str, Any]:
    """A fact as plain data, in the form reports use: its value, and how it stands."""
    return {"value": known_data(fact.knowledge), "standing": fact.standing.value}


def stated_data(report: Report) -> dict[str, Any]:
    """Every fact that a report states, disputed ones included, in the form reports use."""
    return {name: _statement_data(fact) for name, fact in {**report.disputed, **report.facts}.items()}


def known_data(known: Knowledge) -> Any:
    """The knowledge of a fact as plain data, in the form reports use."""
    match known:
        case Exactly(value):
            return value if isinstance(value, str | bool) else _plain(value)
        case Between(lower, upper):
            return {k: _plain(v) for k, v in (("min", lower), ("max", upper)) if v is not None}
        case OneOf(values):
            return {"one_of": sorted(values)}
        case Members(includes, excludes):
            return {"includes": sorted(includes), "excludes": sorted(excludes)}


def _plain(value: Value) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, date) else value
