"""From annotated sentences to a model with its measures: one seeded run, reproducible to the digest on one machine."""

from __future__ import annotations

import platform
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from classifiers.cues.reader import CueReader
from classifiers.encoder.tokens import TokenReader
from classifiers.noise.corpus import CORPUS
from classifiers.second.annotated import Annotated, digest, messages, own
from classifiers.second.learning import PASSES, columns_of, fit, learnable, left_out, measured, part_of, seen_by, weigh
from classifiers.second.model import SecondModel

THRESHOLDS = (0.35, 0.5)
"""Probabilities at which the card tells what is marked rightly, wrongly and not at all."""

Say = Callable[[str], None]


def make(
    reader: CueReader,
    tokens: TokenReader,
    facts: Collection[str],
    data: Path | None,
    say: Say,
    *,
    corpus: Path = CORPUS,
    commercial: bool = True,
    copyleft: bool = True,
) -> SecondModel:
    """Learns twice: without some blocks, to measure on them, then with everything. `data` holds the public sets, or None; `corpus`, the annotated data.

    Raises:
        BadCorpus: a sentence or a folder that cannot be used.
    """
    sentences = own(corpus)
    public = messages(data, corpus, commercial=commercial, copyleft=copyleft) if data is not None else []
    say(f"{len(sentences)} phrases, {len(public)} messages publics annotés")
    values = learnable(sentences, public, facts)
    seen = seen_by(reader, [*sentences, *public])
    columns = columns_of(seen, values)
    count = len(seen)
    weighed = weigh(sentences, public, seen, tokens, columns, lambda done: say(f"lues : {done}/{count}"))
    out = left_out(count)

    def learnt(what: str) -> Callable[[int], None]:
        return lambda done: say(f"{what} : {done}/{PASSES} passages")

    trial = fit(part_of(weighed, ~out), values, columns, done=learnt("sans les blocs laissés de côté"))
    held = part_of(weighed, out)
    measures = {
        str(least): [(*value, *counts) for value, counts in measured(trial, held, least)] for least in THRESHOLDS
    }
    model = fit(weighed, values, columns, done=learnt("avec tout"))
    return replace(model, about=_about(sentences, public, reader, measures, int(out.sum())))


def _about(
    sentences: list[Annotated], public: list[Annotated], reader: CueReader, measures: dict[str, Any], left: int
) -> dict[str, Any]:
    return {
        "data": digest([*sentences, *public]),
        "sentences": len(sentences),
        "messages": len(public),
        "left_out": left,
        "lexicons": getattr(reader, "digest", ""),
        "measures": measures,
        "versions": {"python": platform.python_version(), "numpy": np.__version__},
    }
