"""Cases of routing run: what fails, what they do not show, and whether they would notice a damaged
condition or consequence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from engine.analysis.case_runs import Failure
from engine.analysis.coverage import Coverage
from engine.analysis.mutation import FactFormula, Mutation, mutants
from engine.facts.statements import read_report
from engine.model.condition import Condition
from engine.model.knowledge import StatedFact
from engine.model.routing import Deadline, NoticeKind, RoutingRule, RoutingVersion
from engine.reasoning.diagram import compile_formula, expand
from engine.reasoning.implicants import TooManyReasons
from engine.reasoning.in_force import wording
from engine.routing.cases import RouteConsequence, RouteRow, RoutingRun
from engine.routing.router import STATUS, Route, Router, RouteStatus, Routing, due_condition
from textfile.quoting import quoted

WAYS: tuple[RouteStatus, ...] = ("due", "not_due", "open")
FOLLOWS = "délai, personnes, envoi"
"""Cell of what follows from a due rule."""
LATER = 30
"""How many times longer the deadline of a mutant is."""


@dataclass(frozen=True, slots=True)
class RoutingResult:
    """A run and what the router answered."""

    run: RoutingRun
    routing: Routing
    differences: tuple[str, ...]


def run_routing(router: Router, runs: Iterable[RoutingRun]) -> list[RoutingResult]:
    """Every run decided, in order."""
    results = []
    for run in runs:
        routing = router.decide(run.situation, run.day)
        results.append(RoutingResult(run, routing, tuple(_differences(run, routing))))
    return results


def failures(results: Collection[RoutingResult], rows: Iterable[RouteRow]) -> list[Failure]:
    """The runs that did not get their routes, and the rows that a due route contradicts."""
    wrong = [Failure(r.run.place, f"routage · {r.run.case.name}", r.differences) for r in results if r.differences]
    for row in rows:
        lines = dict.fromkeys(line for route in _due(row.rule, row.version, results) for line in _unlike(row, route))
        if lines:
            name = f"routage · conséquences · {row.rule.id} · {row.version.from_}"
            wrong.append(Failure(row.place, name, tuple(lines)))
    return wrong


def _due(rule: RoutingRule, version: RoutingVersion, results: Iterable[RoutingResult]) -> Iterator[Route]:
    """The routes of one version of a rule that are due."""
    for result in results:
        if version.covers(result.run.day):
            yield from (r for r in result.routing.routes if r.rule == rule.id and r.status == "due")


def _unlike(row: RouteRow, route: Route) -> Iterator[str]:
    got = _consequence(route.deadline, route.two_persons, route.notice, tuple(c.id for c in route.contacts))
    for field, word in _WORDS.items():
        wanted, obtained = getattr(row.expect, field), getattr(got, field)
        if wanted != obtained:
            yield f"{word} : attendu {quoted(wanted)}, obtenu {quoted(obtained)}"


_WORDS = {
    "hours": "délai en heures",
    "days": "délai en jours",
    "binding": "délai fixé par un texte",
    "two_persons": "deux personnes",
    "notice": "envoi",
    "contacts": "à appeler",
}


def _consequence(
    deadline: Deadline | None, two_persons: bool, notice: NoticeKind | None, contacts: tuple[str, ...]
) -> RouteConsequence:
    return RouteConsequence(
        hours=deadline.hours if deadline is not None else None,
        days=deadline.days if deadline is not None else None,
        binding=deadline is not None and deadline.binding,
        two_persons=two_persons,
        notice=notice,
        contacts=contacts,
    )


def _differences(run: RoutingRun, routing: Routing) -> Iterator[str]:
    for status, wanted in (("due", run.case.due), ("open", run.case.open)):
        got = [route.rule for route in routing.routes if route.status == status]
        if got != list(wanted):
            word = "dues" if status == "due" else "ouvertes"
            yield f"{word} : attendu {', '.join(wanted) or 'aucune'}, obtenu {', '.join(got) or 'aucune'}"
    for route in routing.routes:
        facts = run.case.missing.get(route.rule)
        if facts is not None and facts != route.missing:
            yield f"{route.rule} attend : attendu {', '.join(facts)}, obtenu {', '.join(route.missing) or 'rien'}"


def routing_coverage(rule: RoutingRule, results: Collection[RoutingResult], rows: Iterable[RouteRow]) -> Coverage:
    """Version x status, what follows from each version, and the eve and day of each change of
    version.
    """
    mine = [row.version for row in rows if row.rule.id == rule.id]
    seen = {f"{version.from_} · {FOLLOWS}" for version in mine if any(_due(rule, version, results))}
    for result in results:
        version = rule.at(result.run.day)
        route = next((r for r in result.routing.routes if r.rule == rule.id), None)
        if version is not None and route is not None:
            seen |= {f"{version.from_} · {route.status}", f"le {result.run.day}"}
    wanted = [f"{version.from_} · {way}" for version in rule.versions for way in (*WAYS, FOLLOWS)]
    for version in rule.versions[1:]:
        wanted.append(f"le {version.from_}")
    for version in rule.versions[:-1]:
        wanted.append(f"le {version.until}")
    return Coverage(rule.id, len(wanted), tuple(cell for cell in wanted if cell not in seen))


def routing_mutation(
    router: Router, rule: RoutingRule, results: Iterable[RoutingResult], rows: Iterable[RouteRow]
) -> Mutation:
    """Damages the conditions and the consequences of a rule one at a time, and replays the cases.

    A case counts where the condition alone gives the status: not where the rule yields to another,
    or was told before.
    """
    total, survivors = 0, []
    everyone = list(results)
    for original, versions in _conditions(router, rule).items():
        here = [r for r in everyone if any(version.covers(r.run.day) for version in versions)]
        before = compile_formula(original, {}, router.rules.facts)
        sound = FactFormula(before)
        cases = [shown for r in here for shown in _shown(router, rule, sound, r)]
        for label, mutant in mutants(original):
            try:
                compiled = compile_formula(mutant, {}, router.rules.facts)
            except TooManyReasons:
                continue
            if compiled == before:
                continue
            total += 1
            damaged = FactFormula(compiled)
            if all(STATUS[damaged.outcome(facts)] == status for facts, status in cases):
                survivors.append(f"{versions[0].from_} · {label}")
    fates = list(_consequence_mutants(rule, everyone, [row for row in rows if row.rule.id == rule.id]))
    lasting = tuple(label for label, killed in fates if not killed)
    return Mutation(rule.id, total + len(fates), (*survivors, *lasting))


def _consequence_mutants(
    rule: RoutingRule, results: Collection[RoutingResult], rows: Collection[RouteRow]
) -> Iterator[tuple[str, bool]]:
    """Each damage to what follows from a version, and whether a due route contradicts its row."""
    for version in rule.versions:
        shown = any(_due(rule, version, results))
        stated = [row.expect for row in rows if row.version.from_ == version.from_]
        right = _consequence(version.deadline, version.two_persons, version.notice, version.contacts)
        for label, changes in _damages(right):
            mutant = right.model_copy(update=changes)
            yield f"{version.from_} · {label}", shown and any(expect != mutant for expect in stated)


def _damages(right: RouteConsequence) -> Iterator[tuple[str, dict[str, object]]]:
    yield "deux personnes inversé", {"two_persons": not right.two_persons}
    if right.days is None and right.hours is None:
        yield "délai ajouté", {"days": 1}
    else:
        yield "délai allongé", {"days": LATER * (right.days or 1), "hours": None}
        yield "délai ôté", {"days": None, "hours": None, "binding": False}
    if right.notice is not None:
        yield "envoi ôté", {"notice": None}
    for name in right.contacts:
        yield f"{name} ôté", {"contacts": tuple(c for c in right.contacts if c != name)}


def _conditions(router: Router, rule: RoutingRule) -> dict[Condition, list[RoutingVersion]]:
    """Each whole condition of a rule, notions written out as on the first day of its versions."""
    found: dict[Condition, list[RoutingVersion]] = {}
    for version in rule.versions:
        found.setdefault(_expanded(router, rule, version), []).append(version)
    return found


def _expanded(router: Router, rule: RoutingRule, version: RoutingVersion) -> Condition:
    condition = due_condition(rule, version)
    notions, _ = wording((condition,), router.rules.notions, version.from_)
    return expand(condition, notions)


def _shown(
    router: Router, rule: RoutingRule, formula: FactFormula, result: RoutingResult
) -> Iterator[tuple[dict[str, StatedFact], RouteStatus]]:
    facts = dict(read_report({"facts": dict(result.run.situation)}, router.rules.facts).facts)
    status = STATUS[formula.outcome(facts)]
    if any(route.rule == rule.id and route.status == status for route in result.routing.routes):
        yield facts, status
