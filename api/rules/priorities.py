"""Queue priorities: declared rules, as data, give each report a rank and the reason of it."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
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
from textfile.fields import Probability
from textfile.reader import Document
from textfile.text import Text

FILE = Path("parameters/priorites.yaml")
ORDINARY = 1_000
"""The rank of a report that no rule names."""
STEP = 10
ALWAYS = math.inf
"""Above any probability: whatever the noise, a report is kept."""

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


class NoiseBounds(BaseModel):
    """The probabilities of a kind of noise from which a rule does not keep a report, where it is
    met only by the reporter's `category`, or by an offence `named` without being suggested; without
    one, it always keeps.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    category: Probability = ALWAYS
    named: Probability = ALWAYS


class PrioritiesFile(BaseModel):
    """`parameters/priorites.yaml`."""

    model_config = ConfigDict(extra="forbid")

    yields_to_noise: NoiseBounds = NoiseBounds()
    priorities: Annotated[tuple[PriorityRule, ...], Field(max_length=99)]


class QueuePriority(NamedTuple):
    """A rank, the lowest first, and the rule that gives it (None: none applies).

    `keeps_below`: the probability of a kind of noise under which it keeps a report that the filter
    would set aside; 0, where no rule applies, keeps none.
    """

    rank: int
    reason: str | None
    keeps_below: float = ALWAYS

    def keeps(self, noise: float) -> bool:
        """Whether it keeps a report that is recognised as a kind of noise with this probability."""
        return not noise >= self.keeps_below


class Priorities:
    """The rules, in order. `labels` and `patterns`: the words of each, and of the named patterns of
    bruit.yaml; `of_danger`: the rank of a report that shows a danger to somebody (None: no rule
    speaks of it).
    """

    def __init__(self, file: PrioritiesFile, parameters: Parameters) -> None:
        self.rules = file.priorities
        self._yields_to_noise = file.yields_to_noise
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
        suggested = {a.offence for a in answer.assessments if a.evoked and a.status is Status.ESTABLISHED}
        named = set[str]()
        if answer.main is None:
            named = _besides(answer)
        else:
            suggested.add(answer.main)
        patterns = frozenset().union(*(self._never.named(one) for one in words if one))
        said = (category or "").casefold()

        def bound(rule: PriorityRule) -> float:
            """The probability of noise under which a rule keeps the report; 0 where it is not
            met.
            """
            if (
                (rule.danger and danger)
                or patterns.intersection(rule.text)
                or _names(rule, suggested, law)
                or any(
                    name in facts and has_value(facts[name].knowledge, wanted) for name, wanted in rule.facts.items()
                )
            ):
                return ALWAYS
            by_category = said in {name.casefold() for name in rule.categories}
            yields = self._yields_to_noise
            return max(by_category and yields.category, _names(rule, named, law) and yields.named)

        bounds = [bound(rule) for rule in self.rules]
        first = next((rule for rule, below in zip(self.rules, bounds, strict=True) if below), None)
        if first is None:
            return QueuePriority(ORDINARY, None, 0.0)
        return QueuePriority(self.ranks[first.id], first.id, max(bounds))


def _names(rule: PriorityRule, offences: Collection[str], law: Ruleset) -> bool:
    """Whether a rule names one of the offences, by itself or by its theme."""
    return any(name in rule.offences or law.offences[name].theme in rule.themes for name in offences)


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
    return Priorities(read_rules_file(PrioritiesFile, FILE, rulesets), read_parameters(rulesets))


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
