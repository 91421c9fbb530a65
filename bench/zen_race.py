"""The engine against zen-engine: same law, same facts, same machine, in turn; after having checked
that they agree.

zen is given its best chance: every shape of model, every form of facts and every way of calling are
tried first, and the fastest with trace on is kept for each form of facts.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bench.cases import Asked, CaseMaker, confirmed, has_presumed, on
from bench.clock import alternate, median_rate, ratios, spend
from bench.throughput import Proofs, drain, read_all
from bench.zen_calls import Call, calls
from bench.zen_facts import digested_facts, plain_facts
from bench.zen_model import GIVENS, SHAPES, Given, Shape, ZenLaw
from engine.model.answer import Answer
from engine.model.knowledge import StatedFact
from engine.model.outcome import Outcome
from engine.reasoning.qualify import Engine

DAY = date(2026, 11, 24)
"""The day whose law is compared: zen's model holds one wording of each offence."""

USUAL = "decision parsed before"
FACTS = {"plain": ("plain", "plain, compared first"), "digested": ("digested",)}
"""The two contests, and the forms of facts each admits."""


@dataclass(frozen=True)
class Entrant:
    """One way of having zen answer."""

    shape: Shape
    given: Given
    way: str
    call: Call

    @property
    def name(self) -> str:
        """What the report calls it."""
        return f"{self.shape}, {self.given} facts, {self.way}"


def zen_race(engine: Engine, maker: CaseMaker, rounds: int, size: int, tries: int, seed: int) -> dict[str, Any]:
    """Qualifying heats, agreement, then `rounds` alternating batches of `size` reports with trace
    on, and as many with trace off.
    """
    law = ZenLaw(engine.plan, DAY)
    sample = [on(DAY, asked) for asked in maker.make(tries, seed)]
    heats: dict[str, float] = {}
    best = {contest: _fastest(law, givens, sample, heats) for contest, givens in FACTS.items()}
    models = {contest: law.model(e.shape, e.given) for contest, e in best.items()}
    result: dict[str, Any] = {
        "day": DAY.isoformat(),
        "conditions": len(law.conditions),
        "reasons": sum(len(law.reasons.get((f, letter), ())) for f in law.conditions for letter in "er"),
        "heats": dict(sorted(heats.items(), key=lambda kv: -kv[1])),
        "chosen": {contest: entrant.name for contest, entrant in best.items()},
        "model_bytes": {contest: len(model) for contest, model in models.items()},
        "agreement": {contest: agreement(engine, law, e, sample) for contest, e in best.items()},
    }
    for trace, key in ((True, "trace"), (False, "no_trace")):
        first = seed + 1000 * (1 + trace)
        batches = [[on(DAY, a) for a in maker.make(size, first + number)] for number in range(rounds + 1)]
        result[key] = _race(engine, law, best, batches, trace)
    result["twice"] = sum(map(has_presumed, sample)) / len(sample)
    result["bytes"] = {"ours": _mean_length(map(Proofs(engine).data, sample))}
    for contest, e in best.items():
        responses = e.call.run(e.call.prepare(_contexts(law, e.given, sample, twice=False)), True)
        result["bytes"][contest] = _mean_length(_json(response).encode() for response in responses)
    return result


def agreement(engine: Engine, law: ZenLaw, entrant: Entrant, sample: Sequence[Asked]) -> dict[str, Any]:
    """How many statuses and how many clause outcomes zen and the engine give alike; the first
    differences, if any.
    """
    counts = {"statuses": 0, "clauses": 0}
    differences: list[str] = []
    responses = entrant.call.run(entrant.call.prepare(_contexts(law, entrant.given, sample, twice=False)), True)
    for asked, response in zip(sample, responses, strict=True):
        answer = engine.qualify(asked.report, asked.decision)
        differences += _differences(law, answer, response["result"], counts)
    return {"reports": len(sample), **counts, "differing": len(differences), "first": differences[:3]}


def _differences(law: ZenLaw, answer: Answer, result: dict[str, Any], counts: dict[str, int]) -> Iterable[str]:
    statuses, outcomes = law.statuses(result), law.outcomes(result)
    for assessment in answer.assessments:
        counts["statuses"] += 1
        if statuses[assessment.offence] is not assessment.status:
            yield f"{answer.report} {assessment.offence}: {statuses[assessment.offence]} / {assessment.status}"
        regime = law.regimes[assessment.offence]
        if regime is None:
            continue
        found = {(f.kind, f.name): f.verdict.outcome for f in assessment.findings}
        for clause in regime.clauses:
            counts["clauses"] += 1
            ours, zens = found.get((clause.kind, clause.name)), outcomes[clause.formula]
            if ours is None:  # a caution is a finding only when established
                ours, zens = Outcome.OPEN, (zens if zens is Outcome.ESTABLISHED else Outcome.OPEN)
            if ours is not zens:
                yield f"{answer.report} {assessment.offence}/{clause.name}: {zens} / {ours}"


def _fastest(law: ZenLaw, givens: Sequence[str], sample: Sequence[Asked], heats: dict[str, float]) -> Entrant:
    """Tries every shape on the usual way of calling, then every way on the fastest shape; notes
    each rate.
    """
    entrants = [_entrant(law, shape, given, USUAL) for given in GIVENS if given in givens for shape in SHAPES]
    first = max(entrants, key=lambda e: _heat(law, e, sample, heats))
    others = [_entrant(law, first.shape, first.given, way) for way in calls(law.model(first.shape, first.given))]
    return max(others, key=lambda e: _heat(law, e, sample, heats))


def _entrant(law: ZenLaw, shape: Shape, given: Given, way: str) -> Entrant:
    return Entrant(shape, given, way, calls(law.model(shape, given))[way])


def _heat(law: ZenLaw, entrant: Entrant, sample: Sequence[Asked], heats: dict[str, float]) -> float:
    ready = entrant.call.prepare(_contexts(law, entrant.given, sample, twice=False))
    _exhaust(entrant.call.run(ready[: len(ready) // 4], True))
    runs = [spend(len(ready), lambda: _exhaust(entrant.call.run(ready, True))).rate for _ in range(2)]
    heats[entrant.name] = max(runs)
    return max(runs)


def _race(
    engine: Engine, law: ZenLaw, best: dict[str, Entrant], batches: Sequence[Sequence[Asked]], trace: bool
) -> dict[str, Any]:
    """The first batch warms everyone up. With trace, what is explained is taken both as objects and
    written as JSON.
    """
    alone, read, written = _fresh(engine), _fresh(engine), Proofs(_fresh(engine))
    sides: dict[str, Callable[[int], object]] = {
        "ours, objects": lambda n: drain(lambda a: tuple(alone.qualify(a.report, a.decision).assessments), batches[n])
    }
    if trace:
        sides["ours, findings read"] = lambda n: drain(
            lambda a: read_all(read.qualify(a.report, a.decision)), batches[n]
        )
        sides["ours, JSON"] = lambda n: drain(written.data, batches[n])
    pairs: dict[str, tuple[str, str]] = {}
    for facts, entrant in best.items():
        for contest, twice in ((f"{facts} facts", False), (f"{facts} facts, twice", True)):
            ready = [entrant.call.prepare(_contexts(law, entrant.given, batch, twice)) for batch in batches]
            sides[f"{contest}, objects"] = _zen_runs(entrant, ready, trace)
            pairs[f"objects: {contest}"] = ("ours, objects", f"{contest}, objects")
            if trace:
                sides[f"{contest}, JSON"] = _zen_runs(entrant, ready, trace, _json)
                pairs[f"findings read: {contest}"] = ("ours, findings read", f"{contest}, objects")
                pairs[f"JSON: {contest}"] = ("ours, JSON", f"{contest}, JSON")
                pairs[f"JSON against objects: {contest}"] = ("ours, JSON", f"{contest}, objects")
    spent = alternate(sides, [(len(batch), number) for number, batch in enumerate(batches)])
    spent = {name: each[1:] for name, each in spent.items()}
    return {
        "rounds": len(batches) - 1,
        "reports_per_round": len(batches[0]),
        "per_cpu_second": {name: median_rate(each) for name, each in spent.items()},
        "ratio": {name: ratios(spent[one], spent[other]) for name, (one, other) in pairs.items()},
    }


def _zen_runs(
    entrant: Entrant, ready: Sequence[Sequence[Any]], trace: bool, then: Callable[[Any], object] | None = None
) -> Callable[[int], None]:
    def run(number: int) -> None:
        responses = entrant.call.run(ready[number], trace)
        _exhaust(responses if then is None else map(then, responses))

    return run


def _contexts(law: ZenLaw, given: str, batch: Sequence[Asked], twice: bool) -> list[dict[str, Any]]:
    """What zen is asked about a batch; `twice`: then again on confirmed facts alone, for the
    reports that have presumed ones.
    """
    contexts = [_facts(law, given, asked.report.facts) for asked in batch]
    if twice:
        contexts += [_facts(law, given, confirmed(asked)) for asked in batch if has_presumed(asked)]
    return contexts


def _fresh(engine: Engine) -> Engine:
    return Engine(engine.ruleset, plan=engine.plan)


def _mean_length(texts: Iterable[bytes]) -> float:
    lengths = [len(text) for text in texts]
    return sum(lengths) / len(lengths)


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _facts(law: ZenLaw, given: str, facts: Mapping[str, StatedFact]) -> dict[str, Any]:
    return dict(digested_facts(law.plan, facts)) if given == "digested" else plain_facts(facts)


def _exhaust(responses: Iterable[Any]) -> None:
    deque(responses, maxlen=0)
