"""Router: a situation in, recipients out: in order, each due, not due or open, with its reason and
what is missing.

The rules are compiled like those of the law: diagrams, minimal reasons, rules fired by
durable_rules or in plain Python. `due` is true in every completion of what is unknown, `not_due`
false in every one, `open` neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, Literal, TypeAlias

from engine.cache import TwoGenerationCache
from engine.explanation.words import say_known, say_literal
from engine.facts.statements import read_report
from engine.model.answer import Verdict
from engine.model.condition import All, Condition, IncludesAny, Not
from engine.model.dated import InForce
from engine.model.knowledge import Exactly, Knowledge, StatedFact
from engine.model.literal import FactLiteral
from engine.model.outcome import Confidence, Outcome
from engine.model.routing import Contact, Deadline, NoticeKind, Recipient, RoutingRule, RoutingRules, RoutingVersion
from engine.model.ruleset import Ruleset
from engine.reasoning.diagram import Formula
from engine.reasoning.durable import best_forward
from engine.reasoning.forward import ForwardChainer
from engine.reasoning.in_force import wordings
from engine.reasoning.plan import Formulas, assembled
from engine.reasoning.valuation import Valuation
from engine.reasoning.verdicts import Verdicts
from engine.reasoning.what_if import WhatIf
from engine.routing.vocabulary import EARLIER_RECIPIENTS
from textfile.text import Text

RouteStatus: TypeAlias = Literal["due", "not_due", "open"]
CACHE_SIZE = 2_000
"""Lists of missing facts kept per generation."""

STATUS: dict[Outcome, RouteStatus] = {
    Outcome.ESTABLISHED: "due",
    Outcome.REFUTED: "not_due",
    Outcome.OPEN: "open",
}
"""Status of a route by the outcome of its rule's condition."""


@dataclass(frozen=True, slots=True)
class Route:
    """One rule on one situation.

    Due, it still waits for a person to confirm, or for two.

    `missing` names the facts that an open route waits for, the best to ask first; `because` says
    which facts settle it. `presumed`: due or not on facts that nobody confirmed. `notice` is None
    when nothing is sent (whom to call, or nobody).
    """

    rule: str
    recipient: Recipient
    status: RouteStatus
    order: int
    title: Text
    reason: Text
    deadline: Deadline | None
    notice: NoticeKind | None
    two_persons: bool
    contacts: tuple[Contact, ...]
    missing: tuple[str, ...]
    confidence: Confidence
    because: tuple[Text, ...]
    presumed: bool = False


@dataclass(frozen=True, slots=True)
class Routing:
    """Every rule in force on a day, in order, and the digest of the rules that answered."""

    routes: tuple[Route, ...]
    digest: str
    day: date

    def having(self, status: RouteStatus) -> tuple[Route, ...]:
        """The routes of one status, in order."""
        return tuple(route for route in self.routes if route.status == status)


@dataclass(frozen=True, slots=True)
class _CompiledRule(InForce):
    """A rule over days on which it reads the same.

    `repeat` is the formula of an earlier sending, for an urgent rule, and `repeat_route` the route
    that it then is; `blank` is the route before anything is known.
    """

    rule: RoutingRule
    version: RoutingVersion
    from_: date
    until: date | None
    formula: int
    repeat: int | None
    repeat_route: Route
    blank: Route


class Router:
    """Compiled routing rules.

    Nothing it keeps changes an answer; thread-safe as far as its `ForwardChainer` is.
    """

    def __init__(self, rules: RoutingRules, forward: ForwardChainer | None = None) -> None:
        """Compiles the rules.

        Raises:
            TooManyReasons, PartitionError: a condition is too large (`check_routing` says which
                one).
        """
        self.rules = rules
        formulas = Formulas(Ruleset(rules.facts, rules.notions, {}, {}, {}, rules.digest))
        self._compiled = [c for rule in rules.rules for c in _compile(rule, rules, formulas)]
        current = {c.formula for c in self._compiled if c.until is None} | {
            c.repeat for c in self._compiled if c.repeat is not None
        }
        self.plan = assembled(formulas, current, {})
        self._verdicts = Verdicts(self.plan, forward if forward is not None else best_forward(self.plan.partitions))
        self._what_if = WhatIf(self._verdicts)
        self._missing_cache: TwoGenerationCache[tuple[str, ...]] = TwoGenerationCache(CACHE_SIZE)
        self._changes = _changes(rules, self._compiled)
        self._in_force = lru_cache(maxsize=64)(self._read_on)
        self._says = lru_cache(maxsize=CACHE_SIZE)(self._settling_words)

    def decide(self, situation: Mapping[str, Any], day: date) -> Routing:
        """The routes of a situation on a day.

        `situation` holds facts of routing by name, each written as a report writes its facts.

        Raises:
            ReportError: a fact or value that the vocabulary does not know.
        """
        facts = read_report({"facts": dict(situation)}, self.rules.facts).facts
        board = self._verdicts.of(facts)
        due: set[str] = set()
        routes: list[Route] = []
        for compiled in self._in_force(day):
            route = self._route(compiled, board.verdict(compiled.formula), facts)
            if compiled.repeat is not None and board.verdict(compiled.repeat).confirmed is Outcome.ESTABLISHED:
                route = compiled.repeat_route
            elif route.status == "due":
                first = next((name for name in compiled.rule.yields_to if name in due), None)
                if first is not None:
                    route = replace(route, status="not_due", because=(_within(first),))
                else:
                    due.add(route.rule)
            routes.append(route)
        return Routing(tuple(routes), self.rules.digest, day)

    def readings(self, rule: str) -> tuple[tuple[date, date | None, Formula], ...]:
        """The spans of days over which a rule reads the same, each with the formula under which it
        is due.
        """
        own = (compiled for compiled in self._compiled if compiled.rule.id == rule)
        return tuple((one.from_, one.until, self.plan.formulas[one.formula]) for one in own)

    def edition(self, day: date) -> str:
        """Names the rules as they read on a day: until it changes, what they answered stays."""
        return f"{self.rules.digest}@{max((change for change in self._changes if change <= day), default=date.min)}"

    def _read_on(self, day: date) -> tuple[_CompiledRule, ...]:
        return tuple(c for c in self._compiled if c.covers(day))

    def _route(self, compiled: _CompiledRule, verdict: Verdict, facts: Mapping[str, StatedFact]) -> Route:
        if verdict.outcome is Outcome.OPEN:
            return replace(compiled.blank, missing=self._missing(compiled.formula, facts))
        return replace(
            compiled.blank,
            status=STATUS[verdict.outcome],
            because=tuple(self._says(lit, facts[lit.atom.fact].knowledge) for lit in min(verdict.reasons, key=len)),
            presumed=verdict.confirmed is not verdict.outcome,
        )

    def _missing(self, formula: int, facts: Mapping[str, StatedFact]) -> tuple[str, ...]:
        """The facts that still matter: those that may close the route alone first, then the easiest
        to find out, then in the order of the vocabulary.
        """
        atlas = self._verdicts.atlas
        known = atlas.known(facts)
        if atlas.one_of(known.bits):  # which values are left is not in the bits
            return self._sought(formula, facts, known)
        key = (formula, known.bits & atlas.masks[formula])
        return self._missing_cache[key] or self._missing_cache.put(key, self._sought(formula, facts, known))

    def _sought(self, formula: int, facts: Mapping[str, StatedFact], known: Valuation) -> tuple[str, ...]:
        alone = {reason[0].atom.fact for reason in self.plan.formulas[formula].reasons_against if len(reason) == 1}
        relevant = self._what_if.relevant_facts(formula, facts, known.bits)
        rank = {name: place for place, name in enumerate(self.rules.facts)}
        return tuple(sorted(relevant, key=lambda name: (name not in alone, self.rules.facts[name].effort, rank[name])))

    def _settling_words(self, literal: FactLiteral, known: Knowledge) -> Text:
        """The words of what settles, as it was stated where it was stated whole, else as the rule
        needs it.
        """
        facts = self.rules.facts
        fact = facts[literal.atom.fact]
        if isinstance(known, Exactly):
            return Text(
                fr=f"{fact.label.fr} : {say_known(known, fact, 'fr')}",
                en=f"{fact.label.en}: {say_known(known, fact, 'en')}",
            )
        return Text(fr=say_literal(literal, facts, "fr"), en=say_literal(literal, facts, "en"))


def _changes(rules: RoutingRules, compiled: Iterable[_CompiledRule]) -> frozenset[date]:
    """The days from which rules, or the countries that they look at, read otherwise."""
    own = (day for one in compiled for day in one.changes)
    countries = (day for one in (*rules.union, *rules.members) for day in (one.start, *one.changes))
    return frozenset((*own, *countries))


def _compile(rule: RoutingRule, rules: RoutingRules, formulas: Formulas) -> list[_CompiledRule]:
    """Each state of a rule, cut where a notion that it uses changes."""
    found = []
    for version in rule.versions:
        condition = due_condition(rule, version)
        for start, end, notions in wordings(condition, rules.notions):
            from_ = max(start, version.from_)
            until = min((d for d in (end, version.until) if d is not None), default=None)
            if until is not None and until < from_:
                continue
            blank = _blank(rule, version, rules)
            told = (
                formulas.formula(_earlier_sending(rule), {}, one_sided=True) if rule.urgent and version.notice else None
            )
            told_already = replace(blank, status="not_due", because=(_reason_of_repeat(rule, rules),))
            number = formulas.formula(condition, notions)
            found.append(_CompiledRule(rule, version, from_, until, number, told, told_already, blank))
    return found


def due_condition(rule: RoutingRule, version: RoutingVersion) -> Condition:
    """The condition under which a state of a rule is due: its own, and, where it sends something,
    nothing sent before.

    An urgent rule leaves earlier sendings out: unknown, they would delay it.
    """
    if version.notice is None or rule.urgent:
        return version.condition
    return All((version.condition, Not(_earlier_sending(rule))))


def _earlier_sending(rule: RoutingRule) -> Condition:
    return IncludesAny(EARLIER_RECIPIENTS, (rule.recipient,))


def _reason_of_repeat(rule: RoutingRule, rules: RoutingRules) -> Text:
    fact = rules.facts[EARLIER_RECIPIENTS]
    value = fact.values[rule.recipient]
    return Text(fr=f"{fact.label.fr} : {value.fr}", en=f"{fact.label.en}: {value.en}")


def _within(rule: str) -> Text:
    return Text(fr=f"Compris dans `{rule}`", en=f"Within `{rule}`")


def _blank(rule: RoutingRule, version: RoutingVersion, rules: RoutingRules) -> Route:
    return Route(
        rule=rule.id,
        recipient=rule.recipient,
        status="open",
        order=rule.order,
        title=rule.title,
        reason=version.reason,
        deadline=version.deadline,
        notice=version.notice,
        two_persons=version.two_persons,
        contacts=tuple(rules.contacts[name] for name in version.contacts),
        missing=(),
        confidence=version.source.confidence,
        because=(),
    )
