"""The ways of calling zen-engine from Python, all on one decision model; which is fastest is found
by trying.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import zen

KEY = "law"


@dataclass(frozen=True)
class Call:
    """One way: `prepare` puts the facts in the form it takes (not timed), `run` evaluates them,
    with or without trace.
    """

    prepare: Callable[[Sequence[dict[str, Any]]], Sequence[Any]]
    run: Callable[[Sequence[Any], bool], Iterable[Any]]


def calls(model: str) -> dict[str, Call]:
    """Each way of calling, by name, on a model of which the parsing is already paid."""
    text = zen.ZenEngine().create_decision(model)
    parsed = zen.ZenEngine().create_decision(zen.ZenDecisionContent(model))
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {KEY: json.loads(model)}}})

    def batch(requests: Sequence[Any], trace: bool) -> Iterator[Any]:
        return (answer["data"] for answer in engine.evaluate_batch(list(requests), {"trace": trace}))

    def together(contexts: Sequence[Any], trace: bool) -> Sequence[Any]:
        async def every() -> Sequence[Any]:
            responses: Sequence[Any] = await asyncio.gather(
                *(parsed.async_evaluate(c, {"trace": trace}) for c in contexts)
            )
            return responses

        return asyncio.run(every())

    return {
        "decision from text": Call(list, _one_by_one(text.evaluate)),
        "decision parsed before": Call(list, _one_by_one(parsed.evaluate)),
        "decision parsed before, JSON bytes": Call(_as_bytes, _one_by_one(parsed.evaluate)),
        "engine by key": Call(list, _one_by_one(partial(engine.evaluate, KEY))),
        "engine by batch": Call(lambda contexts: [{"key": KEY, "context": c} for c in contexts], batch),
        "async": Call(list, together),
    }


def _one_by_one(evaluate: Callable[..., Any]) -> Callable[[Sequence[Any], bool], Iterator[Any]]:
    return lambda contexts, trace: (evaluate(context, {"trace": trace}) for context in contexts)


def _as_bytes(contexts: Sequence[dict[str, Any]]) -> list[bytes]:
    return [json.dumps(context).encode() for context in contexts]
