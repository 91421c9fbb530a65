"""Readings of a stated report under the vocabulary of a law: what it does not take is left aside,
and said.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.facts.earlier import readable
from engine.facts.renamings import in_words_of
from engine.facts.statements import ReportError, read_report
from engine.model.fact import FactDefinition
from engine.model.knowledge import StatedFact
from engine.model.report import Report
from engine.model.ruleset import Ruleset


class Reading(NamedTuple):
    """Report as a law reads it, and the facts and raised points that it does not take."""

    report: Report
    aside: tuple[str, ...] = ()


class VocabularyReader:
    """Reads reports under one law."""

    def __init__(self, law: Ruleset) -> None:
        self._facts = law.facts
        self._points = frozenset(
            f"{offence.id}/{name}"
            for offence in law.offences.values()
            for name in (*offence.elements, *offence.defences, *offence.scope)
        )

    def read(self, data: Mapping[str, Any]) -> Reading:
        """A report from plain data.

        Raises:
            ReportError: something else than a fact or a point is refused, or facts are no mapping.
        """
        raised = data.get("raised")
        unknown: tuple[str, ...] = ()
        if raised and isinstance(raised, list):
            unknown = tuple(name for name in raised if isinstance(name, str) and name not in self._points)
            data = {**data, "raised": [name for name in raised if name not in unknown]}
        try:
            return Reading(read_report(data, self._facts), unknown)
        except ReportError:
            facts = data.get("facts")
            if not isinstance(facts, Mapping) or not all(isinstance(name, str) for name in facts):
                raise
            left, translation = readable(facts, self._facts), in_words_of(self._facts, facts)
            report = read_report({**data, "facts": left}, self._facts)
            refused = (name for name in translation.facts if name not in left)
            return Reading(report, (*refused, *translation.lost, *unknown))


def same_facts(one: Mapping[str, StatedFact], other: Mapping[str, StatedFact]) -> bool:
    """Whether the same is known of facts, whatever words they were stated in."""
    return one.keys() == other.keys() and all(_known(fact) == _known(other[name]) for name, fact in one.items())


def _known(fact: StatedFact) -> object:
    return fact.knowledge, fact.standing, fact.sure


def read_alike(old: Mapping[str, FactDefinition], new: Mapping[str, FactDefinition]) -> bool:
    """Whether two vocabularies read every report alike."""
    return old.keys() == new.keys() and all(_reading(old[name]) == _reading(new[name]) for name in old)


def _reading(fact: FactDefinition) -> object:
    """What the reading of a fact depends on."""
    presumed = [(rule.condition, rule.value, rule.from_, rule.until) for rule in fact.presumed_when]
    return fact.type, tuple(fact.values), fact.min, fact.max, fact.means, fact.was, presumed
