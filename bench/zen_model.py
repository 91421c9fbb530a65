"""The law in force on one day as a zen-engine decision model (JDM), made from the same minimal
reasons as our own rules.

For each condition that an offence needs, zen is given « known to hold » and « known not to hold »:
the disjunction of the reasons for, and of the reasons against. Both are exact (docs/semantics.md,
section 2), so zen reaches the same three values. The status of each offence is then read off its
conditions. Not asked of zen: reasons, counter-examples of what is open, the answer on confirmed
facts alone, other wordings (CP 112-1), limitation, out-of-field rules, the main suggestion.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import Any, Literal

from bench.zen_facts import on_digested_facts, on_plain_facts
from engine.model.outcome import Outcome, Status
from engine.reasoning.plan import Plan, Regime

Shape = Literal["one node", "two nodes", "one table", "a table each"]
SHAPES: tuple[Shape, ...] = ("one node", "two nodes", "one table", "a table each")
"""Expressions for conditions and statuses in one node; in two; all reasons as rows of one table; a
table for each condition.
"""

Given = Literal["plain", "plain, compared first", "digested"]
GIVENS: tuple[Given, ...] = ("plain", "plain, compared first", "digested")
"""Plain facts compared inside each condition; compared once, in a first node; comparisons already
settled (engine's atoms).
"""

Node = dict[str, Any]
Says = Callable[[int, str], str]
"""The expression that a condition is `e` (established), `r` (refuted) or `o` (open)."""

_LETTERS = {"e": Outcome.ESTABLISHED, "r": Outcome.REFUTED, "o": Outcome.OPEN}


class ZenLaw:
    """The decision models of a compiled ruleset on one day, and how to read their results."""

    def __init__(self, plan: Plan, day: date) -> None:
        self.plan = plan
        self.regimes: dict[str, Regime | None] = {
            name: next((r for r in group if r.from_ <= day and (r.until is None or day <= r.until)), None)
            for name, group in plan.regimes.items()
        }
        self.conditions = sorted({f for r in self.regimes.values() if r is not None for f in r.formulas})
        self.reasons: dict[tuple[int, str], list[tuple[tuple[int, bool], ...]]] = {}
        for rule in plan.rules:
            self.reasons.setdefault((rule.formula, "e" if rule.holds else "r"), []).append(rule.when)
        for formula, holds in plan.always.items():
            self.reasons[formula, "e" if holds else "r"] = [()]

    def model(self, shape: Shape, given: Given) -> str:
        """A decision model, as JSON text."""
        first = [_expressions("compared", self._comparisons())] if given == "plain, compared first" else []
        term = self._plain_term if given == "plain" else on_digested_facts
        if shape == "one node":
            pairs = [*self._outcomes(term), *self._statuses(lambda f, letter: f"$.f{f} == '{letter}'")]
            return _chain([*first, _expressions("law", pairs)])
        by_name = self._statuses(lambda f, letter: f"f{f} == '{letter}'")
        if shape == "two nodes":
            return _chain([*first, _expressions("law", self._outcomes(term)), _expressions("status", by_name, True)])
        if shape == "one table":
            lists = [("established", "established"), ("refuted", "refuted")]
            statuses = self._statuses(_in_lists)
            return _chain([*first, self._table(term), _expressions("status", [*lists, *statuses])])
        return _star(first, self._tables(term), _expressions("status", by_name, True))

    def statuses(self, result: Mapping[str, Any]) -> dict[str, Status]:
        """The status of each offence in a result."""
        return {name: Status(result[_key(name)]) for name in self.regimes}

    def outcomes(self, result: Mapping[str, Any]) -> dict[int, Outcome]:
        """The outcome of each condition in a result."""
        if "established" not in result:
            return {f: _LETTERS[result[f"f{f}"]] for f in self.conditions}
        held, failed = set(result["established"]), set(result["refuted"])
        return {
            f: Outcome.ESTABLISHED if f in held else Outcome.REFUTED if f in failed else Outcome.OPEN
            for f in self.conditions
        }

    # -- pieces -------------------------------------------------------------------------

    def _plain_term(self, position: int, holds: bool) -> str:
        return on_plain_facts(self.plan.atoms[position], holds)

    def _comparisons(self) -> list[tuple[str, str]]:
        used = {p for f in self.conditions for letter in "er" for r in self.reasons.get((f, letter), ()) for p, _ in r}
        return [
            (f"a{p}", f"{self._plain_term(p, True)} ? true : ({self._plain_term(p, False)} ? false : null)")
            for p in sorted(used)
        ]

    def _outcomes(self, term: Callable[[int, bool], str]) -> list[tuple[str, str]]:
        def either(formula: int, letter: str) -> str:
            return _any(f"({_all(term, reason)})" for reason in self.reasons.get((formula, letter), ()))

        return [(f"f{f}", f"({either(f, 'e')}) ? 'e' : (({either(f, 'r')}) ? 'r' : 'o')") for f in self.conditions]

    def _rows(self, term: Callable[[int, bool], str]) -> Iterable[tuple[int, str, str]]:
        for formula in self.conditions:
            for letter in "er":
                for reason in self.reasons.get((formula, letter), ()):
                    yield formula, letter, _all(term, reason)

    def _table(self, term: Callable[[int, bool], str]) -> Node:
        """Each reason is a row; the columns `established[]` and `refuted[]` collect the conditions
        that matching rows settle.
        """
        rules = [{"_id": "always", "when": "", "e": "-1", "r": "-1"}]  # so that both lists exist
        for formula, letter, when in self._rows(term):
            number = {"e": "", "r": ""} | {letter: str(formula)}
            rules.append({"_id": f"{letter}{len(rules)}", "when": when, **number})
        outputs = [{"id": "e", "name": "e", "field": "established[]"}, {"id": "r", "name": "r", "field": "refuted[]"}]
        return _table("law", outputs, rules)

    def _tables(self, term: Callable[[int, bool], str]) -> list[Node]:
        rules: dict[int, list[dict[str, str]]] = {formula: [] for formula in self.conditions}
        for formula, letter, when in self._rows(term):
            rules[formula].append({"_id": f"{letter}{len(rules[formula])}", "when": when, "o": f"'{letter}'"})
        return [
            _table(
                f"law{f}", [{"id": "o", "name": "o", "field": f"f{f}"}], [*rows, {"_id": "o", "when": "", "o": "'o'"}]
            )
            for f, rows in rules.items()
        ]

    def _statuses(self, says: Says) -> list[tuple[str, str]]:
        return [(_key(name), _status(regime, says)) for name, regime in self.regimes.items()]


def _status(regime: Regime | None, says: Says) -> str:
    """docs/semantics.md, section 3, as one expression."""
    if regime is None or regime.version.void is not None:
        return f"'{Status.NOT_IN_FORCE}'"
    outside: list[str] = []
    against: list[str] = []
    pending: list[str] = []
    for clause in regime.clauses:
        if clause.kind == "scope":
            outside.append(says(clause.formula, "r"))
        elif clause.kind == "element":
            against.append(says(clause.formula, "r"))
            pending += [] if clause.presumable else [says(clause.formula, "o")]
        elif clause.kind == "defence":
            against.append(says(clause.formula, "e"))
            pending += (
                [] if clause.raised is None else [f"({says(clause.raised, 'e')} and {says(clause.formula, 'o')})"]
            )
    return (
        f"({_any(outside)}) ? '{Status.OUT_OF_SCOPE}' : (({_any(against)}) ? '{Status.EXCLUDED}'"
        f" : (({_any(pending)}) ? '{Status.OPEN}' : '{Status.ESTABLISHED}'))"
    )


def _in_lists(formula: int, letter: str) -> str:
    if letter == "o":
        return f"(not({formula} in established) and not({formula} in refuted))"
    return f"({formula} in {'established' if letter == 'e' else 'refuted'})"


def _all(term: Callable[[int, bool], str], reason: tuple[tuple[int, bool], ...]) -> str:
    return " and ".join(term(position, holds) for position, holds in reason) or "true"


def _any(parts: Iterable[str]) -> str:
    return " or ".join(parts) or "false"


def _key(offence: str) -> str:
    return f"s_{offence.replace('-', '_')}"


# -- the JSON of a graph ------------------------------------------------------------------


def _node(name: str, kind: str, content: Mapping[str, Any]) -> Node:
    return {"id": name, "name": name, "type": kind, "content": content}


_ONCE: dict[str, Any] = {"passThrough": False, "inputField": None, "outputPath": None, "executionMode": "single"}


def _expressions(name: str, pairs: Iterable[tuple[str, str]], pass_through: bool = False) -> Node:
    each = [{"id": f"{name}-{key}", "key": key, "value": value} for key, value in pairs]
    return _node(name, "expressionNode", {**_ONCE, "passThrough": pass_through, "expressions": each})


def _table(name: str, outputs: list[dict[str, str]], rules: list[dict[str, str]]) -> Node:
    """A table with one free condition a row; columns named `…[]` gather from every matching row,
    others keep the first.
    """
    inputs = [{"id": "when", "name": "when"}]
    content = {**_ONCE, "hitPolicy": "first", "inputs": inputs, "outputs": outputs, "rules": rules}
    return _node(name, "decisionTableNode", content)


def _chain(nodes: list[Node]) -> str:
    every = [_node("input", "inputNode", {}), *nodes, _node("output", "outputNode", {})]
    return _graph(every, pairwise(every))


def _star(first: list[Node], middle: list[Node], last: Node) -> str:
    before = [_node("input", "inputNode", {}), *first]
    after = [last, _node("output", "outputNode", {})]
    edges = [*pairwise(before), *((before[-1], m) for m in middle), *((m, last) for m in middle)]
    return _graph([*before, *middle, *after], [*edges, (after[0], after[1])])


def _graph(nodes: list[Node], edges: Iterable[tuple[Node, Node]]) -> str:
    lines = [
        {"id": f"edge{i}", "type": "edge", "sourceId": a["id"], "targetId": b["id"]} for i, (a, b) in enumerate(edges)
    ]
    return json.dumps({"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": lines})
