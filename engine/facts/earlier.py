"""Statements made under earlier rules, read under those of today."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.facts.faults import FieldFault, ReportError
from engine.facts.meanings import merge_meanings
from engine.facts.renamings import in_words_of
from engine.facts.statements import NO_WORDS, Lengths, state
from engine.model.fact import FactDefinition
from engine.model.knowledge import StatedFact


def readable(
    given: Mapping[str, Any], facts: Mapping[str, FactDefinition], lengths: Lengths = NO_WORDS
) -> dict[str, Any]:
    """Statements in the words of a vocabulary, without those that it does not take: an unknown fact
    or value, one that contradicts the others.

    What is left is always read by `read_report`.
    """
    stated: dict[str, StatedFact] = {}
    given = in_words_of(facts, given).facts
    for name, raw in given.items():
        try:
            fact = state(name, raw, facts, lengths)
        except ReportError:
            continue
        if fact is not None:
            stated[name] = fact
    while faults := _contradictions(stated, facts):
        for fault in faults:
            stated.pop(fault.field.removeprefix("facts."))
    return {name: given[name] for name in stated}


def _contradictions(stated: Mapping[str, StatedFact], facts: Mapping[str, FactDefinition]) -> list[FieldFault]:
    faults: list[FieldFault] = []
    merge_meanings(dict(stated), facts, faults)
    return faults
