"""Queue priorities: declared rules, as data, give each report a rank and the reason of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from api.rules.fact_values import ValueCondition, has_value
from api.rules.noise import read_parameters
from api.rules.parameter_files import read_rules_file
from classifiers.noise.never import Never
from engine.model.answer import Answer
from engine.model.knowledge import StatedFact
from engine.model.outcome import Status
from engine.model.ruleset import Ruleset
from textfile.text import Text

FILE = Path("parameters/priorites.yaml")
ORDINARY = 1_000
"""The rank of a report that no rule names."""
STEP = 10

Names = Annotated[tuple[str, ...], Field(max_length=200)]


class PriorityRule(BaseModel):
    """A rule: it applies as soon as one of its conditions is met."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")
    label: Text
    text: Names = ()
    facts: Mapping[str, ValueCondition] = {}
    themes: Names = ()
    offences: Names = ()
    categories: Names = ()
    danger: bool = False


class _PrioritiesFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    priorities: Annotated[tuple[PriorityRule, ...], Field(max_length=99)]


class QueuePriority(NamedTuple):
    """A rank, the lowest first, and the rule that gives it (None: none applies)."""

    rank: int
    reason: str | None


class Priorities:
    """The rules, in order. `labels` and `patterns`: the words of each, and of the named patterns of
    bruit.yaml; `of_danger`: the rank of a report that shows a danger to somebody (None: no rule
    speaks of it).
    """

    def __init__(self, rules: Sequence[PriorityRule]) -> None:
        self.rules = tuple(rules)
        self.labels = {rule.id: rule.label for rule in self.rules}
        self.ranks = {rule.id: STEP * place for place, rule in enumerate(self.rules, 1)}
        self.of_danger = next((QueuePriority(self.ranks[rule.id], rule.id) for rule in self.rules if rule.danger), None)
        parameters = read_parameters()
        self.patterns = {r.reason: Text.model_validate(r.label) for r in parameters.rules}
        asked = {name for rule in self.rules for name in rule.text}
        self._never = Never(parameters._replace(rules=tuple(r for r in parameters.rules if r.reason in asked)))
        if unknown := asked - self.patterns.keys():
            raise ValueError(f"{FILE.name} : motif inconnu de bruit.yaml : {', '.join(sorted(unknown))}")

    def rank(
        self,
        answer: Answer,
        facts: Mapping[str, StatedFact],
        law: Ruleset,
        words: Iterable[str],
        category: str | None,
        *,
        danger: bool = False,
    ) -> QueuePriority:
        """The rank of a report that was just answered under a law, `facts` being those of the
        question.

        `words`: those of the content, those of the reporter; `danger`: whether it shows a danger to
        somebody.
        """
        found = frozenset().union(*(self._never.named(one) for one in words if one))
        offences = {a.offence for a in answer.assessments if a.evoked and a.status is Status.ESTABLISHED}
        offences |= {answer.main} if answer.main is not None else _besides(answer)
        themes = {law.offences[name].theme for name in offences}
        for rule in self.rules:
            if (
                (rule.danger and danger)
                or found.intersection(rule.text)
                or themes.intersection(rule.themes)
                or offences.intersection(rule.offences)
                or any(
                    name in facts and has_value(facts[name].knowledge, wanted) for name, wanted in rule.facts.items()
                )
                or (category or "").casefold() in {name.casefold() for name in rule.categories}
            ):
                return QueuePriority(self.ranks[rule.id], rule.id)
        return QueuePriority(ORDINARY, None)

    def unknown_to(self, law: Ruleset) -> list[str]:
        """Names in the rules that the law does not know."""
        themes = {offence.theme for offence in law.offences.values()}
        known = (("facts", law.facts), ("themes", themes), ("offences", law.offences))
        return [
            f"{rule.id}.{part}.{n}"
            for rule in self.rules
            for part, names in known
            for n in getattr(rule, part)
            if n not in names
        ]


def _besides(answer: Answer) -> set[str]:
    """The offences named without being suggested; not those that a category alone has named: rules
    speak of categories themselves.
    """
    look = answer.look
    read = look.offences if look is not None and look.by == "reader" else ()
    return {*read, *(setting.offence for setting in answer.also)}


def open_priorities(rulesets: Path | None) -> Priorities:
    """The rules of a folder of rules, or the shipped ones when it has none.

    Raises:
        RulesetError: the file cannot be used.
        ValueError: it names a pattern that bruit.yaml does not have.
    """
    return Priorities(read_rules_file(_PrioritiesFile, FILE, rulesets).priorities)
