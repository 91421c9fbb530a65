"""Rule firing alone: durable_rules through its C extension against the plain Python that replaces
it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bench.cases import CaseMaker
from bench.clock import alternate, median_rate, ratios
from engine.facts.atoms import settled
from engine.model.knowledge import StatedFact
from engine.reasoning.durable import MISSING, DurableForward
from engine.reasoning.forward import ForwardChainer, PlainForward
from engine.reasoning.plan import Plan

Firing = tuple[dict[int, bool], list[int]]
"""The known atoms of a report, and the partitions that look at one of them."""


def rule_firing(plan: Plan, maker: CaseMaker, batches: int, size: int, seed: int) -> dict[str, Any]:
    """Reports fired per CPU second by each, alternating; and whether they fired the same rules."""
    if MISSING is not None:
        return {"missing": f"durable_rules: {MISSING}"}
    firings = [_firing(plan, asked.report.facts) for asked in maker.make(batches * size, seed)]
    durable, plain = DurableForward(plan.partitions), PlainForward(plan.partitions)
    differing = sum(sorted(durable.fire(*f)) != sorted(plain.fire(*f)) for f in firings)
    groups = [(size, firings[i : i + size]) for i in range(0, len(firings), size)]
    spent = alternate({"durable_rules": _firer(durable), "python": _firer(plain)}, groups)
    return {
        "reports": len(firings),
        "rules": len(plan.rules),
        "partitions": len(plan.partitions),
        "known_atoms": sum(len(known) for known, _ in firings) / len(firings),
        "fired": sum(len(plain.fire(*f)) for f in firings) / len(firings),
        "differing": differing,
        "durable_rules": median_rate(spent["durable_rules"]),
        "python": median_rate(spent["python"]),
        "ratio": ratios(spent["durable_rules"], spent["python"]),
    }


def known_atoms(plan: Plan, facts: Mapping[str, StatedFact]) -> dict[int, bool]:
    """What the facts settle, by position of atom."""
    return {
        position: value
        for name, stated in facts.items()
        for position in plan.atoms_by_fact.get(name, ())
        if (value := settled(plan.atoms[position], stated.knowledge)) is not None
    }


def _firing(plan: Plan, facts: Mapping[str, StatedFact]) -> Firing:
    known = known_atoms(plan, facts)
    return known, [i for i, part in enumerate(plan.partitions) if not part.atoms.isdisjoint(known)]


def _firer(forward: ForwardChainer) -> Callable[[Sequence[Firing]], None]:
    def run(firings: Sequence[Firing]) -> None:
        for known, partitions in firings:
            forward.fire(known, partitions)

    return run
