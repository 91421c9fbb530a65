"""Queue priorities: declared rules, as data, give each report a rank and the reason of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from api.rules.fact_values import ValueCondition, has_value
from api.rules.name_checks import NameChecks
from api.rules.noise import read_parameters
from api.rules.parameter_files import read_for_check, read_rules_file
from classifiers.noise.never import Never, Parameters
from engine.language.names import LawNames
from engine.model.answer import Answer
from engine.model.knowledge import StatedFact
from engine.model.outcome import Status
from engine.model.ruleset import Ruleset
from textfile.diagnostics import Diagnostic
from textfile.reader import Document
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


class PrioritiesFile(BaseModel):
    """`parameters/priorites.yaml`."""

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

    def __init__(self, rules: Sequence[PriorityRule], parameters: Parameters) -> None:
        self.rules = tuple(rules)
        self.labels = {rule.id: rule.label for rule in self.rules}
        self.ranks = {rule.id: STEP * place for place, rule in enumerate(self.rules, 1)}
        self.of_danger = next((QueuePriority(self.ranks[rule.id], rule.id) for rule in self.rules if rule.danger), None)
        self.patterns = {r.reason: Text.model_validate(r.label) for r in parameters.rules}
        asked = {name for rule in self.rules for name in rule.text}
        self._never = Never(parameters._replace(rules=tuple(r for r in parameters.rules if r.reason in asked)))

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
        RulesetError: the file cannot be used, or that of the patterns.
        BadParameters: a pattern cannot be used.
    """
    return Priorities(read_rules_file(PrioritiesFile, FILE, rulesets).priorities, read_parameters(rulesets))


def check_priorities(root: Path, law: LawNames, patterns: Collection[str] | None) -> list[Diagnostic]:
    """What is wrong in the file of a folder, whose bruit.yaml names these patterns."""

    def names(file: PrioritiesFile, document: Document) -> Iterator[Diagnostic]:
        named = NameChecks(document, law)
        yield from named.unique((rule.id for rule in file.priorities), "id", "priorities")
        for i, rule in enumerate(file.priorities):
            here = ("priorities", i)
            if patterns is not None:
                yield from named.items_of("motif inconnu de bruit.yaml", rule.text, patterns, *here, "text")
            yield from named.values(rule.facts, *here, "facts")
            yield from named.items_of("thème inconnu", rule.themes, law.themes, *here, "themes")
            yield from named.offences(rule.offences, *here, "offences")

    return read_for_check(PrioritiesFile, FILE, root).with_names(names)
