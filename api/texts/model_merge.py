"""Merge of a model server's reading with what the embedded readers saw of a report.

What somebody stated stands. Of the facts it was asked, the model's answers take the place of what
is presumed, and what it says nothing of is presumed no more, but for what may show a danger. A
reading may raise a probability and never lowers one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from api.texts.lexicons import Facts, sets_of
from api.texts.voices import of_content
from classifiers.cues.presumed import MAX_SOURCE
from classifiers.model_server.reading import ModelAnswer, ModelReading, Voice
from engine.facts.earlier import readable
from engine.facts.statements import Lengths

SOURCE = "modèle"
"""The source of a fact that a model server presumes; its name follows, in parentheses."""
NAMED_FIRST, NAMED_NEXT = 0.9, 0.6
"""The probability of the field that a model names first, and of those it names next."""
NAMED_GRAVITY = 0.9
"""The probability of a gravity that a model names."""


def merge_facts(
    own: Mapping[str, Any],
    embedded: Mapping[str, Any],
    reading: ModelReading,
    vocabulary: Facts,
    steadfast: Iterable[str],
    lengths: Lengths,
) -> dict[str, Any]:
    """Presumed facts of both readers, in the form that reports use.

    `own`: what somebody stated; `embedded`: what the embedded readers presume; `steadfast`: the
    facts that may show a danger, of which what is presumed stays. What contradicts what stands is
    left out.
    """
    firm, sets = frozenset(steadfast), sets_of(vocabulary)
    presumed = {name: raw for name, raw in embedded.items() if name not in own and name in firm}
    unasked = {name: raw for name, raw in embedded.items() if name not in {*own, *firm, *reading.asked}}
    for answer in sorted(reading.answers, key=lambda one: one.voice != "text"):
        name = answer.fact
        if name in own or name not in vocabulary or not _speaks_of_content(answer):
            continue
        before = presumed.get(name)
        raw = _statement(answer, reading, sets, before if name in firm and name in sets else None)
        if before is not None and (name not in sets or name not in firm):
            continue
        tried = {**own, **presumed, name: raw}
        if readable(tried, vocabulary, lengths).keys() == tried.keys():
            presumed[name] = raw
    for name, raw in unasked.items():
        tried = {**own, **presumed, name: raw}
        if name not in presumed and readable(tried, vocabulary, lengths).keys() == tried.keys():
            presumed[name] = raw
    return presumed


def merge_indications(indications: Mapping[str, Any] | None, reading: ModelReading) -> dict[str, Any]:
    """Indications of both readers: the higher probability of each; no kind of noise where the model
    names a field or a gravity.
    """
    said = dict(indications or {})
    fields = {name: NAMED_FIRST if rank == 0 else NAMED_NEXT for rank, name in enumerate(reading.fields)}
    gravity = dict.fromkeys(reading.gravity, NAMED_GRAVITY)
    for key, named in (("fields", fields), ("gravity", gravity)):
        before: Mapping[str, float] = said.get(key) or {}
        merged = {name: max(before.get(name, 0.0), named.get(name, 0.0)) for name in {*before, *named}}
        if merged:
            said[key] = merged
        if named:
            said.pop("noise", None)
    return said


def source_of(reading: ModelReading) -> str:
    """The source of what a reading makes presumed."""
    return f"{SOURCE} ({reading.provenance.model})"[:MAX_SOURCE]


def voice_of(statement: Mapping[str, Any]) -> Voice:
    """The voice whose words make a fact presumed: without a place in any, those of the address."""
    voice: Voice = statement.get("span_in", "text" if "span" in statement else "url")
    return voice


def _statement(answer: ModelAnswer, reading: ModelReading, sets: frozenset[str], before: Any | None) -> dict[str, Any]:
    """An answer as a statement; of a fact that may have several values, with those presumed
    before.
    """
    value: Any = answer.value
    if answer.fact in sets:
        values = set(answer.value if isinstance(answer.value, tuple) else (str(answer.value),))
        if isinstance(before, Mapping) and isinstance(before.get("value"), Mapping):
            values |= set(before["value"].get("includes", ()))
        value = {"includes": sorted(values), "excludes": []}
    said = {
        "value": value,
        "standing": "presumed",
        "source": source_of(reading),
    }
    place = [answer.start, answer.end]
    match answer.voice:
        case "text":
            return {**said, "span": place}
        case "comment":
            return {**said, "span": place, "span_in": "comment"}
        case "url":
            return said


def _speaks_of_content(answer: ModelAnswer) -> bool:
    """Whether an answer from the comment says something of the content."""
    if answer.voice != "comment":
        return True
    values = answer.value if isinstance(answer.value, tuple) else (answer.value,)
    return all(of_content(answer.fact, value) for value in values)
