"""Facts of two voices: what the content shows, then what the reporter says of it, which is reported
only, and weaker.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from api.texts.lexicons import Facts
from classifiers.cues.model import Cue
from classifiers.cues.presumed import COMMENT, MAX_SOURCE, presumed_facts
from engine.facts.earlier import readable
from engine.facts.statements import Lengths

NEVER_IN_COMMENT: Mapping[str, frozenset[Any] | None] = {"contexte": frozenset({"temoignage"}), "langue": None}
"""By fact, the values that a comment never says of the content (None: none of them): whoever
reports tells what they saw, in their own language.
"""
DISSENT = " ; le signalant dit autre chose"
"""What the source of a fact read in the content ends with, where the comment says otherwise of it:
the comment's reading is dropped.
"""


def add_comment_facts(
    report: Mapping[str, Any], stated_facts: Mapping[str, Any], cues: Iterable[Cue], facts: Facts, sets: Iterable[str]
) -> dict[str, Any]:
    """A report with what its comment says besides.

    `report` holds what its text shows, `stated_facts` what somebody stated of it: both stand. What
    the comment says that contradicts either is dropped; the fact of the text that it contradicts
    says so in its source.
    """
    said = dict(report.get("facts") or {})
    lengths = Lengths(len(report.get("text") or ""), len(report.get("comment") or ""))
    for name, raw in presumed_facts([cue for cue in cues if of_content(cue.fact, cue.value)], sets, COMMENT).items():
        if name in stated_facts:
            continue
        fact = {**raw, "span_in": "comment"}
        against = _against(name, fact, said, facts, lengths)
        if against is None:
            said[name] = fact
        for other in against or ():
            if other not in stated_facts:
                said[other] = _with_dissent(said[other])
    return {**report, "facts": said}


def of_content(fact: str, value: Any) -> bool:
    """Whether a value read in a comment says something of the content, not of who reports."""
    if fact not in NEVER_IN_COMMENT:
        return True
    values = NEVER_IN_COMMENT[fact]
    return values is not None and value not in values


def _against(
    name: str, fact: Mapping[str, Any], facts_so_far: Mapping[str, Any], facts: Facts, lengths: Lengths
) -> tuple[str, ...] | None:
    """The facts that one more would contradict, none where it adds nothing or cannot be held; None
    when it can be added.
    """
    if name in facts_so_far:
        return () if _within(fact["value"], _value(facts_so_far[name])) else (name,)
    before = readable(facts_so_far, facts, lengths)
    after = readable({**facts_so_far, name: fact}, facts, lengths)
    if after.keys() == {*before, name}:
        return None
    return tuple(other for other in facts_so_far if name in facts and _meant(other, facts) == _meant(name, facts))


def _within(value: Any, wider: Any) -> bool:
    """Whether a value adds nothing to another."""
    if isinstance(value, Mapping) and isinstance(wider, Mapping):
        return set(value.get("includes", ())) <= set(wider.get("includes", ()))
    return bool(value == wider)


def _value(raw: Any) -> Any:
    return raw["value"] if isinstance(raw, Mapping) and "value" in raw else raw


def _meant(name: str, facts: Facts) -> str:
    """The fact that a fact is about: itself, or that of which it says something."""
    means = facts[name].means if name in facts else None
    return means.fact if means is not None else name


def _with_dissent(raw: Mapping[str, Any]) -> dict[str, Any]:
    source = str(raw.get("source") or "").removesuffix(DISSENT)
    return {**raw, "source": source[: MAX_SOURCE - len(DISSENT)] + DISSENT}
