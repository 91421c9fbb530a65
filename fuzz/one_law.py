"""Everything that can be compared on one random law, from one seed."""

from __future__ import annotations

import resource
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from engine.explanation.checker import check_proof
from engine.explanation.proof import ProofWriter, proof
from engine.model.report import Report
from engine.reasoning.durable import DurableForward
from engine.reasoning.plan import compile_plan
from engine.reasoning.qualify import Engine
from fuzz.agreement import Court
from tests.generators.knowledge import random_known
from tests.generators.law import random_law
from tests.generators.plain_law import PlainLaw
from tests.generators.planted import LIES, plant
from tests.generators.reports import random_report

FACTS = 60
"""Partial facts on which every element of a law is judged."""
REPORTS = 4
"""Whole reports answered, and compared with the plain reading of the law."""
LIES_A_PROOF = 5


@dataclass
class Examined:
    """What one law gave: counts, and the first difference met, if any."""

    seed: str
    counts: Counter[str] = field(default_factory=Counter)
    difference: str | None = None
    memory: int = 0
    """The largest memory of the process so far, in kibibytes."""


def examine(seed: str) -> Examined:
    """Compares everything on the law of a seed; stops at the first difference. An exception counts
    as one.
    """
    examined = Examined(seed)
    try:
        examined.difference = next(_differences(seed, examined.counts), None)
    except Exception:  # whatever breaks is what the campaign looks for
        examined.difference = traceback.format_exc()
    examined.memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return examined


def _kept(engine: Engine, asked: Sequence[tuple[Report, date]]) -> Iterator[str]:
    """An engine that keeps parts of past answers answers again, in another order, as one that has
    met nothing.
    """
    writer = ProofWriter(engine.ruleset)
    for report, decision in reversed(asked):
        fresh = Engine(engine.ruleset, engine.forward, engine.plan)
        wanted = ProofWriter(engine.ruleset).data(fresh.qualify(report, decision))
        if writer.data(engine.qualify(report, decision)) != wanted:
            yield f"the answer changes with what was asked before, on {report} decided {decision}"


def _differences(seed: str, counts: Counter[str]) -> Iterator[str]:
    ruleset, vocabulary = random_law(seed)
    plan = compile_plan(ruleset)
    durable = DurableForward(plan.partitions)
    court = Court(plan, vocabulary, durable)
    random = Random(f"facts {seed}")
    counts["laws"] += 1
    for _ in range(FACTS):
        known = random_known(random, vocabulary, share=random.choice((0.3, 0.55, 0.8)))
        yield from (str(difference) for difference in court.differences(known, counts))
    engine = Engine(ruleset, durable, plan)
    plain = PlainLaw(ruleset, vocabulary)
    asked = [random_report(random, ruleset, vocabulary, raised=0.1) for _ in range(REPORTS)]
    for report, decision in asked:
        answer = engine.qualify(report, decision)
        for found in answer.assessments:
            offence = ruleset.offences[found.offence]
            wanted = plain.answer(offence, report, decision)
            confirmed = plain.confirmed(offence, report, decision)
            counts["statuses"] += 1
            got = (found.status, found.version, frozenset(found.because), found.confirmed)
            if got != (wanted.status, wanted.version, wanted.because, confirmed):
                yield f"{found.offence}: status {got}, plainly {wanted}, confirmed {confirmed}, on {report} decided {decision}"
        honest = proof(answer, ruleset)
        counts["proofs"] += 1
        if faults := check_proof(honest, ruleset):
            yield f"an honest proof is refused: {faults}, on {report} decided {decision}"
        for kind in random.sample(list(LIES), LIES_A_PROOF):
            lie = plant(kind, honest, ruleset, random)
            if lie is not None:
                counts["lies"] += 1
                if not check_proof(lie.proof, ruleset):
                    yield f"a lie is accepted: {kind} in {lie.where}, on {report} decided {decision}"
    yield from _kept(engine, asked)
