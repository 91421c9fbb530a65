"""Difference of two folders beside the law: the rules of routing, compared like the law, and every
file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from engine.analysis.difference.conditions import ConditionWording, condition_changes
from engine.analysis.difference.files import file_differences
from engine.analysis.difference.findings import DifferenceClass, FolderDifference, RouteChange
from engine.analysis.difference.replay import WitnessError
from engine.analysis.difference.state_diagrams import NativeDiagrams
from engine.explanation.words import say_known
from engine.facts.values import known_of
from engine.model.fact import FactDefinition
from engine.model.outcome import Outcome
from engine.routing.loader import FOLDER, load_routing
from engine.routing.router import STATUS, Router, Routing


def folder_difference(old: Path, new: Path) -> FolderDifference:
    """Everything beside the law that differs between two folders of rules.

    Raises:
        RulesetError: a file that cannot be read, or routing that cannot be used.
        WitnessError: a router does not confirm a situation: a fault of this program.
    """
    files = tuple(file_differences(old, new))
    touched = any(one.file.startswith(f"{FOLDER}/") for one in files)
    routed = touched and all((root / FOLDER).is_dir() for root in (old, new))
    routes = tuple(route_changes(*(Router(load_routing(root)) for root in (old, new)))) if routed else ()
    classes = [one.of_class for one in files] + [DifferenceClass.CONSEQUENCES] * bool(routes)
    together = max(classes, key=list(DifferenceClass).index, default=DifferenceClass.NONE)
    return FolderDifference(together, routes, files)


def route_changes(old: Router, new: Router) -> Iterator[RouteChange]:
    """Every change of what a rule of routing makes due, with the smallest situation that shows
    it.
    """
    titles = {rule.id: rule.title.fr for router in (old, new) for rule in router.rules.rules}
    diagrams = NativeDiagrams()
    for name, title in titles.items():
        readings = [[ConditionWording(*reading) for reading in router.readings(name)] for router in (old, new)]
        wordings = readings[0], readings[1]
        for change in condition_changes((old.plan, new.plan), wordings, diagrams, Outcome.REFUTED):
            day = change.days.from_ if change.days.from_ != date.min else change.days.until or date.min
            before, after = old.decide(change.old_facts, day), new.decide(change.new_facts, day)
            _confirm(name, before, change.old)
            _confirm(name, after, change.new)
            yield RouteChange(
                name,
                title,
                change.days,
                change.old,
                change.new,
                change.old_facts,
                change.new_facts,
                _in_words(change.new_facts, new.rules.facts),
                _due(before),
                _due(after),
            )


def _confirm(rule: str, routing: Routing, outcome: Outcome) -> None:
    """Checks that a router says of a rule what the diagrams do; a rule that is due may yield to
    another one.
    """
    told = next((route.status for route in routing.routes if route.rule == rule), STATUS[Outcome.REFUTED])
    if told != STATUS[outcome] and outcome is not Outcome.ESTABLISHED:
        raise WitnessError(f"{rule}: {outcome.value} by the diagrams, {told} by the router")


def _in_words(situation: Mapping[str, Any], facts: Mapping[str, FactDefinition]) -> str:
    known = [(facts[name], known_of(value, facts[name], name)) for name, value in situation.items()]
    said = [f"{fact.label.fr} : {say_known(one, fact, 'fr')}" for fact, one in known if one is not None]
    return " ; ".join(said) or "rien n’est connu"


def _due(routing: Routing) -> tuple[str, ...]:
    return tuple(route.rule for route in routing.having("due"))
