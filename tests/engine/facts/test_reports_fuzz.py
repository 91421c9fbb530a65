"""Whatever is sent, a report is taken or refused; nothing else ever comes out."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.facts.digest import facts_digest
from engine.facts.statements import KEYS, ReportError
from engine.model.knowledge import Between, Exactly, Knowledge, Members, OneOf
from engine.model.outcome import Standing
from engine.model.report import Report
from tests.engine.facts.vocabulary import FACTS, faults, read

WORDS = ("value", "standing", "source", "span", "min", "max", "one_of", "includes", "excludes", "confirmed", "presumed", "oui", "inconnu",
         "ouvert", "groupe", "citation", "injure", "FR", "fr", "2024-05-01", "2023-02-30", "0000-00-00")  # fmt: skip
some_text = st.sampled_from((*WORDS, *FACTS, *KEYS)) | st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
scalars = st.none() | st.booleans() | st.integers(-5, 200) | st.integers() | st.floats() | some_text
json_like = st.recursive(
    scalars, lambda some: st.lists(some, max_size=4) | st.dictionaries(some_text, some, max_size=4), max_leaves=6
)  # fmt: skip
reports = st.fixed_dictionaries(
    {}, optional={**dict.fromkeys(KEYS, json_like), "facts": st.dictionaries(st.sampled_from([*FACTS, "x"]), json_like, max_size=5)}
)  # fmt: skip


@settings(max_examples=100)
@given(json_like)
def test_anything_at_all_is_taken_or_refused(data: Any) -> None:
    _taken_or_refused(data)


@settings(max_examples=150)
@given(reports)
def test_anything_under_the_right_keys_is_taken_or_refused(data: dict[str, Any]) -> None:
    _taken_or_refused(data)


@settings(max_examples=100)
@given(reports)
def test_a_report_sent_as_json_is_understood_the_same(data: dict[str, Any]) -> None:
    assert _outcome(json.loads(json.dumps(data))) == _outcome(data)


def _outcome(data: Any) -> tuple[str, ...]:
    """The report, or its faults, written out (NaN does not equal itself, its text does)."""
    try:
        return (repr(read(data)),)
    except ReportError as error:
        return tuple(map(str, error.faults))


def _taken_or_refused(data: Any) -> None:
    found = faults(data)
    if found:
        assert all(fault.message and fault.field in str(fault) for fault in found)
    else:
        _assert_sound(read(data))


def _assert_sound(report: Report) -> None:
    """What the engine relies on: every stated fact is in the vocabulary and of its type, and the report has a digest."""
    assert report.id
    assert report.date_of_facts is None or type(report.date_of_facts) is date
    assert all(type(raised) is str for raised in report.raised)
    for name, stated in report.facts.items():
        assert stated.fact == name
        assert type(stated.standing) is Standing
        assert FACTS[name].means is None
        assert _fits(stated.knowledge, name), (name, stated.knowledge)
        assert stated.sure is None or (stated.standing is Standing.PRESUMED and _fits(stated.sure, name))
    assert len(facts_digest(report)) == 64


def _fits(known: Knowledge, name: str) -> bool:
    fact = FACTS[name]
    match fact.type, known:
        case "boolean", Exactly(value):
            return type(value) is bool
        case "choice", Exactly(value):
            return value in fact.values
        case "choice", OneOf(values):
            return bool(values) and values < fact.values.keys()
        case "set", Exactly(frozenset() as members):
            return members <= fact.values.keys()
        case "set", Members(includes, excludes):
            return includes.isdisjoint(excludes) and includes | excludes <= fact.values.keys()
        case "integer", Exactly(value):
            return type(value) is int and _within(value, fact.min, fact.max)
        case "integer", Between(lower, upper):
            return all(b is None or (type(b) is int and _within(b, fact.min, fact.max)) for b in (lower, upper))
        case "date", Exactly(value):
            return type(value) is date
        case "date", Between(lower, upper):
            return all(b is None or type(b) is date for b in (lower, upper))
        case (("country" | "language"), Exactly(value)):
            return isinstance(value, str) and value.isascii() and value.isalpha() and len(value) <= 3
    return False


def _within(value: int, low: int | None, high: int | None) -> bool:
    return (low is None or low <= value) and (high is None or value <= high)
