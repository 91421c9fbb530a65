"""Training run, from annotated sentences to a model with its measures: seeded; the next run reads
its stages from the work folder.
"""

from __future__ import annotations

import platform
from collections.abc import Collection
from dataclasses import replace

import jax
import numpy as np
import optax

from classifiers.cues.reader import CueReader
from classifiers.encoder.tokens import TokenReader
from classifiers.second.features import feature_rows
from classifiers.second.model import SecondModel
from training.facts.annotations import AnnotatedText, digest, values_of
from training.facts.examples import LEAST, Examples, columns_of, holdout, observations
from training.facts.learning import fit
from training.facts.measures import measures, probabilities
from training.progress import TrainingRun
from training.sentences import encode

THRESHOLDS = (0.35, 0.5)
"""Probabilities at which the card tells what is marked rightly, wrongly and not at all."""


def make(
    own: list[AnnotatedText],
    messages: list[AnnotatedText],
    reader: CueReader,
    tokens: TokenReader,
    facts: Collection[str],
    run: TrainingRun,
) -> SecondModel:
    """Learns twice: without some blocks, to measure on them, then with everything.

    `facts`: those whose values are learnt.
    """
    rows = [*own, *messages]
    values = values_of(rows, LEAST, facts)
    seen = observations(reader, rows)
    columns = columns_of(seen, values)
    run.say(f"{len(rows)} phrases lues par les lexiques")
    sentences = encode([row.text for row in rows], tokens, run)
    examples = Examples(rows, sentences, feature_rows(seen, columns), np.arange(len(rows)) >= len(own))
    out = holdout(len(rows))
    apart, whole = np.flatnonzero(out), np.arange(len(rows))
    trial = fit(examples, np.flatnonzero(~out), columns, run)
    found = probabilities(trial, examples, apart)
    counts = {
        str(least): [(*value, *count) for value, count in measures(trial, examples, apart, found, least)]
        for least in THRESHOLDS
    }
    run.say("mesuré sur les blocs laissés de côté")
    about = {
        "data": digest(rows),
        "sentences": len(own),
        "messages": len(messages),
        "left_out": len(apart),
        "lexicons": getattr(reader, "digest", ""),
        "measures": counts,
        "versions": {
            "python": platform.python_version(),
            **{one.__name__: one.__version__ for one in (np, jax, optax)},
        },
    }
    return replace(fit(examples, whole, columns, run), about=about)
