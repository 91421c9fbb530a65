"""Reports per second on one core: the answer alone, with its proof as JSON text, and the answer as
a person reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from bench.cases import Asked, CaseMaker
from bench.clock import Spent, spend
from engine.explanation.document import DocumentWriter
from engine.explanation.narration import Narrator
from engine.explanation.proof import ProofWriter
from engine.model.answer import Answer
from engine.reasoning.qualify import Engine


def throughput(engine: Engine, maker: CaseMaker, count: int, seed: int) -> dict[str, Any]:
    """Rates on reports never met before, by an engine that has just started; then on the same
    reports again.

    Each way of answering has its own fresh engine, so that none profits from what another has kept.
    """
    asked = list(maker.make(count, seed))
    few = asked[: max(count // 20, 50)]
    proofs = Proofs(_fresh(engine))
    size = sum(len(proofs.data(a)) for a in few) / len(few)
    proofs = Proofs(_fresh(engine))
    first = _rate(asked, proofs.data)
    again = _rate(asked, proofs.data)
    bare = _fresh(engine)
    return {
        "reports": count,
        "facts_per_report": sum(len(a.report.facts) for a in asked) / count,
        "proof_bytes": size,
        "proof": _data(first),
        "proof_again": _data(again),
        "qualify": _data(_rate(asked, lambda a: bare.qualify(a.report, a.decision))),
        "findings": _data(_rate(asked, _reader(_fresh(engine)))),
        "narration": _data(_rate(few, _narrator(_fresh(engine)))),
        "document": _data(_rate(few, _documenter(_fresh(engine)))),
    }


class Proofs:
    """Answers with the full proof object, written as JSON in UTF-8."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.writer = ProofWriter(engine.ruleset)

    def data(self, asked: Asked) -> bytes:
        """The proof of the answer."""
        return self.writer.data(self.engine.qualify(asked.report, asked.decision))


def drain(work: Callable[[Any], object], items: Iterable[Any]) -> None:
    """Does the work on each item and keeps nothing."""
    for item in items:
        work(item)


def read_all(answer: Answer) -> None:
    """Reads every finding of every offence: they are put together when somebody reads them."""
    for assessment in answer.assessments:
        assessment.findings  # noqa: B018


def _reader(engine: Engine) -> Callable[[Asked], None]:
    return lambda a: read_all(engine.qualify(a.report, a.decision))


def _narrator(engine: Engine) -> Callable[[Asked], str]:
    return lambda a: Narrator(engine, a.report, engine.qualify(a.report, a.decision)).tell()


def _documenter(engine: Engine) -> Callable[[Asked], object]:
    writer = DocumentWriter(engine)
    return lambda a: writer.data(a.report, engine.qualify(a.report, a.decision))


def _fresh(engine: Engine) -> Engine:
    """An engine on the same compiled rules that has kept nothing yet."""
    return Engine(engine.ruleset, plan=engine.plan)


def _rate(asked: Sequence[Asked], work: Callable[[Asked], object]) -> Spent:
    return spend(len(asked), lambda: drain(work, asked))


def _data(spent: Spent) -> dict[str, float]:
    return {"count": spent.count, "per_cpu_second": spent.rate, "per_second": spent.wall_rate}
