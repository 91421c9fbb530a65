"""Texts per second on one core: the reader of reports beside fastText and spaCy's text categoriser,
and the cues, in one run.

Peers learn the own corpus for the occasion: what is timed is reading new texts, not how well they
do it. Every side first reads texts of the corpus that it will not be timed on: patterns are
compiled when a text first wakes them, and a service has long read thousands. What these first texts
cost the cues is told apart.
"""

from __future__ import annotations

import contextlib
import io
import random
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from api.texts.lexicons import open_reader
from api.texts.report_reader import whole_reader
from api.texts.second_reader import open_both
from bench.clock import alternate, spend
from classifiers.cues.linguistic import MissingPipeline
from classifiers.reader.reading import ReportText
from training.corpus import LabelledText, own

ROOT = Path(__file__).parent.parent / "rulesets"
FIRST = 1_500
"""Texts every side reads before it is timed."""


def texts(rounds: int, size: int, seed: int) -> dict[str, Any]:
    """Median and range of each side's rate over the rounds."""
    examples = own()
    chance = random.Random(seed)
    sides = _sides(examples)
    mixed = chance.sample(examples, len(examples))
    before, new = mixed[:FIRST], mixed[FIRST:]
    drawn = [chance.sample(new, size) for _ in range(rounds)]
    first = {name: spend(len(before), partial(work, [e.text for e in before])) for name, work in sides.items()}
    spent = alternate(sides, [(size, [e.text for e in part]) for part in drawn])
    rates = {name: sorted(one.rate for one in runs) for name, runs in spent.items()}
    return {
        "texts": size * rounds,
        "characters_per_text": sum(len(e.text) for part in drawn for e in part) / (size * rounds),
        "first_texts": {name: {"texts": FIRST, "rate": first[name].rate} for name in ("cues", "cues_one_by_one")},
        "rates": {name: _spread(found) for name, found in rates.items()},
        "absent": [
            name for name in ("reports", "cues_second", "fasttext", "spacy_textcat", "cues_spacy") if name not in sides
        ],
    }


def _sides(examples: Sequence[LabelledText]) -> dict[str, Callable[[Sequence[str]], object]]:
    sides: dict[str, Callable[[Sequence[str]], object]] = {}
    together, alone = open_reader(ROOT), open_reader(ROOT)  # neither reads with what the other has compiled
    sides["cues"] = lambda part: list(together.read_many(part))
    sides["cues_one_by_one"] = lambda part: [alone.read(text) for text in part]
    if (both := open_both(ROOT, open_reader(ROOT))) is not None:
        sides["cues_second"] = lambda part: list(both.read_many(part))
        if (reader := whole_reader(both, print)) is not None:
            sides["reports"] = lambda part: reader.read_many([ReportText(text) for text in part])
    try:
        linguistic = open_reader(ROOT, linguistic=True)
        sides["cues_spacy"] = lambda part: list(linguistic.read_many(part))
    except MissingPipeline:
        pass
    if find_spec("fasttext") is not None:
        sides["fasttext"] = _fasttext(examples)
    if find_spec("spacy") is not None:
        sides["spacy_textcat"] = _spacy(examples)
    return sides


def _fasttext(examples: Sequence[LabelledText]) -> Callable[[Sequence[str]], object]:
    import fasttext

    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.writelines(f"__label__{e.label} {' '.join(e.text.split())}\n" for e in examples)
        file.flush()
        with contextlib.redirect_stderr(io.StringIO()):
            model = fasttext.train_supervised(
                file.name, dim=50, minn=2, maxn=5, wordNgrams=2, epoch=5, thread=1, verbose=0
            )
    return lambda part: model.f.multilinePredict([" ".join(t.split()) + "\n" for t in part], 1, 0.0, "strict")


def _spacy(examples: Sequence[LabelledText]) -> Callable[[Sequence[str]], object]:
    import spacy
    from spacy.training import Example as Pair

    pipeline = spacy.blank("fr")
    pipeline.add_pipe(
        "textcat",
        config={
            "model": {
                "@architectures": "spacy.TextCatBOW.v3",
                "exclusive_classes": True,
                "ngram_size": 2,
                "no_output_layer": False,
                "length": 262144,
            }
        },
    )
    pairs = [
        Pair.from_dict(pipeline.make_doc(e.text), {"cats": {"keep": e.label == "keep", "noise": e.label != "keep"}})
        for e in examples[:400]
    ]
    optimizer = pipeline.initialize(lambda: pairs)
    for start in range(0, len(pairs), 64):
        pipeline.update(pairs[start : start + 64], sgd=optimizer)
    return lambda part: list(pipeline.pipe(part, batch_size=256))


def _spread(values: Sequence[float]) -> dict[str, float]:
    return {"median": values[len(values) // 2], "min": values[0], "max": values[-1]}
